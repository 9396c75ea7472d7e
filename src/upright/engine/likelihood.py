"""How likely observations are under a model, and in which direction each number of the model should move.

Public doors to the kernels (`kalman`, `backwards`): they check what is given, lay it out, and spread many series over
the cores. A failure is a value: -inf where the observations cannot come from the model, NaN where a number overflowed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np

from upright.engine.arrays import Floats, Sizes
from upright.engine.faults import EngineFault
from upright.engine.statespace import Series, StateSpace, check_series, family_table, pack, sizes_of, unpack
from upright.engine.timeline import lay_out, lay_out_one

__all__ = ["Gradient", "log_likelihood", "log_likelihood_gradient", "log_likelihoods", "on_all_cores", "cores"]

AT_ONCE = 50  # series laid out together


@dataclass(frozen=True, eq=False)
class Gradient:
    """Derivatives of a log-likelihood, each of the shape of its namesake in `StateSpace`; None where that is None.

    Those of `diffusion` and `initial_cov` are symmetric: each of an off-diagonal pair carries half, so that
    sum(gradient.diffusion * change) is the change of the log-likelihood for any small symmetric change.
    """

    drift: Floats
    intercept: Floats
    diffusion: Floats
    loadings: Floats
    offsets: Floats
    noise: Floats
    initial_mean: Floats | None = None
    initial_cov: Floats | None = None
    impulses: Floats | None = None
    inputs: Floats | None = None
    covariates: Floats | None = None


def log_likelihood(ss: StateSpace, series: Series) -> float:
    """The log density of all observed values of one series; exact for Gaussian channels.

    For other channels it is that of assumed-density filtering (see docs/model.md). Raises EngineFault when the series
    does not fit the model.
    """
    from upright.engine.compiling import dims_of  # slow import: numba
    from upright.engine.kalman import make_work, value_of_unit  # slow import: numba

    sizes, entries, panel = lay_out_one(ss, series)
    return float(value_of_unit(dims_of(sizes.d), sizes, entries, panel, 0, make_work(sizes, panel)))


def log_likelihood_gradient(ss: StateSpace, series: Series) -> tuple[float, Gradient]:
    """The log-likelihood and its exact derivatives with respect to every number of the model (reverse mode)."""
    from upright.engine.backwards import gradient_of_unit  # slow import: numba
    from upright.engine.compiling import dims_of  # slow import: numba
    from upright.engine.kalman import make_work  # slow import: numba

    sizes, entries, panel = lay_out_one(ss, series)
    gradient = np.zeros_like(entries)
    value = gradient_of_unit(dims_of(sizes.d), sizes, entries, panel, 0, make_work(sizes, panel), gradient)
    if not np.isfinite(value):
        gradient[:] = np.nan
    blocks = {name: block if getattr(ss, name) is not None else None for name, block in unpack(sizes, gradient).items()}
    return float(value), Gradient(**blocks)  # type: ignore[arg-type]


def log_likelihoods(models: StateSpace | Sequence[StateSpace], series: Sequence[Series]) -> Floats:
    """The log-likelihood of each of many series (persons,), on all cores: under one model, or each under its own.

    Models must agree in their sizes and channels. Equal to `log_likelihood` one at a time to 1e-9.
    """
    from upright.engine.compiling import dims_of  # slow import: numba
    from upright.engine.kalman import make_work, values_of_units  # slow import: numba

    if not series:
        return np.zeros(0)
    shared = isinstance(models, StateSpace)
    each = [models] * len(series) if isinstance(models, StateSpace) else list(models)
    if len(each) != len(series):
        raise EngineFault(f"models has {len(each)} entries; it must have {len(series)}, one a series, or be one model")
    sizes = _agreeing(each[:1] if shared else each)
    for model, one in zip(each, series, strict=True):
        check_series(model, one)
    entries = np.stack([pack(model)[1] for model in (each[:1] if shared else each)])
    table = family_table(each[0].channels, sizes.p)
    found = np.zeros(len(series))

    def run(first: int, last: int) -> None:
        chunk = series[first:last]
        panel = lay_out([chunk] if shared else [[one] for one in chunk], sizes, *table)
        own = entries if shared else entries[first:last]
        values_of_units(dims_of(sizes.d), sizes, own, panel, make_work(sizes, panel), found[first:last])

    on_all_cores(run, len(series), AT_ONCE)
    return found


def _agreeing(models: Sequence[StateSpace]) -> Sizes:
    sizes = sizes_of(models[0])
    for i, model in enumerate(models):
        if sizes_of(model) != sizes or model.channels != models[0].channels:
            raise EngineFault(f"models[{i}] has other sizes or channels than models[0]; they must agree")
    return sizes


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def on_all_cores(
    run: Callable[[int, int], None], count: int, at_once: int, progress: Callable[[int, int], None] | None = None
) -> None:
    """Call `run(first, last)` for parts of range(count), `at_once` long, on all cores at the same time.

    The parts are the same on any number of cores, because what is laid out together decides how numbers are rounded.
    `progress(done, of)` is called after each part.
    """

    def part(first: int) -> int:
        last = min(first + at_once, count)
        run(first, last)
        return last - first

    done, firsts = 0, range(0, count, at_once)
    with ThreadPoolExecutor(max(1, min(cores(), len(firsts)))) as pool:
        try:
            for finished in as_completed([pool.submit(part, first) for first in firsts]):
                done += finished.result()
                if progress is not None:
                    progress(done, count)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
