"""The first page of all: what this is and is not, and that having it may be a risk. Nothing is made or saved here."""

from __future__ import annotations

from upright.actions.settings import CHOICES, choose
from upright.pages.demo import open_demo
from upright.pages.page import Go, Needs, Visit, act, page

__all__ = ["ROUTES"]


def welcome(visit: Visit) -> None:
    """Say what this is, and warn."""


def look_round(visit: Visit) -> Go:
    """Open the made-up diary."""
    open_demo(visit)
    return Go("write", fresh=visit.session)


def language(visit: Visit) -> Go:
    """Speak the other language from here on, and in this file for good."""
    chosen = visit.form.word("language", CHOICES["language"])
    if chosen is not None:
        if visit.session.open:
            visit.session.settings = choose(visit.vault, "language", chosen)
        visit.session.language = chosen
    # The page she came from is one that may be seen as it is; any other sends her home.
    pages = (
        "welcome", "safety", "create", "unlock", "write", "read", "decide", "boundary", "belief", "load", "decision",
        "leave", "starting_list", "day", "calendar", "left", "after", "wrote_then", "begin_again", "diary", "settings",
        "help_now",
    )  # fmt: skip
    back = visit.form.word("back", pages)
    return Go(back or "")


ROUTES = (
    page(welcome, Needs.LAUNCH),
    act(look_round, Needs.LAUNCH),
    act(language, Needs.LAUNCH),
)
