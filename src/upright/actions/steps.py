"""The plan to leave: take steps over from a starting list, add, change, move, mark them; and a calendar on request.

Each is one small transaction, so that she can stop anywhere. Nothing is put in or marked that she did not choose.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from upright.actions.diary import change, folded
from upright.actions.handover import put_file
from upright.errors import UsageFault
from upright.plan import check_boundary
from upright.plan.calendar import calendar_of
from upright.plan.starting import Start, starting_lists
from upright.plan.steps import by_heading, in_order, moved, next_steps
from upright.record import PlanStep, Record
from upright.store import Vault
from upright.wording import say

__all__ = [
    "Start", "Stated", "add_step", "by_heading", "change_step", "check_step", "mark_step", "move_step", "next_steps",
    "starting_lists", "step_of", "steps_of", "take_over", "there_already", "write_calendar",
]  # fmt: skip

_LOOKED_BACK = 10_000


@dataclass(frozen=True, repr=False)
class Stated:
    """What she says of one step."""

    heading: str
    text: str
    due_on: date | None = None
    note: str | None = None


def steps_of(vault: Vault) -> tuple[PlanStep, ...]:
    """Every step of the plan, in order."""
    return in_order(one for one in vault.latest("plan_step", _LOOKED_BACK) if isinstance(one, PlanStep))


def step_of(vault: Vault, id: str) -> PlanStep:
    """One step. Raises UsageFault for an id that is none."""
    record = vault.get(id)
    if not isinstance(record, PlanStep):
        raise UsageFault("error.no_record")
    return record


def add_step(vault: Vault, stated: Stated, *, now: datetime, zone: str | None = None) -> str:
    """Put one step at the end of its heading; returns its id."""
    check_step(stated.text, stated.note)
    with vault.together():
        return vault.add([_new(stated, _end(vault, stated.heading, now), now, zone)])[0]


def take_over(
    vault: Vault, chosen: Iterable[str], language: str, *, now: datetime, zone: str | None = None
) -> tuple[str, ...]:
    """Put the chosen steps of the starting lists, by the ids of their texts, in the plan; returns their new ids.

    What stands in the plan word for word is not put there twice.
    """
    wanted, there = set(chosen), there_already(vault)
    with vault.together():
        ends: dict[str, int] = {}
        new = []
        for start in starting_lists():
            for heading, id in start.steps:
                if id not in wanted or id in there:
                    continue
                ends[heading] = ends[heading] + 1 if heading in ends else _end(vault, heading, now)
                new.append(_new(Stated(heading, say(id, language)), ends[heading], now, zone))
        return tuple(vault.add(new))


def there_already(vault: Vault) -> frozenset[str]:
    """Of the steps of the starting lists those that stand in the plan word for word, in whichever language."""
    texts = {folded(step.text) for step in steps_of(vault)}
    ids = (id for start in starting_lists() for _, id in start.steps)
    return frozenset(id for id in ids if any(folded(say(id, language)) in texts for language in ("en", "vi")))


def change_step(vault: Vault, id: str, seen: str, stated: Stated, *, now: datetime) -> None:
    """Let a step say something else, if it says what was seen; under another heading it goes to the end.

    Raises UsageFault when it says something else meanwhile, or is gone; then nothing is changed.
    """
    check_step(stated.text, stated.note)
    with vault.together():
        step = step_of(vault, id)
        fields: dict[str, Any] = {name: getattr(stated, name) for name in ("heading", "text", "due_on", "note")}
        if stated.heading != step.heading:
            fields["order"] = _end(vault, stated.heading, now)
        change(vault, id, seen, msgspec.structs.replace(step, **fields), now=now)


def check_step(*words: str | None) -> None:
    """Raise UsageFault for a step that watches, harms or pursues someone: nothing here helps with that."""
    if any(check_boundary("", text).act == "refused" for text in words if text):
        raise UsageFault("boundary.refused")


def mark_step(vault: Vault, id: str, done: bool, *, now: datetime) -> None:
    """Mark a step as done, or as not done. A second time changes nothing."""
    step = step_of(vault, id)
    if (step.done_at is not None) != done:
        vault.update(id, lambda found: msgspec.structs.replace(found, done_at=now if done else None), now)


def move_step(vault: Vault, id: str, by: int, *, now: datetime) -> None:
    """Move a step by so many places under its heading: down, or up for less than 0."""
    with vault.together():
        _put_in_places(vault, step_of(vault, id).heading, now, id, by)


def write_calendar(vault: Vault, file: Path, title: str, *, now: datetime, replace: bool = False) -> int:
    """Write the days of the steps that are not done to a calendar file; returns how many days.

    The title is the same for all and is none of the steps' texts. Raises UsageFault for such a title, for another
    ending than .ics, where no step has a day, and as `put_file`.
    """
    steps = steps_of(vault)
    days = {step.due_on: str(uuid.uuid4()) for step in steps if step.due_on is not None and step.done_at is None}
    if file.suffix.lower() != ".ics":
        raise UsageFault("plan.calendar.ending")
    if folded(title).strip() in {folded(step.text).strip() for step in steps}:
        raise UsageFault("plan.calendar.telling")
    if not days:
        raise UsageFault("plan.calendar.no_days")
    put_file(file, calendar_of(days, title, now=now), replace=replace)
    return len(days)


def _new(stated: Stated, place: int, now: datetime, zone: str | None) -> PlanStep:
    return PlanStep(
        at=now, zone=zone, written_at=now, heading=stated.heading, text=stated.text, due_on=stated.due_on,
        note=stated.note, order=place,
    )  # fmt: skip


def _end(vault: Vault, heading: str, now: datetime) -> int:
    """The place after the last under a heading, all of whose steps have their places then."""
    return _put_in_places(vault, heading, now) + 1


def _put_in_places(vault: Vault, heading: str, now: datetime, id: str = "", by: int = 0) -> int:
    """Give the steps under a heading places from 1 on, one of them moved; returns how many they are."""
    under = [step for step in steps_of(vault) if step.heading == heading]
    for one, place in moved(under, id, by).items():
        vault.update(one, _placed(place), now, keep_before=False)
    return len(under)


def _placed(place: int) -> Callable[[Record], Record]:
    def at_place(found: Record) -> Record:
        return msgspec.structs.replace(found, order=place)

    return at_place
