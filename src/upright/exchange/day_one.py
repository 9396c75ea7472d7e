"""Day One: its JSON, and the ZIP that holds one JSON a journal beside the pictures.

Place, weather and devices are left out, and counted: nobody asked for them here. The entry of a whole day stays on the
day it states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from upright.errors import Fault, UsageFault
from upright.exchange.pieces import NOON, Piece
from upright.exchange.source import NOTHING, Source, decoded
from upright.record import zone_named

__all__ = ["PROGRAM", "fits", "pieces", "zone_or_none"]

PROGRAM = "Day One"
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>|~&<])")
_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\(dayone-moment:[^)\s]{0,200}\)\n?")


class _Entry(msgspec.Struct, rename="camel"):
    uuid: str
    creation_date: str
    text: str = ""
    time_zone: str | None = None
    tags: list[str] = []
    is_all_day: bool = False
    starred: bool = False
    location: msgspec.Raw = NOTHING
    weather: msgspec.Raw = NOTHING
    photos: list[msgspec.Raw] = []
    videos: list[msgspec.Raw] = []
    audios: list[msgspec.Raw] = []


class _Journal(msgspec.Struct):
    entries: list[_Entry]


def fits(source: Source) -> bool:
    """Whether this is such a file, or an archive of them."""
    if source.archive is not None:
        return any(b'"creationDate"' in source.archive.read(name)[:200_000] for name in _journals(source))
    top = source.top
    return top is not None and b'"creationDate"' in bytes(top.entries)


def pieces(source: Source, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """The entries of every journal in it."""
    number = 0
    for name in _journals(source) if source.archive is not None else [""]:
        text = source.archive.read(name) if source.archive is not None else source.text
        for entry in decoded(text, _Journal).entries:
            number += 1
            yield _piece(entry, number, name.removesuffix(".json"), left)


def _journals(source: Source) -> list[str]:
    return [name for name in source.archive.ending(".json") if "/" not in name] if source.archive is not None else []


def _piece(entry: _Entry, number: int, journal: str, left: dict[str, int]) -> Piece | Fault:
    when = None
    with suppress(ValueError):
        when = datetime.fromisoformat(entry.creation_date)
    if when is None or when.tzinfo is None:
        return Fault("fault.time", "record", number, {"field": "creationDate"})
    zone = zone_or_none(entry.time_zone)
    with suppress(OverflowError, ValueError):
        when = when.astimezone(zone) if zone is not None else when
    media = len(entry.photos) + len(entry.videos) + len(entry.audios)
    for what, n in (("place", _there(entry.location)), ("weather", _there(entry.weather)), ("media", media)):
        if n:
            left[what] = left.get(what, 0) + int(n)
    kept: dict[str, Any] = {"journal": journal} if journal else {}
    if entry.starred:
        kept["starred"] = True
    if entry.time_zone and zone is None:
        kept["unknown_zone"] = entry.time_zone[:100]
    day = when.date() if entry.is_all_day else None
    return Piece(
        number, datetime.combine(day, NOON, when.tzinfo) if day is not None else when,
        _ESCAPED.sub(r"\1", _PICTURE.sub("", entry.text)), zone.key if zone is not None else None, entry.uuid,
        day=day, tags=tuple(entry.tags), kept=kept,
    )  # fmt: skip


def _there(raw: msgspec.Raw) -> bool:
    return bytes(raw) not in (b"", b"null", b"{}")


def zone_or_none(name: str | None) -> ZoneInfo | None:
    """The zone of this name; None for none, and for one that this machine does not know."""
    if name:
        with suppress(UsageFault):
            return zone_named(name)
    return None
