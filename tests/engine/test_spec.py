"""A spec: what a person reads, what kernels get, and that derivatives find their way back."""

from __future__ import annotations

import numpy as np
import pytest

from upright.engine import Censored, EngineFault, Free, Gaussian, Spec, cholesky, cholesky_of, stable
from upright.engine.arrays import block_starts
from upright.engine.priors import Beta, Exponential, Gamma, HalfNormal, LogNormal, Normal, StudentT, Uniform
from upright.engine.program import gather, log_prior, spread
from upright.engine.transforms import bounded, negative, positive, real


def loop(**changes) -> Spec:
    """Two states that pull at each other, three channels, one kind of event, one input."""
    calm, error = Free("calm", negative, Normal(-0.5, 0.3)), Free("error", positive, Gamma(2, 3))
    both = Free("both", bounded(-0.4, 0.4), Uniform(-0.4, 0.4))
    given = {
        "states": ("mood", "effort"),
        "channels": ("rating", "tired", "done"),
        "drift": [[calm, Free("pull", real, Normal(0, 0.5))], [0.2, calm]],
        "intercept": [Free("base", real, StudentT(4, 0, 1), each=True), 0.0],
        "diffusion": [[Free("unrest", positive, HalfNormal(1)), None], [both, 1.0]],
        "loadings": [[1, 0], [0.5, Free("tired", real, Normal(0, 1))], [0, 1]],
        "offsets": [Free("usual", bounded(0, 10), Beta(2, 2, 0, 10), each=True), 0, 0],
        "noise": [error, Free("error 2", positive, LogNormal(-1, 0.5)), error],
        "initial_mean": [0, 0],
        "initial_cov": [[1, 0], [0, Free("first", positive, Exponential(1))]],
        "impulses": [[Free("hit", real, Normal(1, 1))], [0]],
        "inputs": [[0], [Free("weekend")]],
        "kinds": ("praise",),
        "input_names": ("weekend",),
        "families": (Gaussian(), Censored(0, 10), Gaussian()),
    }
    return Spec(**{**given, **changes})


READS = [
    "Per day:",
    "  d mood = (calm mood + pull effort + base) dt + dW[mood]",
    "  d effort = (0.2 mood + calm effort + weekend weekend) dt + dW[effort]",
    "",
    "Noise of the states, covariance per day:",
    "  mood: unrest",
    "  effort, mood: both",
    "  effort: 1",
    "",
    "At an event of size s:",
    "  mood rises by hit s[praise]",
    "",
    "Seen:",
    "  rating = mood + usual + error with variance error, Gaussian()",
    "  tired = 0.5 mood + tired effort + error with variance error 2, Censored(low=0, high=10)",
    "  done = effort + error with variance error, Gaussian()",
    "",
    "At the first observation:",
    "  mood about 0",
    "  effort about 0",
    "  covariance:",
    "  mood: 1",
    "  effort: first",
    "",
    "  parameter     where                             range               prior",
    "  calm          drift[0, 0], drift[1, 1]          negative            Normal(-0.5, 0.3)",
    "  pull          drift[0, 1]                       real                Normal(0, 0.5)",
    "  unrest        diffusion[0, 0]                   positive            HalfNormal(1)",
    "  both          diffusion[0, 1], diffusion[1, 0]  bounded(-0.4, 0.4)  Uniform(-0.4, 0.4)",
    "  tired         loadings[1, 1]                    real                Normal(0, 1)",
    "  error         noise[0], noise[2]                positive            Gamma(2, 3)",
    "  error 2       noise[1]                          positive            LogNormal(-1, 0.5)",
    "  first         initial_cov[1, 1]                 positive            Exponential(1)",
    "  hit           impulses[0, 0]                    real                Normal(1, 1)",
    "  weekend       inputs[1, 0]                      real                flat",
    "  base (each)   intercept[0]                      real                StudentT(4, 0, 1)",
    "  usual (each)  offsets[0]                        bounded(0, 10)      Beta(2, 2, 0, 10)",
]


def test_a_spec_reads_as_the_model():
    assert str(loop()).splitlines() == READS


def test_shared_parameters_come_first_and_each_unit_has_its_own_others():
    spec = loop()
    assert spec.names(2)[-4:] == ("base[0]", "usual[0]", "base[1]", "usual[1]")
    assert spec.size(3) == 10 + 3 * 2 == len(spec.start(3))
    theta = spec.start(2)
    theta[-1] = 1.0
    assert spec.statespace(theta, unit=0, units=2).offsets[0] == 5.0
    assert spec.statespace(theta, unit=1, units=2).offsets[0] == pytest.approx(10 / (1 + np.exp(-1)))


def test_parameters_by_name_come_back():
    spec = loop()
    rng = np.random.default_rng(1)
    theta = rng.normal(size=spec.size())
    values = spec.constrain(theta)
    assert spec.unconstrain(values) == pytest.approx(theta, rel=1e-9)
    ss = spec.statespace(values)
    assert ss.drift[0, 0] == ss.drift[1, 1] == values["calm"] < 0
    assert ss.diffusion[0, 1] == ss.diffusion[1, 0] == values["both"]


def matrices() -> Spec:
    return Spec(
        states=("a", "b", "c"),
        channels=("y",),
        drift=stable("a", 3, Normal(1, 0.3), Normal(0, 1), Normal(0, 1)),
        intercept=[0, 0, 0],
        diffusion=cholesky("q", 3, HalfNormal(1), Normal(0, 1), each=True),
        loadings=[[1, 0, 0]],
        offsets=[0],
        noise=[1],
    )


def test_a_stable_drift_is_stable_whatever_its_parameters_and_reaches_every_stable_matrix():
    spec = matrices()
    rng = np.random.default_rng(2)
    for _ in range(50):
        ss = spec.statespace(rng.normal(size=spec.size()))
        assert np.linalg.eigvals(ss.drift).real.max() < 0
        values = spec.drift.values(ss.drift)
        again = dict(zip([free.name for free in spec.drift.frees], values, strict=True))
        again |= dict.fromkeys((free.name for free in spec.diffusion.frees), 1.0)
        assert spec.statespace(again).drift == pytest.approx(ss.drift, abs=1e-8 * np.abs(ss.drift).max())
    with pytest.raises(EngineFault, match="real part 0 or more"):
        spec.drift.values(np.eye(3))


def test_a_cholesky_factor_reaches_every_covariance():
    group = cholesky("q", 2)
    cov = np.array([[2.0, -0.5], [-0.5, 1.0]])
    a, b, c = group.values(cov)
    root = np.array([[a, 0], [b, c]])
    assert root @ root.T == pytest.approx(cov)


@pytest.mark.parametrize("make", [loop, matrices])
def test_derivatives_find_their_way_back_through_every_transform_group_and_prior(make):
    spec, units = make(), 2
    program = spec.program()
    rng = np.random.default_rng(3)
    theta = 0.5 * rng.normal(size=spec.size(units))
    weights = rng.normal(size=(units, len(program.constants)))
    d, place_of_cov = spec.sizes.d, block_starts(spec.sizes)["initial_cov"]
    blocks = [d * d + d] if spec.initial_mean is None else [d * d + d, place_of_cov]
    for w in weights:  # derivatives with respect to a symmetric matrix come symmetric
        for place in blocks:
            block = w[place : place + d * d].reshape(d, d)
            block[:] = (block + block.T) / 2

    def total(t):
        entries = np.zeros(len(program.constants))
        value = log_prior(program, t, np.zeros_like(t))
        for unit in range(units):
            spread(program, t, unit, entries)
            value += weights[unit] @ entries
        return value

    found = np.zeros_like(theta)
    log_prior(program, theta, found)
    for unit in range(units):
        gather(program, theta, unit, weights[unit], found)
    h = 1e-5
    expected = [(total(theta + h * e) - total(theta - h * e)) / (2 * h) for e in np.eye(len(theta))]
    assert found == pytest.approx(np.array(expected), rel=1e-7, abs=1e-7)


def test_without_priors_nothing_is_added():
    spec = loop()
    gradient = np.zeros(spec.size())
    assert log_prior(spec.program(with_prior=False), spec.start(), gradient) == 0.0
    assert not gradient.any()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"drift": [[1.0]]}, "drift has not 2 rows"),
        ({"noise": [1.0, -0.5, 1.0]}, r"noise\[1\] is -0.5; it must be 0 or more"),
        ({"noise": [Free("calm", positive), 1, 1]}, "calm in noise differs"),
        ({"diffusion": [[1.0, 0.2], [0.3, 1.0]]}, "must be symmetric"),
        ({"impulses": None}, "impulses is None"),
        ({"drift": cholesky("a", 2)}, "stable of 2 may stand here"),
        ({"states": ("mood", "mood")}, "different names"),
        ({"offsets": ["a", 0, 0]}, r"offsets\[0\] is 'a'; it must be a number or Free"),
    ],
)
def test_a_spec_that_cannot_be_names_what_is_wrong(changes, message):
    with pytest.raises(EngineFault, match=message):
        loop(**changes)


def test_draws_from_the_prior_are_spread_as_it_says():
    spec = loop(inputs=[[0], [0]])
    drawn = spec.draw_prior(np.random.default_rng(5), 4000)
    assert np.mean(drawn["calm"]) == pytest.approx(-0.531, abs=0.02)  # of Normal(-0.5, 0.3) below 0
    assert np.mean(drawn["usual"]) == pytest.approx(5.0, abs=0.15)
    with pytest.raises(EngineFault, match="prior of weekend is flat"):
        loop().draw_prior(np.random.default_rng(5), 2)


def small(**changes) -> Spec:
    """One state, one channel."""
    given = {"states": ("a",), "channels": ("y",), "drift": [[-1]], "intercept": [0], "diffusion": [[1]],
             "loadings": [[1]], "offsets": [0], "noise": [1]}  # fmt: skip
    return Spec(**{**given, **changes})


def test_draws_from_the_prior_keep_within_the_range():
    drawn = small(drift=[[Free("calm", negative, Normal(-0.5, 0.5))]]).draw_prior(np.random.default_rng(1), 2000)
    assert (drawn["calm"] < 0).all()
    assert len(drawn["calm"]) == 2000
    with pytest.raises(EngineFault, match="must give more numbers below 0"):
        small(drift=[[Free("calm", negative, Normal(50, 0.5))]]).draw_prior(np.random.default_rng(1), 2)


def test_a_parameter_described_once_is_mentioned_by_its_name_alone():
    calm, both = Free("calm", negative, Normal(-0.5, 0.3)), Free("both", bounded(-0.4, 0.4))
    for one, other in ((calm, Free("calm")), (Free("calm"), calm)):
        spec = loop(drift=[[one, 0.1], [0.2, other]], diffusion=[[1, Free("both")], [both, 1]])
        assert [free for free in spec.frees if free.name in ("calm", "both")] == [calm, both]


def test_theta_of_another_length_or_unit_is_refused():
    spec = loop()
    with pytest.raises(EngineFault, match=r"theta has shape \(11,\); it must have shape \(12,\)"):
        spec.statespace(spec.start()[:-1])
    with pytest.raises(EngineFault, match="unit is 2; it must be 0 to 1, as units is 2"):
        spec.entries(spec.start(2), unit=2, units=2)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Free("x", real, LogNormal(0, 1)), r"transform of x is real; it must keep within 0 to inf"),
        (lambda: Free("x", bounded(-1, 1), Beta(2, 2)), "must keep within 0 to 1"),
        (lambda: Free("x[0]"), "without brackets"),
        (lambda: Free("x", each="no"), "each of x is 'no'; it must be True or False"),
        (lambda: small(noise=[Free("r", start=1.0)]), "transform of r is real; of a variance it must be positive"),
        (lambda: small(diffusion=[[Free("q", start=1.0)]]), "of a variance it must be positive"),
        (lambda: cholesky("q", 2).values(np.eye(3)), r"matrix has shape \(3, 3\); it must have shape \(2, 2\)"),
        (lambda: cholesky("q", 2).values([[1, 0.5], [0, 1]]), "it must be symmetric"),
        (lambda: parted().values([[1, 0.5], [0.5, 1]]), r"matrix has L\[1, 0\] = 0.5 in its .* it must be 0 there"),
        (lambda: parted().values([[1, 0], [0, 0]]), "matrix is not positive definite"),
        (lambda: cholesky_of([[Free("l", positive)], [0.0]]), r"rows\[1\] has 1 entries; it must have 2"),
        (lambda: cholesky_of([[Free("l")]]), "transform of l is real; on the diagonal it must be positive"),
        (lambda: cholesky_of([[0.0]]), r"rows\[0\]\[0\] is 0.0; it must be Free"),
        (lambda: cholesky_of([[Free("l", positive)], [0.5, 0.0]]), r"rows\[1\]\[0\] is 0.5; it must be Free or 0"),
        (
            lambda: small(intercept=[Free("usual")], diffusion=cholesky_of([[Free("usual", positive)]])),
            "usual of diffusion has the name of another",
        ),
    ],
)
def test_what_would_go_wrong_silently_is_refused(make, message):
    with pytest.raises(EngineFault, match=message):
        make()


def parted():
    """The covariance of two states that have nothing to do with each other."""
    return cholesky_of([[Free("spread a", positive)], [0.0, Free("spread b", positive)]])


def test_a_root_with_zeros_reads_as_its_rows_and_comes_back_from_its_matrix():
    spec = small(states=("a", "b"), drift=[[-0.5, 0], [0, -1]], intercept=[0, 0], diffusion=parted(), loadings=[[1, 1]])
    text = str(spec)
    assert "  L L', the rows of L being\n  a: spread a\n  b: 0, spread b\n" in text
    assert "any, L L'" not in text
    assert [free.name for free in spec.frees][-2:] == ["spread a", "spread b"]
    assert parted().values([[4.0, 0.0], [0.0, 9.0]]) == (2.0, 3.0)


def test_a_minus_reads_as_one():
    spec = small(states=("a", "b"), drift=[[-0.5, -0.2], [0.1, -1]], intercept=[0, 0], diffusion=[[1, 0], [0, 1]],
                 loadings=[[1, -2]])  # fmt: skip
    assert "  d a = (-0.5 a - 0.2 b) dt + dW[a]" in str(spec).splitlines()
