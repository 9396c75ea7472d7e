"""Diary JSON goes in and out without loss; a bad record is one fault with its place, the others stand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.record.strategies import extras, records
from upright.errors import DiaryFault
from upright.record import Diary, record_to

GOOD = {"kind": "checkin", "at": "2026-03-02T20:30:00+07:00", "ratings": {"respected": 5}}


def diary_of(*raws, **more):
    return Diary.from_json(json.dumps({"schema": "upright.diary/1", **more, "records": list(raws)}))


def places(diary):
    return [(fault.id, fault.where, fault.number) for fault in diary.faults]


@given(st.lists(records, max_size=4), extras)
def test_a_diary_survives_the_way_out_and_in(stated, extra):
    diary = Diary(records=tuple(stated), extra=extra)
    text = diary.to_json()
    again = Diary.from_json(text)
    assert again == diary
    assert again.to_json() == text
    assert Diary.from_json(text.encode("utf-16")) == diary


@given(st.lists(records, max_size=3))
def test_another_programs_spacing_and_escapes_change_nothing(stated):
    diary = Diary(records=tuple(stated))
    assert Diary.from_json(json.dumps(json.loads(diary.to_json()), indent=3)) == diary


def test_an_empty_diary_is_a_diary():
    assert Diary.from_json(Diary().to_json()) == Diary()


def test_each_bad_record_is_one_fault_and_the_good_ones_stand():
    diary = diary_of({**GOOD, "ratings": {"respected": "five"}}, GOOD, {**GOOD, "kind": "dream"}, 7)
    assert places(diary) == [
        ("fault.not_number", "record", 1),
        ("fault.choice", "record", 3),
        ("fault.not_object", "record", 4),
    ]
    assert [record_to(record) for record in diary.records] == [GOOD]


def test_the_hostile_script_costs_only_its_own_records():
    diary = diary_of(
        {"kind": "try", "at": "2026-03-02T20:30:00-05:00", "way": "asked", "topic": "a" * 5_000_000},
        {**GOOD, "ratings": {"respected": "five"}},
        {**GOOD, "ratings": {"respected": -1}},
        {**GOOD, "note": "\0\u202e<b>x</b>"},
        {**GOOD, "at": "2026-02-31T20:30:00+07:00"},
    )
    assert [fault.id for fault in diary.faults] == [
        "fault.too_long",
        "fault.not_number",
        "fault.range",
        "fault.time",
    ]
    assert diary.faults[0].values == {"field": "topic", "length": 5_000_000, "limit": 200}
    assert [record.note for record in diary.records] == ["<b>x</b>"]
    assert [(remark.id, remark.number, remark.values) for remark in diary.remarks] == [
        ("fault.cleaned", 4, {"field": "note"})
    ]


def test_fields_beside_the_records_survive():
    diary = diary_of(GOOD, made_by="x", more={"a": [1, None]})
    assert diary.extra == {"made_by": "x", "more": {"a": [1, None]}}
    assert json.loads(diary.to_json())["more"] == {"a": [1, None]}


def test_an_id_given_twice_is_kept_once_and_told():
    diary = diary_of({**GOOD, "id": "a"}, GOOD, {**GOOD, "id": "a"})
    assert len(diary) == 2
    assert places(diary) == [("fault.same_id", "record", 3)]
    assert diary.faults[0].values == {"first": 1}


def test_numbers_too_great_for_any_field_cost_only_their_record():
    text = '{"schema": "upright.diary/1", "records": [%s, {"kind":"left","at":"2026-03-02T20:30:00Z","x":%s}]}'
    assert places(Diary.from_json(text % (json.dumps(GOOD), "1e999"))) == [("fault.extra", "record", 2)]
    assert places(Diary.from_json(text % (json.dumps(GOOD), "NaN"))) == [("fault.extra", "record", 2)]
    big = Diary.from_json(text % (json.dumps(GOOD), "1" * 100))
    assert big.records[1].extra == {"x": int("1" * 100)}
    assert places(Diary.from_json(text % (json.dumps(GOOD), "1" * 9999)))[0][0] == "fault.too_deep"


def test_half_a_character_becomes_the_sign_for_an_unknown_one():
    text = '{"schema": "upright.diary/1", "records": [{"kind":"left","at":"2026-03-02T20:30:00Z","note":"a\\ud800b"}]}'
    assert Diary.from_json(text).records[0].note == "a\ufffdb"


LINES = [
    '{"schema":"upright.diary/1",',
    '"records":[',
    json.dumps(GOOD) + ",",
    '{"kind":"checkin","at":"2026-03-03T20:30:00+07:00","ratings":{"respected":5},,}',
    json.dumps({**GOOD, "ratings": {"respected": 11}}) + ",",
    json.dumps({**GOOD, "ratings": {"respected": 9}}),
    "]}",
]


def test_a_broken_line_is_told_by_its_number_and_the_other_lines_are_read():
    diary = Diary.from_json("\n".join(LINES))
    assert places(diary) == [("fault.not_json", "line", 4), ("fault.range", "line", 5)]
    assert [record.ratings["respected"] for record in diary.records] == [5, 9]


def test_a_file_cut_off_anywhere_is_told_and_what_stands_before_is_read():
    text = "\n".join([*LINES[:3], *LINES[5:]])
    for end in range(len(text)):
        try:
            diary = Diary.from_json(text[:end])
        except DiaryFault as fault:
            assert fault.id in ("error.json.broken", "error.file.empty")
        else:
            assert diary.faults
            assert all(record_to(record)["kind"] == "checkin" for record in diary.records)
    assert not Diary.from_json(text).faults


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("", "error.file.empty"),
        ("\ufeff \n", "error.file.empty"),
        ("{", "error.json.broken"),
        ("[]", "error.json.schema"),
        ("5", "error.json.schema"),
        ('{"records": []}', "error.json.schema"),
        ('{"schema": "upright.diary/2", "records": []}', "error.json.schema"),
        ('{"schema": "upright.diary/1"}', "error.json.records"),
        ('{"schema": "upright.diary/1", "records": {}}', "error.json.records"),
        ("[" * 100_000, "error.json.deep"),
        ('{"a":' * 100_000, "error.json.deep"),
        ('{"schema": "upright.diary/1", "x": ' + "[" * 70 + "]" * 70 + ', "records": []}', "error.json.deep"),
    ],
)
def test_a_text_that_is_no_diary_is_one_clear_error(text, id):
    with pytest.raises(DiaryFault) as caught:
        Diary.from_json(text)
    assert caught.value.id == id
    assert caught.value.__cause__ is None


def test_a_bomb_within_one_record_costs_only_that_record():
    bomb = '{"kind":"left","at":"2026-03-02T20:30:00Z","x":' + "[" * 100_000
    diary = Diary.from_json("\n".join([*LINES[:3], bomb, LINES[5], "]}"]))
    assert places(diary) == [("fault.too_deep", "line", 4)]
    assert len(diary) == 2


def test_a_file_of_nothing_but_broken_lines_ends_in_time():
    text = '{"schema":"upright.diary/1","records":[\n' + '{"a":[\n' * 20_000
    assert 0 < len(Diary.from_json(text).faults) <= 101


def test_a_written_diary_holds_nothing_that_steers_a_terminal_or_turns_a_line():
    steering = "\x1b[31m \x9b31m \x7f \u202e \u2066 \u200f \u061c \u2028 \r \0 tiếng Việt"
    diary = diary_of({**GOOD, "unknown": {steering: [steering]}}, **{steering: steering})
    text = diary.to_json()
    assert all(mark.isprintable() or mark == "\n" for mark in text)
    assert "tiếng Việt" in text
    assert not {"\u200f", "\u061c"} & set(text)
    assert Diary.from_json(text) == diary
