"""Saving an evening in one go, and taking it back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

import pytest

from upright.actions import write
from upright.actions.tries import waiting
from upright.actions.vault import Vault, made_up_vault
from upright.actions.when import time_on
from upright.errors import UsageFault
from upright.record import Diary, Moment, Try

NOW = datetime(2026, 11, 23, 21, 30, tzinfo=timezone(timedelta(hours=7)))
ZONE = "Asia/Ho_Chi_Minh"


@pytest.fixture
def vault() -> Vault:
    return made_up_vault(Diary(records=(Try(at=NOW - timedelta(days=5), way="asked", topic="tiền", id="t"),)))


def test_all_of_it_is_kept_or_none(vault):
    with pytest.raises(UsageFault):
        write.save_all(vault, [Moment(at=NOW, sign="thanked")], {"t": "heard", "nothing": "heard"}, now=NOW)
    assert vault.count() == 1
    assert vault.get("t").outcome is None


def test_an_outcome_is_for_a_try_alone(vault):
    (id,) = vault.add([Moment(at=NOW, sign="thanked")])
    with pytest.raises(UsageFault):
        write.save_all(vault, [], {id: "heard"}, now=NOW)


def test_taking_back_leaves_what_was_there(vault):
    before = vault.diary()
    kept = write.save_all(
        vault, [Moment(at=NOW, sign="thanked"), Moment(at=NOW, sign="tested")], {"t": "heard"}, now=NOW
    )
    assert vault.count() == 3
    write.take_back(vault, kept, now=NOW)
    assert vault.diary() == before


def test_taking_back_what_is_gone_changes_nothing(vault):
    kept = write.save_all(vault, [Moment(at=NOW, sign="thanked"), Moment(at=NOW, sign="tested")], {}, now=NOW)
    vault.remove(kept.added[1])
    with pytest.raises(UsageFault):
        write.take_back(vault, kept, now=NOW)
    assert vault.count() == 2


@pytest.mark.parametrize(
    ("day", "clock", "at"),
    [
        (date(2026, 11, 23), None, "2026-11-23T21:30:00+07:00"),
        (date(2026, 11, 23), time(8), "2026-11-23T08:00:00+07:00"),
        (date(2026, 11, 22), None, "2026-11-22T12:00:00+07:00"),
        (date(2026, 11, 22), time(3, 59), "2026-11-23T03:59:00+07:00"),
    ],
)
def test_a_day_and_maybe_a_time_say_when(day, clock, at):
    assert time_on(day, clock, now=NOW, zone=ZONE).isoformat() == at
    assert time_on(day, clock, now=NOW, zone=None).isoformat() == at


def test_at_two_in_the_night_today_is_yesterday_s_date():
    night = NOW + timedelta(hours=5)
    assert time_on(date(2026, 11, 23), None, now=night, zone=ZONE) == night


@pytest.mark.parametrize(
    ("day", "clock"), [(date(2026, 11, 24), None), (date(2026, 11, 23), time(22)), (date(1899, 1, 1), None)]
)
def test_what_has_not_come_yet_is_refused(day, clock):
    with pytest.raises(UsageFault):
        time_on(day, clock, now=NOW, zone=ZONE)


@pytest.mark.parametrize(("age", "asked"), [(2, False), (3, True), (60, True), (61, False)])
def test_a_try_is_asked_about_from_its_third_day_on(age, asked):
    tried = Try(at=NOW - timedelta(days=age), way="asked", id="a")
    assert bool(waiting([tried], {}, NOW.date())) is asked


@pytest.mark.parametrize(("day", "asked"), [("2026-11-17", False), ("2026-11-16", True), ("nonsense", True), (7, True)])
def test_a_try_without_an_answer_is_asked_about_again_in_a_week(day, asked):
    tried = Try(at=NOW - timedelta(days=20), way="asked", id="a")
    assert bool(waiting([tried], {"a": day}, NOW.date())) is asked
