"""The log-likelihood of series under one model, and its exact gradient: the filter forwards, and the same backwards.

Observations are taken in one component at a time, which is exact because measurement errors are independent:

    h = c'm + mu + D z     s = c'P c + R     gain = P c
    log-likelihood += log Z(h, s)     m += gain g1     P += gain gain' g2

with g1, g2 the first two derivatives of log Z with respect to h. For a Gaussian rating this is the Kalman filter
(g1 = (y - h) / s, g2 = -1 / s); for ordinal, censored and count channels it is assumed-density filtering, which matches
mean and covariance exactly given a Gaussian prediction (`families`). Derivatives with respect to s follow from those with
respect to h, because Z is a Gaussian average: dlogZ/ds = (g2 + g1^2) / 2, and so on; hence four derivatives in h are
all that the reverse pass needs.

The reverse pass keeps the state after each node and the gain of each observation, undoes the updates on its way
back, and gathers derivatives by step before it goes through the discretisation once (`discretise`).
"""

from __future__ import annotations

from math import inf, log, pi
from typing import Any, NamedTuple

import numpy as np

from upright.engine.arrays import Panel, Sizes, count_entries
from upright.engine.compiling import compiled
from upright.engine.discretise import (
    LEVELS,
    TERMS,
    fill_terms,
    one_step,
    reverse_step,
    reverse_terms,
    starts_of,
    step_width,
)
from upright.engine.families import tilt
from upright.engine.stack import at, get, put, square, start, triangle, vector

__all__ = ["Work", "make_work", "value_of_unit", "gradient_of_unit", "run_series", "fill_table"]

LOG_TWO_PI = log(2.0 * pi)


class Work(NamedTuple):
    """Room for one thread; nothing in it lasts from one call to the next."""

    terms: Any  # (TERMS, d d + triangle)
    drive_terms: Any  # (drives + 1, TERMS, d)
    terms_back: Any
    drive_back: Any
    chain: Any  # (LEVELS, width)
    again: Any  # (1, width)
    table: Any  # (steps of the largest unit + 1, width); the last row used is the state at rest
    table_back: Any
    nodes: Any  # (nodes of the longest series, d + triangle): mean and covariance after each node
    seen: Any  # (rows of the longest series, p, d + 4): gain, g1, g2, g3, g4
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
        np.zeros((1, width)),
        np.zeros((steps, width)),
        np.zeros((steps, width)),
        np.zeros((nodes, d + d * (d + 1) // 2)),
        np.zeros((nodes, p, d + 4)),
        np.zeros(p, dtype=np.int64),
        np.zeros(n),
        np.zeros(n),
    )


@compiled
def fill_table(dims: Any, sizes: Any, entries: Any, panel: Any, unit: int, work: Any) -> float:
    """Write the steps of one unit to `work.table`; returns ||A||, or NaN where there is no state at rest."""
    d = len(dims)
    norm = fill_terms(dims, sizes, entries, panel.drives, work.terms, work.drive_terms)
    first, last = panel.step_start[unit], panel.step_start[unit + 1]
    for i in range(first, last):
        one_step(
            dims, norm, panel.gaps[i], panel.drive[i], work.terms, work.drive_terms, work.chain, work.table, i - first
        )
    if sizes.stationary:
        rest = len(panel.drives)
        if one_step(dims, norm, inf, rest, work.terms, work.drive_terms, work.chain, work.table, last - first) < 0:
            return np.nan
    loadings = starts_of(dims, sizes)[2]
    for o in range(sizes.p):
        work.selector[o] = -1
        count = 0
        for i in range(d):
            if entries[loadings + o * d + i] != 0.0:
                work.selector[o] = i
                count += 1
        if count != 1:
            work.selector[o] = -1
    return norm


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
                for l in range(d):
                    moved += get(table, here + i * d + l) * get(mean, l)
                put(mean_new, i, moved)
                for j in range(d):
                    both = 0.0
                    for l in range(d):
                        both += get(table, here + i * d + l) * get(cov, at(l, j))
                    put(left, i * d + j, both)
            for i in range(d):
                put(mean, i, get(mean_new, i))
                for j in range(i + 1):
                    both = get(table, here + d * d + at(i, j))
                    for l in range(d):
                        both += get(left, i * d + l) * get(table, here + j * d + l)
                    put(cov, at(i, j), both)
        kind = panel.kind[node]
        if kind >= 0:
            size = panel.size[node]
            for i in range(d):
                put(mean, i, get(mean, i) + get(numbers, impulses + i * sizes.k + kind) * size)
        row = panel.row[node]
        if row >= 0:
            for o in range(sizes.p):
                if panel.seen[row, o]:
                    h = get(numbers, offsets + o)
                    for l in range(sizes.z):
                        h += get(numbers, places[9] + o * sizes.z + l) * panel.covariates[row, l]
                    s = get(numbers, noise + o)
                    chosen = work.selector[o]
                    loading = places[2] + o * d
                    if chosen >= 0:
                        for j in range(d):
                            if j == chosen:
                                c = get(numbers, loading + j)
                                h += c * get(mean, j)
                                for i in range(d):
                                    put(gain, i, c * get(cov, at(i, j)))
                                s += c * get(gain, j)
                    else:
                        for i in range(d):
                            c = get(numbers, loading + i)
                            h += c * get(mean, i)
                            both = 0.0
                            for j in range(d):
                                both += get(cov, at(i, j)) * get(numbers, loading + j)
                            put(gain, i, both)
                            s += c * both
                    y = panel.values[row, o]
                    family = panel.family[o]
                    if family == 0:
                        if not s > 0.0:
                            return -inf
                        g2 = -1.0 / s
                        g1 = (h - y) * g2
                        total += g1 * (h - y)
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
                        put(mean, i, get(mean, i) + get(gain, i) * g1)
                    for i in range(d):
                        for j in range(i + 1):
                            put(cov, at(i, j), get(cov, at(i, j)) + get(gain, i) * get(gain, j) * g2)
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
def reverse_series(
    dims: Any, sizes: Any, entries: Any, panel: Any, unit: int, series: int, work: Any, gradient: Any
) -> None:
    """Add the gradient of one series, just run with `keep`, to `gradient` and `work.table_back`."""
    d = len(dims)
    width = step_width(dims)
    places = starts_of(dims, sizes)
    numbers, table, table_back = start(entries), start(work.table), start(work.table_back)
    nodes, kept, out = start(work.nodes), start(work.seen), start(gradient)
    mean, cov = vector(dims), triangle(dims)
    mean_back, cov_back = vector(dims), triangle(dims)
    gain, gain_back, turned = vector(dims), vector(dims), vector(dims)
    left, mean_new = square(dims), vector(dims)
    first_step = panel.step_start[unit]
    for i in range(d):
        put(mean_back, i, 0.0)
    for i in range(d * (d + 1) // 2):
        put(cov_back, i, 0.0)
    first = panel.node_start[series]
    for node in range(panel.node_start[series + 1] - 1, first - 1, -1):
        row = panel.row[node]
        if row >= 0:
            here = (node - first) * (d + d * (d + 1) // 2)
            for i in range(d):
                put(mean, i, get(nodes, here + i))
            for i in range(d * (d + 1) // 2):
                put(cov, i, get(nodes, here + d + i))
            for o in range(sizes.p - 1, -1, -1):
                if panel.seen[row, o]:
                    here = ((node - first) * sizes.p + o) * (d + 4)
                    g1, g2 = get(kept, here + d), get(kept, here + d + 1)
                    g3, g4 = get(kept, here + d + 2), get(kept, here + d + 3)
                    for i in range(d):
                        put(gain, i, get(kept, here + i))
                    g1_back = 0.0
                    g2_back = 0.0
                    for i in range(d):
                        both = 0.0
                        for j in range(d):
                            both += get(cov_back, at(i, j)) * get(gain, j)
                        g1_back += get(mean_back, i) * get(gain, i)
                        g2_back += both * get(gain, i)
                        put(gain_back, i, get(mean_back, i) * g1 + 2.0 * g2 * both)
                    h_back = g1 + g1_back * g2 + g2_back * g3
                    s_back = 0.5 * (
                        g2 + g1 * g1 + g1_back * (g3 + 2.0 * g1 * g2) + g2_back * (g4 + 2.0 * g2 * g2 + 2.0 * g1 * g3)
                    )
                    for i in range(d):
                        put(mean, i, get(mean, i) - get(gain, i) * g1)
                        for j in range(i + 1):
                            put(cov, at(i, j), get(cov, at(i, j)) - get(gain, i) * get(gain, j) * g2)
                    put(out, places[3] + o, get(out, places[3] + o) + h_back)
                    put(out, places[4] + o, get(out, places[4] + o) + s_back)
                    for l in range(sizes.z):
                        place = places[9] + o * sizes.z + l
                        put(out, place, get(out, place) + h_back * panel.covariates[row, l])
                    loading = places[2] + o * d
                    chosen = work.selector[o]
                    if chosen >= 0:
                        for j in range(d):
                            if j == chosen:
                                c = get(numbers, loading + j)
                                put(gain_back, j, get(gain_back, j) + c * s_back)
                                put(mean_back, j, get(mean_back, j) + c * h_back)
                                for i in range(d):
                                    share = c * get(gain_back, i)
                                    share = share if i == j else 0.5 * share
                                    put(cov_back, at(i, j), get(cov_back, at(i, j)) + share)
                    else:
                        for i in range(d):
                            c = get(numbers, loading + i)
                            put(gain_back, i, get(gain_back, i) + c * s_back)
                            put(mean_back, i, get(mean_back, i) + c * h_back)
                        for i in range(d):
                            for j in range(i + 1):
                                share = get(gain_back, i) * get(numbers, loading + j)
                                share += get(gain_back, j) * get(numbers, loading + i)
                                put(cov_back, at(i, j), get(cov_back, at(i, j)) + 0.5 * share)
                    for i in range(d):
                        both = get(gain, i) * s_back + get(mean, i) * h_back
                        for j in range(d):
                            both += get(cov, at(i, j)) * get(gain_back, j)
                        put(out, loading + i, get(out, loading + i) + both)
        kind = panel.kind[node]
        if kind >= 0:
            for i in range(d):
                place = places[7] + i * sizes.k + kind
                put(out, place, get(out, place) + get(mean_back, i) * panel.size[node])
        step = panel.step[node]
        if step >= 0:
            # mean' = Phi mean + shift, cov' = Phi cov Phi' + Q
            before = (node - 1 - first) * (d + d * (d + 1) // 2)
            here = (step - first_step) * width
            for i in range(d):
                moved = 0.0
                for l in range(d):
                    moved += get(table, here + l * d + i) * get(mean_back, l)
                put(mean_new, i, moved)
            for i in range(d):  # left = cov_back Phi
                for j in range(d):
                    both = 0.0
                    for l in range(d):
                        both += get(cov_back, at(i, l)) * get(table, here + l * d + j)
                    put(left, i * d + j, both)
            for i in range(d):
                place = here + d * d + d * (d + 1) // 2 + i
                put(table_back, place, get(table_back, place) + get(mean_back, i))
                for j in range(d):  # Phi_back = mean_back mean' + 2 cov_back Phi cov
                    both = 0.0
                    for l in range(d):
                        both += get(left, i * d + l) * get(nodes, before + d + at(l, j))
                    both = get(mean_back, i) * get(nodes, before + j) + 2.0 * both
                    put(table_back, here + i * d + j, get(table_back, here + i * d + j) + both)
            for i in range(d * (d + 1) // 2):
                put(table_back, here + d * d + i, get(table_back, here + d * d + i) + get(cov_back, i))
            for i in range(d):
                put(mean_back, i, get(mean_new, i))
                for j in range(i + 1):
                    both = 0.0
                    for l in range(d):
                        both += get(table, here + l * d + i) * get(left, l * d + j)
                    put(cov_back, at(i, j), both)
    if sizes.stationary:
        rest = (panel.step_start[unit + 1] - first_step) * width + d * d
        for i in range(d * (d + 1) // 2):
            put(table_back, rest + i, get(table_back, rest + i) + get(cov_back, i))
        for i in range(d):
            place = rest + d * (d + 1) // 2 + i
            put(table_back, place, get(table_back, place) + get(mean_back, i))
    else:
        for i in range(d):
            put(out, places[5] + i, get(out, places[5] + i) + get(mean_back, i))
            for j in range(d):
                place = places[6] + i * d + j
                put(out, place, get(out, place) + get(cov_back, at(i, j)))


@compiled
def value_of_unit(dims: Any, sizes: Any, entries: Any, panel: Any, unit: int, work: Any) -> float:
    """The log-likelihood of one unit; NaN where there is no state at rest though one is asked for."""
    norm = fill_table(dims, sizes, entries, panel, unit, work)
    if np.isnan(norm):
        return np.nan
    total = 0.0
    for series in range(panel.series_start[unit], panel.series_start[unit + 1]):
        total += run_series(dims, sizes, entries, panel, unit, series, work, False)
    return total


@compiled
def gradient_of_unit(dims: Any, sizes: Any, entries: Any, panel: Any, unit: int, work: Any, gradient: Any) -> float:
    """The log-likelihood of one unit; its gradient with respect to `entries` is written to `gradient`."""
    gradient[:] = 0.0
    norm = fill_table(dims, sizes, entries, panel, unit, work)
    if np.isnan(norm):
        return np.nan
    steps = panel.step_start[unit + 1] - panel.step_start[unit]
    work.table_back[: steps + 1] = 0.0
    total = 0.0
    for series in range(panel.series_start[unit], panel.series_start[unit + 1]):
        total += run_series(dims, sizes, entries, panel, unit, series, work, True)
        if not np.isfinite(total):
            return total
        reverse_series(dims, sizes, entries, panel, unit, series, work, gradient)
    work.terms_back[:] = 0.0
    work.drive_back[:] = 0.0
    first = panel.step_start[unit]
    for i in range(steps):
        reverse_step(dims, norm, panel.gaps[first + i], panel.drive[first + i], work.terms, work.drive_terms, work, i)
    if sizes.stationary:
        reverse_step(dims, norm, inf, len(panel.drives), work.terms, work.drive_terms, work, steps)
    reverse_terms(
        dims, sizes, entries, panel.drives, work.terms, work.drive_terms, work.terms_back, work.drive_back, gradient
    )
    return total
