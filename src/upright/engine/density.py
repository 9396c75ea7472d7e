"""The function that is climbed and sampled: log posterior of the free parameters, with its exact gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from upright.engine.backwards import gradient_of_unit
from upright.engine.compiling import compiled
from upright.engine.kalman import value_of_unit
from upright.engine.program import gather, log_prior, spread

__all__ = ["density", "densities"]


@compiled
def density(
    dims: Any, theta: Any, program: Any, sizes: Any, panel: Any, first: int, last: int, work: Any, gradient: Any
) -> float:
    """log p(theta) + log p(series of units `first` to `last` | theta); `gradient` (q,) is overwritten.

    Unit `first` is the program's unit 0. Without priors it is the log-likelihood alone. Not finite where the model is
    not valid; the gradient is then of no use.
    """
    gradient[:] = 0.0
    total = log_prior(program, theta, gradient)
    for unit in range(first, last):
        if not np.isfinite(total):
            return total
        spread(program, theta, unit - first, work.entries)
        total += gradient_of_unit(dims, sizes, work.entries, panel, unit, work, work.entries_back)
        if np.isfinite(total):
            gather(program, theta, unit - first, work.entries_back, gradient)
    return total


@compiled
def densities(
    dims: Any, points: Any, program: Any, sizes: Any, panel: Any, first: int, last: int, work: Any, out: Any
) -> None:
    """The value of `density` at each of many points (n, q), without its gradient, which costs as much again."""
    spare = np.empty(points.shape[1])
    for i in range(len(points)):
        total = log_prior(program, points[i], spare)
        for unit in range(first, last):
            if not np.isfinite(total):
                break
            spread(program, points[i], unit - first, work.entries)
            total += value_of_unit(dims, sizes, work.entries, panel, unit, work)
        out[i] = total
