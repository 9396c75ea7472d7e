"""FHIR R4: the bundle keeps the structure's rules, ours comes back as it was, another's comes in as context."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.test_long_table import checkins
from upright.exchange import choices_of, form_named, incoming, outgoing
from upright.exchange.fhir import ABSENT, CODES, QUESTIONNAIRE
from upright.record import CheckIn, Diary, Moment, OwnAnswer, words

NOW = datetime(2026, 3, 2, 20, 30, tzinfo=timezone(timedelta(hours=7)))
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)")
NEEDED = {
    "CodeSystem": ("status", "content"), "Questionnaire": ("status",),
    "QuestionnaireResponse": ("status",), "Observation": ("status", "code"),
}  # fmt: skip
"""Elements of cardinality 1..1 at the top of each resource in R4."""
STATUS = {
    "CodeSystem": ("draft", "active", "retired", "unknown"),
    "Questionnaire": ("draft", "active", "retired", "unknown"),
    "QuestionnaireResponse": ("in-progress", "completed", "amended", "entered-in-error", "stopped"),
    "Observation": ("registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error"),
}
REASONS = ("unknown", "asked-declined", "not-asked", "asked-unknown")


def made(*records, language="en"):
    return outgoing(Diary(tuple(records)), "fhir", language).text


def parts(text):
    whole = msgspec.json.decode(text)
    assert (whole["resourceType"], whole["type"]) == ("Bundle", "collection")
    assert {"total", "search", "request", "response"} & whole.keys() == set()
    return [(entry["fullUrl"], entry["resource"]) for entry in whole["entry"]]


def of(text, kind):
    return [resource for _, resource in parts(text) if resource["resourceType"] == kind]


def back(text, *mapping):
    return incoming(text.encode(), choices_of(mapping, zone="Asia/Ho_Chi_Minh"))


def empty_within(value):
    """Whether an array, object or text that R4 does not allow to be empty is."""
    if isinstance(value, dict):
        return not value or any(map(empty_within, value.values()))
    if isinstance(value, list):
        return not value or any(map(empty_within, value))
    return value is None or value == ""


@settings(max_examples=25, deadline=None)
@given(st.lists(checkins(), max_size=3), st.sampled_from(["en", "vi"]))
def test_every_resource_keeps_the_rules_of_r4(records, language):
    found = parts(made(*records, language=language))
    urls = [url for url, _ in found]
    assert len(set(urls)) == len(urls)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", url) for url in urls)
    by_url = dict(found)
    items = {item["linkId"]: item for item in by_url[QUESTIONNAIRE]["item"]}
    codes = {concept["code"] for concept in by_url[CODES]["concept"]}
    assert by_url[CODES]["url"] == CODES and by_url[CODES]["count"] == len(codes)
    for resource in by_url.values():
        kind = resource["resourceType"]
        assert set(NEEDED[kind]) <= resource.keys()
        assert resource["status"] in STATUS[kind]
        assert not empty_within(resource)
        assert "subject" not in resource
        if kind == "QuestionnaireResponse":
            assert resource["questionnaire"] == by_url[QUESTIONNAIRE]["url"]
            assert MOMENT.fullmatch(resource["authored"])
            links = [item["linkId"] for item in resource["item"]]
            assert links == [link for link in items if link in links]  # each at most once, in the form's order
            for item in resource["item"]:
                _answer_fits(item, items[item["linkId"]])
        if kind == "Observation":
            assert MOMENT.fullmatch(resource["effectiveDateTime"])
            assert [by_url[one["reference"]]["resourceType"] for one in resource["derivedFrom"]] == [
                "QuestionnaireResponse"
            ]
            assert [(one["system"], one["code"] in codes) for one in resource["code"]["coding"]] == [(CODES, True)]
            assert 0 <= resource["valueQuantity"]["value"] <= 10
    for item in items.values():
        assert item["type"] in ("decimal", "boolean")  # of R4's item types
        assert {one["code"] for one in item.get("code", ())} <= codes


def _answer_fits(item, asked):
    assert item["text"] == asked["text"]
    answers = item.get("answer", [])
    assert len(answers) <= 1  # the question does not repeat
    for answer in answers:
        assert list(answer) == ["valueDecimal" if asked["type"] == "decimal" else "valueBoolean"]
        assert isinstance(answer.get("valueBoolean", True), bool)
    if not answers:
        assert [(one["url"], one["valueCode"] in REASONS) for one in item["extension"]] == [(ABSENT, True)]


@settings(max_examples=30, deadline=None)
@given(st.lists(checkins(), max_size=4))
def test_our_own_responses_come_back_with_every_absence(records):
    found = back(made(*records))
    assert (found.format, found.left, found.diary.faults) == ("fhir", {}, ())
    expected = [CheckIn(**{**_fields(one), "note": None}) for one in records]
    assert list(found.diary.records) == expected


def _fields(record):
    return {name: getattr(record, name) for name in record.__struct_fields__}


def test_the_name_comes_back_and_the_answers_of_the_time_after():
    record = CheckIn(at=NOW, ratings={"lonely": 0}, skipped=("grief",), uneventful=True, id="a 1")
    assert back(made(record)).diary.records == (record,)


def test_one_observation_stands_for_each_number_and_none_for_a_gap():
    text = made(CheckIn(at=NOW, ratings={"worth": 0, "effort": 6.5}, skipped=("drained",)))
    values = {one["code"]["coding"][0]["code"]: one["valueQuantity"]["value"] for one in of(text, "Observation")}
    assert values == {"worth": 0, "effort": 6.5}


def test_no_word_of_hers_and_no_published_code_is_in_the_bundle():
    own = (OwnAnswer(id="MARK1", asked="MARK2", rating=3),)
    records = (CheckIn(at=NOW, note="MARK3", own=own, zone="MARK/4"), Moment(at=NOW, sign="tested", note="MARK5"))
    made_ = outgoing(Diary(records), "fhir")
    assert "MARK" not in made_.text
    assert "loinc" not in made_.text.lower()
    assert made_.left == {"moment": 1}


def test_every_item_of_ours_is_asked():
    (form,) = of(made(), "Questionnaire")
    assert [item["linkId"] for item in form["item"]] == [*words.ALL_ITEMS, "uneventful"]


FOREIGN = {
    "resourceType": "QuestionnaireResponse", "id": "phq", "status": "completed", "authored": "2026-03-02T13:30:00Z",
    "questionnaire": "http://example.org/q|1",
    "item": [
        {"linkId": "1", "text": "Mệt?", "answer": [{"valueInteger": 2}]},
        {"linkId": "g", "text": "Group", "item": [
            {"linkId": "2", "answer": [{"valueCoding": {"code": "LA6568-5", "display": "Not at all"}}]},
            {"linkId": "3", "text": "Mệt?", "answer": [{"valueBoolean": False, "item": [
                {"linkId": "4", "answer": [{"valueString": "đỡ rồi"}, {"valueString": "tạm"}]}]}]},
        ]},
        {"linkId": "5", "text": "No answer"},
    ],
}  # fmt: skip


def foreign(**changed):
    return msgspec.json.encode({**FOREIGN, **changed}).decode()


def test_another_response_is_context_and_no_answer():
    found = back(foreign())
    (record,) = found.diary.records
    assert record.ratings == {}
    assert record.at == datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
    source = record.extra["source"]
    assert source["values"] == {"Mệt?": 2, "2": "Not at all", "Mệt? (3)": "false", "4": "đỡ rồi, tạm"}
    assert (source["program"], source["id"]) == ("FHIR", "phq")


def test_a_value_of_another_response_is_an_answer_only_when_mapped():
    (record,) = back(foreign(), "Mệt?=drained:0-3").diary.records
    assert record.ratings == {"drained": pytest.approx(20 / 3)}


def test_a_bundle_may_hold_both_and_what_else_it_holds_is_counted():
    whole = msgspec.json.decode(made(CheckIn(at=NOW, ratings={"worth": 3})))
    others = [FOREIGN, {"resourceType": "Patient"}, {**FOREIGN, "status": "entered-in-error"}]
    whole["entry"] += [{"resource": resource} for resource in others]
    found = back(msgspec.json.encode(whole).decode())
    assert [record.ratings for record in found.diary] == [{"worth": 3}, {}]
    assert found.left == {"resource": 2}


def test_a_date_alone_stays_that_day():
    (record,) = back(foreign(authored="2026-03-02")).diary.records
    assert record.at.isoformat() == "2026-03-02T12:00:00+07:00"


@pytest.mark.parametrize("authored", [None, "2026-03", "soon", 5, []])
def test_a_response_without_a_whole_date_is_told(authored):
    found = back(foreign(authored=authored))
    assert [fault.id for fault in found.diary.faults] == ["fault.time"]


@pytest.mark.parametrize(
    "item",
    [
        {"linkId": "worth", "answer": [{"valueDecimal": 11}]},
        {"linkId": "worth", "answer": [{"valueString": "much"}]},
        {"linkId": "mood", "answer": [{"valueDecimal": 1}]},
        {"linkId": "worth", "answer": [{"valueDecimal": True}]},
        {"linkId": ["worth"], "answer": [{"valueDecimal": 1}]},
    ],
)
def test_a_response_of_ours_that_cannot_stand_is_one_fault(item):
    text = foreign(questionnaire=QUESTIONNAIRE, item=[item])
    found = back(text)
    assert len(found.diary.faults) == 1
    assert found.diary.records == ()


@pytest.mark.parametrize("item", [5, "x", [5], [[]], {"a": 1}, [{"answer": 5}], [{"answer": [{"valueQuantity": 3}]}]])
def test_a_strange_shape_is_an_entry_or_a_fault_and_never_a_crash(item):
    assert back(foreign(item=item)).diary.faults == ()
    own = back(foreign(item=item, questionnaire=QUESTIONNAIRE)).diary
    assert len(own.records) + len(own.faults) == 1


def test_deep_nesting_is_read_or_refused_in_one_line():
    inner = '{"linkId":"x","item":[' * 400 + '{"linkId":"y","answer":[{"valueInteger":1}]}' + "]}" * 400
    text = foreign().replace('"linkId":"g","text":"Group","item":[', f'"linkId":"g","text":"Group","item":[{inner},')
    (record,) = back(text).diary.records
    assert record.extra["source"]["values"]["y"] == 1


def test_the_form_is_told_by_the_ending():
    assert form_named("a.fhir.json") == "fhir"
