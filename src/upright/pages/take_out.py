"""Taking out a record: asked once on a page of its own, undone for ten seconds, and what still holds it is named."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions import diary as diaries
from upright.actions.safety import stays
from upright.actions.told import content_of
from upright.pages.page import Go, Needs, Visit, act, page
from upright.pages.record import find
from upright.pages.session import UNDO_FOR, Undo
from upright.pages.writing import text_of_time
from upright.record.days import day_of
from upright.wording import say_n, sentence

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class TakeOut:
    """The question; `id` goes into the form, `handle` leads back to the record."""

    id: str
    handle: str
    when: str
    kind: str
    told: str
    note: str


@dataclass(frozen=True)
class Removed:
    """What was done. `undo_seconds` 0: it can no longer be undone; `copies` are the names of those that hold it."""

    undo_seconds: int
    remains: str
    copies: tuple[str, ...]


def take_out(visit: Visit) -> TakeOut | Go:
    """Ask whether this record is to go."""
    found = find(visit, visit.asked.one("r"))
    if found is None:
        return Go("diary")
    if stays(visit.vault, found):
        return Go(f"record?r={visit.session.handle(found.id or '')}")
    id, day = found.id or "", day_of(found.at, visit.starts)
    return TakeOut(
        id=id,
        handle=visit.session.handle(id),
        when=visit.say("page.record.when", date=day, time=text_of_time(found.at)),
        kind=sentence(visit.say(f"kind.{found.kind}"), visit.language),
        told=" · ".join(content_of(found, visit.language, brief=True)),
        note=(found.note or "").strip(),
    )


def remove(visit: Visit) -> Go:
    """Take the record out; it is gone from the file when the answer comes."""
    session = visit.session
    with session.turn:
        taken = diaries.take_out(visit.vault, visit.form.one("id"))
        session.undo = Undo(taken, visit.now, visit.now + UNDO_FOR)
        session.left = taken.left
        session.copy_due = True
    return Go("removed")


def removed(visit: Visit) -> Removed | Go:
    """Say what still holds it, and offer the way back while there is one."""
    session, left = visit.session, visit.session.left
    if left is None:
        return Go("diary")
    undo = session.undo if session.can_undo(visit.now) else None
    if left.copies:
        remains = say_n("cli.removed_remains", len(left.copies), visit.language, folder=str(left.folder))
    else:
        remains = visit.say("cli.removed_remains_none")
    seconds = undo.seconds(visit.now) if undo is not None else 0
    return Removed(seconds, remains, tuple(path.name for path in left.copies))


ROUTES = (
    page(take_out, Needs.OPEN),
    act(remove, Needs.OPEN),
    page(removed, Needs.OPEN),
)
