"""Rates of moments: against the plain negative binomial, and what exposure and bursts do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracles.dense_levels import negative_binomial
from upright.reading.counts import LOG_RATES, SIZES, rate_likelihood, rate_posterior, ratio_posterior


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), days=st.integers(1, 60))
def test_the_likelihood_is_that_of_weekly_negative_binomial_counts(seed, days):
    rng = np.random.default_rng(seed)
    entered = rng.random(days) < 0.8
    counts = rng.poisson(0.4, days) * entered
    found = rate_likelihood(counts, entered)
    weeks = [slice(k, k + 7) for k in range(0, days, 7)]
    for i, j in [(0, 30), (3, 80), (6, 140)]:
        plain = sum(
            negative_binomial(int(counts[w].sum()), np.exp(LOG_RATES[j]) * entered[w].sum(), SIZES[i])
            - negative_binomial(int(counts[w].sum()), np.exp(LOG_RATES[50]) * entered[w].sum(), SIZES[i])
            for w in weeks
            if entered[w].any()
        )
        assert found[i, j] - found[i, 50] == pytest.approx(plain, abs=1e-8)


def test_the_same_moments_on_fewer_days_with_an_entry_are_a_higher_rate():
    counts = np.zeros(56, dtype=int)
    counts[::7] = 1
    all_days = rate_posterior(rate_likelihood(counts, np.ones(56, dtype=bool)))
    few = rate_posterior(rate_likelihood(counts, np.arange(56) % 7 < 3))
    assert few.mean > all_days.mean + 0.5


def test_moments_in_bursts_leave_the_rate_less_sure():
    even, bursts = np.zeros(140, dtype=int), np.zeros(140, dtype=int)
    even[::7] = 2
    bursts[:7] = 4
    bursts[70:74] = 3
    written = np.ones(140, dtype=bool)
    assert even.sum() == bursts.sum()
    widths = [np.subtract(*rate_posterior(rate_likelihood(c, written)).interval()[::-1]) for c in (even, bursts)]
    assert widths[1] > 1.4 * widths[0]


def test_swapping_the_two_kinds_turns_the_ratio_round():
    rng = np.random.default_rng(2)
    written = np.ones(60, dtype=bool)
    first, second = (rate_likelihood(rng.poisson(r, 60), written) for r in (0.2, 0.5))
    there, back = ratio_posterior(first, second, same_size=False), ratio_posterior(second, first, same_size=False)
    assert there.above(0.0) == pytest.approx(1 - back.above(0.0), abs=1e-9)
    assert there.mean == pytest.approx(-back.mean, abs=1e-9)


def test_no_entry_at_all_says_nothing_of_the_rate():
    found = rate_likelihood(np.zeros(14, dtype=int), np.zeros(14, dtype=bool))
    assert (found == 0).all()
