"""What is drawn from a model alone, and the moments of what is observed, against numerical integration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from tests.engine.models import make_model, make_series
from tests.oracles import dense_gaussian
from upright.engine import Censored, Gaussian, Ordinal, Poisson, Series, StateSpace
from upright.engine.forecast import forecast
from upright.engine.observing import value_moments
from upright.engine.simulate import simulate

CHANNELS = (Gaussian(), Ordinal(), Censored(1.0, 9.0), Poisson(), Ordinal(1.0, 5.0, 0.5), Censored(0.0, np.inf))


def rated(noise: float = 0.4) -> StateSpace:
    """One state that all kinds of channels show."""
    p = len(CHANNELS)
    return StateSpace(
        [[-0.3]], [0.0], [[1.5]], np.array([[1.0], [2.0], [2.0], [0.5], [1.0], [1.0]]),
        [0.0, 8.0, 4.0, 0.5, 2.0, -0.5], np.full(p, noise), [0.5], [[1.0]], channels=CHANNELS,
    )  # fmt: skip


def test_drawn_paths_and_values_have_the_mean_and_covariance_of_the_model():
    rng = np.random.default_rng(1)
    ss = make_model(rng, 2, 2, kinds=1, inputs=1, covariates=1, quiet_states=1)
    pattern = make_series(rng, ss, 6, missing=0.0)
    drawn = simulate(ss, pattern, draws=40000, seed=2)
    means, joint = dense_gaussian.states(ss, pattern)
    flat, sd = drawn.states.reshape(40000, -1), np.sqrt(np.diag(joint))
    assert (np.abs(flat.mean(axis=0) - means) < 5 * sd / 200).all()
    assert (np.abs(np.cov(flat.T) - joint) < 5 * np.sqrt(2) * np.outer(sd, sd) / 200 + 1e-12).all()
    off = drawn.values - (drawn.states @ ss.loadings.T + ss.offsets + pattern.covariates @ ss.covariates.T)
    seen = ~np.isnan(pattern.values)
    assert (np.isnan(drawn.values[7]) == ~seen).all()
    assert np.nanvar(off, axis=(0, 1)) == pytest.approx(ss.noise, rel=0.03)


def test_the_same_seed_draws_the_same_and_another_another():
    ss = rated()
    one, same, other = (simulate(ss, [0.0, 1.0], seed=seed, draws=2).values for seed in (3, 3, 4))
    assert (one == same).all()
    assert (one[:, :, 0] != other[:, :, 0]).all()
    assert (one[0, :, 0] != one[1, :, 0]).all()


def test_a_draw_becomes_a_series_with_the_events_and_inputs_it_was_drawn_with():
    ss = StateSpace([[-1.0]], [0.0], [[1.0]], [[1.0]], [0.0], [0.1], impulses=[[50.0]], channels=(Gaussian(),))
    drawn = simulate(ss, [0.0, 1.0, 2.0], seed=0, draws=3, event_times=[1.0], event_sizes=[2.0])
    series = drawn.series(2)
    assert (series.values == drawn.values[2]).all()
    assert series.event_sizes.tolist() == [2.0]
    assert series.values[1, 0] > 80.0


def test_values_are_of_their_kind():
    values = simulate(rated(), np.linspace(0, 50, 200), seed=5, draws=20).values
    assert set(np.unique(values[:, :, 1])) == set(np.arange(11.0))
    assert values[:, :, 2].min() == 1.0 and values[:, :, 2].max() == 9.0
    assert (values[:, :, 3] == np.floor(values[:, :, 3])).all() and values[:, :, 3].min() == 0.0
    assert set(np.unique(values[:, :, 4])) == set(np.arange(1.0, 5.5, 0.5))
    assert values[:, :, 5].min() == 0.0 and values[:, :, 5].max() > 3.0


def observed(channel, latent, exposure):
    """Mean and mean square of one channel at a latent value."""
    if isinstance(channel, Ordinal):
        cells = np.arange(channel.low, channel.high + channel.step / 2, channel.step)
        value = cells[np.abs(cells - latent).argmin()]
        return value, value**2
    if isinstance(channel, Censored):
        value = np.clip(latent, channel.low, channel.high)
        return value, value**2
    if isinstance(channel, Poisson):
        mean = exposure * np.exp(latent)
        return mean, mean + mean**2
    return latent, latent**2


@pytest.mark.parametrize("h", [-6.0, 0.7, 4.9, 14.0])
@pytest.mark.parametrize("s", [1e-4, 0.3, 9.0])
def test_moments_of_values_are_those_of_numerical_integration(h, s):
    ss, p = rated(), len(CHANNELS)
    mean, variance = value_moments(ss, np.full((1, p), h), np.full((1, p), s), np.full((1, p), 2.5))
    sd = np.sqrt(s)
    # Where a value jumps or bends, the integral is cut.
    cuts = np.unique(np.concatenate([h + sd * np.linspace(-12, 15, 28), np.arange(-0.25, 12, 0.25)]))
    cuts = cuts[(cuts >= h - 12 * sd) & (cuts <= h + 15 * sd)]
    for o, channel in enumerate(CHANNELS):
        first, second = (
            sum(
                integrate.fixed_quad(
                    lambda x, channel=channel, power=power: stats.norm.pdf(x, h, sd)
                    * np.array([observed(channel, at, 2.5)[power] for at in x]),
                    a, b, n=12,
                )[0]
                for a, b in zip(cuts, cuts[1:], strict=False)
            )
            for power in (0, 1)
        )  # fmt: skip
        assert mean[0, o] == pytest.approx(first, rel=1e-9, abs=1e-9)
        assert variance[0, o] == pytest.approx(second - first**2, rel=1e-6, abs=1e-9 * (1 + second))


def test_moments_without_any_doubt_are_the_value_itself():
    p = len(CHANNELS)
    mean, variance = value_moments(rated(), np.full((1, p), 3.2), np.zeros((1, p)), None)
    assert mean[0] == pytest.approx([3.2, 3.0, 3.2, np.exp(3.2), 3.0, 3.2])
    assert variance[0] == pytest.approx([0.0, 0.0, 0.0, np.exp(3.2), 0.0, 0.0], abs=1e-12)


def test_a_forecast_of_values_has_the_moments_of_what_is_drawn():
    ss = rated()
    before = Series([0.0], [[0.3, np.nan, np.nan, np.nan, np.nan, np.nan]])
    exposure = np.full((2, len(CHANNELS)), 2.0)
    told = forecast(ss, before, [0.5, 3.0], exposure=exposure)
    drawn = simulate(ss, [0.5, 3.0], given=before, draws=60000, seed=6, exposure=exposure).values
    error = np.sqrt(told.value_variances / 60000)
    assert (np.abs(drawn.mean(axis=0) - told.value_means) < 5 * error).all()
    assert drawn.var(axis=0) == pytest.approx(told.value_variances, rel=0.1)
