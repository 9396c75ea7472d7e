"""Draws from the posterior: they are of the posterior, they repeat, and they say when not to trust them."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.test_fit import TRUTH, simulated, two_states
from upright.engine import EngineFault, Free, Series, fit, sample
from upright.engine.priors import HalfNormal, Normal
from upright.engine.sample import MOST_DIVERGED


@pytest.fixture(scope="module")
def drawn():
    spec = two_states()
    series = simulated(spec.statespace(TRUTH), 300, np.random.default_rng(1))
    told = []
    return spec, series, sample(spec, series, seed=3, progress=lambda done, of: told.append((done, of))), told


def test_with_nothing_seen_the_posterior_is_the_prior():
    # The drift is fixed, because a drift that is not stable has no state at rest and is left out of the posterior.
    spec = two_states(drift=[[-0.6, 0.3], [-0.2, -0.8]])
    nothing = Series(np.arange(3.0), np.full((3, 2), np.nan))
    draws = sample(spec, nothing, draws=2000, seed=1).draws
    for name, prior in (("ma", Normal(5, 2.5)), ("qa", HalfNormal(2)), ("ra", HalfNormal(2))):
        expected = prior.draw(np.random.default_rng(2), 200_000)
        found = np.quantile(draws[name], [0.1, 0.5, 0.9])
        assert found == pytest.approx(np.quantile(expected, [0.1, 0.5, 0.9]), abs=0.06 * expected.std() + 0.05)


def test_the_draws_surround_the_truth_and_the_top(drawn):
    spec, series, posterior, _ = drawn
    top = fit(spec, series)
    for name, truth in TRUTH.items():
        low, high = posterior.interval(name, 0.998)
        assert low < truth < high
        assert low < top.values[name] < high
    assert posterior.log_density.max() <= top.log_density + 1e-9


def test_chains_agree_and_say_so(drawn):
    _, _, posterior, told = drawn
    assert max(posterior.rhat.values()) < 1.01
    assert min(posterior.ess.values()) > 400
    assert 0.7 < posterior.acceptance.mean() < 0.97
    assert told[-1][1] == 8000
    assert bool(posterior.trust) == (posterior.divergences <= MOST_DIVERGED * posterior.diverging.size)


def test_each_draw_is_a_model_and_its_density(drawn):
    spec, _, posterior, _ = drawn
    assert posterior.statespace(1, 5).offsets[0] == pytest.approx(posterior.draws["ma"][1, 5])
    assert posterior.theta.shape == (4, 1000, spec.size())


def test_the_same_seed_gives_the_same_draws_and_another_others(drawn):
    spec, series, posterior, _ = drawn
    again = sample(spec, series, chains=2, draws=50, seed=3)
    once_more = sample(spec, series, chains=2, draws=50, seed=3)
    other = sample(spec, series, chains=2, draws=50, seed=4)
    assert np.array_equal(again.theta, once_more.theta)
    assert not np.array_equal(again.theta, other.theta)
    assert np.array_equal(again.theta, posterior.theta[:2, :50])


def test_too_few_draws_are_not_trusted(drawn):
    spec, series, _, _ = drawn
    few = sample(spec, series, chains=2, draws=20, warmup=50)
    assert not few.trust
    assert any("effective draws" in reason for reason in few.trust.reasons)


def test_what_cannot_be_sampled_is_one_line():
    spec = two_states(drift=[[Free("da", start=-0.5), 0.0], [0.0, -0.5]])
    series = Series(np.arange(5.0), np.ones((5, 2)))
    with pytest.raises(EngineFault, match="draws is 1; it must be 4 or more"):
        sample(spec, series, draws=1)
