"""The filter without its approximation: densities of the states on a grid, and particles.

A grid of nodes over one or two states carries the whole density of the state from observation to observation by the
trapezoidal rule, whose error falls faster than any power of the spacing for densities as smooth as predictions are: no
Gaussian is assumed. What an observation says may have edges sharper than the spacing, where measurement error is small;
it is passed through a low-pass filter (a sinc under a Gaussian window) first, which changes no integral of it with a
density that the grid resolves.

Particles (Gordon, Salmond and Smith 1993, with systematic resampling) are a second way to the same
numbers, right up to Monte Carlo error and written apart from the first.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numba
import numpy as np

from bench.engine_cases import one_gap
from upright.engine import Censored, Ordinal, Poisson, Series, StateSpace
from upright.engine.arrays import Floats

__all__ = ["Grid", "grid_filter", "particle_filter"]

REACH = 5.8  # standard deviations at rest from the middle of the grid to its ends
NODES = {1: 121, 2: 34}  # along each axis, at least
MOST_NODES = {1: 1201, 2: 48}
CLOSE = 0.45  # of a node to the next: of the standard deviation of the shortest step
FINE, SIDE = 16, 24  # points between nodes, and nodes to either side, of the low-pass filter
HERMITE, HERMITE_WEIGHTS = np.polynomial.hermite_e.hermegauss(61)


class Grid(NamedTuple):
    """What the grid says of n observations."""

    log_likelihood: float
    means: Floats  # (n, d)
    covs: Floats  # (n, d, d)


@numba.vectorize(["float64(float64)"])
def _above(z: float) -> float:
    """P(Z > z)"""
    return 0.5 * math.erfc(z * math.sqrt(0.5))


def _between(low: Any, high: Any) -> Any:
    """P(low < Z <= high), from the side where it loses no digits."""
    flip = low + high < 0
    return np.where(flip, _above(-high) - _above(-low), _above(low) - _above(high))


def chance(channel: Any, h: Floats, noise: float, y: float) -> Floats:
    """p(y | state) for a channel that sees h (nodes,) with an error of variance `noise`."""
    sd = math.sqrt(noise)
    if isinstance(channel, Ordinal):
        low = -math.inf if y <= channel.low else y - channel.step / 2
        high = math.inf if y >= channel.high else y + channel.step / 2
        return np.asarray(_between((low - h) / sd, (high - h) / sd))
    if isinstance(channel, Censored) and y <= channel.low:
        return np.asarray(_above((h - y) / sd))
    if isinstance(channel, Censored) and y >= channel.high:
        return np.asarray(_above((y - h) / sd))
    if isinstance(channel, Poisson):
        level = h[:, None] + sd * HERMITE
        terms = np.exp(y * level - np.exp(level) - math.lgamma(y + 1.0))
        return np.asarray(terms @ HERMITE_WEIGHTS / HERMITE_WEIGHTS.sum())
    return np.asarray(np.exp(-0.5 * ((y - h) / sd) ** 2) / (sd * math.sqrt(2 * math.pi)))


def smoothed_chance(channel: Any, axis: Floats, loading: float, offset: float, noise: float, y: float) -> Floats:
    """`chance` at the nodes of one axis, without what varies faster than they can carry."""
    width = axis[1] - axis[0]
    k = np.arange(-FINE * SIDE, FINE * SIDE + 1)
    kernel = np.sinc(k / FINE) * np.exp(-0.5 * (k / FINE / (SIDE / 5)) ** 2)
    fine = axis[0] + width / FINE * np.arange(-FINE * SIDE, FINE * (len(axis) - 1 + SIDE) + 1)
    known = chance(channel, loading * fine + offset, noise, y)
    return np.convolve(known, kernel / kernel.sum(), mode="valid")[::FINE]


def _gaussian(off: Floats, cov: Floats) -> Floats:
    """The density of N(0, cov) at off (..., d)."""
    d = len(cov)
    square = np.einsum("...i,ij,...j->...", off, np.linalg.inv(cov), off)
    return np.asarray(np.exp(-0.5 * square) / math.sqrt((2 * math.pi) ** d * np.linalg.det(cov)))


def _nodes(ss: StateSpace, series: Series, rest: Floats) -> int:
    """So many that the shortest step is resolved, if that is not too many."""
    d = len(ss.drift)
    step = one_gap(ss, float(np.diff(series.times).min()))[1]
    wanted = 2 * REACH / CLOSE * np.sqrt(np.diagonal(rest) / np.diagonal(step)).max()
    return int(np.clip(math.ceil(wanted), NODES[d], MOST_NODES[d]))


def grid_filter(ss: StateSpace, series: Series, nodes: int | None = None) -> Grid:
    """Log-likelihood, and moments at each observation; for models that start at rest, d = 1 or 2, a state a channel."""
    d = len(ss.drift)
    _, rest, middle = one_gap(ss, 1e4)
    m = nodes or _nodes(ss, series, rest)
    axes = [middle[i] + REACH * math.sqrt(rest[i, i]) * np.linspace(-1, 1, m) for i in range(d)]
    x = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, d)
    volume = math.prod(axis[1] - axis[0] for axis in axes)
    moves = {}
    for gap in np.unique(np.diff(series.times)):
        phi, cov, shift = one_gap(ss, gap)
        moves[gap] = volume * _gaussian(x[:, None, :] - (x @ phi.T + shift)[None, :, :], cov)
    density = _gaussian(x - middle, rest)
    seen_before: dict[tuple[int, float], Floats] = {}
    total, means, covs = 0.0, np.empty((len(series.times), d)), np.empty((len(series.times), d, d))
    for i, row in enumerate(series.values):
        if i:
            density = moves[series.times[i] - series.times[i - 1]] @ density
        for o in np.flatnonzero(~np.isnan(row)):
            key = (int(o), float(row[o]))
            if key not in seen_before:
                of = int(np.flatnonzero(ss.loadings[o])[0])  # the one state that this channel sees
                load, offset, noise = float(ss.loadings[o, of]), float(ss.offsets[o]), float(ss.noise[o])
                along = smoothed_chance((ss.channels or ())[o], axes[of], load, offset, noise, key[1])
                seen_before[key] = along[np.unravel_index(np.arange(len(x)), (m,) * d)[of]]
            density = density * seen_before[key]
        mass = density.sum() * volume
        if not mass > 0.0:
            raise ValueError(f"the grid of {m} nodes is too coarse for observation {i}")
        total += math.log(mass)
        density = density / mass
        means[i] = volume * density @ x
        off = x - means[i]
        covs[i] = volume * (off * density[:, None]).T @ off
    return Grid(total, means, covs)


def particle_filter(ss: StateSpace, series: Series, count: int, rng: np.random.Generator) -> float:
    """The log of an unbiased estimate of the likelihood."""
    d = len(ss.drift)
    _, rest, middle = one_gap(ss, 1e4)
    steps = {gap: one_gap(ss, gap) for gap in np.unique(np.diff(series.times))}
    x, total = middle + rng.normal(size=(count, d)) @ np.linalg.cholesky(rest).T, 0.0
    for i, row in enumerate(series.values):
        if i:
            phi, cov, shift = steps[series.times[i] - series.times[i - 1]]
            x = x @ phi.T + shift + rng.normal(size=(count, d)) @ np.linalg.cholesky(cov).T
        weight = np.ones(count)
        for o in np.flatnonzero(~np.isnan(row)):
            h, channel, sd = x @ ss.loadings[o] + ss.offsets[o], (ss.channels or ())[o], math.sqrt(ss.noise[o])
            if isinstance(channel, Poisson):
                level = h + sd * rng.normal(size=count)
                weight *= np.exp(row[o] * level - np.exp(level) - math.lgamma(row[o] + 1.0))
            else:
                weight *= chance(channel, h, float(ss.noise[o]), float(row[o]))
        total += math.log(weight.mean())
        edges = np.cumsum(weight) / weight.sum()
        x = x[np.minimum(np.searchsorted(edges, (np.arange(count) + rng.uniform()) / count), count - 1)]
    return total
