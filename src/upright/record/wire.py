"""A record as the plain object that stands in a file, and back.

`record_from` and `record_to` are inverse to each other: what this version knows becomes typed fields, what it does not
know goes into `extra` and comes out where it was, at every level (a record, its ratings, its answers, its events).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import Any, cast

import msgspec

from upright.record import words
from upright.record.checks import FieldFault, clean_text
from upright.record.days import iso_time
from upright.record.entry import NAME_OF_EXTRA, Entry
from upright.record.kinds import KIND_NAMES, KINDS, BoundaryEvent, OwnAnswer, Record

Reader = Callable[[str, Any], Any]
_OWN_FIELDS = ("id", "asked", "low", "high", "rating", "skipped")
_TEXT_FIELDS = frozenset(
    ("note", "topic", "need", "if", "then", "belief", "task", "reasons", "text", "values", "support")
)


def _time(field: str, value: Any) -> datetime:
    at = iso_time(value) if type(value) is str else None
    if at is None:
        raise FieldFault("fault.time", field=field)
    return at


def _date(field: str, value: Any) -> date:
    if type(value) is str:
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise FieldFault("fault.date", field=field)


def _list(field: str, value: Any) -> tuple[Any, ...]:
    if type(value) is not list:
        raise FieldFault("fault.not_list", field=field)
    return tuple(value)


def _events(field: str, value: Any) -> tuple[BoundaryEvent, ...]:
    return tuple(_event(one) for one in _list(field, value))


def _event(raw: Any) -> BoundaryEvent:
    if type(raw) is not dict:
        raise FieldFault("fault.not_object", field="events")
    for name in ("at", "what"):
        if raw.get(name) is None:
            raise FieldFault("fault.missing", field=f"events.{name}")
    extra = {key: value for key, value in raw.items() if key not in ("at", "what")}
    return BoundaryEvent(at=_time("events.at", raw["at"]), what=raw["what"], extra=extra)


def _own(field: str, value: Any) -> tuple[OwnAnswer, ...]:
    return tuple(_own_answer(one) for one in _list(field, value))


def _own_answer(raw: Any) -> OwnAnswer:
    if type(raw) is not dict:
        raise FieldFault("fault.not_object", field="own")
    for name in ("id", "asked"):
        if raw.get(name) is None:
            raise FieldFault("fault.missing", field=f"own.{name}")
    known = {key: value for key, value in raw.items() if key in _OWN_FIELDS and value is not None}
    return OwnAnswer(**known, extra={key: value for key, value in raw.items() if key not in _OWN_FIELDS})


def _reasons(field: str, value: Any) -> Any:
    return tuple(value) if type(value) is list else value


def _known(field: str, value: Any) -> tuple[Any, dict[str, Any]]:
    """The known keys that have a value, and the unknown ones."""
    if type(value) is not dict:
        raise FieldFault("fault.not_object", field=field)
    known = _KNOWN_KEYS[field]
    unknown = {} if value.keys() <= known else {key: one for key, one in value.items() if key not in known}
    if unknown or None in value.values():
        value = {key: one for key, one in value.items() if key in known and one is not None}
    return value, unknown


# What stands in a file under another name than in the type; and the fields that need more than a check.
_ATTRIBUTE = {"if": "if_"}
_READERS: dict[str, Reader] = {
    "at": _time,
    "written_at": _time,
    "outcome_at": _time,
    "done_at": _time,
    "review_on": _date,
    "due_on": _date,
    "skipped": _list,
    "not_asked": _list,
    "events": _events,
    "own": _own,
    "reasons": _reasons,
    "ratings": _known,
    "answers": _known,
}
# Objects whose unknown keys are kept beside the known ones.
_KNOWN_KEYS = {"ratings": frozenset(words.ALL_ITEMS), "answers": frozenset(words.SAFETY_TOPICS)}


def _fields(kind: type[Entry]) -> dict[str, tuple[str, Reader | None]]:
    """The fields of a kind by their names in a file, in the order in which they are written."""
    shared = [name for name in Entry.__struct_fields__ if name not in ("at", "extra")]
    own = [name for name in kind.__struct_fields__ if name not in Entry.__struct_fields__]
    wire = {attribute: name for name, attribute in _ATTRIBUTE.items()}
    names = [wire.get(name, name) for name in ["at", *own, *shared]]
    return {name: (_ATTRIBUTE.get(name, name), _READERS.get(name)) for name in names}


def _required(kind: type[Entry]) -> frozenset[str]:
    return frozenset(field.name for field in msgspec.structs.fields(kind) if field.required)


_KIND = {kind.kind: (kind, _fields(kind), _required(kind)) for kind in KINDS}


def record_from(raw: Any) -> Record:
    """The record that a plain object states. Raises `FieldFault` for the first thing that cannot stand.

    A field that is null is the same as one that is not there.
    """
    if type(raw) is not dict:
        raise FieldFault("fault.not_object", field="record")
    name = raw.get("kind")
    found = _KIND.get(name) if type(name) is str else None
    if found is None:
        raise FieldFault("fault.choice", field="kind", allowed=", ".join(KIND_NAMES))
    if NAME_OF_EXTRA not in raw:
        # Fast: takes what has no unknown field and no fault. What it refuses is read field by field, outside of the
        # handler: a fault must not carry along an exception whose text quotes the record.
        with suppress(FieldFault, msgspec.ValidationError, UnicodeError, RecursionError, OverflowError):
            return cast(Record, msgspec.convert(raw, found[0]))
    return _field_by_field(raw, *found)


def _field_by_field(
    raw: dict[str, Any], kind: type[Entry], fields: dict[str, tuple[str, Reader | None]], required: frozenset[str]
) -> Record:
    """The record, with its unknown fields; or the fault, by name."""
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for key, value in raw.items():
        if value is None and key in fields:
            continue
        field = fields.get(key)
        if field is None:
            extra[key] = value
            continue
        attribute, read = field
        if read is None:
            values[attribute] = value
        elif read is _known:
            values[attribute], unknown = _known(key, value)
            if unknown:
                extra[key] = unknown
        else:
            values[attribute] = read(key, value)
    del extra["kind"]
    if extra:
        values["extra"] = extra
    if not required <= values.keys():
        missing = [name for name, (attribute, _) in fields.items() if attribute in required - values.keys()]
        raise FieldFault("fault.missing", field=missing[0])
    return cast(Record, kind(**values))


def record_to(record: Record) -> dict[str, Any]:
    """The plain object that states the record: fields that are empty are left out, unknown ones are put back."""
    raw: dict[str, Any] = {"kind": record.kind}
    for name, (attribute, _) in _KIND[record.kind][1].items():
        value = getattr(record, attribute)
        if value is None or value in ((), "") or (value is False and name == "uneventful"):
            continue
        raw[name] = _plain(value)
    for key, value in record.extra.items():
        if key in _KNOWN_KEYS and key in raw and type(value) is dict:
            raw[key] = {**raw[key], **value}
        else:
            raw.setdefault(key, value)
    return raw


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is datetime or kind is date:
        return value.isoformat()
    if kind is dict:
        return dict(value)
    if kind is tuple:
        return [_plain(one) for one in value]
    if kind is BoundaryEvent:
        return {**value.extra, "at": value.at.isoformat(), "what": value.what}
    if kind is OwnAnswer:
        fields = {name: getattr(value, name) for name in _OWN_FIELDS}
        stated = {name: one for name, one in fields.items() if one is not None and one is not False and one != ""}
        return {**value.extra, **stated}
    return value


def cleaned_fields(raw: dict[str, Any]) -> tuple[str, ...]:
    """The text fields of a plain object that hold characters which are not kept."""
    return tuple(
        name
        for name in _TEXT_FIELDS.intersection(raw)
        if type(value := raw[name]) is str and not value.isprintable() and clean_text(value) != value
    )
