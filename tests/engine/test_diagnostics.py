"""R-hat, effective sample sizes and the energy check, against the published definitions written out slowly."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from upright.engine.diagnostics import ebfmi, ess_bulk, ess_mean, ess_tail, mcse_mean, rank_normalised, rhat
from upright.engine.faults import EngineFault


def autoregressive(rng, chains, n, rho, apart=0.0):
    x = np.zeros((chains, n))
    x[:, 0] = rng.normal(size=chains)
    for i in range(1, n):
        x[:, i] = rho * x[:, i - 1] + np.sqrt(1 - rho**2) * rng.normal(size=chains)
    return x + apart * np.arange(chains)[:, None]


def slow_split(x):
    half = x.shape[1] // 2
    return np.array([part for chain in x for part in (chain[:half], chain[len(chain) - half :])])


def slow_z(x):
    ranks = stats.rankdata(x, method="average").reshape(x.shape)
    return stats.norm.ppf((ranks - 3 / 8) / (x.size + 1 / 4))


def slow_rhat(x):
    n = x.shape[1]
    between = n * np.var([np.mean(chain) for chain in x], ddof=1)
    within = np.mean([np.var(chain, ddof=1) for chain in x])
    return np.sqrt(((n - 1) / n * within + between / n) / within)


def slow_ess(x):
    """Vehtari et al. (2021), equations 10 to 13, with the truncation as Stan and ArviZ do it."""
    m, n = x.shape
    covariance = [
        np.mean([sum((c[i] - c.mean()) * (c[i + lag] - c.mean()) for i in range(n - lag)) / n for c in x])
        for lag in range(n)
    ]
    within = covariance[0] * n / (n - 1)
    pooled = within * (n - 1) / n + (np.var(x.mean(axis=1), ddof=1) if m > 1 else 0)
    rho = [1.0] + [1 - (within - covariance[lag]) / pooled for lag in range(1, n)]
    lag, kept = 0, []
    while lag < n - 4 and rho[lag] + rho[lag + 1] >= 0:
        kept.append(rho[lag] + rho[lag + 1])
        lag += 2
    for i in range(1, len(kept)):
        kept[i] = min(kept[i], kept[i - 1])
    tau = max(-1 + 2 * sum(kept) + max(rho[lag], 0), 1 / np.log10(m * n))
    return m * n / tau


CASES = [
    (4, 60, 0.0, 0.0),
    (4, 61, 0.9, 0.0),
    (2, 40, -0.7, 0.0),
    (3, 50, 0.5, 2.0),
    (1, 80, 0.3, 0.0),
    (2, 30, 0.99, 0),
]


@pytest.mark.parametrize(("chains", "n", "rho", "apart"), CASES)
def test_every_measure_is_its_published_definition(chains, n, rho, apart):
    x = autoregressive(np.random.default_rng(n), chains, n, rho, apart)
    halves = slow_split(x)
    folded = abs(halves - np.median(halves))
    assert rhat(x) == pytest.approx(max(slow_rhat(slow_z(halves)), slow_rhat(slow_z(folded))), rel=1e-12)
    assert ess_bulk(x) == pytest.approx(slow_ess(slow_z(halves)), rel=1e-10)
    assert ess_mean(x) == pytest.approx(slow_ess(halves), rel=1e-10)
    tails = [slow_ess(slow_split((x <= np.quantile(x, q)).astype(float))) for q in (0.05, 0.95)]
    assert ess_tail(x) == pytest.approx(min(tails), rel=1e-10)
    assert mcse_mean(x) == pytest.approx(np.std(x, ddof=1) / np.sqrt(slow_ess(halves)), rel=1e-10)


def test_normal_quantiles_of_ranks_are_exact_far_out_and_ties_share_theirs():
    x = np.random.default_rng(1).permutation(200_000).reshape(4, -1).astype(float)
    assert rank_normalised(x) == pytest.approx(slow_z(x), rel=1e-13, abs=1e-15)
    tied = np.array([[1.0, 2.0, 2.0, 5.0], [2.0, 7.0, 1.0, 7.0]])
    assert rank_normalised(tied) == pytest.approx(slow_z(tied), rel=1e-14)


def test_independent_draws_count_fully_and_slow_chains_count_by_their_known_rate():
    rng = np.random.default_rng(2)
    free = autoregressive(rng, 4, 2000, 0.0)
    assert rhat(free) < 1.005 and 7000 < ess_bulk(free) < 9200
    slow = autoregressive(rng, 4, 5000, 0.9)
    assert ess_mean(slow) == pytest.approx(20_000 * 0.1 / 1.9, rel=0.15)


def test_chains_in_different_places_or_of_different_width_or_still_moving_are_found_out():
    rng = np.random.default_rng(3)
    apart = autoregressive(rng, 4, 500, 0.0, apart=1.0)
    assert rhat(apart) > 1.5 and ess_bulk(apart) < 10
    wider = autoregressive(rng, 4, 500, 0.0) * np.array([1, 1, 1, 4])[:, None]
    assert rhat(wider) > 1.1
    moving = autoregressive(rng, 4, 500, 0.0) + np.linspace(-1, 1, 500)
    assert rhat(moving) > 1.1


def test_each_quantity_is_judged_alone_and_keeps_its_place():
    rng = np.random.default_rng(4)
    many = rng.normal(size=(4, 50, 2, 3))
    many[1, 3, 0, 2] = np.inf
    many[:, :, 1, 0] = 2.5
    for measure in (rhat, ess_bulk, ess_tail, ess_mean):
        found = measure(many)
        assert found.shape == (2, 3)
        assert np.isnan(found[0, 2]) and np.isfinite(np.delete(found.ravel(), 2)).all()
        assert found[1, 2] == measure(many[:, :, 1, 2])
    assert rhat(many)[1, 0] == 1.0 and ess_bulk(many)[1, 0] == 200 and ess_mean(many)[1, 0] == 200


def test_chains_that_each_stand_still_elsewhere_have_no_agreement():
    stuck = np.repeat([[0.0], [1.0]], 20, axis=1)
    assert rhat(stuck) == np.inf


def test_the_energy_check_tells_free_from_timid_changes_of_energy():
    rng = np.random.default_rng(5)
    energies = np.stack([rng.normal(size=4000), np.cumsum(rng.normal(size=4000))])
    found = ebfmi(energies)
    assert found[0] == pytest.approx(2.0, rel=0.1) and found[1] < 0.1
    e = energies[0]
    slowly = sum((e[i] - e[i - 1]) ** 2 for i in range(1, 4000)) / 3999 / np.mean((e - e.mean()) ** 2)
    assert found[0] == pytest.approx(slowly, rel=1e-12)


@pytest.mark.parametrize("shape", [(4,), (4, 3), (0, 10, 2)])
def test_too_few_draws_are_refused(shape):
    with pytest.raises(EngineFault, match=r"draws has shape .*; it must be \(chains, n, \.\.\.\) with n at least 4"):
        rhat(np.zeros(shape))
    with pytest.raises(EngineFault, match="energies has shape"):
        ebfmi(np.zeros(shape))
