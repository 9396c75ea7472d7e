"""What kernels work out does not depend on who compiled them, when, or how many cores there are."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Compiling everything anew takes about half a minute alone on a core, and far longer beside others.
pytestmark = pytest.mark.timeout(400)

SOURCE = Path(__file__).parents[2] / "src" / "upright"

# Prints, as JSON, every number that it works out in hexadecimal, and how many kernels it compiled. One argument: the
# cores to use, 0 for all.
PROGRAM = """
import json, os, sys
import numpy as np
from upright.engine import Free, Gaussian, Ordinal, Series, Spec, fit_each, log_likelihoods, sample
from upright.engine.chains import run_chain
from upright.engine.priors import HalfNormal, Normal
from upright.engine.transforms import negative, positive

if int(sys.argv[1]) and hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, list(os.sched_getaffinity(0))[: int(sys.argv[1])])
rng = np.random.default_rng(1)
spec = Spec(
    states=("a",), channels=("y", "z"), families=[Gaussian(), Ordinal(0, 4, 1)],
    drift=[[Free("decay", negative, Normal(-0.7, 0.4))]], intercept=[0],
    diffusion=[[Free("q", positive, HalfNormal(2))]],
    loadings=[[1], [0.5]], offsets=[Free("m", prior=Normal(5, 2.5)), 2.0],
    noise=[Free("r", positive, HalfNormal(2)), 0.3], impulses=[[Free("kick")]], kinds=("k",),
)

def diary(n):
    values = np.column_stack([5 + rng.normal(size=n), rng.integers(0, 5, n)])
    times = np.cumsum(rng.choice([0.1, 0.3, 0.7, 1.0], n))
    some = times[::7]
    return Series(times, values, event_times=some, event_kinds=[0] * len(some), event_sizes=[1.0] * len(some))

diaries = [diary(n) for n in range(15, 135)]
draws = sample(spec, diaries[20], chains=2, draws=300, warmup=200, seed=5)
fits = fit_each(spec, diaries)
values = log_likelihoods(spec.statespace(spec.start()), diaries)
found = {"draws": draws.theta, "tops": fits.theta, "covariances": fits.covariance, "values": values}
found = {name: array.tobytes().hex() for name, array in found.items()}
print(json.dumps({"compiled": sum(run_chain.stats.cache_misses.values()), **found}))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A copy of the package that nothing was compiled for yet."""
    root = tmp_path_factory.mktemp("fresh")
    shutil.copytree(SOURCE, root / "upright", ignore=shutil.ignore_patterns("__pycache__"))
    return root


def run(place: Path, cores: int) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(cores)], check=False, env={"PYTHONPATH": str(place)}, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_draws_are_the_same_in_the_process_that_compiles_in_the_next_one_and_on_one_core(place):
    first, second, alone = run(place, 0), run(place, 0), run(place, 1)
    assert first.pop("compiled") == 1 and second.pop("compiled") == 0 and alone.pop("compiled") == 0
    for name, expected in first.items():
        assert second[name] == expected, name
        assert alone[name] == expected, name
