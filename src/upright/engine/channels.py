"""What kind of number each observed channel is: a measurement, a rating, a censored rating, or a count.

A channel sees h = c'x + mu + D z, and e ~ N(0, R) is added for all but what the table says:

    Gaussian    y = h + e
    Ordinal     y = h + e rounded to the grid low, low + step, ..., high; the end cells are open
    Censored    y = h + e, but low where that is lower and high where that is higher
    Poisson     y is a count with mean exposure * exp(h + e)
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from upright.engine.arrays import CENSORED, GAUSSIAN, ORDINAL, POISSON, Floats, Ints
from upright.engine.faults import EngineFault, refuse_where

__all__ = ["Gaussian", "Ordinal", "Censored", "Poisson", "Channel", "family_table", "refuse_values"]

ON_GRID = 1e-9  # how far from the grid an ordinal value may be, in steps


@dataclass(frozen=True)
class Gaussian:
    """A measurement with normal error."""


@dataclass(frozen=True)
class Ordinal:
    """A rating on the grid low, low + step, ..., high; faults when that grid does not end at `high`."""

    low: float = 0.0
    high: float = 10.0
    step: float = 1.0

    def __post_init__(self) -> None:
        for name in ("low", "high", "step"):
            _real("Ordinal", name, getattr(self, name))
        _above("Ordinal", "step", self.step, "0", 0.0)
        _above("Ordinal", "high", self.high, f"low ({self.low:.12g})", self.low)
        cells = (self.high - self.low) / self.step
        if abs(cells - round(cells)) > 1e-9 * cells:
            raise EngineFault(
                f"Ordinal step is {self.step:.12g}; it must divide high - low ({self.high - self.low:.12g})"
            )


@dataclass(frozen=True)
class Censored:
    """A rating with a floor and a ceiling; one of them may be infinite."""

    low: float = 0.0
    high: float = 10.0

    def __post_init__(self) -> None:
        for name in ("low", "high"):
            if not isinstance(getattr(self, name), (int, float, np.number)) or math.isnan(getattr(self, name)):
                raise EngineFault(f"Censored {name} is {getattr(self, name)!r}; it must be a number")
        _above("Censored", "high", self.high, f"low ({self.low:.12g})", self.low)


@dataclass(frozen=True)
class Poisson:
    """A count of events in a window whose length is the series' exposure."""


Channel = Gaussian | Ordinal | Censored | Poisson


def family_table(channels: Sequence[Channel] | None, p: int) -> tuple[Ints, Floats]:
    """The channels as numbers: family (p,) and bounds (p, 3) with low, high and step; None is p Gaussian channels.

    Bounds are 0, 0, 1 where a channel has none, and the step is 1 for a censored channel.
    """
    family = np.full(p, GAUSSIAN, dtype=np.int64)
    bounds = np.zeros((p, 3))
    bounds[:, 2] = 1.0
    if channels is None:
        return family, bounds
    if len(channels) != p:
        raise EngineFault(f"channels has {len(channels)} entries; it must have {p}, one for each row of loadings")
    for i, channel in enumerate(channels):
        if isinstance(channel, Ordinal):
            family[i] = ORDINAL
            bounds[i] = channel.low, channel.high, channel.step
        elif isinstance(channel, Censored):
            family[i] = CENSORED
            bounds[i, :2] = channel.low, channel.high
        elif isinstance(channel, Poisson):
            family[i] = POISSON
        elif not isinstance(channel, Gaussian):
            raise EngineFault(f"channels[{i}] is {channel!r}; it must be a Gaussian, Ordinal, Censored or Poisson")
    return family, bounds


def refuse_values(values: Floats, family: Ints, bounds: Floats) -> None:
    """A fault when a value (n, p) cannot come from its channel: off the grid, past an end, or not a count."""
    for i in np.flatnonzero(family != GAUSSIAN):
        column = values[:, i]
        seen = ~np.isnan(column)
        with np.errstate(invalid="ignore"):
            if family[i] == POISSON:
                wrong = seen & ((column < 0) | (column != np.floor(column)))
                limit = "a whole number, 0 or more: the channel is Poisson"
            elif family[i] == ORDINAL:
                low, high, step = bounds[i]
                cells = (column - low) / step
                wrong = np.abs(cells - np.round(cells)) > ON_GRID
                wrong = seen & (wrong | (cells < -ON_GRID) | (cells > (high - low) / step + ON_GRID))
                limit = f"one of {low:.12g}, {low + step:.12g}, ..., {high:.12g}: the channel is Ordinal"
            else:
                low, high, _ = bounds[i]
                wrong = seen & ((column < low) | (column > high))
                limit = f"from {low:.12g} to {high:.12g}: the channel is Censored"
        place = np.zeros(values.shape, dtype=np.bool_)
        place[:, i] = wrong
        refuse_where("values", values, place, limit)


def _real(kind: str, name: str, value: object) -> None:
    if not isinstance(value, (int, float, np.number)) or not math.isfinite(value):
        raise EngineFault(f"{kind} {name} is {value!r}; it must be a finite number")


def _above(kind: str, name: str, value: float, what: str, limit: float) -> None:
    if not value > limit:
        raise EngineFault(f"{kind} {name} is {value:.12g}; it must be above {what}")
