"""Check-ins and moments written as a wide table: one row each, so that reading it gives them back one by one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from upright.record import table, words
from upright.record.cells import defused
from upright.record.json_text import harmless
from upright.record.kinds import CheckIn, Moment, Record
from upright.record.wire import record_to

_COLUMN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")


def render(records: Iterable[Record]) -> str:
    """The table as text, lines ended as spreadsheets end them; columns that would be empty are left out."""
    rows = [_row(record) for record in records if isinstance(record, (CheckIn, Moment))]
    used = {name for cells, _ in rows for name in cells}
    names = [name for name in table.OWN if name in used or name in table.ALWAYS]
    others = sorted({name for _, cells in rows for name in cells})
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*names, *others])
    for cells, more in rows:
        writer.writerow([*(cells.get(name, "") for name in names), *(more.get(name, "") for name in others)])
    return out.getvalue()


def _row(record: CheckIn | Moment) -> tuple[dict[str, str], dict[str, str]]:
    """The cells under our names, and those under other people's."""
    cells = {table.TIME: record.at.isoformat()}
    if isinstance(record, Moment):
        cells[table.MOMENTS] = record.sign if record.weight == 1 else f"{record.sign}:{record.weight}"
    else:
        cells |= {item: repr(record.ratings[item]) for item in words.ALL_ITEMS if item in record.ratings}
        if record.skipped:
            cells[table.SKIPPED] = "|".join(record.skipped)
        if record.not_asked:
            cells[table.NOT_ASKED] = "|".join(record.not_asked)
        if record.uneventful:
            cells[table.UNEVENTFUL] = "yes"
        elif len(cells) == 1:  # a check-in without any answer is still one; an empty row would be none
            cells[table.UNEVENTFUL] = "no"
    for name, text in ((table.NOTE, record.note), (table.RECORD_ID, record.id), (table.ZONE, record.zone)):
        if text is not None:
            cells[name] = defused(text)
    if record.written_at is not None:
        cells[table.WRITTEN_AT] = record.written_at.isoformat()
    extra = record.extra
    if isinstance(record, CheckIn) and record.own:  # no column can hold a question in her own words
        extra = {**extra, "own": record_to(record)["own"]}
    own, rest = _columns(extra)
    if rest:
        cells[table.MORE] = harmless(msgspec.json.encode(rest).decode())
    return cells, own


def _columns(extra: dict[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Unknown fields that came from columns and go back into them, and the rest."""
    columns = extra.get(table.COLUMNS)
    if not isinstance(columns, dict):
        return {}, extra
    own = {name: defused(text) for name, text in columns.items() if _fits(name, text)}
    rest = {name: value for name, value in extra.items() if name != table.COLUMNS}
    left = {name: value for name, value in columns.items() if name not in own}
    if left or not columns:
        rest[table.COLUMNS] = left
    return own, rest


def _fits(name: str, text: Any) -> bool:
    known = name.casefold() in table.OWN
    return isinstance(text, str) and bool(text) and text.isprintable() and not known and bool(_COLUMN.fullmatch(name))
