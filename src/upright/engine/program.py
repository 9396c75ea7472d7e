"""From free parameters to the entries of a model and back: what a `Spec` becomes for kernels.

A *slot* is one parameter as one unit (person) sees it. The first `shared` slots are the same for all units; the others
each unit has for itself. `theta` holds the shared ones, then unit after unit the others, on the unconstrained scale:

    v = g(theta), log p(theta) = log p(v) + log |dv/dtheta|

Kernels work out value, derivative and log |dv/dtheta| of `transforms` and the densities of `priors` in one go.
"""

from __future__ import annotations

from math import exp, log
from typing import Any, NamedTuple

import numpy as np

from upright.engine.arrays import Floats
from upright.engine.compiling import compiled
from upright.engine.priors import BETA, EXPONENTIAL, FLAT, GAMMA, HALFNORMAL, LOGNORMAL, NORMAL, STUDENT
from upright.engine.transforms import BOUNDED, NEGATIVE, POSITIVE

__all__ = ["Program", "CHOLESKY", "STABLE", "spread", "gather", "log_prior", "log_densities"]

CHOLESKY, STABLE = 0, 1


class Program(NamedTuple):
    """A spec for kernels; s slots, n entries that are a slot each, g whole-matrix groups."""

    constants: Any  # (entries,): 0 where free
    entry: Any  # (n,): which entry ...
    slot: Any  # (n,): ... is which slot
    transform: Any  # (s,)
    low: Any  # (s,)
    high: Any  # (s,)
    prior: Any  # (s,)
    numbers: Any  # (s, 5)
    group_kind: Any  # (g,)
    group_entry: Any  # (g,): where its matrix begins
    group_cells: Any  # (g, cells): the slot of each cell of L by rows, then of J; -1 where the cell is 0
    group_size: Any  # (g,): rows
    shared: int
    with_prior: int


@compiled
def _value(kind: int, low: float, high: float, t: float) -> Any:
    """(v, dv/dt, log |dv/dt|, its derivative) at t."""
    if kind == POSITIVE:
        v = exp(t)
        return v, v, t, 1.0
    if kind == NEGATIVE:
        v = -exp(t)
        return v, v, t, 1.0
    if kind == BOUNDED:
        e = exp(-abs(t))
        small = e / (1.0 + e)
        part = small if t < 0.0 else 1.0 - small
        slope = (high - low) * e / ((1.0 + e) * (1.0 + e))
        v = low + (high - low) * small if t < 0.0 else high - (high - low) * small
        return v, slope, log(high - low) - abs(t) - 2.0 * log(1.0 + e), 1.0 - 2.0 * part
    return t, 1.0, 0.0, 0.0


@compiled
def _log_density(kind: int, numbers: Any, x: float) -> Any:
    """(log p(x), its derivative); x inside the support."""
    if kind in (NORMAL, HALFNORMAL):
        z = (x - numbers[0]) / numbers[1]
        return numbers[4] - 0.5 * z * z, -z / numbers[1]
    if kind == LOGNORMAL:
        z = (log(abs(x)) - numbers[0]) / numbers[1]
        return numbers[4] - 0.5 * z * z - log(abs(x)), -(z / numbers[1] + 1.0) / x
    if kind == GAMMA:
        return numbers[4] + (numbers[0] - 1.0) * log(x) - numbers[1] * x, (numbers[0] - 1.0) / x - numbers[1]
    if kind == EXPONENTIAL:
        return numbers[4] - numbers[0] * x, -numbers[0]
    if kind == STUDENT:
        z = (x - numbers[0]) / numbers[1]
        df = numbers[2]
        return numbers[4] - 0.5 * (df + 1.0) * log(1.0 + z * z / df), -(df + 1.0) * z / ((df + z * z) * numbers[1])
    if kind == BETA:
        a, b, low, high = numbers[0] - 1.0, numbers[1] - 1.0, x - numbers[2], numbers[3] - x
        return numbers[4] + a * log(low) + b * log(high), a / low - b / high
    if kind == FLAT:
        return 0.0, 0.0
    return numbers[4], 0.0  # uniform


@compiled
def log_densities(kind: int, numbers: Any, x: Any) -> Floats:
    """The log density at each of some numbers (n,), all inside the support."""
    out = np.empty(len(x))
    for i in range(len(x)):
        out[i] = _log_density(kind, numbers, x[i])[0]
    return out


@compiled
def _index(program: Any, slot: int, unit: int) -> int:
    """Where theta holds a slot of a unit."""
    return slot if slot < program.shared else slot + unit * (len(program.transform) - program.shared)


@compiled
def _slot_value(program: Any, theta: Any, slot: int, unit: int) -> Any:
    t = theta[_index(program, slot, unit)]
    return _value(program.transform[slot], program.low[slot], program.high[slot], t)


@compiled
def _roots(program: Any, theta: Any, unit: int, group: int) -> Any:
    """(L, J - I / 2) of a group; the second is of no use for a Cholesky factor."""
    size, cell = program.group_size[group], 0
    root, turn = np.zeros((size, size)), np.zeros((size, size))
    for i in range(size):
        for j in range(i + 1):
            slot = program.group_cells[group, cell]
            if slot >= 0:
                root[i, j] = _slot_value(program, theta, slot, unit)[0]
            cell += 1
    if program.group_kind[group] == STABLE:
        for i in range(size):
            turn[i, i] = -0.5
            for j in range(i):
                value = _slot_value(program, theta, program.group_cells[group, cell], unit)[0]
                turn[i, j] = value
                turn[j, i] = -value
                cell += 1
    return root, turn


@compiled
def spread(program: Any, theta: Any, unit: int, entries: Any) -> None:
    """Write all entries of the model of one unit."""
    for i in range(len(entries)):
        entries[i] = program.constants[i]
    for i in range(len(program.entry)):
        entries[program.entry[i]] = _slot_value(program, theta, program.slot[i], unit)[0]
    for group in range(len(program.group_kind)):
        size, place = program.group_size[group], program.group_entry[group]
        root, turn = _roots(program, theta, unit, group)
        square = np.zeros((size, size))
        for i in range(size):
            for j in range(size):
                for n in range(min(i, j) + 1):
                    square[i, j] += root[i, n] * root[j, n]
        for i in range(size):
            for j in range(size):
                total = square[i, j]
                if program.group_kind[group] == STABLE:
                    total = 0.0
                    for n in range(size):
                        total += turn[i, n] * square[n, j]
                entries[place + i * size + j] = total


@compiled
def gather(program: Any, theta: Any, unit: int, entries_back: Any, theta_back: Any) -> None:
    """Add the derivatives with respect to theta that those with respect to the entries of one unit come to."""
    for i in range(len(program.entry)):
        slot = program.slot[i]
        slope = _slot_value(program, theta, slot, unit)[1]
        theta_back[_index(program, slot, unit)] += slope * entries_back[program.entry[i]]
    for group in range(len(program.group_kind)):
        size, place, cell = program.group_size[group], program.group_entry[group], 0
        root, turn = _roots(program, theta, unit, group)
        back = np.empty((size, size))
        for i in range(size):
            for j in range(size):
                back[i, j] = entries_back[place + i * size + j]
        square_back = back
        if program.group_kind[group] == STABLE:  # A = turn square: square~ = turn' A~
            square_back = np.zeros((size, size))
            for i in range(size):
                for j in range(size):
                    for n in range(size):
                        square_back[i, j] += turn[n, i] * back[n, j]
        for i in range(size):
            for j in range(i + 1):  # L~ = (square~ + square~') L
                slot = program.group_cells[group, cell]
                cell += 1
                if slot >= 0:
                    total = 0.0
                    for n in range(j, size):
                        total += (square_back[i, n] + square_back[n, i]) * root[n, j]
                    slope = _slot_value(program, theta, slot, unit)[1]
                    theta_back[_index(program, slot, unit)] += slope * total
        if program.group_kind[group] == STABLE:  # turn~ = A~ square
            wide = np.zeros((size, size))
            for i in range(size):
                for j in range(size):
                    for n in range(size):
                        both = 0.0
                        for m in range(min(n, j) + 1):
                            both += root[n, m] * root[j, m]
                        wide[i, j] += back[i, n] * both
            for i in range(size):
                for j in range(i):
                    slot = program.group_cells[group, cell]
                    slope = _slot_value(program, theta, slot, unit)[1]
                    theta_back[_index(program, slot, unit)] += slope * (wide[i, j] - wide[j, i])
                    cell += 1


@compiled
def log_prior(program: Any, theta: Any, theta_back: Any) -> float:
    """The sum of log p(v) + log |dv/dtheta| over all parameters of all units; adds its gradient. 0 without priors."""
    if not program.with_prior:
        return 0.0
    count = len(program.transform)
    own = count - program.shared
    total = 0.0
    for index in range(len(theta)):
        slot = index if index < program.shared else program.shared + (index - program.shared) % own
        kind, low, high = program.transform[slot], program.low[slot], program.high[slot]
        v, slope, bend, bend_slope = _value(kind, low, high, theta[index])
        density, density_slope = _log_density(program.prior[slot], program.numbers[slot], v)
        total += density + bend
        theta_back[index] += density_slope * slope + bend_slope
    return total
