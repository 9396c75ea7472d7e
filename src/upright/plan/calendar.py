"""A few days as a calendar file (iCalendar, RFC 5545): one reminder a day, with a title that says nothing.

A calendar may be synchronised, and is shown on screens that others see. So no event holds a word of the plan: no step,
no heading, no note, no name of this program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

__all__ = ["calendar_of"]

_LONGEST = 75  # octets a line, without its end


def calendar_of(days: Mapping[date, str], title: str, *, now: datetime) -> str:
    """The file: an event that lasts the whole of each day, by the day with an id that nobody else uses."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calendar//EN", "CALSCALE:GREGORIAN"]
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for day in sorted(days):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{days[day]}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(title)}",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(part + "\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, each after the first set in by a space; no letter is cut."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > _LONGEST:
            yield part
            part = " "
        part += letter
    yield part
