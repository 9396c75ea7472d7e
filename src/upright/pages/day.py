"""The day itself: a card of half a page to be printed: that day's steps, who knows, whom to call."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions import steps as plan
from upright.pages.page import Needs, Visit, page
from upright.record import PlanStep
from upright.wording import date_text, emergency_number, helplines

__all__ = ["ROUTES"]

_MOST_NUMBERS = 3


@dataclass(frozen=True)
class Number:
    """One number, and what it is."""

    phone: str
    name: str


@dataclass(frozen=True)
class Line:
    """One step as it stands on the card, with its note and its day."""

    text: str
    note: str
    due: str


@dataclass(frozen=True)
class Day:
    """The card; `elsewhere` where the list holds no number for this country."""

    steps: tuple[Line, ...]
    people: tuple[Line, ...]
    numbers: tuple[Number, ...]
    elsewhere: str


def day(visit: Visit) -> Day:
    """Show the card."""
    steps = plan.steps_of(visit.vault)
    country, language = visit.country or "", visit.language
    lines = [line for line in helplines(country) if line.phone is not None and line.country is not None]
    emergency = emergency_number(country) if country else None
    numbers = [Number(emergency, visit.say("page.day.emergency"))] if emergency else []
    numbers += [Number(line.phone or "", line.name(language)) for line in lines[:_MOST_NUMBERS]]
    return Day(
        steps=_lines(visit, steps, "day"),
        people=_lines(visit, steps, "people"),
        numbers=tuple(numbers),
        elsewhere="" if numbers else visit.say("page.day.elsewhere", web=helplines("")[0].web or ""),
    )


def _lines(visit: Visit, steps: tuple[PlanStep, ...], heading: str) -> tuple[Line, ...]:
    return tuple(
        Line(step.text, step.note or "", date_text(step.due_on, visit.language) if step.due_on else "")
        for step in steps
        if step.heading == heading
    )


ROUTES = (page(day, Needs.OPEN, gated=True),)
