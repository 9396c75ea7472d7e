"""Made-up diaries in which one thing follows another, with the truth behind them: for counting how often what is said
of the loop, of what goes together and of accumulated load is true (docs/statements.md, docs/truth.md).

The process. Felt appreciation V, effort E, worth W, drained D and uneasy U depart from their courses by

    dx = A x dt + dW        A: V and E may drive each other, V may drive W, D and U

with unrest that partly comes together. On top come the courses of `synthetic`, what a moment of disregard leaves behind
(it falls by half in some days), and what the scenario adds. The answer is rounded and clipped to 0..10.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upright.model.synthetic import (
    Simulated,
    Truth,
    World,
    asked_items,
    carried,
    expected_rating,
    leaning,
    rated,
    tries_of,
    written_days,
)
from upright.record import CheckIn, Diary, Moment
from upright.record.words import FACETS, ITEMS, SIGNS_OF_DISREGARD, SIGNS_OF_REGARD

__all__ = ["FORMS", "Life", "live"]

Array = NDArray[np.float64]

FORMS = {
    "answered": (1, -1),
    "unanswered": (0, -1),
    "backfiring": (-1, -1),
    "mutual_withdrawal": (1, 1),
    "uncoupled": (0, 0),
    "only_returned": (1, 0),
    "only_lost": (-1, 0),
    "only_withdrawing": (0, 1),
    "restoring": (-1, 1),
}
"""Signs of the two arrows: effort to appreciation, appreciation to effort."""

STATES = ("appreciation", "effort", "worth", "drained", "uneasy")
WORSE = {"drained": -1.0, "uneasy": -1.0}  # of what goes down with appreciation, these go up
LAG, STEP = 2, 2.0  # days, points
_UNSTABLE = 0.7  # of a c, which b d must not reach


_DRIFTING = World(course="drift")


@dataclass(frozen=True)
class Life:
    """One kind of life.

    form: of FORMS; strength: points by which the second of two is higher two days after a day two points higher in the
    first. links: worth, drained and uneasy follow appreciation. load: moments of disregard leave something behind.
    The rest are ways in which lives differ from what the model assumes; `switches`: the arrows are there in the second
    half only; `common_cause`: bad weeks that move everything; `heavy_tails`: some days are far from all others;
    `reporting`: all answers drift with mood.
    """

    form: str = "uncoupled"
    strength: float = 0.5
    links: bool = True
    load: bool = True
    decays: tuple[float, float] = (0.3, 1.2)
    world: World = _DRIFTING
    switches: bool = False
    common_cause: bool = False
    heavy_tails: bool = False
    reporting: bool = False


def live(days: int, rng: np.random.Generator, until: datetime, life: Life = Life()) -> Simulated:
    """A diary of so many days that ends at `until`, and its truth."""
    drift, root = _dynamics(rng, life)
    still = drift.copy()
    still[0, 1] = still[1, 0] = 0.0
    half = days // 2 if life.switches else 0
    states = _paths(rng, days, drift, still, root, half, life.heavy_tails)
    weekday = ((until - timedelta(days=days - 1)).weekday() + np.arange(days)) % 7
    shared, shares = _shared(rng, days, life)
    spread = np.sqrt(np.diag(_rest(drift, root @ root.T)))
    regard, disregard = _moments(rng, days, life)
    written = written_days(rng, days, life.world, states[:, 0] / spread[0])
    left, loads = _left_behind(rng, days, np.where(written, disregard, 0), life)
    courses = {name: _course(rng, days, life.world, weekday) for name in STATES}
    answers, expected = {}, {}
    for item in ITEMS:
        name = item if item in STATES else "appreciation"
        at = STATES.index(name)
        own = rng.normal(0.0, 0.8) if item in FACETS else 0.0
        error = rng.uniform(0.6, 1.4)
        course = np.clip(courses[name] + own, 0.5, 9.5) if not life.world.skewed else courses[name] + own
        lean = rng.choice([-1.0, 1.0]) if life.world.skewed else 0.0
        departure = states[:, at] + shares[at] * shared
        size = max(float(spread[at]), 0.3)
        away = size * leaning(departure / size, lean) + left[name] + error * rng.normal(size=days)
        answers[item] = rated(course + away)
        draws = size * leaning(rng.normal(size=800), lean) + error * rng.normal(size=800)
        expected[item] = expected_rating(course + loads[name], draws)
    asked = asked_items(rng, days)
    first = (until - timedelta(days=days - 1)).replace(hour=20, minute=30, second=0, microsecond=0)
    records: list[CheckIn | Moment] = []
    for t in np.flatnonzero(written):
        at_ = first + timedelta(days=int(t))
        ratings: dict[str, int | float] = {item: int(answers[item][t]) for i, item in enumerate(ITEMS) if asked[t, i]}
        records.append(CheckIn(at=at_, ratings=ratings, not_asked=tuple(i for i in ITEMS if i not in ratings)))
        for signs, counts in ((SIGNS_OF_REGARD, regard), (SIGNS_OF_DISREGARD, disregard)):
            records += [Moment(at=at_, sign=str(rng.choice(signs))) for _ in range(int(counts[t]))]
    tries, rates = tries_of(rng, days, first, until)
    covariance = _rest(drift, root @ root.T) + np.outer(shares, shares) * float(np.var(shared))
    truth = Truth(
        expected,
        {"regard": np.full(days, regard.mean() + 1e-9), "disregard": np.full(days, disregard.mean() + 1e-9)},
        rates,
        tuple((t.topic, t.way) for t in tries),
        None,
        follows=_follows(drift, still, half / days),
        together={name: STEP * covariance[0, i] / covariance[0, 0] for i, name in enumerate(STATES) if i},
        carried_load={name: float(loads[name].mean()) for name in ("appreciation", "drained")},
    )
    return Simulated(Diary(records=tuple(sorted([*records, *tries], key=lambda r: r.at))), truth)


def _dynamics(rng: np.random.Generator, life: Life) -> tuple[Array, Array]:
    """The drift (5, 5) and a root of the unrest."""
    decay = rng.uniform(*life.decays, len(STATES))
    drift = -np.diag(decay)
    sizes = life.strength * rng.uniform(0.8, 1.2, 2)
    signs = FORMS[life.form]
    for (to, of), sign, size in zip(((0, 1), (1, 0)), signs, sizes, strict=True):
        alone = np.diag([decay[to], decay[of]]) * -1.0
        alone[0, 1] = 1.0
        drift[to, of] = sign * size / (STEP * _step(alone, LAG)[0, 1])
    both = drift[0, 1] * drift[1, 0]
    if both > _UNSTABLE * decay[0] * decay[1]:
        drift[[0, 1], [1, 0]] *= np.sqrt(_UNSTABLE * decay[0] * decay[1] / both)
    for i, name in enumerate(STATES[2:], 2):
        if life.links and rng.random() < 0.5:
            drift[i, 0] = WORSE.get(name, 1.0) * rng.uniform(0.2, 0.7) * decay[i]
    spread = rng.uniform(0.8, 1.7, len(STATES))
    common = rng.uniform(0.0, 0.6)
    mood = np.array([WORSE.get(name, 1.0) for name in STATES])
    resemble = np.eye(len(STATES)) * (1 - common) + common * np.outer(mood, mood)
    scale = spread * np.sqrt(2 * decay)
    return drift, np.asarray(np.linalg.cholesky(resemble * np.outer(scale, scale)))


def _step(drift: Array, gap: float) -> Array:
    """exp(A gap): a Taylor series over a short gap, doubled back."""
    short = drift * gap / 1024
    power: NDArray[Any] = np.asarray(np.eye(len(drift)) + short + short @ short / 2)
    for _ in range(10):
        power = power @ power
    return power


def _rest(drift: Array, unrest: Array) -> Array:
    """The covariance at rest: A P + P A' + Q = 0."""
    n = len(drift)
    both = np.kron(drift, np.eye(n)) + np.kron(np.eye(n), drift)
    return np.asarray(np.linalg.solve(both, -unrest.ravel()).reshape(n, n))


def _paths(
    rng: np.random.Generator, days: int, drift: Array, still: Array, root: Array, half: int, heavy: bool
) -> Array:
    """The states (days, 5); the first `half` days without the two arrows."""
    paths = np.empty((days, len(drift)))
    x: Array = np.zeros(len(drift))
    laws = []
    for matrix in (still, drift):
        rest, move = _rest(matrix, root @ root.T), _step(matrix, 1.0)
        laws.append((move, np.linalg.cholesky(rest - move @ rest @ move.T + 1e-10 * np.eye(len(drift)))))
    for t in range(-100, days):
        move, noise = laws[int(t >= half)]
        shock = rng.normal(size=len(x))
        if heavy:
            shock *= np.sqrt(1 / rng.chisquare(3))
        x = move @ x + noise @ shock
        if t >= 0:
            paths[t] = x
    return paths


def _shared(rng: np.random.Generator, days: int, life: Life) -> tuple[Array, Array]:
    """What moves all answers together (days,), and how much each state has of it."""
    sign = np.array([WORSE.get(name, 1.0) for name in STATES])
    if life.common_cause:
        return carried(rng, days, 0.85), sign * rng.uniform(0.5, 1.0, len(STATES)) * rng.choice([1.0, 1.0, -1.0], 5)
    if life.reporting:
        return carried(rng, days, 0.95), sign * rng.uniform(0.4, 0.8)
    return np.zeros(days), np.zeros(len(STATES))


def _course(rng: np.random.Generator, days: int, world: World, weekday: NDArray[np.int64]) -> Array:
    """The slow course of one thing: half of them level, the others moving as the world has it."""
    low, high = (2.0, 9.0) if world.skewed else (3.5, 7.5)
    course = np.full(days, rng.uniform(low, high))
    if not world.flat and rng.random() < 0.5:
        if world.course == "trend":
            course = course + rng.normal(0, 1.5) * (np.arange(days) / max(days - 1, 1) - 0.5)
        elif world.course == "step":
            course = course + rng.normal(0, 1.5) * (np.arange(days) >= days // 2)
        else:
            course = course + rng.uniform(0.2, 0.9) * carried(rng, days, float(np.exp(-1 / rng.uniform(10, 40))))
    if world.weekends:
        course = course + rng.normal(0, 1.0) * ((weekday >= 5) - 2 / 7)
    return course


def _moments(rng: np.random.Generator, days: int, life: Life) -> tuple[Array, Array]:
    """Moments of regard and disregard by day."""
    out = []
    for _ in range(2):
        rate = np.exp(rng.normal(np.log(2.0 / 7), 0.5))
        burst = life.world.bursts * rng.uniform(0.4, 1.4)
        out.append(rng.poisson(rate * np.exp(burst * carried(rng, days, 0.5) - burst**2 / 2)).astype(float))
    return out[0], out[1]


def _left_behind(
    rng: np.random.Generator, days: int, moments: Array, life: Life
) -> tuple[dict[str, Array], dict[str, Array]]:
    """What moments add to each state by day, and of it what earlier days' moments add."""
    left = {name: np.zeros(days) for name in STATES}
    earlier = {name: np.zeros(days) for name in STATES}
    for name, sign in (("appreciation", -1.0), ("drained", 1.0)):
        if life.load and rng.random() < 0.5:
            keeps, size = 0.5 ** (1 / rng.uniform(1.0, 6.0)), sign * rng.uniform(0.3, 1.0)
            total = 0.0
            for t in range(days):
                total *= keeps
                earlier[name][t] = total
                total += size * moments[t]
                left[name][t] = total
        elif life.load and rng.random() < 0.5:
            left[name] = sign * rng.uniform(0.3, 1.0) * moments
    return left, earlier


def _follows(drift: Array, still: Array, without: float) -> dict[tuple[str, str], float]:
    """What follows what, averaged over the days with and without the arrows."""
    later = STEP * ((1 - without) * _step(drift, LAG) + without * _step(still, LAG))
    return {(of, to): float(later[j, i]) for i, of in enumerate(STATES) for j, to in enumerate(STATES) if i != j}
