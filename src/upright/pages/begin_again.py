"""Beginning again: the file of now is closed and stays where it is, and a new, empty one is made beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from upright.actions import vault as vaults
from upright.errors import UsageFault
from upright.pages.page import Go, Needs, Visit, act, page

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class BeginAgain:
    """The page: where the file of now is, and where the new one will be unless she names another place."""

    path: str
    new: str


def begin_again(visit: Visit) -> BeginAgain:
    """Say what happens."""
    return BeginAgain(str(visit.vault.path), str(_free_place(visit.vault.path)))


def begin(visit: Visit) -> Go:
    """Close this file, and lead on to the form of a new one."""
    session = visit.session
    if session.demo:
        raise UsageFault("error.only_in_memory")
    new = _free_place(visit.vault.path)
    session.lock(visit.now)
    session.new_place = str(new)
    visit.house.sessions.renew(session)
    return Go("create", fresh=session, clear=True)


def _free_place(path: Path) -> Path:
    """The first place beside a file where there is nothing yet: notes-2.dat beside notes.dat."""
    number = 2
    while vaults.exists(place := path.with_name(f"{path.stem}-{number}{path.suffix}")):
        number += 1
    return place


ROUTES = (
    page(begin_again, Needs.OPEN),
    act(begin, Needs.OPEN),
)
