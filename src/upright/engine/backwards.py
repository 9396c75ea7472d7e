"""The exact gradient of the log-likelihood with respect to every entry of the model: the filter (`kalman`) in reverse.

The forward pass kept the state after each node and the gain of each observation. On the way back the updates are
undone, so that the states before them need not be kept, and derivatives are gathered by step before they go through the
discretisation once (`discretise`, `terms`). For one observation, with bars for derivatives of the log-likelihood:

    gain~ = mean~ g1 + 2 g2 cov~ gain     g1~ = gain' mean~     g2~ = gain' cov~ gain
    h~ = g1 + g1~ g2 + g2~ g3             s~ = (g2 + g1^2) / 2 + g1~ (g3 + 2 g1 g2) / 2
                                               + g2~ (g4 + 2 g2^2 + 2 g1 g3) / 2
    then gain = P c and s = c' P c + R carry gain~ and s~ to P, c and R, and h carries h~ to m, c, mu and D.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from upright.engine.compiling import compiled
from upright.engine.discretise import gather_steps, reverse_step, step_width
from upright.engine.kalman import fill_table, run_series
from upright.engine.stack import add, at, get, put, square, start, triangle, vector
from upright.engine.terms import reverse_terms, starts_of

__all__ = ["gradient_of_unit"]


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
    gain, gain_back = vector(dims), vector(dims)
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
                            both = add(both, get(cov_back, at(i, j)), get(gain, j))
                        g1_back = add(g1_back, get(mean_back, i), get(gain, i))
                        g2_back = add(g2_back, both, get(gain, i))
                        put(gain_back, i, add(2.0 * g2 * both, get(mean_back, i), g1))
                    h_back = add(add(g1, g1_back, g2), g2_back, g3)
                    s_back = add(g2, g1, g1)
                    s_back = add(s_back, g1_back, add(g3, 2.0 * g1, g2))
                    s_back = 0.5 * add(s_back, g2_back, add(add(g4, 2.0 * g2, g2), 2.0 * g1, g3))
                    for i in range(d):
                        put(mean, i, add(get(mean, i), get(gain, i), -g1))
                        for j in range(i + 1):
                            put(cov, at(i, j), add(get(cov, at(i, j)), get(gain, i) * get(gain, j), -g2))
                    put(out, places[3] + o, get(out, places[3] + o) + h_back)
                    put(out, places[4] + o, get(out, places[4] + o) + s_back)
                    for n in range(sizes.z):
                        place = places[9] + o * sizes.z + n
                        put(out, place, add(get(out, place), h_back, panel.covariates[row, n]))
                    loading = places[2] + o * d
                    chosen = work.selector[o]
                    if chosen >= 0:
                        for j in range(d):
                            if j == chosen:
                                c = get(numbers, loading + j)
                                put(gain_back, j, add(get(gain_back, j), c, s_back))
                                put(mean_back, j, add(get(mean_back, j), c, h_back))
                                for i in range(d):
                                    share = c * get(gain_back, i)
                                    share = share if i == j else 0.5 * share
                                    put(cov_back, at(i, j), get(cov_back, at(i, j)) + share)
                    else:
                        for i in range(d):
                            c = get(numbers, loading + i)
                            put(gain_back, i, add(get(gain_back, i), c, s_back))
                            put(mean_back, i, add(get(mean_back, i), c, h_back))
                        for i in range(d):
                            for j in range(i + 1):
                                share = get(gain_back, i) * get(numbers, loading + j)
                                share = add(share, get(gain_back, j), get(numbers, loading + i))
                                put(cov_back, at(i, j), add(get(cov_back, at(i, j)), 0.5, share))
                    for i in range(d):
                        both = add(get(gain, i) * s_back, get(mean, i), h_back)
                        for j in range(d):
                            both = add(both, get(cov, at(i, j)), get(gain_back, j))
                        put(out, loading + i, get(out, loading + i) + both)
        kind = panel.kind[node]
        if kind >= 0:
            for i in range(d):
                place = places[7] + i * sizes.k + kind
                put(out, place, add(get(out, place), get(mean_back, i), panel.size[node]))
        step = panel.step[node]
        if step >= 0:
            # mean' = Phi mean + shift, cov' = Phi cov Phi' + Q
            before = (node - 1 - first) * (d + d * (d + 1) // 2)
            here = (step - first_step) * width
            for i in range(d):
                moved = 0.0
                for n in range(d):
                    moved = add(moved, get(table, here + n * d + i), get(mean_back, n))
                put(mean_new, i, moved)
            for i in range(d):  # left = cov_back Phi
                for j in range(d):
                    both = 0.0
                    for n in range(d):
                        both = add(both, get(cov_back, at(i, n)), get(table, here + n * d + j))
                    put(left, i * d + j, both)
            for i in range(d):
                place = here + d * d + d * (d + 1) // 2 + i
                put(table_back, place, get(table_back, place) + get(mean_back, i))
                for j in range(d):  # Phi_back = mean_back mean' + 2 cov_back Phi cov
                    both = 0.0
                    for n in range(d):
                        both = add(both, get(left, i * d + n), get(nodes, before + d + at(n, j)))
                    both = add(2.0 * both, get(mean_back, i), get(nodes, before + j))
                    put(table_back, here + i * d + j, get(table_back, here + i * d + j) + both)
            for i in range(d * (d + 1) // 2):
                put(table_back, here + d * d + i, get(table_back, here + d * d + i) + get(cov_back, i))
            for i in range(d):
                put(mean_back, i, get(mean_new, i))
                for j in range(i + 1):
                    both = 0.0
                    for n in range(d):
                        both = add(both, get(table, here + n * d + i), get(left, n * d + j))
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
def gradient_of_unit(dims: Any, sizes: Any, entries: Any, panel: Any, unit: int, work: Any, gradient: Any) -> float:
    """The log-likelihood of one unit; its gradient with respect to `entries` is written to `gradient`."""
    gradient[:] = 0.0
    count = fill_table(dims, sizes, entries, panel, unit, work)
    if count < 0:
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
    for i in range(steps):
        reverse_step(dims, work, i)
    first = panel.step_start[unit]
    gather_steps(dims, count, steps, panel.drive[first : first + steps], work)
    if sizes.stationary:
        reverse_step(dims, work, steps)
        work.drive_at_rest[0] = len(panel.drives)
        gather_steps(dims, count, steps + 1, work.drive_at_rest, work)
    reverse_terms(dims, sizes, entries, panel.drives, count, work, gradient)
    return total
