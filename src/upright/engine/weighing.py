"""Weighted draws from the posterior and its evidence, by importance sampling that adapts: quick where NUTS is slow.

Points are drawn around the top that `fit` finds, from a Student t with its Laplace covariance; then, round by round,
from one with the mean and covariance of what the weighted points show. All rounds count together, each point weighted
by its density over that of the whole mixture it could have come from (Cornuet, Marin, Mira and Robert 2012,
Scandinavian Journal of Statistics 39:798). The largest weights are smoothed by a generalised Pareto fit whose shape
says whether the weights can be trusted (Vehtari, Simpson, Gelman, Yao and Gabry 2024, Journal of Machine Learning
Research 25:72). Where they cannot, or few draws are effective, there are up to two more rounds. The mean of the
smoothed weights is the evidence: the density of the series with the parameters averaged out. A single point that
outweighs all others, which would move it by more than what it is compared with, thus counts as one of the largest.

What no draw came near is not seen, and the shape does not tell: a variance whose prior reaches 0 (HalfNormal,
Exponential) may have a posterior with a long thin tail on the log scale, of which these draws miss a part. LogNormal
and NegativeLogNormal have none; for others there is `sample`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lgamma, log, pi
from typing import Any, NamedTuple

import numpy as np

from upright.engine.arrays import Floats
from upright.engine.faults import EngineFault
from upright.engine.fit import Fit, Trust, fit
from upright.engine.likelihood import on_all_cores
from upright.engine.panels import panel_of
from upright.engine.spec import Spec
from upright.engine.statespace import Series

__all__ = ["Weighted", "weigh"]

# "Measured": on pairs of a person's items (`model.pair`) in simulated diaries of 28 to 730 days, beside `sample`.
FIRST_FREEDOM = 8.0  # of the first round's t: tails heavier than the posterior's, or the weights have none
FREEDOM = 15.0  # of later rounds, which know the posterior better
WIDER = (
    1.25  # than the points show: they miss a part of the tails, and of the evidence (measured: 6/10 of it with this)
)
HELD = 0.4  # share of the Laplace covariance in that of later rounds, because it has no chance in it
MORE = 2  # rounds that may follow (measured: 99 of 100 fits end well with them, some 90 without)
ENOUGH = 0.1  # share of the draws that must be effective for no more rounds
HEAVIEST = 0.7  # Pareto shape from which weights are not to be trusted (Vehtari et al. 2024)
LEAST_ESS = 100
FEWEST = 50  # draws a round
FLATTEST = 1e-12  # of the widest direction's variance, below which one counts as no narrower
AT_ONCE = 250  # points evaluated by one core before it takes others


class Around(NamedTuple):
    """A Student t that points were drawn from."""

    size: int  # how many points
    centre: Floats  # (q,)
    root: Floats  # (q, q): L with L L' its scale
    freedom: float


@dataclass(frozen=True, eq=False)
class Weighted:
    """n weighted draws of q parameters; `weights` sum to 1, or are NaN where no draw has a density."""

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
    """Draw `draws` points over `rounds` rounds and weigh them; up to two rounds more where that is not enough.

    A list of series shares the parameters, save those with `each=True`. `start` and `starts` are those of `fit`. The
    same seed gives the same draws. Raises EngineFault when a series does not fit the spec or a prior is flat, for then
    there is no evidence; all else that goes wrong is in `trust`.
    """
    for name, given, least in (("rounds", rounds, 1), ("draws", draws, FEWEST * rounds)):
        if given < least:
            raise EngineFault(f"{name} is {given}; it must be {least} or more")
    for free in spec.frees:
        if free.prior is None:
            raise EngineFault(f"prior of {free.name} is flat; it must be a density to be weighed")
    top = fit(spec, series, start=start, starts=starts, seed=seed)
    panel = panel_of(spec, series)
    rng = np.random.default_rng(seed)
    q = len(top.theta)
    held = _root_of(top.curvature)
    counts = [int(count) for count in np.diff(np.arange(rounds + 1) * draws // rounds)]
    points, heights, mixture = np.empty((0, q)), np.empty(0), []
    around = Around(counts[0], top.theta, held, FIRST_FREEDOM)
    for turn in range(rounds + MORE):
        mixture.append(around)
        points = np.vstack([points, _drawn(around, rng)])
        heights = np.concatenate([heights, _heights(spec, panel, points[len(heights) :], top.units)])
        raw = heights - _mixture_density(points, mixture)
        if not np.isfinite(raw).any():
            return _nothing(spec, top, points)
        weights, evidence, pareto = _smoothed(raw)
        ess = 1.0 / float(np.square(weights).sum())
        if turn >= rounds - 1 and pareto < HEAVIEST and ess >= max(LEAST_ESS, ENOUGH * draws):
            break
        around = Around(counts[min(turn + 1, rounds - 1)], *_moments(points, weights, held), FREEDOM)
    reasons = []
    if not pareto < HEAVIEST:
        reasons.append(f"a few draws outweigh all others (Pareto shape {pareto:.2f})")
    if ess < LEAST_ESS:
        reasons.append(f"too few effective draws: {ess:.0f}")
    return Weighted(spec, top.units, points, weights, evidence, ess, pareto, top, Trust(tuple(reasons)))


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

    on_all_cores(run, len(points), AT_ONCE)
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


def _drawn(around: Around, rng: np.random.Generator) -> Floats:
    """Points (size, q) from a Student t."""
    stretch = np.sqrt(around.freedom / rng.chisquare(around.freedom, around.size))
    apart = rng.normal(size=(around.size, len(around.centre))) * stretch[:, None]
    return np.asarray(around.centre + _turned(apart, around.root))


def _mixture_density(points: Floats, mixture: Sequence[Around]) -> Floats:
    """The log density of points (n, q) under the mixture of Student t densities they came from."""
    q, total = points.shape[1], sum(one.size for one in mixture)
    parts = []
    for size, centre, root, freedom in mixture:
        constant = lgamma((freedom + q) / 2) - lgamma(freedom / 2) - q / 2 * log(freedom * pi)
        z = _turned(points - centre, np.asarray(np.linalg.inv(root)))
        tail = -(freedom + q) / 2 * np.log1p(np.square(z).sum(axis=1) / freedom)
        parts.append(log(size / total) + constant - np.linalg.slogdet(root)[1] + tail)
    return np.asarray(np.logaddexp.reduce(parts, axis=0))


def _moments(points: Floats, weights: Floats, held: Floats) -> tuple[Floats, Floats]:
    """Mean and root of the covariance of weighted points, a share of the Laplace covariance in it, made wider."""
    mean = np.einsum("n,ni->i", weights, points)
    apart = points - mean
    cov = (1 - HELD) * np.einsum("ni,nj->ij", apart * weights[:, None], apart) + HELD * held @ held.T
    try:
        return mean, np.asarray(WIDER * np.linalg.cholesky(cov))
    except np.linalg.LinAlgError:  # directions of which one is all but certain (answers that never change)
        size, direction = np.linalg.eigh(cov)
        return mean, np.asarray(WIDER * direction * np.sqrt(np.maximum(size, FLATTEST * size[-1])))


def _turned(points: Floats, by: Floats) -> Floats:
    """`points @ by.T`, the same to the last bit on any number of cores, which a product by BLAS need not be."""
    return np.asarray(np.einsum("ni,ji->nj", points, by))


def _smoothed(raw: Floats) -> tuple[Floats, float, float]:
    """Weights (n,) that sum to 1, their largest replaced by quantiles of a Pareto fit; log mean before; the shape."""
    weights = np.exp(raw - raw.max())
    n = len(weights)
    tail = min(n // 5, int(3 * np.sqrt(n)))
    order = np.argsort(weights)
    cut = weights[order[-tail - 1]]
    above = weights[order[-tail:]] - cut
    if above[0] > 0.0:
        shape, scale = _pareto(above)
        if np.isfinite(shape):
            place = (np.arange(tail) + 0.5) / tail
            with np.errstate(over="ignore"):  # a tail that knows no end is cut at the largest weight anyway
                fitted = cut + scale * np.expm1(-shape * np.log1p(-place)) / shape
            weights[order[-tail:]] = np.minimum(fitted, weights.max())
    else:  # all alike, or hardly any
        shape = np.inf if (weights > 0).sum() <= tail else -np.inf
    return weights / weights.sum(), float(raw.max() + log(weights.mean())), shape


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
