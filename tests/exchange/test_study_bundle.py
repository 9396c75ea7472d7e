"""The study bundle: what was written by a person never gets into it, and it reads back as it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upright.errors import DiaryFault, UsageFault
from upright.exchange import StudyTerms, outgoing, study_bundle_of
from upright.exchange.study_bundle import MANIFEST, NEVER, RECORDS
from upright.record import (
    Belief,
    Boundary,
    BoundaryEvent,
    CheckIn,
    Contact,
    Decision,
    Diary,
    Left,
    Load,
    Moment,
    OwnAnswer,
    PlanStep,
    Safety,
    Try,
)

NOW = datetime(2026, 3, 2, 20, 31, 47, tzinfo=timezone(timedelta(hours=7)))
FINE = StudyTerms(shift=40)


def marked(mark: str, at: datetime) -> list:
    """A record of every kind, with the mark wherever a person's words or names can stand."""
    note = {"at": at, "note": mark, "zone": "Asia/Marker_Town", "extra": {f"x_{mark}": mark, "source": {"text": mark}}}
    own = OwnAnswer(id=mark, asked=mark, low=mark, high=mark, rating=3, extra={"x": mark})
    made = [
        CheckIn(**note, ratings={"worth": 0, "lonely": 3}, skipped=("drained",), not_asked=("effort",), own=(own,)),
        Moment(**note, sign="thanked", weight=2),
        Try(**note, way="asked", topic=mark, outcome="heard", outcome_at=at + timedelta(days=2)),
        Boundary(**note, if_=mark, then=mark, need=mark, events=(BoundaryEvent(at=at, what="tested"),)),
        Belief(**note, belief=mark, topic=mark),
        Load(**note, task=mark, area="money", hours_week_mine=7),
        Decision(**note, choice="stay", reasons=(mark,), values=mark, support=mark),
        Left(**note),
        Contact(**note, by="me"),
        PlanStep(**note, heading="papers", text=mark),
        Safety(**note, answers={"neck": "yes", "weapon": "no"}),
    ]
    return [msgspec.structs.replace(record, id=f"{mark}-{number}") for number, record in enumerate(made)]


KINDS = len(marked("m", NOW))


def folder(*records, terms=FINE):
    return outgoing(Diary(tuple(records)), "study", terms=terms).folder


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["MARKER", "Nguyễn Thị Hoa", "quận Ba", '"}],"x":"', "=cmd|' /C calc'!A0"]),
    st.lists(st.tuples(st.integers(0, KINDS - 1), st.integers(0, 900)), max_size=12),
    st.booleans(),
)
def test_no_word_name_place_or_date_of_hers_is_ever_in_the_bundle(mark, picked, exact):
    records = []
    for number, (which, day) in enumerate(picked):
        one = marked(mark, NOW + timedelta(days=day))[which]
        records.append(msgspec.structs.replace(one, id=f"{mark} {number}"))
    made = folder(*records, terms=StudyTerms(-3000, exact))
    everything = "".join(made.values())
    for part in (mark, *mark.split()):
        assert part not in everything
    assert "Marker_Town" not in everything
    assert "+07" not in everything
    assert ":47" not in everything
    assert ("20:31" in everything) <= exact
    for record in records:
        assert record.at.date().isoformat() not in everything
    for word in ("neck", "weapon", "papers", "money", 'boundary"', 'safety"', "source"):
        assert word not in everything
    bundle = study_bundle_of(made)
    assert len(bundle.records) == sum(isinstance(one, (CheckIn, Moment, Try)) for one in records)


def test_it_reads_back_with_every_way_of_having_no_number():
    made = folder(*marked("m", NOW))
    answers, sign, attempt = study_bundle_of(made).records
    assert (answers.day, answers.time, answers.ratings) == (0, None, {"worth": 0, "lonely": 3})
    assert (answers.skipped, answers.not_asked, answers.uneventful) == (["drained"], ["effort"], False)
    assert (sign.sign, sign.weight) == ("thanked", 2)
    assert (attempt.way, attempt.topic, attempt.outcome, attempt.outcome_day) == ("asked", 1, "heard", 2)


def test_days_count_from_the_start_which_is_shifted():
    records = [CheckIn(at=NOW + timedelta(days=days), ratings={"worth": days}) for days in (9, 0, 4)]
    bundle = study_bundle_of(folder(*records))
    assert [one.day for one in bundle.records] == [0, 4, 9]
    assert date.fromisoformat(bundle.start) == NOW.date() + timedelta(days=40)


def test_clock_times_go_along_only_when_agreed():
    record = CheckIn(at=NOW, ratings={"worth": 1})
    assert study_bundle_of(folder(record)).records[0].time is None
    agreed = folder(record, terms=StudyTerms(1, exact_times=True))
    assert study_bundle_of(agreed).records[0].time == "20:31"
    assert "exact_times" in msgspec.json.decode(folder(record)[MANIFEST])["never"]
    assert "exact_times" not in msgspec.json.decode(agreed[MANIFEST])["never"]


def test_one_topic_is_one_number_however_it_is_spaced():
    topics = ("việc nhà", "Tiền", "Việc  nhà", "")
    records = [Try(at=NOW + timedelta(hours=k), way="asked", topic=topic) for k, topic in enumerate(topics)]
    assert [one.topic for one in study_bundle_of(folder(*records)).records] == [1, 2, 1, None]


def test_the_manifest_says_what_is_in_it_and_what_can_never_be():
    told = msgspec.json.decode(folder(*marked("m", NOW))[MANIFEST])
    assert told["schema"] == "upright.study/1"
    assert told["holds"] == {"checkin": 1, "moment": 1, "try": 1}
    assert (told["files"], told["days"], told["dates_shifted"]) == ([MANIFEST, RECORDS], 1, True)
    assert set(NEVER) <= set(told["never"])
    assert {"notes", "names", "topics", "own_words", "places", "ids", "safety_answers"} <= set(NEVER)


def test_without_terms_there_is_no_bundle():
    with pytest.raises(UsageFault):
        outgoing(Diary(), "study")


def test_an_empty_diary_is_an_empty_bundle():
    assert study_bundle_of(folder(Left(at=NOW))).records == []


ROW = '{"kind":"checkin","day":0,"ratings":{"worth":3}}'


@pytest.mark.parametrize(
    "row",
    [
        '{"kind":"checkin","day":-1}', '{"kind":"checkin","day":0,"note":"x"}', '{"kind":"safety","day":0}',
        '{"kind":"checkin","day":0,"ratings":{"worth":11}}', '{"kind":"checkin","day":0,"ratings":{"mood":1}}',
        '{"kind":"checkin","day":0,"ratings":{"worth":1},"skipped":["worth"]}',
        '{"kind":"checkin","day":0,"time":"25:00"}',
        '{"kind":"moment","day":0,"sign":"kicked","weight":1}', '{"kind":"moment","day":0,"sign":"thanked","weight":4}',
        '{"kind":"try","day":0,"way":"prayed"}', '{"kind":"try","day":0,"way":"asked","topic":"tiền"}',
        '{"kind":"try","day":0,"way":"asked","outcome":"won"}', "5", "",
    ],
)  # fmt: skip
def test_what_is_no_bundle_is_refused_whole(row):
    head = '{"schema":"upright.study/1","start":"2026-01-01","exact_times":false,"records":['
    assert len(study_bundle_of({RECORDS: f"{head}{ROW}]}}"}).records) == 1
    with pytest.raises(DiaryFault):
        study_bundle_of({RECORDS: f"{head}{ROW},{row}]}}"})


def test_another_version_or_a_missing_file_is_refused():
    for texts in ({}, {RECORDS: '{"schema":"upright.study/2","start":"","exact_times":false,"records":[]}'}):
        with pytest.raises(DiaryFault):
            study_bundle_of(texts)
