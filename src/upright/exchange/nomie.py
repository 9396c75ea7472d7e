"""Nomie 3 to 6: its JSON and its table. What was tracked stands inside the text of a log, as `#mood(8)`.

The time of a log is its `end`; `offset` counts minutes west of UTC. Places are left out, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import msgspec

from upright.errors import DiaryFault, Fault
from upright.exchange.clocks import number_of
from upright.exchange.pieces import PIECES_LIMIT, Choices, Piece
from upright.exchange.rows import rows_of
from upright.exchange.source import Source, decoded

__all__ = ["PROGRAM", "fits", "fits_table", "pieces", "table"]

PROGRAM = "Nomie"
_TRACKED = re.compile(r"(?<!\w)#([^\W_][\w-]{0,60})(?:\(([^()\n]{0,60})\))?")
_BOOKS = "data/books/"
_NAMES_LIMIT = 2_000_000


class _Log(msgspec.Struct, rename={"id": "_id"}):
    end: float | str | None = None
    id: str = ""
    note: str = ""
    offset: float | str | None = None
    score: float | str | None = None
    lat: float | str | None = None
    location: str | None = None


class _Older(msgspec.Struct):
    events: list[_Log] = []
    notes: list[_Log] = []


class _Newer(msgspec.Struct):
    files: dict[str, msgspec.Raw]


def fits(source: Source) -> bool:
    """Whether this is a backup of Nomie 3 to 5, or an export of Nomie 6."""
    top = source.top
    if top is None:
        return False
    return bytes(top.nomie).startswith(b"{") or f'"{_BOOKS}'.encode() in bytes(top.files)


def pieces(source: Source, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """Its logs."""
    number = 0
    for logs in _books(source):
        for log in logs:
            number += 1
            yield _piece(log, number, left)


def _books(source: Source) -> Iterator[list[_Log]]:
    if source.top is None or not bytes(source.top.files):
        whole = decoded(source.text, _Older)
        yield [*whole.events, *whole.notes]
        return
    if source.text.count('":') > _NAMES_LIMIT:
        raise DiaryFault("error.import.too_many", limit=PIECES_LIMIT)
    for name, content in decoded(source.text, _Newer).files.items():
        if name.lstrip("/").startswith(_BOOKS):
            text = decoded(content, str) if bytes(content).startswith(b'"') else content
            yield decoded(text, list[_Log])


def fits_table(source: Source, names: tuple[str, ...]) -> bool:
    """Whether these are the names of its table."""
    return {name.casefold() for name in names} >= {"epoch", "offset", "note", "score"}


def table(source: Source, choices: Choices, delimiter: str, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """The rows of its table."""
    for row in rows_of(source.text, delimiter):
        if row.cells is None:
            yield Fault("fault.row", "line", row.line)
            continue
        epoch = number_of(row.cells.get("epoch", ""))
        log = _Log(
            end=epoch * 1000 if epoch is not None and abs(epoch) < 1e11 else epoch, note=row.cells.get("note", ""),
            offset=row.cells.get("offset"), score=row.cells.get("score"), lat=row.cells.get("lat"),
        )  # fmt: skip
        yield _piece(log, row.line, left, "line")


def _piece(log: _Log, number: int, left: dict[str, int], where: str = "record") -> Piece | Fault:
    west, end = number_of(log.offset) or 0.0, number_of(log.end)
    when = None
    with suppress(OverflowError, ValueError):
        if end is not None:
            when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=end)
            when = when.astimezone(timezone(-timedelta(minutes=round(west))))
    if when is None:
        return Fault("fault.time", where, number, {"field": "end"})
    if number_of(log.lat) or (log.location or "").strip():
        left["place"] = left.get("place", 0) + 1
    values: dict[str, float | str] = {}
    for name, told in _TRACKED.findall(log.note):
        value = number_of(told) if told else 1.0
        values.setdefault(name, told if value is None else value)
    score = number_of(log.score)
    return Piece(
        number, when, log.note, id=log.id, values=values, said=True, kept={} if score is None else {"score": score}
    )  # fmt: skip
