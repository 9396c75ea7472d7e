"""What moments leave behind: the sums beside their dense twin, and when a moment counts."""

from __future__ import annotations

import numpy as np
import pytest

from upright.engine import Series
from upright.model.load import EVENING, _standing, learn_load, load_spec

DAYS = 150


@pytest.mark.parametrize("half_life", [0.6, 2.5, 10.0])
def test_what_stands_is_the_sum_over_the_moments_of_earlier_days(half_life):
    rng = np.random.default_rng(2)
    moments, rate = rng.poisson(0.4, 40).astype(float), np.log(2) / half_life
    dense = [
        sum(moments[d] * np.exp(-rate * (t - d - EVENING)) for d in range(t))  # none of the day itself
        for t in range(len(moments))
    ]
    mean, last = _standing(moments, np.array([rate]))
    assert (mean[0], last[0]) == pytest.approx((np.mean(dense), dense[-1]))


def test_moments_of_the_last_day_stand_nowhere_yet():
    mean, last = _standing(np.array([0.0, 0.0, 5.0]), np.array([0.3]))
    assert (mean[0], last[0]) == (0.0, 0.0)


def ratings(rng, effect):
    """A year of one item: usual 5, unrest from day to day, and what `effect(moments)` adds."""
    moments = rng.poisson(0.35, DAYS).astype(float)
    mood = np.zeros(DAYS)
    for t in range(1, DAYS):
        mood[t] = 0.4 * mood[t - 1] + rng.normal(0, 0.7)
    values = np.clip(np.round(4.5 + mood + effect(moments) + rng.normal(0, 0.6, DAYS)), 0, 10)
    rows = np.flatnonzero(rng.random(DAYS) > 0.15)
    series = Series(rows.astype(float), values[rows][:, None], covariates=np.zeros((len(rows), 1)))
    return series, moments


def lasting(moments, size=0.8, half_life=3.0):
    left = np.zeros(len(moments))
    for t in range(1, len(moments)):
        left[t] = 0.5 ** (1 / half_life) * (left[t - 1] + size * moments[t - 1])
    return left


def test_what_lasts_is_found_and_what_ends_with_its_day_is_not():
    none = np.zeros(DAYS)
    series, moments = ratings(np.random.default_rng(11), lasting)
    found = learn_load(series, moments, none, ("drained",))
    assert found.usable and found.gain > 3
    assert float(found.weights @ found.carried) == pytest.approx(float(lasting(moments).mean()), rel=0.4)
    series, moments = ratings(np.random.default_rng(11), lambda moments: 1.2 * moments)  # the same day and no other
    found = learn_load(series, moments, none, ("drained",))
    assert found.gain < 0
    assert abs(float(found.weights @ found.carried)) < 0.1


def test_the_same_seed_gives_the_same_numbers():
    series, moments = ratings(np.random.default_rng(3), lasting)
    one, again = (learn_load(series, moments, np.zeros(DAYS), ("drained",), seed=5) for _ in range(2))
    assert np.array_equal(one.carried, again.carried) and one.gain == again.gain


def test_without_accumulation_nothing_is_carried_and_there_is_no_half_life():
    series, moments = ratings(np.random.default_rng(3), lasting)
    found = learn_load(series, moments, np.zeros(DAYS), ("drained",))
    still = np.isnan(found.half_life)
    assert still.any() and (found.carried[still] == 0).all() and (found.standing[still] == 0).all()
    assert found.weights.sum() == pytest.approx(1.0)


def test_the_two_models_differ_in_what_outlasts_the_day_and_in_nothing_else():
    both = [set(load_spec(("drained",), there).names(1)) for there in (True, False)]
    assert both[0] - both[1] == {
        "left by disregard",
        "left by regard",
        "recovery of disregard",
        "recovery of regard",
    }
    assert both[1] < both[0]
