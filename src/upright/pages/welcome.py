"""The first page of all: what this is and is not, and that having it may be a risk. Nothing is made or saved here."""

from __future__ import annotations

import re

from upright.actions.settings import CHOICES, choose
from upright.pages.demo import open_demo
from upright.pages.page import Go, Needs, Visit, act, page

__all__ = ["ROUTES"]

_BACK = re.compile(r"[a-z_]{1,40}(\?[a-z]{1,10}=[A-Za-z0-9_-]{1,64}(&[a-z]{1,10}=[A-Za-z0-9_-]{1,64}){0,15})?")


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
    # Back to the page she came from, with what was asked of it: a day, a handle; nothing else is taken for an address.
    back = visit.form.one("back")
    return Go(back if _BACK.fullmatch(back) else "")


ROUTES = (
    page(welcome, Needs.LAUNCH),
    act(look_round, Needs.LAUNCH),
    act(language, Needs.LAUNCH),
)
