"""Fitting: the top of the posterior (or of the likelihood), how sharp it is there, and whether to trust it.

The search runs on the unconstrained scale with log |dv/dtheta| included, where the posterior is closest to Gaussian; so
does the Laplace approximation, N(theta, (-Hessian)^-1). Intervals are those of theta carried to the parameter's own
scale. With `prior=False` it is maximum likelihood: no priors, no log |dv/dtheta|.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from upright.engine.arrays import Floats, Ints, Panel
from upright.engine.faults import EngineFault
from upright.engine.likelihood import AT_ONCE, on_all_cores
from upright.engine.panels import panel_in_parts, panel_of, panel_of_units
from upright.engine.spec import Spec
from upright.engine.statespace import Series, StateSpace

__all__ = ["Fit", "Fits", "Trust", "fit", "fit_each", "room"]

NEARLY_FLAT = 1e-4  # a search that no step can raise further has still arrived when it is this flat
IDENTIFIED = 1e-8  # smallest eigenvalue of the scaled curvature, relative to the largest
FAR = 1.0  # log density: a start that ends lower by more has found another top
QUANTILES = {0.5: 0.674489750196, 0.8: 1.28155156554, 0.9: 1.64485362695, 0.95: 1.95996398454, 0.99: 2.57582930355}


@dataclass(frozen=True)
class Trust:
    """Whether a fit may be used: true when nothing speaks against it; otherwise each reason names what."""

    reasons: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, eq=False)
class Fit:
    """The top of one posterior. q parameters of `units` units, `theta` on the unconstrained scale."""

    spec: Spec
    units: int
    theta: Floats  # (q,)
    covariance: Floats  # (q, q), of theta; NaN where the curvature is not that of a top
    curvature: Floats  # (q, q): the Hessian of the log density
    log_density: float  # of theta, up to the constant of the data; the log-likelihood where prior=False
    steepness: float  # how far from flat the top is: see `search.steepness`
    evaluations: int
    agreement: tuple[int, int]  # starts that ended at this top, of how many
    trust: Trust

    @property
    def values(self) -> dict[str, float]:
        """The parameters by name, each on its own scale."""
        return self.spec.constrain(self.theta, self.units)

    @property
    def sd(self) -> dict[str, float]:
        """The standard deviation of each parameter on the unconstrained scale."""
        with np.errstate(invalid="ignore"):
            spreads = np.sqrt(np.diag(self.covariance))
        return dict(zip(self.spec.names(self.units), map(float, spreads), strict=True))

    def intervals(self, level: float = 0.9) -> dict[str, tuple[float, float]]:
        """The middle part of each Laplace posterior, on its own scale; `level` is 0.5, 0.8, 0.9, 0.95 or 0.99."""
        if level not in QUANTILES:
            raise EngineFault(f"level is {level}; it must be one of {', '.join(map(str, QUANTILES))}")
        found = {}
        frees = self.spec.of_theta(self.units)
        for name, free, at, spread in zip(self.sd, frees, self.theta, self.sd.values(), strict=True):
            ends = free.transform.value(np.array([at - QUANTILES[level] * spread, at + QUANTILES[level] * spread]))
            found[name] = (float(ends.min()), float(ends.max()))
        return found

    def statespace(self, unit: int = 0) -> StateSpace:
        """The model of one unit at the top."""
        return self.spec.statespace(self.theta, unit, self.units)


class Found(NamedTuple):
    """What `climbing.climb_each` found for each of N runs of units, from m starts."""

    theta: Floats  # (N, q): the best top
    value: Floats  # (N,)
    steepness: Floats  # (N,)
    code: Ints  # (N,)
    evaluations: Ints  # (N,)
    hessian: Floats  # (N, q, q)
    tops: Floats  # (N, m): the value where each start ended, -inf where it could not begin


def room(n: int, q: int, m: int) -> Found:
    """Room for what is found for n runs of units with q parameters from m starts."""
    whole = np.int64
    return Found(
        np.zeros((n, q)), np.zeros(n), np.full(n, np.nan), np.zeros(n, whole), np.zeros(n, whole),
        np.full((n, q, q), np.nan), np.zeros((n, m)),
    )  # fmt: skip


def fit(
    spec: Spec,
    series: Series | Sequence[Series],
    prior: bool = True,
    start: dict[str, float] | None = None,
    starts: int = 4,
    seed: int = 0,
) -> Fit:
    """The highest point of the posterior and the Laplace approximation around it.

    A list of series shares the parameters, save those with `each=True`; all cores work on a long list. `start` gives
    where the first search begins; `starts - 1` more begin scattered around it. Raises EngineFault when a series does
    not fit the spec; all else that goes wrong is in `Fit.trust`.
    """
    many = [series] if isinstance(series, Series) else list(series)
    panel = panel_of(spec, many)
    units = len(panel.series_start) - 1
    first = spec.start(units) if start is None else spec.unconstrain(start, units)
    begun, found = _scatter(first, starts, seed), room(1, len(first), starts)
    cut = panel_in_parts(spec, many, panel)
    if cut is None:
        _climb(spec, prior, begun, units, panel, found)
    else:
        _climb_in_parts(spec, prior, begun, cut, found)
    covariance, reasons = _sharpness(found.hessian[0], spec.names(units))
    agreeing = int((found.tops[0] >= found.value[0] - FAR).sum())
    return Fit(
        spec,
        units,
        found.theta[0],
        covariance,
        found.hessian[0],
        float(found.value[0]),
        float(found.steepness[0]),
        int(found.evaluations[0]),
        (agreeing, starts),
        Trust((*_arrival(int(found.code[0]), float(found.steepness[0])), *reasons)),
    )


def _climb(spec: Spec, prior: bool, begun: Floats, together: int, panel: Any, found: Found) -> None:
    from upright.engine.climbing import climb_each, make_tour  # slow import: numba
    from upright.engine.compiling import dims_of  # slow import: numba
    from upright.engine.kalman import make_work  # slow import: numba

    work, tour = make_work(spec.sizes, panel), make_tour(begun.shape[1])
    climb_each(dims_of(spec.sizes.d), begun, together, spec.program(prior), spec.sizes, panel, work, tour, found)


def _climb_in_parts(spec: Spec, prior: bool, begun: Floats, panel: Panel, found: Found) -> None:
    from upright.engine.climbing import make_tour  # slow import: numba
    from upright.engine.parts import Parts, climb  # slow import: numba

    with Parts(spec, panel, prior) as evaluate:
        climb(evaluate, begun, make_tour(begun.shape[1]), found)


@dataclass(frozen=True, eq=False)
class Fits:
    """Many separate fits of one spec; `fits[i]` is one of them. N persons, q parameters."""

    spec: Spec
    theta: Floats  # (N, q)
    covariance: Floats  # (N, q, q)
    curvature: Floats  # (N, q, q)
    log_density: Floats  # (N,)
    steepness: Floats  # (N,)
    evaluations: Ints  # (N,)
    code: Ints  # (N,): how the search ended, see `search`

    def __len__(self) -> int:
        return len(self.theta)

    def __getitem__(self, i: int) -> Fit:
        names = self.spec.names()
        missing = np.isnan(self.covariance[i]).any()
        reasons = (f"no top in the directions of {', '.join(names)}",) if missing else ()
        return Fit(
            self.spec,
            1,
            self.theta[i],
            self.covariance[i],
            self.curvature[i],
            float(self.log_density[i]),
            float(self.steepness[i]),
            int(self.evaluations[i]),
            (1, 1),
            Trust((*_arrival(int(self.code[i]), float(self.steepness[i])), *reasons)),
        )


def fit_each(
    spec: Spec,
    series: Sequence[Series],
    prior: bool = True,
    starts: int = 1,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Fits:
    """Fit each of many series by itself, on all cores, with no Python for each person.

    `progress(done, of)` is called from time to time, from the calling thread.
    """
    n, q = len(series), spec.size()
    found = room(n, q, starts)
    begun = _scatter(spec.start(), starts, seed)

    def run(a: int, b: int) -> None:
        panel = panel_of_units(spec, [[one] for one in series[a:b]])
        _climb(spec, prior, begun, 1, panel, Found(*[array[a:b] for array in found]))  # type: ignore[arg-type]

    on_all_cores(run, n, AT_ONCE, progress)
    return Fits(
        spec,
        found.theta,
        _sharp(found.hessian),
        found.hessian,
        found.value,
        found.steepness,
        found.evaluations,
        found.code,
    )


def _sharp(hessian: Floats) -> Floats:
    """Minus the inverse of each Hessian (N, q, q); NaN where that is not a covariance."""
    covariance = np.full_like(hessian, np.nan)
    down = -np.diagonal(hessian, axis1=1, axis2=2)
    maybe = np.flatnonzero(np.isfinite(hessian).all(axis=(1, 2)) & (down > 0.0).all(axis=1))
    root = np.sqrt(down[maybe])
    size = np.linalg.eigvalsh(-hessian[maybe] / (root[:, :, None] * root[:, None, :]))
    good = maybe[size[:, 0] > IDENTIFIED * size[:, -1]]
    covariance[good] = np.linalg.inv(-hessian[good])
    return covariance


def _scatter(first: Floats, starts: int, seed: int) -> Floats:
    """The first start, then others around it (starts, q)."""
    if starts < 1:
        raise EngineFault(f"starts is {starts}; it must be 1 or more")
    rng = np.random.default_rng(seed)
    return np.vstack([first, first + 0.5 * rng.normal(size=(starts - 1, len(first)))])


def _arrival(code: int, flat: float) -> tuple[str, ...]:
    """What speaks against the end of a search (`search`: 1 converged, 2 stuck, 3 spent, 4 not valid at any start)."""
    if code == 4:
        return ("the density is not finite at any start",)
    if code == 3:
        return (f"not converged: evaluations spent at steepness {flat:.2g}",)
    if code == 2 and not flat <= NEARLY_FLAT:
        return (f"not converged: no step raises the density at steepness {flat:.2g}",)
    return ()


def _sharpness(hessian: Floats, names: Sequence[str]) -> tuple[Floats, tuple[str, ...]]:
    """The covariance of theta, and the parameters in whose directions there is no top."""
    nothing = np.full_like(hessian, np.nan)
    if not np.isfinite(hessian).all():
        return nothing, ("the curvature is not finite",)
    down = -np.diag(hessian)
    flat = [name for name, curve in zip(names, down, strict=True) if not curve > 0.0]
    if flat:
        return nothing, (f"not identified: {', '.join(flat)}",)
    root = np.sqrt(down)
    size, direction = np.linalg.eigh(-hessian / np.outer(root, root))
    if not size[0] > IDENTIFIED * size[-1]:
        involved = [name for name, part in zip(names, direction[:, 0], strict=True) if abs(part) > 0.3]
        return nothing, (f"not identified together: {', '.join(involved)}",)
    return np.asarray(np.linalg.inv(-hessian)), ()
