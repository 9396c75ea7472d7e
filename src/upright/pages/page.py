"""What a page is: a function that gives a frozen context, a template of the same word, and who may see it.

A page is asked for with GET and changes nothing. An act is sent with POST, does one thing through `actions`, and sends
the browser on to a page; what was sent wrongly is shown again with what is to be mended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from upright.actions.vault import Vault
from upright.errors import UsageFault
from upright.pages.form import EMPTY, Form
from upright.pages.house import House
from upright.pages.session import Session
from upright.record.days import day_of
from upright.wording import say

__all__ = ["Act", "Go", "Needs", "Page", "Route", "Shown", "Visit", "act", "page"]


class Needs(Enum):
    """Who may come to a page."""

    NOTHING = "nothing"  # anyone on this machine: it says nothing about anybody
    LAUNCH = "launch"  # a browser that was let in
    OPEN = "open"  # a browser with its file open


@dataclass(frozen=True)
class Go:
    """The answer to an act: on to a page, by its word. `leave` clears what the browser keeps of this address."""

    to: str
    fresh: Session | None = None  # a new cookie, for this session with its new id
    leave: bool = False  # no cookie any more, and nothing kept
    clear: bool = False  # nothing kept but the cookie


@dataclass(frozen=True)
class Shown:
    """A page as the answer to an act, or with another status: the word of its template, and its context."""

    name: str
    context: Any
    status: int = 200


@dataclass(frozen=True)
class Visit:
    """One request: from whom, when, what was sent, and whether it came under the path that only those let in know."""

    house: House
    visitor: Session | None
    now: datetime
    form: Form = EMPTY
    asked: Form = EMPTY  # what the address of a page says after its "?"
    asked_language: str | None = None
    in_the_room: bool = True
    gated: Mapping[str, str] = field(
        default_factory=dict
    )  # pages behind the eight questions: of which page each is part

    @property
    def session(self) -> Session:
        """The session of a browser that was let in."""
        if self.visitor is None:
            raise LookupError("this page is for a browser that was let in")
        return self.visitor

    @property
    def vault(self) -> Vault:
        """The open file. Raises UsageFault when it has been locked meanwhile."""
        vault = self.session.vault
        if vault is None:
            raise UsageFault("error.vault_closed")
        return vault

    @property
    def starts(self) -> timedelta:
        """How long after midnight a day begins for her: the one place from which every page takes it."""
        return self.session.settings.day_begins

    @property
    def today(self) -> date:
        """The day it is for her."""
        return day_of(self.now, self.starts)

    @property
    def country(self) -> str | None:
        """The country whose helplines come first: chosen in the file, else that of this machine if it is known."""
        return (self.visitor.settings.country if self.visitor is not None else "") or self.house.country

    @property
    def language(self) -> str:
        """The language to speak: asked for by this page's address, chosen in the session, else the program's."""
        if self.asked_language is not None:
            return self.asked_language
        return self.visitor.language if self.visitor is not None else self.house.language

    def say(self, id: str, **values: object) -> str:
        """The text with this id in the language of this visit."""
        return say(id, self.language, **values)


@dataclass(frozen=True)
class Page:
    """A page at `/<name>`."""

    name: str
    answer: Callable[[Visit], Any]
    needs: Needs
    tall: bool = False  # a page with a form to write in: nothing takes it away while she writes
    quiet: str = ""  # asked for with this field by the page itself while something goes on: that is no sign of her
    gated: str = ""  # behind the eight questions (`gate.py`): the page that it is part of, maybe itself


@dataclass(frozen=True)
class Act:
    """What a form at `/<name>` does; None is an answer without a page.

    `held`: sent to a locked file, it is kept aside and shown again once the file is open.
    """

    name: str
    answer: Callable[[Visit], Go | Shown | None]
    needs: Needs
    free: bool = False  # takes no token: what lets a browser in, and the way out, which must never fail
    held: bool = False


Route = Page | Act


def page(
    answer: Callable[[Visit], Any], needs: Needs, *, tall: bool = False, quiet: str = "", gated: bool | str = False
) -> Page:
    """The page that a function gives; its word is the function's name.

    `gated` as the word of another page: having been led by the gate to either is enough for both.
    """
    behind = gated if isinstance(gated, str) else answer.__name__ if gated else ""
    return Page(answer.__name__, answer, needs, tall, quiet, behind)


def act(answer: Callable[[Visit], Go | Shown | None], needs: Needs, *, free: bool = False, held: bool = False) -> Act:
    """The act that a function does; its word is the function's name."""
    return Act(answer.__name__, answer, needs, free, held)
