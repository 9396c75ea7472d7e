"""The log-likelihood and its gradient, against the joint Gaussian written out and against relations that must hold."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.models import DRIFTS, GAPS, make_model, make_series
from tests.oracles import dense_gaussian
from upright.engine import Series, StateSpace, log_likelihood, log_likelihood_gradient, log_likelihoods

MODELS = st.fixed_dictionaries(
    {
        "d": st.sampled_from([1, 2, 3, 4]),
        "p": st.integers(1, 4),
        "drift": st.sampled_from(DRIFTS),
        "identity": st.booleans(),
        "kinds": st.integers(0, 2),
        "inputs": st.integers(0, 2),
        "covariates": st.integers(0, 2),
        "exact": st.booleans(),
        "quiet_states": st.integers(0, 1),
    }
)


def draw(seed: int, wanted: dict, gaps: str, n: int, stationary: bool) -> tuple[StateSpace, Series]:
    rng = np.random.default_rng(seed)
    steady = stationary and wanted["drift"] in ("stable", "defective", "oscillating")
    if wanted["exact"] or wanted["d"] == 1:
        wanted = {**wanted, "quiet_states": 0}  # an exact reading of what never moves contradicts the next one
    gaps = "distinct" if wanted["drift"] == "unstable" and gaps == "seconds to years" else gaps
    if gaps == "equal times" and wanted["exact"]:
        gaps = "distinct"  # two exact readings of one moment contradict each other
    ss = make_model(rng, **{**wanted, "p": min(wanted["p"], wanted["d"] + 1)}, stationary=steady)
    return ss, make_series(rng, ss, n, gaps=gaps)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), MODELS, st.sampled_from(GAPS), st.integers(1, 12), st.booleans())
def test_the_log_likelihood_is_that_of_the_joint_gaussian(seed, wanted, gaps, n, stationary):
    ss, series = draw(seed, wanted, gaps, n, stationary)
    expected = dense_gaussian.log_likelihood(ss, series)
    condition = np.linalg.cond(dense_gaussian.observations(ss, series)[4]) if np.isfinite(series.values).any() else 1.0
    # The twin inverts one large matrix, and loses digits where that is badly conditioned.
    assert log_likelihood(ss, series) == pytest.approx(expected, rel=1e-10, abs=1e-10 + 1e-15 * condition)


def nudged(ss: StateSpace, name: str, at: tuple[int, ...], by: float) -> StateSpace:
    changed = np.array(getattr(ss, name))
    changed[at] += by
    if name in ("diffusion", "initial_cov") and at[0] != at[1]:
        changed[at[::-1]] += by
    return replace(ss, **{name: changed})


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), MODELS, st.sampled_from(["even", "distinct", "equal times"]), st.booleans())
def test_the_gradient_is_that_of_the_joint_gaussian(seed, wanted, gaps, stationary):
    wanted = {**wanted, "exact": False, "quiet_states": 0, "d": min(wanted["d"], 3)}
    if wanted["drift"] in ("nearly singular", "stiff"):
        wanted["drift"] = "stable"  # central differences of the twin would lose too many digits
    ss, series = draw(seed, wanted, gaps, 8, stationary)
    value, gradient = log_likelihood_gradient(ss, series)
    assert value == log_likelihood(ss, series)
    found, expected = [], []
    for field in fields(ss):
        block = getattr(ss, field.name)
        if not isinstance(block, np.ndarray):
            continue
        for at in np.ndindex(block.shape):
            symmetric = field.name in ("diffusion", "initial_cov") and at[0] != at[1]
            if symmetric and at[0] > at[1]:
                continue
            h = 3e-4
            f = [dense_gaussian.log_likelihood(nudged(ss, field.name, at, k * h), series) for k in (-2, -1, 1, 2)]
            expected.append((f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h))
            found.append(getattr(gradient, field.name)[at] * (2 if symmetric else 1))
    assert np.asarray(found) == pytest.approx(np.asarray(expected), rel=1e-6, abs=1e-6 * np.abs(expected).max())


def test_the_gradient_has_the_shapes_of_the_model_and_none_where_the_model_has_none():
    rng = np.random.default_rng(1)
    ss = make_model(rng, 2, 3, kinds=1, stationary=True)
    _, gradient = log_likelihood_gradient(ss, make_series(rng, ss, 6))
    for field in fields(gradient):
        block = getattr(ss, field.name)
        assert np.shape(getattr(gradient, field.name)) == np.shape(block)


@pytest.mark.parametrize("d", [1, 2, 4, 6, 8])
def test_any_number_of_states_from_one_to_eight_works(d):
    rng = np.random.default_rng(d)
    ss = make_model(rng, d, 2, kinds=1)
    series = make_series(rng, ss, 9)
    assert log_likelihood(ss, series) == pytest.approx(dense_gaussian.log_likelihood(ss, series), rel=1e-10)


def test_one_gap_is_two_half_gaps_with_nothing_seen_between():
    rng = np.random.default_rng(3)
    ss = make_model(rng, 3, 2)
    series = make_series(rng, ss, 10, gaps="seconds to years")
    middle = (series.times[:-1] + series.times[1:]) / 2
    times = np.sort(np.concatenate([series.times, middle]))
    values = np.full((len(times), 2), np.nan)
    values[::2] = series.values
    assert log_likelihood(ss, Series(times, values)) == pytest.approx(log_likelihood(ss, series), rel=1e-11)


def test_turning_the_states_changes_nothing():
    rng = np.random.default_rng(4)
    ss = make_model(rng, 3, 3, kinds=1, inputs=1)
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    turned = replace(
        ss,
        drift=turn @ ss.drift @ turn.T,
        intercept=turn @ ss.intercept,
        diffusion=turn @ ss.diffusion @ turn.T,
        loadings=ss.loadings @ turn.T,
        initial_mean=turn @ ss.initial_mean,
        initial_cov=turn @ ss.initial_cov @ turn.T,
        impulses=turn @ ss.impulses,
        inputs=turn @ ss.inputs,
    )
    series = make_series(rng, ss, 15)
    assert log_likelihood(turned, series) == pytest.approx(log_likelihood(ss, series), rel=1e-11)


def test_the_order_of_channels_changes_nothing():
    rng = np.random.default_rng(5)
    ss = make_model(rng, 2, 4)
    series = make_series(rng, ss, 15)
    order = rng.permutation(4)
    shuffled = replace(ss, loadings=ss.loadings[order], offsets=ss.offsets[order], noise=ss.noise[order])
    assert log_likelihood(shuffled, replace(series, values=series.values[:, order])) == pytest.approx(
        log_likelihood(ss, series), rel=1e-12
    )


def test_another_unit_of_time_changes_nothing():
    rng = np.random.default_rng(6)
    ss = make_model(rng, 3, 2)
    series = make_series(rng, ss, 15)
    hourly = replace(ss, drift=ss.drift / 24, intercept=ss.intercept / 24, diffusion=ss.diffusion / 24)
    assert log_likelihood(hourly, replace(series, times=series.times * 24)) == pytest.approx(
        log_likelihood(ss, series), rel=1e-11
    )


def test_many_series_at_once_are_as_one_at_a_time():
    rng = np.random.default_rng(7)
    shared = make_model(rng, 2, 2, kinds=1)
    series = [make_series(rng, shared, int(n), gaps="even") for n in rng.integers(1, 40, 30)]
    own = [make_model(rng, 2, 2, kinds=1) for _ in series]
    assert log_likelihoods(shared, series) == pytest.approx([log_likelihood(shared, s) for s in series], rel=1e-9)
    assert log_likelihoods(own, series) == pytest.approx(
        [log_likelihood(ss, s) for ss, s in zip(own, series, strict=True)], rel=1e-9
    )
    assert len(log_likelihoods(shared, [])) == 0


def test_what_cannot_have_happened_is_minus_infinity():
    ss = StateSpace([[-1.0]], [0.0], [[0.0]], [[1.0]], [0.0], [0.0], [0.0], [[0.0]])
    assert log_likelihood(ss, Series([0.0, 1.0], [0.5, 0.2])) == -np.inf


def test_an_overflow_shows_as_not_a_number_and_not_as_a_warning():
    ss = StateSpace([[5.0]], [1.0], [[1.0]], [[1.0]], [0.0], [1.0], [0.0], [[1.0]])
    value, gradient = log_likelihood_gradient(ss, Series([0.0, 900.0, 1800.0], [0.0, 0.0, 0.0]))
    assert not np.isfinite(value)
    assert np.isnan(gradient.drift).all()


def test_importing_the_engine_loads_no_compiler():
    code = "import sys, upright.engine; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": "src"}).returncode == 0
