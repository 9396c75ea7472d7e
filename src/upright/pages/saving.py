"""Keeping one record from a form of its own: once, with the way back for some seconds."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from upright.actions import write as writes
from upright.actions.write import Kept
from upright.pages.form import EMPTY, Form
from upright.pages.page import Visit
from upright.pages.session import UNDO_FOR, Undo
from upright.pages.writing import text_of_time
from upright.record import Record

__all__ = ["NOTHING_SAVED", "Saved", "done", "form_id_of", "given_of", "keep", "saved_of"]


@dataclass(frozen=True)
class Saved:
    """What a page says of the last save; `undo_seconds` 0: there is nothing to say."""

    at: str
    undo_seconds: int


NOTHING_SAVED = Saved("", 0)


def keep(visit: Visit, record: Record) -> None:
    """Keep a record, unless its form was sent before; it is on the disk when this returns."""
    session, form_id = visit.session, visit.form.one("form_id")
    with session.turn:
        if form_id and form_id in session.saved_forms:
            return
        done(visit, writes.save_all(visit.vault, [record], {}, now=visit.now))
        session.saved_forms.add(form_id)


def done(visit: Visit, kept: Kept) -> None:
    """Remember what was done, so that it can be taken back."""
    session = visit.session
    session.undo, session.copy_due, session.held = Undo(kept, visit.now, visit.now + UNDO_FOR), True, None


def saved_of(visit: Visit) -> Saved:
    """What is to be said of the last save."""
    undo = visit.session.undo if visit.session.can_undo(visit.now) else None
    if undo is None or not isinstance(undo.kept, Kept):
        return NOTHING_SAVED
    return Saved(text_of_time(undo.at), undo.seconds(visit.now))


def given_of(visit: Visit, act: str) -> Form:
    """What was sent with this act to a file that had locked meanwhile, or an empty form."""
    return visit.session.sent_to(act) or EMPTY


def form_id_of(given: Form) -> str:
    """The number by which a form that is sent twice is known."""
    return given.one("form_id") or secrets.token_hex(12)
