"""The openESM folder: what it holds comes back, and nothing else is in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.test_long_table import checkins
from upright.exchange import choices_of, incoming, outgoing
from upright.exchange.open_esm import METADATA, SERIES
from upright.record import CheckIn, Diary, Moment, OwnAnswer, day_of, words
from upright.wording import say

NOW = datetime(2026, 3, 2, 20, 30, tzinfo=timezone(timedelta(hours=7)))
SPAN = timedelta(days=365)
near = checkins().map(lambda one: CheckIn(**{**_fields(one), "at": NOW + (one.at - NOW) % SPAN}))


def _fields(record):
    return {name: getattr(record, name) for name in record.__struct_fields__}


def folder(*records, language="en"):
    return outgoing(Diary(tuple(records)), "openesm", language).folder


@settings(max_examples=30, deadline=None)
@given(st.lists(near, min_size=1, max_size=6))
def test_every_number_comes_back_on_its_day_in_its_order(records):
    records.sort(key=lambda one: one.at)
    first = day_of(records[0].at)
    found = incoming(folder(*records)[SERIES].encode(), choices_of([], zone="UTC", origin=first))
    assert (found.format, found.diary.faults, found.left) == ("openesm_table", (), {})
    values = [record.extra["source"]["values"] for record in found.diary]
    assert values == [{**one.ratings, "uneventful": int(one.uneventful)} for one in records]
    assert [day_of(record.at) for record in found.diary] == [day_of(one.at) for one in records]


@settings(max_examples=20, deadline=None)
@given(near)
def test_mapped_on_purpose_they_are_answers_again(record):
    mapping = [f"{item}={item}:0-10" for item in record.ratings]
    found = incoming(folder(record)[SERIES].encode(), choices_of(mapping, zone="UTC"))
    back = found.diary.records[0].ratings
    assert back.keys() == record.ratings.keys()
    assert all(abs(back[item] - record.ratings[item]) < 1e-9 for item in back)


def test_days_and_beeps_count_from_one():
    later = [NOW + timedelta(hours=hours) for hours in (0, 1, 26)]
    made = folder(*(CheckIn(at=at, ratings={"worth": k}) for k, at in enumerate(later)))[SERIES]
    assert [row.split("\t")[:3] for row in made.splitlines()[1:]] == [["1", "1", "1"], ["1", "1", "2"], ["1", "2", "1"]]


def test_the_description_names_every_column_and_counts_what_is_there():
    made = folder(CheckIn(at=NOW, ratings={"lonely": 3}), CheckIn(at=NOW + timedelta(days=3)), language="vi")
    told = msgspec.json.decode(made[METADATA])
    assert [one["name"] for one in told["features"]] == made[SERIES].splitlines()[0].split("\t")
    assert (told["n_participants"], told["n_time_points"], told["n_days"], told["n_beeps_per_day"]) == (1, 2, 4, 1)
    worth = next(one for one in told["features"] if one["name"] == "worth")
    assert worth["description"] == say("item.worth.question", "vi")
    assert {one["variable_type"] for one in told["features"]} <= {"numeric", "rating_scale", "binary"}
    assert told["raw_time_stamp"] is False


def test_no_word_and_no_time_of_hers_is_in_the_folder():
    own = (OwnAnswer(id="MARK1", asked="MARK2", rating=3),)
    record = CheckIn(at=NOW, ratings={"worth": 3}, note="MARK3", own=own, id="MARK4", zone="Asia/MARK5")
    made = outgoing(Diary((record, Moment(at=NOW, sign="tested", note="MARK6"))), "openesm")
    assert made.left == {"moment": 1}
    everything = "".join(made.folder.values())
    assert "MARK" not in everything
    assert "2026" not in everything
    assert "20:30" not in everything


def test_a_diary_without_a_check_in_is_a_header():
    made = folder(Moment(at=NOW, sign="tested"))
    assert made[SERIES].split() == ["id", "day", "beep", *words.ITEMS, "uneventful"]
    assert msgspec.json.decode(made[METADATA])["n_days"] == 0


def test_the_first_day_may_be_any():
    assert folder(CheckIn(at=NOW))[SERIES] == folder(CheckIn(at=NOW - timedelta(days=date.max.year // 100)))[SERIES]
