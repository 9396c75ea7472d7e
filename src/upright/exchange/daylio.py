"""Daylio: its tables of 2018, of the years after and of 2026, told by their names, and its backup.

A mood is a word that can be renamed and is written in the language of the phone. Those that Daylio itself comes with
are known in three languages; any other is asked for. Groups of activities are in no table.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import msgspec

from upright.errors import DiaryFault, Fault
from upright.exchange import clocks
from upright.exchange.pieces import Choices, Piece
from upright.exchange.rows import Row, rows_of
from upright.exchange.source import Source, decoded

__all__ = ["BACKUP", "MOODS", "PROGRAM", "backup", "fits_backup", "fits_table", "table"]

PROGRAM = "Daylio"
BACKUP = "backup.daylio"
MOODS = {
    "rad": 5, "good": 4, "meh": 3, "bad": 2, "awful": 1,
    "super": 5, "gut": 4, "ok": 3, "schlecht": 2, "lausig": 1,
    "bien": 4, "mouais": 3, "mauvais": 2, "horrible": 1,
}  # fmt: skip
_NAMES = {"date", "weekday", "time", "mood", "activities", "note"}
_BREAK = re.compile(r"<\s*(?:br|/p|/div)\s*/?>", re.IGNORECASE)
_MARK = re.compile(r"</?\s*(?:b|i|u|s|p|em|strong|div|span|font|ul|ol|li)(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)
_LONGEST_OFFSET = timedelta(hours=24)


def fits_table(source: Source, names: tuple[str, ...]) -> bool:
    """Whether these are the names of such a table."""
    low = {name.casefold() for name in names}
    return low >= _NAMES and bool(low & {"full_date", "year"})


def table(source: Source, choices: Choices, delimiter: str, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """The rows of a table."""
    order = ""
    if clocks.TURNED.search(source.text):
        order = clocks.order_of(
            ((row.cells or {}).get("full_date", "") for row in rows_of(source.text, delimiter)), choices.dates
        )
    for row in rows_of(source.text, delimiter):
        yield _of_row(row, order)


def _of_row(row: Row, order: str) -> Piece | Fault:
    if row.cells is None:
        return Fault("fault.row", "line", row.line)
    cells = row.cells
    if "full_date" in cells:
        day = clocks.date_in(cells["full_date"], order)
    else:
        day = clocks.day_and_month(cells.get("date", ""), cells.get("year", ""))
    when = clocks.at(day, clocks.time_in(cells.get("time", "")))
    if when is None:
        return Fault("fault.time", "line", row.line, {"field": "time"})
    text = "\n".join(part for part in (_text(cells.get("note_title", "")), _text(cells.get("note", ""))) if part)
    return Piece(
        row.line, when, text, mood=cells.get("mood", "").strip(), tags=_parts(cells.get("activities", "")),
        kept={"scales": scales} if (scales := _parts(cells.get("scales", "").replace("\xa0", " "))) else {},
    )  # fmt: skip


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _text(note: str) -> str:
    """A note without the marks of its form: first the marks, then the letters that stood for others."""
    return html.unescape(_MARK.sub("", _BREAK.sub("\n", note))).strip() if "<" in note or "&" in note else note.strip()


# --- the backup ---


class _Mood(msgspec.Struct):
    id: int
    mood_group_id: int
    custom_name: str = ""
    predefined_name_id: int = -1


class _Tag(msgspec.Struct):
    id: int
    name: str


class _Day(msgspec.Struct, rename={"offset": "timeZoneOffset"}):
    id: int
    datetime: int
    mood: int | None = None
    offset: int = 0
    note: str = ""
    note_title: str = ""
    tags: list[int] = []
    assets: list[int] = []


class _Backup(msgspec.Struct, rename={"days": "dayEntries", "moods": "customMoods"}):
    days: list[_Day]
    moods: list[_Mood] = []
    tags: list[_Tag] = []


def fits_backup(source: Source) -> bool:
    """Whether this archive is a backup."""
    return source.archive is not None and BACKUP in source.archive


def backup(source: Source, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """The entries of a backup; pictures and recordings are counted in `left`."""
    if source.archive is None:
        raise DiaryFault("error.import.archive")
    packed = source.archive.read(BACKUP)
    opened = None
    with suppress(binascii.Error, ValueError):
        opened = base64.b64decode(b"".join(packed.split()), validate=True)
    if opened is None:
        raise DiaryFault("error.import.archive")
    whole = decoded(opened, _Backup)
    moods = {mood.id: mood for mood in whole.moods}
    tags = {tag.id: tag.name for tag in whole.tags}
    names = {level: word for word, level in reversed(MOODS.items()) if level}
    for number, entry in enumerate(whole.days, 1):
        offset = timedelta(milliseconds=min(max(entry.offset, -(10**9)), 10**9))
        when = None
        if abs(offset) < _LONGEST_OFFSET:
            with suppress(OverflowError, ValueError, OSError):
                when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=entry.datetime)
                when = when.astimezone(timezone(offset))
        if when is None:
            yield Fault("fault.time", "record", number, {"field": "datetime"})
            continue
        if entry.assets:
            left["media"] = left.get("media", 0) + len(entry.assets)
        mood = moods.get(entry.mood) if entry.mood is not None else None
        level = 6 - mood.mood_group_id if mood is not None and 1 <= mood.mood_group_id <= 5 else None
        said = (mood.custom_name or names.get(level or 0, "")) if mood is not None else ""
        yield Piece(
            number, when, "\n".join(part for part in (_text(entry.note_title), _text(entry.note)) if part),
            id=str(entry.id), mood=said, level=level, tags=tuple(tags[tag] for tag in entry.tags if tag in tags),
        )  # fmt: skip
