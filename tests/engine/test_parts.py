"""A large panel in parts: the same density, the same bits on any number of cores, and whole where parts do not pay."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from tests.engine.test_fit import two_states
from upright.engine import Free, Series, fit, sample
from upright.engine.climbing import climb_each, make_tour
from upright.engine.compiling import dims_of
from upright.engine.density import density
from upright.engine.fit import room
from upright.engine.kalman import make_work
from upright.engine.panels import PART, edges_of, panel_in_parts, panel_of
from upright.engine.parts import Parts
from upright.engine.priors import Normal

SHARED = two_states()
EACH = two_states(offsets=[Free("ma", prior=Normal(5, 2.5), each=True), Free("mb", prior=Normal(5, 2.5))])


def diaries(count: int, days: int = 90, grid: float = 1.0) -> list[Series]:
    """Pure noise about the usual values, with gaps that are multiples of `grid`."""
    rng = np.random.default_rng(3)
    steps = np.ceil(rng.exponential(size=(count, days)) / grid) * grid if grid < 1 else np.ones((count, days))
    values = np.array([5.0, 4.0]) + rng.normal(size=(count, days, 2))
    values[rng.uniform(size=values.shape) < 0.15] = np.nan
    return [Series(np.cumsum(gaps), rows) for gaps, rows in zip(steps, values, strict=True)]


MANY = diaries(260)


def on_one_core(act):
    """What `act` returns when this thread, and those it starts, may use one core only; here where that can be told."""
    if not hasattr(os, "sched_setaffinity"):
        return act()
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        return act()
    finally:
        os.sched_setaffinity(0, before)


@pytest.mark.parametrize("spec", [SHARED, EACH], ids=["shared", "each"])
@pytest.mark.parametrize("prior", [True, False])
def test_value_and_gradient_are_those_of_the_whole(spec, prior):
    whole = panel_of(spec, MANY)
    units = len(whole.series_start) - 1
    cut = panel_in_parts(spec, MANY, whole)
    theta = spec.start(units) + 0.1 * np.random.default_rng(1).normal(size=spec.size(units))
    expected, found = np.zeros(len(theta)), np.zeros(len(theta))
    work = make_work(spec.sizes, whole)
    value = density(dims_of(2), theta, spec.program(prior), spec.sizes, whole, 0, units, work, expected)
    with Parts(spec, cut, prior) as evaluate:
        assert len(evaluate.edges) == 260 * 90 // PART + 1
        assert evaluate(theta, found) == pytest.approx(value, rel=1e-11)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-11 * np.abs(expected).max())


def test_where_the_model_is_not_valid_the_value_is_not_finite():
    with Parts(SHARED, panel_in_parts(SHARED, MANY, panel_of(SHARED, MANY)), True) as evaluate:
        assert not np.isfinite(evaluate(np.full(SHARED.size(), 800.0), np.zeros(SHARED.size())))


def test_a_fit_in_parts_is_the_compiled_one_and_the_same_bits_on_one_core():
    top = fit(SHARED, MANY, starts=2)
    assert top.trust, top.trust.reasons
    alone = on_one_core(lambda: fit(SHARED, MANY, starts=2))
    assert np.array_equal(top.theta, alone.theta) and np.array_equal(top.covariance, alone.covariance)
    panel, found = panel_of(SHARED, MANY), room(1, SHARED.size(), 1)
    climb_each(
        dims_of(2), SHARED.start()[None], 1, SHARED.program(), SHARED.sizes, panel,
        make_work(SHARED.sizes, panel), make_tour(SHARED.size()), found,
    )  # fmt: skip
    assert top.log_density == pytest.approx(found.value[0], rel=1e-9)
    spread = np.sqrt(np.diag(top.covariance))
    assert np.abs(top.theta - found.theta[0]).max() < 1e-3 * spread.max()
    assert top.covariance == pytest.approx(-np.linalg.inv(found.hessian[0]), rel=1e-3, abs=1e-3 * spread.max() ** 2)


def test_draws_in_parts_are_the_same_bits_on_one_core_and_lie_about_the_top():
    spec = two_states(drift=[[-0.6, 0.3], [-0.2, -0.8]], diffusion=[[1.0, 0], [0, 0.7]], noise=[0.5, 0.3])
    drawn = sample(spec, MANY, chains=2, draws=20, warmup=40)
    alone = on_one_core(lambda: sample(spec, MANY, chains=2, draws=20, warmup=40))
    assert np.array_equal(drawn.theta, alone.theta)
    top = fit(spec, MANY)
    assert np.abs(drawn.theta.mean(axis=(0, 1)) - top.theta).max() < 2 * max(top.sd.values())


def test_small_panels_and_those_whose_gaps_are_better_worked_out_once_stay_whole():
    assert panel_in_parts(SHARED, MANY[:40], panel_of(SHARED, MANY[:40])) is None
    one = [Series(np.arange(30_000.0), np.full((30_000, 2), 5.0))]
    assert panel_in_parts(SHARED, one, panel_of(SHARED, one)) is None
    fine = diaries(520, grid=1e-3)
    assert panel_in_parts(SHARED, fine, panel_of(SHARED, fine)) is None
    own = [replace(one, times=one.times + np.random.default_rng(i).uniform(0, 1e-3, 90)) for i, one in enumerate(MANY)]
    assert panel_in_parts(SHARED, own, panel_of(SHARED, own)) is not None


@pytest.mark.parametrize("lengths", [[1], [0, 0], [5] * 40, [100, 1, 1, 1, 100], list(range(30))])
def test_runs_are_even_and_hold_everything_once(lengths):
    edges = edges_of(np.array(lengths), 20)
    assert edges[0] == 0 and edges[-1] == len(lengths) and np.all(np.diff(edges) > 0)
    assert len(edges) - 1 <= max(1, sum(lengths) // 20)
