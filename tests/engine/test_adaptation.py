"""What a chain learns while it warms up: windows, metric and step size."""

from __future__ import annotations

import numpy as np
import pytest

from upright.engine.adaptation import (
    adjust_pace,
    adopt,
    draw_momentum,
    make_metric,
    make_pace,
    restart_pace,
    settled_step,
    take_in,
    velocity,
    window_ends,
)
from upright.engine.chance import make_chance


@pytest.mark.parametrize(
    ("warmup", "expected"),
    [
        (1000, [75, 100, 150, 250, 450, 950]),
        (500, [75, 100, 150, 250, 450]),
        (150, [75, 100]),
        (100, [15, 90]),
        (20, [3, 18]),
        (19, [19]),
        (0, [0]),
    ],
)
def test_windows_double_in_length_and_the_last_takes_what_is_left(warmup, expected):
    assert window_ends(warmup).tolist() == expected


def learn(metric, draws, worth):
    mean, scratch = np.zeros(draws.shape[1]), np.zeros(draws.shape[1])
    for count, draw in enumerate(draws, 1):
        take_in(metric, count, draw, mean, scratch)
    assert mean == pytest.approx(draws.mean(axis=0))
    adopt(metric, len(draws), worth, mean)
    assert np.all(mean == 0)


@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.parametrize("known", [False, True])
def test_a_window_gives_the_covariance_of_its_draws_a_little_shrunk(dense, known):
    rng = np.random.default_rng(0)
    q = 3
    given = np.array([[2.0, 0.5, 0.0], [0.5, 1.0, 0.2], [0.0, 0.2, 4.0]])
    metric = make_metric(q, dense, given if known else None)
    for count in (25, 60):  # nothing of the first window is left in the second
        draws = rng.normal(size=(count, q)) @ rng.normal(size=(q, q)) + 100
        learn(metric, draws, 8.0)
        anchor = given if known else 1e-3 * np.eye(q)
        expected = (count * np.cov(draws.T) + 8.0 * anchor) / (count + 8.0)
        if dense:
            assert metric[0] == pytest.approx(expected, rel=1e-9)
            assert metric[1] == pytest.approx(np.linalg.cholesky(expected), rel=1e-8)
        else:
            assert metric[0, 0] == pytest.approx(np.diag(expected), rel=1e-9)
            assert metric[1, 0] == pytest.approx(np.sqrt(np.diag(expected)), rel=1e-9)


@pytest.mark.parametrize("dense", [False, True])
def test_momenta_have_the_inverse_of_the_metric_as_covariance(dense):
    given = np.array([[2.0, 0.9, 0.0], [0.9, 1.0, -0.3], [0.0, -0.3, 4.0]])
    metric, chance, out, speed = make_metric(3, dense, given), make_chance(3, 0), np.zeros(3), np.zeros(3)
    used = given if dense else np.diag(np.diag(given))
    draws = []
    for _ in range(20_000):
        draw_momentum(metric, chance, out)
        draws.append(out.copy())
    velocity(metric, out, speed)
    assert speed == pytest.approx(used @ out)
    assert np.cov(np.array(draws).T) == pytest.approx(np.linalg.inv(used), abs=0.08)


def test_the_metric_begins_as_given_or_as_the_identity():
    given = np.array([[2.0, 0.5], [0.5, 1.0]])
    assert np.all(make_metric(2, True)[0] == np.eye(2)) and np.all(make_metric(2, False)[0] == 1)
    assert np.all(make_metric(2, True, given)[0] == given) and np.all(make_metric(2, False, given)[0] == [[2, 1]])
    assert np.all(make_metric(2, True, np.array([3.0, 4.0]))[0] == np.diag([3, 4]))


@pytest.mark.parametrize("target", [0.6, 0.8, 0.95])
def test_dual_averaging_settles_where_the_mean_acceptance_is_the_target(target):
    rng = np.random.default_rng(1)
    pace = make_pace(target)
    restart_pace(pace, 0.01)
    step = 0.01
    for _ in range(3000):
        acceptance = np.clip(np.exp(-(step**2)) + 0.1 * rng.normal(), 0, 1)
        step = adjust_pace(pace, acceptance)
    assert np.exp(-(settled_step(pace) ** 2)) == pytest.approx(target, abs=0.03)
