"""What may be believed about one number: a likelihood, a stated prior, and what follows on a fixed grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Posterior",
    "posterior",
    "level_prior",
    "change_prior",
    "recent_prior",
    "gap_prior",
    "ratio_prior",
    "LEVELS",
    "CHANGES",
    "LOG_RATIOS",
]

Array = NDArray[np.float64]

LEVELS = np.linspace(0.0, 10.0, 401)  # points of the 0-10 scale
CHANGES = np.linspace(-10.0, 10.0, 801)  # points
LOG_RATIOS = np.linspace(-4.0, 4.0, 401)  # natural log of a ratio of rates


@dataclass(frozen=True)
class Posterior:
    """Probability masses on an even grid."""

    grid: Array
    mass: Array

    def above(self, x: float) -> float:
        """P(value > x), a point of the grid counted half."""
        return float(self.mass @ ((self.grid > x + 1e-9) + 0.5 * (np.abs(self.grid - x) <= 1e-9)))

    def below(self, x: float) -> float:
        return 1.0 - self.above(x)

    def quantile(self, q: float) -> float:
        """The value below which the share q lies; each mass is spread evenly over its cell."""
        half = (self.grid[1] - self.grid[0]) / 2
        edges = np.append(self.grid - half, self.grid[-1] + half)
        return float(np.interp(q, np.append(0.0, np.cumsum(self.mass)), edges))

    def interval(self) -> tuple[float, float]:
        """The middle nine tenths."""
        return self.quantile(0.05), self.quantile(0.95)

    @property
    def mean(self) -> float:
        return float(self.mass @ self.grid)


def posterior(grid: Array, likelihood: Array, prior: Array) -> Posterior:
    """Likelihood times prior on a grid, both up to a constant."""
    mass = likelihood * prior
    total = mass.sum()
    if (
        not np.isfinite(total) or total <= 0.0
    ):  # a likelihood so far from the prior that both vanish: keep the likelihood
        mass, total = likelihood, likelihood.sum()
    return Posterior(grid, mass / total)


def _normal(x: Array, centre: float, spread: float) -> Array:
    return np.exp(-0.5 * ((x - centre) / spread) ** 2) / spread


def level_prior(x: Array) -> Array:
    """A level: anywhere on the scale, the ends a little less likely (normal 5.5, 2.5)."""
    return _normal(x, 5.5, 2.5)


def change_prior(x: Array) -> Array:
    """A change in points: as likely nothing that matters (sd 0.35) as something (sd 2)."""
    return 0.5 * _normal(x, 0.0, 0.35) + 0.5 * _normal(x, 0.0, 2.0)


def recent_prior(x: Array) -> Array:
    """The last fortnight against all days before: one in twenty that something came of late (sd 2), else 0.35."""
    return 0.95 * _normal(x, 0.0, 0.35) + 0.05 * _normal(x, 0.0, 2.0)


def gap_prior(x: Array) -> Array:
    """A gap between two ratings in points: one in four nothing that matters (sd 0.35), else something (sd 2.5)."""
    return 0.25 * _normal(x, 0.0, 0.35) + 0.75 * _normal(x, 0.0, 2.5)


def ratio_prior(x: Array, nothing: float) -> Array:
    """A log ratio of two rates: with weight `nothing` nothing that matters (sd 0.1), else something (sd 0.9)."""
    return nothing * _normal(x, 0.0, 0.1) + (1.0 - nothing) * _normal(x, 0.0, 0.9)
