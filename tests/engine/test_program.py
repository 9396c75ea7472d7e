"""Kernels between theta and entries: against the same thing written plainly, for every transform, prior and group."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from scipy import stats

from upright.engine import Free, Spec, cholesky, cholesky_of, stable
from upright.engine.arrays import block_starts
from upright.engine.priors import (
    Beta,
    Exponential,
    Gamma,
    HalfNormal,
    LogNormal,
    NegativeLogNormal,
    Normal,
    StudentT,
    Uniform,
)
from upright.engine.program import gather, log_prior, spread
from upright.engine.transforms import bounded, negative, positive, real


class MinusLogNormal:
    """The density of a number of which minus it is log-normal."""

    def logpdf(self, x):
        return stats.lognorm(0.5, scale=math.exp(-1)).logpdf(-x)


PAIRS = [
    (real, None, None),
    (real, Normal(0.2, 0.7), stats.norm(0.2, 0.7)),
    (real, StudentT(3, 0.1, 0.5), stats.t(3, 0.1, 0.5)),
    (positive, None, None),
    (positive, LogNormal(-1, 0.5), stats.lognorm(0.5, scale=math.exp(-1))),
    (positive, HalfNormal(2), stats.halfnorm(scale=2)),
    (positive, Gamma(2.5, 3), stats.gamma(2.5, scale=1 / 3)),
    (positive, Exponential(0.7), stats.expon(scale=1 / 0.7)),
    (positive, Normal(0.2, 0.7), stats.norm(0.2, 0.7)),
    (negative, None, None),
    (negative, Normal(-0.5, 0.3), stats.norm(-0.5, 0.3)),
    (negative, NegativeLogNormal(-1, 0.5), MinusLogNormal()),
    (bounded(-0.4, 0.6), None, None),
    (bounded(-0.4, 0.6), Uniform(-0.4, 0.6), stats.uniform(-0.4, 1.0)),
    (bounded(-1, 9), Beta(2, 3.5, -1, 9), stats.beta(2, 3.5, -1, 10)),
    (bounded(0.5, 2), Gamma(2.5, 3), stats.gamma(2.5, scale=1 / 3)),
]


def one(free: Free) -> Spec:
    """A spec whose only free number is an offset."""
    return Spec(
        states=("x",), channels=("y",), drift=[[-1]], intercept=[0], diffusion=[[1]], loadings=[[1]], offsets=[free],
        noise=[1],
    )  # fmt: skip


def slopes(function, theta, h=1e-5):
    """Central differences of a function of theta."""
    return np.array([(function(theta + h * e) - function(theta - h * e)) / (2 * h) for e in np.eye(len(theta))])


@pytest.mark.parametrize(("transform", "prior", "twin"), PAIRS, ids=[f"{a} {b}" for a, b, _ in PAIRS])
def test_the_log_prior_is_that_of_the_value_with_its_jacobian(transform, prior, twin):
    program = one(Free("m", transform, prior)).program()
    for t in (-2.0, -0.3, 0.0, 0.8, 2.5):
        theta, gradient = np.array([t]), np.zeros(1)
        h = 1e-6
        jacobian = abs(float(transform.value(t + h)) - float(transform.value(t - h))) / (2 * h)
        expected = (twin.logpdf(float(transform.value(t))) if twin else 0.0) + math.log(jacobian)
        assert log_prior(program, theta, gradient) == pytest.approx(expected, abs=1e-7)
        about = slopes(lambda x: log_prior(program, x, np.zeros(1)), theta)
        assert gradient == pytest.approx(about, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("transform", [real, positive, negative, bounded(-0.4, 0.6)], ids=str)
def test_a_value_stands_where_its_name_does_and_its_derivative_comes_back_from_there(transform):
    spec = one(Free("m", transform))
    program, place = spec.program(), block_starts(spec.sizes)["offsets"]
    for t in (-2.0, 0.3, 1.7):
        theta, entries, found = np.array([t]), np.empty(len(program.constants)), np.zeros(1)
        spread(program, theta, 0, entries)
        assert entries[place] == pytest.approx(float(transform.value(t)), rel=1e-14)
        back = np.zeros(len(entries))
        back[place] = 2.0
        gather(program, theta, 0, back, found)
        assert found == pytest.approx(slopes(lambda x: 2.0 * float(transform.value(x[0])), theta), rel=1e-8)


def grouped(d: int, **options) -> Spec:
    """A spec whose drift, diffusion and initial covariance are groups, with shared and own numbers beside them."""
    return Spec(
        states=tuple("abcd"[:d]),
        channels=("y",),
        drift=stable("a", d, Gamma(2, 2), Normal(0, 1), Normal(0, 0.5), **options),
        intercept=[Free("b", each=True)] * d,
        diffusion=cholesky("q", d, HalfNormal(1), Normal(0, 1)),
        loadings=[[1.0] * d],
        offsets=[Free("m", real, Normal(0, 1))],
        noise=[Free("r", positive, Exponential(1))],
        initial_mean=[0.0] * d,
        initial_cov=cholesky("p", d, LogNormal(0, 1), each=True),
    )


def written_out(spec: Spec, values: dict[str, float], name: str, d: int):
    """(J - I / 2) L L' or L L' of a group, and L."""
    root, turn = np.zeros((d, d)), -0.5 * np.eye(d)
    for i in range(d):
        for j in range(i + 1):
            root[i, j] = values[f"{name}.l{i + 1}{j + 1}"]
            if j < i and f"{name}.j{i + 1}{j + 1}" in values:
                turn[i, j] += values[f"{name}.j{i + 1}{j + 1}"]
                turn[j, i] -= values[f"{name}.j{i + 1}{j + 1}"]
    return turn @ root @ root.T, root @ root.T


@pytest.mark.parametrize("d", [1, 2, 4])
def test_groups_are_the_matrices_they_are_said_to_be(d):
    spec = grouped(d)
    theta = np.random.default_rng(d).normal(size=spec.size())
    values, ss = spec.constrain(theta), spec.statespace(theta)
    assert ss.drift == pytest.approx(written_out(spec, values, "a", d)[0], rel=1e-12, abs=1e-12)
    assert ss.diffusion == pytest.approx(written_out(spec, values, "q", d)[1], rel=1e-12, abs=1e-12)
    assert ss.initial_cov == pytest.approx(written_out(spec, values, "p", d)[1], rel=1e-12, abs=1e-12)
    assert np.linalg.eigvals(ss.drift).real.max() < 0


def with_zeros() -> Spec:
    """A spec with covariances of which some cells of the root are 0, one number of them bounded, one of each unit."""
    return Spec(
        states=("a", "b", "c"),
        channels=("y",),
        drift=stable("a", 3, Gamma(2, 2), Normal(0, 1), Normal(0, 0.5)),
        intercept=[Free("b", each=True)] * 3,
        diffusion=cholesky_of(
            [
                [Free("first", positive, LogNormal(0, 1))],
                [0.0, Free("second", bounded(0, 2), Beta(2, 2, 0, 2))],
                [Free("with first", each=True), 0, Free("third", positive, HalfNormal(1))],
            ]
        ),
        loadings=[[1.0] * 3],
        offsets=[0.0],
        noise=[Free("r", positive, Exponential(1))],
        initial_mean=[0.0] * 3,
        initial_cov=cholesky_of(
            [[Free("p1", positive)], [Free("p21"), Free("p2", positive)], [0, 0, Free("p3", positive)]]
        ),
    )


def test_a_root_with_zeros_has_its_numbers_in_the_other_cells():
    spec = with_zeros()
    theta = np.random.default_rng(1).normal(size=spec.size())
    v, ss = spec.constrain(theta), spec.statespace(theta)
    root = np.array([[v["first"], 0, 0], [0, v["second"], 0], [v["with first"], 0, v["third"]]])
    assert ss.diffusion == pytest.approx(root @ root.T, rel=1e-12, abs=1e-15)
    root = np.array([[v["p1"], 0, 0], [v["p21"], v["p2"], 0], [0, 0, v["p3"]]])
    assert ss.initial_cov == pytest.approx(root @ root.T, rel=1e-12, abs=1e-15)
    names = ["first", "second", "with first", "third"]
    assert spec.diffusion.values(ss.diffusion) == pytest.approx([v[name] for name in names], rel=1e-9)


@pytest.mark.parametrize(
    "make", [with_zeros, *(partial(grouped, d, each=each) for d in (1, 2, 4) for each in (False, True))]
)
def test_a_curved_function_of_the_entries_of_three_units_gets_its_exact_gradient(make):
    spec, units = make(), 3
    program, d = spec.program(), spec.sizes.d
    rng = np.random.default_rng(10 + d)
    theta = 0.5 * rng.normal(size=spec.size(units))
    weights = rng.normal(size=len(program.constants))
    for block in ("diffusion", "initial_cov"):
        place = block_starts(spec.sizes)[block]
        square = weights[place : place + d * d].reshape(d, d)
        square[:] = (square + square.T) / 2

    def value(t):
        total, entries = log_prior(program, t, np.zeros_like(t)), np.empty(len(weights))
        for unit in range(units):
            spread(program, t, unit, entries)
            total += np.sum(np.sin((unit + 1) * weights * entries))
        return total

    found, entries = np.zeros_like(theta), np.empty(len(weights))
    log_prior(program, theta, found)
    for unit in range(units):
        spread(program, theta, unit, entries)
        gather(program, theta, unit, (unit + 1) * weights * np.cos((unit + 1) * weights * entries), found)
    assert found == pytest.approx(slopes(value, theta), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    "drift",
    [
        [[-0.5, 1.0, 0.0], [0.0, -0.5, 1.0], [0.0, 0.0, -0.5]],  # defective
        [[-0.1, -3.0, 0.0], [3.0, -0.1, 0.0], [0.2, 0.1, -2.0]],  # oscillating
        [[-1e-3, 0.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.3, -20.0]],  # stiff
        [[0.4, -2.0, 0.0], [1.0, -1.0, 0.0], [0.0, 0.0, -0.7]],  # one state would grow alone
    ],
)
def test_a_stable_drift_reaches_awkward_stable_matrices(drift):
    group = stable("a", 3)
    matrix = np.array(drift)
    values = dict(zip([free.name for free in group.frees], group.values(matrix), strict=True))
    assert written_out(None, values, "a", 3)[0] == pytest.approx(matrix, abs=1e-9 * np.abs(matrix).max())


def test_what_is_shared_is_shared_and_what_is_each_belongs_to_one_unit():
    spec, units = grouped(2), 3
    program = spec.program()
    theta = np.random.default_rng(4).normal(size=spec.size(units))
    names = spec.names(units)

    def models(t):
        entries = np.empty((units, len(program.constants)))
        for unit in range(units):
            spread(program, t, unit, entries[unit])
        return entries

    before = models(theta)
    for i, name in enumerate(names):
        changed = theta.copy()
        changed[i] += 0.1
        moved = (models(changed) != before).any(axis=1)
        expected = [f"[{unit}]" in name or "[" not in name for unit in range(units)]
        assert moved.tolist() == expected, name


def test_the_log_prior_of_several_units_has_each_number_once_with_its_own_prior():
    spec, units = grouped(2), 3
    theta = np.random.default_rng(6).normal(size=spec.size(units))
    expected = 0.0
    for free, t in zip(spec.of_theta(units), theta, strict=True):
        value = float(free.transform.value(t))
        expected += 0.0 if free.prior is None else float(free.prior.log_density(value))
        expected += t if free.transform is positive else 0.0
    assert log_prior(spec.program(), theta, np.zeros(len(theta))) == pytest.approx(expected, rel=1e-12)


def test_derivatives_are_added_to_what_was_there():
    spec = grouped(2)
    program, theta = spec.program(), spec.start()
    back = np.ones(len(program.constants))
    fresh, added = np.zeros(len(theta)), np.full(len(theta), 5.0)
    for gradient in (fresh, added):
        gather(program, theta, 0, back, gradient)
        log_prior(program, theta, gradient)
    assert added == pytest.approx(fresh + 5.0)


def test_without_free_numbers_a_spec_is_its_model():
    spec = one(Free("m"))
    fixed = Spec(**{name: getattr(spec, name) for name in ("states", "channels", "drift", "intercept", "diffusion",
                    "loadings", "noise")}, offsets=[3.0])  # fmt: skip
    program = fixed.program()
    assert fixed.size() == 0
    assert fixed.statespace({}).offsets.tolist() == [3.0]
    assert log_prior(program, np.empty(0), np.empty(0)) == 0.0
