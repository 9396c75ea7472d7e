"""Questions in her own words: up to five, asked every day after the others. Their words stay in the file."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from upright.actions import settings as choices
from upright.actions.settings import MOST_OWN, OwnQuestion
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.form import Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Notice

__all__ = ["ROUTES"]

_PARTS = ("asked", "low", "high")


@dataclass(frozen=True)
class Row:
    """One question to be worded; `number` 0 is a new one."""

    id: str
    number: int
    asked: str
    low: str
    high: str


@dataclass(frozen=True)
class OwnQuestions:
    """The page: those there are, and room for one more while there are fewer than five."""

    rows: tuple[Row, ...]
    full: bool
    fault: str


def own_questions(visit: Visit) -> OwnQuestions:
    """Show the questions there are."""
    return _page(visit, visit.session.settings.own)


def keep_own_questions(visit: Visit) -> Go | Shown:
    """Keep the questions as they are worded now; one whose sentence was emptied is asked no more."""
    session, form = visit.session, visit.form
    given = tuple(_given(form, id) for id in dict.fromkeys(form.all("id")))
    try:
        if any(not one.asked and (one.low or one.high) and not _is_known(visit, one) for one in given):
            raise UsageFault("page.own_questions.no_sentence")
        with session.turn:
            elsewhere = [one for one in session.settings.own if one.id not in form.all("id")]  # from another tab
            session.settings = choices.choose(visit.vault, "own", [*elsewhere, *(one for one in given if one.asked)])
    except UprightError as error:
        return Shown("own_questions", _page(visit, given, fault=told(visit, error)), 422)
    session.notice = Notice("page.own_questions.kept", visit.now, on="own_questions")
    return Go("own_questions")


def _given(form: Form, id: str) -> OwnQuestion:
    return OwnQuestion(id, *(" ".join(form.one(f"{part}.{id}").split()) for part in _PARTS))


def _is_known(visit: Visit, one: OwnQuestion) -> bool:
    return any(one.id == known.id for known in visit.session.settings.own)


def _page(visit: Visit, questions: tuple[OwnQuestion, ...], *, fault: str = "") -> OwnQuestions:
    known = [one for one in questions if one.asked or _is_known(visit, one)]
    rows = [Row(one.id, number, one.asked, one.low, one.high) for number, one in enumerate(known, start=1)]
    full = len(rows) >= MOST_OWN
    if not full:
        begun = next((one for one in questions if one not in known), OwnQuestion(secrets.token_hex(4), ""))
        rows.append(Row(begun.id, 0, begun.asked, begun.low, begun.high))
    return OwnQuestions(tuple(rows), full, fault)


ROUTES = (
    page(own_questions, Needs.OPEN, tall=True),
    act(keep_own_questions, Needs.OPEN),
)
