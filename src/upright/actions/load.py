"""What she carries, summed: hours a week of both by area, of the latest entry of each task. Nothing is weighed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from upright.record import Load, Record
from upright.record.latest import latest_loads
from upright.record.words import AREAS

__all__ = ["Area", "Carried", "carried"]

Hours = int | float


@dataclass(frozen=True)
class Area:
    """The tasks of one area with their sums; None where no hours were said, 0 where none are spent."""

    area: str
    tasks: tuple[Load, ...]
    mine: Hours | None
    theirs: Hours | None


@dataclass(frozen=True)
class Carried:
    """Every area that has a task, in their order; and the sums over all of them.

    `stops`: the tasks that take her time, which would stop if she no longer did them, the longest first; `unsaid`: how
    many hours were left blank.
    """

    areas: tuple[Area, ...] = ()
    mine: Hours | None = None
    theirs: Hours | None = None
    stops: tuple[Load, ...] = ()
    unsaid: int = 0


def carried(records: Iterable[Record]) -> Carried:
    """What the latest entry of each task says."""
    loads = latest_loads(records)
    areas = []
    for name in AREAS:
        tasks = tuple(one for one in loads if one.area == name)
        if tasks:
            areas.append(Area(name, tasks, _sum(tasks, "mine"), _sum(tasks, "theirs")))
    stops = sorted((one for one in loads if one.hours_week_mine), key=lambda one: -(one.hours_week_mine or 0))
    unsaid = sum((one.hours_week_mine is None) + (one.hours_week_theirs is None) for one in loads)
    return Carried(tuple(areas), _sum(loads, "mine"), _sum(loads, "theirs"), tuple(stops), unsaid)


def _sum(loads: Iterable[Load], whose: str) -> Hours | None:
    said = [hours for one in loads if (hours := getattr(one, f"hours_week_{whose}")) is not None]
    return sum(said) if said else None
