"""How well a forecast did: the continuous ranked probability score, and the plain forecasts that any model has to beat.

The score of a forecast with distribution function F, once x was seen, is in the unit of x

    CRPS(F, x) = integral over y of (F(y) - [y >= x])^2 dy = E|Y - x| - E|Y - Y'| / 2,     Y, Y' drawn from F

Less is better; that of a single number y is |y - x|. It is proper: nobody does better on average than by forecasting
what they believe (Gneiting and Raftery 2007, Journal of the American Statistical Association 102:359).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, pi, sqrt

import numpy as np
from numpy.typing import NDArray

__all__ = ["Carried", "carried_of", "crps", "crps_normal", "few"]

Array = NDArray[np.float64]

KEPT = np.linspace(0.0, 0.95, 20)  # carry-over from one day to the next that is tried
LEAST_SPREAD = 0.05  # points: a forecast is never surer than this


def crps(draws: Array, seen: Array) -> Array:
    """The score (n,) of forecasts given as equally likely values (n, m), or (m,) for all alike; `seen` is (n,)."""
    x = np.sort(np.atleast_2d(draws), axis=1)
    away: Array = np.abs(x - seen[:, None]).mean(axis=1) - _apart(x) / 2
    return away


def few(draws: Array) -> float:
    """How much of the score of m equally likely values (m,) is there because they are only m.

    Where what is seen comes from the same distribution as the values, they score worse than that distribution by
    E|Y - Y'| / (2 m), estimated here by the values' own mean distance (Ferro 2014, Quarterly Journal of the Royal
    Meteorological Society 140:1917). 0 for a single value.
    """
    m = len(draws)
    return float(_apart(np.sort(draws)[None])[0] / (2 * (m - 1))) if m > 1 else 0.0


def _apart(x: Array) -> Array:
    """Mean distance of two of the values (with one's distance to itself) of each sorted row."""
    m = x.shape[1]
    distance: Array = x @ (2.0 * np.arange(1, m + 1) - m - 1) * 2 / m**2
    return distance


def crps_normal(means: Array, spreads: Array, seen: Array) -> Array:
    """The score (n,) of normal forecasts."""
    z = (seen - means) / spreads
    below = np.array([erf(x / sqrt(2)) for x in z])
    score: Array = spreads * (z * below + 2 * np.exp(-(z**2) / 2) / sqrt(2 * pi) - 1 / sqrt(pi))
    return score


@dataclass(frozen=True)
class Carried:
    """A plain AR(1): each day keeps the share `kept` of the last day's departure from `level`; `spread` is at rest."""

    kept: float
    level: float
    spread: float

    def ahead(self, last: float, gaps: Array) -> tuple[Array, Array]:
        """Mean and spread so many days after a day with the value `last`."""
        share = self.kept**gaps
        variance = self.spread**2 * (1 - share**2)
        return self.level + share * (last - self.level), np.sqrt(np.maximum(variance, LEAST_SPREAD**2))


def carried_of(places: Array, values: Array) -> Carried:
    """The likeliest AR(1) of values (n,) at days `places` (n,), days in between missing: exact, on a grid of shares.

    x[i] - level = kept^gap (x[i-1] - level) + e,     var(e) = spread^2 (1 - kept^(2 gap))
    """
    gaps = np.diff(places)
    best = None
    for kept in KEPT:
        share = np.concatenate([[0.0], kept**gaps])
        weight = 1 / (1 - share**2)
        moved = values - share * np.concatenate([[0.0], values[:-1]])
        column = 1 - share
        level = float((weight * column * moved).sum() / (weight * column**2).sum())
        variance = max(float((weight * (moved - column * level) ** 2).mean()), LEAST_SPREAD**2)
        height = -0.5 * len(values) * np.log(variance) + 0.5 * float(np.log(weight).sum())
        if best is None or height > best[0]:
            best = (height, Carried(float(kept), level, sqrt(variance)))
    return best[1] if best else Carried(0.0, float(values.mean()), float(values.std()))
