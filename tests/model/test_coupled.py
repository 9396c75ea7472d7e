"""Made-up diaries in which one thing follows another: their truth is that of the process they are drawn from."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov

from upright.model.coupled import FORMS, LAG, STATES, STEP, Life, _dynamics, _paths, _rest, _step, live
from upright.model.translate import days_of
from upright.reading.claims import form_of

UNTIL = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))
SEEDS = range(12)


def made(seed, life, days=60):
    return live(days, np.random.default_rng(seed), UNTIL, life)


def dynamics(seed, life):
    """Drift and unrest of the life of that seed: they are the first that is drawn."""
    drift, root = _dynamics(np.random.default_rng(seed), life)
    return drift, root @ root.T


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", [0, 1])
def test_what_follows_is_the_exponential_of_the_drift(form, seed):
    life = Life(form, 0.8)
    move = STEP * expm(LAG * dynamics(seed, life)[0])
    follows = made(seed, life).truth.follows
    assert len(follows) == 20
    for (of, to), points in follows.items():
        assert points == pytest.approx(move[STATES.index(to), STATES.index(of)], abs=1e-5)


def test_arrows_that_come_half_way_follow_half_of_the_time():
    life = Life("unanswered", 0.8, switches=True)
    drift, _ = dynamics(3, life)
    still = drift.copy()
    still[0, 1] = still[1, 0] = 0.0
    move = STEP * (expm(LAG * drift) + expm(LAG * still)) / 2
    follows = made(3, life).truth.follows
    assert follows["appreciation", "effort"] == pytest.approx(move[1, 0], abs=1e-5)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_goes_together_is_the_covariance_at_rest(seed):
    life = Life("answered", 0.6)
    drift, unrest = dynamics(seed, life)
    rest = solve_continuous_lyapunov(drift, -unrest)
    together = made(seed, life).truth.together
    for i, name in enumerate(STATES[1:], 1):
        assert together[name] == pytest.approx(STEP * rest[0, i] / rest[0, 0], abs=1e-9)


def test_the_short_forms_are_their_dense_twins():
    drift, unrest = dynamics(5, Life("backfiring", 0.9))
    assert _step(drift, 2.0) == pytest.approx(expm(2.0 * drift), abs=1e-5)
    assert _rest(drift, unrest) == pytest.approx(solve_continuous_lyapunov(drift, -unrest), abs=1e-9)


def test_long_paths_have_the_covariance_and_the_carry_over_of_the_process():
    life = Life("unanswered", 0.8, links=False)
    rng = np.random.default_rng(8)
    drift, root = _dynamics(rng, life)
    paths = _paths(rng, 20_000, drift, drift, root, 0, heavy=False)
    rest = _rest(drift, root @ root.T)
    spread = np.sqrt(np.diag(rest))
    later = paths[LAG:].T @ paths[:-LAG] / (len(paths) - LAG)
    assert np.cov(paths.T) / np.outer(spread, spread) == pytest.approx(rest / np.outer(spread, spread), abs=0.06)
    assert later / np.outer(spread, spread) == pytest.approx(
        expm(LAG * drift) @ rest / np.outer(spread, spread), abs=0.06
    )


@pytest.mark.parametrize("form", FORMS)
def test_every_life_settles(form):
    for seed in SEEDS:
        drift, _ = dynamics(seed, Life(form, 0.9))
        assert np.linalg.eigvals(drift).real.max() < 0


@pytest.mark.parametrize(
    ("form", "most"), [("answered", 8), ("unanswered", 12), ("backfiring", 12), ("mutual_withdrawal", 12)]
)
def test_a_strong_form_is_mostly_of_its_form_in_truth(form, most):
    """Where each answers the other strongly the two turn, and after two days the sign may be the other."""
    told = [_truly(seed, Life(form, 0.9)) for seed in SEEDS]
    assert told.count(form) >= most


@pytest.mark.parametrize("form", ["uncoupled", "only_returned", "only_lost", "only_withdrawing", "restoring"])
def test_the_other_lives_have_none_of_the_four_forms(form):
    assert {_truly(seed, Life(form, 0.9)) for seed in SEEDS} == {"not_established"}


def _truly(seed, life):
    move = STEP * expm(LAG * dynamics(seed, life)[0])
    return form_of(move[0, 1], move[1, 0])


def test_a_life_without_load_carries_nothing_and_one_with_it_mostly_does():
    assert set(made(1, Life(load=False)).truth.carried_load.values()) == {0.0}
    carried = [made(seed, Life()).truth.carried_load for seed in SEEDS]
    assert any(one["drained"] > 0 for one in carried) and any(one["drained"] == 0 for one in carried)
    assert all(one["drained"] >= 0 >= one["appreciation"] for one in carried)


def test_the_same_seed_gives_the_same_diary_of_the_length_asked_for():
    life = Life("answered", 0.9)
    assert made(2, life).diary.to_json() == made(2, life).diary.to_json()
    assert made(2, life).diary.to_json() != made(3, life).diary.to_json()
    assert days_of(made(2, life, days=90).diary, UNTIL).span == 90
