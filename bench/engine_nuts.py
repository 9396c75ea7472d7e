"""Our No-U-Turn sampler beside nutpie's on the same density: same moments, effective draws per gradient and second.

    python -m bench.engine_nuts               needs nutpie (`pip install --group peers`); two minutes
    python -m bench.engine_nuts --draws 500   a quick look

Both get the compiled log posterior with its exact gradient, the same top to start around, four chains one after the
other on one core, 1,000 draws of warm-up. z is the difference of two posterior means (or of two mean squares about the
common mean, for the sd) over its Monte Carlo standard error; under agreement about N(0, 1). nutpie calls the density
through Python, and what that costs is told beside; effective draws per thousand gradients do not depend on it.
Gradients are counted after the warm-up, seconds with it.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
import warnings
from typing import Any, NamedTuple

import numpy as np

from bench.engine import best_us
from bench.engine_cases import density_of, series_of, spec_of
from upright.engine import Fit, Series, Spec, fit
from upright.engine.arrays import Floats
from upright.engine.chains import run_chain
from upright.engine.compiling import dims_of
from upright.engine.diagnostics import ess_bulk, ess_tail, mcse_mean, rhat
from upright.engine.fit import panel_of
from upright.engine.kalman import make_work
from upright.engine.nuts import STATS, make_chain

CHAINS, WARMUP = 4, 1000


class Run(NamedTuple):
    """What a sampler gave."""

    theta: Floats  # (chains, draws, q)
    gradients: int  # after the warm-up
    diverged: int
    seconds: float


def with_ours(spec: Spec, series: Series, top: Fit, draws: int) -> Run:
    """As `sample` does it, but chain after chain, and leapfrogs counted."""
    q, panel, program = len(top.theta), panel_of(spec, series), spec.program(True)
    theta, stats = np.empty((CHAINS, draws, q)), np.empty((CHAINS, draws, len(STATS)))
    work, root = make_work(spec.sizes, panel), np.linalg.cholesky(top.covariance)
    started = time.perf_counter()
    for i in range(CHAINS):
        start = top.theta + 0.5 * root @ np.random.default_rng([1, i]).normal(size=q)
        chain = make_chain(q, WARMUP, 1, i, dense=True, metric=top.covariance)
        watched = np.zeros(3, dtype=np.int64)
        taken = run_chain(
            dims_of(spec.sizes.d), start, program, spec.sizes, panel, 0, 1, work, chain, theta[i], stats[i], watched
        )
        if taken < draws:
            raise SystemExit("a chain could not start")
    took = time.perf_counter() - started
    at = STATS.index("leapfrogs"), STATS.index("diverging")
    return Run(theta, int(stats[:, :, at[0]].sum()), int(stats[:, :, at[1]].sum()), took)


def with_nutpie(spec: Spec, series: Series, top: Fit, draws: int, **settings: Any) -> Run:
    """nutpie with its own defaults, or with its low-rank metric."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import nutpie
        from nutpie.compiled_pyfunc import from_pyfunc

    both, q = density_of(spec, series), len(top.theta)
    root = np.linalg.cholesky(top.covariance)

    def expand(x: Floats) -> dict[str, Floats]:
        return {"theta": np.array(x)}

    model = from_pyfunc(
        ndim=q,
        make_logp_fn=lambda: lambda x: both(np.ascontiguousarray(x)),
        make_expand_fn=lambda *_: expand,
        expanded_dtypes=[np.dtype(np.float64)],
        expanded_shapes=[(q,)],
        expanded_names=["theta"],
        make_initial_point_fn=lambda seed: top.theta + 0.5 * root @ np.random.default_rng(seed).normal(size=q),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        nutpie.sample(model, draws=10, tune=10, chains=1, cores=1, progress_bar=False)
        started = time.perf_counter()
        trace = nutpie.sample(
            model, draws=draws, tune=WARMUP, chains=CHAINS, cores=1, seed=1, progress_bar=False, **settings
        )
        took = time.perf_counter() - started
    stats = trace.sample_stats
    return Run(
        trace.posterior["theta"].values, int(stats["n_steps"].values.sum()), int(stats["diverging"].values.sum()), took
    )


def z_scores(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Of the means, and of the mean squares about the common mean."""
    common = 0.5 * (a.mean(axis=(0, 1)) + b.mean(axis=(0, 1)))
    found = []
    for x, y in ((a, b), ((a - common) ** 2, (b - common) ** 2)):
        spread = np.hypot(mcse_mean(x), mcse_mean(y))
        found.append((x.mean(axis=(0, 1)) - y.mean(axis=(0, 1))) / spread)
    return found[0], found[1]


def told(name: str, run: Run) -> None:
    least = min(ess_bulk(run.theta).min(), ess_tail(run.theta).min())
    total = run.theta.shape[0] * run.theta.shape[1]
    print(
        f"  {name:17s}{run.seconds:7.2f} s, {run.gradients / total:5.1f} gradients a draw, R-hat "
        f"{rhat(run.theta).max():.4f}, {run.diverged:4d} diverged; least effective draws {least:6.0f}: "
        f"{1000 * least / run.gradients:5.1f} per 1,000 gradients, {least / run.seconds:6.0f} a second"
    )


def compare(d: int, n: int, draws: int) -> float:
    """One model both ways; the largest |z|."""
    spec = spec_of(d)
    rng = np.random.default_rng([3, d])
    series = series_of(rng, n, d, "near-daily", model=spec.statespace(spec.start()))
    top = fit(spec, series)
    with_ours(spec, series, top, 10)
    print(f"d = {d}, {n} days, {len(top.theta)} parameters, {CHAINS} chains of {draws} draws after {WARMUP}")
    both = density_of(spec, series)
    print(f"  one gradient called from Python: {best_us(lambda: both(top.theta)):.1f} us")
    own = with_ours(spec, series, top, draws)
    told("ours", own)
    worst = 0.0
    for name, settings in (("nutpie", {}), ("nutpie, low rank", {"low_rank_modified_mass_matrix": True})):
        peer = with_nutpie(spec, series, top, draws, **settings)
        told(name, peer)
        means, squares = z_scores(own.theta, peer.theta)
        worst = max(worst, float(np.abs(means).max()), float(np.abs(squares).max()))
        print(
            f"    against ours: z of means, largest {np.abs(means).max():.2f}, root mean square "
            f"{np.sqrt(np.mean(means**2)):.2f}; of sds {np.abs(squares).max():.2f}, {np.sqrt(np.mean(squares**2)):.2f}"
        )
    return worst


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=5000)
    draws = parser.parse_args().draws
    if importlib.util.find_spec("nutpie") is None:
        print("nutpie is not installed: nothing to compare with")
        return 0
    worst = max(compare(2, 90, draws), compare(4, 90, draws))
    print(f"largest |z| of all: {worst:.2f}{'   MISSED (4)' if worst > 4 else '   limit 4'}")
    return 0 if worst <= 4 else 1


if __name__ == "__main__":
    sys.exit(main())
