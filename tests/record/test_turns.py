"""When she lives apart."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from upright.record import Decision, Left
from upright.record.turns import apart_since, turns_of

DAY = datetime(2026, 5, 1, 12, tzinfo=UTC)


def on(days: int, hour: int = 12) -> datetime:
    return DAY.replace(hour=hour) + timedelta(days=days)


def test_a_diary_begins_together_and_is_apart_from_the_day_she_left():
    assert apart_since((), date(2026, 5, 1)) is None
    left = (Left(at=on(3)),)
    assert apart_since(left, date(2026, 5, 3)) is None
    assert apart_since(left, date(2026, 5, 4)) == on(3)
    assert apart_since(left, date(2027, 5, 4)) == on(3)


def test_a_decision_to_stay_after_she_left_is_a_return_and_others_are_none():
    records = (Decision(at=on(0), choice="stay"), Left(at=on(3)), Decision(at=on(5), choice="leave"))
    assert turns_of(records) == ((on(3), False),)
    back = (*records, Decision(at=on(9), choice="stay"))
    assert turns_of(back) == ((on(3), False), (on(9), True))
    assert apart_since(back, date(2026, 5, 9)) == on(3)
    assert apart_since(back, date(2026, 5, 10)) is None


def test_leaving_twice_counts_from_the_first_time_and_again_after_a_return():
    records = (Left(at=on(3)), Left(at=on(4)), Decision(at=on(9), choice="stay"), Left(at=on(20)))
    assert apart_since(records, date(2026, 5, 8)) == on(3)
    assert apart_since(records, date(2026, 5, 21)) == on(20)


def test_the_night_belongs_to_the_day_before():
    left = (Left(at=on(3, hour=2)),)
    assert apart_since(left, date(2026, 5, 3)) == on(3, hour=2)
    assert apart_since(left, date(2026, 5, 3), starts=timedelta(0)) is None
