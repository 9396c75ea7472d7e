"""Searching for a top: hard valleys, bad scales, walls, kinks, rounding. The caller evaluates, the search steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from upright.engine.search import (
    CONVERGED,
    EVALUATE,
    INVALID,
    SPENT,
    STUCK,
    advance,
    begin,
    make_search,
    steepness,
)

VALUE, EVALUATIONS = 0, 0


def climb(f, start, most=2000, flat=1e-8, state=None):
    """The code it ended with, and the state; every evaluation goes through here."""
    state = make_search(len(start), most) if state is None else state
    begin(state, np.array(start, dtype=float))
    code = EVALUATE
    while code == EVALUATE:
        value, gradient = f(state.trial.copy())
        code = advance(state, float(value), np.asarray(gradient, dtype=float), flat)
    return code, state


def valley(x):
    return -optimize.rosen(x), -optimize.rosen_der(x)


def quadratic(curvature, top, height=0.0):
    return lambda x: (height - 0.5 * (x - top) @ curvature @ (x - top), -curvature @ (x - top))


@pytest.mark.parametrize("start", [[-1.2, 1.0], [5.0, -8.0, 3.0], [-1.2, 1.0] * 5, [-1.0] * 20])
def test_it_follows_a_curved_valley_to_its_end_in_about_as_many_steps_as_a_standard_search(start):
    code, state = climb(valley, start)
    assert code == CONVERGED
    assert state.position == pytest.approx(np.ones(len(start)), abs=1e-6)
    assert state.numbers[VALUE] == valley(state.position)[0]
    assert np.all(state.gradient == valley(state.position)[1])
    standard = optimize.minimize(lambda x: -valley(x)[0], start, jac=lambda x: -valley(x)[1], method="BFGS")
    assert state.counts[EVALUATIONS] <= 1.5 * standard.nfev + 10


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 12), st.floats(0, 6), st.floats(-1e3, 1e5))
def test_a_badly_scaled_hill_is_climbed_and_its_inverse_curvature_learnt(seed, q, digits, height):
    rng = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(rng.normal(size=(q, q)))
    curvature = turn * np.geomspace(1.0, 10.0**digits, q) @ turn.T
    curvature = 0.5 * (curvature + curvature.T)
    top = rng.normal(size=q) * 3
    code, state = climb(quadratic(curvature, top, height), np.zeros(q))
    assert code == CONVERGED
    assert steepness(state) <= 1e-8
    assert steepness(state) == max(abs(state.gradient) * np.maximum(1, abs(state.position))) / max(
        1, abs(state.numbers[VALUE])
    )
    # What is left of the gradient bounds how far away the top can be; the smallest curvature is 1.
    assert np.abs(state.position - top).max() <= 1e-7 * max(1.0, abs(height)) * q
    assert np.all(state.inverse == state.inverse.T) and np.linalg.eigvalsh(state.inverse)[0] > 0


def test_far_out_where_the_function_curves_the_wrong_way_steps_grow():
    def heavy(x):
        return -np.log1p(x @ x), -2 * x / (1 + x @ x)

    code, state = climb(heavy, [1000.0, 400.0, -20.0])
    assert code == CONVERGED
    assert state.position == pytest.approx(np.zeros(3), abs=1e-7)
    assert state.counts[EVALUATIONS] < 60


@pytest.mark.parametrize("nothing", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("in_gradient", [False, True])
def test_where_there_is_no_value_it_turns_back(nothing, in_gradient):
    def walled(x):
        if x[0] <= 0:
            return (0.0 if in_gradient else nothing), np.full(2, nothing)
        tilt = -2 * (x[1] - x[0])
        return 3 * np.log(x[0]) - x[0] - (x[1] - x[0]) ** 2, np.array([3 / x[0] - 1 - tilt, tilt])

    code, state = climb(walled, [30.0, -5.0])
    assert code == CONVERGED
    assert state.position == pytest.approx([3.0, 3.0], abs=1e-6)


def test_a_start_without_a_value_is_said_to_be_invalid():
    for value, gradient in [(np.nan, [0.0]), (-np.inf, [1.0]), (1.0, [np.nan])]:
        code, state = climb(lambda x, value=value, gradient=gradient: (value, gradient), [0.0])
        assert code == INVALID and state.counts[EVALUATIONS] == 1


def test_at_a_kink_it_says_that_it_is_stuck_and_how_steep_it_still_is():
    code, state = climb(lambda x: (-np.abs(x).sum(), -np.sign(x)), [3.3, -2.0])
    assert code == STUCK
    assert np.abs(state.position).max() < 1e-6
    assert steepness(state) > 0.5


def test_a_wrong_gradient_ends_the_search_soon():
    code, state = climb(lambda x: (-x @ x, 2 * x), [1.0, 2.0])
    assert code == STUCK and state.counts[EVALUATIONS] < 100


def test_without_a_top_it_stops_when_its_evaluations_are_spent():
    code, state = climb(lambda x: (x.sum(), np.ones(2)), [0.0, 0.0], most=50)
    assert code == SPENT and state.counts[EVALUATIONS] == 50 and np.all(state.position > 1)


@pytest.mark.parametrize("height", [1e3, 1e6, 1e9])
def test_a_rise_that_drowns_in_rounding_does_not_stop_it_short_of_a_flat_gradient(height):
    code, state = climb(lambda x: (valley(x)[0] + height, valley(x)[1]), [-1.2, 1.0], flat=1e-9 / height)
    assert code == CONVERGED
    assert state.position == pytest.approx(np.ones(2), abs=1e-6)


def test_at_the_top_already_it_evaluates_once():
    code, state = climb(quadratic(np.eye(2), np.zeros(2)), [0.0, 0.0])
    assert code == CONVERGED and state.counts[EVALUATIONS] == 1


def test_one_state_serves_many_searches_and_leaves_no_trace():
    used = make_search(2, 2000)
    climb(quadratic(np.diag([3.0, 1e4]), np.ones(2)), [5.0, 5.0], state=used)
    climb(valley, [-1.2, 1.0], state=used)
    _, fresh = climb(valley, [-1.2, 1.0])
    for again, anew in zip(used, fresh, strict=True):
        assert np.all(again == anew)
