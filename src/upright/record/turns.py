"""When she lives apart: the one rule, for what is asked on a day and for what is read as one stretch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from upright.record.days import DAY_STARTS, day_of
from upright.record.kinds import Decision, Left, Record

__all__ = ["apart_since", "turns_of"]


def turns_of(records: Iterable[Record]) -> tuple[tuple[datetime, bool], ...]:
    """Each time that living together and living apart took turns, and whether it is together from then on.

    A diary begins together. It is apart from where she left, and together again from a decision to stay that she wrote
    down after that.
    """
    together, turns = True, []
    for record in sorted((r for r in records if isinstance(r, Left | Decision)), key=lambda r: r.at):
        back = isinstance(record, Decision) and record.choice == "stay"
        if back != together and (back or isinstance(record, Left)):
            turns.append((record.at, back))
            together = back
    return tuple(turns)


def apart_since(records: Iterable[Record], day: date, *, starts: timedelta = DAY_STARTS) -> datetime | None:
    """When she left, if on this day she lives apart; None if not. The day on which she leaves counts."""
    last = None
    for at, together in turns_of(records):
        if day_of(at, starts) <= day:
            last = None if together else at
    return last
