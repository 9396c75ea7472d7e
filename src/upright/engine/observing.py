"""From states to what is seen: mean, variance and random draws of observed values, for every kind of channel.

A channel's latent value is h + e ~ N(h, s) with h = c'm + mu + D z and s = c'P c + R. What is observed of it:

    Gaussian    itself                        mean h, variance s
    Ordinal     rounded to its grid           sums over the cells
    Censored    held between low and high     truncated normal moments
    Poisson     a count, mean exposure exp(.) mean v = exposure exp(h + s / 2), variance v + v^2 (exp(s) - 1)
"""

from __future__ import annotations

import math

import numpy as np

from upright.engine.arrays import CENSORED, ORDINAL, POISSON, Floats, Ints
from upright.engine.statespace import StateSpace, family_table

__all__ = ["latent", "value_moments", "draw_values"]

SMALLEST = 1e-150  # a standard deviation of zero, where something is divided by it
MOST = 1e18  # the largest mean of a count that is drawn

_erfc = np.vectorize(math.erfc, otypes=[np.float64])


def latent(ss: StateSpace, means: Floats, covs: Floats, covariates: Floats | None) -> tuple[Floats, Floats]:
    """h (n, p) and s (n, p) of states with means (n, d) and covariances (n, d, d); `covariates` (n, z)."""
    with np.errstate(invalid="ignore", over="ignore"):
        h = means @ ss.loadings.T + ss.offsets
        s = np.einsum("oi,nij,oj->no", ss.loadings, covs, ss.loadings) + ss.noise
    if ss.covariates is not None and covariates is not None:
        h = h + covariates @ ss.covariates.T
    return h, np.maximum(s, 0.0)


def value_moments(ss: StateSpace, h: Floats, s: Floats, exposure: Floats | None) -> tuple[Floats, Floats]:
    """Mean and variance (n, p) of what is observed when the latent value is N(h, s); `exposure` (n, p), None: 1."""
    family, bounds = family_table(ss.channels, h.shape[1])
    mean, variance = np.array(h), np.array(s)
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        _other_moments(h, s, exposure, family, bounds, mean, variance)
    return mean, variance


def _other_moments(
    h: Floats, s: Floats, exposure: Floats | None, family: Ints, bounds: Floats, mean: Floats, variance: Floats
) -> None:
    """Write mean and variance of the channels that are not Gaussian."""
    for o in range(h.shape[1]):
        low, high, step = bounds[o]
        if family[o] == ORDINAL:
            mean[:, o], variance[:, o] = _ordinal(h[:, o], s[:, o], low, high, step)
        elif family[o] == CENSORED:
            mean[:, o], variance[:, o] = _censored(h[:, o], s[:, o], low, high)
        elif family[o] == POISSON:
            window = 1.0 if exposure is None else exposure[:, o]
            mean[:, o] = window * np.exp(h[:, o] + 0.5 * s[:, o])
            variance[:, o] = mean[:, o] + mean[:, o] ** 2 * np.expm1(s[:, o])


def draw_values(
    ss: StateSpace, states: Floats, covariates: Floats | None, exposure: Floats | None, rng: np.random.Generator
) -> Floats:
    """Observed values (draws, n, p) of states (draws, n, d); counts with a mean above 1e18 are drawn with that mean."""
    seen = states @ ss.loadings.T + ss.offsets
    if ss.covariates is not None and covariates is not None:
        seen = seen + covariates @ ss.covariates.T
    seen = seen + np.sqrt(ss.noise) * rng.normal(size=seen.shape)
    family, bounds = family_table(ss.channels, seen.shape[2])
    for o in range(seen.shape[2]):
        low, high, step = bounds[o]
        if family[o] == ORDINAL:
            cells = np.ceil((seen[:, :, o] - low) / step - 0.5)
            seen[:, :, o] = low + step * np.clip(cells, 0.0, round((high - low) / step))
        elif family[o] == CENSORED:
            seen[:, :, o] = np.clip(seen[:, :, o], low, high)
        elif family[o] == POISSON:
            window = 1.0 if exposure is None else exposure[:, o]
            with np.errstate(over="ignore"):
                seen[:, :, o] = rng.poisson(np.minimum(window * np.exp(seen[:, :, o]), MOST))
    return seen


def _below(z: Floats) -> Floats:
    """The standard normal distribution function."""
    return 0.5 * np.asarray(_erfc(-z / math.sqrt(2.0)))


def _ordinal(h: Floats, s: Floats, low: float, high: float, step: float) -> tuple[Floats, Floats]:
    grid = low + step * np.arange(round((high - low) / step) + 1)
    edges = grid[:-1] + 0.5 * step
    sd = np.maximum(np.sqrt(s), SMALLEST)
    below = _below((edges - h[:, None]) / sd[:, None])
    first = np.zeros((len(h), 1))
    share = np.diff(np.hstack([first, below, first + 1.0]), axis=1)
    mean = share @ grid
    return mean, np.sum(share * (grid - mean[:, None]) ** 2, axis=1)


def _censored(h: Floats, s: Floats, low: float, high: float) -> tuple[Floats, Floats]:
    """First and second moment about the nearest point of [low, high], so that nothing large cancels."""
    sd = np.maximum(np.sqrt(s), SMALLEST)
    near = np.clip(h, low, high)
    off = h - near
    mass = np.ones(len(h))
    first, second = np.zeros(len(h)), np.zeros(len(h))
    slope, bend = np.zeros(len(h)), np.zeros(len(h))
    for end, side in ((low, 1.0), (high, -1.0)):
        if not math.isfinite(end):
            continue
        z = (end - h) / sd
        beyond = _below(side * z)
        density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        mass -= beyond
        first += (end - near) * beyond
        second += (end - near) ** 2 * beyond
        slope += side * density
        bend += side * np.where(density > 0.0, z, 0.0) * density
    first += off * mass + sd * slope
    second += off * off * mass + 2.0 * off * sd * slope + sd * sd * (mass + bend)
    return near + first, np.maximum(second - first * first, 0.0)
