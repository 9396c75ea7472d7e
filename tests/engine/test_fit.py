"""Fitting: it finds the top, says how sharp it is, and says what it does not know."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov

from upright.engine import EngineFault, Free, Series, Spec, fit, fit_each, log_likelihood
from upright.engine.priors import HalfNormal, Normal
from upright.engine.transforms import negative, positive


def two_states(**changes) -> Spec:
    """Two states that pull at each other, each seen with error; at rest at the start."""
    given = {
        "states": ("a", "b"),
        "channels": ("ya", "yb"),
        "drift": [
            [Free("da", negative, Normal(-0.7, 0.4)), Free("b to a", prior=Normal(0, 0.5))],
            [Free("a to b", prior=Normal(0, 0.5)), Free("db", negative, Normal(-0.7, 0.4))],
        ],
        "intercept": [0, 0],
        "diffusion": [[Free("qa", positive, HalfNormal(2)), 0], [0, Free("qb", positive, HalfNormal(2))]],
        "loadings": [[1, 0], [0, 1]],
        "offsets": [Free("ma", prior=Normal(5, 2.5)), Free("mb", prior=Normal(5, 2.5))],
        "noise": [Free("ra", positive, HalfNormal(2)), Free("rb", positive, HalfNormal(2))],
    }
    return Spec(**{**given, **changes})


TRUTH = {
    **{"da": -0.6, "b to a": 0.3, "a to b": -0.2, "db": -0.8},
    **{"qa": 1.0, "qb": 0.7, "ma": 5.0, "mb": 4.0, "ra": 0.5, "rb": 0.3},
}


def simulated(ss, n: int, rng: np.random.Generator, missing: float = 0.15) -> Series:
    """One draw a day from a model at rest, by the exact transition of a day."""
    d = len(ss.drift)
    rest = solve_continuous_lyapunov(ss.drift, -ss.diffusion)
    phi = expm(ss.drift)
    step = rest - phi @ rest @ phi.T
    x, rows = rng.multivariate_normal(np.zeros(d), rest), []
    for _ in range(n):
        rows.append(ss.offsets + ss.loadings @ x + rng.normal(size=len(ss.noise)) * np.sqrt(ss.noise))
        x = phi @ x + rng.multivariate_normal(np.zeros(d), step)
    values = np.array(rows)
    values[rng.uniform(size=values.shape) < missing] = np.nan
    return Series(np.arange(n) * 1.0, values)


@pytest.fixture(scope="module")
def found():
    spec = two_states()
    series = simulated(spec.statespace(TRUTH), 300, np.random.default_rng(1))
    return spec, series, fit(spec, series)


def log_posterior(spec: Spec, series: Series, theta) -> float:
    """Log-likelihood, log priors and log |dv/dtheta|, written with the public functions only."""
    total = log_likelihood(spec.statespace(theta), series)
    for free, t in zip(spec.of_theta(), theta, strict=True):
        v = free.transform.value(t)
        total += float(free.prior.log_density(v)) + (float(t) if free.transform in (positive, negative) else 0.0)
    return total


def test_the_fit_is_the_top_of_the_posterior(found):
    spec, series, top = found
    assert top.trust, top.trust.reasons
    assert top.log_density == pytest.approx(log_posterior(spec, series, top.theta), rel=1e-12)
    for i in range(len(top.theta)):
        for step in (-0.01, 0.01):
            moved = top.theta.copy()
            moved[i] += step
            assert log_posterior(spec, series, moved) < top.log_density


def test_the_covariance_is_that_of_the_curvature(found):
    spec, series, top = found
    q, h = len(top.theta), 1e-3
    unit = np.eye(q) * h
    hessian = np.empty((q, q))
    for i in range(q):
        for j in range(q):
            corners = [(a, b) for a in (1, -1) for b in (1, -1)]
            f = [log_posterior(spec, series, top.theta + a * unit[i] + b * unit[j]) for a, b in corners]
            hessian[i, j] = (f[0] - f[1] - f[2] + f[3]) / (4 * h * h)
    assert np.linalg.inv(top.covariance) == pytest.approx(-hessian, rel=1e-3, abs=1e-3 * np.abs(hessian).max())
    assert top.covariance == pytest.approx(np.linalg.inv(-top.curvature), rel=1e-9)


def test_the_truth_lies_within_what_the_fit_believes(found):
    _, _, top = found
    wide = top.intervals(0.99)
    assert all(wide[name][0] < TRUTH[name] < wide[name][1] for name in TRUTH)
    narrow = top.intervals(0.5)
    assert all(wide[n][0] < narrow[n][0] < top.values[n] < narrow[n][1] < wide[n][1] for n in TRUTH)
    with pytest.raises(EngineFault, match=r"level is 0\.7; it must be one of"):
        top.intervals(0.7)


def test_maximum_likelihood_leaves_the_priors_out(found):
    spec, series, top = found
    likeliest = fit(spec, series, prior=False)
    assert likeliest.log_density == pytest.approx(log_likelihood(likeliest.statespace(), series), rel=1e-12)
    assert likeliest.log_density > log_likelihood(top.statespace(), series)


def test_many_at_once_are_as_one_at_a_time():
    spec = two_states()
    rng = np.random.default_rng(2)
    series = [simulated(spec.statespace(TRUTH), int(n), rng) for n in rng.integers(40, 90, 7)]
    told = []
    fits = fit_each(spec, series, progress=lambda done, of: told.append((done, of)))
    assert sorted(told)[-1] == (7, 7)
    for i, one in enumerate(series):
        alone = fit(spec, one, starts=1)
        assert fits[i].theta == pytest.approx(alone.theta, rel=1e-9, abs=1e-9)
        assert fits[i].covariance == pytest.approx(alone.covariance, rel=1e-9, abs=1e-12)
        assert fits[i].curvature == pytest.approx(alone.curvature, rel=1e-9, abs=1e-9)
        assert bool(fits[i].trust) == bool(alone.trust)
    assert len(fit_each(spec, [])) == 0


def test_several_series_share_parameters_and_each_has_its_own():
    rng = np.random.default_rng(3)
    spec = two_states(offsets=[Free("ma", prior=Normal(5, 2.5), each=True), Free("mb", prior=Normal(5, 2.5))])
    series = [simulated(spec.statespace({**TRUTH, "ma": usual}), 150, rng) for usual in (3.0, 5.0, 7.0)]
    together = fit(spec, series)
    assert together.trust
    assert together.units == 3
    for unit, usual in enumerate((3.0, 5.0, 7.0)):
        low, high = together.intervals(0.99)[f"ma[{unit}]"]
        assert low < usual < high
    assert together.statespace(2).offsets[0] == together.values["ma[2]"]


def test_what_the_data_cannot_tell_is_named():
    spec = two_states(
        offsets=[Free("ma"), 4.0], intercept=[Free("push"), 0], noise=[0.5, 0.3], diffusion=[[1.0, 0], [0, 0.7]],
        drift=[[-0.6, 0.0], [0.0, -0.8]],
    )  # fmt: skip
    series = simulated(two_states().statespace(TRUTH), 60, np.random.default_rng(4))
    blind = fit(spec, series, prior=False)
    assert not blind.trust
    assert "not identified" in blind.trust.reasons[-1]
    assert "push" in blind.trust.reasons[-1]
    assert np.isnan(blind.covariance).all()
    assert np.isfinite(blind.curvature).all()


def test_a_start_from_which_nothing_is_finite_is_said_and_not_raised():
    spec = two_states(drift=[[Free("da", start=-0.5), 0.0], [0.0, -0.5]])
    series = Series(np.arange(5.0), np.ones((5, 2)))
    theta = {name: value for name, value in TRUTH.items() if name not in ("b to a", "a to b", "db")}
    lost = fit(spec, series, start={**theta, "da": 3.0}, starts=1)
    assert lost.trust.reasons[0] == "the density is not finite at any start"
    assert not np.isfinite(lost.log_density)


def test_the_same_seed_gives_the_same_fit(found):
    spec, series, top = found
    again = fit(spec, series)
    assert np.array_equal(again.theta, top.theta)
    assert np.array_equal(again.covariance, top.covariance)
