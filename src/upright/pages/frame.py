"""What stands around every page: title, theme, the bar with its words, Help now and Exit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from upright.actions.settings import FOLDED
from upright.pages.gate import gate_of_visit
from upright.pages.page import Visit
from upright.wording import languages, say

__all__ = ["BAR", "MORE", "Frame", "Link", "frame_of"]

# The words of the bar and those behind "More", each the word of a page. A new page is one word here.
BAR: tuple[str, ...] = ("write", "read", "decide")
MORE: tuple[str, ...] = ("diary", "settings")
# Between the two, and in settings.FOLDED: pages that stand first under "More" until she opened them there once.
# What of an address goes along when the language is switched: a day, a page's number, handles. Never a word of hers.
_KEPT = ("day", "page", "r", "c", "to", "again", "country", "asked", "s", "spoken", "first", "last")
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NO_PAGES = ("fault", "record_gone", "away")  # templates that have no address


@dataclass(frozen=True)
class Link:
    """One word of the bar."""

    name: str
    text: str
    here: bool


@dataclass(frozen=True)
class Frame:
    """What the template of every page is given beside its own context. `lock_seconds` 0: nothing is open.

    `answered`: a page behind the eight questions, all of them answered with no. `many`: more words in the bar than at
    first. `back` leads to this page again with what was asked of it, `kept`; "" where it has no address.
    """

    language: str
    theme: str
    title: str
    csrf: str
    bar: tuple[Link, ...]
    many: bool
    folded: tuple[Link, ...]
    more: tuple[Link, ...]
    more_here: bool
    other_language: str
    demo: bool
    open: bool
    known: bool
    lock_seconds: int
    tall: bool
    name: str
    notice: str
    answered: bool
    kept: str
    back: str
    say: Callable[..., str]


def frame_of(visit: Visit, name: str, *, tall: bool = False) -> Frame:
    """The frame of the page `name`. The bar's words are there once a file is open."""
    session, language = visit.visitor, visit.language
    is_open = session is not None and session.open
    notice = session.notice if session is not None and session.notice and session.notice.stands(visit.now) else None
    notice = notice if notice is not None and notice.on in ("", name) else None

    def said(id: str, **values: Any) -> str:
        return say(id, language, **values)

    def links(names: tuple[str, ...]) -> tuple[Link, ...]:
        return tuple(Link(one, said(f"nav.{one}"), one == name) for one in names) if is_open else ()

    settings = session.settings if session is not None else None
    asked = ((one, text) for one in _KEPT for text in visit.asked.all(one))
    plain = ((one, text) for one, text in asked if _PLAIN.fullmatch(text))
    kept = "&".join(f"{one}={text}" for one, text in plain if one != "to" or text in visit.gated)
    in_bar = settings.in_bar if settings is not None else ()
    folded = tuple(one for one in FOLDED if one not in in_bar)
    return Frame(
        language=language,
        theme=settings.theme if settings is not None else "system",
        title=said(f"title.{settings.title if settings is not None else 'notes'}"),
        csrf=session.csrf if session is not None else "",
        bar=links((*BAR, *in_bar)),
        many=len(folded) < len(FOLDED),
        folded=links(folded),
        more=links(MORE),
        more_here=name in (*folded, *MORE),
        other_language=next(one for one in languages() if one != language),
        demo=session is not None and session.demo,
        open=is_open,
        known=session is not None,
        lock_seconds=int(settings.lock_after.total_seconds()) if settings is not None and is_open else 0,
        tall=tall,
        name=name,
        notice=said(notice.id, **notice.values) if notice is not None else "",
        answered=is_open and name in visit.gated and gate_of_visit(visit) == "open",
        kept=kept,
        back="" if name in _NO_PAGES else f"{name}?{kept}" if kept else name,
        say=said,
    )
