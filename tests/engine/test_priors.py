"""Priors against scipy: the same densities, integrating to one, with their own derivatives and draws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from upright.engine import EngineFault
from upright.engine.priors import (
    NUMBERS,
    Beta,
    Exponential,
    Gamma,
    HalfNormal,
    LogNormal,
    NegativeLogNormal,
    Normal,
    StudentT,
    Uniform,
    row_of,
)
from upright.engine.program import _log_density


class Mirrored(stats.rv_continuous):
    """Minus a log-normal number."""

    def _pdf(self, x, s):
        return stats.lognorm.pdf(-x, s)

    def _logpdf(self, x, s):
        return stats.lognorm.logpdf(-x, s)

    def _cdf(self, x, s):
        return stats.lognorm.sf(-x, s)

    def _ppf(self, p, s):
        return -stats.lognorm.isf(p, s)


mirrored = Mirrored(b=0.0, shapes="s")

TWINS = [
    (Normal(-0.5, 0.3), stats.norm(-0.5, 0.3)),
    (LogNormal(-1, 0.5), stats.lognorm(0.5, scale=math.exp(-1))),
    (NegativeLogNormal(-1, 0.5), mirrored(0.5, scale=math.exp(-1))),
    (HalfNormal(2), stats.halfnorm(scale=2)),
    (Gamma(2.5, 3), stats.gamma(2.5, scale=1 / 3)),
    (Exponential(0.7), stats.expon(scale=1 / 0.7)),
    (StudentT(4, 1, 0.5), stats.t(4, 1, 0.5)),
    (Uniform(-0.4, 0.6), stats.uniform(-0.4, 1.0)),
    (Beta(2, 3.5), stats.beta(2, 3.5)),
    (Beta(2, 3.5, -1, 9), stats.beta(2, 3.5, -1, 10)),
]
IDS = [str(prior) for prior, _ in TWINS]


@pytest.mark.parametrize(("prior", "twin"), TWINS, ids=IDS)
def test_a_density_is_that_of_its_twin(prior, twin):
    x = twin.ppf(np.linspace(0.001, 0.999, 40)).reshape(4, 10)
    assert prior.log_density(x) == pytest.approx(twin.logpdf(x), rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(("prior", "twin"), TWINS, ids=IDS)
def test_a_density_integrates_to_one_over_its_support(prior, twin):
    low, high = prior.support
    assert (low, high) == pytest.approx(twin.support())
    middle = float(twin.median())
    halves = [
        integrate.quad(lambda x: math.exp(float(prior.log_density(x))), a, b, epsabs=1e-10, epsrel=1e-10)[0]
        for a, b in ((low, middle), (middle, high))
    ]
    assert halves == pytest.approx([0.5, 0.5], abs=1e-8)


@pytest.mark.parametrize(("prior", "twin"), TWINS, ids=IDS)
def test_the_derivative_is_that_of_the_density(prior, twin):
    kind, numbers = prior.row()
    row = np.array(numbers)
    assert row.shape == (NUMBERS,)
    for x in twin.ppf([0.05, 0.3, 0.5, 0.7, 0.95]):
        h = 1e-6 * max(1.0, abs(x))
        about = (_log_density(kind, row, x + h)[0] - _log_density(kind, row, x - h)[0]) / (2 * h)
        assert _log_density(kind, row, x)[1] == pytest.approx(about, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(("prior", "twin"), TWINS, ids=IDS)
def test_draws_are_spread_as_the_density_says(prior, twin):
    draws = prior.draw(np.random.default_rng(7), 4000)
    assert draws.shape == (4000,)
    assert stats.kstest(draws, twin.cdf).pvalue > 1e-3


@pytest.mark.parametrize(("prior", "twin"), TWINS, ids=IDS)
def test_the_centre_is_well_inside_and_a_search_starts_inside_any_range(prior, twin):
    assert 0.2 < twin.cdf(prior.centre) < 0.8
    low, high = prior.support
    assert prior.start(low, high) == prior.centre
    for above in (prior.centre, prior.centre + 1.0):
        assert prior.start(above, math.inf) > above
        assert prior.start(above, above + 0.01) < above + 0.01
    assert prior.start(-math.inf, prior.centre) < prior.centre


def test_outside_the_support_the_density_is_zero():
    for prior in (LogNormal(0, 1), HalfNormal(1), Gamma(2, 1), Exponential(1), Beta(2, 2), Uniform(0, 1)):
        assert prior.log_density([-1.0, -1e-9]) == pytest.approx([-math.inf, -math.inf])
    assert NegativeLogNormal(0, 1).log_density([1.0, 1e-9]) == pytest.approx([-math.inf, -math.inf])


def test_no_prior_is_flat():
    kind, numbers = row_of(None)
    assert _log_density(kind, np.array(numbers), 3.0) == (0.0, 0.0)


def test_priors_print_as_they_are_written():
    for prior, _ in TWINS:
        assert eval(str(prior), globals()) == prior


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Normal(0, 0), "Normal.sd is 0; it must be above 0"),
        (lambda: Normal(math.nan, 1), "Normal.mean is nan; it must be finite"),
        (lambda: NegativeLogNormal(0, -1), "NegativeLogNormal.scale is -1; it must be above 0"),
        (lambda: Gamma(-1, 1), "Gamma.shape is -1; it must be above 0"),
        (lambda: StudentT("4", 0, 1), "StudentT.df is '4'; it must be a number"),
        (lambda: Uniform(1, 0), "Uniform.low is 1; it must be below high, 0"),
        (lambda: Beta(1, 1, 2, 2), "Beta.low is 2; it must be below high, 2"),
        (lambda: Exponential(True), "Exponential.rate is True; it must be a number"),
    ],
)
def test_a_prior_that_cannot_be_names_what_is_wrong(make, message):
    with pytest.raises(EngineFault) as fault:
        make()
    assert str(fault.value) == message
