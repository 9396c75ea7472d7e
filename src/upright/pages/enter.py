"""The door: the address that the program printed, or a code that the terminal shows, lets a browser in."""

from __future__ import annotations

from dataclasses import dataclass

from upright.pages.demo import open_demo
from upright.pages.page import Go, Needs, Shown, Visit, act, page

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class Enter:
    """The door. `known`: this browser was let in before; `code_out`: a code was asked for; `wrong`: it did not fit."""

    known: bool
    code_out: bool = False
    wrong: bool = False


def enter(visit: Visit) -> Enter:
    """Ask for the code; a script sends what the address carries behind its `#`."""
    return Enter(visit.visitor is not None)


def come_in(visit: Visit) -> Go | Shown:
    """Let this browser in, once, for a token or a code that is out."""
    if not visit.house.launch.spend(visit.form.one("key")):
        return Shown("enter", Enter(visit.visitor is not None, wrong=True), 403)
    if visit.visitor is not None:
        visit.house.sessions.end(visit.visitor, visit.now)
    session = visit.house.sessions.begin(visit.language, visit.house.path, visit.now)
    inside = Visit(visit.house, session, visit.now, visit.form)
    if visit.house.demo:
        open_demo(inside)
    return Go("", fresh=session)


def show_code(visit: Visit) -> Shown:
    """Let the terminal show a code."""
    visit.house.launch.show_code()
    return Shown("enter", Enter(visit.visitor is not None, code_out=True))


# No token: whoever is at the door has none. What lets in is the token or the code itself.
ROUTES = (
    page(enter, Needs.NOTHING),
    act(come_in, Needs.NOTHING, free=True),
    act(show_code, Needs.NOTHING, free=True),
)
