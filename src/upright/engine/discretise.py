"""From a stochastic differential equation to one step: what a gap does to mean and covariance, and the reverse of it.

For a gap h, with c = b + B u the drive that holds during it:

    Phi   = exp(A h)                                  x <- Phi x + shift + noise with covariance Q_h
    Q_h   = int_0^h exp(A s) Q exp(A' s) ds
    shift = int_0^h exp(A s) c ds

A gap is halved s times until ||A|| h / 2^s <= 1/2, summed as a Taylor series whose terms do not depend on the gap and
are therefore shared by all gaps, and doubled s times: Phi <- Phi Phi, Q <- Q + Phi Q Phi', shift <- shift + Phi shift.
That is exact to rounding for any drift (no eigenvectors, no inverse) and keeps Q positive semidefinite. One
exponential of the block matrix of Van Loan (1978, IEEE TAC 23:395) loses everything once exp(-A h) overflows.

A stable process at rest is the same step with an endless gap: Q is then the stationary covariance and the shift the
stationary mean, so both come from doubling until Phi has vanished.

The reverse pass runs the doublings backwards from kept copies and sums over gaps before it goes back through the
terms (`terms`).
Derivatives with respect to symmetric matrices are symmetric: each of an off-diagonal pair carries half.

A step is laid out as  Phi (d d, by rows) | Q (triangle) | shift (d).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from upright.engine.compiling import compiled
from upright.engine.stack import add, at, get, put, square, start, triangle, vector
from upright.engine.terms import TERMS

__all__ = ["LEVELS", "step_width", "one_step", "reverse_step", "gather_steps"]

LEVELS = 96  # doublings at most
VANISHED = 1e-25  # Phi below this adds nothing to a covariance


@compiled
def step_width(dims: Any) -> int:
    """Numbers in one step."""
    d = len(dims)
    return d * d + d * (d + 1) // 2 + d


@compiled
def _load(dims: Any, source: Any, here: int, phi: Any, cov: Any, shift: Any) -> None:
    d = len(dims)
    for i in range(d * d):
        put(phi, i, get(source, here + i))
    for i in range(d * (d + 1) // 2):
        put(cov, i, get(source, here + d * d + i))
    for i in range(d):
        put(shift, i, get(source, here + d * d + d * (d + 1) // 2 + i))


@compiled
def _save(dims: Any, phi: Any, cov: Any, shift: Any, target: Any, here: int) -> None:
    d = len(dims)
    for i in range(d * d):
        put(target, here + i, get(phi, i))
    for i in range(d * (d + 1) // 2):
        put(target, here + d * d + i, get(cov, i))
    for i in range(d):
        put(target, here + d * d + d * (d + 1) // 2 + i, get(shift, i))


@compiled
def _double(dims: Any, phi: Any, cov: Any, shift: Any) -> None:
    """Twice the gap: cov <- cov + Phi cov Phi', shift <- shift + Phi shift, Phi <- Phi Phi."""
    d = len(dims)
    phi_new, left, shift_new = square(dims), square(dims), vector(dims)
    for i in range(d):
        total = get(shift, i)
        for n in range(d):
            total = add(total, get(phi, i * d + n), get(shift, n))
        put(shift_new, i, total)
        for j in range(d):
            power = 0.0
            both = 0.0
            for n in range(d):
                power = add(power, get(phi, i * d + n), get(phi, n * d + j))
                both = add(both, get(phi, i * d + n), get(cov, at(n, j)))
            put(phi_new, i * d + j, power)
            put(left, i * d + j, both)
    for i in range(d):
        put(shift, i, get(shift_new, i))
        for j in range(i + 1):
            total = get(cov, at(i, j))
            for n in range(d):
                total = add(total, get(left, i * d + n), get(phi, j * d + n))
            put(cov, at(i, j), total)
    for i in range(d * d):
        put(phi, i, get(phi_new, i))


@compiled
def _largest(dims: Any, phi: Any) -> float:
    largest = 0.0
    for i in range(len(dims) * len(dims)):
        largest = max(largest, abs(get(phi, i)))
    return largest


@compiled
def one_step(dims: Any, norm: float, count: int, gap: float, drive: int, work: Any, row: int) -> int:
    """Write the step of one gap (`np.inf`: until at rest) to row `row` of `work.table`; returns how often it doubled.

    -1 means that it does not come to rest: the drift is not stable. `count` is the last term that matters. The
    undoubled step stays in `work.bases`, the number of doublings and the halved gap in `work.doubled`, `work.halved`.
    """
    d = len(dims)
    wide = d * d + d * (d + 1) // 2
    h, doublings = gap, 0
    if gap == np.inf:
        h = 0.5 / norm if norm > 0.0 else 1.0
    else:
        while h * norm > 0.5 and doublings < LEVELS:
            h *= 0.5
            doublings += 1
    flat, driven = start(work.terms), start(work.drive_terms)
    phi, cov, shift = square(dims), triangle(dims), vector(dims)
    last, drive_last = count * wide, (drive * TERMS + count) * d
    for i in range(d * d):
        put(phi, i, get(flat, last + i))
    for i in range(d * (d + 1) // 2):
        put(cov, i, get(flat, last + d * d + i))
    for i in range(d):
        put(shift, i, get(driven, drive_last + i))
    for _ in range(count):
        last -= wide
        drive_last -= d
        for i in range(d * d):
            put(phi, i, add(get(flat, last + i), get(phi, i), h))
        for i in range(d * (d + 1) // 2):
            put(cov, i, add(get(flat, last + d * d + i), get(cov, i), h))
        for i in range(d):
            put(shift, i, add(get(driven, drive_last + i), get(shift, i), h))
    for i in range(d * (d + 1) // 2):
        put(cov, i, get(cov, i) * h)
    for i in range(d):
        put(shift, i, get(shift, i) * h)
    here = row * (wide + d)
    _save(dims, phi, cov, shift, start(work.bases), here)
    if gap == np.inf:
        while not _largest(dims, phi) < VANISHED and doublings < LEVELS:
            _double(dims, phi, cov, shift)
            doublings += 1
        if doublings == LEVELS:
            doublings = -1
    else:
        for _ in range(doublings):
            _double(dims, phi, cov, shift)
    _save(dims, phi, cov, shift, start(work.table), here)
    work.halved[row] = h
    work.doubled[row] = doublings
    return doublings


@compiled
def reverse_step(dims: Any, work: Any, row: int) -> None:
    """Take row `row` of `work.table_back` from derivatives of the step to those of its undoubled step."""
    d = len(dims)
    width = step_width(dims)
    doublings = work.doubled[row]
    if doublings == 0:
        return
    phi, cov, shift = square(dims), triangle(dims), vector(dims)
    phi_back, cov_back, shift_back = square(dims), triangle(dims), vector(dims)
    phi_new, right, cov_phi = square(dims), square(dims), square(dims)
    shift_new = vector(dims)
    chain = start(work.chain)
    _load(dims, start(work.bases), row * width, phi, cov, shift)
    for level in range(doublings - 1):
        _save(dims, phi, cov, shift, chain, level * width)
        _double(dims, phi, cov, shift)
    _load(dims, start(work.table_back), row * width, phi_back, cov_back, shift_back)
    for level in range(doublings - 1, -1, -1):
        if level < doublings - 1:
            _load(dims, chain, level * width, phi, cov, shift)
        for i in range(d):
            for j in range(d):
                both = 0.0
                power = 0.0
                for n in range(d):
                    both = add(both, get(cov_back, at(i, n)), get(phi, n * d + j))
                    power = add(power, get(phi, i * d + n), get(cov, at(n, j)))
                put(right, i * d + j, both)
                put(cov_phi, i * d + j, power)
        for i in range(d):
            for j in range(d):
                total = get(shift_back, i) * get(shift, j)
                for n in range(d):
                    total = add(total, get(phi_back, i * d + n), get(phi, j * d + n))
                    total = add(total, get(phi, n * d + i), get(phi_back, n * d + j))
                    total = add(total, 2.0 * get(cov_back, at(i, n)), get(cov_phi, n * d + j))
                put(phi_new, i * d + j, total)
            total = get(shift_back, i)
            for n in range(d):
                total = add(total, get(phi, n * d + i), get(shift_back, n))
            put(shift_new, i, total)
        for i in range(d):
            put(shift_back, i, get(shift_new, i))
            for j in range(i + 1):
                total = get(cov_back, at(i, j))
                for n in range(d):
                    total = add(total, get(phi, n * d + i), get(right, n * d + j))
                put(cov_back, at(i, j), total)
        for i in range(d * d):
            put(phi_back, i, get(phi_new, i))
    _save(dims, phi_back, cov_back, shift_back, start(work.table_back), row * width)


@compiled
def gather_steps(dims: Any, count: int, last: int, drive: Any, work: Any) -> None:
    """Add the rows of `work.table_back` before row `last`, now of undoubled steps, to the derivatives of the terms.

    The term in h^k takes h^k of each step (h^(k + 1) for covariance and shift). Steps are the inner loop, so that what
    they come to stays in registers. `drive` says which drive each row had, and thereby how many rows there are.
    """
    d = len(dims)
    first = last - len(drive)
    wide = d * d + d * (d + 1) // 2
    width = wide + d
    back, up, drive_up = start(work.table_back), start(work.terms_back), start(work.drive_back)
    halved, powers = start(work.halved), start(work.powers)
    phi_back, cov_back, shift_back = square(dims), triangle(dims), vector(dims)
    for step in range(first, last):
        put(powers, step, 1.0)
    for i in range(d):
        put(shift_back, i, 0.0)
    for k in range(count + 1):
        for i in range(d * d):
            put(phi_back, i, 0.0)
        for i in range(d * (d + 1) // 2):
            put(cov_back, i, 0.0)
        driven = -1
        for step in range(first, last):
            here = step * width
            scale = get(powers, step)
            for i in range(d * d):
                put(phi_back, i, add(get(phi_back, i), scale, get(back, here + i)))
            scale *= get(halved, step)
            put(powers, step, scale)
            for i in range(d * (d + 1) // 2):
                put(cov_back, i, add(get(cov_back, i), scale, get(back, here + d * d + i)))
            if drive[step - first] != driven:
                if driven >= 0:
                    there = (driven * TERMS + k) * d
                    for i in range(d):
                        put(drive_up, there + i, get(drive_up, there + i) + get(shift_back, i))
                        put(shift_back, i, 0.0)
                driven = drive[step - first]
            for i in range(d):
                put(shift_back, i, add(get(shift_back, i), scale, get(back, here + wide + i)))
        if driven >= 0:
            there = (driven * TERMS + k) * d
            for i in range(d):
                put(drive_up, there + i, get(drive_up, there + i) + get(shift_back, i))
                put(shift_back, i, 0.0)
        for i in range(d * d):
            put(up, k * wide + i, get(up, k * wide + i) + get(phi_back, i))
        for i in range(d * (d + 1) // 2):
            put(up, k * wide + d * d + i, get(up, k * wide + d * d + i) + get(cov_back, i))
