"""Which entry of a task counts: the latest, whatever order they stand in."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from upright.record import Load, Moment
from upright.record.latest import latest_loads

AT = datetime(2026, 3, 2, 20, 30, tzinfo=timezone(timedelta(hours=7)))


def load(day, task, mine=None, area="household"):
    return Load(at=AT + timedelta(days=day), task=task, area=area, hours_week_mine=mine)


def test_a_later_entry_of_the_same_task_replaces_the_earlier():
    records = (load(9, "Cooking ", 4), load(0, "cooking", 9), load(3, "trips", 1), Moment(at=AT, sign="thanked"))
    assert [(one.task, one.hours_week_mine) for one in latest_loads(records)] == [("Cooking ", 4), ("trips", 1)]


def test_a_later_entry_without_hours_and_in_another_area_replaces_it_too():
    records = (load(0, "cooking", 9), load(1, "cooking", None, "care"))
    assert [(one.area, one.hours_week_mine) for one in latest_loads(records)] == [("care", None)]
