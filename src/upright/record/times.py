"""The time of a row: an ISO 8601 text or a number of days, read on one clock for the whole table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from upright.errors import UsageFault
from upright.record.cells import number_in
from upright.record.checks import FIRST_YEAR, LAST_YEAR, FieldFault, check_zone
from upright.record.days import at_local, iso_time

NOON = time(12)
_DAY_ONLY = re.compile(r"\d{4}-\d\d-\d\d")
_DAYS_LIMIT = 400_000
Remarks = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Clock:
    """How a table's times are read: days are counted from `origin`, whole days stand for their noon."""

    origin: date
    zone: str | None
    whole_days: bool

    def read(self, cell: str, zone: str | None) -> tuple[str, Remarks]:
        """The time as ISO 8601 with an offset, and remarks where clocks had changed. Raises FieldFault."""
        cell = cell.strip()
        days = number_in(cell, True)
        if days is not None:
            naive = self._counted(days)
        elif _DAY_ONLY.fullmatch(cell):
            naive = datetime.combine(_iso(cell).date(), NOON)
        else:
            naive = _iso(cell)
        if naive.tzinfo is not None:
            return naive.isoformat(), []
        if zone is None:
            return naive.replace(tzinfo=UTC).isoformat(), []
        try:
            local = at_local(naive, zone)
        except UsageFault:
            raise FieldFault("fault.zone", field="time_zone") from None
        remarks: Remarks = []
        if local.moved:
            remarks.append(("fault.moved", {"minutes": int(local.moved.total_seconds() // 60)}))
        if local.repeated:
            remarks.append(("fault.repeated", {}))
        return local.at.isoformat(), remarks

    def _counted(self, days: float) -> datetime:
        if not abs(days) <= _DAYS_LIMIT:
            raise FieldFault("fault.time", field="time")
        # To the millisecond: a count of days in a table seldom holds more, and .999999 of a second helps nobody.
        start = datetime.combine(self.origin, NOON if self.whole_days else time(0))
        try:
            at = start + timedelta(milliseconds=round(days * 86_400_000))
        except OverflowError:
            raise FieldFault("fault.time", field="time") from None
        if not FIRST_YEAR <= at.year <= LAST_YEAR:
            raise FieldFault("fault.year", field="time", value=at.year, low=FIRST_YEAR, high=LAST_YEAR)
        return at


def clock_for(cells: Iterable[str], origin: date, zone: str | None) -> Clock:
    """The clock for a table with these times: days are whole if every time in it is a whole number."""
    numbers = [number_in(cell.strip(), True) for cell in cells if cell.strip()]
    whole = bool(numbers) and all(n is not None and abs(n) <= _DAYS_LIMIT and n == int(n) for n in numbers)
    return Clock(origin, zone, whole)


def zone_in(cell: str) -> str | None:
    """The zone a cell names; None if it is blank. Raises FieldFault."""
    return check_zone("time_zone", cell.strip()) if cell.strip() else None


def _iso(cell: str) -> datetime:
    if not cell:
        raise FieldFault("fault.missing", field="time")
    at = iso_time(cell)
    if at is None:
        raise FieldFault("fault.time", field="time")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise FieldFault("fault.year", field="time", value=at.year, low=FIRST_YEAR, high=LAST_YEAR)
    return at
