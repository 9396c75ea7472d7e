"""Random paths of the states and what is observed of them: from a model alone, or given what was observed.

Given a series, a path is drawn from the joint posterior by correcting a free one (Durbin and Koopman 2002, Biometrika
89:603): draw a path x+ and observations y+ of it from the model, smooth y+, and

    x+ - E(x | y+) + E(x | y)

has the mean and the covariance of the posterior. Nothing is inverted, so that covariances may be singular. A channel
that is not Gaussian counts as the filter took it: a Gaussian observation with variance -1 / g2 - c'P c about its state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from upright.engine.arrays import Floats, Ints
from upright.engine.faults import EngineFault
from upright.engine.filtering import Passes, is_finite, passes_of
from upright.engine.joining import pattern_of, with_rows_of
from upright.engine.observing import draw_values
from upright.engine.smoothing import roots_of, sum_of_later
from upright.engine.statespace import Series, StateSpace

__all__ = ["Simulated", "simulate"]


@dataclass(frozen=True, eq=False)
class Simulated:
    """Drawn paths at n times.

    | field | shape | |
    |---|---|---|
    | times | (n,) | days |
    | states | (draws, n, d) | |
    | values | (draws, n, p) | observations of those states; NaN where the pattern has a NaN |
    | pattern | | times, events, inputs, covariates and exposure of the draws |
    """

    times: Floats
    states: Floats
    values: Floats
    pattern: Series

    def series(self, draw: int = 0) -> Series:
        """One draw as a series, ready to be fitted."""
        return replace(self.pattern, values=self.values[draw])


def simulate(
    ss: StateSpace,
    times: Floats | Series,
    *,
    seed: int | np.random.Generator,
    draws: int = 1,
    given: Series | None = None,
    event_times: Floats | None = None,
    event_kinds: Ints | None = None,
    event_sizes: Floats | None = None,
    input_times: Floats | None = None,
    inputs: Floats | None = None,
    covariates: Floats | None = None,
    exposure: Floats | None = None,
) -> Simulated:
    """Draw paths of the states at `times` (n,), in order, and observations of them; the same seed draws the same.

    `times` may be a Series: its times, events, inputs, covariates and exposure are used, and values are missing where
    its own are (a Series of only NaN counts as one that asks for all). Without `given` the first time is where the
    initial state holds. With `given`, paths are drawn from the posterior given that series, at times that may lie among
    its own or after them; events and inputs up to its last observation are its own, later ones those of `times` or,
    when there are none, its own. Raises EngineFault when something does not fit, when a time lies before the first of
    `given`, or when `given` cannot come from the model.
    """
    if draws < 1:
        raise EngineFault(f"draws is {draws}; it must be 1 or more")
    pattern = pattern_of(
        ss, times, event_times=event_times, event_kinds=event_kinds, event_sizes=event_sizes,
        input_times=input_times, inputs=inputs, covariates=covariates, exposure=exposure,
    )  # fmt: skip
    rng = np.random.default_rng(seed)
    if given is None:
        blank = replace(pattern, values=np.full(pattern.values.shape, np.nan))
        passes = passes_of(ss, blank)
        _refuse_overflow(passes, blank)
        states = _free_paths(passes, draws, rng)
    else:
        if pattern.times[0] < given.times[0]:
            raise EngineFault(
                f"times[0] is {pattern.times[0]:.12g}; it must be {given.times[0]:.12g}, the first of given, or later"
            )
        longer, places = with_rows_of(given, pattern, strict=not isinstance(times, Series))
        passes = passes_of(ss, longer)
        if not np.isfinite(passes.log_likelihood):
            raise EngineFault(f"given has log-likelihood {passes.log_likelihood}; it must be finite to draw from it")
        _refuse_overflow(passes, longer)
        states = np.ascontiguousarray(_given_paths(passes, draws, rng)[:, places])
    values = draw_values(ss, states, pattern.covariates, pattern.exposure, rng)
    missing = np.isnan(pattern.values)
    if not missing.all():
        values[:, missing] = np.nan
    return Simulated(pattern.times, states, values, pattern)


def _refuse_overflow(passes: Passes, series: Series) -> None:
    if not is_finite(passes):
        finite = np.isfinite(passes.covs).all(axis=(1, 2)) & np.isfinite(passes.q).all(axis=(1, 2))
        time = series.times[np.flatnonzero(~finite)[0]] if not finite.all() else series.times[0]
        raise EngineFault(f"times has {time:.12g}, by when the states overflow; it must end before")


def _free_paths(passes: Passes, draws: int, rng: np.random.Generator) -> Floats:
    """Paths (draws, n, d) of the states with nothing observed."""
    n, d = passes.shift.shape
    noise = rng.normal(size=(draws, n, d))
    states: Floats = np.einsum("nij,bnj->bni", roots_of(passes.q), noise) + passes.shift
    for i in range(1, n):
        states[:, i] += states[:, i - 1] @ passes.phi[i].T
    return states


def _given_paths(passes: Passes, draws: int, rng: np.random.Generator) -> Floats:
    """Paths (draws, n, d) from the joint posterior."""
    n, d = passes.shift.shape
    free = _free_paths(passes, draws, rng)
    # Forwards: what the filter makes of observations of the free paths; it differs from the real run in its means only.
    scores = np.zeros((n, passes.seen.shape[1], draws))
    filtered = np.zeros((n, draws, d))
    mean = np.zeros((draws, d))
    for i in range(n):
        mean = mean @ passes.phi[i].T + passes.shift[i]
        for o in np.flatnonzero(passes.seen[i] & (passes.g2[i] < 0.0)):
            c, k, g2 = passes.loadings[o], passes.gains[i, o], passes.g2[i, o]
            error = np.sqrt(max(-1.0 / g2 - c @ k, 0.0))
            scores[i, o] = -g2 * ((free[:, i] - mean) @ c + error * rng.normal(size=draws))
            mean = mean + np.outer(scores[i, o], k)
        filtered[i] = mean
    # Backwards, as in `smoothing`, for all draws at once.
    r = np.zeros((draws, d))
    corrected = np.empty_like(free)
    after, _, _ = sum_of_later(passes)
    smoothed = passes.means + np.einsum("nij,nj->ni", passes.covs, after)
    for i in range(n - 1, -1, -1):
        corrected[:, i] = free[:, i] - (filtered[i] + r @ passes.covs[i]) + smoothed[i]
        for o in np.flatnonzero(passes.seen[i] & (passes.g2[i] < 0.0))[::-1]:
            c, k, g2 = passes.loadings[o], passes.gains[i, o], passes.g2[i, o]
            r = r + np.outer(scores[i, o] + g2 * (r @ k), c)
        r = r @ passes.phi[i]
    return corrected
