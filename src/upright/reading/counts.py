"""Rates of moments: how often something is noted, from counts that come in bursts.

Counts are gathered by weeks of the diary, each with its exposure (days with an entry), and taken as negative binomial:

    n[w] ~ NB(mean = rate · days[w], size),     var = mean + mean² / size

so that a bad week does not pass for seven independent bad days. `rate` is per day of writing; `size` is unknown and is
averaged over a grid. A ratio of two rates is read from the two likelihoods on one even grid of log rates.

Lawless 1987, Canadian Journal of Statistics 15:209-225 (negative binomial regression).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from upright.reading.posterior import Posterior, ratio_prior

__all__ = ["rate_likelihood", "rate_posterior", "ratio_posterior", "LOG_RATES"]

Array = NDArray[np.float64]

STEP = 0.05
LOG_RATES = np.arange(-6.0, 6.0, STEP)  # natural log of moments a day: one in 400 days to 400 a day
SIZES = np.array([0.7, 1.5, 3.0, 6.0, 12.0, 30.0, 120.0])
SIZE_WEIGHT = np.array([0.5, 1.0, 1.5, 1.5, 1.0, 1.0, 1.0])
WEEK = 7


def rate_likelihood(counts: NDArray[np.int64], entered: NDArray[np.bool_]) -> Array:
    """Log likelihood (size, log rate) of daily counts on the days with an entry."""
    weeks = -(-len(counts) // WEEK)
    week = np.arange(len(counts)) // WEEK
    totals = np.bincount(week, np.where(entered, counts, 0), weeks).astype(np.int64)
    exposure = np.bincount(week, entered, weeks)
    pairs, times = np.unique(np.stack([totals, exposure])[:, exposure > 0], axis=1, return_counts=True)
    if pairs.shape[1] == 0:
        return np.zeros((SIZES.size, LOG_RATES.size))
    n = pairs[0].astype(np.int64)
    # log Gamma(size + n) - log Gamma(size), by summing log(size + j) for j < n
    rising = np.concatenate(
        [np.zeros((SIZES.size, 1)), np.cumsum(np.log(SIZES[:, None] + np.arange(n.max() + 1)), axis=1)], axis=1
    )
    mean = np.exp(LOG_RATES)[:, None] * pairs[1]
    size = SIZES[:, None, None]
    with np.errstate(divide="ignore"):
        terms = size * np.log(size / (size + mean)) + n * (np.log(mean) - np.log(size + mean))
    found: Array = (terms + rising[:, n][:, None, :]) @ times
    return found


def rate_posterior(log_likelihood: Array, widen: float = 0.0) -> Posterior:
    """The log of the daily rate; prior normal around 1.5 a week, sd 1.1; widened by a normal of sd `widen`."""
    likelihood = _over_sizes(log_likelihood)
    prior = np.exp(-0.5 * ((LOG_RATES - np.log(1.5 / WEEK)) / 1.1) ** 2)
    mass = likelihood * prior
    if widen > STEP / 2:
        reach = np.arange(-60, 61) * STEP
        kernel = np.exp(-0.5 * (reach / widen) ** 2)
        mass = np.convolve(mass, kernel / kernel.sum(), mode="same")
    return Posterior(LOG_RATES, mass / mass.sum())


def ratio_posterior(first: Array, second: Array, *, same_size: bool) -> Posterior:
    """The log of (second rate / first rate).

    `same_size` is for the same kind of moment at two times: the size is shared, and that nothing changed has weight a
    half; two kinds of moment are alike with weight a quarter.
    """
    base = np.exp(-0.5 * ((LOG_RATES - np.log(1.5 / WEEK)) / 2.5) ** 2)
    if same_size:
        likelihood = sum(
            weight * np.convolve(np.exp(b - second.max()) * base, (np.exp(a - first.max()) * base)[::-1])
            for a, b, weight in zip(first, second, SIZE_WEIGHT, strict=True)
        )
    else:
        likelihood = np.convolve(_over_sizes(second) * base, (_over_sizes(first) * base)[::-1])
    grid: Array = (np.arange(2 * LOG_RATES.size - 1) - (LOG_RATES.size - 1)) * np.float64(STEP)
    mass: Array = np.asarray(likelihood) * ratio_prior(grid, 0.5 if same_size else 0.25)
    return Posterior(grid, mass / mass.sum())


def _over_sizes(log_likelihood: Array) -> Array:
    averaged: Array = np.exp(log_likelihood - log_likelihood.max()).T @ SIZE_WEIGHT
    return averaged
