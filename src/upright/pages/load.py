"""What she carries: tasks with hours a week of both, their sums, what would stop, and what she would get back."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions.load import Carried, carried
from upright.actions.told import hours_in_words
from upright.errors import UprightError
from upright.pages.editing import number_in
from upright.pages.faults import told
from upright.pages.form import Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.saving import NOTHING_SAVED, Saved, form_id_of, given_of, keep, saved_of
from upright.record import Load as Task
from upright.record.words import AREAS
from upright.wording import number

__all__ = ["ROUTES"]

_HOURS_A_WEEK = 168


@dataclass(frozen=True)
class Line:
    """One task and its hours, in words."""

    handle: str
    task: str
    hours: str


@dataclass(frozen=True)
class Area:
    """One area and its tasks."""

    area: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Load:
    """The form, and what was entered: by area, summed, what would stop, and the hours that she would get back."""

    areas: tuple[str, ...]
    task: str
    area: str
    mine: str
    theirs: str
    form_id: str
    entered: tuple[Area, ...]
    sums: tuple[str, ...]
    stops: tuple[Line, ...]
    back: str
    saved: Saved
    fault: str = ""
    held: bool = False


def load(visit: Visit) -> Load:
    """Ask for a task; show all of them."""
    given = given_of(visit, "save_load")
    return _page(visit, given, held=bool(given.fields))


def save_load(visit: Visit) -> Go | Shown:
    """Keep it; an entry of the same task replaces the earlier one in the sums."""
    form = visit.form
    try:
        record = Task(
            at=visit.now,
            zone=visit.house.zone,
            task=form.one("task").strip(),
            area=form.word("area", AREAS) or "",
            hours_week_mine=number_in(form, "mine", _HOURS_A_WEEK),
            hours_week_theirs=number_in(form, "theirs", _HOURS_A_WEEK),
        )
        keep(visit, record)
    except UprightError as error:
        return Shown("load", _page(visit, form, told(visit, error)), 422)
    return Go("load")


def _page(visit: Visit, given: Form, fault: str = "", *, held: bool = False) -> Load:
    written = [one for one in visit.vault.diary() if isinstance(one, Task) and one.at <= visit.now]
    found: Carried = carried(written)
    return Load(
        areas=AREAS,
        task=given.one("task"),
        area=given.one("area"),
        mine=given.one("mine"),
        theirs=given.one("theirs"),
        form_id=form_id_of(given),
        entered=tuple(Area(one.area, tuple(_line(visit, task) for task in one.tasks)) for one in found.areas),
        sums=hours_in_words(written, visit.language),
        stops=tuple(
            Line(visit.session.handle(one.id or ""), one.task, _hours(visit, one.hours_week_mine))
            for one in found.stops
        ),
        back=visit.say("page.load.back", hours=_hours(visit, found.mine)) if found.stops else "",
        saved=saved_of(visit) if not fault else NOTHING_SAVED,
        fault=fault,
        held=held,
    )


def _line(visit: Visit, task: Task) -> Line:
    mine, theirs = (
        visit.say("cli.list.not_said") if hours is None else number(hours, visit.language)
        for hours in (task.hours_week_mine, task.hours_week_theirs)
    )
    return Line(visit.session.handle(task.id or ""), task.task, visit.say("cli.list.hours", mine=mine, theirs=theirs))


def _hours(visit: Visit, hours: float | None) -> str:
    return visit.say("page.load.hours", hours=number(hours or 0, visit.language))


ROUTES = (
    page(load, Needs.OPEN, tall=True, gated="decide"),
    act(save_load, Needs.OPEN, held=True),
)
