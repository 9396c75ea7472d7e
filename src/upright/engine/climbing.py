"""Compiled loops around the density: climb to its top, measure its curvature there, for one unit after another."""

from __future__ import annotations

from typing import Any

import numpy as np

from upright.engine.compiling import compiled
from upright.engine.density import density
from upright.engine.search import EVALUATE, INVALID, advance, begin, steepness

__all__ = ["climb", "curvature", "climb_each"]

FLAT = 1e-7  # `search.steepness` at which a search has converged
CUBE_ROOT = 6.055454452393343e-06  # of the rounding of a number: the best step for a central difference


@compiled
def climb(
    dims: Any, start: Any, program: Any, sizes: Any, panel: Any, first: int, last: int, work: Any, state: Any
) -> int:
    """Climb from a point (q,); `state` (`search.Search`) holds the top. Returns the code of `search.advance`."""
    gradient = np.empty(len(start))
    begin(state, start)
    code = EVALUATE
    while code == EVALUATE:
        value = density(dims, state.trial, program, sizes, panel, first, last, work, gradient)
        code = advance(state, value, gradient, FLAT)
    return code


@compiled
def curvature(
    dims: Any, top: Any, program: Any, sizes: Any, panel: Any, first: int, last: int, work: Any, out: Any
) -> None:
    """The Hessian (q, q) at a point, by central differences of the exact gradient; NaN where that is not finite."""
    q = len(top)
    before, after, moved = np.empty(q), np.empty(q), top.copy()
    for i in range(q):
        step = CUBE_ROOT * max(1.0, abs(top[i]))
        moved[i] = top[i] + step
        above = density(dims, moved, program, sizes, panel, first, last, work, after)
        moved[i] = top[i] - step
        below = density(dims, moved, program, sizes, panel, first, last, work, before)
        moved[i] = top[i]
        for j in range(q):
            out[i, j] = (after[j] - before[j]) / (2.0 * step) if np.isfinite(above + below) else np.nan
    for i in range(q):
        for j in range(i):
            mean = 0.5 * (out[i, j] + out[j, i])
            out[i, j] = mean
            out[j, i] = mean


@compiled
def climb_each(
    dims: Any, starts: Any, together: int, program: Any, sizes: Any, panel: Any, work: Any, state: Any, found: Any
) -> None:
    """Climb for every run of `together` units of a panel by itself, from some starts (m, q), and measure the curvature.

    `found` (`fit.Found`) takes, for each run, the best top, and the value where each start ended (runs, m).
    """
    for run in range((len(panel.series_start) - 1) // together):
        first = run * together
        found.value[run] = -np.inf
        found.code[run] = INVALID
        found.theta[run] = starts[0]
        for i in range(len(starts)):
            code = climb(dims, starts[i], program, sizes, panel, first, first + together, work, state)
            found.evaluations[run] += state.counts[0]
            found.tops[run, i] = state.numbers[0] if code != INVALID else -np.inf
            if found.tops[run, i] > found.value[run]:
                found.code[run] = code
                found.value[run] = state.numbers[0]
                found.theta[run] = state.position
                found.steepness[run] = steepness(state)
        found.hessian[run] = np.nan
        if found.code[run] != INVALID:
            out = found.hessian[run]
            curvature(dims, found.theta[run], program, sizes, panel, first, first + together, work, out)
