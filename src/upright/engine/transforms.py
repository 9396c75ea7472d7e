"""From the whole line to the range of a parameter and back: real, positive, negative, between two bounds.

Optimisers and samplers move freely over t; the model sees v = g(t):

    real      v = t
    positive  v = exp(t)
    negative  v = -exp(t)
    bounded   v = low + (high - low) / (1 + exp(-t))

A density on v becomes one on t by adding log |dv/dt|. The kernels in `program` work out value, derivative, log |dv/dt|
and its derivative in one go; here stand the two directions for arrays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from upright.engine.arrays import Floats
from upright.engine.faults import EngineFault, number_array, refuse_where

__all__ = ["REAL", "POSITIVE", "NEGATIVE", "BOUNDED", "Transform", "real", "positive", "negative", "bounded"]

REAL, POSITIVE, NEGATIVE, BOUNDED = 0, 1, 2, 3
NAMES = ("real", "positive", "negative", "bounded")


@dataclass(frozen=True)
class Transform:
    """A smooth rising or falling map from the whole line onto the open range from `low` to `high`."""

    kind: int
    low: float
    high: float

    def value(self, theta: Any) -> Floats:
        """v = g(t) for numbers of any shape."""
        t = number_array("theta", theta)
        if self.kind == REAL:
            return t
        if self.kind == BOUNDED:
            e = np.exp(-np.abs(t))
            part = (self.high - self.low) * (e / (1 + e))
            return np.asarray(np.where(t < 0, self.low + part, self.high - part))
        with np.errstate(over="ignore"):  # an overflow is a value too: the density is not valid there
            grown: Floats = np.exp(t)
        return grown if self.kind == POSITIVE else -grown

    def theta(self, value: Any, name: str = "value") -> Floats:
        """t with g(t) = v; EngineFault, which says `name`, where v is not inside the range."""
        v = number_array(name, value)
        refuse_where(name, v, ~self.holds(v), self.limit)
        if self.kind == POSITIVE:
            return np.log(v)
        if self.kind == NEGATIVE:
            return np.log(-v)
        if self.kind == BOUNDED:
            return np.log(v - self.low) - np.log(self.high - v)
        return v

    def holds(self, value: Any) -> Any:
        """Whether numbers are finite and strictly inside the range."""
        return np.isfinite(value) & (np.asarray(value) > self.low) & (np.asarray(value) < self.high)

    @property
    def limit(self) -> str:
        """The range in words."""
        return ("finite", "above 0", "below 0", f"above {self.low:.12g} and below {self.high:.12g}")[self.kind]

    def __str__(self) -> str:
        return f"bounded({self.low:.12g}, {self.high:.12g})" if self.kind == BOUNDED else NAMES[self.kind]


real = Transform(REAL, -math.inf, math.inf)
positive = Transform(POSITIVE, 0.0, math.inf)
negative = Transform(NEGATIVE, -math.inf, 0.0)


def bounded(low: float, high: float) -> Transform:
    """Values between two finite bounds, neither of them reached; EngineFault unless low < high."""
    ends = number_array("bounds", (low, high))
    refuse_where("bounds", ends, ~np.isfinite(ends), "finite")
    if not ends[0] < ends[1]:
        raise EngineFault(f"low is {ends[0]:.12g}; it must be below high, {ends[1]:.12g}")
    return Transform(BOUNDED, float(ends[0]), float(ends[1]))
