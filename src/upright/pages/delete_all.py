"""Deleting everything: a word is typed, the file goes, and what remains is said plainly."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions import vault as vaults
from upright.actions.diary import folded
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.wording import say_n

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class DeleteAll:
    """The question; `copies` says how many there are beside the file, and where; "" where there are none."""

    path: str
    copies: str
    with_copies: bool = False
    fault: str = ""


@dataclass(frozen=True)
class Deleted:
    """What was done: `copies` says which copies beside the file remain; `names` are theirs."""

    copies: str
    names: tuple[str, ...]


def delete_all(visit: Visit) -> DeleteAll:
    """Ask for the word."""
    return _page(visit)


def delete_everything(visit: Visit) -> Go | Shown:
    """Delete the file, and the copies beside it if she said so."""
    session, form = visit.session, visit.form
    try:
        if session.demo:
            raise UsageFault("error.only_in_memory")
        if folded(form.one("word").strip()) != folded(visit.say("page.delete_all.word")):
            raise UsageFault("page.delete_all.no_word")
        with session.turn:
            session.copy_due = False  # nothing is copied any more
            left = vaults.delete_everything(visit.vault, with_copies=form.ticked("copies"))
            session.lock(visit.now)
            session.deleted, session.expected = left, False
    except UprightError as error:
        return Shown("delete_all", _page(visit, fault=told(visit, error)), 422)
    visit.house.sessions.renew(session)
    return Go("deleted", fresh=session, clear=True)


def deleted(visit: Visit) -> Deleted | Go:
    """Say what remains."""
    left = visit.session.deleted
    if left is None:
        return Go("")
    if left.copies:
        said = say_n("page.deleted.copies", len(left.copies), visit.language, folder=str(left.folder))
    else:
        said = visit.say("page.deleted.no_copies")
    return Deleted(said, tuple(path.name for path in left.copies))


def _page(visit: Visit, *, fault: str = "") -> DeleteAll:
    n = len(vaults.copies(visit.vault))
    folder = str(vaults.folder_of_copies(visit.vault))
    copies = say_n("page.delete_all.copies", n, visit.language, folder=folder) if n else ""
    return DeleteAll(str(visit.vault.path), copies, visit.form.ticked("copies"), fault)


ROUTES = (
    page(delete_all, Needs.OPEN),
    act(delete_everything, Needs.OPEN),
    page(deleted, Needs.LAUNCH),
)
