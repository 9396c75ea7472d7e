"""Filter, smoother, forecast and conditional draws, against the joint Gaussian written out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.models import GAPS, make_model, make_series
from tests.oracles import dense_gaussian
from upright.engine import Poisson, Series, StateSpace, filtering, log_likelihood
from upright.engine.faults import EngineFault
from upright.engine.forecast import forecast
from upright.engine.simulate import simulate
from upright.engine.smoothing import roots_of, smooth

CASES = st.fixed_dictionaries(
    {
        "d": st.sampled_from([1, 2, 3]),
        "p": st.integers(1, 4),
        "drift": st.sampled_from(["stable", "defective", "nearly singular", "oscillating", "stiff"]),
        "identity": st.booleans(),
        "kinds": st.integers(0, 2),
        "inputs": st.integers(0, 2),
        "covariates": st.integers(0, 1),
        "exact": st.booleans(),
        "stationary": st.booleans(),
        "quiet_states": st.integers(0, 1),
    }
)


def draw(seed: int, wanted: dict, gaps: str, n: int) -> tuple[StateSpace, Series]:
    rng = np.random.default_rng(seed)
    if wanted.get("exact"):
        # Exact readings of one moment, or of what never moves, would contradict each other.
        wanted, gaps = {**wanted, "quiet_states": 0}, "distinct" if gaps == "equal times" else gaps
    steady = wanted.get("stationary", False) and wanted["drift"] in ("defective", "oscillating")
    ss = make_model(rng, **{**wanted, "stationary": steady})
    return ss, make_series(rng, ss, n, gaps=gaps)


def _condition(ss: StateSpace, series: Series) -> float:
    cov = dense_gaussian.observations(ss, series)[4]
    return float(np.linalg.cond(cov)) if len(cov) else 1.0


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), CASES, st.sampled_from(GAPS), st.integers(1, 10))
def test_smoothed_states_are_those_of_the_joint_gaussian(seed, wanted, gaps, n):
    ss, series = draw(seed, wanted, gaps, n)
    found = smooth(ss, series)
    means, joint = dense_gaussian.posterior(ss, series)
    d, scale = len(ss.drift), np.abs(dense_gaussian.states(ss, series)[1]).max()
    blocks = joint.reshape(n, d, n, d)
    places = np.arange(n)
    # The twin inverts one large matrix, and loses digits where that is badly conditioned.
    lost = 1e-11 * (1 + scale) + 1e-15 * scale * _condition(ss, series)
    assert found.means == pytest.approx(means, rel=1e-8, abs=10 * lost)
    assert found.covs == pytest.approx(blocks[places, :, places], abs=lost)
    assert found.lag_covs == pytest.approx(blocks[places[:-1], :, places[1:]], abs=lost)
    assert found.log_likelihood == log_likelihood(ss, series)
    assert (np.linalg.eigvalsh(found.covs) > -1e-12 * (1 + scale)).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), CASES, st.sampled_from(["even", "distinct"]), st.integers(2, 8))
def test_filtered_states_are_the_last_smoothed_ones_of_the_series_so_far(seed, wanted, gaps, n):
    ss, series = draw(seed, wanted, gaps, n)
    found = filtering.filter(ss, series)
    hidden = replace(series, values=np.where(np.arange(n)[:, None] < n - 1, series.values, np.nan))
    for whole, means, covs in (
        (series, found.means, found.covs),
        (hidden, found.predicted_means, found.predicted_covs),
    ):
        expected, joint = dense_gaussian.posterior(ss, whole)
        d, scale = len(ss.drift), 1 + np.abs(joint).max()
        assert means[-1] == pytest.approx(expected[-1], rel=1e-7, abs=1e-8 * scale)
        assert covs[-1] == pytest.approx(joint[-d:, -d:], abs=1e-9 * scale)


def test_innovations_are_independent_standard_normal_whose_density_is_the_likelihood():
    ss, series = draw(5, {"d": 2, "p": 3, "kinds": 1}, "distinct", 12)
    found = filtering.filter(ss, series)
    seen = ~np.isnan(series.values)
    assert (np.isnan(found.innovations) == ~seen).all()
    # In the order in which values are taken in, with L L' their joint covariance, innovations are L^-1 (y - mean).
    _, _, y, expected, cov, _ = dense_gaussian.observations(ss, series)
    whitened = np.linalg.solve(np.linalg.cholesky(cov), y - expected)
    assert found.innovations[seen] == pytest.approx(whitened, abs=1e-9)


def test_the_check_of_innovations_is_about_0_1_0_where_the_model_is_true_and_not_where_it_is_false():
    ss = StateSpace(-0.5 * np.eye(2), np.zeros(2), np.eye(2), np.eye(2), np.zeros(2), [0.3, 0.3])
    series = simulate(ss, np.arange(2000.0), seed=1).series()
    true = filtering.filter(ss, series).check()
    assert (true.count == 2000).all()
    assert (np.abs(true.mean) < 4 / np.sqrt(2000)).all()
    assert (np.abs(true.variance - 1) < 4 * np.sqrt(2 / 2000)).all()
    assert (np.abs(true.lag1) < 4 / np.sqrt(2000)).all()
    false = filtering.filter(replace(ss, drift=-8 * np.eye(2), diffusion=16 * np.eye(2)), series).check()
    assert (false.lag1 > 0.3).all()


def test_the_check_of_innovations_has_no_numbers_where_too_few_were_seen():
    ss = StateSpace(-np.eye(3), np.zeros(3), np.eye(3), np.eye(3), np.zeros(3), np.ones(3))
    check = filtering.filter(ss, Series([0.0, 1.0], [[np.nan, 1.0, 1.0], [np.nan, np.nan, 2.0]])).check()
    assert check.count.tolist() == [0, 1, 2]
    assert np.isnan(check.mean).tolist() == [True, False, False]
    assert np.isnan(check.variance).tolist() == [True, True, False]
    assert np.isnan(check.lag1).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), CASES, st.integers(1, 8))
def test_a_forecast_is_the_posterior_of_moments_with_nothing_seen(seed, wanted, n):
    ss, whole = draw(seed, wanted, "distinct", n + 4)
    values = np.array(whole.values)
    values[n:] = np.nan
    means, joint = dense_gaussian.posterior(ss, replace(whole, values=values))
    d, scale = len(ss.drift), 1 + np.abs(joint).max()
    places = np.arange(n, n + 4)
    covs = joint.reshape(n + 4, d, n + 4, d)[places, :, places]
    # Events and inputs later than the last observation are known to the series, or told with the forecast.
    covariates = None if whole.covariates is None else whole.covariates[:n]
    seen = replace(whole, times=whole.times[:n], values=values[:n], covariates=covariates)
    blind = replace(
        seen,
        event_times=np.zeros(0),
        event_kinds=np.zeros(0, dtype=np.int64),
        event_sizes=np.zeros(0),
        **({} if whole.inputs is None else {"input_times": np.zeros(0), "inputs": whole.inputs[:0]}),
    )
    later = {} if whole.covariates is None else {"covariates": whole.covariates[n:]}
    first = forecast(ss, seen, whole.times[n:], **later)
    last_seen = whole.times[n - 1]
    if whole.inputs is None and not (whole.event_times <= last_seen).any():
        chosen = whole.event_times > last_seen
        later |= {name: getattr(whole, name)[chosen] for name in ("event_times", "event_kinds", "event_sizes")}
        told = forecast(ss, blind, whole.times[n:], **later)
        assert told.means == pytest.approx(first.means, rel=1e-12)
    assert forecast(ss, seen, _tail(whole, n)).means == pytest.approx(first.means, rel=1e-12)
    assert first.means == pytest.approx(means[n:], rel=1e-7, abs=1e-8 * scale)
    assert first.covs == pytest.approx(covs, abs=1e-9 * scale)
    h = means[n:] @ ss.loadings.T + ss.offsets
    if whole.covariates is not None:
        h = h + whole.covariates[n:] @ ss.covariates.T
    assert first.value_means == pytest.approx(h, rel=1e-7, abs=1e-7 * scale)
    assert first.value_variances == pytest.approx(
        np.einsum("oi,nij,oj->no", ss.loadings, covs, ss.loadings) + ss.noise, rel=1e-8, abs=1e-8 * scale
    )


def _tail(whole: Series, n: int) -> Series:
    """The moments after the first n as a series of their own, with all events and inputs."""
    covariates = None if whole.covariates is None else whole.covariates[n:]
    return replace(whole, times=whole.times[n:], values=whole.values[n:], covariates=covariates)


def test_a_path_drawn_given_a_series_has_the_mean_and_covariance_of_the_joint_posterior():
    ss, series = draw(11, {"d": 2, "p": 2, "kinds": 1, "inputs": 1, "quiet_states": 1}, "distinct", 6)
    paths = simulate(ss, series, given=series, draws=40000, seed=2).states
    means, joint = dense_gaussian.posterior(ss, series)
    flat = paths.reshape(len(paths), -1)
    sd = np.sqrt(np.diag(joint))
    assert (np.abs(flat.mean(axis=0) - means.ravel()) < 5 * sd / 200).all()
    assert (np.abs(np.cov(flat.T) - joint) < 5 * np.sqrt(2) * np.outer(sd, sd) / 200 + 1e-12).all()


def test_a_path_drawn_without_noise_goes_through_what_was_seen_without_error():
    ss = StateSpace(
        [[-0.4, 0.3], [0.0, 0.0]], [0.0, 0.1], np.diag([1.0, 0.0]), np.eye(2), np.zeros(2), [0.0, 0.5],
        [0.0, 1.0], np.diag([2.0, 0.0]),
    )  # fmt: skip
    series = Series([0.0, 1.0, 1.0, 4.0], [[1.0, 1.5], [np.nan, 0.4], [2.0, np.nan], [-1.0, 1.0]])
    drawn = simulate(ss, [0.0, 1.0, 2.5, 4.0, 6.0], given=series, draws=50, seed=3)
    assert drawn.states[:, [0, 1, 3], 0] == pytest.approx(np.tile([1.0, 2.0, -1.0], (50, 1)), abs=1e-9)
    assert drawn.states[:, :, 1] == pytest.approx(np.tile(1.0 + 0.1 * drawn.times, (50, 1)), abs=1e-9)
    assert drawn.states[:, 2, 0].std() > 0.3


def test_a_path_drawn_at_other_times_has_the_moments_of_the_smoother_there():
    ss, series = draw(12, {"d": 2, "p": 1, "kinds": 1}, "distinct", 5)
    between = (series.times[:-1] + series.times[1:]) / 2
    wanted = np.append(between, series.times[-1] + 2.0)
    order = np.argsort(np.concatenate([series.times, wanted]))
    longer = Series(
        np.concatenate([series.times, wanted])[order],
        np.concatenate([series.values, np.full((5, 1), np.nan)])[order],
        event_times=series.event_times, event_kinds=series.event_kinds, event_sizes=series.event_sizes,
    )  # fmt: skip
    expected = smooth(ss, longer)
    places = np.searchsorted(longer.times, wanted)
    drawn = simulate(ss, wanted, given=series, draws=20000, seed=4).states
    sd = np.sqrt(np.einsum("nii->ni", expected.covs[places]))
    assert (np.abs(drawn.mean(axis=0) - expected.means[places]) < 5 * sd / np.sqrt(20000)).all()
    assert drawn.std(axis=0) == pytest.approx(sd, rel=0.03)


def test_a_path_drawn_given_counts_has_the_moments_of_the_smoother():
    ss = StateSpace([[-0.5]], [0.0], [[0.5]], [[1.0]], [0.3], [0.1], channels=(Poisson(),))
    series = simulate(ss, np.arange(6.0), seed=8).series()
    expected = smooth(ss, series)
    drawn = simulate(ss, series, given=series, draws=20000, seed=9)
    sd = np.sqrt(expected.covs[:, 0, 0])
    assert (np.abs(drawn.states.mean(axis=0)[:, 0] - expected.means[:, 0]) < 5 * sd / np.sqrt(20000)).all()
    assert drawn.states.std(axis=0)[:, 0] == pytest.approx(sd, rel=0.03)


def test_what_cannot_have_happened_has_no_states():
    ss = StateSpace([[-1.0]], [0.0], [[0.0]], [[1.0]], [0.0], [0.0], [0.0], [[0.0]])
    series = Series([0.0, 1.0], [0.5, 0.2])
    assert filtering.filter(ss, series).log_likelihood == -np.inf
    assert np.isnan(filtering.filter(ss, series).means).all()
    smoothed = smooth(ss, series)
    assert np.isnan(smoothed.means).all() and smoothed.lag_covs.shape == (1, 1, 1)
    assert np.isnan(forecast(ss, series, [2.0]).value_means).all()
    with pytest.raises(EngineFault, match=r"given has log-likelihood -inf; it must be finite"):
        simulate(ss, [2.0], given=series, seed=0)


def test_states_that_overflow_are_not_numbers_and_cannot_be_drawn():
    ss = StateSpace([[5.0]], [1.0], [[1.0]], [[1.0]], [0.0], [1.0], [0.0], [[1.0]])
    series = Series([0.0, 900.0], [0.0, np.nan])
    assert np.isnan(smooth(ss, series).means).all()
    assert not np.isfinite(forecast(ss, series, [901.0]).covs).any()
    with pytest.raises(EngineFault, match="times has 900, by when the states overflow"):
        simulate(ss, [0.0, 900.0], seed=0)


def test_a_forecast_can_begin_at_the_last_observation_and_not_before():
    ss, series = draw(1, {"d": 1, "p": 1}, "even", 4)
    there = forecast(ss, series, [series.times[-1]])
    assert there.means[0] == pytest.approx(filtering.filter(ss, series).means[-1])
    with pytest.raises(EngineFault, match=r"times\[0\] is 1; it must be 3.25, the last observation, or later"):
        forecast(ss, series, [1.0])


def test_what_is_told_of_the_time_before_the_last_observation_is_refused():
    ss, series = draw(1, {"d": 1, "p": 1, "kinds": 1, "inputs": 1}, "even", 4)
    with pytest.raises(EngineFault, match=r"event_times\[0\] is 3.25; it must be after 3.25, the last observation"):
        forecast(ss, series, [5.0], event_times=[3.25])
    with pytest.raises(EngineFault, match=r"input_times\[0\] is 3; it must be at or after 3.25"):
        forecast(ss, series, [5.0], input_times=[3.0], inputs=[1.0])
    with pytest.raises(EngineFault, match="event_times is given beside a Series"):
        forecast(ss, series, Series([5.0], [np.nan]), event_times=[4.0])
    with pytest.raises(EngineFault, match=r"times\[0\] is 0; it must be 0.25, the first of given, or later"):
        simulate(ss, [0.0], given=series, seed=0)
    with pytest.raises(EngineFault, match="draws is 0; it must be 1 or more"):
        simulate(ss, [0.0], draws=0, seed=0)


def test_later_inputs_of_a_forecast_replace_those_of_the_series():
    ss = StateSpace([[-1.0]], [0.0], [[1.0]], [[1.0]], [0.0], [1.0], [0.0], [[1.0]], inputs=[[1.0]])
    series = Series([0.0, 1.0], [0.0, 0.0], input_times=[0.0, 5.0], inputs=[1.0, 9.0])
    own = forecast(ss, series, [10.0]).means[0, 0]
    other = forecast(ss, series, [10.0], input_times=[1.0, 5.0], inputs=[1.0, 2.0]).means[0, 0]
    off = forecast(ss, series, [10.0], input_times=[1.0], inputs=[0.0]).means[0, 0]
    assert own == pytest.approx(9.0, abs=0.06)
    assert other == pytest.approx(2.0, abs=0.06)
    assert off == pytest.approx(0.0, abs=0.06)


def test_a_root_keeps_the_digits_of_a_small_variance_beside_a_large_one():
    cov = np.array([[[1e8, 1e-3, 0.0], [1e-3, 1e-12, 0.0], [0.0, 0.0, 0.0]]])
    root = roots_of(cov)[0]
    assert root @ root.T == pytest.approx(cov[0], rel=1e-10, abs=0.0)
