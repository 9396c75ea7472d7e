"""Readings of a diary at a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from upright.actions.read import demo_diary, made_up, reading_of
from upright.errors import UsageFault
from upright.record import CheckIn, Diary

HANOI = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 23, 21, 30, tzinfo=HANOI)


def check_in(at: datetime) -> CheckIn:
    """One check-in."""
    return CheckIn(at=at, ratings={"worth": 5})


def test_a_day_ends_at_four_in_the_morning():
    at = datetime(2026, 5, 2, 3, 59, 58, tzinfo=HANOI)
    assert reading_of(Diary((check_in(at),)), now=None, as_of=date(2026, 5, 1)).counts["checkin"] == 1
    with pytest.raises(UsageFault):
        reading_of(Diary((check_in(at + timedelta(seconds=3)),)), now=None, as_of=date(2026, 5, 1))


def test_a_day_ends_where_she_has_the_next_begin():
    diary = Diary((check_in(datetime(2026, 5, 1, 20, tzinfo=HANOI)), check_in(datetime(2026, 5, 2, 3, tzinfo=HANOI))))
    at_four = reading_of(diary, now=None, as_of=date(2026, 5, 1))
    at_midnight = reading_of(diary, now=None, as_of=date(2026, 5, 1), starts=timedelta(0))
    assert (at_four.counts["checkin"], at_midnight.counts["checkin"]) == (2, 1)
    spans = [reading_of(diary, now=None, starts=timedelta(hours=hours)).span_days for hours in (4, 3, 0)]
    assert spans == [1, 2, 2]


def test_a_day_ends_by_the_clock_she_had_then():
    there = timezone(timedelta(hours=-8))
    diary = Diary((check_in(datetime(2026, 5, 1, 22, tzinfo=HANOI)), check_in(datetime(2026, 5, 20, 22, tzinfo=there))))
    reading = reading_of(diary, now=None, as_of=date(2026, 5, 1))
    assert (reading.as_of, reading.counts["checkin"]) == (date(2026, 5, 1), 1)


def test_without_a_day_it_is_now():
    assert reading_of(Diary((check_in(NOW - timedelta(days=9)),)), now=NOW).as_of == NOW.date()


def test_an_empty_diary_has_an_empty_reading_at_any_day():
    assert reading_of(Diary(), now=NOW, as_of=date(2026, 1, 1)).first is None


def test_the_demo_ends_when_asked_and_speaks_the_language():
    english, vietnamese = (demo_diary(until=NOW, language=language) for language in ("en", "vi"))
    assert max(record.at for record in english) <= NOW
    assert len(english) == len(vietnamese)
    assert english.records != vietnamese.records


def test_a_made_up_diary_is_the_same_for_the_same_seed():
    assert made_up(days=20, seed=1, until=NOW) == made_up(days=20, seed=1, until=NOW)
