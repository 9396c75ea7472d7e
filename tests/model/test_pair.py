"""Two things that follow each other: the closed forms beside dense twins, the priors, and that a fit repeats itself."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov

from upright.engine import Series
from upright.model.pair import (
    HELD,
    LAG,
    STEP,
    _coupling,
    _quantities,
    _rest,
    learn_pair,
    pair_spec,
    prior_effects,
)

# a, c, b, d: decays of the first and the second, second drives first, first drives second
DRIFTS = [
    (-0.6, -0.4, 0.3, -0.5),  # turns: complex roots
    (-0.6, -0.4, 0.3, 0.5),
    (-0.9, -0.9, -0.4, -0.4),
    (-0.5, -0.5, 0.0, 0.7),  # equal decays, one arrow: the limit of sinh(w t) / w
    (-0.3, -1.2, 0.0, 0.0),
    (-0.2, -0.2, 0.9, -0.9),  # turns far within two days
]
UNREST = (1.1, -0.4, 0.8)
COURSE = (0.06, 0.3, -0.1, 0.2)  # slow, l33, l43, l44


def weighted(drifts):
    """Hand-made draws, as a fit would hold them."""
    a, c, b, d = (np.array(column) for column in zip(*drifts, strict=True))
    n = len(a)
    draws = {"decay of first": a, "decay of second": c, "second to first": b, "first to second": d}
    unrest = zip(("l11", "l21", "l22"), UNREST, strict=True)
    course = zip(("slow", "unrest.l33", "unrest.l43", "unrest.l44"), (-COURSE[0], *COURSE[1:]), strict=True)
    draws |= {f"unrest.{name}": np.full(n, x) for name, x in unrest} | {name: np.full(n, x) for name, x in course}
    return SimpleNamespace(draws=draws, weights=np.full(n, 1 / n))


def drift_of(a, c, b, d):
    return np.array([[a, b], [d, c]])


@pytest.mark.parametrize("place", range(len(DRIFTS)))
def test_what_follows_is_read_off_the_exponential_of_the_drift(place):
    after_first, after_second, _, _ = _quantities(weighted(DRIFTS))[:, place]
    move = expm(LAG * drift_of(*DRIFTS[place]))
    assert after_first == pytest.approx(STEP * move[1, 0], abs=1e-10)
    assert after_second == pytest.approx(STEP * move[0, 1], abs=1e-10)


@pytest.mark.parametrize("place", range(len(DRIFTS)))
def test_what_goes_together_is_read_off_the_covariance_at_rest(place):
    root = np.array([[UNREST[0], 0.0], [UNREST[1], UNREST[2]]])
    slow = np.array([[COURSE[1], 0.0], [COURSE[2], COURSE[3]]])
    rest = solve_continuous_lyapunov(drift_of(*DRIFTS[place]), -root @ root.T)
    whole = rest + slow @ slow.T / (2 * COURSE[0])
    assert _quantities(weighted(DRIFTS))[2, place] == pytest.approx(STEP * whole[0, 1] / whole[0, 0], abs=1e-9)


@pytest.mark.parametrize("place", range(len(DRIFTS)))
def test_held_is_where_the_first_has_come_when_the_second_is_held_a_point_higher(place):
    a, _, b, _ = DRIFTS[place]
    move = expm(HELD * np.array([[a, b], [0.0, 0.0]]))  # the second stays where it is put
    assert _quantities(weighted(DRIFTS))[3, place] == pytest.approx(move[0, 1], abs=1e-10)


def test_draws_that_weigh_nothing_say_nothing_even_where_they_are_not_valid():
    found = weighted([(-0.5, -0.5, 2.0, 2.0), (-0.5, -0.5, 0.1, 0.1)])
    found.weights = np.array([0.0, 1.0])
    assert (_quantities(found)[:, 0] == 0.0).all() and np.isfinite(_quantities(found)).all()


def test_coupling_is_smooth_where_the_roots_meet():
    a, c = np.full(3, -0.5), np.full(3, -0.5)
    near = _coupling(a, c, np.array([-1e-9, 0.0, 1e-9]))
    assert near == pytest.approx(LAG * np.exp(-0.5 * LAG), rel=1e-6)


@pytest.mark.parametrize("drift", DRIFTS)
def test_the_covariance_at_rest_solves_its_equation(drift):
    a, c, b, d = (np.array([x]) for x in drift)
    variance, covariance = _rest(a, b, d, c, *(np.array([x]) for x in UNREST))
    root = np.array([[UNREST[0], 0.0], [UNREST[1], UNREST[2]]])
    dense = solve_continuous_lyapunov(drift_of(*drift), -root @ root.T)
    assert (variance[0], covariance[0]) == pytest.approx((dense[0, 0], dense[0, 1]), abs=1e-10)


def test_before_anything_is_seen_an_arrow_is_there_half_of_the_time_and_leans_to_neither_side():
    for effects in prior_effects():
        assert np.mean(effects == 0.0) == pytest.approx(0.5, abs=0.02)
        there = effects[effects != 0.0]
        assert np.mean(there > 0) == pytest.approx(0.5, abs=0.01)
        assert np.quantile(np.abs(there), 0.9) < 1.5  # points two days later, of two


def test_without_an_arrow_its_effect_is_none():
    names = {arrows: set(pair_spec(("x",), ("y",), arrows).names(1)) for arrows in ((True, True), (True, False))}
    assert names[True, True] - names[True, False] == {"first to second"}


def test_a_fit_repeats_itself_and_its_weights_are_a_whole():
    rng = np.random.default_rng(4)
    values = np.round(np.clip(5.5 + 1.3 * rng.normal(size=(60, 2)), 0, 10))
    values[rng.random((60, 2)) < 0.2] = np.nan
    rows = ~np.isnan(values).all(axis=1)
    series = Series(np.flatnonzero(rows).astype(float), values[rows], covariates=np.zeros((int(rows.sum()), 1)))
    one, again, other = (learn_pair(series, ("x",), ("y",), seed) for seed in (0, 0, 1))
    assert one.usable and one.weights.sum() == pytest.approx(1.0)
    for name in ("weights", "after_first", "after_second", "together", "held"):
        assert np.array_equal(getattr(one, name), getattr(again, name))
        assert len(getattr(one, name)) == len(one.both)
    assert not np.array_equal(one.held, other.held)
    means = [float(pair.weights @ pair.after_second) for pair in (one, other)]
    assert means[0] == pytest.approx(means[1], abs=0.05)
