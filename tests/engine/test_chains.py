"""One compiled chain: it can be watched, stopped and repeated, and is compiled once for all processes."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tests.engine.test_fit import two_states
from upright.engine import Series
from upright.engine.chains import DIVERGED, DONE, STOP, run_chain
from upright.engine.compiling import dims_of
from upright.engine.density import density
from upright.engine.kalman import make_work
from upright.engine.nuts import STATS, make_chain
from upright.engine.panels import panel_of

SPEC = two_states()
FEW = Series([0.0, 1.0, 2.5, 3.0], [[5.0, 4.0], [6.0, np.nan], [4.0, 4.5], [5.5, 3.0]])


def run(series, draws=200, warmup=300, seed=0, stream=0, start=None, progress=None, **how):
    panel, q = panel_of(SPEC, series), SPEC.size()
    theta, told = np.full((draws, q), np.nan), np.full((draws, len(STATS)), np.nan)
    progress = np.zeros(3, dtype=np.int64) if progress is None else progress
    taken = run_chain(
        dims_of(2), SPEC.start() if start is None else start, SPEC.program(True), SPEC.sizes, panel, 0, 1,
        make_work(SPEC.sizes, panel), make_chain(q, warmup, seed, stream, **how), theta, told, progress,
    )  # fmt: skip
    return taken, theta, told, progress


def test_what_is_told_of_a_draw_is_so():
    taken, theta, told, progress = run(FEW)
    assert taken == 200 and progress[DONE] == 500
    assert progress[DIVERGED] == told[:, STATS.index("diverging")].sum()
    panel, gradient = panel_of(SPEC, FEW), np.zeros(SPEC.size())
    work, program = make_work(SPEC.sizes, panel), SPEC.program(True)
    for row in (0, 100, 199):
        value = density(dims_of(2), theta[row], program, SPEC.sizes, panel, 0, 1, work, gradient)
        assert told[row, STATS.index("log_density")] == pytest.approx(value, rel=1e-12)


def test_draws_depend_on_seed_and_stream_alone_not_on_the_threads_beside():
    alone = [run(FEW, stream=i)[1] for i in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = [chain[1] for chain in pool.map(lambda i: run(FEW, stream=i), range(4))]
    for one, other in zip(alone, together, strict=True):
        assert np.all(one == other)
    assert not np.any(alone[0] == alone[1])


def test_a_chain_stops_when_told_to_from_another_thread():
    progress = np.zeros(3, dtype=np.int64)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, FEW, draws=3_000_000, warmup=50, progress=progress)
        while progress[DONE] < 100:
            pass
        progress[STOP] = 1
        taken, theta, _, _ = running.result(timeout=20)
    assert 50 <= taken < 3_000_000
    assert np.isfinite(theta[:taken]).all() and np.isnan(theta[taken:]).all()


def test_a_start_without_a_density_is_refused():
    taken, theta, _, _ = run(FEW, start=np.full(SPEC.size(), 800.0))
    assert taken == -1 and np.isnan(theta).all()


def test_another_process_finds_the_compiled_chain_on_disk():
    run(FEW, draws=1, warmup=0)
    code = """
from tests.engine.test_chains import FEW, run
from upright.engine.chains import run_chain
run(FEW, draws=1, warmup=0)
raise SystemExit(0 if run_chain.stats.cache_hits and not run_chain.stats.cache_misses else 1)
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": "src:."}, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
