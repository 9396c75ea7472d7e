"""jrnl: its JSON export. Times are those of the wall, without a zone."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from upright.errors import Fault
from upright.exchange import clocks
from upright.exchange.pieces import Piece
from upright.exchange.source import Source, decoded

__all__ = ["PROGRAM", "fits", "pieces"]

PROGRAM = "jrnl"


class _Entry(msgspec.Struct):
    date: str
    time: str = "12:00"
    title: str = ""
    body: str = ""
    tags: list[str] = []
    starred: bool = False
    uuid: str = ""


class _Journal(msgspec.Struct):
    entries: list[_Entry]


def fits(source: Source) -> bool:
    """Whether this is such a file."""
    top = source.top
    entries = bytes(top.entries) if top is not None else b""
    return all(name in entries for name in (b'"title"', b'"body"', b'"date"'))


def pieces(source: Source, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """Its entries."""
    for number, entry in enumerate(decoded(source.text, _Journal).entries, 1):
        when = clocks.at(clocks.date_in(entry.date), clocks.time_in(entry.time))
        if when is None:
            yield Fault("fault.time", "record", number, {"field": "date"})
            continue
        text = "\n".join(part.strip() for part in (entry.title, entry.body) if part.strip())
        kept = {"starred": True} if entry.starred else {}
        yield Piece(number, when, text, id=entry.uuid, tags=tuple(entry.tags), kept=kept)
