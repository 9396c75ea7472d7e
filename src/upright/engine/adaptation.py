"""What a chain learns while it warms up: how long its steps may be, and how its parameters vary together.

Step size by dual averaging (Hoffman and Gelman, Journal of Machine Learning Research 15 (2014), section 3.2). The metric,
an estimate of the posterior's covariance, from windows of growing length with the constants of Stan: a first stretch
without it, windows of 25, 50, 100 ... draws, a last stretch for the step size alone.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Any, NamedTuple

import numpy as np

from upright.engine.chance import fill_normal
from upright.engine.compiling import compiled

__all__ = [
    "Metric", "make_metric", "window_ends", "velocity", "draw_momentum", "take_in", "adopt",
    "make_pace", "restart_pace", "adjust_pace", "settled_step",
]  # fmt: skip

TARGET, CENTRE, LAG, MEAN_LOG, TIMES = 0, 1, 2, 3, 4  # of a pace (5,)
GAMMA, EARLY, KAPPA = 0.05, 10.0, 0.75
FIRST, WINDOW, LAST = 75, 25, 50  # draws
PRIOR_DRAWS = 5.0  # that a window's estimate is shrunk by, towards a small multiple of the identity


class Metric(NamedTuple):
    """An estimate of the covariance of q parameters; `dense` is 1 where all of it is used, 0 for variances only."""

    variance: Any  # (q,)
    covariance: Any  # (q, q); (0, 0) where not dense
    root: Any  # (q, q): its lower Cholesky factor
    mean: Any  # (q,): of the draws of the present window
    deviation: Any  # (q,): scratch
    squares: Any  # (q, q) or (1, q): sums of squared deviations
    count: Any  # (1,)
    dense: int


def make_metric(q: int, dense: bool, start: Any = None) -> Metric:
    """Begin with the identity, with given variances (q,), or with a given covariance (q, q)."""
    given = np.ones(q) if start is None else np.asarray(start, dtype=np.float64)
    variance = np.array(np.diag(given) if given.ndim == 2 else given, dtype=np.float64)
    side = q if dense else 0
    covariance, root = np.zeros((side, side)), np.zeros((side, side))
    if dense:
        covariance[:] = given if given.ndim == 2 else np.diag(given)
        root[:] = np.linalg.cholesky(covariance)
    squares = np.zeros((q if dense else 1, q))
    return Metric(
        variance, covariance, root, np.zeros(q), np.zeros(q), squares, np.zeros(1, dtype=np.int64), int(dense)
    )


def window_ends(warmup: int) -> Any:
    """The iteration (from 0) that each window of the warm-up begins with, then the one that the last stretch does."""
    if warmup < 20:
        return np.array([warmup], dtype=np.int64)
    first, window, last = FIRST, WINDOW, LAST
    if first + window + last > warmup:
        first, last = int(0.15 * warmup), int(0.1 * warmup)
        window = warmup - first - last
    edges = [first]
    while edges[-1] < warmup - last:
        end = edges[-1] + window
        window *= 2
        edges.append(end if end + window <= warmup - last else warmup - last)
    return np.array(edges, dtype=np.int64)


@compiled
def velocity(metric: Any, momentum: Any, out: Any) -> None:
    """out = covariance momentum"""
    q = len(momentum)
    if metric.dense:
        for i in range(q):
            total = 0.0
            for j in range(q):
                total += metric.covariance[i, j] * momentum[j]
            out[i] = total
    else:
        for i in range(q):
            out[i] = metric.variance[i] * momentum[i]


@compiled
def draw_momentum(metric: Any, chance: Any, out: Any) -> None:
    """out ~ N(0, covariance^-1)"""
    q = len(out)
    fill_normal(chance, out)
    if metric.dense:
        for back in range(q):
            i = q - 1 - back
            total = out[i]
            for j in range(i + 1, q):
                total -= metric.root[j, i] * out[j]
            out[i] = total / metric.root[i, i]
    else:
        for i in range(q):
            out[i] /= sqrt(metric.variance[i])


@compiled
def take_in(metric: Any, draw: Any) -> None:
    """One more draw of the present window."""
    q = len(draw)
    metric.count[0] += 1
    for i in range(q):
        metric.deviation[i] = draw[i] - metric.mean[i]
        metric.mean[i] += metric.deviation[i] / metric.count[0]
    for i in range(q):
        off = draw[i] - metric.mean[i]
        if metric.dense:
            for j in range(q):
                metric.squares[i, j] += off * metric.deviation[j]
        else:
            metric.squares[0, i] += off * metric.deviation[i]


@compiled
def adopt(metric: Any) -> None:
    """Make the window's estimate the metric and begin a new window."""
    q = len(metric.mean)
    count = metric.count[0]
    if count > 1:
        shrunk = 1.0 / (count + PRIOR_DRAWS)
        for i in range(q):
            if metric.dense:
                for j in range(q):
                    both = 0.5 * (metric.squares[i, j] + metric.squares[j, i])
                    metric.covariance[i, j] = both / (count - 1.0) * count * shrunk
                metric.covariance[i, i] += 1e-3 * PRIOR_DRAWS * shrunk
                metric.variance[i] = metric.covariance[i, i]
            else:
                metric.variance[i] = (metric.squares[0, i] / (count - 1.0) * count + 1e-3 * PRIOR_DRAWS) * shrunk
        if metric.dense:
            _factor(metric)
    metric.count[0] = 0
    metric.mean[:] = 0.0
    metric.squares[:] = 0.0


@compiled
def _factor(metric: Any) -> None:
    """The Cholesky factor; the estimate is positive definite because it was shrunk."""
    for i in range(len(metric.mean)):
        for j in range(i + 1):
            total = metric.covariance[i, j]
            for n in range(j):
                total -= metric.root[i, n] * metric.root[j, n]
            metric.root[i, j] = sqrt(total) if i == j else total / metric.root[j, j]


def make_pace(target: float) -> Any:
    """Room for dual averaging towards a mean acceptance."""
    pace = np.zeros(5)
    pace[TARGET] = target
    return pace


@compiled
def restart_pace(pace: Any, step: float) -> None:
    """Forget, and look around ten times a step size, because too long a step is soon found out."""
    pace[CENTRE] = log(10.0 * step)
    pace[LAG] = 0.0
    pace[MEAN_LOG] = 0.0
    pace[TIMES] = 0.0


@compiled
def adjust_pace(pace: Any, acceptance: float) -> float:
    """The next step size, after one transition's mean acceptance."""
    pace[TIMES] += 1.0
    times = pace[TIMES]
    part = 1.0 / (times + EARLY)
    pace[LAG] = (1.0 - part) * pace[LAG] + part * (pace[TARGET] - min(1.0, acceptance))
    here = pace[CENTRE] - pace[LAG] * sqrt(times) / GAMMA
    part = times**-KAPPA
    pace[MEAN_LOG] = (1.0 - part) * pace[MEAN_LOG] + part * here
    return exp(here)


@compiled
def settled_step(pace: Any) -> float:
    """The step size to keep after the warm-up."""
    return exp(pace[MEAN_LOG])
