"""The plan to leave: its steps in order, and the next of them. Nothing here says that anything is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from upright.record import PlanStep
from upright.record.words import HEADINGS

__all__ = ["NEXT", "by_heading", "in_order", "moved", "next_steps"]

NEXT = 3  # steps that are shown first


def in_order(steps: Iterable[PlanStep]) -> tuple[PlanStep, ...]:
    """Steps by heading, and under each as she ordered them; those that have no place yet come after, by their time."""
    return tuple(sorted(steps, key=_place))


def by_heading(steps: Iterable[PlanStep]) -> tuple[tuple[str, tuple[PlanStep, ...]], ...]:
    """The headings that hold steps, each with its own."""
    ordered = in_order(steps)
    found = ((heading, tuple(step for step in ordered if step.heading == heading)) for heading in HEADINGS)
    return tuple((heading, under) for heading, under in found if under)


def next_steps(steps: Iterable[PlanStep], most: int = NEXT) -> tuple[PlanStep, ...]:
    """The first steps that are not done: those with a date by their dates, then the others in the plan's order."""
    waiting = [step for step in in_order(steps) if step.done_at is None]
    dated = sorted((step for step in waiting if step.due_on is not None), key=lambda step: str(step.due_on))
    return (*dated, *(step for step in waiting if step.due_on is None))[:most]


def moved(under: Sequence[PlanStep], id: str = "", by: int = 0) -> dict[str, int]:
    """The places of the steps under one heading after that with this id went `by` places down, or up for less than 0.

    Places count from 1. Only steps whose place is another one than before are named; one stays at the end that it would
    pass.
    """
    ids = [step.id or "" for step in in_order(under)]
    if id in ids:
        before = ids.index(id)
        ids.insert(max(0, min(before + by, len(ids) - 1)), ids.pop(before))
    places = {step.id: step.order for step in under}
    return {one: place for place, one in enumerate(ids, start=1) if places[one] != place}


def _place(step: PlanStep) -> tuple[int, bool, float, str, str]:
    heading, id = HEADINGS.index(step.heading), step.id or ""
    if step.order is None:
        return heading, True, 0, step.at.isoformat(), id
    return heading, False, step.order, "", id
