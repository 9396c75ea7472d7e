"""Keeping one record from a form of its own: once, with the way back for some seconds."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from upright.actions import write as writes
from upright.actions.write import Kept
from upright.pages.form import EMPTY, Form
from upright.pages.page import Visit
from upright.pages.session import UNDO_FOR, Undo
from upright.pages.writing import text_of_time
from upright.record import Record

__all__ = ["Saved", "done", "form_id_of", "given_of", "keep", "saved_of"]


@dataclass(frozen=True)
class Saved:
    """What a page says of the last save; `undo_seconds` 0: there is nothing to say."""

    at: str
    undo_seconds: int


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
        return Saved("", 0)
    return Saved(text_of_time(undo.at), max(1, (undo.until - visit.now) // timedelta(seconds=1)))


def given_of(visit: Visit, act: str) -> Form:
    """What was sent with this act to a file that had locked meanwhile; it is shown again, unsaved."""
    session = visit.session
    return session.held if session.held is not None and session.held_for == act else EMPTY


def form_id_of(given: Form) -> str:
    """The number by which a form that is sent twice is known."""
    return given.one("form_id") or secrets.token_hex(12)
