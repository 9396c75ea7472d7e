"""Finding the highest point of a smooth function from its gradient: BFGS, one step at a time.

The search never calls the function: `advance` takes the value and gradient at `state.trial` and says what next. The
same few lines therefore serve a compiled loop over thousands of persons and a loop in Python over one large panel.

Broyden-Fletcher-Goldfarb-Shanno as in Nocedal and Wright, Numerical Optimization (2006), section 6.1: accepted when the
rise is at least 1e-4 of what the slope promised, otherwise the step is shortened by a parabola; the inverse Hessian is
updated only where the curvature along the step is right. A value that is not finite means a step too long.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from upright.engine.compiling import compiled

__all__ = [
    "Search",
    "make_search",
    "begin",
    "advance",
    "steepness",
    "EVALUATE",
    "CONVERGED",
    "STUCK",
    "SPENT",
    "INVALID",
]

EVALUATE = 0  # evaluate at `trial` and come back
CONVERGED = 1  # the gradient has vanished
STUCK = 2  # no step raises the value any more, though the gradient has not vanished
SPENT = 3  # as many evaluations as were allowed
INVALID = 4  # the value at the start is not finite

VALUE, STEP, SLOPE = 0, 1, 2  # of `numbers`
EVALUATIONS, ACCEPTED, SHORTENED, FRESH, MOST = 0, 1, 2, 3, 4  # of `counts`

ENOUGH = 1e-4  # of the promised rise
LONGEST = 4.0  # a single coordinate moves by no more in one step; parameters are on the unconstrained scale


class Search(NamedTuple):
    """A search under way, q parameters."""

    position: Any  # (q,): the best point so far
    gradient: Any  # (q,): there
    trial: Any  # (q,): where to evaluate next
    direction: Any  # (q,)
    change: Any  # (q,): scratch
    turned: Any  # (q,): scratch
    inverse: Any  # (q, q): about the inverse of minus the Hessian
    numbers: Any  # (3,): VALUE, STEP, SLOPE
    counts: Any  # (5,): EVALUATIONS, ACCEPTED, SHORTENED, FRESH, MOST


def make_search(q: int, most: int = 1000) -> Search:
    """Room for a search over q parameters that may evaluate `most` times."""
    counts = np.zeros(5, dtype=np.int64)
    counts[MOST] = most
    position, gradient, trial, direction, change, turned = np.zeros((6, q))
    return Search(position, gradient, trial, direction, change, turned, np.zeros((q, q)), np.zeros(3), counts)


@compiled
def begin(state: Any, start: Any) -> None:
    """Start anew from a point (q,)."""
    state.trial[:] = start
    state.counts[:MOST] = 0


@compiled
def steepness(state: Any) -> float:
    """How far from flat: max |g_i| max(1, |theta_i|) / max(1, |value|)."""
    steepest = 0.0
    for i in range(len(state.position)):
        steepest = max(steepest, abs(state.gradient[i]) * max(1.0, abs(state.position[i])))
    return steepest / max(1.0, abs(state.numbers[VALUE]))


@compiled
def _forget(state: Any) -> None:
    """Take the identity for the inverse Hessian, scaled so that the first step is about one long at most."""
    longest = 1.0
    for i in range(len(state.position)):
        longest = max(longest, abs(state.gradient[i]))
    state.inverse[:] = 0.0
    for i in range(len(state.position)):
        state.inverse[i, i] = 1.0 / longest
    state.counts[FRESH] = 1


@compiled
def _set_out(state: Any) -> None:
    """A new direction from the present position, and the first trial along it."""
    q = len(state.position)
    for attempt in range(2):
        slope, longest = 0.0, 0.0
        for i in range(q):
            total = 0.0
            for j in range(q):
                total += state.inverse[i, j] * state.gradient[j]
            state.direction[i] = total
            slope += total * state.gradient[i]
            longest = max(longest, abs(total))
        if slope > 0.0 or attempt == 1:
            break
        _forget(state)
    step = 1.0 if longest <= LONGEST else LONGEST / longest
    state.numbers[STEP] = step
    state.numbers[SLOPE] = slope
    state.counts[SHORTENED] = 0
    for i in range(q):
        state.trial[i] = state.position[i] + step * state.direction[i]


@compiled
def _learn(state: Any, gradient: Any) -> None:
    """Update the inverse Hessian from the step to `trial`, where `gradient` was found."""
    q = len(state.position)
    curvature, size, length = 0.0, 0.0, 0.0
    for i in range(q):
        moved = state.trial[i] - state.position[i]
        state.change[i] = state.gradient[i] - gradient[i]
        curvature += moved * state.change[i]
        size += state.change[i] * state.change[i]
        length += moved * moved
    if not curvature > 1e-10 * np.sqrt(size * length):
        return
    if state.counts[FRESH]:
        for i in range(q):
            state.inverse[i, i] = curvature / size
        state.counts[FRESH] = 0
    together = 0.0
    for i in range(q):
        total = 0.0
        for j in range(q):
            total += state.inverse[i, j] * state.change[j]
        state.turned[i] = total
        together += total * state.change[i]
    own = (1.0 + together / curvature) / curvature
    for i in range(q):
        moved = state.trial[i] - state.position[i]
        for j in range(q):
            other = state.trial[j] - state.position[j]
            state.inverse[i, j] += own * moved * other - (moved * state.turned[j] + state.turned[i] * other) / curvature


@compiled
def advance(state: Any, value: float, gradient: Any, flat: float) -> int:
    """Take in value and gradient at `trial`; says whether to evaluate again, or why not.

    Converged when `steepness` is at most `flat`.
    """
    q = len(state.position)
    state.counts[EVALUATIONS] += 1
    valid = np.isfinite(value)
    for i in range(q):
        valid = valid and np.isfinite(gradient[i])
    if state.counts[ACCEPTED] == 0:
        if not valid:
            return INVALID
        state.counts[ACCEPTED] = 1
        state.numbers[VALUE] = value
        state.position[:] = state.trial
        state.gradient[:] = gradient
        _forget(state)
    else:
        step, slope = state.numbers[STEP], state.numbers[SLOPE]
        rise = value - state.numbers[VALUE]
        if not (valid and rise >= ENOUGH * step * slope):
            if state.counts[EVALUATIONS] >= state.counts[MOST]:
                return SPENT
            shorter = 0.25
            if valid:
                shorter = min(0.5, max(0.05, 0.5 * slope * step / (slope * step - rise)))
            step *= shorter
            state.counts[SHORTENED] += 1
            reach = 0.0
            for i in range(q):
                reach = max(reach, abs(step * state.direction[i]) / max(1.0, abs(state.position[i])))
            if reach < 1e-13 or state.counts[SHORTENED] > 60:
                if state.counts[FRESH]:
                    return STUCK
                _forget(state)
                _set_out(state)
                return EVALUATE
            state.numbers[STEP] = step
            for i in range(q):
                state.trial[i] = state.position[i] + step * state.direction[i]
            return EVALUATE
        _learn(state, gradient)
        state.counts[ACCEPTED] += 1
        state.numbers[VALUE] = value
        state.position[:] = state.trial
        state.gradient[:] = gradient
    if steepness(state) <= flat:
        return CONVERGED
    if state.counts[EVALUATIONS] >= state.counts[MOST]:
        return SPENT
    _set_out(state)
    return EVALUATE
