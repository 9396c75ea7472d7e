"""Copies: where they are and which is the last good one, one made now, and one put back after a page that asks.

Putting one back needs the passphrase that opens the copy, and no open file: a file may be damaged, or gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from upright.actions import vault as vaults
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Notice
from upright.pages.shown_copy import Copy, shown_copy
from upright.pages.unlock import place_of, slow_down
from upright.wording import date_text, say_n

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class Copies:
    """The page. `good` tells of the newest copy that can be read from end to end."""

    folder: str
    good: str
    count: str
    copies: tuple[Copy, ...]


@dataclass(frozen=True)
class Restore:
    """The question. `handle` "" : a copy from elsewhere, whose place `path` is asked for; `gone`: there is no file."""

    handle: str
    told: str
    name: str
    path: str = ""
    with_key: bool = False
    fault: str = ""
    gone: bool = False


def copies(visit: Visit) -> Copies:
    """Say which copies there are; the newest is read until one is found to be good."""
    found = vaults.copies(visit.vault)
    good = vaults.good_copy(visit.vault)
    if good is None:
        said = visit.say("page.copies.none_good")
    else:
        day = date_text(good.day, visit.language) if good.day is not None else "–"
        said = visit.say("cli.verify.backup", date=day, path=str(good.path))
    return Copies(
        folder=str(vaults.folder_of_copies(visit.vault)),
        good=said,
        count=say_n("page.copies.count", len(found), visit.language),
        copies=tuple(shown_copy(visit, one) for one in found),
    )


def copy_now(visit: Visit) -> Go:
    """Make a copy beside the file, read it back, and say where it is."""
    with visit.session.turn:
        made = vaults.back_up(visit.vault, None, now=visit.now)
        visit.session.copy_due = False
    visit.session.notice = Notice("cli.backup.done", visit.now, {"path": str(made)}, "copies")
    return Go("copies")


def restore(visit: Visit) -> Restore | Go:
    """Ask whether this copy is to take the file's place."""
    handle, gone = visit.asked.one("c"), not vaults.exists(visit.session.path)
    if not handle:
        return Restore("", "", "", gone=gone)
    found = _find(visit, handle)
    if found is None:
        return Go(_back(visit))
    shown = shown_copy(visit, found)
    return Restore(handle, shown.told, shown.name, gone=gone)


def put_copy_back(visit: Visit) -> Go | Shown:
    """Put a copy in the file's place and open it; what stood there is kept among the copies."""
    session, form = visit.session, visit.form
    handle, with_key, secret = form.one("c"), form.ticked("with_key"), form.one("passphrase")
    found = _find(visit, handle) if handle else None
    told_as = shown_copy(visit, found) if found is not None else Copy("", "", "")
    shown = Restore(told_as.handle, told_as.told, told_as.name, "" if handle else form.one("path"), with_key)
    shown = replace(shown, gone=not vaults.exists(session.path))
    was_open, held = session.open, session.held
    place = found.path if found is not None else place_of(form.one("path"))
    key = {"recovery_key" if with_key else "passphrase": secret}
    with session.turn, visit.house.deriving:
        try:
            path = _checked(visit, place, secret)
            restored = vaults.restore(path, session.path, now=visit.now, **key)
        except UprightError as error:
            slow_down(session, error)
            return Shown("restore", replace(shown, fault=told(visit, error)), 422)
        session.copy_due = False  # the file that it was due for is among the copies now
        session.opened(vaults.open_vault(session.path, **key), now=visit.now)
        session.held = None if was_open else held
    visit.house.sessions.renew(session)
    said = visit.say("cli.restore.done", path=str(restored.path))
    kept = visit.say("cli.restore.kept", path=str(restored.kept)) if restored.kept is not None else ""
    session.notice = Notice("page.said", visit.now, {"text": f"{said} {kept}".strip()}, "copies" if was_open else "")
    return Go(_back(visit) if was_open else "write", fresh=session)


def _back(visit: Visit) -> str:
    return "copies" if visit.session.open else "unlock"


def _checked(visit: Visit, place: Path | None, secret: str) -> Path:
    if visit.session.demo:
        raise UsageFault("error.only_in_memory")
    if place is None or not vaults.exists(place):
        raise UsageFault("error.no_such_file")
    if not secret:
        raise UsageFault("error.passphrase_empty")
    return place


def _find(visit: Visit, handle: str) -> vaults.Backup | None:
    found = vaults.copies_at(visit.session.path)
    return next((one for one in found if visit.session.handle(one.path.name) == handle), None)


ROUTES = (
    page(copies, Needs.OPEN),
    act(copy_now, Needs.OPEN),
    page(restore, Needs.LAUNCH, tall=True),
    act(put_copy_back, Needs.LAUNCH),
)
