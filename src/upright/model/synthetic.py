"""Made-up diaries from a stated process, with the truth behind them: for the demonstration, for trying things out, and
for counting how often statements are true (docs/statements.md, docs/truth.md).

The process. Item i would be answered on day t with

    round and clip to 0..10 of   c_i(t) + s_i (sqrt(h_i) z_i(t) + sqrt(1 - h_i) e_i(t)),

c_i the slow course of the item (a level, perhaps a trend, a step or a drift, perhaps a weekend), z_i a stationary
unit-variance process with carry-over phi from day to day, partly common to all items, and e_i independent. The
*expected rating* m_i(t) is the mean of that answer over z and e. Moments come as
Poisson counts with mean lambda_k(t) exp(burst), the burst carrying over too; each try on a topic changes something with
the topic's own probability, and its outcome is known after a random number of days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from upright.record import Boundary, BoundaryEvent, CheckIn, Diary, Moment, Try
from upright.record.words import FACETS, ITEMS, SIGNS_OF_DISREGARD, SIGNS_OF_REGARD, WAYS

__all__ = [
    "World",
    "Truth",
    "Simulated",
    "made_up",
    "simulate",
    "asked_items",
    "carried",
    "expected_rating",
    "leaning",
    "rated",
    "tries_of",
    "written_days",
]

Array = NDArray[np.float64]
Asked = Literal["all", "random", "pairs"]
_PARTS = ("appreciation", "effort", "worth", "drained", "uneasy")
_DRAWS = 1500  # draws of one day's fluctuation, from which the expected rating is taken
_EVENING = 20.5  # o'clock


@dataclass(frozen=True)
class World:
    """What kind of life the diary comes from. The default is the process the reading assumes, its numbers drawn anew.

    carry_over: phi, None draws it from 0 to 0.8. flat: no course changes and nothing differs. course: how levels move.
    skewed: fluctuations lean to one side and pile up at an end of the scale. weekends: weekends differ.
    silent_on_bad_days: days below the person's own middle are the ones left out. bursts: how uneven moments come.
    """

    carry_over: float | None = None
    flat: bool = False
    course: Literal["trend", "step", "drift"] = "trend"
    skewed: bool = False
    weekends: bool = False
    silent_on_bad_days: bool = False
    bursts: float = 0.5
    boundary: bool = True


@dataclass(frozen=True)
class Truth:
    """What is true of a simulated diary: expected ratings and moments by day, and the answer rate of each topic.

    expected: item -> (days,); moments: "regard", "disregard" -> (days,) expected number on a day with an entry;
    answer_rate: topic -> probability that a try brings a change; tries: topic, way -> how many were made;
    stated: place of the day on which the boundary was stated, or None. follows: (what, then what) -> points that the
    second is higher two days after a day on which the first is two points higher; together: what -> points it is
    higher on a day of two points more felt appreciation; carried_load: what -> points that moments of disregard of
    earlier days add to it, mean over the days (docs/statements.md). Empty where the world knows of no such thing.
    """

    expected: dict[str, Array]
    moments: dict[str, Array]
    answer_rate: dict[str, float]
    tries: tuple[tuple[str, str], ...]
    stated: int | None
    follows: dict[tuple[str, str], float] = field(default_factory=dict)
    together: dict[str, float] = field(default_factory=dict)
    carried_load: dict[str, float] = field(default_factory=dict)

    @property
    def appreciation(self) -> Array:
        """The mean of the three facets."""
        mean: Array = np.mean([self.expected[f] for f in FACETS], axis=0)
        return mean


@dataclass(frozen=True)
class Simulated:
    """A diary and the truth behind it."""

    diary: Diary
    truth: Truth = field(repr=False)


def simulate(days: int, rng: np.random.Generator, until: datetime, world: World = World()) -> Simulated:
    """A diary of so many days, the last of them the day of `until` (aware; its offset is that of every record)."""
    phi = world.carry_over if world.carry_over is not None else float(rng.uniform(0.0, 0.8))
    mood = carried(rng, days, phi)
    common = rng.uniform(0.3, 0.7)
    weekday = ((until - timedelta(days=days - 1)).weekday() + np.arange(days)) % 7
    expected, answers = {}, {}
    spread, share, lean = 1.5, 0.6, 0.0
    swing = {}  # of the part that carries over, in points
    for item in ITEMS:
        if not (
            world.flat and item == "effort"
        ):  # in a flat world effort goes exactly as `unprompted`, asked before it
            course = _course(rng, days, world, weekday)
            share, spread = rng.uniform(0.4, 0.9), rng.uniform(1.0, 2.2)
            lean = rng.choice([-1.0, 1.0]) if world.skewed else 0.0
        sign = -1.0 if item in ("drained", "uneasy") else 1.0
        own = np.sqrt(common) * sign * mood + np.sqrt(1 - common) * carried(rng, days, phi)
        z = np.sqrt(share) * own + np.sqrt(1 - share) * rng.normal(size=days)
        swing[item] = sign * spread * np.sqrt(share)
        answers[item] = rated(course + spread * leaning(z, lean))
        expected[item] = expected_rating(course, spread * leaning(rng.normal(size=_DRAWS), lean))
    written = written_days(rng, days, world, mood)
    asked = asked_items(rng, days)
    moments = _moments(rng, days, world, phi)
    first = (until - timedelta(days=days - 1)).replace(hour=int(_EVENING), minute=30, second=0, microsecond=0)
    records: list[CheckIn | Moment | Try | Boundary] = []
    for t in np.flatnonzero(written):
        at = first + timedelta(days=int(t))
        ratings: dict[str, int | float] = {item: int(answers[item][t]) for i, item in enumerate(ITEMS) if asked[t, i]}
        records.append(CheckIn(at=at, ratings=ratings, not_asked=tuple(i for i in ITEMS if i not in ratings)))
        for signs, rate in ((SIGNS_OF_REGARD, moments["regard"][1]), (SIGNS_OF_DISREGARD, moments["disregard"][1])):
            records += [Moment(at=at, sign=str(rng.choice(signs))) for _ in range(rng.poisson(rate[t]))]
    tries, rates = tries_of(rng, days, first, until)
    records += tries
    stated = int(days // 2) if world.boundary and days >= 42 else None
    if stated is not None:
        at = first + timedelta(days=stated)
        records.append(Boundary(at=at, if_="…", then="…", events=(BoundaryEvent(at=at, what="stated"),)))
    truth = Truth(
        expected,
        {kind: m[0] for kind, m in moments.items()},
        rates,
        tuple((t.topic, t.way) for t in tries),
        stated,
        follows={(one, other): 0.0 for one in _PARTS for other in _PARTS if one != other},
        together=_together(swing, common),
        carried_load={"appreciation": 0.0, "drained": 0.0},
    )
    return Simulated(Diary(records=tuple(sorted(records, key=lambda r: r.at))), truth)


def _together(swing: dict[str, float], common: float) -> dict[str, float]:
    """Points each thing is higher on a day of two points more felt appreciation: 2 cov / var of what carries over."""
    facets = [swing[facet] for facet in FACETS]
    middle = float(np.mean(facets))
    variance = common * middle**2 + (1 - common) * float(np.square(facets).sum()) / len(facets) ** 2
    return {item: 2 * common * middle * swing[item] / variance for item in _PARTS if item != "appreciation"}


def made_up(days: int, seed: int, until: datetime) -> Diary:
    """A made-up diary of so many days that ends at `until`; the same seed gives the same diary."""
    return simulate(days, np.random.default_rng(seed), until).diary


def expected_rating(course: Array, departures: Array) -> Array:
    """The mean answer on each day of a course (days,), over draws of a day's departure from it."""
    grid = np.linspace(course.min(), course.max() + 1e-9, 9)
    expected: Array = np.interp(course, grid, rated(grid[:, None] + departures).mean(axis=1))
    return expected


def carried(rng: np.random.Generator, days: int, phi: float) -> Array:
    """A stationary process of unit variance that keeps the share phi of a day's value the next day."""
    fresh = rng.normal(size=days)
    fresh[1:] *= np.sqrt(1 - phi**2)
    out = np.empty(days)
    value = 0.0
    for t in range(days):
        value = phi * value + fresh[t] if t else fresh[0]
        out[t] = value
    return out


def _course(rng: np.random.Generator, days: int, world: World, weekday: NDArray[np.int64]) -> Array:
    """The slow course of one item: half of them level, the others moving."""
    course = np.full(days, float(np.clip(rng.normal(5.5, 1.8), 1.0, 9.5)))
    moves = not world.flat and rng.random() < 0.5
    if moves and world.course == "trend":
        course = course + rng.normal(0, 2.5) * (np.arange(days) / max(days - 1, 1) - 0.5)
    elif moves and world.course == "step":
        course = course + rng.normal(0, 2.0) * (np.arange(days) >= days // 2)
    elif moves:
        walk = np.cumsum(rng.normal(size=days))
        course = course + rng.uniform(0, 1.5) * (walk - walk.mean()) / max(float(walk.std()), 1e-9)
    if world.weekends:
        course = course + rng.normal(0, 1.0) * ((weekday >= 5) - 2 / 7)
    return course


def leaning(z: Array, lean: float) -> Array:
    """Unit-variance fluctuations with a long tail on one side (shifted log-normal) where `lean` is -1 or 1."""
    if lean == 0.0:
        return z
    leaning: Array = lean * (np.exp(0.6 * lean * z) - np.exp(0.18)) / 0.79
    return leaning


def rated(x: Array) -> Array:
    """What is answered: whole points from 0 to 10."""
    rating: Array = np.clip(np.round(x), 0, 10)
    return rating


def written_days(rng: np.random.Generator, days: int, world: World, mood: Array) -> NDArray[np.bool_]:
    """The days with an entry."""
    missing = rng.uniform(0.05, 0.4)
    base = np.log(missing / (1 - missing))
    pull = 1.0 if world.silent_on_bad_days else 0.0
    written: NDArray[np.bool_] = rng.random(days) >= 1 / (1 + np.exp(-(base - pull * mood)))
    written[0] = True
    return written


def asked_items(rng: np.random.Generator, days: int) -> NDArray[np.bool_]:
    """Which items are asked on which day: all, four drawn at random, or four with effort and unprompted as a pair."""
    how: Asked = rng.choice(["all", "random", "pairs"])
    if how == "all":
        return np.ones((days, len(ITEMS)), dtype=bool)
    order = rng.random((days, len(ITEMS)))
    if how == "pairs":
        pair = [ITEMS.index("effort"), ITEMS.index("unprompted")]
        order[:, pair] = np.where(rng.random((days, 1)) < 0.6, -1.0, 2.0)
    first_four: NDArray[np.bool_] = order.argsort(axis=1).argsort(axis=1) < 4
    return first_four


def _moments(rng: np.random.Generator, days: int, world: World, phi: float) -> dict[str, tuple[Array, Array]]:
    """For each kind: expected number by day, and the number by day given its burst."""
    out = {}
    base = rng.normal(np.log(1.5 / 7), 0.8)
    for kind in ("regard", "disregard"):
        course = np.full(days, base)
        if not world.flat:
            own = rng.random() < 0.6
            # alike, but no two rates are ever exactly the same
            course = np.full(days, rng.normal(np.log(1.5 / 7), 0.8)) if own else course + rng.normal(0, 0.02)
            if rng.random() < 0.5:
                course = course + rng.normal(0, 0.8) * (np.arange(days) >= days // 2)
        burst = world.bursts * rng.uniform(0.4, 1.4)
        uneven = np.exp(burst * carried(rng, days, phi) - burst**2 / 2)
        out[kind] = (np.exp(course), np.exp(course) * uneven)
    return out


def tries_of(
    rng: np.random.Generator, days: int, first: datetime, until: datetime
) -> tuple[list[Try], dict[str, float]]:
    """Tries on some topics, and the probability of each topic that a try brings a change."""
    alike, base = rng.random() < 0.4, float(rng.uniform())
    rates = {f"topic {k + 1}": base if alike else float(rng.uniform()) for k in range(rng.integers(1, 5))}
    tries = []
    for topic, rate in rates.items():
        for _ in range(min(rng.poisson(1 + days / 25), 40)):
            at = first + timedelta(days=int(rng.integers(days)))
            changed = rng.random() < rate
            known = at + timedelta(days=float(rng.exponential(9.0 if changed else 5.0)))
            outcome = "changed" if changed else str(rng.choice(["heard", "dismissed", "backfired"]))
            way = str(rng.choice(WAYS))
            if known <= until:
                tries.append(Try(at=at, way=way, topic=topic, outcome=outcome, outcome_at=known))
            else:
                tries.append(Try(at=at, way=way, topic=topic, outcome="pending"))
    return tries, rates
