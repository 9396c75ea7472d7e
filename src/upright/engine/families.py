"""What one observation says: log Z(h, s) and its first four derivatives with respect to h, for each kind of channel.

Z is the probability (or density) of the observed y when the latent rating x is Gaussian with mean h and variance s, the
measurement error included in s:

    Gaussian   y = x
    Ordinal    y is x rounded to the grid low, low + step, ..., high; the lowest cell is open below, the highest above
    Censored   y is x cut off at low and high
    Poisson    y is a count with mean exposure exp(x)

The derivatives are the cumulants of x given y in another dress, (E x - h) / s, (var x - s) / s^2, kappa_3 / s^3,
kappa_4 / s^4, so that the update built on them keeps mean and covariance exactly as they are given y. Far from the
observed cell, and in a cell narrow beside the spread of x, the plain formulas lose digits; there the cumulants come
from quadrature over the cell.
"""

from __future__ import annotations

from math import erfc, exp, expm1, inf, lgamma, log, pi, sqrt
from typing import Any

import numpy as np

from upright.engine.arrays import CENSORED, GAUSSIAN, ORDINAL
from upright.engine.compiling import compiled

__all__ = ["tilt"]

ROOT_HALF = sqrt(0.5)
LOG_TWO_PI = log(2.0 * pi)
FAR = 5.0  # standard deviations from the nearer edge of the cell, from which on quadrature is used
NARROW = 0.5  # standard deviations from edge to edge, up to which quadrature is used
NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)
FEW_NODES, FEW_WEIGHTS = np.polynomial.legendre.leggauss(12)
MOST_STEPS = 40_000  # of the rule for counts on either side of the mode: enough for a log mean with an sd of 1,000


@compiled
def tilt(family: int, h: float, s: float, y: float, low: float, high: float, step: float, exposure: float) -> Any:
    """(log Z, g1, g2, g3, g4) for one observation; `low`, `high`, `step` as the channel has them."""
    if not s >= 0.0:
        return -inf, 0.0, 0.0, 0.0, 0.0
    if family == GAUSSIAN:
        return _gaussian(h, s, y)
    if family == ORDINAL:
        half = 0.5 * step
        return _interval(
            h, s, -inf if y <= low + 0.25 * step else y - half, inf if y >= high - 0.25 * step else y + half
        )
    if family == CENSORED:
        if y <= low:
            return _interval(h, s, -inf, low)
        if y >= high:
            return _interval(h, s, high, inf)
        return _gaussian(h, s, y)
    return _count(h, s, y, exposure)


@compiled
def _gaussian(h: float, s: float, y: float) -> Any:
    if s == 0.0:
        return -inf, 0.0, 0.0, 0.0, 0.0
    g2 = -1.0 / s
    g1 = (h - y) * g2
    return 0.5 * (g1 * (h - y) - log(s) - LOG_TWO_PI), g1, g2, 0.0, 0.0


@compiled
def _interval(h: float, s: float, low: float, high: float) -> Any:
    """P(low < x <= high), either end possibly infinite."""
    if s == 0.0:
        return (0.0 if low < h <= high else -inf), 0.0, 0.0, 0.0, 0.0
    sd = sqrt(s)
    a, b = (low - h) / sd, (high - h) / sd
    if a > FAR:
        return _beyond(a, b, sd)
    if b < -FAR:
        logz, g1, g2, g3, g4 = _beyond(-b, -a, sd)
        return logz, -g1, g2, -g3, g4
    if high - low < NARROW * sd:
        return _within((0.5 * (low + high) - h) / sd, 0.5 * (high - low) / sd, sd)
    if a > 0.0:
        z = 0.5 * (erfc(a * ROOT_HALF) - erfc(b * ROOT_HALF))
    elif b < 0.0:
        z = 0.5 * (erfc(-b * ROOT_HALF) - erfc(-a * ROOT_HALF))
    else:
        z = 1.0 - 0.5 * (erfc(-a * ROOT_HALF) + erfc(b * ROOT_HALF))
    # The n-th derivative of Phi((x - h) / sd) in h is -He_(n-1)(t) phi(t) / sd^n.
    z1, z2, z3, z4 = 0.0, 0.0, 0.0, 0.0
    if a > -40.0:
        density = exp(-0.5 * (a * a + LOG_TWO_PI)) / z
        z1 += density
        z2 += a * density
        z3 += (a * a - 1.0) * density
        z4 += (a * a - 3.0) * a * density
    if b < 40.0:
        density = exp(-0.5 * (b * b + LOG_TWO_PI)) / z
        z1 -= density
        z2 -= b * density
        z3 -= (b * b - 1.0) * density
        z4 -= (b * b - 3.0) * b * density
    square = z1 * z1
    g3 = z3 - 3.0 * z1 * z2 + 2.0 * square * z1
    g4 = z4 - 4.0 * z1 * z3 - 3.0 * z2 * z2 + 12.0 * square * z2 - 6.0 * square * square
    return log(z), z1 / sd, (z2 - square) / s, g3 / (s * sd), g4 / (s * s)


@compiled
def _beyond(a: float, b: float, sd: float) -> Any:
    """The same for a standardised cell (a, b), a > FAR: x is a little above a, by u / a with u about exponential."""
    reach = min((b - a) * a, 45.0)
    half = 0.5 * reach
    total, first = 0.0, 0.0
    for i in range(len(NODES)):
        u = half * (NODES[i] + 1.0)
        weight = WEIGHTS[i] * exp(-u - 0.5 * (u / a) ** 2)
        total += weight
        first += weight * u
    first /= total
    second, third, fourth = 0.0, 0.0, 0.0
    for i in range(len(NODES)):
        u = half * (NODES[i] + 1.0)
        weight = WEIGHTS[i] * exp(-u - 0.5 * (u / a) ** 2)
        off = u - first
        second += weight * off * off
        third += weight * off * off * off
        fourth += weight * off * off * off * off
    second /= total
    third /= total
    fourth = fourth / total - 3.0 * second * second
    logz = log(total * half / a) - 0.5 * (a * a + LOG_TWO_PI)
    s = sd * sd
    g1 = (a + first / a) / sd
    g2 = (second / (a * a) - 1.0) / s
    return logz, g1, g2, third / (a * a * a * s * sd), fourth / (a * a * a * a * s * s)


@compiled
def _within(middle: float, half: float, sd: float) -> Any:
    """The same for a narrow standardised cell, middle +- half, that is not far from 0."""
    total, first = 0.0, 0.0
    for i in range(len(FEW_NODES)):
        off = half * FEW_NODES[i]
        weight = FEW_WEIGHTS[i] * exp(-(middle + 0.5 * off) * off)
        total += weight
        first += weight * off
    first /= total
    second, third, fourth = 0.0, 0.0, 0.0
    for i in range(len(FEW_NODES)):
        off = half * FEW_NODES[i]
        weight = FEW_WEIGHTS[i] * exp(-(middle + 0.5 * off) * off)
        off -= first
        second += weight * off * off
        third += weight * off * off * off
        fourth += weight * off * off * off * off
    second /= total
    fourth = fourth / total - 3.0 * second * second
    logz = log(total * half) - 0.5 * (middle * middle + LOG_TWO_PI)
    s = sd * sd
    return logz, (middle + first) / sd, (second - 1.0) / s, third / (total * s * sd), fourth / (s * s)


@compiled
def _count(h: float, s: float, y: float, exposure: float) -> Any:
    """A count: cumulants of the mean l = exposure exp(x) given y, by the trapezoidal rule about the mode of x.

    g1 = y - E l, g2 = -E l + var l, g3 = -E l + 3 var l - kappa_3, g4 = -E l + 7 var l - 6 kappa_3 + kappa_4. The
    rule's error falls exponentially with the step for such densities, which end at least as fast as the Gaussian of x.
    """
    if not exposure > 0.0:
        return (0.0 if y == 0.0 else -inf), 0.0, 0.0, 0.0, 0.0
    if s == 0.0:
        level = exposure * exp(h)
        return y * (h + log(exposure)) - level - lgamma(y + 1.0), y - level, -level, -level, -level
    x = _mode_of_count(h, s, y, exposure)
    mode = exposure * exp(x)
    curvature = mode + 1.0 / s
    rest = y - mode - (x - h) / s  # the slope that is left at the mode by rounding
    width = min(0.5 / sqrt(curvature), 0.25)
    total, first, second, third, fourth = 1.0, 0.0, 0.0, 0.0, 0.0
    for side in (-1.0, 1.0):
        fall, i = 0.0, 0
        while i < MOST_STEPS:
            i += 1
            by = side * i * width
            relative = expm1(by)
            fall = mode * (by - relative) - 0.5 * by * by / s + rest * by
            if not fall > -38.0:
                break
            weight = exp(fall)
            off = mode * relative
            total += weight
            first += weight * off
            second += weight * off * off
            third += weight * off * off * off
            fourth += weight * off * off * off * off
        if not fall <= -38.0:
            return -inf, 0.0, 0.0, 0.0, 0.0
    first /= total
    second /= total
    third /= total
    fourth /= total
    mean = mode + first
    square = first * first
    variance = second - square
    kappa3 = third - 3.0 * first * second + 2.0 * square * first
    kappa4 = fourth - 4.0 * first * third - 3.0 * second * second + 12.0 * square * second - 6.0 * square * square
    logz = log(total * width) - 0.5 * (log(s) + LOG_TWO_PI + (x - h) * (x - h) / s)
    logz += y * (x + log(exposure)) - mode - lgamma(y + 1.0)
    g3 = -mean + 3.0 * variance - kappa3
    return logz, y - mean, variance - mean, g3, -mean + 7.0 * variance - 6.0 * kappa3 + kappa4


@compiled
def _mode_of_count(h: float, s: float, y: float, exposure: float) -> float:
    """Where y x - l(x) - (x - h)^2 / 2 s is highest, l(x) = exposure exp(x).

    Its slope falls and is concave, so that Newton steps from the right never overshoot. There, l(x) - y = (h - x) / s:
    the mode is below the larger of h and log(y / exposure), and, where it is above c, l is below y + (h - c) / s.
    """
    shift = log(exposure)
    x = h
    if y > 0.0:
        x = max(x, log(y) - shift)
    if h > -shift:
        x = min(x, max(-shift, log(y + (h + shift) / s) - shift))
    for _ in range(200):
        level = exposure * exp(x)
        move = (y - level - (x - h) / s) / (level + 1.0 / s)
        x += move
        if abs(move) < 1e-10 * (1.0 + abs(x)):
            break
    return x
