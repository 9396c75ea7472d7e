"""What one observation says, against sums over a dense grid in extended precision and against relations."""

from __future__ import annotations

from math import inf, lgamma, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upright.engine.arrays import CENSORED, GAUSSIAN, ORDINAL, POISSON
from upright.engine.families import tilt

LONG = np.longdouble
NODES, WEIGHTS = (part.astype(LONG) for part in np.polynomial.legendre.leggauss(20))
# Derivatives 0..4 at the middle of nine values one step apart, exact for polynomials of degree eight.
STENCIL = np.linalg.inv(np.vander(np.arange(-4.0, 5.0), 9, increasing=True))[:5] * np.array([[1], [1], [2], [6], [24]])


def log_of_integral(log_density, low, high, panels=60):
    """log of the integral of exp(log_density) from low to high, in extended precision."""
    edges = np.linspace(LONG(low), LONG(high), panels + 1, dtype=LONG)
    half = (edges[1:] - edges[:-1])[:, None] / 2
    x = edges[:-1, None] + half * (1 + NODES)
    logs = log_density(x)
    top = logs.max()
    return top + np.log((np.exp(logs - top) * half * WEIGHTS).sum())


def normal(x, h, s):
    return -((x - h) ** 2) / (2 * s) - np.log(2 * LONG(pi) * s) / 2


def log_z_of_cell(h, s, low, high):
    """log P(low < x <= high): only where the density is within exp(-60) of its highest counts."""
    sd = np.sqrt(LONG(s))
    at = min(max(LONG(h), LONG(low)), LONG(high))
    away = abs(at - h) / sd
    reach = sd * (np.sqrt(away**2 + 120) - away)
    return log_of_integral(
        lambda x: normal(x, LONG(h), LONG(s)), max(LONG(low), at - reach), min(LONG(high), at + reach)
    )


def log_z_of_count(h, s, y, exposure):
    def log_density(x):
        return (
            normal(x, LONG(h), LONG(s)) + y * (x + np.log(LONG(exposure))) - exposure * np.exp(x) - LONG(lgamma(y + 1))
        )

    grid = np.linspace(h - 60 * s**0.5 - 5, h + 60 * s**0.5 + 5, 50_001).astype(LONG)
    grid = grid if y == 0 else np.append(grid, np.log(LONG(y) / exposure) + np.linspace(-9, 9, 5_001))
    with np.errstate(over="ignore"):
        logs = log_density(grid)
    alive = np.sort(grid[logs > logs.max() - 60])
    return log_of_integral(log_density, alive[0], alive[-1], panels=100)


def derivatives(log_z, h, step):
    """log Z and its first four derivatives in h by differences, with their natural scale step^-n taken out."""
    values = np.array([log_z(LONG(h) + k * LONG(step)) for k in range(-4, 5)])
    middle = values[4]
    found = STENCIL.astype(LONG) @ (values - middle)
    found[0] = middle
    return found.astype(float)


def cell_of(y, low=0.0, high=10.0, step=1.0):
    return (-inf if y == low else y - step / 2), (inf if y == high else y + step / 2)


@settings(max_examples=100, deadline=None)
@given(st.floats(-15, 25), st.floats(-3, 3), st.integers(0, 10))
def test_an_ordinal_rating_says_what_its_cell_of_the_normal_says(h, log10_s, y):
    s = 10.0**log10_s
    step = 0.1 * s**0.5
    expected = derivatives(lambda at: log_z_of_cell(at, s, *cell_of(y)), h, step)
    found = np.array(tilt(ORDINAL, h, s, float(y), 0.0, 10.0, 1.0, 1.0))
    assert found[0] == pytest.approx(expected[0], rel=1e-12, abs=1e-13)
    scaled = found * step ** np.arange(5)
    # The stencil's own error is a ninth derivative: about step^9 in units of sd.
    assert scaled[1:] == pytest.approx(expected[1:], rel=1e-8, abs=3e-9)


@pytest.mark.parametrize("sds", [1.0, 4.9, 5.1, 12.0, 40.0, 300.0])
@pytest.mark.parametrize("y", [0, 3, 10])
@pytest.mark.parametrize("s", [1e-6, 0.04, 30.0])
def test_far_in_the_tails_an_ordinal_rating_keeps_its_digits(sds, y, s):
    low, high = cell_of(y)
    for h in ([high + sds * s**0.5] if high < inf else []) + ([low - sds * s**0.5] if low > -inf else []):
        found = tilt(ORDINAL, h, s, float(y), 0.0, 10.0, 1.0, 1.0)
        assert found[0] == pytest.approx(float(log_z_of_cell(h, s, low, high)), rel=1e-11)
        mean, variance, third, fourth = cumulants_in_cell(h, s, low, high)
        assert h + s * found[1] == pytest.approx(mean, rel=1e-12)
        assert s + s * s * found[2] == pytest.approx(variance, rel=1e-8)
        # Just short of where quadrature takes over, the plain formulas have lost most.
        assert s**3 * found[3] == pytest.approx(third, rel=1e-6)
        assert s**4 * found[4] == pytest.approx(fourth, rel=1e-5)


def cumulants_in_cell(h, s, low, high):
    h, s = LONG(h), LONG(s)
    sd = np.sqrt(s)
    at = min(max(h, LONG(low)), LONG(high))
    away = abs(at - h) / sd
    reach = sd * (np.sqrt(away**2 + 120) - away)
    edges = np.linspace(max(LONG(low), at - reach), min(LONG(high), at + reach), 61, dtype=LONG)
    half = (edges[1:] - edges[:-1])[:, None] / 2
    x = edges[:-1, None] + half * (1 + NODES)
    logs = normal(x, h, s)
    weight = np.exp(logs - logs.max()) * half * WEIGHTS
    weight /= weight.sum()
    mean = (weight * x).sum()
    second, third, fourth = ((weight * (x - mean) ** n).sum() for n in (2, 3, 4))
    return float(mean), float(second), float(third), float(fourth - 3 * second**2)


@pytest.mark.parametrize("s", [1e4, 1e8, 1e12])
def test_a_cell_narrow_beside_the_spread_keeps_its_digits(s):
    h = 3.0 - 2.0 * s**0.5
    found = tilt(ORDINAL, h, s, 3.0, 0.0, 10.0, 1.0, 1.0)
    assert found[0] == pytest.approx(float(log_z_of_cell(h, s, 2.5, 3.5)), rel=1e-12)
    mean, variance, _, _ = cumulants_in_cell(h, s, 2.5, 3.5)
    assert found[1] == pytest.approx((mean - h) / s, rel=1e-12)
    assert found[2] == pytest.approx((variance - s) / s**2, rel=1e-12)
    assert abs(found[3]) * s**1.5 < 10 / s and abs(found[4]) * s**2 < 10 / s


def test_nothing_jumps_where_one_formula_takes_over_from_another():
    for h, s in [(0.5 + 5.0, 1.0), (0.5 - 5.0, 1.0), (3.0, 4.0), (5.0, 4.0)]:
        for y in (0.0, 1.0, 3.0):
            before = tilt(ORDINAL, h - 1e-9, s * (1 - 1e-9), y, 0.0, 10.0, 1.0, 1.0)
            after = tilt(ORDINAL, h + 1e-9, s * (1 + 1e-9), y, 0.0, 10.0, 1.0, 1.0)
            assert before == pytest.approx(after, rel=1e-7, abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(st.floats(-30, 40), st.floats(-8, 6), st.sampled_from([(0.0, 10.0, 1.0), (1.0, 7.0, 0.5), (-2.0, 2.0, 0.25)]))
def test_the_probabilities_of_all_ratings_sum_to_one_and_the_scores_to_nothing(h, log10_s, grid):
    low, high, step = grid
    s = 10.0**log10_s
    said = np.array([tilt(ORDINAL, h, s, y, low, high, step, 1.0) for y in np.arange(low, high + step / 2, step)])
    probability = np.exp(said[:, 0])
    assert probability.sum() == pytest.approx(1.0, rel=1e-13)
    # d/dh and d2/dh2 of the sum vanish, and so do those of third and fourth order.
    g1, g2, g3, g4 = said[:, 1:].T * s ** (np.arange(1, 5)[:, None] / 2)
    bell = [g1, g2 + g1**2, g3 + 3 * g1 * g2 + g1**3, g4 + 4 * g1 * g3 + 3 * g2**2 + 6 * g1**2 * g2 + g1**4]
    for order in bell:
        assert (probability * order).sum() == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("h", "y"), [(4.3, 4.0), (-7.0, 0.0), (13.0, 10.0)])
def test_without_spread_a_rating_is_certain_in_its_cell_and_impossible_elsewhere(h, y):
    assert tilt(ORDINAL, h, 0.0, y, 0.0, 10.0, 1.0, 1.0) == (0.0, 0.0, 0.0, 0.0, 0.0)
    assert tilt(ORDINAL, h, 0.0, 6.0, 0.0, 10.0, 1.0, 1.0)[0] == -inf
    nearly = tilt(ORDINAL, h, 1e-12, y, 0.0, 10.0, 1.0, 1.0)
    assert nearly == (0.0, 0.0, 0.0, 0.0, 0.0)


def test_a_censored_rating_is_a_density_within_and_a_probability_at_the_ends():
    for h, s in [(4.0, 2.0), (-3.0, 0.5), (14.0, 9.0)]:
        assert tilt(CENSORED, h, s, 4.2, 0.0, 10.0, 0.0, 1.0) == tilt(GAUSSIAN, h, s, 4.2, 0.0, 0.0, 0.0, 1.0)
        for y, low, high in [(0.0, -inf, 0.0), (10.0, 10.0, inf)]:
            found = tilt(CENSORED, h, s, y, 0.0, 10.0, 0.0, 1.0)
            step = 0.1 * s**0.5
            expected = derivatives(lambda at, s=s, low=low, high=high: log_z_of_cell(at, s, low, high), h, step)
            assert np.array(found) * step ** np.arange(5) == pytest.approx(expected, rel=1e-8, abs=1e-8)
        inside = log_of_integral(lambda x, h=h, s=s: normal(x, LONG(h), LONG(s)), 0, 10)
        ends = sum(np.exp(tilt(CENSORED, h, s, y, 0.0, 10.0, 0.0, 1.0)[0]) for y in (0.0, 10.0))
        assert float(np.exp(inside)) + ends == pytest.approx(1.0, rel=1e-12)


def test_a_gaussian_rating_says_the_normal_density():
    found = tilt(GAUSSIAN, 1.5, 0.7, 2.25, 0.0, 0.0, 0.0, 1.0)
    assert found == pytest.approx((float(normal(LONG(2.25), LONG(1.5), LONG(0.7))), 0.75 / 0.7, -1 / 0.7, 0.0, 0.0))


@settings(max_examples=40, deadline=None)
@given(st.floats(-8, 5), st.floats(-4, 1.5), st.integers(0, 60), st.sampled_from([0.1, 1.0, 7.0]))
def test_a_count_says_what_its_mixture_over_rates_says(h, log10_s, y, exposure):
    s = 10.0**log10_s
    found = np.array(tilt(POISSON, h, s, float(y), 0.0, 0.0, 0.0, exposure))
    width = (1 / s + max(exposure * np.exp(h), float(y))) ** -0.5
    step = 0.15 * min(1.0, max(width, s**0.5))
    expected = derivatives(lambda at: log_z_of_count(float(at), s, y, exposure), h, step)
    assert found[0] == pytest.approx(expected[0], rel=1e-12, abs=1e-12)
    assert (found * step ** np.arange(5))[1:] == pytest.approx(expected[1:], rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(("h", "s"), [(0.0, 1.0), (2.0, 0.01), (-3.0, 0.5), (1.0, 1.2)])
def test_the_probabilities_of_all_counts_sum_to_one(h, s):
    said = np.array([tilt(POISSON, h, s, float(y), 0.0, 0.0, 0.0, 1.3) for y in range(6000)])
    probability = np.exp(said[:, 0])
    assert probability.sum() == pytest.approx(1.0, rel=1e-10)
    assert (probability * said[:, 1]).sum() == pytest.approx(0.0, abs=1e-8)
    assert (probability * (said[:, 2] + said[:, 1] ** 2)).sum() == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("y", [0, 1, 40])
def test_as_the_spread_vanishes_a_count_becomes_plainly_poisson(y):
    h, exposure = 0.4, 2.0
    level = exposure * np.exp(h)
    exact = (y * (h + np.log(exposure)) - level - lgamma(y + 1), y - level, -level, -level, -level)
    assert tilt(POISSON, h, 0.0, float(y), 0.0, 0.0, 0.0, exposure) == pytest.approx(exact, rel=1e-14)
    assert tilt(POISSON, h, 1e-13, float(y), 0.0, 0.0, 0.0, exposure) == pytest.approx(exact, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("h", "s", "y"),
    [(900.0, 1.0, 0.0), (-900.0, 1.0, 3.0), (300.0, 1e4, 5.0), (-5.0, 1e6, 0.0), (0.0, 1e-300, 2.0), (20.0, 4.0, 1e7)],
)
def test_absurd_counts_get_finite_answers_that_agree_with_neighbouring_ones(h, s, y):
    found = tilt(POISSON, h, s, y, 0.0, 0.0, 0.0, 1.0)
    assert np.all(np.isfinite(found))
    assert s + s * s * found[2] >= 0.0
    by = 1e-4 * max(1.0, s**0.5) / max(1.0, abs(found[2]) ** 0.5)
    above, below = (tilt(POISSON, h + k * by, s, y, 0.0, 0.0, 0.0, 1.0)[0] for k in (1, -1))
    assert (above - below) / (2 * by) == pytest.approx(found[1], rel=1e-5, abs=1e-4)


def test_a_variance_that_is_negative_or_missing_is_impossible():
    for family in (GAUSSIAN, ORDINAL, CENSORED, POISSON):
        for s in (-1e-3, np.nan):
            assert tilt(family, 1.0, s, 1.0, 0.0, 10.0, 1.0, 1.0)[0] == -inf
    assert tilt(GAUSSIAN, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)[0] == -inf
    assert tilt(POISSON, 1.0, 1.0, 2.0, 0.0, 0.0, 0.0, 0.0)[0] == -inf
