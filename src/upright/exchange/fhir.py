"""FHIR R4: check-ins as one Bundle of a questionnaire, its responses and an observation for each number.

Items have codes of our own: no published code means what these questions ask. A number that is not there has its
reason; one without a reason has no entry. No note, no name and no subject is in it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import msgspec

from upright.record import CheckIn, Diary, words
from upright.wording import say

__all__ = ["ABSENT", "CODES", "QUESTIONNAIRE", "REASONS", "bundle"]

CODES = "urn:uuid:7f0f5c5e-5f0e-5d39-9a55-0d6a1c2b7e01"
QUESTIONNAIRE = "urn:uuid:7f0f5c5e-5f0e-5d39-9a55-0d6a1c2b7e02"
NAMES = "urn:uuid:7f0f5c5e-5f0e-5d39-9a55-0d6a1c2b7e03"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
REASONS = {"skipped": "asked-declined", "not_asked": "not-asked"}
UNEVENTFUL = "uneventful"
_MADE = uuid.UUID("7f0f5c5e-5f0e-5d39-9a55-0d6a1c2b7e04")
_ENDS = "http://hl7.org/fhir/StructureDefinition/"
_UNITS = "http://unitsofmeasure.org"
Resource = dict[str, Any]


def bundle(diary: Diary, language: str) -> str:
    """The check-ins as a Bundle of the type collection, as JSON."""
    entries = [(CODES, _codes(language)), (QUESTIONNAIRE, _questionnaire(language))]
    for number, record in enumerate(diary.of(CheckIn), 1):
        entries += _told(record, number, language)
    whole = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": url, "resource": resource} for url, resource in entries],
    }
    return msgspec.json.format(msgspec.json.encode(whole)).decode() + "\n"


def _codes(language: str) -> Resource:
    concepts = [{"code": item, "display": say(f"item.{item}.label", language)} for item in words.ALL_ITEMS]
    return {
        "resourceType": "CodeSystem", "url": CODES, "language": language, "name": "UprightItems", "status": "active",
        "content": "complete", "caseSensitive": True, "count": len(concepts), "concept": concepts,
    }  # fmt: skip


def _questionnaire(language: str) -> Resource:
    ends = [{"url": f"{_ENDS}minValue", "valueDecimal": 0}, {"url": f"{_ENDS}maxValue", "valueDecimal": 10}]
    items: list[Resource] = [
        {"extension": ends, "linkId": item, "code": [_coding(item, language)], "text": _asked(item, language),
         "type": "decimal", "required": False}
        for item in words.ALL_ITEMS
    ]  # fmt: skip
    items.append({"linkId": UNEVENTFUL, "text": say("absence.uneventful", language), "type": "boolean"})
    return {
        "resourceType": "Questionnaire", "url": QUESTIONNAIRE, "language": language, "name": "UprightCheckIn",
        "status": "active", "item": items,
    }  # fmt: skip


def _told(record: CheckIn, number: int, language: str) -> Iterator[tuple[str, Resource]]:
    """The response, then an observation for each number in it."""
    name = record.id or f"#{number}"
    response: Resource = {
        "resourceType": "QuestionnaireResponse", "questionnaire": QUESTIONNAIRE, "status": "completed",
        "authored": record.at.isoformat(), "item": _answers(record, language),
    }  # fmt: skip
    if record.id:
        response["identifier"] = {"system": NAMES, "value": record.id}
    url = _url(f"{name} {number}")
    yield url, response
    for item, value in record.ratings.items():
        yield _url(f"{name} {number} {item}"), {
            "resourceType": "Observation", "status": "final",
            "code": {"coding": [_coding(item, language)], "text": _asked(item, language)},
            "effectiveDateTime": record.at.isoformat(),
            "valueQuantity": {"value": value, "unit": "0-10", "system": _UNITS, "code": "{score}"},
            "derivedFrom": [{"reference": url}],
        }  # fmt: skip


def _answers(record: CheckIn, language: str) -> list[Resource]:
    """Its items in the questionnaire's order; one that has no entry is not there."""
    answers: list[Resource] = []
    absent = dict.fromkeys(record.skipped, "skipped") | dict.fromkeys(record.not_asked, "not_asked")
    for item in words.ALL_ITEMS:
        told: Resource = {"linkId": item, "text": _asked(item, language)}
        if item in record.ratings:
            answers.append(told | {"answer": [{"valueDecimal": record.ratings[item]}]})
        elif item in absent:
            answers.append({"extension": [{"url": ABSENT, "valueCode": REASONS[absent[item]]}]} | told)
    text = say("absence.uneventful", language)
    answers.append({"linkId": UNEVENTFUL, "text": text, "answer": [{"valueBoolean": record.uneventful}]})
    return answers


def _coding(item: str, language: str) -> Resource:
    return {"system": CODES, "code": item, "display": say(f"item.{item}.label", language)}


def _asked(item: str, language: str) -> str:
    return say(f"item.{item}.question", language)


def _url(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_MADE, name)}"
