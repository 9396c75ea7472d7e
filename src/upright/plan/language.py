"""Which language a text is in, and whether its Vietnamese is written with all its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from upright.plan.phrases import load_speech
from upright.plan.plain import bare, plain

__all__ = ["LANGUAGES", "language_of", "marks_left_out"]

LANGUAGES = ("en", "vi")
_FULL = 0.4  # of the words, this many have a mark where every mark is written


def language_of(words: Iterable[str]) -> str | None:
    """The language most of the words tell; None where none of them does."""
    counts: Counter[str] = Counter()
    telling = {language: load_speech(language).telling for language in LANGUAGES}
    for word in words:
        known = plain(word)
        if known != bare(known):
            counts["vi"] += 1
        else:
            counts.update(language for language in LANGUAGES if known in telling[language])
    best = counts.most_common(2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return None
    return best[0][0]


def marks_left_out(words: Iterable[str]) -> bool:
    """Whether Vietnamese was typed without marks, or with some of them."""
    every = [plain(word) for word in words]
    if not load_speech("vi").always_marked.isdisjoint(every):
        return True
    marked = sum(word != bare(word) for word in every)
    return marked < _FULL * len(every)
