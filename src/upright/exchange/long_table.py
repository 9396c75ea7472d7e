"""The long table: one row a value, each with why there is none where there is none. Written here and read again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from upright.errors import DiaryFault, Fault
from upright.exchange.codebook import table_of
from upright.exchange.pieces import FAULTS_LIMIT, PIECES_LIMIT
from upright.exchange.rows import rows_of
from upright.record import Absence, CheckIn, Diary, FieldFault, Moment, Record, Try, day_of, record_from, words
from upright.record.cells import number_in, restored

__all__ = ["COLUMNS", "NAME", "fits", "read", "render", "rows"]

NAME = "upright_long"
COLUMNS = ("id", "time", "day", "kind", "item", "value", "absence")
OWN = "own:"
_NUMBERED = re.compile(r"#[0-9]+")
Value = tuple[str, str, str]


def render(records: Iterable[Record]) -> str:
    """The table as text; kinds that it does not hold are left out."""
    return table_of(COLUMNS, rows(records))


def rows(records: Iterable[Record]) -> Iterator[tuple[str, ...]]:
    """Its rows, one after the other; an entry without a name gets its place after a #."""
    for number, record in enumerate(records, 1):
        shared = (record.id or f"#{number}", record.at.isoformat(), day_of(record.at).isoformat(), record.kind)
        for value in _values(record):
            yield (*shared, *value)


def _values(record: Record) -> Iterator[Value]:
    """The item, the value and the absence of each thing an entry says."""
    if isinstance(record, CheckIn):
        yield from _answers(record)
    elif isinstance(record, Moment):
        yield "sign", record.sign, ""
        yield "weight", str(record.weight), ""
    elif isinstance(record, Try):
        yield "way", record.way, ""
        yield "topic", record.topic, "" if record.topic else Absence.MISSING.value
        yield "outcome", record.outcome or "", "" if record.outcome else Absence.MISSING.value
        if record.outcome_at is not None:
            yield "outcome_at", record.outcome_at.isoformat(), ""
    else:
        return
    if record.note is not None:
        yield "note", record.note, ""


def _answers(record: CheckIn) -> Iterator[Value]:
    for item in record.items:
        answer = record.answer(item)
        yield (item, "", answer.value) if isinstance(answer, Absence) else (item, repr(answer), "")
    yield "uneventful", "yes" if record.uneventful else "no", ""
    for own in record.own:
        absence = Absence.SKIPPED if own.skipped else Absence.MISSING
        yield (OWN + own.id, "", absence.value) if own.rating is None else (OWN + own.id, repr(own.rating), "")


def fits(names: tuple[str, ...]) -> bool:
    """Whether these are its columns."""
    return {name.casefold() for name in names} >= set(COLUMNS)


def read(text: str, delimiter: str, left: dict[str, int]) -> Diary:
    """The entries of a table as `render` writes it; answers to questions of one's own are counted in `left`.

    Raises DiaryFault for more entries or more broken ones than another program's file may have.
    """
    found: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    faults: list[Fault] = []
    broken: set[tuple[str, str]] = set()
    own: Counter[str] = Counter()
    for row in rows_of(text, delimiter):
        if row.cells is None:
            faults.append(Fault("fault.row", "line", row.line))
            continue
        cells = {name: restored(cell) for name, cell in row.cells.items()}
        name, kind = cells.get("id", ""), cells.get("kind", "").strip()
        key = (name, kind)
        if key not in found:
            raw: dict[str, Any] = {"kind": kind, "at": cells.get("time", "").strip()}
            found[key] = (row.line, raw if _NUMBERED.fullmatch(name) or not name else {**raw, "id": name})
        if cells.get("item", "").startswith(OWN):
            own["own"] += 1
            continue
        try:
            _put(found[key][1], cells.get("item", "").strip(), cells.get("value", ""), cells.get("absence", "").strip())
        except FieldFault as fault:
            broken.add(key)
            faults.append(Fault(fault.id, "line", row.line, fault.values))
        if len(found) > PIECES_LIMIT:
            raise DiaryFault("error.import.too_many", limit=PIECES_LIMIT)
        if len(faults) > FAULTS_LIMIT:
            raise DiaryFault("error.import.too_many_bad", limit=FAULTS_LIMIT)
    records: list[Record] = []
    for key, (line, raw) in found.items():
        if key in broken:
            continue
        try:
            records.append(record_from(raw))
        except FieldFault as fault:
            faults.append(Fault(fault.id, "line", line, fault.values))
    left.update(own)
    return Diary(tuple(records), tuple(faults))


def _put(raw: dict[str, Any], item: str, value: str, absence: str) -> None:
    """Put one row into its entry. Raises FieldFault."""
    if absence in (Absence.SKIPPED.value, Absence.NOT_ASKED.value):
        raw.setdefault(absence, []).append(item)
    elif absence or not value:
        if absence not in ("", Absence.MISSING.value):
            raise FieldFault("fault.choice", field="absence", allowed=", ".join(one.value for one in Absence))
    elif item in words.ALL_ITEMS and raw["kind"] == CheckIn.kind:
        number = number_in(value.strip(), decimal_comma=True)
        if number is None:
            raise FieldFault("fault.not_number", field=item, low=0, high=10)
        raw.setdefault("ratings", {})[item] = number
    elif item == "uneventful":
        raw[item] = value.strip().casefold() in ("yes", "true")
    elif item == "weight":
        raw[item] = number_in(value.strip(), decimal_comma=True)
    elif item in ("sign", "way", "topic", "outcome", "outcome_at", "note"):
        raw[item] = value
    else:
        raise FieldFault("fault.choice", field="item", allowed=", ".join(words.ALL_ITEMS))
