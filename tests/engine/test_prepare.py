"""Kernels are got ready ahead of their use, with something to tell whoever waits."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from upright.engine import EngineFault, prepare

# Prints what was told, how long the first fit took, and how many kernels it and `prepare` compiled.
PROGRAM = """
import json, time
import numpy as np
from tests.engine.test_fit import two_states
from upright.engine import Series, fit, prepare

told = []
prepare(2, sample=True, progress=lambda done, of: told.append((done, of)))
from upright.engine.chains import run_chain
from upright.engine.climbing import climb_each
ready = [len(kernel.overloads) for kernel in (climb_each, run_chain)]
compiled = sum(sum(kernel.stats.cache_misses.values()) for kernel in (climb_each, run_chain))
spec, began = two_states(), time.perf_counter()
fit(spec, Series(np.arange(30.0), 5 + np.random.default_rng(1).normal(size=(30, 2))))
took = time.perf_counter() - began
print(json.dumps({"told": told, "took": took, "compiled": compiled, "ready": ready,
                  "after": [len(kernel.overloads) for kernel in (climb_each, run_chain)]}))
"""


def test_after_it_the_first_fit_of_a_process_is_quick_and_finds_everything_ready():
    told = []
    prepare(2, sample=True, progress=lambda done, of: told.append((done, of)))
    assert told == [(done, 10) for done in range(11)]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=False, env={"PYTHONPATH": "src:."}, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert [tuple(pair) for pair in found["told"]] == told
    assert found["compiled"] == 0
    assert found["ready"] == found["after"] == [1, 1]
    assert found["took"] < 1.0


@pytest.mark.parametrize(("how", "steps"), [({"fit": False}, 3), ({}, 8), ({"fit": False, "sample": True}, 10)])
def test_only_what_is_asked_for_is_prepared(how, steps):
    told = []
    prepare(2, **how, progress=lambda done, of: told.append((done, of)))
    assert told == [(done, steps) for done in range(steps + 1)]


@pytest.mark.parametrize("d", [0, 9])
def test_a_number_of_states_that_no_model_has_is_refused(d):
    with pytest.raises(EngineFault):
        prepare(d)
