"""Finding the highest point of a smooth function from its gradient: BFGS, one step at a time.

The search never calls the function: `advance` takes the value and gradient at `state.trial` and says what next. The
same few lines therefore serve a compiled loop over thousands of persons and a loop in Python over one large panel.

Broyden-Fletcher-Goldfarb-Shanno as in Nocedal and Wright, Numerical Optimization (2006), section 6.1: accepted when the
rise is at least 1e-4 of what the slope promised, otherwise the step is shortened by a parabola. Where the function
curves less along the step than a twentieth of what was expected, or the wrong way, the update is damped (section 18.3).
A value that is not finite means a step too long. Close to the top, where a rise drowns in rounding, a step counts when
the slope along it has fallen (Hager and Zhang, SIAM Journal on Optimization 16 (2005), 170-192).
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
LONGEST = 4.0  # a coordinate moves by no more in one step, or by its own size; parameters are unconstrained
DAMPED = 0.05  # of the expected curvature
NOISE = 1e-13  # of the value: what rounding may do to it


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
    for i in range(len(start)):
        state.trial[i] = start[i]
    for i in range(MOST):
        state.counts[i] = 0


@compiled
def steepness(state: Any) -> float:
    """How far from flat: max |g_i| max(1, |theta_i|) / max(1, |value|)."""
    steepest = 0.0
    for i in range(len(state.position)):
        steepest = max(steepest, abs(state.gradient[i]) * max(1.0, abs(state.position[i])))
    return steepest / max(1.0, abs(state.numbers[VALUE]))


@compiled
def advance(state: Any, value: float, gradient: Any, flat: float) -> int:
    """Take in value and gradient at `trial`; says whether to evaluate again, or why not.

    Converged when `steepness` is at most `flat`.
    """
    state.counts[EVALUATIONS] += 1
    valid = np.isfinite(value)
    for i in range(len(state.position)):
        valid = valid and np.isfinite(gradient[i])
    if state.counts[ACCEPTED] == 0:
        if not valid:
            return INVALID
        _move(state, value, gradient)
        _forget(state)
    elif valid and _good(state, value, gradient):
        _learn(state, gradient)
        _move(state, value, gradient)
    elif state.counts[EVALUATIONS] >= state.counts[MOST]:
        return SPENT
    else:
        return _shorten(state, value, valid)
    if steepness(state) <= flat:
        return CONVERGED
    if state.counts[EVALUATIONS] >= state.counts[MOST]:
        return SPENT
    _set_out(state)
    return EVALUATE


@compiled
def _good(state: Any, value: float, gradient: Any) -> bool:
    """Whether the trial is better enough."""
    step, slope = state.numbers[STEP], state.numbers[SLOPE]
    rise = value - state.numbers[VALUE]
    if rise >= ENOUGH * step * slope and rise > 0.0:
        return True
    noise = NOISE * max(1.0, abs(value))
    if rise < -noise or step * slope > 100.0 * noise:
        return False
    there = 0.0
    for i in range(len(state.position)):
        there += state.direction[i] * gradient[i]
    return abs(there) <= 0.9 * slope


@compiled
def _move(state: Any, value: float, gradient: Any) -> None:
    state.counts[ACCEPTED] += 1
    state.numbers[VALUE] = value
    for i in range(len(gradient)):
        state.position[i] = state.trial[i]
        state.gradient[i] = gradient[i]


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
    slope, longest = 0.0, 0.0
    for attempt in range(2):
        slope, longest = 0.0, 0.0
        for i in range(q):
            total = 0.0
            for j in range(q):
                total += state.inverse[i, j] * state.gradient[j]
            state.direction[i] = total
            slope += total * state.gradient[i]
            longest = max(longest, abs(total) / max(LONGEST, abs(state.position[i])))
        if slope > 0.0 or attempt == 1:
            break
        _forget(state)
    step = 1.0 if longest <= 1.0 else 1.0 / longest
    state.numbers[STEP] = step
    state.numbers[SLOPE] = slope
    state.counts[SHORTENED] = 0
    for i in range(q):
        state.trial[i] = state.position[i] + step * state.direction[i]


@compiled
def _shorten(state: Any, value: float, valid: bool) -> int:
    """A shorter step along the same direction; when there is none, steepest ascent once, then the end."""
    step, slope = state.numbers[STEP], state.numbers[SLOPE]
    if valid:
        promised = slope * step
        step *= min(0.5, max(0.05, 0.5 * promised / (promised - (value - state.numbers[VALUE]))))
    else:
        step *= 0.25
    state.counts[SHORTENED] += 1
    reach = 0.0
    for i in range(len(state.position)):
        reach = max(reach, abs(step * state.direction[i]) / max(1.0, abs(state.position[i])))
    drowned = step * slope < 1e-3 * NOISE * max(1.0, abs(state.numbers[VALUE]))
    if reach < 1e-14 or drowned or state.counts[SHORTENED] > 60:
        if state.counts[FRESH]:
            return STUCK
        _forget(state)
        _set_out(state)
        return EVALUATE
    state.numbers[STEP] = step
    for i in range(len(state.position)):
        state.trial[i] = state.position[i] + step * state.direction[i]
    return EVALUATE


@compiled
def _learn(state: Any, gradient: Any) -> None:
    """Update the inverse Hessian from the step to `trial`, where `gradient` was found.

    The change of the gradient that was expected is step * gradient, because direction = inverse gradient.
    """
    q = len(state.position)
    step = state.numbers[STEP]
    curvature, expected = 0.0, 0.0
    for i in range(q):
        moved = state.trial[i] - state.position[i]
        state.change[i] = state.gradient[i] - gradient[i]
        curvature += moved * state.change[i]
        expected += moved * step * state.gradient[i]
    if curvature < DAMPED * expected:
        part = (1.0 - DAMPED) * expected / (expected - curvature)
        curvature = 0.0
        for i in range(q):
            state.change[i] = part * state.change[i] + (1.0 - part) * step * state.gradient[i]
            curvature += (state.trial[i] - state.position[i]) * state.change[i]
    size = 0.0
    for i in range(q):
        size += state.change[i] * state.change[i]
    if not (curvature > 0.0 and size > 0.0):
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
        for j in range(i + 1):
            other = state.trial[j] - state.position[j]
            update = own * moved * other - (moved * state.turned[j] + state.turned[i] * other) / curvature
            state.inverse[i, j] += update
            state.inverse[j, i] = state.inverse[i, j]
