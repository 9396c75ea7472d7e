"""Locked: the passphrase, or the recovery key, opens the file again."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from upright.actions import vault as vaults
from upright.errors import UprightError, UsageFault, WrongKey
from upright.pages.faults import told
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Session

__all__ = ["ROUTES", "place_of", "slow_down"]

_FREE_TRIES = 5
_WAIT = 2.0  # seconds for each try after those, beside what the derivation takes
_LONGEST_PATH = 1000
_HELD_ON = {  # the page of the form that an act was sent from
    "save_limit": "boundary", "save_belief": "belief", "save_load": "load", "save_decision": "decision",
}  # fmt: skip


@dataclass(frozen=True)
class Unlock:
    """The form that opens a file. `held`: something she sent waits to be shown again."""

    path: str
    fault: str = ""
    with_key: bool = False
    other: bool = False
    held: bool = False


def unlock(visit: Visit) -> Unlock | Go:
    """Ask for the passphrase; where there is no file, for the place of one as well."""
    session = visit.session
    if session.open:
        return Go("write")
    return Unlock(str(session.path), other=not vaults.exists(session.path), held=session.held is not None)


def open_file(visit: Visit) -> Go | Shown:
    """Open the file; another one than before if its place was given."""
    session, form = visit.session, visit.form
    with_key = form.ticked("with_key")
    path = place_of(form.one("path")) or session.path
    shown = Unlock(str(session.path), with_key=with_key, other=path != session.path, held=session.held is not None)
    secret = form.one("passphrase")
    if not secret:
        return _again(visit, shown, UsageFault("error.passphrase_empty"))
    with visit.house.deriving:
        try:
            vault = vaults.open_vault(path, **{"recovery_key" if with_key else "passphrase": secret})
        except UprightError as error:
            slow_down(session, error)
            return _again(visit, shown, error)
    held = session.held if path == session.path else None
    session.opened(vault, now=visit.now)
    session.path, session.held = path, held
    visit.house.sessions.renew(session)
    if held is not None and session.held_for == "change":
        return Go(f"record?r={session.handle(held.one('id'))}", fresh=session)
    return Go(_HELD_ON.get(session.held_for, "write") if held is not None else "write", fresh=session)


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
    return Shown("unlock", replace(shown, fault=told(visit, error)), status)


ROUTES = (
    page(unlock, Needs.LAUNCH),
    act(open_file, Needs.LAUNCH),
)
