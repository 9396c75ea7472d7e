"""Dates and spans of days as they are read."""

from __future__ import annotations

import math
from datetime import date

from upright.wording.catalogue import counted, plural_of, text
from upright.wording.numbers import number

__all__ = ["date_text", "dates", "day_text", "span"]

_DAY_WIDTH = {"en": 1, "vi": 2}
_DAYS_A_MONTH = 30.44
_DAYS_A_YEAR = 365.25


def date_text(d: date, language: str = "en") -> str:
    """A date: "23 Nov 2026", "23/11/2026". A time is read as the date on its own clock."""
    return text("date", language).format_map(_parts(d, language))


def day_text(d: date, language: str = "en") -> str:
    """A date without its year, for the foot of a drawing: "23 Nov", "23/11"."""
    return text("date.day_month", language).format_map(_parts(d, language))


def dates(first: date, last: date, language: str = "en") -> str:
    """A stretch of dates, what both share said once: "2 to 9 Mar 2026", "02/03 đến 09/03/2026"."""
    if (first.year, first.month, first.day) == (last.year, last.month, last.day):
        return date_text(last, language)
    if first.year != last.year:
        start = text("date", language)
    elif first.month != last.month:
        start = text("date.day_month", language)
    else:
        start = text("date.day", language)
    start = start.format_map(_parts(first, language))
    return text("date.stretch", language).format_map({"first": start, "last": date_text(last, language)})


def span(days: float, language: str = "en") -> str:
    """A length of time in the unit it is best felt in: "3 days", "6 weeks", "9 months", "2.5 years".

    Under 14 days: days. From 14 to 83: weeks, rounded. From 84 to 729: months of 30.44 days, rounded. Above: years,
    to the nearest half. Raises ValueError for a negative or unfinite length.
    """
    if not (math.isfinite(days) and days >= 0):
        raise ValueError("span() words a finite length of at least 0 days")
    whole = math.floor(days + 0.5)
    if whole < 14:
        return _counted("count.days", whole, language)
    if whole < 84:
        return _counted("count.weeks", math.floor(whole / 7 + 0.5), language)
    if whole < 730:
        return _counted("count.months", math.floor(whole / _DAYS_A_MONTH + 0.5), language)
    return _counted("count.years", math.floor(2 * whole / _DAYS_A_YEAR + 0.5) / 2, language)


def _counted(id: str, n: float, language: str) -> str:
    return counted(id, plural_of(n), language).replace("{n}", number(n, language))


def _parts(d: date, language: str) -> dict[str, str]:
    width = _DAY_WIDTH[language]
    return {"day": f"{d.day:0{width}}", "month": text(f"month.{d.month}", language), "year": f"{d.year}"}
