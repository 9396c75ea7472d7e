"""Levels under serial resemblance: against a dense twin, by relations, and against taking days as independent."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracles.dense_levels import gls
from upright.reading import serial
from upright.reading.serial import PRIOR_DAYS, PRIOR_SPREAD, contrast, filter_columns


def diary(seed, days, missing=0.3, columns=2):
    rng = np.random.default_rng(seed)
    values = np.where(rng.random(days) < missing, np.nan, rng.integers(0, 11, days).astype(float))
    answers = rng.integers(1, 4, days).astype(float)
    design = np.stack([np.ones(days), *(rng.random((columns - 1, days)) > 0.5)]).astype(float)
    return values, answers, design


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), days=st.integers(12, 60), missing=st.floats(0, 0.5))
def test_the_filter_agrees_with_dense_least_squares_at_every_point_of_the_grid(seed, days, missing):
    values, answers, design = diary(seed, days, missing)
    filtered = filter_columns(values[None], answers[None], design[None])
    fitted = serial._fit(filtered, 0, np.array([0, 1]))
    if fitted is None:
        return
    beta, inverse, variance, _, log = fitted
    dense_log = np.empty(len(log))
    for g, (phi, share) in enumerate(zip(filtered.phi, filtered.share, strict=True)):
        b, v, dense_log[g], cov = gls(values, design, answers, phi, share, PRIOR_SPREAD, PRIOR_DAYS)
        assert beta[g] == pytest.approx(b, rel=1e-8, abs=1e-8)
        assert variance[g] == pytest.approx(v, rel=1e-8)
        assert inverse[g] == pytest.approx(cov, rel=1e-7, abs=1e-9)
    assert log - log[0] == pytest.approx(dense_log - dense_log[0], abs=1e-7)


def test_long_diaries_cut_into_runs_give_nearly_what_one_run_gives(monkeypatch):
    rng = np.random.default_rng(4)
    u = np.zeros(900)
    for t in range(1, 900):
        u[t] = 0.6 * u[t - 1] + rng.normal()
    values, ones = 5 + u, np.ones((1, 900))
    found = contrast(filter_columns(values[None], ones, ones[None]), 0, np.array([0]), np.array([1.0]))
    monkeypatch.setattr(serial, "CHUNK", 1000)
    whole = contrast(filter_columns(values[None], ones, ones[None]), 0, np.array([0]), np.array([1.0]))
    assert found.estimate == pytest.approx(whole.estimate, abs=0.02)
    assert found.scale @ found.weight == pytest.approx(whole.scale @ whole.weight, rel=0.05)


def test_columns_that_always_go_together_are_not_told_apart_but_their_mean_is():
    values = np.array([3.0, 4, 5, 4, 3, 5, 4, 6, 5, 4])
    halves = np.full((2, 10), 0.5)
    filtered = filter_columns(values[None], np.ones((1, 10)), halves[None])
    assert contrast(filtered, 0, np.array([0, 1]), np.array([1.0, -1.0])) is None
    mean = contrast(filtered, 0, np.array([0, 1]), np.array([0.5, 0.5]))
    assert mean.estimate == pytest.approx(values.mean(), abs=0.3)


def test_a_shifted_scale_shifts_the_level_and_nothing_else():
    values, answers, design = diary(7, 40)
    before = contrast(
        filter_columns(values[None], answers[None], design[None]), 0, np.array([0, 1]), np.array([1.0, 0.0])
    )
    after = contrast(
        filter_columns(values[None] + 2, answers[None], design[None]), 0, np.array([0, 1]), np.array([1.0, 0.0])
    )
    assert after.estimate == pytest.approx(before.estimate + 2, abs=1e-9)
    assert after.scale == pytest.approx(before.scale, rel=1e-9)


def coverage(phi, independent, diaries=250, days=60):
    """How often the 90% interval of a step of nothing holds nothing: with days as they are, or taken as independent."""
    rng = np.random.default_rng(11)
    step = (np.arange(days) >= days // 2).astype(float)
    design = np.stack([np.ones(days), step])
    held = 0
    for _ in range(diaries):
        u = np.empty(days)
        u[0] = rng.normal()
        for t in range(1, days):
            u[t] = phi * u[t - 1] + np.sqrt(1 - phi**2) * rng.normal()
        values = np.round(5 + 1.5 * u + 0.5 * rng.normal(size=days))
        if independent:
            x = design.T
            beta, squares, *_ = np.linalg.lstsq(x, values, rcond=None)
            error = np.sqrt(squares[0] / (days - 2) * np.linalg.inv(x.T @ x)[1, 1])
            held += abs(beta[1]) <= 1.67 * error
        else:
            found = contrast(
                filter_columns(values[None], np.ones((1, days)), design[None]),
                0,
                np.array([0, 1]),
                np.array([0.0, 1.0]),
            )
            x = np.linspace(-8, 8, 1601)
            mass = np.cumsum(found.density(x))
            lo, hi = np.interp([0.05, 0.95], mass / mass[-1], x)
            held += lo <= 0 <= hi
    return held / diaries


def test_days_that_resemble_each_other_do_not_pass_for_independent_ones():
    assert coverage(0.6, independent=True) < 0.70  # an ordinary regression: its 90% holds far less
    assert coverage(0.6, independent=False) > 0.83
    assert coverage(0.0, independent=False) > 0.88
