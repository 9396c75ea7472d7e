"""Draws from the posterior: several chains of the No-U-Turn sampler, side by side, and what they say of themselves.

Chains start around the top that `fit` finds and take its curvature as their first guess of scale; `nuts` says how they
move. Everything follows from the seed, whatever the number of cores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np

from upright.engine.arrays import Floats
from upright.engine.diagnostics import ebfmi, ess_bulk, ess_tail, rhat
from upright.engine.faults import EngineFault
from upright.engine.fit import Trust, fit
from upright.engine.likelihood import cores
from upright.engine.panels import panel_in_parts, panel_of
from upright.engine.spec import Spec
from upright.engine.statespace import Series, StateSpace

__all__ = ["Posterior", "sample"]

MOST_RHAT = 1.01  # Vehtari et al. 2021 (Bayesian Analysis 16:667), as the next two
LEAST_ESS = 100  # a chain
LEAST_EBFMI = 0.3
# Share of draws that may diverge. Where a model may be unstable, a trajectory that leaves the valid region is counted
# as one; with a few such draws in a thousand the draws are as well calibrated as without (docs/truth.md).
MOST_DIVERGED = 0.01
DENSE = 50  # parameters up to which covariances are learnt beside variances
OFTEN = 0.1  # seconds between two calls of `progress`


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of q parameters in some chains."""

    spec: Spec
    units: int
    theta: Floats  # (chains, draws, q), on the unconstrained scale
    draws: dict[str, Floats]  # each (chains, draws), on the parameter's own scale
    log_density: Floats  # (chains, draws)
    energy: Floats  # (chains, draws)
    acceptance: Floats  # (chains, draws)
    diverging: Floats  # (chains, draws): 1 where the energy was lost
    step_size: Floats  # (chains,)
    rhat: dict[str, float]
    ess: dict[str, float]  # for the bulk
    ess_tail: dict[str, float]
    ebfmi: Floats  # (chains,)
    trust: Trust

    @property
    def divergences(self) -> int:
        """How many draws ended in a divergence: where the posterior may be narrower than the steps."""
        return int(self.diverging.sum())

    def interval(self, name: str, level: float = 0.9) -> tuple[float, float]:
        """The middle part of the draws of one parameter."""
        if name not in self.draws:
            raise EngineFault(f"{name} is not a parameter; the parameters are {', '.join(self.draws)}")
        low, high = np.quantile(self.draws[name], [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    def statespace(self, chain: int, draw: int, unit: int = 0) -> StateSpace:
        """The model of one unit at one draw."""
        return self.spec.statespace(self.theta[chain, draw], unit, self.units)

    def to_arviz(self) -> Any:
        """The same as an arviz InferenceData; EngineFault when arviz is not installed."""
        try:
            import arviz  # optional dependency: researchers have it, nobody else needs it
        except ImportError:
            raise EngineFault("arviz is not installed; install it to have the draws in its form") from None
        stats = {"lp": self.log_density, "energy": self.energy, "acceptance_rate": self.acceptance}
        return arviz.from_dict(posterior=self.draws, sample_stats={**stats, "diverging": self.diverging.astype(bool)})


def sample(
    spec: Spec,
    series: Series | Sequence[Series],
    chains: int = 4,
    draws: int = 1000,
    warmup: int = 1000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Posterior:
    """Draw from the posterior by the No-U-Turn sampler, chains on all cores.

    A list of series shares the parameters, save those with `each=True`. `progress(done, of)` is called now and then
    from the calling thread. Raises EngineFault when a series does not fit the spec or no chain can start; all else that
    speaks against the draws is in `trust`.
    """
    from upright.engine.chains import DONE, STOP, run_chain  # slow import: numba
    from upright.engine.compiling import dims_of  # slow import: numba
    from upright.engine.kalman import make_work  # slow import: numba
    from upright.engine.nuts import STATS, make_chain  # slow import: numba
    from upright.engine.parts import Parts  # slow import: numba
    from upright.engine.parts import run_chain as run_chain_in_parts  # slow import: numba

    for name, given, least in (("chains", chains, 1), ("draws", draws, 4), ("warmup", warmup, 0)):
        if given < least:
            raise EngineFault(f"{name} is {given}; it must be {least} or more")
    top = fit(spec, series, seed=seed)
    units, q = top.units, len(top.theta)
    many = [series] if isinstance(series, Series) else list(series)
    panel = panel_of(spec, many)
    cut = panel_in_parts(spec, many, panel)
    known = bool(np.isfinite(top.covariance).all())
    root = np.linalg.cholesky(top.covariance) if known else 0.1 * np.eye(q)
    program, dims = spec.program(True), dims_of(spec.sizes.d)
    theta, stats = np.full((chains, draws, q), np.nan), np.full((chains, draws, len(STATS)), np.nan)
    watched = np.zeros((chains, 3), dtype=np.int64)
    metric = (top.covariance if q <= DENSE else np.diag(top.covariance)) if known else None

    def run_one(start: Floats, chain: Any, i: int) -> int:
        kept = theta[i], stats[i], watched[i]
        if evaluate is not None:
            return run_chain_in_parts(evaluate, start, chain, *kept)
        work = make_work(spec.sizes, panel)
        return int(run_chain(dims, start, program, spec.sizes, panel, 0, units, work, chain, *kept))

    def run(i: int) -> int:
        rng = np.random.default_rng([seed, i])
        for spread in (1.5, 0.5, 0.1, 0.0):  # far from the top a model may not be valid
            start = top.theta + spread * (root @ rng.normal(size=q))
            chain = make_chain(q, warmup, seed, i, dense=q <= DENSE, metric=metric)
            taken = run_one(start, chain, i)
            if taken >= 0:
                return taken
        return -1

    with ExitStack() as stack:
        evaluate = None if cut is None else stack.enter_context(Parts(spec, cut, prior=True))
        pool = stack.enter_context(ThreadPoolExecutor(min(cores(), chains)))
        running = [pool.submit(run, i) for i in range(chains)]
        try:
            for future in running:
                while not future.done():
                    _wait(future)
                    if progress is not None:
                        progress(int(watched[:, DONE].sum()), chains * (warmup + draws))
        except BaseException:
            watched[:, STOP] = 1
            raise
    if any(future.result() < draws for future in running):
        raise EngineFault("series and spec leave no point from which a chain can start; see the trust of `fit`")
    return _told(spec, units, theta, stats)


def _wait(future: Any) -> None:
    try:
        future.result(timeout=OFTEN)
    except TimeoutError:
        return


def _told(spec: Spec, units: int, theta: Floats, stats: Floats) -> Posterior:
    names = spec.names(units)
    frees = spec.of_theta(units)
    pairs = enumerate(zip(names, frees, strict=True))
    own = {name: np.asarray(free.transform.value(theta[:, :, i])) for i, (name, free) in pairs}
    hats, bulk, tail = (dict(zip(names, map(float, told(theta)), strict=True)) for told in (rhat, ess_bulk, ess_tail))
    energies = np.asarray(ebfmi(stats[:, :, 1]))
    reasons = []
    mixed = [name for name in names if not hats[name] < MOST_RHAT]
    few = [name for name in names if not min(bulk[name], tail[name]) >= LEAST_ESS * len(theta)]
    if mixed:
        reasons.append(f"chains disagree (R-hat {max(hats.values()):.3f}): {', '.join(mixed)}")
    if few:
        reasons.append(f"too few effective draws: {', '.join(few)}")
    diverged = int(stats[:, :, 6].sum())
    if diverged > MOST_DIVERGED * stats[:, :, 6].size:
        reasons.append(f"{diverged} draws diverged")
    if not (energies >= LEAST_EBFMI).all():
        reasons.append(f"energies mix slowly (E-BFMI {energies.min():.2f})")
    return Posterior(
        spec, units, theta, own, stats[:, :, 0], stats[:, :, 1], stats[:, :, 2], stats[:, :, 6], stats[:, -1, 3],
        hats, bulk, tail, energies, Trust(tuple(reasons)),
    )  # fmt: skip
