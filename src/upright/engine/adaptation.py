"""What a chain learns while it warms up: how long its steps may be, and how its parameters vary together.

Step size by dual averaging (Hoffman and Gelman, Journal of Machine Learning Research 15 (2014), section 3.2). The
metric, an estimate of the posterior's covariance, from windows of growing length with the constants of Stan: a first
stretch without it, windows of 25, 50, 100 ... draws, a last stretch for the step size alone.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import Any

import numpy as np

from upright.engine.chance import fill_normal
from upright.engine.compiling import compiled

__all__ = [
    "make_metric", "window_ends", "velocity", "draw_momentum", "take_in", "adopt",
    "make_pace", "restart_pace", "adjust_pace", "settled_step",
]  # fmt: skip

TARGET, CENTRE, LAG, MEAN_LOG, TIMES = 0, 1, 2, 3, 4  # of a pace (5,)
GAMMA, EARLY, KAPPA = 0.05, 10.0, 0.75
FIRST, WINDOW, LAST = 75, 25, 50  # draws
SMALL, WORTH = 1e-3, 5.0  # a variance that windows are shrunk to, and how many draws it is worth

# A metric is an array (4, q, q), or (4, 1, q) where it is variances only: the estimate in use, its Cholesky factor,
# the present window's sums of squared deviations, and what they are shrunk to.
ESTIMATE, ROOT, SQUARES, ANCHOR = 0, 1, 2, 3


def make_metric(q: int, dense: bool, start: Any = None) -> Any:
    """Begin with the identity, with given variances (q,), or with a given covariance (q, q).

    Windows are shrunk to what was given as if it came from WORTH + q draws; without, to SMALL as Stan does.
    """
    given = np.ones(q) if start is None else np.asarray(start, dtype=np.float64)
    if dense:
        given = given if given.ndim == 2 else np.diag(given)
    else:
        given = (np.diag(given) if given.ndim == 2 else given)[None, :]
    metric = np.zeros((4, *given.shape))
    metric[ESTIMATE] = given
    metric[ROOT] = np.linalg.cholesky(given) if dense else np.sqrt(given)
    metric[ANCHOR] = given if start is not None else SMALL * given
    return metric


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
    """out = estimate momentum"""
    q = len(momentum)
    if metric.shape[1] == 1:
        for i in range(q):
            out[i] = metric[ESTIMATE, 0, i] * momentum[i]
        return
    for i in range(q):
        total = 0.0
        for j in range(q):
            total += metric[ESTIMATE, i, j] * momentum[j]
        out[i] = total


@compiled
def draw_momentum(metric: Any, chance: Any, out: Any) -> None:
    """out ~ N(0, estimate^-1)"""
    q = len(out)
    fill_normal(chance, out)
    if metric.shape[1] == 1:
        for i in range(q):
            out[i] /= metric[ROOT, 0, i]
        return
    for back in range(q):
        i = q - 1 - back
        total = out[i]
        for j in range(i + 1, q):
            total -= metric[ROOT, j, i] * out[j]
        out[i] = total / metric[ROOT, i, i]


@compiled
def take_in(metric: Any, count: int, draw: Any, mean: Any, deviation: Any) -> None:
    """One more draw of the present window, its `count`th; `mean` (q,) is the window's, `deviation` (q,) is scratch."""
    q = len(draw)
    for i in range(q):
        deviation[i] = draw[i] - mean[i]
        mean[i] += deviation[i] / count
    for i in range(q):
        off = draw[i] - mean[i]
        if metric.shape[1] == 1:
            metric[SQUARES, 0, i] += off * deviation[i]
        else:
            for j in range(q):
                metric[SQUARES, i, j] += off * deviation[j]


@compiled
def adopt(metric: Any, count: int, worth: float, mean: Any) -> None:
    """Make the estimate of a window of `count` draws the metric and begin a new window.

    It is shrunk to the anchor, which counts as `worth` draws, and is thereby positive definite.
    """
    rows, q = metric.shape[1], metric.shape[2]
    part = count / (count + worth)
    scale = part / max(count - 1.0, 1.0)
    for i in range(rows):
        for j in range(q):
            both = metric[SQUARES, i, j]
            if rows > 1:
                both = 0.5 * (both + metric[SQUARES, j, i])
            metric[ESTIMATE, i, j] = scale * both + (1.0 - part) * metric[ANCHOR, i, j]
    for i in range(rows):
        for j in range(q):
            metric[SQUARES, i, j] = 0.0
            if rows == 1:
                metric[ROOT, 0, j] = sqrt(metric[ESTIMATE, 0, j])
    for j in range(q):
        mean[j] = 0.0
    if rows == 1:
        return
    for i in range(q):
        for j in range(i + 1):
            total = metric[ESTIMATE, i, j]
            for n in range(j):
                total -= metric[ROOT, i, n] * metric[ROOT, j, n]
            metric[ROOT, i, j] = sqrt(total) if i == j else total / metric[ROOT, j, j]


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
