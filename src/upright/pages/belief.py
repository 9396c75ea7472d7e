"""Something she was told about staying: picked from a list or in her own words, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions import write as writes
from upright.errors import UprightError
from upright.pages.faults import told
from upright.pages.form import Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.saving import form_id_of, given_of, keep
from upright.record import Belief as Kept
from upright.record.words import BELIEFS

__all__ = ["ROUTES"]

_MOST_TOPICS = 8


@dataclass(frozen=True)
class Belief:
    """The form; her own words count before what is picked."""

    known: tuple[str, ...]
    picked: str
    own: str
    topics: tuple[str, ...]
    topic: str
    form_id: str
    fault: str = ""
    held: bool = False


def belief(visit: Visit) -> Belief:
    """Ask for it."""
    given = given_of(visit, "save_belief")
    return _page(visit, given, held=bool(given.fields))


def save_belief(visit: Visit) -> Go | Shown:
    """Keep it; what stands beside it is shown on Decide."""
    form = visit.form
    words, topic = form.one("own").strip() or form.word("known", BELIEFS) or "", form.one("topic").strip()
    try:
        keep(visit, Kept(at=visit.now, zone=visit.house.zone, belief=words, topic=topic))
    except UprightError as error:
        return Shown("belief", _page(visit, form, told(visit, error)), 422)
    return Go("decide")


def _page(visit: Visit, given: Form, fault: str = "", *, held: bool = False) -> Belief:
    return Belief(
        known=BELIEFS,
        picked=given.one("known"),
        own=given.one("own"),
        topics=writes.topics(visit.vault)[:_MOST_TOPICS],
        topic=given.one("topic"),
        form_id=form_id_of(given),
        fault=fault,
        held=held,
    )


ROUTES = (
    page(belief, Needs.OPEN, tall=True, gated="decide"),
    act(save_belief, Needs.OPEN, held=True),
)
