"""From records to numbers by day: the one place where dates become places in an array.

Nothing is decided here. Days without an answer are NaN, days without any entry are marked, and the five kinds of
absence are counted apart. A day is the calendar day of the record's own wall clock, starting at 04:00.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from upright.engine import Series
from upright.record import DAY_STARTS, CheckIn, Diary, Moment, Try, day_of
from upright.record.turns import turns_of
from upright.record.words import ALL_ITEMS, SIGNS_OF_DISREGARD, SIGNS_OF_REGARD

__all__ = ["PAUSE", "Days", "Stretch", "days_of", "observed"]

PAUSE = 28  # days without an entry after which what was written before is no longer read as one with what follows

_REGARD = frozenset(SIGNS_OF_REGARD)
_DISREGARD = frozenset(SIGNS_OF_DISREGARD)


@dataclass(frozen=True)
class Stretch:
    """A run of days lived together or apart: places `start` up to, not including, `end`."""

    start: int
    end: int
    together: bool

    @property
    def days(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Days:
    """A diary by day; every array has one entry a day, from `first` to `last`.

    ratings: item -> mean of the day's answers, NaN where there was none; answers: item -> how many answers
    checked: days with a check-in; entered: days with a check-in, a moment or a try; noted:
    days with any record; eventless: "nothing happened"
    regard, disregard: moments noted; left_out, not_asked: item -> number of times
    """

    first: date
    last: date
    ratings: dict[str, NDArray[np.float64]]
    answers: dict[str, NDArray[np.int64]]
    checked: NDArray[np.bool_]
    entered: NDArray[np.bool_]
    noted: NDArray[np.bool_]
    eventless: NDArray[np.bool_]
    regard: NDArray[np.int64]
    disregard: NDArray[np.int64]
    left_out: dict[str, int]
    not_asked: dict[str, int]
    stretches: tuple[Stretch, ...]
    pauses: tuple[
        tuple[int, int], ...
    ]  # runs of PAUSE days or more without an entry: first place, place after the last

    @property
    def span(self) -> int:
        return len(self.checked)

    def date(self, place: int) -> date:
        return self.first + timedelta(days=place)

    def place(self, at: datetime, starts: timedelta = DAY_STARTS) -> int:
        """The place of a moment's day; may lie outside the arrays."""
        return (day_of(at, starts) - self.first).days


def days_of(diary: Diary, now: datetime, starts: timedelta = DAY_STARTS) -> Days | None:
    """The diary by day, up to the day of `now`; None where no check-in, moment or try has been written."""
    written = [r for r in diary.records if isinstance(r, CheckIn | Moment | Try) and r.at <= now]
    if not written:
        return None
    zero = date.min.toordinal()
    places = np.fromiter((day_of(r.at, starts).toordinal() - zero for r in written), dtype=np.int64, count=len(written))
    origin = int(places.min())
    first = date.fromordinal(origin + zero)
    last = max(date.fromordinal(int(places.max()) + zero), day_of(now, starts))
    span = (last - first).days + 1
    places -= origin

    sums = {item: np.zeros(span) for item in ALL_ITEMS}
    answers = {item: np.zeros(span, dtype=np.int64) for item in ALL_ITEMS}
    left_out = dict.fromkeys(ALL_ITEMS, 0)
    not_asked = dict.fromkeys(ALL_ITEMS, 0)
    checked = np.zeros(span, dtype=bool)
    entered = np.zeros(span, dtype=bool)
    eventless = np.zeros(span, dtype=bool)
    regard = np.zeros(span, dtype=np.int64)
    disregard = np.zeros(span, dtype=np.int64)
    for place, record in zip(places.tolist(), written, strict=True):
        entered[place] = True
        if isinstance(record, CheckIn):
            checked[place] = True
            eventless[place] |= record.uneventful
            for item, value in record.ratings.items():
                sums[item][place] += value
                answers[item][place] += 1
            for item in record.skipped:
                left_out[item] += 1
            for item in record.not_asked:
                not_asked[item] += 1
        elif isinstance(record, Moment):
            if record.sign in _REGARD:
                regard[place] += 1
            elif record.sign in _DISREGARD:
                disregard[place] += 1
    with np.errstate(invalid="ignore"):
        ratings = {
            item: np.where(answers[item] > 0, sums[item] / np.maximum(answers[item], 1), np.nan) for item in ALL_ITEMS
        }
    noted = entered.copy()
    for other in diary.records:
        if not isinstance(other, CheckIn | Moment | Try) and other.at <= now:
            place = (day_of(other.at, starts) - first).days
            if 0 <= place < span:
                noted[place] = True
    pauses = _pauses(entered)
    return Days(
        first,
        last,
        ratings,
        answers,
        checked,
        entered,
        noted,
        eventless,
        regard,
        disregard,
        left_out,
        not_asked,
        _without(pauses, _stretches(diary, first, span, now, starts)),
        pauses,
    )


def observed(days: Days, stretch: Stretch, items: Sequence[str], longest: int) -> Series | None:
    """The answers of the last `longest` days of a stretch as a series for the engine; None where there are none.

    Times are places of days as numbers, one row for each day on which one of `items` was answered: its mean answer, NaN
    where it was not. The covariate is the weekend, less its share of a week.
    """
    start = max(stretch.start, stretch.end - longest)
    values = np.stack([days.ratings[item][start : stretch.end] for item in items], axis=1)
    rows = np.flatnonzero(~np.isnan(values).all(axis=1))
    if rows.size == 0:
        return None
    weekend = ((rows + days.date(start).weekday()) % 7 >= 5) - 2 / 7
    return Series((rows + start).astype(float), values[rows], covariates=np.asarray(weekend[:, None], dtype=float))


def _stretches(diary: Diary, first: date, span: int, now: datetime, starts: timedelta) -> tuple[Stretch, ...]:
    """Cut the days where she left, and where, having left, she wrote down a decision to stay."""
    together, start, out = True, 0, []
    for at, becomes in turns_of(r for r in diary.records if r.at <= now):
        place = min(max((day_of(at, starts) - first).days, 0), span)
        if place > start:
            out.append(Stretch(start, place, together))
        together, start = becomes, place
    if start < span:
        out.append(Stretch(start, span, together))
    return tuple(out)


def _pauses(entered: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    """The runs of `PAUSE` days or more without an entry. The first day always has one."""
    written = np.flatnonzero(entered).tolist()
    gaps = zip((place + 1 for place in written), [*written[1:], len(entered)], strict=True)
    return tuple((start, end) for start, end in gaps if end - start >= PAUSE)


def _without(pauses: tuple[tuple[int, int], ...], stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """The stretches with the pauses taken out: what remains on both sides are stretches of their own."""
    for start, end in pauses:
        parts = []
        for s in stretches:
            before, after = (
                Stretch(s.start, min(s.end, start), s.together),
                Stretch(max(s.start, end), s.end, s.together),
            )
            parts += [p for p in ((s,) if s.end <= start or s.start >= end else (before, after)) if p.days > 0]
        stretches = tuple(parts)
    return stretches
