"""Diary JSON, `upright.diary/1`: the text in and out, faults collected record by record.

A text that is not JSON as a whole is read once more, record by record, so that one bad line does not cost the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import msgspec

from upright.errors import DiaryFault, Fault
from upright.record.checks import DEPTH_LIMIT, FieldFault, check_extra
from upright.record.kinds import Record
from upright.record.wire import cleaned_fields, record_from

SCHEMA = "upright.diary/1"
BAD_PLACES_LIMIT = 100

Parsed = tuple[tuple[Record, ...], tuple[Fault, ...], tuple[Fault, ...], dict[str, Any]]
_RECORDS = re.compile(r'"records"\s*:\s*\[')
_SCHEMA_SAID = re.compile(r'"schema"\s*:\s*"' + re.escape(SCHEMA) + '"')
_STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_BETWEEN = re.compile(r"[\s,\x00\ufeff]*")
_NEXT_LINE = re.compile(r"\n[ \t]*(?=\{)")


def parse(text: str) -> Parsed:
    """Records, faults, remarks and the fields beside the records. Raises DiaryFault."""
    with suppress(msgspec.MsgspecError, UnicodeError, RecursionError):
        return _diary(msgspec.json.decode(text))
    return _parse_leniently(text)


def render(raws: Iterable[dict[str, Any]], extra: dict[str, Any]) -> str:
    """The diary's text, one record a line."""
    encode = msgspec.json.Encoder().encode
    head = b"".join(b"%s:%s,\n" % (encode(name), encode(value)) for name, value in extra.items())
    lines = b",\n".join(encode(raw) for raw in raws)
    body = b"[\n" + lines + b"\n]" if lines else b"[]"
    return harmless((b'{"schema":"' + SCHEMA.encode() + b'",\n' + head + b'"records":' + body + b"}\n").decode())


def harmless(text: str) -> str:
    """JSON in which nothing can steer a terminal or turn the order of a line: such characters become escapes.

    They can stand only within strings, where an escape says the same. Those up to U+001F are escapes already.
    """
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _diary(whole: Any) -> Parsed:
    if not isinstance(whole, dict) or whole.get("schema") != SCHEMA:
        raise DiaryFault("error.json.schema", schema=SCHEMA)
    raws = whole.get("records")
    if not isinstance(raws, list):
        raise DiaryFault("error.json.records")
    try:
        extra = check_extra({name: value for name, value in whole.items() if name not in ("schema", "records")})
    except FieldFault:
        raise DiaryFault("error.json.deep", limit=DEPTH_LIMIT) from None
    gathered = Gathered()
    for number, raw in enumerate(raws, 1):
        gathered.take(raw, "record", number)
    return (*gathered.parts(), extra)


class Gathered:
    """Records and faults as they come."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.faults: list[Fault] = []
        self.remarks: list[Fault] = []
        self.ids: dict[str, int] = {}

    def take(self, raw: Any, where: str, number: int) -> None:
        """Keep the record that `raw` states, or its fault."""
        try:
            record = record_from(raw)
        except FieldFault as fault:
            self.faults.append(Fault(fault.id, where, number, fault.values))
        else:
            self.keep(raw, record, where, number)

    def keep(self, raw: dict[str, Any], record: Record, where: str, number: int) -> None:
        """Keep a record unless its id was given before, with what there is to remark about its text."""
        if record.id is not None:
            if record.id in self.ids:
                self.faults.append(Fault("fault.same_id", where, number, {"first": self.ids[record.id]}))
                return
            self.ids[record.id] = number
        for name in cleaned_fields(raw):
            self.remarks.append(Fault("fault.cleaned", where, number, {"field": name}))
        self.records.append(record)

    def parts(self) -> tuple[tuple[Record, ...], tuple[Fault, ...], tuple[Fault, ...]]:
        return tuple(self.records), tuple(self.faults), tuple(self.remarks)


# --- a text that is not JSON as a whole ---


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # more digits than Python takes; no field and no unknown field can hold it
        raise RecursionError from None


_DECODER = json.JSONDecoder(strict=False, parse_int=_number)


def _parse_leniently(text: str) -> Parsed:
    """The same for a text with control characters, half characters, numbers without end, or broken places."""
    try:
        return _diary(_DECODER.decode(text.strip("\0 \t\r\n\ufeff")))
    except json.JSONDecodeError as error:
        line, column = error.lineno, error.colno
    except RecursionError:
        line, column = 0, 0
    start = _RECORDS.search(text)
    if start is None or not _SCHEMA_SAID.search(text):
        if not line:
            raise DiaryFault("error.json.deep", limit=DEPTH_LIMIT)
        raise DiaryFault("error.json.broken", line=line, column=column)
    return _record_by_record(text, start.end(), line or 1)


def _record_by_record(text: str, at: int, first_bad_line: int) -> Parsed:
    """What can be read of the records from `at` on; after a bad place it goes on at the next line with a record."""
    gathered = Gathered()
    bad = 0
    line, counted = 1, 0
    while True:
        at = _end_of(_BETWEEN, text, at)
        line, counted = line + text.count("\n", counted, at), at
        if at >= len(text):
            gathered.faults.append(Fault("fault.cut", "line", line, {}))
            break
        if text[at] == "]":
            if not bad:  # the records are whole, what stands around them is not
                gathered.faults.append(Fault("fault.not_json", "line", first_bad_line, {}))
            break
        try:
            raw, at = _DECODER.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            deep = isinstance(error, RecursionError)
            values = {"limit": DEPTH_LIMIT} if deep else {}
            gathered.faults.append(Fault("fault.too_deep" if deep else "fault.not_json", "line", line, values))
            following = _NEXT_LINE.search(text, at)
            bad += 1
            if following is None or bad == BAD_PLACES_LIMIT:
                break
            at = following.end()
        else:
            gathered.take(raw, "line", line)
    return (*gathered.parts(), {})


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
