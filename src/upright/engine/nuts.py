"""The No-U-Turn sampler, one leapfrog step at a time: draws from a density of which value and gradient can be had.

Like `search`, it never calls the density: `advance` takes value and gradient at `chain.trial` and says what next, so
that the same lines serve a compiled loop and a loop in Python over one large panel.

Energy H(x, p) = -log density(x) + p' covariance p / 2. A trajectory doubles forwards or backwards in time, at random,
until it turns back (Hoffman and Gelman, Journal of Machine Learning Research 15 (2014), 1593-1623); its next draw is
taken with probabilities exp(-H), later halves preferred (Betancourt, arXiv 1701.02434, appendix A). Whether a piece
turns back is asked of its summed momentum, of both its halves, and across the seam between them, as Stan does since
version 2.21. The recursion is written out: finished pieces of 2^n points wait on a stack until their sister is there.
"""

from __future__ import annotations

from math import exp, inf, log, log1p
from typing import Any, NamedTuple

import numpy as np

from upright.engine.adaptation import (
    WORTH,
    adjust_pace,
    adopt,
    draw_momentum,
    make_metric,
    make_pace,
    restart_pace,
    settled_step,
    take_in,
    velocity,
    window_ends,
)
from upright.engine.chance import make_chance, uniform
from upright.engine.compiling import compiled

__all__ = [
    "Chain",
    "make_chain",
    "begin",
    "advance",
    "EVALUATE",
    "DRAWN",
    "INVALID",
    "PLACE",
    "TRIAL",
    "FOUND",
    "STATS",
]

EVALUATE = 0  # evaluate at rows[TRIAL] and come back
DRAWN = 1  # rows[PLACE] is the next draw and `stats` tells of it; then evaluate at rows[TRIAL]
INVALID = 2  # the density at the start is not finite, or no step size is short enough

STATS = ("log_density", "energy", "acceptance", "step_size", "tree_depth", "leapfrogs", "diverging")

# Of `rows`: the present draw and the gradient there; where to evaluate next, and room for the gradient there.
PLACE, SLOPE, TRIAL, FOUND = 0, 1, 2, 3
MOMENTUM, VELOCITY, TOTAL, ACROSS, MEAN, DEVIATION = 4, 5, 6, 7, 8, 9
CHOSEN, PIECE_CHOSEN = 10, 12  # where the trajectory, and the piece being added, would have the draw; each with SLOPE
END = 14  # of the trajectory backwards in time, then forwards, each PLACE, SLOPE, momentum, velocity
PIECES = 22  # finished pieces that wait for their sister, each with the following
FIRST_MOMENTUM, FIRST_VELOCITY, LAST_MOMENTUM, LAST_VELOCITY, SUM, WIDTH = 0, 1, 2, 3, 4, 5

# Of `numbers`: at the draw, at the trajectory's chosen point, and at that of the piece being added.
VALUE, CHOSEN_VALUE, CHOSEN_ENERGY, PIECE_VALUE, PIECE_ENERGY = 0, 1, 2, 3, 4
STEP, ENERGY, WEIGHT, PIECE_WEIGHT, ACCEPTED, ANCHORED = 5, 6, 7, 8, 9, 10
# Of `counts`
STAGE, DONE, DEPTH, LEAPFROGS, POINTS, SIDE, WAITING, WINDOW, TRIED, LONGER, IN_WINDOW = range(11)
WARMUP, DEEPEST = 11, 12
AT_START, TRYING_STEPS, IN_TREE = 0, 1, 2  # of STAGE
LEAP, DOUBLE, SETTLE, SET_OUT, TRY_STEP, GIVE_UP = range(6)  # what to do next

LOST = 1000.0  # energy error from which a trajectory counts as diverging
SENSIBLE = log(0.8)  # acceptance of the first step size
MOST_TRIES = 100  # doublings or halvings of the first step size


class Chain(NamedTuple):
    """A chain under way, q parameters. All vectors are rows of one array, which compiles much faster than many."""

    rows: Any  # (PIECES + WIDTH (deepest + 1), q)
    points: Any  # (deepest + 1,): how many points each waiting piece has
    numbers: Any  # (11,)
    counts: Any  # (13,)
    stats: Any  # (7,): of the last draw, see STATS
    windows: Any  # iterations at which a window of the warm-up begins or ends
    pace: Any  # dual averaging, see `adaptation`
    metric: Any  # an estimate of the posterior's covariance, see `adaptation`
    chance: Any  # (4,)


def make_chain(
    q: int,
    warmup: int,
    seed: int,
    stream: int = 0,
    target: float = 0.8,
    deepest: int = 10,
    dense: bool = False,
    metric: Any = None,
    step: float = 1.0,
) -> Chain:
    """Room for a chain over q parameters that adapts for `warmup` draws to a mean acceptance of `target`.

    `metric` is a first guess of the posterior's variances (q,) or covariance (q, q), `step` of the step size; `dense`
    says whether covariances are learnt beside variances. A trajectory has at most 2^deepest points. `seed` and `stream`
    (the chain's number) decide all its draws.
    """
    numbers, counts = np.zeros(11), np.zeros(13, dtype=np.int64)
    numbers[STEP] = step
    numbers[ANCHORED] = WORTH if metric is None else WORTH + q
    counts[WARMUP], counts[DEEPEST] = warmup, deepest
    return Chain(
        np.zeros((PIECES + WIDTH * (deepest + 1), q)), np.zeros(deepest + 1, dtype=np.int64), numbers, counts,
        np.zeros(len(STATS)), window_ends(warmup), make_pace(target), make_metric(q, dense, metric),
        make_chance(seed, stream),
    )  # fmt: skip


@compiled
def begin(chain: Any, start: Any) -> None:
    """Start from a point (q,)."""
    for i in range(len(start)):
        chain.rows[TRIAL, i] = start[i]
    for i in range(WARMUP):
        chain.counts[i] = 0


@compiled
def advance(chain: Any, value: float) -> int:
    """Take in the log density at rows[TRIAL], whose gradient is in rows[FOUND]; says what to do next."""
    rows, counts, numbers = chain.rows, chain.counts, chain.numbers
    stage, code = counts[STAGE], EVALUATE
    valid = np.isfinite(value)
    for i in range(rows.shape[1]):
        valid = valid and np.isfinite(rows[FOUND, i])
    if stage == AT_START:
        if not valid:
            return INVALID
        numbers[VALUE] = value
        _copy(rows[TRIAL : TRIAL + 2], rows[PLACE : PLACE + 2])
        counts[TRIED] = 0
        following = TRY_STEP if counts[WARMUP] > 0 else SET_OUT
    else:
        energy = inf
        if valid:
            half = 0.5 * _signed_step(chain)
            for i in range(rows.shape[1]):
                rows[MOMENTUM, i] += half * rows[FOUND, i]
            energy = _energy(chain, value)
        gain = numbers[ENERGY] - energy if energy < inf else -inf
        following = _judge_step(chain, gain) if stage == TRYING_STEPS else _add_point(chain, value, energy, gain)
    if following == SETTLE:
        code = DRAWN
        following = _settle(chain, gain < -LOST)
    if following == GIVE_UP:
        return INVALID
    if following in (TRY_STEP, SET_OUT):
        draw_momentum(chain.metric, chain.chance, rows[MOMENTUM])
        numbers[ENERGY] = _energy(chain, numbers[VALUE])
    if following == TRY_STEP:
        counts[STAGE] = TRYING_STEPS
        counts[SIDE] = 1
        _copy(rows[PLACE : PLACE + 2], rows[TRIAL : TRIAL + 2])
    if following == SET_OUT:
        _set_out(chain)
    if following in (SET_OUT, DOUBLE):
        _double(chain)
    _leap(chain)
    return code


@compiled
def _copy(origin: Any, to: Any) -> None:
    """Copy some rows. They come as slices, because numba would compile anew for every number of a row."""
    for n in range(origin.shape[0]):
        for i in range(origin.shape[1]):
            to[n, i] = origin[n, i]


@compiled
def _energy(chain: Any, value: float) -> float:
    """H at the momentum, where the log density is `value`; leaves the velocity there."""
    rows = chain.rows
    velocity(chain.metric, rows[MOMENTUM], rows[VELOCITY])
    moving = 0.0
    for i in range(rows.shape[1]):
        moving += rows[MOMENTUM, i] * rows[VELOCITY, i]
    return 0.5 * moving - value


@compiled
def _signed_step(chain: Any) -> float:
    return chain.numbers[STEP] if chain.counts[SIDE] == 1 else -chain.numbers[STEP]


@compiled
def _leap(chain: Any) -> None:
    """The first half of a leapfrog step on from the trial, whose gradient is found."""
    rows, step = chain.rows, _signed_step(chain)
    for i in range(rows.shape[1]):
        rows[MOMENTUM, i] += 0.5 * step * rows[FOUND, i]
    velocity(chain.metric, rows[MOMENTUM], rows[VELOCITY])
    for i in range(rows.shape[1]):
        rows[TRIAL, i] += step * rows[VELOCITY, i]


@compiled
def _judge_step(chain: Any, gain: float) -> int:
    """Double or halve the step size until one step's acceptance crosses 0.8."""
    fine = 1 if gain > SENSIBLE else 0
    if chain.counts[TRIED] == 0:
        chain.counts[LONGER] = fine
    chain.counts[TRIED] += 1
    if fine != chain.counts[LONGER]:
        restart_pace(chain.pace, chain.numbers[STEP])
        return SET_OUT
    chain.numbers[STEP] *= 2.0 if fine else 0.5
    return TRY_STEP if chain.counts[TRIED] < MOST_TRIES else GIVE_UP


@compiled
def _set_out(chain: Any) -> None:
    """A new trajectory, of one point: the present draw with the present momentum and energy."""
    rows, counts, numbers = chain.rows, chain.counts, chain.numbers
    counts[STAGE] = IN_TREE
    counts[DEPTH] = 0
    counts[LEAPFROGS] = 0
    numbers[WEIGHT] = 0.0
    numbers[ACCEPTED] = 0.0
    numbers[CHOSEN_VALUE] = numbers[VALUE]
    numbers[CHOSEN_ENERGY] = numbers[ENERGY]
    _copy(rows[PLACE : PLACE + 2], rows[CHOSEN : CHOSEN + 2])
    _copy(rows[MOMENTUM : MOMENTUM + 1], rows[TOTAL : TOTAL + 1])
    for side in range(2):
        _copy(rows[PLACE : PLACE + 2], rows[END + 4 * side : END + 4 * side + 2])
        _copy(rows[MOMENTUM : MOMENTUM + 2], rows[END + 4 * side + 2 : END + 4 * side + 4])


@compiled
def _double(chain: Any) -> None:
    """Begin a piece as long as the trajectory, at a random end of it."""
    side = 1 if uniform(chain.chance) > 0.5 else 0
    chain.counts[SIDE] = side
    chain.counts[POINTS] = 0
    chain.counts[WAITING] = 0
    chain.numbers[PIECE_WEIGHT] = -inf
    _copy(chain.rows[END + 4 * side : END + 4 * side + 4], chain.rows[TRIAL : TRIAL + 4])


@compiled
def _add(a: float, b: float) -> float:
    """log(exp(a) + exp(b))"""
    if a < b:
        a, b = b, a
    return a if b == -inf else a + log1p(exp(b - a))


@compiled
def _add_point(chain: Any, value: float, energy: float, gain: float) -> int:
    """One more point of the piece under way."""
    rows, counts, numbers = chain.rows, chain.counts, chain.numbers
    counts[LEAPFROGS] += 1
    numbers[ACCEPTED] += min(1.0, exp(gain))
    if gain < -LOST:
        return SETTLE
    numbers[PIECE_WEIGHT] = _add(numbers[PIECE_WEIGHT], gain)
    if log(uniform(chain.chance)) < gain - numbers[PIECE_WEIGHT]:
        numbers[PIECE_VALUE] = value
        numbers[PIECE_ENERGY] = energy
        _copy(rows[TRIAL : TRIAL + 2], rows[PIECE_CHOSEN : PIECE_CHOSEN + 2])
    counts[POINTS] += 1
    if not _stack(chain):
        return SETTLE
    if counts[POINTS] < 1 << counts[DEPTH]:
        return LEAP
    return DOUBLE if _join(chain) and counts[DEPTH] < counts[DEEPEST] else SETTLE


@compiled
def _onwards(rows: Any, total: int, more: int, first: int, last: int) -> bool:
    """Whether a piece has not turned back: the velocities at its ends against the sum of its momenta.

    That sum is row `total`, and row `more` added where that is not negative.
    """
    a, b = 0.0, 0.0
    for i in range(rows.shape[1]):
        both = rows[total, i] + (rows[more, i] if more >= 0 else 0.0)
        a += rows[first, i] * both
        b += rows[last, i] * both
    return a > 0.0 and b > 0.0


@compiled
def _stack(chain: Any) -> bool:
    """Put the newest point on the stack and join pieces of the same length; False where one of them turns back."""
    rows, points = chain.rows, chain.points
    top = chain.counts[WAITING]
    new = PIECES + WIDTH * top
    _copy(rows[MOMENTUM : MOMENTUM + 2], rows[new + FIRST_MOMENTUM : new + FIRST_MOMENTUM + 2])
    _copy(rows[MOMENTUM : MOMENTUM + 2], rows[new + LAST_MOMENTUM : new + LAST_MOMENTUM + 2])
    _copy(rows[MOMENTUM : MOMENTUM + 1], rows[new + SUM : new + SUM + 1])
    points[top] = 1
    while top > 0 and points[top - 1] == points[top]:
        new = PIECES + WIDTH * top
        old = new - WIDTH
        # One half together with the nearest point of the other, either way; then the whole.
        fine = _onwards(rows, old + SUM, new + FIRST_MOMENTUM, old + FIRST_VELOCITY, new + FIRST_VELOCITY)
        fine = fine and _onwards(rows, new + SUM, old + LAST_MOMENTUM, old + LAST_VELOCITY, new + LAST_VELOCITY)
        for i in range(rows.shape[1]):
            rows[old + SUM, i] += rows[new + SUM, i]
        if not (fine and _onwards(rows, old + SUM, -1, old + FIRST_VELOCITY, new + LAST_VELOCITY)):
            return False
        _copy(rows[new + LAST_MOMENTUM : new + LAST_MOMENTUM + 2], rows[old + LAST_MOMENTUM : old + LAST_MOMENTUM + 2])
        points[top - 1] *= 2
        top -= 1
    chain.counts[WAITING] = top + 1
    return True


@compiled
def _join(chain: Any) -> bool:
    """Make the finished piece part of the trajectory; False where the whole turns back."""
    rows, counts, numbers = chain.rows, chain.counts, chain.numbers
    near = END + 4 * counts[SIDE]
    far = END + 4 * (1 - counts[SIDE])
    counts[DEPTH] += 1
    if log(uniform(chain.chance)) < numbers[PIECE_WEIGHT] - numbers[WEIGHT]:
        numbers[CHOSEN_VALUE] = numbers[PIECE_VALUE]
        numbers[CHOSEN_ENERGY] = numbers[PIECE_ENERGY]
        _copy(rows[PIECE_CHOSEN : PIECE_CHOSEN + 2], rows[CHOSEN : CHOSEN + 2])
    numbers[WEIGHT] = _add(numbers[WEIGHT], numbers[PIECE_WEIGHT])
    fine = _onwards(rows, TOTAL, PIECES + FIRST_MOMENTUM, far + 3, PIECES + FIRST_VELOCITY)
    fine = fine and _onwards(rows, PIECES + SUM, near + 2, near + 3, PIECES + LAST_VELOCITY)
    for i in range(rows.shape[1]):
        rows[TOTAL, i] += rows[PIECES + SUM, i]
    _copy(rows[TRIAL : TRIAL + 4], rows[near : near + 4])
    return fine and _onwards(rows, TOTAL, -1, END + 3, END + 7)


@compiled
def _settle(chain: Any, diverging: bool) -> int:
    """The trajectory has ended: move to its draw, and learn from it while warming up."""
    rows, counts, numbers, stats = chain.rows, chain.counts, chain.numbers, chain.stats
    numbers[VALUE] = numbers[CHOSEN_VALUE]
    _copy(rows[CHOSEN : CHOSEN + 2], rows[PLACE : PLACE + 2])
    acceptance = numbers[ACCEPTED] / counts[LEAPFROGS]
    stats[0] = numbers[VALUE]
    stats[1] = numbers[CHOSEN_ENERGY]
    stats[2] = acceptance
    stats[3] = numbers[STEP]
    stats[4] = counts[DEPTH]
    stats[5] = counts[LEAPFROGS]
    stats[6] = 1.0 if diverging else 0.0
    iteration = counts[DONE]
    counts[DONE] += 1
    if iteration >= counts[WARMUP]:
        return SET_OUT
    numbers[STEP] = adjust_pace(chain.pace, acceptance)
    if counts[DONE] == counts[WARMUP]:
        numbers[STEP] = settled_step(chain.pace)
    windows = chain.windows
    if windows[0] <= iteration < windows[len(windows) - 1]:
        counts[IN_WINDOW] += 1
        take_in(chain.metric, counts[IN_WINDOW], rows[PLACE], rows[MEAN], rows[DEVIATION])
        if counts[DONE] == windows[counts[WINDOW] + 1]:
            adopt(chain.metric, counts[IN_WINDOW], numbers[ANCHORED], rows[MEAN])
            counts[WINDOW] += 1
            counts[IN_WINDOW] = 0
            counts[TRIED] = 0
            return TRY_STEP
    return SET_OUT
