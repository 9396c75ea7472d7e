"""The next four weeks as it is: what a day's felt appreciation would be, and whether such forecasts have been any good.

About every week of the last half year a forecast of the 28 days that followed is made anew, from what had been written
by then and nothing else, and is held against the days answered later by its CRPS (`scores`). Beside it stand

    the same as usual    her answered days of the last 8 weeks, each as likely as the others
    the last value       the last answered day
    a plain AR(1)        fitted to all her answered days up to then

A forecast is three parts of the model in `paces` and one part of the same as usual: no model is the whole truth, and a
share of what has been keeps a wrong one from costing much.

Origins lie 42, 49, 56, ... days into the stretch; parameters are learnt anew at every fourth of them, so that a past
forecast, once made, stays what it was however long the diary grows.

**When the fan is shown** (`Skill.beaten`), all three:

1. 28 different answered days or more have been forecast, over 56 days or more (a stretch of 98 days or more).
2. Over all days scored, each once for every origin it was forecast from, the model's mean CRPS is lower than that of
   the same as usual.
3. It is lower by a fiftieth of that at least, and by more than chance. Here the same as usual is not charged for being
   only a few dozen values (`scores.few`): in a diary in which nothing can be forecast, that alone would let any model
   with a longer memory win. Origins overlap, so days are taken together in runs of two weeks: with D_g the sum over run
   g of model less usual and N_g the number of scores in it, d = sum D / sum N has the standard error
   sqrt(G / (G - 1) sum (D_g - d N_g)^2) / sum N, and d over it must lie in the lowest fifth of Student's t with G - 1
   degrees of freedom. A fifth is enough because the comparison leans to usual, which is freed of what it costs to know
   little while the model is not: how often a fan is shown where there is nothing to forecast is counted in
   docs/truth.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upright.model.paces import Felt, Learnt, draw_days, learn
from upright.model.scores import carried_of, crps, crps_normal, few
from upright.model.translate import Days, Stretch
from upright.record.words import FACETS

__all__ = [
    "HORIZON", "LONGEST", "QUANTILES", "Ahead", "Fan", "Missing", "Past", "Skill", "felt_of", "look_ahead", "past_of",
    "skill_of",
]  # fmt: skip

Array = NDArray[np.float64]

HORIZON = 28  # days ahead
FIRST = 42  # days of diary before the first origin
EVERY = 7  # days from one origin to the next
ANEW = 4  # origins for which parameters are learnt once
USUAL = 56  # days whose answers are the same as usual
LEAST_USUAL = 12  # answered days among them, or no forecast is made
DOUBTED = 0.25  # share of the same as usual in a forecast
LONGEST = 730  # days of which anything is learnt
REACH = 182  # days back to the earliest origin that counts
RUN = 14  # days taken together when chance is weighed
LEAST_RUNS = 4
LEAST_GAIN = 0.02  # share of usual's CRPS: less is not worth a picture
LEAST_SCORED = 28  # answered days
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
LOWEST_FIFTH = (
    1.376, 1.061, 0.978, 0.941, 0.920, 0.906, 0.896, 0.889, 0.883, 0.879, 0.876, 0.873, 0.870, 0.868, 0.866
)  # fmt: skip
"""Of Student's t with 1, 2, ... degrees of freedom: a fifth lies below minus this."""


@dataclass(frozen=True)
class Fan:
    """Felt appreciation as it would be answered on each of the 28 days from place `first` on: quantiles, in points."""

    first: int
    median: tuple[float, ...]
    q05: tuple[float, ...]
    q25: tuple[float, ...]
    q75: tuple[float, ...]
    q95: tuple[float, ...]

    @property
    def days(self) -> int:
        return len(self.median)


@dataclass(frozen=True)
class Skill:
    """How past forecasts did. `model`, `usual`, `last`, `carried`: mean CRPS, in points, over `scored` scores.

    origins: forecasts made; days: different days they are scored on; first, end: from the first of these to the day
    after the last (places of the stretch, from 0). inside50, inside90: share of answers in the middle 50% and 90% of
    the forecast (`Past.inside`). lower: model less usual, usual not charged for being few; error: its standard error,
    origins that overlap allowed for. beaten: the rule above.
    """

    origins: int
    days: int
    scored: int
    first: int
    end: int
    model: float
    usual: float
    last: float
    carried: float
    inside50: float
    inside90: float
    lower: float
    error: float
    beaten: bool


@dataclass(frozen=True)
class Missing:
    """What it takes until past forecasts can be judged, at least: more days of diary, more answered days."""

    days: int
    answered: int


@dataclass(frozen=True)
class Ahead:
    """The fan where past forecasts have beaten the same as usual; how they did; or what is missing to judge them."""

    fan: Fan | None
    skill: Skill | None
    missing: Missing | None


@dataclass(frozen=True, eq=False)
class Past:
    """Every past forecast against every day it was for: n scores. Places are days of the stretch, from 0.

    origin, place (n,); seen (n,): the answer; fan (n, 5): its QUANTILES; below, upto (n,): how much of the forecast lay
    below the answer, and below or at it; model, usual, last, carried (n,): CRPS; few (n,): what of `usual` is there
    because its values are few.
    """

    origin: NDArray[np.int64]
    place: NDArray[np.int64]
    seen: Array
    fan: Array
    below: Array
    upto: Array
    model: Array
    usual: Array
    last: Array
    carried: Array
    few: Array

    def inside(self, share: float) -> Array:
        """How much (n,) of each answer lay in the middle `share` of its forecast: on average that share, if well made.

        Answers are mostly whole points, and a whole point is a stretch of the forecast, from `below` to `upto`: what
        counts is the part of that stretch that lies in the middle. Counted as inside where they touch it, days would
        fall into any fan too often; where all of the forecast is one point, always.
        """
        low, high = (1 - share) / 2, (1 + share) / 2
        width = self.upto - self.below
        part = np.minimum(self.upto, high) - np.maximum(self.below, low)
        between = (self.below >= low) & (self.below <= high)
        return np.where(width > 0, np.clip(part, 0.0, None) / np.where(width > 0, width, 1.0), between)


def look_ahead(days: Days, stretch: Stretch, seed: int = 0) -> Ahead:
    """The 28 days after a stretch, and how well such forecasts have done in it. The same seed gives the same."""
    felt = felt_of(days, stretch)
    past = past_of(felt, REACH, seed)
    skill = skill_of(past)
    if skill is None or not _enough(skill):
        return Ahead(None, skill, _missing(felt, past))
    if not skill.beaten:
        return Ahead(None, skill, None)
    end = len(felt.values)
    draws = _forecast(felt, learn(felt, max(0, end - LONGEST), end, end, seed), end, seed)
    if draws is None:
        return Ahead(None, skill, _missing(felt, past))
    q05, q25, median, q75, q95 = (tuple(map(float, q)) for q in np.quantile(draws, QUANTILES, axis=1))
    return Ahead(Fan(stretch.start + end, median, q05, q25, q75, q95), skill, None)


def felt_of(days: Days, stretch: Stretch) -> Felt:
    """The facets of a stretch by day, and the weekends up to 28 days after it (less their share of a week)."""
    values = np.stack([days.ratings[facet][stretch.start : stretch.end] for facet in FACETS], axis=1)
    weekday = (np.arange(stretch.days + HORIZON) + days.date(stretch.start).weekday()) % 7
    return Felt(values, np.asarray((weekday >= 5) - 2 / 7, dtype=float))


def past_of(felt: Felt, reach: int, seed: int = 0) -> Past | None:
    """All forecasts that could have been made from the origins of the last `reach` days, and their scores."""
    end, mean = len(felt.values), felt.mean
    answered = np.flatnonzero(~np.isnan(mean))
    rows: list[tuple[NDArray[Any], ...]] = []
    learnt, known = None, -1
    for i in range(max(0, -(-(end - reach - FIRST) // EVERY)), max(0, -(-(end - FIRST) // EVERY))):
        origin, anew = FIRST + EVERY * i, FIRST + EVERY * (i - i % ANEW)
        if anew != known:
            known = anew
            learnt = learn(felt, max(0, anew - LONGEST), anew, min(anew + EVERY * ANEW, end), seed)
        ahead = answered[(answered >= origin) & (answered < origin + HORIZON)]
        draws = _forecast(felt, learnt, origin, seed) if len(ahead) else None
        if draws is None:
            continue
        draws = draws[ahead - origin]
        seen, before = mean[ahead], answered[(answered < origin) & (answered >= origin - LONGEST)]
        usual, last = mean[before[before >= origin - USUAL]], float(mean[before[-1]])
        law = carried_of(before.astype(float), mean[before]).ahead(last, (ahead - before[-1]).astype(float))
        rows.append(
            (
                np.full(len(ahead), origin),
                ahead,
                seen,
                np.quantile(draws, QUANTILES, axis=1).T,
                (draws < seen[:, None] - 1e-9).mean(axis=1),
                (draws <= seen[:, None] + 1e-9).mean(axis=1),
                crps(draws, seen),
                crps(usual, seen),
                np.abs(seen - last),
                crps_normal(*law, seen),
                np.full(len(ahead), few(usual)),
            )
        )
    return Past(*(np.concatenate(part) for part in zip(*rows, strict=True))) if rows else None


def _forecast(felt: Felt, learnt: Learnt | None, origin: int, seed: int) -> Array | None:
    """Draws (28, n) of the days from an origin on; None where too few of the last 8 weeks were answered."""
    recent = max(0, origin - USUAL)
    usual = np.sort(felt.mean[recent:origin])
    usual = usual[~np.isnan(usual)]
    if learnt is None or len(usual) < LEAST_USUAL:
        return None
    draws = draw_days(felt, learnt, origin, np.arange(origin, origin + HORIZON), recent, seed)
    count = round(draws.shape[1] * DOUBTED / (1 - DOUBTED))
    evenly = usual[np.arange(count) * len(usual) // count]
    return np.concatenate([draws, np.tile(evenly, (HORIZON, 1))], axis=1)


def skill_of(past: Past | None) -> Skill | None:
    """How past forecasts did, and whether they have beaten the same as usual; None where there are none."""
    if past is None:
        return None
    days = np.unique(past.place)
    first, end = int(days[0]), int(days[-1]) + 1
    difference = past.model - (past.usual - past.few)
    lower, error, limit = _by_runs(difference, past.place - first, end - first)
    model, usual = float(past.model.mean()), float(past.usual.mean())
    found = Skill(
        origins=len(np.unique(past.origin)),
        days=len(days),
        scored=len(past.place),
        first=first,
        end=end,
        model=model,
        usual=usual,
        last=float(past.last.mean()),
        carried=float(past.carried.mean()),
        inside50=float(past.inside(0.5).mean()),
        inside90=float(past.inside(0.9).mean()),
        lower=lower,
        error=error,
        beaten=False,
    )
    beaten = _enough(found) and model < usual and lower < -max(limit * error, LEAST_GAIN * usual)
    return Skill(**{**found.__dict__, "beaten": bool(beaten)})


def _enough(skill: Skill) -> bool:
    return skill.days >= LEAST_SCORED and skill.end - skill.first >= RUN * LEAST_RUNS


def _by_runs(values: Array, place: NDArray[np.int64], span: int) -> tuple[float, float, float]:
    """Mean of values (n,), its standard error by runs of about two weeks, and the t it is held against."""
    runs = min(span // RUN, len(LOWEST_FIFTH) + 1)
    mean = float(values.mean())
    if runs < 2:
        return mean, float("inf"), float("inf")
    run = place * runs // span
    apart = np.bincount(run, values, runs) - mean * np.bincount(run, minlength=runs)
    return mean, sqrt(runs / (runs - 1) * float(apart @ apart)) / len(values), LOWEST_FIFTH[runs - 2]


def _missing(felt: Felt, past: Past | None) -> Missing:
    """The least that is missing. At least one day: what is asked for can only be written from tomorrow on."""
    span = len(felt.values)
    scored = 0 if past is None else len(np.unique(past.place))
    recent = int(felt.seen[max(0, span - USUAL) :].any(axis=1).sum())
    answered = max(0, LEAST_SCORED - scored, LEAST_USUAL - recent)
    return Missing(max(1, answered, FIRST + RUN * LEAST_RUNS - span), answered)
