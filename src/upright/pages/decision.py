"""A decision, dated, in her own words: two scales, reasons, and three questions that have no right answer."""

from __future__ import annotations

from dataclasses import dataclass

from upright.errors import UprightError
from upright.pages.decide import Told, told_decisions
from upright.pages.faults import told
from upright.pages.form import Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.saving import form_id_of, given_of, keep
from upright.pages.writing import day_given
from upright.record import Decision as Kept
from upright.record.words import CHOICES, SURENESS

__all__ = ["ROUTES"]

_RATINGS = {str(rating): rating for rating in range(11)}
_SCALES = ("stay", "leave")
_TEXTS = ("reasons", "values", "support")
_CHECKS = ("unnoticed", "come_back", "came_about")


@dataclass(frozen=True)
class Decision:
    """The form, and the decisions before this one. Each of `given` is what was sent, by its field."""

    choices: tuple[str, ...]
    scales: tuple[str, ...]
    texts: tuple[str, ...]
    checks: tuple[str, ...]
    answers: tuple[str, ...]
    given: dict[str, str]
    form_id: str
    earlier: tuple[Told, ...]
    fault: str = ""
    held: bool = False
    ratings: tuple[str, ...] = tuple(_RATINGS)


def decision(visit: Visit) -> Decision:
    """Ask for a decision."""
    given = given_of(visit, "save_decision")
    return _page(visit, given, held=bool(given.fields))


def save_decision(visit: Visit) -> Go | Shown:
    """Keep it beside the earlier ones; none of the questions has to be answered."""
    form = visit.form
    try:
        record = Kept(
            at=visit.now,
            zone=visit.house.zone,
            choice=form.word("choice", CHOICES) or "",
            stay=_RATINGS.get(form.one("stay")),
            leave=_RATINGS.get(form.one("leave")),
            reasons=tuple(line.strip() for line in form.one("reasons").splitlines() if line.strip()),
            values=form.one("values").strip(),
            support=form.one("support").strip(),
            unnoticed=form.word("unnoticed", SURENESS),
            come_back=form.word("come_back", SURENESS),
            came_about=form.word("came_about", SURENESS),
            review_on=day_given(form, "review_on"),
        )
        keep(visit, record)
    except UprightError as error:
        said = visit.say("page.decision.no_choice") if not form.word("choice", CHOICES) else told(visit, error)
        return Shown("decision", _page(visit, form, said), 422)
    return Go("decide")


def _page(visit: Visit, given: Form, fault: str = "", *, held: bool = False) -> Decision:
    written = [one for one in visit.vault.diary().sorted().records if one.at <= visit.now]
    names = ("choice", *_SCALES, *_TEXTS, *_CHECKS, "review_on")
    return Decision(
        choices=CHOICES,
        scales=_SCALES,
        texts=_TEXTS,
        checks=_CHECKS,
        answers=SURENESS,
        given={name: given.one(name) for name in names},
        form_id=form_id_of(given),
        earlier=told_decisions(visit, written),
        fault=fault,
        held=held,
    )


ROUTES = (
    page(decision, Needs.OPEN, tall=True, gated="decide"),
    act(save_decision, Needs.OPEN, held=True),
)
