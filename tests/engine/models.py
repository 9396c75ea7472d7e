"""Models and series for tests of the engine: awkward on purpose, each made from a seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from upright.engine import Series, StateSpace

DRIFTS = ("stable", "defective", "unstable", "nearly singular", "oscillating", "stiff")
GAPS = ("even", "distinct", "seconds to years", "equal times")


def make_drift(rng: np.random.Generator, d: int, kind: str):
    """A drift matrix of a kind, per day."""
    if kind == "defective":
        return -0.7 * np.eye(d) + np.diag(np.ones(d - 1), 1)
    if kind == "unstable":
        return 0.05 * np.eye(d) + 0.1 * rng.normal(size=(d, d))
    if kind == "nearly singular":
        left = rng.normal(size=(d, 1))
        return -0.3 * left @ left.T / d - 1e-9 * np.eye(d)
    if kind == "oscillating":
        turn = rng.normal(size=(d, d))
        return -0.2 * np.eye(d) + (turn - turn.T)
    if kind == "stiff":
        return -np.diag(10.0 ** np.linspace(-3, 1.5, d)) + 0.01 * rng.normal(size=(d, d))
    return -np.diag(rng.uniform(0.3, 1.5, d)) + 0.25 * rng.normal(size=(d, d)) / np.sqrt(d)


def make_cov(rng: np.random.Generator, d: int, rank: int | None = None):
    """A covariance of a rank, at most d."""
    root = rng.normal(size=(d, d if rank is None else rank))
    return root @ root.T / d


def make_model(
    rng: np.random.Generator,
    d: int,
    p: int,
    *,
    drift: str = "stable",
    identity: bool = False,
    stationary: bool = False,
    kinds: int = 0,
    inputs: int = 0,
    covariates: int = 0,
    exact: bool = False,
    quiet_states: int = 0,
) -> StateSpace:
    """A model; `exact`: the first channel has no error; `quiet_states`: so many have no diffusion of their own."""
    diffusion = make_cov(rng, d) + 0.1 * np.eye(d)
    if quiet_states:
        diffusion[:quiet_states] = 0.0
        diffusion[:, :quiet_states] = 0.0
    noise = rng.uniform(0.1, 0.8, p)
    if exact:
        noise[0] = 0.0
    return StateSpace(
        drift=make_drift(rng, d, drift),
        intercept=rng.normal(size=d),
        diffusion=diffusion,
        loadings=np.eye(p, d) if identity else rng.normal(size=(p, d)),
        offsets=rng.normal(size=p),
        noise=noise,
        initial_mean=None if stationary else rng.normal(size=d),
        initial_cov=None if stationary else make_cov(rng, d) + 0.05 * np.eye(d),
        impulses=rng.normal(size=(d, kinds)) if kinds else None,
        inputs=rng.normal(size=(d, inputs)) if inputs else None,
        covariates=rng.normal(size=(p, covariates)) if covariates else None,
    )


def make_times(rng: np.random.Generator, n: int, gaps: str):
    """n times in days."""
    if gaps == "even":
        return 0.25 + np.arange(n) * 1.0
    if gaps == "seconds to years":
        return np.concatenate([[3.0], 3.0 + np.cumsum(10.0 ** rng.uniform(-4.5, 2.2, n - 1))])
    times = np.cumsum(rng.exponential(size=n))
    if gaps == "equal times":
        times[1::3] = times[0::3][: len(times[1::3])]
    return times


def make_series(rng: np.random.Generator, ss: StateSpace, n: int, *, gaps: str = "distinct", missing: float = 0.2):
    """A series that fits a model: events between, at and after observations, inputs that change, rows all missing."""
    p = len(ss.loadings)
    times = make_times(rng, n, gaps)
    values = rng.normal(size=(n, p))
    values[rng.uniform(size=(n, p)) < missing] = np.nan
    if n > 3:
        values[n // 2] = np.nan
    series = Series(times, values)
    if ss.impulses is not None:
        m = max(3, n // 3)
        when = np.sort(np.concatenate([rng.choice(times, 2), rng.uniform(times[0] - 1, times[-1] + 1, m - 2)]))
        series = replace(
            series,
            event_times=when,
            event_kinds=rng.integers(0, ss.impulses.shape[1], m),
            event_sizes=rng.uniform(0.5, 2.0, m),
        )
    if ss.inputs is not None:
        when = np.sort(np.concatenate([rng.choice(times, 2), rng.uniform(times[0] - 1, times[-1], 3)]))
        series = replace(series, input_times=when, inputs=rng.normal(size=(5, ss.inputs.shape[1])))
    if ss.covariates is not None:
        series = replace(series, covariates=rng.normal(size=(n, ss.covariates.shape[1])))
    return series
