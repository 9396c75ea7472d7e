"""The plan's days as a calendar file, on request alone: a file and no download, and no word of the plan in it."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions import steps as plan
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Notice
from upright.pages.unlock import place_of
from upright.wording import say_n

__all__ = ["ROUTES"]

_LONGEST_TITLE = 80


@dataclass(frozen=True)
class Calendar:
    """The form. `there`: the file is there already, and can be replaced."""

    path: str
    title: str
    fault: str = ""
    there: bool = False


def calendar(visit: Visit) -> Calendar:
    """Ask where the file is to be, and how each day is called."""
    return Calendar("", visit.say("plan.calendar.title"))


def write_days(visit: Visit) -> Go | Shown:
    """Write the file, whole or not at all."""
    form = visit.form
    typed, title = form.one("path").strip(), form.one("title").strip()[:_LONGEST_TITLE]
    title = title or visit.say("plan.calendar.title")
    place = place_of(typed)
    try:
        if place is None or not place.is_absolute():
            raise UsageFault("page.export.whole_place")
        days = plan.write_calendar(visit.vault, place, title, now=visit.now, replace=form.ticked("replace"))
    except UprightError as error:
        there = error.id == "error.file_exists"
        fault = visit.say("page.export.there") if there else told(visit, error)
        return Shown("calendar", Calendar(typed, title, fault, there), 422)
    said = say_n("plan.calendar.written", days, visit.language)
    visit.session.notice = Notice("page.said", visit.now, {"text": said}, "leave")
    return Go("leave")


ROUTES = (
    page(calendar, Needs.OPEN, tall=True, gated=True),
    act(write_days, Needs.OPEN),
)
