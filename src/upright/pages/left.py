"""The day she left: one record, quietly reached from Leave."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions.after import save_left
from upright.actions.questions import left_at
from upright.actions.settings import settings_of
from upright.actions.when import time_on
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.form import Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.saving import given_of
from upright.pages.session import Notice
from upright.pages.writing import day_in
from upright.record import Left as Kept
from upright.record.days import day_of
from upright.wording import date_text

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class Left:
    """The page; `since` is the day she left, where it is written down."""

    since: str
    day: str
    today: str
    note: str
    fault: str = ""


def left(visit: Visit) -> Left:
    """Ask for the day."""
    return _page(visit, given_of(visit, "save_day"))


def save_day(visit: Visit) -> Go | Shown:
    """Keep it; After stands in the bar from then on."""
    session, form, zone = visit.session, visit.form, visit.house.zone
    try:
        day = day_in(form)
        if day is None:
            raise UsageFault("page.record.no_day")
        at = time_on(day, None, now=visit.now, zone=zone, starts=visit.starts)
        with session.turn:
            save_left(visit.vault, Kept(at=at, zone=zone, note=form.one("note").strip() or None), now=visit.now)
            session.settings = settings_of(visit.vault)
    except UprightError as error:
        return Shown("left", _page(visit, form, told(visit, error)), 422)
    session.copy_due, session.held = True, None
    session.notice = Notice("nav.saved", visit.now, on="after")
    return Go("after")


def _page(visit: Visit, given: Form, fault: str = "") -> Left:
    since = left_at(visit.vault, visit.today, visit.session.settings)
    today = visit.today.isoformat()
    return Left(
        since=date_text(day_of(since, visit.starts), visit.language) if since is not None else "",
        day=given.one("day") or today,
        today=today,
        note=given.one("note"),
        fault=fault,
    )


ROUTES = (
    page(left, Needs.OPEN, tall=True, gated=True),
    act(save_day, Needs.OPEN, held=True),
)
