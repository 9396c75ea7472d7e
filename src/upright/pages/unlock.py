"""Locked: the passphrase, or the recovery key, opens the file again; one that is damaged or gone has its copies."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from upright.actions import vault as vaults
from upright.errors import UprightError, UsageFault, WrongKey
from upright.pages.faults import told
from upright.pages.form import EMPTY
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Session
from upright.pages.shown_copy import Copy, shown_copy

__all__ = ["ROUTES", "place_of", "slow_down"]

_FREE_TRIES = 5
_WAIT = 2.0  # seconds for each try after those, beside what the derivation takes
_LONGEST_PATH = 1000
_LONGEST_HANDLE = 40
_HELD_ON = {  # the page of the form that an act was sent from
    "save_limit": "boundary", "save_belief": "belief", "save_load": "load", "save_decision": "decision",
    "add_step": "leave", "save_day": "left", "save_contact": "after",
}  # fmt: skip


@dataclass(frozen=True)
class Unlock:
    """The form that opens a file. `held`: something she sent waits to be shown again.

    `gone`: there is no file at its place; `damaged`: nothing can open it. The `copies` stand there in any case, so that
    a wrong passphrase and a damaged head look alike.
    """

    path: str
    fault: str = ""
    with_key: bool = False
    other: bool = False
    held: bool = False
    gone: bool = False
    damaged: bool = False
    copies: tuple[Copy, ...] = ()


def unlock(visit: Visit) -> Unlock | Go:
    """Ask for the passphrase; where there is no file, for the place of one as well."""
    session = visit.session
    if session.open:
        return Go("write")
    gone = not vaults.exists(session.path)
    return Unlock(str(session.path), other=gone, held=session.held is not None, gone=gone, copies=_copies(visit))


def open_file(visit: Visit) -> Go | Shown:
    """Open the file; another one than before if its place was given."""
    session, form = visit.session, visit.form
    with_key = form.ticked("with_key")
    path = place_of(form.one("path")) or session.path
    shown = Unlock(str(session.path), with_key=with_key, other=path != session.path, held=session.held is not None)
    secret = form.one("passphrase")
    if not secret:
        return _again(visit, shown, UsageFault("error.passphrase_empty"))
    held = session.held if path == session.path else None
    with visit.house.deriving:
        try:
            vault = vaults.open_vault(path, **{"recovery_key" if with_key else "passphrase": secret})
            session.opened(vault, now=visit.now)
        except UprightError as error:
            slow_down(session, error)
            if vaults.damaged(error) and vaults.exists(path):
                session.path = path  # the copies to choose from are those of this file
                shown = replace(shown, path=str(path), other=False, damaged=True)
            return _again(visit, shown, error)
    session.path, session.held = path, held
    visit.house.sessions.renew(session)
    return Go(_back(session) if held is not None else "write", fresh=session)


def _back(session: Session) -> str:
    """The page on which what she sent to a locked file is shown again."""
    held, act = session.held or EMPTY, session.held_for
    if act == "change":
        return f"record?r={session.handle(held.one('id'))}"
    if act == "change_step" and held.one("r").isalnum():
        return f"plan_step?r={held.one('r')[:_LONGEST_HANDLE]}"
    return _HELD_ON.get(act, "write")


def slow_down(session: Session, error: UprightError) -> None:
    """Let who tries passphrases wait after the first few."""
    session.wrong += isinstance(error, WrongKey)
    if session.wrong > _FREE_TRIES:
        time.sleep(_WAIT)


def place_of(typed: str) -> Path | None:
    """The place of a file as she typed it; None if she typed none."""
    place = typed.strip().replace("\0", "")
    if not place or len(place) > _LONGEST_PATH:
        return None
    try:
        return Path(place).expanduser()
    except RuntimeError:  # no such home
        return Path(place)


def _again(visit: Visit, shown: Unlock, error: UprightError) -> Shown:
    status = 403 if isinstance(error, WrongKey) else 422
    gone = not vaults.exists(visit.session.path)
    return Shown("unlock", replace(shown, fault=told(visit, error), gone=gone, copies=_copies(visit)), status)


def _copies(visit: Visit) -> tuple[Copy, ...]:
    return tuple(shown_copy(visit, one) for one in vaults.copies_at(visit.session.path))


ROUTES = (
    page(unlock, Needs.LAUNCH),
    act(open_file, Needs.LAUNCH),
)
