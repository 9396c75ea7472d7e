"""Bearable: its long table. What was rated at one time of one day is one entry, with each value by its name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from upright.errors import Fault
from upright.exchange import clocks
from upright.exchange.pieces import NOON, Choices, Piece
from upright.exchange.rows import rows_of
from upright.exchange.source import Source

__all__ = ["PROGRAM", "fits_table", "table"]

PROGRAM = "Bearable"
_DATE, _AMOUNT = "date formatted", "rating/amount"


def fits_table(source: Source, names: tuple[str, ...]) -> bool:
    """Whether these are the names of such a table."""
    return {name.casefold() for name in names} >= {_DATE, "time of day", "category", _AMOUNT, "detail"}


def table(source: Source, choices: Choices, delimiter: str, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """Its rows, gathered by day and time of day."""
    order = ""
    if clocks.TURNED.search(source.text):
        dates = ((row.cells or {}).get(_DATE, "") for row in rows_of(source.text, delimiter))
        order = clocks.order_of(dates, choices.dates)
    found: dict[tuple[date, str], Piece] = {}
    notes: dict[tuple[date, str], list[str]] = {}
    for row in rows_of(source.text, delimiter):
        day = clocks.date_in((row.cells or {}).get(_DATE, ""), order)
        if row.cells is None or day is None:
            yield Fault("fault.row" if row.cells is None else "fault.time", "line", row.line, {"field": "date"})
            continue
        said = row.cells.get("time of day", "").strip()
        piece = found.get((day, said))
        if piece is None:
            kept: dict[str, Any] = {"time_of_day": said} if said else {}
            when = datetime.combine(day, clocks.time_in(said) or NOON)
            piece = found[day, said] = Piece(row.line, when, day=day, kept=kept)
            notes[day, said] = []
        _add(piece, row.cells)
        if note := row.cells.get("notes", "").strip():
            notes[day, said].append(note)
    for place, piece in found.items():
        yield Piece(
            piece.place, piece.when, "\n".join(notes[place]), day=piece.day, values=piece.values, kept=piece.kept
        )  # fmt: skip


def _add(piece: Piece, cells: dict[str, str]) -> None:
    """Put what a row says among the values of its time, under a name that is free."""
    name = ": ".join(part for part in (cells.get("category", "").strip(), cells.get("detail", "").strip()) if part)
    amount = cells.get(_AMOUNT, "").strip()
    number = clocks.number_of(amount)
    if not name:
        return
    free, more = name, 1
    while free in piece.values:
        more += 1
        free = f"{name} {more}"
    piece.values[free] = amount if number is None else number
