"""A limit of hers, about her own act: if this, I will do that. What names somebody else's act is asked about first."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions import limits
from upright.actions import write as writes
from upright.actions.when import time_on
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.form import Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.saving import done, form_id_of, given_of, keep
from upright.pages.writing import day_given
from upright.record import Boundary as Limit
from upright.record.words import BOUNDARY_EVENTS

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class Boundary:
    """The form. `asks`: the "then" names somebody else's act, and what she would do is asked; `refused`: see help."""

    need: str
    if_: str
    then: str
    review_on: str
    form_id: str
    fault: str = ""
    asks: bool = False
    refused: bool = False
    held: bool = False


def boundary(visit: Visit) -> Boundary:
    """Ask for a limit, part by part."""
    given = given_of(visit, "save_limit")
    return _page(given, held=bool(given.fields))


def save_limit(visit: Visit) -> Go | Shown:
    """Keep it. One that names somebody else's act comes back with a question; one that harms is not kept."""
    form = visit.form
    try:
        limit = Limit(
            at=visit.now,
            zone=visit.house.zone,
            if_=form.one("if").strip(),
            then=form.one("then").strip(),
            need=form.one("need").strip(),
            review_on=day_given(form, "review_on"),
        )
        theirs = limits.names_their_act(limit.if_, limit.then)
    except UprightError as error:
        return Shown("boundary", _page(form, told(visit, error), refused=error.id == "boundary.refused"), 422)
    if theirs and not form.ticked("as_it_is"):
        return Shown("boundary", _page(form, asks=True), 422)
    keep(visit, limit)
    return Go("decide")


def note_limit(visit: Visit) -> Go:
    """Note what happened with a limit, today or on an earlier day."""
    form = visit.form
    what = form.word("what", BOUNDARY_EVENTS)
    if what is None:
        raise UsageFault("error.no_such_choice")
    day = day_given(form, "day") or visit.today
    at = time_on(day, None, now=visit.now, zone=visit.house.zone, starts=visit.starts)
    with visit.session.turn:
        done(visit, writes.note_event(visit.vault, form.one("id"), what, at=at, now=visit.now))
    return Go("decide")


def _page(given: Form, fault: str = "", *, asks: bool = False, refused: bool = False, held: bool = False) -> Boundary:
    return Boundary(
        need=given.one("need"),
        if_=given.one("if"),
        then=given.one("then"),
        review_on=given.one("review_on"),
        form_id=form_id_of(given),
        fault=fault,
        asks=asks,
        refused=refused,
        held=held,
    )


ROUTES = (
    page(boundary, Needs.OPEN, tall=True, gated="decide"),
    act(save_limit, Needs.OPEN, held=True),
    act(note_limit, Needs.OPEN),
)
