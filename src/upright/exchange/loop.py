"""Loop Habit Tracker: the ZIP of tables. A day is one entry with what was marked of each habit on it.

The tables of each habit are read, since the one for all of them leaves its names unquoted. Marks and numbers stay as
the file has them; a day of which nothing is known is not an entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from upright.errors import DiaryFault, Fault
from upright.exchange import clocks
from upright.exchange.pieces import FAULTS_LIMIT, NOON, PIECES_LIMIT, Piece
from upright.exchange.rows import rows_of
from upright.exchange.source import Source
from upright.record.files import text_of

__all__ = ["PROGRAM", "fits", "pieces"]

PROGRAM = "Loop"
_HABIT = re.compile(r"(\d{3,}) ([^/]+)/Checkmarks\.csv")
_NOT_KNOWN = ("UNKNOWN", "-1", "")


def fits(source: Source) -> bool:
    """Whether this archive holds tables of habits."""
    archive = source.archive
    return archive is not None and "Habits.csv" in archive and any(_HABIT.fullmatch(name) for name in archive.names)


def pieces(source: Source, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """Its days, in the order of time."""
    archive = source.archive
    if archive is None:
        raise DiaryFault("error.import.archive")
    days: dict[date, dict[str, float | str]] = {}
    notes: dict[date, list[str]] = {}
    bad = cells = 0
    names = _names(text_of(archive.read("Habits.csv")))
    for found in filter(None, map(_HABIT.fullmatch, archive.names)):
        name = names.get(int(found[1]), found[2])
        for row in rows_of(text_of(archive.read(found[0])), ","):
            day = clocks.date_in((row.cells or {}).get("date", ""))
            if row.cells is None or day is None:
                yield Fault("fault.time" if row.cells else "fault.row", "line", row.line, {"field": "date"})
                bad += 1
                if bad > FAULTS_LIMIT:
                    raise DiaryFault("error.import.too_many_bad", limit=FAULTS_LIMIT)
                continue
            value, note = row.cells.get("value", "").strip(), row.cells.get("notes", "").strip()
            cells += 1
            if cells > 4 * PIECES_LIMIT:
                raise DiaryFault("error.import.too_many", limit=PIECES_LIMIT)
            if value not in _NOT_KNOWN:
                number = clocks.number_of(value)
                days.setdefault(day, {})[name] = value if number is None else number
            elif not note:
                left["unknown_mark"] = left.get("unknown_mark", 0) + 1
            if note:
                days.setdefault(day, {})
                notes.setdefault(day, []).append(f"{name}: {note}")
    for number, day in enumerate(sorted(days), 1):
        yield Piece(
            number, datetime.combine(day, NOON), "\n".join(notes.get(day, ())), id=day.isoformat(), day=day,
            values=days[day],
        )  # fmt: skip


def _names(habits: str) -> dict[int, str]:
    """The habits' names by their position: those of the folders leave out what a file's name cannot hold."""
    rows = [row.cells for row in rows_of(habits, ",") if row.cells is not None]
    return {
        int(row["position"]): row["name"] for row in rows if row.get("name") and row.get("position", "").isdecimal()
    }
