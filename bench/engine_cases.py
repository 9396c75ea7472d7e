"""Models and diaries for timing and truth, each from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from upright.engine import EngineFault, Free, Ordinal, Series, Spec, StateSpace
from upright.engine.arrays import Floats
from upright.engine.channels import Channel
from upright.engine.compiling import dims_of
from upright.engine.density import density
from upright.engine.discretise import step_width
from upright.engine.fit import panel_of
from upright.engine.kalman import fill_table, make_work
from upright.engine.priors import HalfNormal, Normal
from upright.engine.timeline import lay_out_one
from upright.engine.transforms import negative, positive

__all__ = ["model_of", "series_of", "spec_of", "one_gap", "many_diaries", "diaries_from_prior", "density_of"]


def model_of(rng: np.random.Generator, d: int, *, stationary: bool = False) -> StateSpace:
    """d states seen one each."""
    root = 0.5 * np.tril(rng.normal(size=(d, d))) + 0.5 * np.eye(d)
    return StateSpace(
        drift=-0.5 * np.eye(d) + 0.05 * rng.normal(size=(d, d)),
        intercept=rng.normal(size=d),
        diffusion=root @ root.T,
        loadings=np.eye(d),
        offsets=rng.normal(size=d),
        noise=rng.uniform(0.2, 1.0, d),
        initial_mean=None if stationary else rng.normal(size=d),
        initial_cov=None if stationary else np.eye(d),
    )


def spec_of(d: int, width: float = 1.0, families: Sequence[Channel] | None = None) -> Spec:
    """d states that pull at each other, seen one each, at rest at the start; all priors so many times as wide."""
    return Spec(
        states=tuple(f"x{i}" for i in range(d)),
        channels=tuple(f"y{i}" for i in range(d)),
        drift=[
            [
                Free(f"decay {i}", negative, Normal(-0.7, 0.4 * width), start=-0.5)
                if i == j
                else Free(f"{j} to {i}", prior=Normal(0, 0.3 * width))
                for j in range(d)
            ]
            for i in range(d)
        ],
        intercept=[0.0] * d,
        diffusion=[
            [Free(f"unrest {i}", positive, HalfNormal(2 * width)) if i == j else 0.0 for j in range(d)]
            for i in range(d)
        ],
        loadings=np.eye(d).tolist(),
        offsets=[Free(f"usual {i}", prior=Normal(5, 2.5 * width)) for i in range(d)],
        noise=[Free(f"error {i}", positive, HalfNormal(2 * width)) for i in range(d)],
        families=families,
    )


def one_gap(ss: StateSpace, gap: float) -> tuple[Any, Any, Any]:
    """(Phi, Q, shift) of a gap."""
    d = len(ss.drift)
    nothing = Series([0.0, gap], np.full((2, len(ss.loadings)), np.nan))
    sizes, entries, panel = lay_out_one(ss, nothing)
    work, dims = make_work(sizes, panel), dims_of(d)
    fill_table(dims, sizes, entries, panel, 0, work)
    row = work.table[0, : step_width(dims)]
    cov = np.zeros((d, d))
    cov[np.tril_indices(d)] = row[d * d : -d]
    return row[: d * d].reshape(d, d).copy(), cov + np.tril(cov, -1).T, row[-d:].copy()


def series_of(
    rng: np.random.Generator, n: int, d: int, gaps: str, *, model: StateSpace | None = None, missing: float = 0.15
) -> Series:
    """n observations, drawn from a model if there is one, else pure noise."""
    steps = (
        rng.choice([1.0, 1.0, 1.0, 1.0, 2.0, 0.5, 0.75], n - 1) if gaps == "near-daily" else rng.exponential(size=n - 1)
    )
    times = np.concatenate([[0.0], np.cumsum(steps)])
    values = rng.normal(size=(n, d))
    if model is not None:
        known = {gap: one_gap(model, gap) for gap in np.unique(steps)}
        _, rest, mean = one_gap(model, 1e4)
        x = rng.multivariate_normal(mean, rest)
        for i in range(n):
            if i:
                phi, cov, shift = known[steps[i - 1]]
                x = phi @ x + shift + rng.multivariate_normal(np.zeros(len(x)), cov)
            values[i] = model.loadings @ x + model.offsets + rng.normal(size=d) * np.sqrt(model.noise)
    values[rng.uniform(size=values.shape) < missing] = np.nan
    return Series(times, values)


def many_diaries(spec: Spec, rng: np.random.Generator, count: int) -> list[Series]:
    """Daily diaries of 90 days, all persons alike: so many, from the exact transition of a day."""
    ss = spec.statespace(spec.start())
    phi, cov, shift = one_gap(ss, 1.0)
    _, rest, mean = one_gap(ss, 1e4)
    root, step = np.linalg.cholesky(rest), np.linalg.cholesky(cov)
    d = len(mean)
    x = mean + rng.normal(size=(count, d)) @ root.T
    values = np.empty((count, 90, d))
    for day in range(90):
        values[:, day] = x @ ss.loadings.T + ss.offsets + rng.normal(size=(count, d)) * np.sqrt(ss.noise)
        x = x @ phi.T + shift + rng.normal(size=(count, d)) @ step.T
    values[rng.uniform(size=values.shape) < 0.15] = np.nan
    return [Series(np.arange(90.0), one) for one in values]


def diaries_from_prior(
    spec: Spec, rng: np.random.Generator, count: int, n: int
) -> tuple[list[dict[str, float]], list[Series]]:
    """Parameters drawn from their priors, only where the drift is stable, and a daily diary from each; 15% missing."""
    truths: list[dict[str, float]] = []
    diaries = []
    while len(diaries) < count:
        drawn = {name: float(draws[0]) for name, draws in spec.draw_prior(rng, 1).items()}
        try:
            ss = spec.statespace(drawn)
        except EngineFault:
            continue  # not stable, or a decay that is not a decay: outside the model
        phi, cov, shift = one_gap(ss, 1.0)
        _, rest, mean = one_gap(ss, 1e5)
        d = len(mean)
        x, values = rng.multivariate_normal(mean, rest), np.empty((n, d))
        for day in range(n):
            values[day] = ss.loadings @ x + ss.offsets + rng.normal(size=d) * np.sqrt(ss.noise)
            x = phi @ x + shift + rng.multivariate_normal(np.zeros(d), cov)
        for i, channel in enumerate(spec.families or ()):
            if isinstance(channel, Ordinal):
                cells = np.round((values[:, i] - channel.low) / channel.step) * channel.step
                values[:, i] = np.clip(channel.low + cells, channel.low, channel.high)
        values[rng.uniform(size=values.shape) < 0.15] = np.nan
        truths.append(drawn)
        diaries.append(Series(np.arange(n) * 1.0, values))
    return truths, diaries


def density_of(spec: Spec, series: Series) -> Callable[[Floats], tuple[float, Floats]]:
    """The log posterior of theta (q,) and its gradient, as `sample` sees them."""
    program, panel, dims = spec.program(True), panel_of(spec, series), dims_of(spec.sizes.d)
    work = make_work(spec.sizes, panel)

    def both(theta: Floats) -> tuple[float, Floats]:
        gradient = np.empty(len(theta))
        return density(dims, theta, program, spec.sizes, panel, 0, 1, work, gradient), gradient

    return both
