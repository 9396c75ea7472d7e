"""When something happened: the day and, if she says it, the time, on the clock of the place where she is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from upright.errors import UsageFault
from upright.record.days import DAY_STARTS, at_local, day_of

__all__ = ["clock_in", "time_on"]

_NOON = time(12)
_FIRST = date(1900, 1, 2)


def clock_in(text: str) -> time | None:
    """The time of day in a text such as 21:30; None where there is none. Raises UsageFault for what is no time."""
    if not text:
        return None
    try:
        hours, minutes = (int(part) for part in text.split(":")[:2])
        return time(hours, minutes)
    except ValueError:
        raise UsageFault("page.write.no_time") from None


def time_on(
    day: date, clock: time | None, *, now: datetime, zone: str | None, starts: timedelta = DAY_STARTS
) -> datetime:
    """The time of something on `day`: now if that is today and no time was said, else that time, else noon.

    A time before the hour at which a day starts is that of the night after: one o'clock belongs to the evening before.
    Raises UsageFault for what has not come yet, and for a day before 1900.
    """
    if clock is None and day == day_of(now, starts):
        return now
    clock = clock or _NOON
    before_start = timedelta(hours=clock.hour, minutes=clock.minute) < starts
    if not _FIRST <= day <= day_of(now, starts):
        raise UsageFault("error.future" if day >= _FIRST else "error.day")
    naive = datetime.combine(day + timedelta(days=1) if before_start else day, clock)
    moment = at_local(naive, zone).at if zone is not None else naive.replace(tzinfo=now.tzinfo)
    if moment > now:
        raise UsageFault("error.future")
    return moment
