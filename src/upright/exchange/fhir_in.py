"""FHIR R4 read: our own QuestionnaireResponse as the check-in it was, another's as context beside a note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from upright.errors import Fault
from upright.exchange.fhir import ABSENT, CODES, QUESTIONNAIRE, REASONS, UNEVENTFUL
from upright.exchange.pieces import NOON, Choices, Piece, gathered
from upright.exchange.source import NOTHING, Source, decoded
from upright.record import CheckIn, Diary, FieldFault, Record, record_from, words
from upright.record.days import iso_time

__all__ = ["NAME", "PROGRAM", "fits", "read"]

NAME, PROGRAM = "fhir", "FHIR"
_LONGEST = 1000
_NEEDLESS = ("Questionnaire", "CodeSystem")
_BROKEN = "entered-in-error"
_FATES = {code: fate for fate, code in REASONS.items()}


class _Entry(msgspec.Struct):
    resource: dict[str, Any] = msgspec.field(default_factory=dict)


class _Bundle(msgspec.Struct):
    entry: list[_Entry] = msgspec.field(default_factory=list)


def fits(source: Source) -> bool:
    """Whether it is a Bundle or a QuestionnaireResponse."""
    kind = source.top.resource_type if source.top is not None else NOTHING
    return bytes(kind) in (b'"Bundle"', b'"QuestionnaireResponse"')


def read(source: Source, choices: Choices, left: dict[str, int]) -> tuple[Diary, dict[str, int]]:
    """The diary in it, and the words for a mood that nobody has explained; what else stands there is counted."""
    single = source.top is not None and bytes(source.top.resource_type) != b'"Bundle"'
    found = [decoded(source.text, dict)] if single else [one.resource for one in decoded(source.text, _Bundle).entry]
    ours: list[Record] = []
    faults: list[Fault] = []
    others: list[tuple[int, dict[str, Any]]] = []
    for number, resource in enumerate(found, 1):
        kind = resource.get("resourceType")
        if kind != "QuestionnaireResponse" or resource.get("status") == _BROKEN:
            if kind not in _NEEDLESS and not _is_our_number(resource):
                left["resource"] = left.get("resource", 0) + 1
        elif resource.get("questionnaire") == QUESTIONNAIRE:
            try:
                ours.append(_ours(resource))
            except FieldFault as fault:
                faults.append(Fault(fault.id, "record", number, fault.values))
        else:
            others.append((number, resource))
    diary, unknown = gathered(NAME, PROGRAM, map(_piece, others), choices)
    return Diary((*ours, *diary.records), (*faults, *diary.faults), diary.remarks), unknown


def _is_our_number(resource: dict[str, Any]) -> bool:
    """Whether it says again what a response of ours says."""
    code = _in(resource, "code")
    return resource.get("resourceType") == "Observation" and CODES in [
        one.get("system") for one in _all(code, "coding")
    ]


def _ours(resource: dict[str, Any]) -> Record:
    """The check-in. Raises FieldFault."""
    raw: dict[str, Any] = {"kind": CheckIn.kind, "at": resource.get("authored"), "ratings": {}}
    if name := _in(resource, "identifier").get("value"):
        raw["id"] = name
    for item in _all(resource, "item"):
        link, answers = item.get("linkId"), _all(item, "answer")
        reasons = [one.get("valueCode") for one in _all(item, "extension") if one.get("url") == ABSENT]
        if link == UNEVENTFUL:
            raw[UNEVENTFUL] = bool(answers and answers[0].get("valueBoolean"))
        elif answers:
            if link not in words.ALL_ITEMS:
                raise FieldFault("fault.choice", field="linkId", allowed=", ".join(words.ALL_ITEMS))
            value = next((answers[0][key] for key in _NUMBERS if key in answers[0]), None)
            if value is None:
                raise FieldFault("fault.not_number", field=link, low=0, high=10)
            raw["ratings"][link] = value
        elif reasons and (fate := _FATES.get(str(reasons[0]))):
            raw.setdefault(fate, []).append(link)
    return record_from(raw)


_NUMBERS = ("valueDecimal", "valueInteger")
_TEXTS = ("valueString", "valueDate", "valueDateTime", "valueTime", "valueUri")


def _piece(numbered: tuple[int, dict[str, Any]]) -> Piece | Fault:
    """What another questionnaire was answered with, as context and no answer to a question here."""
    number, resource = numbered
    authored = resource.get("authored")
    when = iso_time(authored) if isinstance(authored, str) else None
    if when is None or not isinstance(authored, str):
        return Fault("fault.time", "record", number, {"field": "authored"})
    whole_day = len(authored) == 10
    if whole_day:
        when = datetime.combine(when, NOON)
    values: dict[str, float | str] = {}
    for link, text, value in _answered(resource):
        name = text or link
        values[name if name not in values else f"{name} ({link})"] = value
    kept = {"form": str(resource["questionnaire"])[:_LONGEST]} if resource.get("questionnaire") else {}
    name = resource.get("id") or _in(resource, "identifier").get("value") or ""
    return Piece(number, when, id=str(name), day=when.date() if whole_day else None, values=values, kept=kept)


def _answered(resource: dict[str, Any]) -> Iterator[tuple[str, str, float | str]]:
    """Each answer with its question, in the order in which they stand, however deep they are nested."""
    rest = list(reversed(_all(resource, "item")))
    while rest:
        item = rest.pop()
        inner = _all(item, "item")
        said = []
        for answer in _all(item, "answer"):
            inner += _all(answer, "item")
            if (value := _value(answer)) is not None:
                said.append(value)
        rest += reversed(inner)
        if said:
            one = said[0] if len(said) == 1 else ", ".join(map(str, said))[:_LONGEST]
            yield str(item.get("linkId", ""))[:_LONGEST], str(item.get("text", ""))[:_LONGEST], one


def _value(answer: dict[str, Any]) -> float | str | None:
    for key in _NUMBERS:
        if isinstance(answer.get(key), (int, float)):
            return float(answer[key])
    if isinstance(answer.get("valueBoolean"), bool):
        return "true" if answer["valueBoolean"] else "false"
    amount = _in(answer, "valueQuantity").get("value")
    if isinstance(amount, (int, float)):
        return float(amount)
    coding = _in(answer, "valueCoding")
    told = [answer.get(key) for key in _TEXTS] + [coding.get("display"), coding.get("code")]
    return next((one[:_LONGEST] for one in told if isinstance(one, str) and one), None)


def _in(found: dict[str, Any], name: str) -> dict[str, Any]:
    """The object under a name; an empty one for anything else."""
    inner = found.get(name)
    return inner if isinstance(inner, dict) else {}


def _all(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects in the list under a name; none for anything else."""
    inner = found.get(name)
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []
