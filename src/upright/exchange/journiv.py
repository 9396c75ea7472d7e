"""Journiv: the ZIP with `data.json`. An entry keeps the day it states, whatever hour her days begin at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec

from upright.errors import Fault
from upright.exchange import clocks
from upright.exchange.day_one import zone_or_none
from upright.exchange.pieces import NOON, Piece
from upright.exchange.source import Source, decoded

__all__ = ["PROGRAM", "fits", "pieces"]

PROGRAM = "Journiv"
_DATA = "data.json"


class _Mood(msgspec.Struct):
    mood_name: str = ""


class _Tag(msgspec.Struct):
    name: str = ""


class _Entry(msgspec.Struct):
    entry_date: str | None = None
    entry_datetime_utc: str | None = None
    entry_timezone: str | None = None
    title: str | None = None
    content: str | None = None
    tags: list[str | _Tag] | None = None
    mood_log: _Mood | None = None
    media: list[msgspec.Raw] | None = None


class _Journal(msgspec.Struct):
    entries: list[_Entry] = []
    title: str | None = None


class _Whole(msgspec.Struct):
    journals: list[_Journal]


def fits(source: Source) -> bool:
    """Whether this is such an archive, or its file."""
    if source.archive is not None:
        if _DATA not in source.archive:
            return False
        data = source.archive.read(_DATA)
        return b'"journals"' in data and b'"export_version"' in data
    return source.top is not None and bool(bytes(source.top.journals) and bytes(source.top.export_version))


def pieces(source: Source, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """The entries of every journal in it."""
    text = source.archive.read(_DATA) if source.archive is not None else source.text
    number = 0
    for journal in decoded(text, _Whole).journals:
        for entry in journal.entries:
            number += 1
            if entry.media:
                left["media"] = left.get("media", 0) + len(entry.media)
            yield _piece(entry, number, journal.title or "")


def _piece(entry: _Entry, number: int, journal: str) -> Piece | Fault:
    day = clocks.date_in(entry.entry_date or "")
    zone = zone_or_none(entry.entry_timezone)
    when = None
    with suppress(ValueError, OverflowError):
        if entry.entry_datetime_utc:
            when = datetime.fromisoformat(entry.entry_datetime_utc)
            when = (when if when.tzinfo is not None else when.replace(tzinfo=UTC)).astimezone(zone or UTC)
    if when is None and day is not None:
        when = datetime.combine(day, NOON, zone)
    if when is None:
        return Fault("fault.time", "record", number, {"field": "entry_date"})
    kept: dict[str, Any] = {"journal": journal} if journal else {}
    if entry.entry_timezone and zone is None:
        kept["unknown_zone"] = entry.entry_timezone[:100]
    text = "\n".join(part for part in (entry.title, entry.content) if part and part.strip())
    tags = tuple(tag if isinstance(tag, str) else tag.name for tag in entry.tags or ())
    mood = entry.mood_log.mood_name if entry.mood_log is not None else ""
    return Piece(number, when, text, zone.key if zone else None, day=day, mood=mood, tags=tags, kept=kept)
