"""A wide table read as a diary: one row a check-in or a day, with the moments noted then.

A row that cannot be read becomes one fault, with the physical line at which it starts; the other rows stand.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import msgspec

from upright.errors import DiaryFault, Fault, UsageFault
from upright.record import table, words
from upright.record.cells import NO, NO_VALUE, YES, number_in, restored
from upright.record.checks import FieldFault
from upright.record.days import zone_named
from upright.record.json_text import Gathered, Parsed
from upright.record.mapping import Column, parse_mapping, shown
from upright.record.times import Clock, Remarks, clock_for, zone_in
from upright.record.wire import record_from

BAD_PLACES_LIMIT = 100


@dataclass(frozen=True)
class _Header:
    """Where each of our columns stands, and the names of the others that are kept."""

    ours: dict[str, tuple[int, Column]]
    others: dict[int, str]
    left_out: int
    width: int
    decimal_comma: bool

    def cell(self, cells: list[str], target: str) -> str:
        """The text under one of our columns; empty where there is no such column or no such cell."""
        place = self.ours.get(target)
        return cells[place[0]] if place is not None and place[0] < len(cells) else ""


def parse(text: str, mapping: str | Iterable[str] | Mapping[str, str] | None, origin: date, zone: str | None) -> Parsed:
    """Records, faults, remarks, and no other fields. Raises DiaryFault, or UsageFault for what was asked."""
    columns = parse_mapping(mapping)
    if zone is not None:
        zone_named(zone)
    lines = io.StringIO(text.strip("\0\ufeff"), newline="").readlines()
    delimiter, header_line, names = _top(lines, columns)
    header = _header(names, columns, delimiter)
    rows = list(_rows(lines, delimiter, header_line))
    clock = clock_for((header.cell(cells, table.TIME) for _, cells in rows if cells), origin, zone)
    gathered = Gathered()
    if header.left_out:
        gathered.remarks.append(Fault("fault.columns_left_out", "line", header_line, {"n": header.left_out}))
    silent = 0
    cut = bool(lines) and not lines[-1].endswith(("\n", "\r"))
    for place, (line, cells) in enumerate(rows):
        try:
            if cells is None:
                raise FieldFault("fault.row")
            too_short = cut and place == len(rows) - 1 and len(cells) < header.width
            if too_short or any(cell.strip() for cell in cells[header.width :]):
                raise FieldFault("fault.cells", found=len(cells), expected=header.width)
            raws, remarks = _raws(cells, header, clock)
            records = [record_from(raw) for raw in raws]
        except FieldFault as fault:
            gathered.faults.append(Fault(fault.id, "line", line, fault.values))
            continue
        silent += not records
        gathered.remarks.extend(Fault(id, "line", line, values) for id, values in remarks)
        for raw, record in zip(raws, records, strict=True):
            gathered.keep(raw, record, "line", line)
    if silent:
        gathered.remarks.append(Fault("fault.rows_left_out", "line", header_line, {"n": silent}))
    return (*gathered.parts(), {})


def _top(lines: list[str], columns: dict[str, Column]) -> tuple[str, int, list[str]]:
    """The delimiter, the header's line and its names: the first row, cut so that it has a column for the time."""
    wanted = {name for name, column in columns.items() if column.target == table.TIME} or {table.TIME}
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    said = lines[first].strip() if lines else ""
    if said.lower().startswith("sep=") and len(said) == 5:
        first += 1
    for delimiter in ",;\t":
        row = next(_rows(lines, delimiter, first), None)
        if row is not None and row[1] is not None:
            names = [name.strip().removeprefix("\ufeff") for name in row[1]]
            if wanted & {name if columns else name.casefold() for name in names} or wanted & set(names):
                return delimiter, row[0], names
    mapped = next((name for name, column in columns.items() if column.target == table.TIME), None)
    if mapped is not None:
        raise UsageFault("error.map.column", column=shown(mapped))
    raise DiaryFault("error.csv.no_time")


def _header(names: list[str], columns: dict[str, Column], delimiter: str) -> _Header:
    for name in columns:
        if name not in names:
            raise UsageFault("error.map.column", column=shown(name))
    mapped = {column.target for column in columns.values()}
    ours: dict[str, tuple[int, Column]] = {}
    others: dict[int, str] = {}
    for place, name in enumerate(names):
        column = columns.get(name)
        if column is None and name.casefold() in table.OWN and name.casefold() not in mapped:
            column = Column(name.casefold())
        if column is None:
            others[place] = name or f"column_{place + 1}"
        elif column.target in ours:
            raise DiaryFault("error.csv.twice", column=column.target)
        else:
            ours[column.target] = (place, column)
    if not table.STATES_SOMETHING & ours.keys():
        raise DiaryFault("error.csv.no_items", allowed=", ".join(words.ITEMS))
    kept = {} if columns else others
    return _Header(ours, kept, len(others) - len(kept), len(names), decimal_comma=delimiter != ",")


def _rows(lines: list[str], delimiter: str, start: int) -> Iterator[tuple[int, list[str] | None]]:
    """Rows that are not blank, each with the line at which it starts; None for one that breaks the rules of quoting."""
    bad = 0
    while start < len(lines):
        reader = csv.reader(islice(lines, start, None), delimiter=delimiter, strict=True)
        line = start
        try:
            for cells in reader:
                if any(cells):
                    yield line + 1, cells
                line = start + reader.line_num
            return
        except csv.Error:
            yield line + 1, None
        bad += 1
        if bad == BAD_PLACES_LIMIT:
            raise DiaryFault("error.csv.quotes", line=line + 1)
        start = line + 1


def _raws(cells: list[str], header: _Header, clock: Clock) -> tuple[list[dict[str, Any]], Remarks]:
    """The plain objects that a row states, and what there is to remark."""
    checkin = _checkin(cells, header)
    moments = [_moment(sign) for sign in _parts(header.cell(cells, table.MOMENTS))]
    extra = _extra(cells, header)
    first: dict[str, Any] = {}
    if note := restored(header.cell(cells, table.NOTE)):
        first["note"] = note
    if name := restored(header.cell(cells, table.RECORD_ID)):
        first["id"] = name
    if not (checkin or moments or first or extra):
        return [], []  # a time and nothing else: no entry, which is not the same as an empty one
    time, named = header.cell(cells, table.TIME), zone_in(header.cell(cells, table.ZONE))
    at, remarks = clock.read(time, named or clock.zone)
    # A time with an offset of its own was not told by this clock: where it was is what its row says, or not known.
    zone = named if _has_offset(time) else named or clock.zone
    shared = {"at": at, "zone": zone, "written_at": header.cell(cells, table.WRITTEN_AT).strip() or None}
    raws = [{"kind": "moment", **shared, **moment} for moment in moments]
    if checkin or not moments:
        raws.insert(0, {"kind": "checkin", **shared, **checkin})
    # What one record alone can have goes to the first; unknown items go back among the ratings they came with.
    raws[0] = {**extra, **raws[0], **first}
    items = extra.get("ratings")
    if isinstance(items, dict) and raws[0]["kind"] == "checkin":
        raws[0]["ratings"] = {**items, **checkin.get("ratings", {})}
    return raws, remarks


def _has_offset(time: str) -> bool:
    """Whether a time says by itself how far it is from UTC."""
    return any(mark in "+-Zz" for mark in time.strip()[10:])


def _checkin(cells: list[str], header: _Header) -> dict[str, Any]:
    """The fields of a check-in; none where the row says nothing about one."""
    ratings: dict[str, float] = {}
    for item in words.ALL_ITEMS:
        place = header.ours.get(item)
        cell = cells[place[0]].strip() if place is not None and place[0] < len(cells) else ""
        if place is None or cell.casefold() in NO_VALUE:
            continue
        value = number_in(cell, header.decimal_comma)
        if value is None:
            raise FieldFault("fault.not_number", field=item, low=place[1].low, high=place[1].high)
        ratings[item] = place[1].rating(value)
    fields: dict[str, Any] = {"ratings": ratings} if ratings else {}
    for target in (table.SKIPPED, table.NOT_ASKED):
        if parts := _parts(header.cell(cells, target)):
            fields[target] = parts
    said = header.cell(cells, table.UNEVENTFUL).strip().casefold()
    if said in YES or said in NO:
        fields[table.UNEVENTFUL] = said in YES
    elif said not in NO_VALUE:
        raise FieldFault("fault.not_flag", field=table.UNEVENTFUL)
    return fields


def _moment(part: str) -> dict[str, Any]:
    """A sign, and its weight where one is written after it: `belittled:3`."""
    sign, colon, weight = part.partition(":")
    if not colon:
        return {"sign": sign.strip()}
    number = number_in(weight.strip(), decimal_comma=False)
    if number is None:
        raise FieldFault("fault.not_number", field="weight", low=1, high=3)
    return {"sign": sign.strip(), "weight": number}


def _parts(cell: str) -> list[str]:
    """The words in a cell, which are joined by |."""
    return [] if cell.strip().casefold() in NO_VALUE else [part.strip() for part in cell.split("|") if part.strip()]


def _extra(cells: list[str], header: _Header) -> dict[str, Any]:
    """Fields we do not know: those kept as an object, and the cells of other columns."""
    extra: dict[str, Any] = {}
    if more := header.cell(cells, table.MORE).strip():
        decoded = None
        with suppress(msgspec.MsgspecError, UnicodeError, RecursionError):
            decoded = msgspec.json.decode(more)
        if not isinstance(decoded, dict):
            raise FieldFault("fault.not_object", field=table.MORE)
        extra = decoded
    # By the cells that are there: a table of short rows under a hundred thousand names would take hours otherwise.
    filled = [place for place, cell in enumerate(cells) if cell and place in header.others]
    others = {header.others[place]: restored(cells[place]) for place in filled}
    if others:
        kept = extra.get(table.COLUMNS)
        extra[table.COLUMNS] = {**kept, **others} if isinstance(kept, dict) else others
    return extra
