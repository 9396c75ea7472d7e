"""The diaries in examples/ are what their generator makes, and each tells its story."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest

from examples.make import FOLDER, STORIES, UNTIL, diary_of
from upright.actions.read import reading_of, what_if_of
from upright.record import Boundary, CheckIn, Decision, Diary, Moment, Try


def stored(name):
    return Diary.from_json((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@cache
def said(name):
    reading = reading_of(stored(name), now=None)
    return {s.id for s in reading.statements}, {n.id for n in reading.not_yet}


def test_there_are_five_and_no_other():
    assert sorted(path.stem for path in FOLDER.glob("*.json")) == list(STORIES) and len(STORIES) == 5


@pytest.mark.parametrize("name", STORIES)
def test_the_file_is_what_the_generator_makes(name):
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == diary_of(STORIES[name]).to_json()


@pytest.mark.parametrize("name", STORIES)
def test_each_reads_without_a_fault_and_ends_on_its_last_day(name):
    diary = stored(name)
    assert (diary.faults, diary.remarks) == ((), ())
    assert all(record.at <= UNTIL for record in diary)
    assert UNTIL - diary.records[-1].at < timedelta(days=2)
    assert all(not record.note for record in diary)
    assert {CheckIn, Moment, Try} <= {type(record) for record in diary}


def test_one_holds_a_limit_and_a_decision():
    assert {Boundary, Decision} <= {type(record) for record in stored("diary-2")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("diary-1", {"loop.answered", "level.appreciation.above", "moments.more_regard", "tries.all_over_half"}),
        ("diary-2", {"loop.unanswered", "balance.effort_more", "carried.drained.lasts", "tries.all_under_half"}),
        ("diary-3", {"loop.backfiring", "follows.effort.appreciation.lower", "tries.all_under_half"}),
        ("diary-4", {"loop.not_established"}),
    ],
)
def test_each_tells_its_story(name, expected):
    assert expected - said(name)[0] == set()


def test_the_uneventful_one_has_no_pattern():
    assert [id for id in said("diary-4")[0] if id.startswith(("follows", "trend", "lately", "balance", "change"))] == []


def test_the_short_one_says_what_it_has_and_what_it_will_take():
    statements, not_yet = said("diary-5")
    assert statements == set() and "few_days" in not_yet


@pytest.mark.parametrize("name", ["diary-1", "diary-2", "diary-3"])
def test_the_first_three_have_paths(name):
    found = what_if_of(stored(name), now=None)
    assert found.state == "shown" and all(path.text for path in found.paths)


@pytest.mark.parametrize("name", ["diary-4", "diary-5"])
def test_the_others_have_none(name):
    assert what_if_of(stored(name), now=None).paths == ()
