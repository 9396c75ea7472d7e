"""Weighted draws from the posterior and its evidence, by importance sampling that adapts: quick where NUTS is slow.

Points are drawn around the top that `fit` finds, from a Student t with its Laplace covariance; then, round by round,
from one with the mean and covariance of what the weighted points show. All rounds count together, each point weighted
by its density over that of the whole mixture it could have come from (Cornuet, Marin, Mira and Robert 2012,
Scandinavian Journal of Statistics 39:798). The largest weights are smoothed by a generalised Pareto fit whose shape
says whether the weights can be trusted (Vehtari, Simpson, Gelman, Yao and Gabry 2024, Journal of Machine Learning
Research 25:72). The mean of the unsmoothed weights is the evidence: the density of the series with the parameters
averaged out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lgamma, log, pi
from typing import Any

import numpy as np

from upright.engine.arrays import Floats
from upright.engine.faults import EngineFault
from upright.engine.fit import Fit, Trust, fit, panel_of
from upright.engine.likelihood import on_all_cores
from upright.engine.spec import Spec
from upright.engine.statespace import Series

__all__ = ["Weighted", "weigh"]

FREEDOM = 8.0  # of the t: tails heavier than the posterior's, or the weights have none
HEAVIEST = 0.7  # Pareto shape from which weights are not to be trusted (Vehtari et al. 2024)
LEAST_ESS = 100
HELD = 0.2  # share of the Laplace covariance that stays in that of later rounds


@dataclass(frozen=True, eq=False)
class Weighted:
    """n weighted draws of q parameters; `weights` sum to 1."""

    spec: Spec
    units: int
    theta: Floats  # (n, q), on the unconstrained scale
    weights: Floats  # (n,)
    log_evidence: float
    ess: float
    pareto: float  # shape of the tail of the weights
    top: Fit
    trust: Trust

    @property
    def draws(self) -> dict[str, Floats]:
        """The parameters by name (n,), each on its own scale."""
        pairs = enumerate(zip(self.spec.names(self.units), self.spec.of_theta(self.units), strict=True))
        return {name: np.asarray(free.transform.value(self.theta[:, i])) for i, (name, free) in pairs}


def weigh(
    spec: Spec,
    series: Series | Sequence[Series],
    draws: int = 2000,
    rounds: int = 2,
    seed: int = 0,
    start: dict[str, float] | None = None,
    starts: int = 2,
) -> Weighted:
    """Draw `draws` points over `rounds` rounds and weigh them. Every prior must be a density.

    A list of series shares the parameters, save those with `each=True`. `start` and `starts` are those of `fit`. Raises
    EngineFault when a series does not fit the spec; all else that goes wrong is in `trust`.
    """
    for name, given, least in (("draws", draws, 50), ("rounds", rounds, 1)):
        if given < least:
            raise EngineFault(f"{name} is {given}; it must be {least} or more")
    top = fit(spec, series, start=start, starts=starts, seed=seed)
    panel = panel_of(spec, series)
    rng = np.random.default_rng(seed)
    q = len(top.theta)
    held = _root_of(top.curvature)
    centre, root = top.theta, held
    points, heights, weights = np.empty((0, q)), np.empty(0), np.empty(0)
    mixture: list[tuple[int, Floats, Floats]] = []
    pareto = np.inf
    for count in np.diff(np.arange(rounds + 1) * draws // rounds):
        stretch = np.sqrt(FREEDOM / rng.chisquare(FREEDOM, count))
        fresh = centre + (rng.normal(size=(count, q)) @ root.T) * stretch[:, None]
        mixture.append((int(count), centre, root))
        points = np.vstack([points, fresh])
        heights = np.concatenate([heights, _heights(spec, panel, fresh, top.units)])
        raw = heights - _mixture_density(points, mixture)
        if not np.isfinite(raw).any():
            return _nothing(spec, top, points)
        weights, pareto = _smoothed(raw)
        centre, root = _moments(points, weights, held)
    highest = raw.max()
    evidence = highest + log(np.exp(raw - highest).mean())
    ess = 1.0 / float(np.square(weights).sum())
    reasons = []
    if not pareto < HEAVIEST:
        reasons.append(f"a few draws outweigh all others (Pareto shape {pareto:.2f})")
    if ess < LEAST_ESS:
        reasons.append(f"too few effective draws: {ess:.0f}")
    return Weighted(spec, top.units, points, weights, float(evidence), ess, pareto, top, Trust(tuple(reasons)))


def _nothing(spec: Spec, top: Fit, points: Floats) -> Weighted:
    weights = np.full(len(points), np.nan)
    return Weighted(spec, top.units, points, weights, -np.inf, 0.0, np.inf, top, Trust(("no draw has a density",)))


def _heights(spec: Spec, panel: Any, points: Floats, units: int) -> Floats:
    """The log density at each point; -inf where the model is not valid."""
    from upright.engine.compiling import dims_of  # slow import: numba
    from upright.engine.density import densities  # slow import: numba
    from upright.engine.kalman import make_work  # slow import: numba

    found = np.empty(len(points))
    program, dims = spec.program(True), dims_of(spec.sizes.d)

    def run(first: int, last: int) -> None:
        work = make_work(spec.sizes, panel)
        densities(dims, points[first:last], program, spec.sizes, panel, 0, units, work, found[first:last])

    on_all_cores(run, len(points))
    found[~np.isfinite(found)] = -np.inf
    return found


def _root_of(hessian: Floats) -> Floats:
    """L with L L' the inverse of minus the Hessian; directions without a clear top are as wide as a unit."""
    q = len(hessian)
    if not np.isfinite(hessian).all():
        return np.eye(q)
    size, direction = np.linalg.eigh(-hessian)
    spread = 1.0 / np.sqrt(np.maximum(size, 0.25))
    root: Floats = direction * spread
    return root


def _mixture_density(points: Floats, mixture: Sequence[tuple[int, Floats, Floats]]) -> Floats:
    """The log density of points (n, q) under the mixture of Student t densities they came from."""
    q, total = points.shape[1], sum(count for count, _, _ in mixture)
    constant = lgamma((FREEDOM + q) / 2) - lgamma(FREEDOM / 2) - q / 2 * log(FREEDOM * pi)
    parts = []
    for count, centre, root in mixture:
        z = np.linalg.solve(root, (points - centre).T)
        size = np.linalg.slogdet(root)[1]
        tail = -(FREEDOM + q) / 2 * np.log1p(np.square(z).sum(axis=0) / FREEDOM)
        parts.append(log(count / total) + constant - size + tail)
    return np.asarray(np.logaddexp.reduce(parts, axis=0))


def _moments(points: Floats, weights: Floats, held: Floats) -> tuple[Floats, Floats]:
    """Mean and root of the covariance of weighted points, a share of the Laplace covariance kept in it."""
    mean = weights @ points
    apart = points - mean
    cov = (1 - HELD) * (apart * weights[:, None]).T @ apart + HELD * held @ held.T
    return mean, np.asarray(np.linalg.cholesky(cov))


def _smoothed(raw: Floats) -> tuple[Floats, float]:
    """Weights (n,) that sum to 1, their largest replaced by quantiles of a Pareto fit; and its shape."""
    weights = np.exp(raw - raw.max())
    n = len(weights)
    tail = min(n // 5, int(3 * np.sqrt(n)))
    order = np.argsort(weights)
    cut = weights[order[-tail - 1]]
    above = weights[order[-tail:]] - cut
    if not above[0] > 0.0:  # all alike: nothing to smooth
        return weights / weights.sum(), np.inf if (weights > 0).sum() <= tail else -np.inf
    shape, scale = _pareto(above)
    if np.isfinite(shape):
        place = (np.arange(tail) + 0.5) / tail
        fitted = cut + scale * np.expm1(-shape * np.log1p(-place)) / shape
        weights[order[-tail:]] = np.minimum(fitted, weights.max())
    return weights / weights.sum(), shape


def _pareto(x: Floats) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto for excesses x > 0, sorted.

    Zhang and Stephens (2009), Technometrics 51:316; drawn a little to a shape of 0.5 as Vehtari et al. 2024 do.
    """
    n = len(x)
    m = 30 + int(np.sqrt(n))
    b = 1 / x[-1] + (1 - np.sqrt(m / (np.arange(1, m + 1) - 0.5))) / (3 * x[(n + 2) // 4 - 1])
    k = np.log1p(-b[:, None] * x).mean(axis=1)
    height = n * (np.log(-b / k) - k - 1)
    weight = np.exp(height - np.logaddexp.reduce(height))
    at = float(weight @ b)
    shape = float(np.log1p(-at * x).mean())
    scale = -shape / at
    return (n * shape + 10 * 0.5) / (n + 10), scale
