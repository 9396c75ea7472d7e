"""Levels, trends and balance of one stretch of days: numbers only, no words.

Every quantity is about the *expected rating*: what the person would answer on a day, averaged over everything that
comes and goes (see docs/statements.md). Serial resemblance of days is in `serial`; what is said of a number, and from
what size on, is in `rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upright.model.translate import Days, Stretch
from upright.reading.posterior import (
    CHANGES,
    LEVELS,
    Posterior,
    change_prior,
    gap_prior,
    level_prior,
    posterior,
    recent_prior,
)
from upright.reading.serial import Contrast, Filtered, carry_over, contrast, filter_columns, likeliest
from upright.record.words import FACETS

__all__ = ["Series", "Levels", "levels_of", "shift_between", "average_of", "APPRECIATION", "BALANCE"]

Array = NDArray[np.float64]

APPRECIATION = "appreciation"  # the mean of the facets
BALANCE = "balance"  # effort minus what was done unasked, on days both were answered
LATELY = 14  # days
SIXTHS_SPAN, SIXTH_DAYS = 42, 3  # from when on the course is taken in six steps, so that a jump half-way is seen whole
SLOT = len(FACETS)  # the first columns are intercepts: one for each facet, or one alone

# Days without any entry may differ from the days written. A level is widened by this share of a day's spread for each
# share of days without entry; a difference by half of it, as much of it cancels. Chosen so that levels stay calibrated
# when bad days are the ones left out (docs/truth.md); it is a choice, not an estimate.
UNSEEN = 0.3
UNSEEN_DIFFERENCE = 0.15


@dataclass(frozen=True)
class Series:
    """One thing followed: `values` (days,), NaN unanswered; `parts` (SLOT, days), the shares of the intercepts."""

    name: str
    values: Array
    answers: Array
    parts: Array
    used: tuple[int, ...]  # which intercepts are in use

    @property
    def days(self) -> int:
        return int((~np.isnan(self.values)).sum())


@dataclass(frozen=True)
class Levels:
    """The filtered series of one stretch, ready to be asked for levels and contrasts."""

    series: tuple[Series, ...]
    filtered: Filtered
    span: int
    unseen: float  # share of days without any check-in
    weekend: tuple[bool, ...]  # for each series: can a weekend column be told apart
    thirds: tuple[tuple[int, int, int], ...]  # for each series: days answered in each third
    sixths: tuple[int, ...]  # for each series: days answered in the sixth that has fewest
    late: tuple[int, ...]  # for each series: days answered in the last fortnight
    borrowed: Array  # (series, grid), what the other series say of the carry-over

    def names(self) -> tuple[str, ...]:
        return tuple(s.name for s in self.series)

    def level(self, name: str) -> Posterior | None:
        """The mean expected rating over all days of the stretch."""
        likelihood = self._mean(name)
        if likelihood is None:
            return None
        return posterior(LEVELS, _widen(likelihood, UNSEEN * self.unseen).density(LEVELS), level_prior(LEVELS))

    def difference(self, name: str) -> Posterior | None:
        """The mean of a series of differences, such as the balance, over all days of the stretch."""
        return self._change(self._mean(name), gap_prior)

    def trend(self, name: str) -> Posterior | None:
        """Mean expected rating of the last third of the days minus that of the first third."""
        fine = self._contrast(name, "sixths", 0.0, (-0.5, 0.0, 0.0, 0.5, 0.5))
        return self._change(fine or self._contrast(name, "thirds", 0.0, (0.0, 1.0)))

    def lately(self, name: str) -> Posterior | None:
        """Mean expected rating of the last fortnight minus that of all days before."""
        return self._change(self._contrast(name, "late", 0.0, (1.0,)), recent_prior)

    def _holds(self, i: int, shape: str) -> bool:
        """Whether every part of a shape has the days that it takes to tell it."""
        if shape == "sixths":
            return self.span >= SIXTHS_SPAN and self.sixths[i] >= SIXTH_DAYS
        return shape != "thirds" or min(self.thirds[i]) >= 2

    def likeliest(self, name: str) -> tuple[float, float, float] | None:
        """Carry-over, its share, and the variance of a day's answer, at their likeliest; None where not identified."""
        i = self.names().index(name)
        return likeliest(self.filtered, i, _design(self.series[i].used, "plain", self.weekend[i]), self.borrowed[i])

    def _mean(self, name: str) -> Contrast | None:
        return (
            self._contrast(name, "sixths", 1.0, (1 / 6,) * 5)
            or self._contrast(name, "thirds", 1.0, (1 / 3, 1 / 3))
            or self._contrast(name, "plain", 1.0, ())
        )

    def _change(self, likelihood: Contrast | None, prior: Callable[[Array], Array] = change_prior) -> Posterior | None:
        if likelihood is None:
            return None
        widened = _widen(likelihood, UNSEEN_DIFFERENCE * self.unseen)
        return posterior(CHANGES, widened.density(CHANGES), prior(CHANGES))

    def _contrast(self, name: str, shape: str, level: float, steps: tuple[float, ...]) -> Contrast | None:
        """`level` times the mean intercept plus `steps` times the columns of the shape."""
        i = self.names().index(name)
        if not self._holds(i, shape):
            return None
        design = _design(self.series[i].used, shape, self.weekend[i])
        combination = np.zeros(len(design))
        used = len(self.series[i].used)
        combination[:used] = level / used
        combination[used : used + len(steps)] = steps
        return contrast(self.filtered, i, design, combination, self.borrowed[i])


def _design(used: tuple[int, ...], shape: str, weekend: bool) -> NDArray[np.int64]:
    """The columns of a design: intercepts, then the steps of its shape, then the weekend where it can be told."""
    steps = {"plain": (), "late": (SLOT,), "thirds": (SLOT + 2, SLOT + 3), "sixths": tuple(range(SLOT + 4, SLOT + 9))}
    return np.array([*used, *steps[shape], *((SLOT + 1,) if weekend else ())])


def _widen(likelihood: Contrast, share: float) -> Contrast:
    extra = share * likelihood.spread
    return Contrast(
        likelihood.centre,
        np.sqrt(likelihood.scale**2 + extra**2),
        likelihood.weight,
        likelihood.freedom,
        likelihood.spread,
    )


def levels_of(days: Days, stretch: Stretch, names: tuple[str, ...]) -> Levels | None:
    """Filter the named series of one stretch; None where none of them has an answer."""
    cut = slice(stretch.start, stretch.end)
    chosen = [s for name in names if (s := _series(days, cut, name)).days > 0]
    if not chosen:
        return None
    span = stretch.days
    third = np.minimum(np.arange(span) * 3 // span, 2)
    weekday = (np.arange(span) + days.date(stretch.start).weekday()) % 7
    weekend = (weekday >= 5) - 2 / 7
    sixth = np.minimum(np.arange(span) * 6 // span, 5)
    late = np.arange(span) >= span - LATELY
    shared = np.stack([late, weekend, third == 1, third == 2, *(sixth == k for k in range(1, 6))]).astype(float)
    columns = np.stack([np.concatenate([s.parts, shared]) for s in chosen])
    values = np.stack([s.values for s in chosen])
    answers = np.stack([s.answers for s in chosen])
    seen = ~np.isnan(values)
    resting = weekday >= 5
    filtered = filter_columns(values, answers, columns)
    resting_known = tuple(bool(min((s & resting).sum(), (s & ~resting).sum()) >= 4) for s in seen)
    thirds = tuple(
        (int((s & (third == 0)).sum()), int((s & (third == 1)).sum()), int((s & (third == 2)).sum())) for s in seen
    )
    sixths = tuple(min(int((s & (sixth == k)).sum()) for k in range(6)) for s in seen)
    designs = [
        _design(s.used, "thirds" if min(inside) >= 2 else "plain", weekend)
        for s, inside, weekend in zip(chosen, thirds, resting_known, strict=True)
    ]
    return Levels(
        series=tuple(chosen),
        filtered=filtered,
        span=span,
        unseen=1.0 - float(days.checked[cut].mean()),
        weekend=resting_known,
        thirds=thirds,
        sixths=sixths,
        late=tuple(int(s[-LATELY:].sum()) for s in seen),
        borrowed=carry_over(filtered, designs),
    )


def shift_between(days: Days, name: str, before: slice, after: slice) -> tuple[Posterior, int, int] | None:
    """Mean expected rating of `after` minus `before`, two runs of days that touch; with the days answered in each."""
    whole = slice(before.start, after.stop)
    series = _series(days, whole, name)
    length = before.stop - before.start
    step = (np.arange(whole.stop - whole.start) >= length).astype(float)
    seen = ~np.isnan(series.values)
    counts = int(seen[:length].sum()), int(seen[length:].sum())
    if min(counts) < 2:
        return None
    filtered = filter_columns(
        series.values[None], series.answers[None], np.concatenate([series.parts, step[None]])[None]
    )
    design = np.array([*series.used, SLOT])
    likelihood = contrast(filtered, 0, design, np.array([0.0] * len(series.used) + [1.0]))
    if likelihood is None:
        return None
    widened = _widen(likelihood, UNSEEN_DIFFERENCE * (1.0 - float(days.checked[whole].mean())))
    return posterior(CHANGES, widened.density(CHANGES), change_prior(CHANGES)), *counts


def average_of(days: Days, name: str, cut: slice) -> float:
    """The plain mean of what was answered on the days of `cut`; NaN where nothing was."""
    values = _series(days, cut, name).values
    return float(np.nanmean(values)) if (~np.isnan(values)).any() else float("nan")


def _series(days: Days, cut: slice, name: str) -> Series:
    if name == BALANCE:
        values = days.ratings["effort"][cut] - days.ratings["unprompted"][cut]
        return _single(name, values, np.ones_like(values))
    if name != APPRECIATION:
        return _single(name, days.ratings[name][cut], days.answers[name][cut].astype(float))
    ratings = np.stack([days.ratings[facet][cut] for facet in FACETS])
    seen = ~np.isnan(ratings)
    used = tuple(k for k in range(SLOT) if seen[k].sum() >= 3) or tuple(k for k in range(SLOT) if seen[k].any())
    unused = [k for k in range(SLOT) if k not in used]
    seen[unused] = False
    count = seen.sum(axis=0)
    divisor = np.maximum(count, 1)
    values = np.where(count > 0, np.where(seen, ratings, 0.0).sum(axis=0) / divisor, np.nan)
    return Series(name, values, count.astype(float), seen / divisor, used)


def _single(name: str, values: Array, answers: Array) -> Series:
    parts = np.zeros((SLOT, len(values)))
    parts[0] = 1.0
    return Series(name, values, answers, parts, (0,))
