"""Answers of one person in a study: the tables of m-Path, ESMira and openESM.

What was answered stands beside its time under its own name; none of it is an answer here unless it is mapped on
purpose. A file with several people in it is read for one of them, who is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from upright.errors import DiaryFault, Fault
from upright.exchange.clocks import number_of
from upright.exchange.day_one import zone_or_none
from upright.exchange.pieces import NOON, Choices, Piece
from upright.exchange.rows import Row, rows_of
from upright.exchange.source import Source

__all__ = ["ESMIRA", "MPATH", "OPENESM", "esmira", "fits_esmira", "fits_mpath", "fits_openesm", "mpath", "openesm"]

MPATH, ESMIRA, OPENESM = "m-Path", "ESMira", "openESM"
_MPATH = frozenset((
    "connectionid", "legacycode", "code", "alias", "initials", "accountcode", "scheduledbeepid", "sentbeepid",
    "reminderfororiginalsentbeepid", "questionlistname", "questionlistlabel", "fromprotocolname",
    "timestampscheduled", "timestampsent", "timestampstart", "timestampstop", "originaltimestampsent",
    "timezoneoffset", "deltautc",
))  # fmt: skip
_ESMIRA = frozenset((
    "entryid", "userid", "uploaded", "appversion", "apptype", "studyid", "accesskey", "studyversion",
    "studylang", "questionnairename", "eventtype", "timezone", "timezoneoffset", "responsetime",
    "localdatetime", "formduration", "pagedurations", "lastinvitation", "model", "group", "questionnairetype",
    "statisticsversion",
))  # fmt: skip
_OPENESM = frozenset(("id", "day", "beep"))
_MISSING = ("", "NA", "NaN")
_LONGEST = 1000


def fits_mpath(source: Source, names: tuple[str, ...]) -> bool:
    """Whether these are the names of m-Path."""
    return _low(names) >= {"connectionid", "questionlistname", "timestampstart", "timezoneoffset"}


def mpath(source: Source, choices: Choices, delimiter: str, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """Its answered questionnaires; its seconds count the local wall clock, and its offset is seconds east of UTC."""
    for row in _of_one(source, delimiter, "connectionid", choices):
        if isinstance(row, Fault):
            yield row
            continue
        cells = row.cells or {}
        stamps = (cells.get("timestampstop", ""), cells.get("timestampstart", ""))
        seconds = next((found for found in map(number_of, stamps) if found), None)
        if seconds is None:
            left["unanswered"] = left.get("unanswered", 0) + 1
            continue
        offset = number_of(cells.get("timezoneoffset", ""))
        when = _since(seconds, offset)
        if when is None:
            yield Fault("fault.time", "line", row.line, {"field": "timeStampStop"})
            continue
        yield _answered(source, row, when, _MPATH, cells.get("questionlistname", ""))


def fits_esmira(source: Source, names: tuple[str, ...]) -> bool:
    """Whether these are the names of ESMira."""
    return _low(names) >= {"entryid", "userid", "questionnairename", "eventtype", "responsetime"}


def esmira(source: Source, choices: Choices, delimiter: str, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """Its answered questionnaires; other events, such as invitations, are counted."""
    for row in _of_one(source, delimiter, "userid", choices):
        if isinstance(row, Fault):
            yield row
            continue
        cells = row.cells or {}
        if cells.get("eventtype", "").strip() != "questionnaire":
            left["unanswered"] = left.get("unanswered", 0) + 1
            continue
        when = None
        zone = zone_or_none(cells.get("timezone", ""))
        milliseconds = number_of(cells.get("responsetime", ""))
        with suppress(OverflowError, ValueError):
            if milliseconds is not None:
                when = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)).astimezone(zone or UTC)
        if when is None:
            yield Fault("fault.time", "line", row.line, {"field": "responseTime"})
            continue
        piece = _answered(source, row, when, _ESMIRA, cells.get("questionnairename", ""), zone.key if zone else None)
        if cells.get("timezone", "").strip() and zone is None:
            piece.kept["unknown_zone"] = cells["timezone"][:100]
        yield piece


def fits_openesm(source: Source, names: tuple[str, ...]) -> bool:
    """Whether these are the names of openESM's series."""
    return _low(names) >= _OPENESM


def openesm(source: Source, choices: Choices, delimiter: str, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """Its occasions, counted from the origin: the first of a day at noon, each further one a minute later."""
    for row in _of_one(source, delimiter, "id", choices):
        if isinstance(row, Fault):
            yield row
            continue
        day, beep = number_of((row.cells or {}).get("day", "")), number_of((row.cells or {}).get("beep", ""))
        when = None
        with suppress(OverflowError, ValueError):
            if day is not None and day == int(day):
                later = timedelta(days=int(day) - 1, minutes=int(beep or 1) - 1)
                when = datetime.combine(choices.origin, NOON) + later
        if when is None:
            yield Fault("fault.time", "line", row.line, {"field": "day"})
            continue
        piece = _answered(source, row, when, _OPENESM, "")
        piece.kept.update({name: said for name, said in (("day", day), ("beep", beep)) if said is not None})
        if piece.values:
            yield piece
        else:
            left["unanswered"] = left.get("unanswered", 0) + 1


def _of_one(source: Source, delimiter: str, column: str, choices: Choices) -> Iterator[Row | Fault]:
    """The rows of one person: the one who was named, or the only one there is. Raises DiaryFault for several."""
    only: str | None = choices.person or None
    seen = False
    for row in rows_of(source.text, delimiter):
        if row.cells is None:
            yield Fault("fault.row", "line", row.line)
            continue
        whose = row.cells.get(column, "").strip()
        only = whose if only is None else only
        if whose == only:
            seen = True
            yield row
        elif not choices.person:
            raise DiaryFault("error.import.persons", column=column)
    if choices.person and not seen:
        raise DiaryFault("error.import.person_missing", column=column)


def _answered(
    source: Source, row: Row, when: datetime, ours: frozenset[str], form: str, zone: str | None = None
) -> Piece:
    values: dict[str, float | str] = {}
    for name, cell in (row.cells or {}).items():
        said = cell.strip()
        if name and name not in ours and not name.endswith("_formatted") and said not in _MISSING:
            number = number_of(said)
            values[source.names.get(name, name)] = said[:_LONGEST] if number is None else number
    return Piece(row.line, when, zone=zone, values=values, kept={"form": form} if form else {})


def _since(seconds: float, offset: float | None) -> datetime | None:
    """A wall clock that counts its own seconds, with its offset where that is one."""
    with suppress(OverflowError, ValueError):
        zone: tzinfo | None = timezone(timedelta(seconds=round(offset))) if offset is not None else None
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).replace(tzinfo=zone)
    return None


def _low(names: tuple[str, ...]) -> set[str]:
    return {name.casefold() for name in names}
