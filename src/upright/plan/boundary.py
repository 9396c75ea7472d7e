"""Whose act the "then" of a limit is: her own, somebody else's, or one that nothing here helps with.

It reads the words alone. What it does not understand is taken as her own act: a limit that was called refused wrongly
does more harm than one that was let pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from upright.plan.language import language_of, likely_language, marks_left_out
from upright.plan.phrases import load_book
from upright.plan.plain import written_words

__all__ = ["BoundaryCheck", "check_boundary"]

Act = Literal["own_act", "their_act", "refused"]

_LONGEST = 4_000  # code points that are read; a limit is a sentence


@dataclass(frozen=True)
class BoundaryCheck:
    """Whose act it is, and why: `reason` is the id of a text.

    What a page says to `their_act` and `refused` is the text `boundary.their_act` and `boundary.refused`.
    """

    act: Act
    reason: str


def check_boundary(if_text: str, then_text: str, language: str | None = None) -> BoundaryCheck:
    """Whose act the "then" of "if ..., then I will ..." is: `own_act`, `their_act`, or `refused`.

    `refused` is what watches, harms or pursues someone. `if_text` tells what happens and is read for its language
    alone: what somebody does there is not hers. Without `language` that of the words is taken.
    """
    then = then_text[:_LONGEST]
    words = written_words(f"{if_text[:_LONGEST]} {then}")
    language = language or language_of(written_words(then)) or likely_language(words)
    book = load_book("boundary", language, loose=language == "vi" and marks_left_out(words))
    kinds: set[str] = set()
    for place, sentence in enumerate(book.sentences(then)):
        for found in book.find(sentence):
            kind, reason = found.rule.kind, found.rule.reason
            if kind == "refused":
                return BoundaryCheck("refused", f"boundary.reason.{reason}")
            begins = place == 0 and found.first == 0
            if kind != "theirs" or begins:
                kinds.add(kind)
    if "demand" in kinds or ("theirs" in kinds and "own" not in kinds):
        return BoundaryCheck("their_act", "boundary.reason.theirs")
    return BoundaryCheck("own_act", "boundary.reason.own" if "own" in kinds else "boundary.reason.unclear")
