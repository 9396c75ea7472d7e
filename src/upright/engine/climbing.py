"""The way to the top and around it: climb from some starts, then measure the curvature at the best of their ends.

Like `search`, this never calls the density: `follow` takes value and gradient at `tour.trial` and says whether to
evaluate again. `climb_each` is the compiled loop over many units; a loop in Python serves one large panel (`parts`).
The density is called in one place, because the compiler works on it anew at every place.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from upright.engine.compiling import compiled
from upright.engine.density import density
from upright.engine.search import EVALUATE, INVALID, Search, advance, begin, make_search, steepness

__all__ = ["Tour", "make_tour", "set_out", "follow", "climb_each"]

FLAT = 1e-7  # `search.steepness` at which a search has converged
CUBE_ROOT = 6.055454452393343e-06  # of the rounding of a number: the best step for a central difference

START, COORDINATE, SIDE = 0, 1, 2  # of `counts`


class Tour(NamedTuple):
    """A tour under way, q parameters."""

    search: Search
    trial: Any  # (q,): where to evaluate next
    gradient: Any  # (q,): room for the gradient there
    above: Any  # (q,): the gradient on the far side of a central difference
    value: Any  # (1,): the value there
    counts: Any  # (3,): START, COORDINATE (-1 while climbing), SIDE


def make_tour(q: int) -> Tour:
    """Room for a tour over q parameters."""
    trial, gradient, above = np.zeros((3, q))
    return Tour(make_search(q), trial, gradient, above, np.zeros(1), np.zeros(3, dtype=np.int64))


@compiled
def set_out(tour: Any, starts: Any, found: Any, run: int) -> None:
    """Begin a tour from some starts (m, q); what it finds goes to row `run` of `found` (`fit.Found`)."""
    tour.counts[START] = 0
    tour.counts[COORDINATE] = -1
    _copy(starts[0], tour.trial)
    begin(tour.search, tour.trial)
    _copy(starts[0], found.theta[run])
    found.value[run] = -np.inf
    found.code[run] = INVALID
    for i in range(len(tour.trial)):
        for j in range(len(tour.trial)):
            found.hessian[run, i, j] = np.nan


@compiled
def follow(tour: Any, value: float, starts: Any, found: Any, run: int) -> bool:
    """Take in value and gradient at `trial`; whether to evaluate again."""
    if tour.counts[COORDINATE] >= 0:
        return _measure(tour, value, found.theta[run], found.hessian[run])
    search, start = tour.search, tour.counts[START]
    code = advance(search, value, tour.gradient, FLAT)
    if code == EVALUATE:
        _copy(search.trial, tour.trial)
        return True
    found.evaluations[run] += search.counts[0]
    found.tops[run, start] = search.numbers[0] if code != INVALID else -np.inf
    if found.tops[run, start] > found.value[run]:
        found.code[run] = code
        found.value[run] = search.numbers[0]
        found.steepness[run] = steepness(search)
        _copy(search.position, found.theta[run])
    tour.counts[START] += 1
    if tour.counts[START] < len(starts):
        _copy(starts[tour.counts[START]], tour.trial)
        begin(search, tour.trial)
        return True
    if found.code[run] == INVALID:
        return False
    tour.counts[COORDINATE] = 0
    tour.counts[SIDE] = 0
    _copy(found.theta[run], tour.trial)
    tour.trial[0] += _step(tour.trial[0])
    return True


@compiled
def _step(at: float) -> float:
    return CUBE_ROOT * max(1.0, abs(at))


@compiled
def _measure(tour: Any, value: float, top: Any, out: Any) -> bool:
    """One more side of the Hessian `out` (q, q) at `top`, by central differences; NaN where that is not finite."""
    q, i = len(top), tour.counts[COORDINATE]
    step = _step(top[i])
    if tour.counts[SIDE] == 0:
        tour.value[0] = value
        _copy(tour.gradient, tour.above)
        tour.counts[SIDE] = 1
        tour.trial[i] = top[i] - step
        return True
    for j in range(q):
        out[i, j] = np.nan
        if np.isfinite(tour.value[0] + value):
            out[i, j] = (tour.above[j] - tour.gradient[j]) / (2.0 * step)
    tour.trial[i] = top[i]
    tour.counts[COORDINATE] += 1
    tour.counts[SIDE] = 0
    i += 1
    if i < q:
        tour.trial[i] = top[i] + _step(top[i])
        return True
    for i in range(q):
        for j in range(i):
            mean = 0.5 * (out[i, j] + out[j, i])
            out[i, j] = mean
            out[j, i] = mean
    return False


@compiled
def _copy(origin: Any, to: Any) -> None:
    """An assignment of slices would bring numba's words for shapes that differ into every kernel."""
    for i in range(len(to)):
        to[i] = origin[i]


@compiled
def climb_each(
    dims: Any, starts: Any, together: int, program: Any, sizes: Any, panel: Any, work: Any, tour: Any, found: Any
) -> None:
    """A tour for every run of `together` units of a panel by itself, from some starts (m, q)."""
    for run in range((len(panel.series_start) - 1) // together):
        first = run * together
        set_out(tour, starts, found, run)
        going = True
        while going:
            value = density(dims, tour.trial, program, sizes, panel, first, first + together, work, tour.gradient)
            going = follow(tour, value, starts, found, run)
