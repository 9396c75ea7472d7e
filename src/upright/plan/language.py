"""Which language a text is in, and whether its Vietnamese is written with all its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from upright.plan.phrases import load_book, load_speech
from upright.plan.plain import bare, plain

__all__ = ["LANGUAGES", "language_of", "likely_language", "marks_left_out"]

LANGUAGES = ("en", "vi")
_SURE = 0.65  # of the words, where this many have a mark every mark is written
_FULL = 0.4  # where fewer have one, some were left out


def language_of(words: Iterable[str], least: int = 1) -> str | None:
    """The language most of the words tell; None where fewer than `least` of them do."""
    counts: Counter[str] = Counter()
    telling = {language: load_speech(language).telling for language in LANGUAGES}
    for word, times in Counter(words).items():
        known = plain(word)
        if known != bare(known):
            counts["vi"] += times
        else:
            counts.update({language: times for language in LANGUAGES if known in telling[language]})
    best = counts.most_common(2)
    if not best or best[0][1] < least or (len(best) == 2 and best[0][1] == best[1][1]):
        return None
    return best[0][0]


def likely_language(words: Iterable[str]) -> str:
    """The language of the words; where none of them tells, that which knows more of them, English at last."""
    every = list(words)
    found = language_of(every)
    if found is not None:
        return found
    known = {one: load_book("letter", one, loose=one == "vi").words for one in LANGUAGES}
    return max(LANGUAGES, key=lambda one: sum(plain(word) in known[one] for word in every))


def marks_left_out(words: Iterable[str]) -> bool:
    """Whether Vietnamese was typed without marks, or with some of them."""
    every = {plain(word): times for word, times in Counter(words).items()}
    marked = sum(times for word, times in every.items() if word != bare(word))
    share = marked / max(sum(every.values()), 1)
    return share < _FULL or (share < _SURE and not load_speech("vi").always_marked.isdisjoint(every))
