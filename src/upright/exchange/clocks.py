"""Dates and times of day as other programs and spreadsheets write them; which order a date has is never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time
from functools import lru_cache
from math import isfinite

from upright.errors import DiaryFault
from upright.record.cells import number_in

__all__ = ["ORDERS", "TURNED", "at", "date_in", "day_and_month", "number_of", "order_of", "time_in"]

ORDERS = ("dmy", "mdy")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[T ].*)?")
TURNED = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})(?:[T ].*)?")
_TIME = re.compile(r"(\d{1,2})[:.h](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?\s*([^\d\s].*)?")
_MORNING = ("am", "a.m.", "a. m.", "sa")
_EVENING = ("pm", "p.m.", "p. m.", "ch")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def order_of(cells: Iterable[str], chosen: str = "") -> str:
    """Whether these dates have the day or the month first: "" where all begin with the year.

    Raises DiaryFault where both would do, and nobody has said which it is.
    """
    first = second = turned = 0
    for cell in cells:
        if found := TURNED.fullmatch(cell.strip()):
            turned += 1
            first, second = max(first, int(found[1])), max(second, int(found[2]))
    if not turned:
        return ""
    if chosen in ORDERS:
        return chosen
    if (first > 12) == (second > 12):
        raise DiaryFault("error.import.dates")
    return "dmy" if first > 12 else "mdy"


@lru_cache(maxsize=2048)
def date_in(cell: str, order: str = "") -> date | None:
    """The date in a cell, with the year first or in this order; None if it is none."""
    cell = cell.strip()
    with suppress(ValueError):
        if found := _ISO.fullmatch(cell):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if order and (found := TURNED.fullmatch(cell)):
            one, other = int(found[1]), int(found[2])
            return date(int(found[3]), *((other, one) if order == "dmy" else (one, other)))
    return None


def day_and_month(cell: str, year: str) -> date | None:
    """A day such as "18 May" or "May 18" in a year; None if it is none."""
    words = cell.replace(",", " ").replace(".", " ").split()
    months = [_MONTHS.index(word[:3].casefold()) + 1 for word in words if word[:3].casefold() in _MONTHS]
    days = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 3]
    with suppress(ValueError):
        if len(months) == 1 and len(days) == 1 and year.strip().isascii():
            return date(int(year.strip()), months[0], days[0])
    return None


@lru_cache(maxsize=2048)
def time_in(cell: str) -> time | None:
    """A time of day on a clock of 24 or twice 12 hours; None if it is none."""
    found = _TIME.fullmatch(" ".join(cell.replace("\u202f", " ").replace("\xa0", " ").split()))
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2]), (found[3] or "").strip().casefold()
    if half in _MORNING or half in _EVENING:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in _EVENING else 0)
    elif half:
        return None
    with suppress(ValueError):
        return time(hour, minute)
    return None


def at(day: date | None, clock: time | None) -> datetime | None:
    """Both as one time on the wall; None where one is missing."""
    return datetime.combine(day, clock) if day is not None and clock is not None else None


def number_of(told: float | str | None) -> float | None:
    """A finite number, told as one or as text with a point; None for anything else."""
    if isinstance(told, str):
        told = told.strip()
        if len(told) > 40:
            return None
        told = number_in(told, False)
    return float(told) if told is not None and isfinite(told) else None
