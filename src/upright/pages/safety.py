"""The eight questions about danger: no test, no score. A yes leads to people who can help.

What was answered is never shown again, so that no page tells which question was a yes. Answers given by way of the help
page (`again`) take earlier ones back; any others do not.
"""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions.safety import answers_of, any_yes
from upright.pages.gate import wanted
from upright.pages.page import Go, Needs, Visit, act, page
from upright.pages.session import Notice
from upright.record.words import ANSWERS, SAFETY_TOPICS

__all__ = ["ROUTES", "keep_held_answers"]


@dataclass(frozen=True)
class Safety:
    """The questions. `to` is the page she is on her way to; `again`: she came by way of the help page.

    `kept`: her file holds answers, which go on counting unless these are kept too.
    """

    topics: tuple[str, ...]
    answers: tuple[str, ...]
    first: bool
    to: str
    again: bool
    kept: bool


@dataclass(frozen=True)
class Noted:
    """All is answered with no, or left out."""

    first: bool


def safety(visit: Visit) -> Safety:
    """Put the eight questions."""
    session = visit.session
    again = visit.asked.ticked("again")
    kept = again and session.open and bool(visit.vault.latest("safety", 1))
    return Safety(SAFETY_TOPICS, ANSWERS, not session.open, wanted(visit), again, kept)


def answer(visit: Visit) -> Go:
    """Take the answers: kept only if she ticked that; a yes, or not sure, leads to the help page."""
    session, form = visit.session, visit.form
    given = {topic: form.word(topic, ANSWERS) or "skipped" for topic in SAFETY_TOPICS}
    found = answers_of(given, at=visit.now, zone=visit.house.zone, taken_back=form.ticked("again"))
    session.given, session.keep_answers = (*session.given, found), form.ticked("keep")
    to = wanted(visit)
    if session.open and session.keep_answers:
        visit.vault.add([found])
    if any_yes(given):
        return Go(f"help_after?to={to}" if to else "help_after")
    if to:
        session.passed.add(visit.gated[to])
        session.notice = Notice("safety.after_no", visit.now, on=to)
    return Go(to or "noted")


def go_on(visit: Visit) -> Go:
    """From the help page on to where she wanted to go."""
    to = wanted(visit)
    if to:
        visit.session.passed.add(visit.gated[to])
    return Go(to or ("write" if visit.session.open else "create"))


def noted(visit: Visit) -> Noted:
    """Say that it is noted, and lead on."""
    return Noted(not visit.session.open)


def keep_held_answers(visit: Visit) -> None:
    """Keep what was answered before there was a file, if she agreed to it."""
    session = visit.session
    if session.given and session.keep_answers:
        visit.vault.add(session.given)


ROUTES = (
    page(safety, Needs.LAUNCH),
    act(answer, Needs.LAUNCH),
    act(go_on, Needs.LAUNCH),
    page(noted, Needs.LAUNCH),
)
