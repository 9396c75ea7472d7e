"""From a stochastic differential equation to one step: what a gap does to mean and covariance, and the reverse of it.

For a gap h, with c = b + B u the drive that holds during it:

    Phi   = exp(A h)                                  x <- Phi x + shift + noise with covariance Q_h
    Q_h   = int_0^h exp(A s) Q exp(A' s) ds
    shift = int_0^h exp(A s) c ds

A gap is halved s times until ||A|| h / 2^s <= 1/2, summed as a Taylor series whose terms do not depend on the gap and are
therefore shared by all gaps, and doubled s times: Phi <- Phi Phi, Q <- Q + Phi Q Phi', shift <- shift + Phi shift. That is
exact to rounding for any drift (no eigenvectors, no inverse) and keeps Q positive semidefinite. One exponential of the
block matrix of Van Loan (1978, IEEE TAC 23:395) loses everything once exp(-A h) overflows.

A stable process at rest is the same step with an endless gap: Q is then the stationary covariance and the shift the
stationary mean, so both come from doubling until Phi has vanished.

The reverse pass runs the doublings backwards from kept copies and sums over gaps before it goes back through the terms.
Derivatives with respect to symmetric matrices are symmetric: each of an off-diagonal pair carries half.

A step is laid out as  Phi (d d, by rows) | Q (triangle) | shift (d).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from upright.engine.compiling import compiled
from upright.engine.stack import at, get, put, square, start, triangle, vector

__all__ = ["TERMS", "LEVELS", "starts_of", "step_width", "fill_terms", "reverse_terms", "one_step", "reverse_step"]

TERMS = 20  # terms of the series at most, the constant one included: (2 * 1/2)^20 / 21! is below 1e-19
LEVELS = 96  # doublings at most
VANISHED = 1e-25  # Phi below this adds nothing to a covariance


@compiled
def starts_of(dims: Any, sizes: Any) -> Any:
    """Where intercept, diffusion, loadings, offsets, noise, initial mean and covariance, impulses, inputs and covariates begin."""
    d = len(dims)
    loadings = 2 * d * d + d
    offsets = loadings + sizes.p * d
    noise = offsets + sizes.p
    mean = noise + sizes.p
    impulses = mean + d + d * d
    inputs = impulses + d * sizes.k
    return d * d, d * d + d, loadings, offsets, noise, mean, mean + d, impulses, inputs, inputs + d * sizes.u


@compiled
def step_width(dims: Any) -> int:
    """Numbers in one step."""
    d = len(dims)
    return d * d + d * (d + 1) // 2 + d


@compiled
def fill_terms(dims: Any, sizes: Any, entries: Any, drives: Any, terms: Any, drive_terms: Any) -> float:
    """A^k / k! and L^k(Q) / (k + 1)! in `terms`, A^k c / (k + 1)! in `drive_terms`; L(X) = A X + X A'. Returns ||A||_1.

    `terms` is (TERMS, d d + triangle); `drive_terms` is (drives + 1, TERMS, d), its last for the drive b alone.
    """
    d = len(dims)
    wide = d * d + d * (d + 1) // 2
    places = starts_of(dims, sizes)
    drift, flat, driven = start(entries), start(terms), start(drive_terms)
    norm = 0.0
    for j in range(d):
        column = 0.0
        for i in range(d):
            column += abs(get(drift, i * d + j))
        norm = max(norm, column)
    for i in range(d):
        for j in range(d):
            put(flat, i * d + j, 1.0 if i == j else 0.0)
            if j <= i:
                put(flat, d * d + at(i, j), entries[places[1] + i * d + j])
    count = len(drives)
    for r in range(count + 1):
        for i in range(d):
            drive = entries[places[0] + i]
            if r < count:
                for l in range(sizes.u):
                    drive += entries[places[8] + i * sizes.u + l] * drives[r, l]
            put(driven, r * TERMS * d + i, drive)
    for k in range(1, TERMS):
        now, before, inverse = k * wide, (k - 1) * wide, 1.0 / (k + 1)
        for i in range(d):
            for j in range(d):
                power = 0.0
                for l in range(d):
                    power += get(drift, i * d + l) * get(flat, before + l * d + j)
                put(flat, now + i * d + j, power / k)
            for j in range(i + 1):
                both = 0.0
                for l in range(d):
                    both += get(drift, i * d + l) * get(flat, before + d * d + at(l, j))
                    both += get(drift, j * d + l) * get(flat, before + d * d + at(l, i))
                put(flat, now + d * d + at(i, j), both * inverse)
        for r in range(count + 1):
            here = (r * TERMS + k) * d
            for i in range(d):
                power = 0.0
                for l in range(d):
                    power += get(drift, i * d + l) * get(driven, here - d + l)
                put(driven, here + i, power * inverse)
    return norm


@compiled
def reverse_terms(
    dims: Any,
    sizes: Any,
    entries: Any,
    drives: Any,
    terms: Any,
    drive_terms: Any,
    back: Any,
    drive_back: Any,
    gradient: Any,
) -> None:
    """Add to `gradient` what derivatives with respect to the terms (`back`, `drive_back`; both are used up) come to."""
    d = len(dims)
    wide = d * d + d * (d + 1) // 2
    places = starts_of(dims, sizes)
    drift, flat, driven = start(entries), start(terms), start(drive_terms)
    up, drive_up = start(back), start(drive_back)
    out = start(gradient)
    count = len(drives)
    for k in range(TERMS - 1, 0, -1):
        now, before, inverse = k * wide, (k - 1) * wide, 1.0 / (k + 1)
        for i in range(d):
            for j in range(d):
                drift_back = 0.0
                power = 0.0
                for l in range(d):
                    drift_back += get(up, now + i * d + l) * get(flat, before + j * d + l)
                    power += get(drift, l * d + i) * get(up, now + l * d + j)
                both = 0.0
                for l in range(d):
                    both += get(up, now + d * d + at(i, l)) * get(flat, before + d * d + at(l, j))
                put(out, i * d + j, get(out, i * d + j) + drift_back / k + 2.0 * both * inverse)
                put(up, before + i * d + j, get(up, before + i * d + j) + power / k)
            for j in range(i + 1):
                both = 0.0
                for l in range(d):
                    both += get(drift, l * d + i) * get(up, now + d * d + at(l, j))
                    both += get(drift, l * d + j) * get(up, now + d * d + at(l, i))
                here = before + d * d + at(i, j)
                put(up, here, get(up, here) + both * inverse)
        for r in range(count + 1):
            here = (r * TERMS + k) * d
            for i in range(d):
                power = 0.0
                for l in range(d):
                    power += get(drift, l * d + i) * get(drive_up, here + l)
                    put(
                        out,
                        i * d + l,
                        get(out, i * d + l) + get(drive_up, here + i) * get(driven, here - d + l) * inverse,
                    )
                put(drive_up, here - d + i, get(drive_up, here - d + i) + power * inverse)
    for i in range(d):
        for j in range(d):
            put(out, places[1] + i * d + j, get(out, places[1] + i * d + j) + get(up, d * d + at(i, j)))
        for r in range(count + 1):
            drive = get(drive_up, r * TERMS * d + i)
            put(out, places[0] + i, get(out, places[0] + i) + drive)
            if r < count:
                for l in range(sizes.u):
                    here = places[8] + i * sizes.u + l
                    put(out, here, get(out, here) + drive * drives[r, l])


@compiled
def one_step(
    dims: Any, norm: float, gap: float, drive: int, terms: Any, drive_terms: Any, chain: Any, out: Any, row: int
) -> int:
    """Write the step of one gap (`np.inf`: come to rest) to row `row` of `out`; returns how often it was doubled, -1 if never at rest.

    `chain` (LEVELS, width) keeps the step before each doubling.
    """
    d = len(dims)
    wide = d * d + d * (d + 1) // 2
    width = wide + d
    h, doublings = gap, 0
    if gap == np.inf:
        h = 0.5 / norm if norm > 0.0 else 1.0
        doublings = LEVELS
    else:
        while h * norm > 0.5 and doublings < LEVELS:
            h *= 0.5
            doublings += 1
    count, power = 1, 1.0
    while power > 1e-19 and count < TERMS - 1:
        count += 1
        power *= 2.0 * h * norm / (count + 1)
    flat, driven = start(terms), start(drive_terms)
    phi, cov, shift = square(dims), triangle(dims), vector(dims)
    phi_new, left, shift_new = square(dims), square(dims), vector(dims)
    last, drive_last = count * wide, (drive * TERMS + count) * d
    for i in range(d * d):
        put(phi, i, get(flat, last + i))
    for i in range(d * (d + 1) // 2):
        put(cov, i, get(flat, last + d * d + i))
    for i in range(d):
        put(shift, i, get(driven, drive_last + i))
    for k in range(count):
        last -= wide
        drive_last -= d
        for i in range(d * d):
            put(phi, i, get(phi, i) * h + get(flat, last + i))
        for i in range(d * (d + 1) // 2):
            put(cov, i, get(cov, i) * h + get(flat, last + d * d + i))
        for i in range(d):
            put(shift, i, get(shift, i) * h + get(driven, drive_last + i))
    for i in range(d * (d + 1) // 2):
        put(cov, i, get(cov, i) * h)
    for i in range(d):
        put(shift, i, get(shift, i) * h)
    kept, level = start(chain), 0
    while level < doublings:
        here = level * width
        largest = 0.0
        for i in range(d * d):
            put(kept, here + i, get(phi, i))
            largest = max(largest, abs(get(phi, i)))
        for i in range(d * (d + 1) // 2):
            put(kept, here + d * d + i, get(cov, i))
        for i in range(d):
            put(kept, here + wide + i, get(shift, i))
        if gap == np.inf and largest < VANISHED:
            break
        for i in range(d):
            total = get(shift, i)
            for l in range(d):
                total += get(phi, i * d + l) * get(shift, l)
            put(shift_new, i, total)
            for j in range(d):
                power = 0.0
                both = 0.0
                for l in range(d):
                    power += get(phi, i * d + l) * get(phi, l * d + j)
                    both += get(phi, i * d + l) * get(cov, at(l, j))
                put(phi_new, i * d + j, power)
                put(left, i * d + j, both)
        for i in range(d):
            put(shift, i, get(shift_new, i))
            for j in range(i + 1):
                total = get(cov, at(i, j))
                for l in range(d):
                    total += get(left, i * d + l) * get(phi, j * d + l)
                put(cov, at(i, j), total)
        for i in range(d * d):
            put(phi, i, get(phi_new, i))
        level += 1
    target, here = start(out), row * width
    for i in range(d * d):
        put(target, here + i, get(phi, i))
    for i in range(d * (d + 1) // 2):
        put(target, here + d * d + i, get(cov, i))
    for i in range(d):
        put(target, here + wide + i, get(shift, i))
    if gap == np.inf and level == LEVELS:
        return -1
    return level


@compiled
def reverse_step(
    dims: Any, norm: float, gap: float, drive: int, terms: Any, drive_terms: Any, work: Any, row: int
) -> None:
    """Add what derivatives with respect to one step (row `row` of `work.table_back`) come to, to those of the terms."""
    d = len(dims)
    wide = d * d + d * (d + 1) // 2
    width = wide + d
    doublings = one_step(dims, norm, gap, drive, terms, drive_terms, work.chain, work.again, 0)
    h = gap
    if gap == np.inf:
        h = 0.5 / norm if norm > 0.0 else 1.0
    else:
        for _ in range(doublings):
            h *= 0.5
    phi, cov, shift = square(dims), triangle(dims), vector(dims)
    phi_back, cov_back, shift_back = square(dims), triangle(dims), vector(dims)
    phi_new, right, cov_phi = square(dims), square(dims), square(dims)
    shift_new = vector(dims)
    source, here = start(work.table_back), row * width
    for i in range(d * d):
        put(phi_back, i, get(source, here + i))
    for i in range(d * (d + 1) // 2):
        put(cov_back, i, get(source, here + d * d + i))
    for i in range(d):
        put(shift_back, i, get(source, here + wide + i))
    kept = start(work.chain)
    for level in range(doublings - 1, -1, -1):
        here = level * width
        for i in range(d * d):
            put(phi, i, get(kept, here + i))
        for i in range(d * (d + 1) // 2):
            put(cov, i, get(kept, here + d * d + i))
        for i in range(d):
            put(shift, i, get(kept, here + wide + i))
        # Phi' = Phi Phi, cov' = cov + Phi cov Phi', shift' = shift + Phi shift
        for i in range(d):
            for j in range(d):
                both = 0.0
                power = 0.0
                for l in range(d):
                    both += get(cov_back, at(i, l)) * get(phi, l * d + j)
                    power += get(phi, i * d + l) * get(cov, at(l, j))
                put(right, i * d + j, both)
                put(cov_phi, i * d + j, power)
        for i in range(d):
            for j in range(d):
                total = get(shift_back, i) * get(shift, j)
                for l in range(d):
                    total += get(phi_back, i * d + l) * get(phi, j * d + l)
                    total += get(phi, l * d + i) * get(phi_back, l * d + j)
                    total += 2.0 * get(cov_back, at(i, l)) * get(cov_phi, l * d + j)
                put(phi_new, i * d + j, total)
            total = get(shift_back, i)
            for l in range(d):
                total += get(phi, l * d + i) * get(shift_back, l)
            put(shift_new, i, total)
        for i in range(d):
            put(shift_back, i, get(shift_new, i))
            for j in range(i + 1):
                total = get(cov_back, at(i, j))
                for l in range(d):
                    total += get(phi, l * d + i) * get(right, l * d + j)
                put(cov_back, at(i, j), total)
        for i in range(d * d):
            put(phi_back, i, get(phi_new, i))
    count, power = 1, 1.0
    while power > 1e-19 and count < TERMS - 1:
        count += 1
        power *= 2.0 * h * norm / (count + 1)
    up, drive_up = start(work.terms_back), start(work.drive_back)
    scale = 1.0
    for k in range(count + 1):
        here, there = k * wide, (drive * TERMS + k) * d
        for i in range(d * d):
            put(up, here + i, get(up, here + i) + scale * get(phi_back, i))
        scale *= h
        for i in range(d * (d + 1) // 2):
            put(up, here + d * d + i, get(up, here + d * d + i) + scale * get(cov_back, i))
        for i in range(d):
            put(drive_up, there + i, get(drive_up, there + i) + scale * get(shift_back, i))
