"""Records become arrays by day, and the five kinds of absence stay apart."""

from datetime import datetime, timedelta, timezone

import numpy as np

from tests.people import DAO, DAY_0
from upright.model.translate import days_of
from upright.record import CheckIn, Diary, Moment, Try

HANOI = timezone(timedelta(hours=7))


def at(day, hour=20, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=HANOI)


def test_a_day_lasts_until_four_in_the_morning():
    diary = Diary(records=(CheckIn(at=at(2, 20), ratings={"worth": 4}), CheckIn(at=at(3, 3, 59), ratings={"worth": 8})))
    days = days_of(diary, at(3, 3, 59))
    assert days.span == 1
    assert days.ratings["worth"].tolist() == [6.0]
    assert days.answers["worth"].tolist() == [2]
    later = Diary(records=(*diary.records, CheckIn(at=at(3, 4, 0), ratings={"worth": 1})))
    assert days_of(later, at(3, 4, 0)).span == 2


def test_missing_left_out_not_asked_nothing_happened_and_zero_are_five_facts():
    diary = Diary(
        records=(
            CheckIn(at=at(2), ratings={"worth": 0}, skipped=("drained",), not_asked=("uneasy",)),
            CheckIn(at=at(3), uneventful=True),
            CheckIn(at=at(5), ratings={"worth": 5}),
        )
    )
    days = days_of(diary, at(5))
    assert days.ratings["worth"][0] == 0.0 and np.isnan(days.ratings["worth"][1:3]).all()
    assert days.left_out["drained"] == 1 and days.not_asked["uneasy"] == 1
    assert days.eventless.tolist() == [False, True, False, False]
    assert days.entered.tolist() == [True, True, False, True]


def test_days_run_to_the_day_of_the_reading_with_nothing_in_them():
    diary = Diary(records=(Moment(at=at(2), sign="thanked"),))
    days = days_of(diary, at(12))
    assert days.span == 11 and days.entered.sum() == 1 and days.regard.sum() == 1


def test_what_lies_after_the_reading_is_not_seen():
    diary = Diary(records=(Try(at=at(2), way="asked"), CheckIn(at=at(9), ratings={"worth": 5})))
    assert days_of(diary, at(5)).span == 4
    assert days_of(Diary(records=(CheckIn(at=at(9)),)), at(5)) is None


def test_leaving_and_coming_back_cut_the_days_into_stretches():
    days = days_of(DAO, DAY_0 + timedelta(days=130))
    assert [(s.start, s.end, s.together) for s in days.stretches] == [(0, 31, True), (31, 92, False), (92, 131, True)]
