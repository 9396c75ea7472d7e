"""The eight questions about danger: no test, no score. A yes leads to people who can help."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions import safety as answers_of
from upright.pages.page import Go, Needs, Visit, act, page
from upright.record.words import ANSWERS, SAFETY_TOPICS

__all__ = ["ROUTES", "keep_held_answers"]


@dataclass(frozen=True)
class Safety:
    """The questions; `given` is what was picked before, while nothing is kept."""

    topics: tuple[str, ...]
    answers: tuple[str, ...]
    given: dict[str, str]
    keep: bool
    first: bool


@dataclass(frozen=True)
class Noted:
    """All is answered with no, or left out."""

    first: bool


def safety(visit: Visit) -> Safety:
    """Put the eight questions."""
    session = visit.session
    given = session.answers if session.answers is not None and not session.open else {}
    return Safety(SAFETY_TOPICS, ANSWERS, dict(given), session.keep_answers, not session.open)


def answer(visit: Visit) -> Go:
    """Take the answers: kept only if she ticked that; a yes, or not sure, leads to the help page."""
    session, form = visit.session, visit.form
    given = {topic: form.word(topic, ANSWERS) or "skipped" for topic in SAFETY_TOPICS}
    session.answers, session.keep_answers = given, form.ticked("keep")
    if session.open:
        keep_held_answers(visit)
    if answers_of.any_yes(given):
        return Go("help_after")
    return Go("noted")


def noted(visit: Visit) -> Noted:
    """Say that it is noted, and lead on."""
    return Noted(not visit.session.open)


def keep_held_answers(visit: Visit) -> None:
    """Keep the answers in the open file if she agreed."""
    session = visit.session
    if session.answers is not None and session.keep_answers and not session.demo:
        answers_of.keep_answers(visit.vault, session.answers, at=visit.now, zone=visit.house.zone)


ROUTES = (
    page(safety, Needs.LAUNCH),
    act(answer, Needs.LAUNCH),
    page(noted, Needs.LAUNCH),
)
