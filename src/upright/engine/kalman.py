"""The log-likelihood of series under one model: the filter. Its exact gradient is the same backwards (`backwards`).

Observations are taken in one component at a time, which is exact because measurement errors are independent:

    h = c'm + mu + D z     s = c'P c + R     gain = P c
    log-likelihood += log Z(h, s)     m += gain g1     P += gain gain' g2

with g1, g2 the first two derivatives of log Z with respect to h. For a Gaussian rating this is the Kalman filter
(g1 = (y - h) / s, g2 = -1 / s); for ordinal, censored and count channels it is assumed-density filtering, which matches
mean and covariance exactly given a Gaussian prediction (`families`). Derivatives with respect to s follow from those
with respect to h, because Z is a Gaussian average: dlogZ/ds = (g2 + g1^2) / 2, and so on; hence four derivatives in h
are all that the reverse pass needs.
"""

from __future__ import annotations

from math import inf, log, pi
from typing import Any, NamedTuple

import numpy as np

from upright.engine.arrays import Panel, Sizes, count_entries
from upright.engine.compiling import compiled
from upright.engine.discretise import LEVELS, one_step, step_width
from upright.engine.families import tilt
from upright.engine.stack import add, at, get, put, square, start, triangle, vector
from upright.engine.terms import TERMS, fill_terms, starts_of

__all__ = ["Work", "make_work", "fill_table", "run_series", "value_of_unit", "values_of_units"]

LOG_TWO_PI = log(2.0 * pi)


class Work(NamedTuple):
    """Room for one thread; nothing in it lasts from one call to the next."""

    terms: Any  # (TERMS, d d + triangle)
    drive_terms: Any  # (drives + 1, TERMS, d)
    terms_back: Any
    drive_back: Any
    chain: Any  # (LEVELS, width)
    table: Any  # (steps of the largest unit + 1, width); the last row used is the state at rest
    bases: Any  # the same before doubling
    table_back: Any
    halved: Any  # (steps + 1,): the gap of each step, halved until it is short
    powers: Any  # (steps + 1,)
    doubled: Any  # (steps + 1,): how often it was doubled back
    nodes: Any  # (nodes of the longest series, d + triangle): mean and covariance after each node
    seen: Any  # (rows of the longest series, p, d + 4): gain, g1, g2, g3, g4
    drive_at_rest: Any  # (1,)
    selector: Any  # (p,): the state that a channel shows alone, -1 where it mixes several
    entries: Any
    entries_back: Any


def make_work(sizes: Sizes, panel: Panel) -> Work:
    """Room enough for any unit of a panel."""
    d, p = sizes.d, sizes.p
    square_and_triangle = d * d + d * (d + 1) // 2
    width = square_and_triangle + d
    steps = int(np.diff(panel.step_start).max(initial=0)) + 1
    nodes = int(np.diff(panel.node_start).max(initial=0))
    drives = len(panel.drives) + 1
    n = count_entries(sizes)
    return Work(
        np.zeros((TERMS, square_and_triangle)),
        np.zeros((drives, TERMS, d)),
        np.zeros((TERMS, square_and_triangle)),
        np.zeros((drives, TERMS, d)),
        np.zeros((LEVELS, width)),
        np.zeros((steps, width)),
        np.zeros((steps, width)),
        np.zeros((steps, width)),
        np.zeros(steps),
        np.zeros(steps),
        np.zeros(steps, dtype=np.int64),
        np.zeros((nodes, d + d * (d + 1) // 2)),
        np.zeros((nodes, p, d + 4)),
        np.zeros(1, dtype=np.int64),
        np.zeros(p, dtype=np.int64),
        np.zeros(n),
        np.zeros(n),
    )


@compiled
def fill_table(dims: Any, sizes: Any, entries: Any, panel: Any, unit: int, work: Any) -> int:
    """Write the steps of one unit to `work.table`; returns the last term that counts, -1 where there is no rest."""
    d = len(dims)
    first, last = panel.step_start[unit], panel.step_start[unit + 1]
    longest = inf if sizes.stationary else 0.0
    for i in range(first, last):
        longest = max(longest, panel.gaps[i])
    norm, count = fill_terms(dims, sizes, entries, panel.drives, longest, work)
    for i in range(first, last):
        one_step(dims, norm, count, panel.gaps[i], panel.drive[i], work, i - first)
    if sizes.stationary and one_step(dims, norm, count, inf, len(panel.drives), work, last - first) < 0:
        return -1
    loadings = starts_of(dims, sizes)[2]
    for o in range(sizes.p):
        work.selector[o] = -1
        shown = 0
        for i in range(d):
            if entries[loadings + o * d + i] != 0.0:
                work.selector[o] = i
                shown += 1
        if shown != 1:
            work.selector[o] = -1
    return count


@compiled
def run_series(dims: Any, sizes: Any, entries: Any, panel: Any, unit: int, series: int, work: Any, keep: bool) -> float:
    """The log-likelihood of one series; with `keep` the states and gains stay in `work.nodes` and `work.seen`."""
    d = len(dims)
    width = step_width(dims)
    places = starts_of(dims, sizes)
    numbers, table = start(entries), start(work.table)
    nodes, kept = start(work.nodes), start(work.seen)
    offsets, noise, impulses = places[3], places[4], places[7]
    mean, cov = vector(dims), triangle(dims)
    mean_new, left, gain = vector(dims), square(dims), vector(dims)
    first_step = panel.step_start[unit]
    if sizes.stationary:
        rest = (panel.step_start[unit + 1] - first_step) * width + d * d
        for i in range(d * (d + 1) // 2):
            put(cov, i, get(table, rest + i))
        for i in range(d):
            put(mean, i, get(table, rest + d * (d + 1) // 2 + i))
    else:
        for i in range(d):
            put(mean, i, get(numbers, places[5] + i))
            for j in range(i + 1):
                put(cov, at(i, j), get(numbers, places[6] + i * d + j))
    total, product, taken = 0.0, 1.0, 0
    first = panel.node_start[series]
    for node in range(first, panel.node_start[series + 1]):
        step = panel.step[node]
        if step >= 0:
            here = (step - first_step) * width
            for i in range(d):
                moved = get(table, here + d * d + d * (d + 1) // 2 + i)
                for n in range(d):
                    moved = add(moved, get(table, here + i * d + n), get(mean, n))
                put(mean_new, i, moved)
                for j in range(d):
                    both = 0.0
                    for n in range(d):
                        both = add(both, get(table, here + i * d + n), get(cov, at(n, j)))
                    put(left, i * d + j, both)
            for i in range(d):
                put(mean, i, get(mean_new, i))
                for j in range(i + 1):
                    both = get(table, here + d * d + at(i, j))
                    for n in range(d):
                        both = add(both, get(left, i * d + n), get(table, here + j * d + n))
                    put(cov, at(i, j), both)
        kind = panel.kind[node]
        if kind >= 0:
            size = panel.size[node]
            for i in range(d):
                put(mean, i, add(get(mean, i), get(numbers, impulses + i * sizes.k + kind), size))
        row = panel.row[node]
        if row >= 0:
            for o in range(sizes.p):
                if panel.seen[row, o]:
                    h = get(numbers, offsets + o)
                    for n in range(sizes.z):
                        h = add(h, get(numbers, places[9] + o * sizes.z + n), panel.covariates[row, n])
                    s = get(numbers, noise + o)
                    chosen = work.selector[o]
                    loading = places[2] + o * d
                    if chosen >= 0:
                        for j in range(d):
                            if j == chosen:
                                c = get(numbers, loading + j)
                                h = add(h, c, get(mean, j))
                                for i in range(d):
                                    put(gain, i, c * get(cov, at(i, j)))
                                s = add(s, c, get(gain, j))
                    else:
                        for i in range(d):
                            c = get(numbers, loading + i)
                            h = add(h, c, get(mean, i))
                            both = 0.0
                            for j in range(d):
                                both = add(both, get(cov, at(i, j)), get(numbers, loading + j))
                            put(gain, i, both)
                            s += c * both
                    y = panel.values[row, o]
                    family = panel.family[o]
                    if family == 0:
                        if not s > 0.0:
                            return -inf
                        g2 = -1.0 / s
                        g1 = (h - y) * g2
                        total = add(total, g1, h - y)
                        product *= s
                        taken += 1
                        if product > 1e100 or product < 1e-100:
                            total -= log(product)
                            product = 1.0
                        g3 = 0.0
                        g4 = 0.0
                    else:
                        logz, g1, g2, g3, g4 = tilt(
                            family, h, s, y, panel.bounds[o, 0], panel.bounds[o, 1], panel.bounds[o, 2],
                            panel.exposure[row, o],
                        )  # fmt: skip
                        total += 2.0 * logz
                    for i in range(d):
                        put(mean, i, add(get(mean, i), get(gain, i), g1))
                    for i in range(d):
                        for j in range(i + 1):
                            put(cov, at(i, j), add(get(cov, at(i, j)), get(gain, i) * get(gain, j), g2))
                    if keep:
                        here = ((node - first) * sizes.p + o) * (d + 4)
                        for i in range(d):
                            put(kept, here + i, get(gain, i))
                        put(kept, here + d, g1)
                        put(kept, here + d + 1, g2)
                        put(kept, here + d + 2, g3)
                        put(kept, here + d + 3, g4)
        if keep:
            here = (node - first) * (d + d * (d + 1) // 2)
            for i in range(d):
                put(nodes, here + i, get(mean, i))
            for i in range(d * (d + 1) // 2):
                put(nodes, here + d + i, get(cov, i))
    return 0.5 * (total - log(product) - taken * LOG_TWO_PI)


@compiled
def value_of_unit(dims: Any, sizes: Any, entries: Any, panel: Any, unit: int, work: Any) -> float:
    """The log-likelihood of one unit; NaN where there is no state at rest though one is asked for."""
    if fill_table(dims, sizes, entries, panel, unit, work) < 0:
        return np.nan
    total = 0.0
    for series in range(panel.series_start[unit], panel.series_start[unit + 1]):
        total += run_series(dims, sizes, entries, panel, unit, series, work, False)
    return total


@compiled
def values_of_units(dims: Any, sizes: Any, entries: Any, panel: Any, work: Any, out: Any) -> None:
    """The log-likelihood of each series in `out`; `entries` has one row for each unit."""
    for unit in range(len(panel.series_start) - 1):
        count = fill_table(dims, sizes, entries[unit], panel, unit, work)
        for series in range(panel.series_start[unit], panel.series_start[unit + 1]):
            out[series] = np.nan
            if count >= 0:
                out[series] = run_series(dims, sizes, entries[unit], panel, unit, series, work, False)
