"""The terms of the Taylor series that all gaps share, and their reverse: the part that knows A, b, B and Q.

A^k / k! for Phi, L^k(Q) / (k + 1)! with L(X) = A X + X A' for the covariance, and A^k c / (k + 1)! for the shift do not
depend on the gap; a step is the sum of them weighted by powers of its gap.
"""

from __future__ import annotations

from typing import Any

from upright.engine.compiling import compiled
from upright.engine.stack import add, at, get, put, start

__all__ = ["TERMS", "starts_of", "fill_terms", "reverse_terms"]

TERMS = 20  # terms of the series at most, the constant one included: (2 * 1/2)^20 / 21! is below 1e-19


@compiled
def terms_for(length: float) -> int:
    """The last term that counts for ||A|| h = `length` <= 1/2: those of L^k are below (2 length)^k / (k + 1)!"""
    count, power = 1, 1.0
    while power > 1e-19 and count < TERMS - 1:
        count += 1
        power *= 2.0 * length / (count + 1)
    return count


@compiled
def starts_of(dims: Any, sizes: Any) -> Any:
    """Where the blocks of `entries` begin, from the intercept on, in the order of `arrays.BLOCKS`."""
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
def fill_terms(dims: Any, sizes: Any, entries: Any, drives: Any, longest: float, work: Any) -> Any:
    """A^k / k! and L^k(Q) / (k + 1)! in `work.terms`, A^k c / (k + 1)! in `work.drive_terms`.

    Returns ||A||_1 and the last term that counts when the longest gap is `longest`.

    `terms` is (TERMS, d d + triangle); `drive_terms` is (drives + 1, TERMS, d), its last for the drive b alone.
    """
    d = len(dims)
    wide = d * d + d * (d + 1) // 2
    places = starts_of(dims, sizes)
    drift, flat, driven = start(entries), start(work.terms), start(work.drive_terms)
    norm = 0.0
    for j in range(d):
        column = 0.0
        for i in range(d):
            column += abs(get(drift, i * d + j))
        norm = max(norm, column)
    count = terms_for(min(0.5, longest * norm))
    for i in range(d):
        for j in range(d):
            put(flat, i * d + j, 1.0 if i == j else 0.0)
            if j <= i:
                put(flat, d * d + at(i, j), entries[places[1] + i * d + j])
    drive_count = len(drives)
    for r in range(drive_count + 1):
        for i in range(d):
            drive = entries[places[0] + i]
            if r < drive_count:
                for n in range(sizes.u):
                    drive += entries[places[8] + i * sizes.u + n] * drives[r, n]
            put(driven, r * TERMS * d + i, drive)
    for k in range(1, count + 1):
        now, before, inverse = k * wide, (k - 1) * wide, 1.0 / (k + 1)
        for i in range(d):
            for j in range(d):
                power = 0.0
                for n in range(d):
                    power = add(power, get(drift, i * d + n), get(flat, before + n * d + j))
                put(flat, now + i * d + j, power / k)
            for j in range(i + 1):
                both = 0.0
                for n in range(d):
                    both = add(both, get(drift, i * d + n), get(flat, before + d * d + at(n, j)))
                    both = add(both, get(drift, j * d + n), get(flat, before + d * d + at(n, i)))
                put(flat, now + d * d + at(i, j), both * inverse)
        for r in range(drive_count + 1):
            here = (r * TERMS + k) * d
            for i in range(d):
                power = 0.0
                for n in range(d):
                    power = add(power, get(drift, i * d + n), get(driven, here - d + n))
                put(driven, here + i, power * inverse)
    return norm, count


@compiled
def reverse_terms(dims: Any, sizes: Any, entries: Any, drives: Any, count: int, work: Any, gradient: Any) -> None:
    """Add to `gradient` what derivatives with respect to the terms come to.

    These are in `work.terms_back` and `work.drive_back`, and are used up.
    """
    d = len(dims)
    wide = d * d + d * (d + 1) // 2
    places = starts_of(dims, sizes)
    drift, flat, driven = start(entries), start(work.terms), start(work.drive_terms)
    up, drive_up = start(work.terms_back), start(work.drive_back)
    out = start(gradient)
    drive_count = len(drives)
    for k in range(count, 0, -1):
        now, before, inverse = k * wide, (k - 1) * wide, 1.0 / (k + 1)
        for i in range(d):
            for j in range(d):
                drift_back = 0.0
                power = 0.0
                for n in range(d):
                    drift_back = add(drift_back, get(up, now + i * d + n), get(flat, before + j * d + n))
                    power = add(power, get(drift, n * d + i), get(up, now + n * d + j))
                both = 0.0
                for n in range(d):
                    both = add(both, get(up, now + d * d + at(i, n)), get(flat, before + d * d + at(n, j)))
                put(out, i * d + j, add(get(out, i * d + j) + drift_back / k, 2.0 * both, inverse))
                put(up, before + i * d + j, get(up, before + i * d + j) + power / k)
            for j in range(i + 1):
                both = 0.0
                for n in range(d):
                    both = add(both, get(drift, n * d + i), get(up, now + d * d + at(n, j)))
                    both = add(both, get(drift, n * d + j), get(up, now + d * d + at(n, i)))
                here = before + d * d + at(i, j)
                put(up, here, add(get(up, here), both, inverse))
        for r in range(drive_count + 1):
            here = (r * TERMS + k) * d
            for i in range(d):
                power = 0.0
                for n in range(d):
                    power = add(power, get(drift, n * d + i), get(drive_up, here + n))
                    share = get(drive_up, here + i) * inverse
                    put(out, i * d + n, add(get(out, i * d + n), share, get(driven, here - d + n)))
                put(drive_up, here - d + i, add(get(drive_up, here - d + i), power, inverse))
    for i in range(d):
        for j in range(d):
            put(out, places[1] + i * d + j, get(out, places[1] + i * d + j) + get(up, d * d + at(i, j)))
        for r in range(drive_count + 1):
            drive = get(drive_up, r * TERMS * d + i)
            put(out, places[0] + i, get(out, places[0] + i) + drive)
            if r < drive_count:
                for n in range(sizes.u):
                    here = places[8] + i * sizes.u + n
                    put(out, here, add(get(out, here), drive, drives[r, n]))
