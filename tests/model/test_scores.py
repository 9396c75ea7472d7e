"""The score of a forecast is what its definition says, and the plain forecasts are what they are called."""

import numpy as np
import pytest

from upright.model.scores import carried_of, crps, crps_normal, few


def by_integral(draws, seen):
    """The integral of (F(y) - [y >= seen])^2, on a fine grid."""
    y = np.linspace(-30, 40, 700_001)
    below = np.searchsorted(np.sort(draws), y, side="right") / len(draws)
    return float(((below - (y >= seen)) ** 2).sum() * (y[1] - y[0]))


@pytest.mark.parametrize("seen", [-3.0, 2.0, 4.4, 5.0, 17.0])
def test_the_score_of_values_is_the_integral_of_its_definition(seen):
    draws = np.random.default_rng(1).normal(4, 3, 41).round(1)
    assert crps(draws, np.array([seen]))[0] == pytest.approx(by_integral(draws, seen), abs=1e-3)


@pytest.mark.parametrize("seen", [-3.0, 4.0, 5.5])
def test_the_score_of_a_normal_forecast_is_that_of_many_of_its_values(seen):
    draws = 4 + 1.5 * np.random.default_rng(2).normal(size=200_000)
    score = crps_normal(np.array([4.0]), np.array([1.5]), np.array([seen]))[0]
    assert score == pytest.approx(crps(draws, np.array([seen]))[0], abs=0.02)


def test_the_score_of_one_value_is_its_distance():
    assert crps(np.array([3.0]), np.array([7.0, 3.0])).tolist() == [4.0, 0.0]
    assert few(np.array([3.0])) == 0.0


def test_without_what_is_there_for_being_few_a_few_values_score_like_the_distribution_they_come_from():
    rng = np.random.default_rng(3)
    charged, freed = [], []
    for _ in range(4000):
        draws, seen = rng.normal(size=20), rng.normal(size=1)
        charged.append(crps(draws, seen)[0])
        freed.append(charged[-1] - few(draws))
    truth = 1 / np.sqrt(np.pi)  # of the standard normal, of itself
    assert np.mean(freed) == pytest.approx(truth, abs=0.02)
    assert np.mean(charged) == pytest.approx(truth * (1 + 1 / 20), abs=0.02)


def test_an_ar1_is_found_again_with_days_missing():
    rng = np.random.default_rng(4)
    x = np.zeros(3000)
    for t in range(1, len(x)):
        x[t] = 0.7 * x[t - 1] + np.sqrt(1 - 0.49) * rng.normal()
    kept = np.flatnonzero(rng.random(len(x)) < 0.6)
    law = carried_of(kept.astype(float), 5 + 2 * x[kept])
    assert law.kept == pytest.approx(0.7, abs=0.06)
    assert law.level == pytest.approx(5, abs=0.3) and law.spread == pytest.approx(2, abs=0.15)
    mean, spread = law.ahead(9.0, np.array([1.0, 200.0]))
    assert mean[0] == pytest.approx(law.level + law.kept * (9 - law.level))
    assert mean[1] == pytest.approx(law.level) and spread[1] == pytest.approx(law.spread)
