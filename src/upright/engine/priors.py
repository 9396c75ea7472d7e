"""What is thought of a parameter before anything is seen: nine densities that print as they are written.

    Normal(mean, sd)               exp(-z^2 / 2) / (sd sqrt(2 pi)),  z = (x - mean) / sd
    LogNormal(location, scale)     log x is Normal(location, scale)
    NegativeLogNormal(..., ...)    log -x is Normal(location, scale)
    HalfNormal(sd)                 |y| for y ~ Normal(0, sd)
    Gamma(shape, rate)             x^(shape - 1) exp(-rate x) rate^shape / Gamma(shape)
    Exponential(rate)              rate exp(-rate x)
    StudentT(df, location, scale)  (1 + z^2 / df)^(-(df + 1) / 2), scaled to integrate to one
    Uniform(low, high)             1 / (high - low)
    Beta(a, b, low, high)          u^(a - 1) (1 - u)^(b - 1) / B(a, b) / (high - low),  u = (x - low) / (high - low)

The densities themselves are written once, in the kernel `program.log_density`; a prior hands it a kind and five numbers
(`row`), the last of which is the logarithm of what makes the density integrate to one.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from upright.engine.arrays import Floats
from upright.engine.faults import EngineFault

__all__ = ["Prior", "Normal", "LogNormal", "NegativeLogNormal", "HalfNormal", "Gamma", "Exponential", "StudentT",
           "Uniform", "Beta", "NUMBERS", "row_of"]  # fmt: skip

FLAT, NORMAL, LOGNORMAL, HALFNORMAL, GAMMA, EXPONENTIAL, STUDENT, UNIFORM, BETA = range(9)
NUMBERS = 5  # of a prior in a program
LOG_2PI = math.log(2 * math.pi)


@dataclass(frozen=True)
class Prior(ABC):
    """A proper density on the line. `centre` and `spread` are where a search starts, not exact moments."""

    @property
    def support(self) -> tuple[float, float]:
        """Where the density is above 0."""
        return -math.inf, math.inf

    @property
    @abstractmethod
    def centre(self) -> float:
        """A number in the middle of it."""

    @property
    @abstractmethod
    def spread(self) -> float:
        """How far it reaches to the sides."""

    @abstractmethod
    def row(self) -> tuple[int, tuple[float, ...]]:
        """The kind and five numbers for the kernel."""

    @abstractmethod
    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        """n independent draws."""

    def log_density(self, x: Any) -> Floats:
        """The logarithm of the density at numbers of any shape; -inf outside the support."""
        from upright.engine.program import log_densities  # slow import: numba

        kind, numbers = self.row()
        flat = np.array(x, dtype=np.float64)
        low, high = self.support
        result = np.full(flat.shape, -math.inf)
        inside = (flat > low) & (flat < high)
        result[inside] = log_densities(kind, np.array(numbers), flat[inside])
        return result

    def start(self, low: float, high: float) -> float:
        """A number inside the range from low to high and not far from the centre."""
        if low < self.centre < high:
            return self.centre
        step = min(self.spread, (high - low) / 2)
        return low + step if self.centre <= low else high - step

    def __str__(self) -> str:
        numbers = ", ".join(f"{getattr(self, field.name):.12g}" for field in fields(self))
        return f"{type(self).__name__}({numbers})"

    def _check(self, *above_zero: str) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            name = f"{type(self).__name__}.{field.name}"
            if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
                raise EngineFault(f"{name} is {value!r}; it must be a number")
            if not math.isfinite(value):
                raise EngineFault(f"{name} is {value:.12g}; it must be finite")
            if field.name in above_zero and value <= 0:
                raise EngineFault(f"{name} is {value:.12g}; it must be above 0")

    def _check_bounds(self, low: float, high: float) -> None:
        if not low < high:
            raise EngineFault(f"{type(self).__name__}.low is {low:.12g}; it must be below high, {high:.12g}")


@dataclass(frozen=True)
class Normal(Prior):
    """The normal density, by mean and standard deviation."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        self._check("sd")

    @property
    def centre(self) -> float:
        return self.mean

    @property
    def spread(self) -> float:
        return self.sd

    def row(self) -> tuple[int, tuple[float, ...]]:
        return NORMAL, (self.mean, self.sd, 0.0, 0.0, -math.log(self.sd) - LOG_2PI / 2)

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        return rng.normal(self.mean, self.sd, n)


@dataclass(frozen=True)
class LogNormal(Prior):
    """Positive numbers whose logarithm is normal, by mean and standard deviation of the logarithm."""

    location: float
    scale: float

    def __post_init__(self) -> None:
        self._check("scale")

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def centre(self) -> float:
        return math.exp(self.location)

    @property
    def spread(self) -> float:
        return self.centre * self.scale

    def row(self) -> tuple[int, tuple[float, ...]]:
        return LOGNORMAL, (self.location, self.scale, 0.0, 0.0, -math.log(self.scale) - LOG_2PI / 2)

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        return rng.lognormal(self.location, self.scale, n)


@dataclass(frozen=True)
class NegativeLogNormal(LogNormal):
    """Negative numbers of which the size is log-normal: for decays, which stand in a drift with their sign."""

    @property
    def support(self) -> tuple[float, float]:
        return -math.inf, 0.0

    @property
    def centre(self) -> float:
        return -math.exp(self.location)

    @property
    def spread(self) -> float:
        return -self.centre * self.scale

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        return -rng.lognormal(self.location, self.scale, n)


@dataclass(frozen=True)
class HalfNormal(Prior):
    """Positive numbers: the distance from 0 of a normal one with mean 0."""

    sd: float

    def __post_init__(self) -> None:
        self._check("sd")

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def centre(self) -> float:
        return 0.6744897501960817 * self.sd

    @property
    def spread(self) -> float:
        return self.sd

    def row(self) -> tuple[int, tuple[float, ...]]:
        return HALFNORMAL, (0.0, self.sd, 0.0, 0.0, math.log(2 / self.sd) - LOG_2PI / 2)

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        return np.abs(rng.normal(0.0, self.sd, n))


@dataclass(frozen=True)
class Gamma(Prior):
    """Positive numbers with mean shape / rate."""

    shape: float
    rate: float

    def __post_init__(self) -> None:
        self._check("shape", "rate")

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def centre(self) -> float:
        return self.shape / self.rate

    @property
    def spread(self) -> float:
        return math.sqrt(self.shape) / self.rate

    def row(self) -> tuple[int, tuple[float, ...]]:
        constant = self.shape * math.log(self.rate) - math.lgamma(self.shape)
        return GAMMA, (self.shape, self.rate, 0.0, 0.0, constant)

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        return rng.gamma(self.shape, 1 / self.rate, n)


@dataclass(frozen=True)
class Exponential(Prior):
    """Positive numbers with mean 1 / rate."""

    rate: float

    def __post_init__(self) -> None:
        self._check("rate")

    @property
    def support(self) -> tuple[float, float]:
        return 0.0, math.inf

    @property
    def centre(self) -> float:
        return math.log(2) / self.rate

    @property
    def spread(self) -> float:
        return 1 / self.rate

    def row(self) -> tuple[int, tuple[float, ...]]:
        return EXPONENTIAL, (self.rate, 0.0, 0.0, 0.0, math.log(self.rate))

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        return rng.exponential(1 / self.rate, n)


@dataclass(frozen=True)
class StudentT(Prior):
    """Student's t: like the normal, with tails the heavier the smaller df."""

    df: float
    location: float
    scale: float

    def __post_init__(self) -> None:
        self._check("df", "scale")

    @property
    def centre(self) -> float:
        return self.location

    @property
    def spread(self) -> float:
        return self.scale

    def row(self) -> tuple[int, tuple[float, ...]]:
        constant = math.lgamma((self.df + 1) / 2) - math.lgamma(self.df / 2)
        constant -= math.log(math.pi * self.df) / 2 + math.log(self.scale)
        return STUDENT, (self.location, self.scale, self.df, 0.0, constant)

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        return self.location + self.scale * rng.standard_t(self.df, n)


@dataclass(frozen=True)
class Uniform(Prior):
    """Everything between two bounds alike."""

    low: float
    high: float

    def __post_init__(self) -> None:
        self._check()
        self._check_bounds(self.low, self.high)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def centre(self) -> float:
        return (self.low + self.high) / 2

    @property
    def spread(self) -> float:
        return (self.high - self.low) / 4

    def row(self) -> tuple[int, tuple[float, ...]]:
        return UNIFORM, (self.low, self.high, 0.0, 0.0, -math.log(self.high - self.low))

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        return rng.uniform(self.low, self.high, n)


@dataclass(frozen=True)
class Beta(Prior):
    """Numbers between two bounds; the mean is at the part a / (a + b) of the way from low to high."""

    a: float
    b: float
    low: float = 0.0
    high: float = 1.0

    def __post_init__(self) -> None:
        self._check("a", "b")
        self._check_bounds(self.low, self.high)

    @property
    def support(self) -> tuple[float, float]:
        return self.low, self.high

    @property
    def centre(self) -> float:
        return self.low + (self.high - self.low) * self.a / (self.a + self.b)

    @property
    def spread(self) -> float:
        both = self.a + self.b
        return (self.high - self.low) * math.sqrt(self.a * self.b / (both + 1)) / both

    def row(self) -> tuple[int, tuple[float, ...]]:
        constant = math.lgamma(self.a + self.b) - math.lgamma(self.a) - math.lgamma(self.b)
        constant -= (self.a + self.b - 1) * math.log(self.high - self.low)
        return BETA, (self.a, self.b, self.low, self.high, constant)

    def draw(self, rng: np.random.Generator, n: int) -> Floats:
        return self.low + (self.high - self.low) * rng.beta(self.a, self.b, n)


def row_of(prior: Prior | None) -> tuple[int, tuple[float, ...]]:
    """As `Prior.row`; None is flat: its logarithm is 0 everywhere."""
    return (FLAT, (0.0,) * NUMBERS) if prior is None else prior.row()
