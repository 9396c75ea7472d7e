"""A record becomes a plain object and the same record again; unknown fields survive at every level."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.record.strategies import records, values
from upright.record import KINDS, CheckIn, FieldFault, record_from, record_to, words

AT = "2026-03-02T20:30:00+07:00"


@given(records)
def test_every_record_survives_the_way_out_and_in(record):
    raw = record_to(record)
    again = record_from(raw)
    assert again == record
    assert again.at.utcoffset() == record.at.utcoffset()
    assert repr(record_to(again)) == repr(raw)


@given(st.dictionaries(st.sampled_from(["kind", "at", "ratings", "sign", "(extra)", "note", "x"]), values))
def test_any_object_is_a_record_or_a_fault(raw):
    try:
        record_from(raw)
    except FieldFault as fault:
        assert fault.id.startswith("fault.")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@given(value=values)
def test_any_value_in_any_field_is_kept_or_a_fault(kind, value):
    good = {
        "kind": kind.kind,
        "at": AT,
        "sign": "thanked",
        "way": "asked",
        "if": "a",
        "then": "b",
        "belief": "c",
        "task": "d",
        "area": "care",
        "choice": "stay",
        "by": "me",
        "heading": "day",
        "text": "e",
        "answers": {},
    }
    for name in kind.__struct_encode_fields__:
        try:
            record_from({**good, name: value})
        except FieldFault as fault:
            assert fault.id.startswith("fault.")


def test_unknown_fields_items_and_answers_come_out_where_they_were():
    raws = [
        {"kind": "checkin", "at": AT, "ratings": {"worth": 1, "warmth": 4}, "later": {"a": [1, 2.0, None]}},
        {"kind": "checkin", "at": AT, "ratings": {"warmth": "high"}},
        {"kind": "safety", "at": AT, "answers": {"fear": "no", "later": "perhaps"}},
        {"kind": "boundary", "at": AT, "if": "a", "then": "b", "events": [{"x": 1, "at": AT, "what": "kept"}]},
        {"kind": "left", "at": AT, "(extra)": {"x": 1}, "extra": 2, "if_": 3},
    ]
    for raw in raws:
        assert record_to(record_from(raw)) == raw


def test_an_unknown_item_is_never_an_answer():
    record = record_from({"kind": "checkin", "at": AT, "ratings": {"warmth": 4}})
    assert record.ratings == {}
    assert record.extra == {"ratings": {"warmth": 4}}


def test_whole_numbers_stay_whole_and_the_sign_of_zero_stays():
    raw = {"kind": "checkin", "at": AT, "ratings": {"worth": 7, "effort": 7.0, "drained": -0.0}}
    assert repr(record_to(record_from(raw))) == repr(raw)


def test_null_is_the_same_as_not_there():
    bare = {"kind": "checkin", "at": AT, "ratings": {"worth": 1}}
    nulls = {"note": None, "skipped": None, "uneventful": None, "ratings": {"worth": 1, "effort": None}}
    assert record_from({**bare, **nulls}) == record_from(bare)
    with pytest.raises(FieldFault) as caught:
        record_from({"kind": "checkin", "at": None})
    assert (caught.value.id, caught.value.values) == ("fault.missing", {"field": "at"})


@pytest.mark.parametrize(
    ("change", "id", "field"),
    [
        ({"at": "2026-02-31T20:30:00+07:00"}, "fault.time", "at"),
        ({"at": "2026-03-02T20:30:00"}, "fault.no_offset", "at"),
        ({"at": 1772458200}, "fault.time", "at"),
        ({"at": "0001-01-01T00:00:00+07:00"}, "fault.year", "at"),
        ({"kind": "dream"}, "fault.choice", "kind"),
        ({"kind": ["checkin"]}, "fault.choice", "kind"),
        ({"ratings": [1]}, "fault.not_object", "ratings"),
        ({"ratings": {"respected": "five"}}, "fault.not_number", "ratings.respected"),
        ({"ratings": {"respected": True}}, "fault.not_number", "ratings.respected"),
        ({"ratings": {"respected": -1}}, "fault.range", "ratings.respected"),
        ({"skipped": "worth"}, "fault.not_list", "skipped"),
        ({"skipped": [["worth"]]}, "fault.choice", "skipped"),
        ({"uneventful": "yes"}, "fault.not_flag", "uneventful"),
        ({"uneventful": 1}, "fault.not_flag", "uneventful"),
        ({"note": 5}, "fault.not_text", "note"),
        ({"id": " "}, "fault.empty", "id"),
        ({"zone": "../../etc"}, "fault.zone", "zone"),
        ({"written_at": "yesterday"}, "fault.time", "written_at"),
    ],
)
def test_a_fault_names_the_field(change, id, field):
    with pytest.raises(FieldFault) as caught:
        record_from({"kind": "checkin", "at": AT, "ratings": {"worth": 1}, **change})
    assert (caught.value.id, caught.value.values["field"]) == (id, field)
    assert caught.value.__context__ is None


def test_unknown_fields_may_be_nested_but_not_without_end():
    deep: object = 1
    for _ in range(60):
        deep = [deep]
    assert record_to(record_from({"kind": "left", "at": AT, "x": deep}))["x"] == deep
    for _ in range(900):
        deep = {"a": deep}
    with pytest.raises(FieldFault) as caught:
        record_from({"kind": "left", "at": AT, "x": deep})
    assert caught.value.id == "fault.too_deep"


def test_no_reasons_are_no_reasons_however_they_are_written():
    raw = {"kind": "decision", "at": AT, "choice": "stay"}
    assert record_from({**raw, "reasons": []}) == record_from({**raw, "reasons": ""}) == record_from(raw)
    assert record_from({**raw, "reasons": ["a", "b"]}).reason_lines == ("a", "b")
    assert record_from({**raw, "reasons": "a\n\nb"}).reason_lines == ("a", "b")


def test_half_a_character_in_a_name_is_no_more_than_an_unknown_field():
    assert record_to(record_from({"kind": "left", "at": AT, "\ud800": "\udfff"}))["\ufffd"] == "\ufffd"


def test_all_seven_daily_items_and_the_five_after_can_be_answered():
    assert len(words.ITEMS) == 7
    assert len(words.AFTER_ITEMS) == 5
    record = record_from({"kind": "checkin", "at": AT, "ratings": dict.fromkeys(words.ALL_ITEMS, 3)})
    assert isinstance(record, CheckIn)
    assert set(record.ratings) == set(words.ALL_ITEMS)
