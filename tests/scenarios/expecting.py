"""What one person's file asks for, held against what that person met."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from tests.scenarios.meeting import Met
from tests.scenarios.people import DAY_0
from upright.wording import date_text, say
from upright.wording.catalogue import has, text

__all__ = ["missing", "places", "pattern_of", "unwanted"]

_PLACEHOLDER = re.compile(r"\\\{(\w+)(?::w)?\\\}")
_IN_READING = ("statement", "fact", "figure", "not_yet")
ANY = "any"


def missing(met: Met, asked: dict[str, Any]) -> str | None:
    """What of one line of `must` does not stand where it should; None where it stands."""
    texts = places(met.whole, asked["where"])
    if not texts:
        return f"nothing is at {asked['where']!r}"
    kind = next((kind for kind in _IN_READING if kind in asked), None)
    if kind is not None:
        wanted = [told for told in _told(met, kind, asked[kind]) if _holds(told, asked.get("has", []))]
        return None if any(_plain(told) in one for told in wanted for one in texts.values()) else _failed(asked)
    found = any(pattern_of(asked, met.language).search(one) for one in texts.values())
    return None if found else _failed(asked)


def unwanted(met: Met, asked: dict[str, Any]) -> str | None:
    """What of one line of `never` stands there after all; None where nothing does."""
    kind = next((kind for kind in _IN_READING if kind in asked), None)
    if kind is not None:
        found = next(_told(met, kind, asked[kind]), None)
        return None if found is None else f"{_failed(asked)}: {found!r}"
    without = asked.get("but", [])
    for place, one in places(sources(met, asked["where"]), asked["where"]).items():
        if place.removeprefix("before ") in without:
            continue
        if match := pattern_of(asked, met.language).search(one):
            return f"{_failed(asked)} at {place}: {one[max(0, match.start() - 50) : match.end() + 50]!r}"
    return None


def places(texts: dict[str, str], where: str) -> dict[str, str]:
    """The texts of a place: a page, with what it was before there was a file; a command, with what it asked; or all."""
    if where in (ANY, "title", "raw"):
        return texts
    names = (where, f"before {where}", f"{where}, asked")
    return {place: one for place, one in texts.items() if place in names}


def sources(met: Met, where: str) -> dict[str, str]:
    """What is searched for what should not be there: what Upright says; titles, or the source of pages."""
    if where == "title":
        return {place: seen.title for place, seen in met.pages.items()}
    if where == "raw":
        return {place: seen.source for place, seen in met.pages.items()}
    return met.texts


def pattern_of(asked: dict[str, Any], language: str) -> re.Pattern[str]:
    """What is looked for: a text of the catalogue, letters as they are, or an expression of this language."""
    if "text" in asked:
        return _of_text(asked["text"], language, asked.get("with", {}))
    if "day" in asked:
        asked = {"said": date_text(DAY_0 + timedelta(days=asked["day"]), language)}
    if "said" in asked:
        return re.compile(rf"(?<!\w){re.escape(_plain(asked['said']))}(?!\w)")
    return re.compile(asked["like"][language], re.IGNORECASE)


def _of_text(id: str, language: str, values: dict[str, str]) -> re.Pattern[str]:
    """A text with whatever stands for its placeholders; a value may be the id of another text."""

    def fill(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if value is None:
            return ".+?"
        return re.escape(say(value, language) if has(value, language) else value)

    return re.compile(_PLACEHOLDER.sub(fill, re.escape(_plain(text(id, language)))))


def _told(met: Met, kind: str, start: str) -> Iterator[str]:
    """What the reading tells under ids that begin so."""
    assert met.reading is not None
    all_of = {"statement": "statements", "fact": "facts", "figure": "figures", "not_yet": "not_yet"}
    for one in getattr(met.reading, all_of[kind]):
        if one.id.startswith(start):
            yield one.title if kind == "figure" else one.text


def _holds(told: str, numbers: Iterable[str]) -> bool:
    """Whether each number stands in a sentence, as a number of its own."""
    return all(re.search(rf"(?<![\w.,]){re.escape(number)}(?![\w]|[.,]\d)", told) for number in numbers)


def _failed(asked: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value!r}" for name, value in asked.items())


def _plain(told: str) -> str:
    return re.sub(r"\s+", " ", told.replace("\u00a0", " ").replace("\u2060", "")).strip()
