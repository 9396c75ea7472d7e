"""Days and wall-clock times: which day a time belongs to, and what a local time means where clocks change."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from upright.errors import UsageFault

DAY_STARTS = timedelta(hours=4)
NO_TIME = timedelta(0)


def day_of(at: datetime, starts: timedelta = DAY_STARTS) -> date:
    """The day a time belongs to, by its own wall clock: what happens before 04:00 still belongs to the day before.

    Only the offset that `at` carries counts, so a day stays what it was for the person, wherever it is read and
    whatever clocks did that night.
    """
    return (at.replace(tzinfo=None) - starts).date()


@dataclass(frozen=True)
class LocalTime:
    """A wall-clock time placed on the line of time.

    `moved` is how far it was put forward because clocks skipped it (0 if they did not); `repeated` says that clocks
    showed it twice that night.
    """

    at: datetime
    moved: timedelta = NO_TIME
    repeated: bool = False


def at_local(naive: datetime, zone: str | tzinfo, fold: int = 0) -> LocalTime:
    """The time that a wall clock in `zone` showed as `naive`.

    A time that clocks skipped is put forward by as much as they were (02:30 becomes 03:30). A time that they showed
    twice is the first of the two, or with `fold=1` the second. Raises UsageFault for a zone that is not known here.
    """
    place = zone_named(zone) if isinstance(zone, str) else zone
    local = naive.replace(tzinfo=place, fold=fold)
    other = naive.replace(tzinfo=place, fold=1 - fold)
    first, second = _offset(local), _offset(other)
    if first == second:
        return LocalTime(_fixed(naive, first))
    # PEP 495: where clocks skip, fold=0 has the offset from before and its instant, told by the clocks after, is later.
    before = first if fold == 0 else second
    after = second if fold == 0 else first
    if before < after:
        return LocalTime(_fixed(naive + (after - before), after), moved=after - before)
    return LocalTime(_fixed(naive, first), repeated=True)


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that name. Raises UsageFault if this machine does not know it."""
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):  # not known, not a name, a folder of the zone data
        return ZoneInfo(name)
    raise UsageFault("error.zone")


def iso_time(text: str) -> datetime | None:
    """The time that a text in ISO 8601 says; None if it says none (31 February is no time)."""
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    return None


def _offset(at: datetime) -> timedelta:
    return at.utcoffset() or NO_TIME


def _fixed(naive: datetime, offset: timedelta) -> datetime:
    return naive.replace(tzinfo=timezone(offset), fold=0)
