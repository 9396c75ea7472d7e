"""Phrases as a translator writes them, and how they are found in a sentence.

A phrase is a row of places with a space between them:

    told|asked      one of these words        so_many_times   `_` joins what is one entry of several words
    <they>          one of a named list       just?           may be missing; also <they>?
    *3              up to three words         ^  $            a clause begins here; the sentence ends here

A rule is a `kind`, a `reason`, the phrases it is said with (`say`), and what speaks against it: `unless` is a phrase
anywhere in the sentence, `not_after` a word shortly before it in the same clause; `needs` must stand in the sentence.
Nothing here is a regular expression, so no text can make it slow: the work is bounded by words times phrases.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from upright.plan.plain import Sentence, bare, plain, weaker_forms

__all__ = ["Book", "Found", "Phrase", "Rule", "Speech", "load_book", "load_speech", "parse_phrase"]

_FOLDER = Path(__file__).parent / "said"
_BEFORE = 4  # words that `not_after` looks back


@dataclass(frozen=True)
class Speech:
    """How one language is written: short spellings, lists of words by name, and what tells it from the other."""

    language: str
    spelling: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, tuple[tuple[str, ...], ...]]
    common: frozenset[str]
    opening: frozenset[str]
    telling: frozenset[str]
    always_marked: frozenset[str]


class Place(NamedTuple):
    """One place of a phrase: words that fit, longer entries, whether it may be missing, or a gap."""

    single: frozenset[str]
    longer: tuple[tuple[frozenset[str], ...], ...]
    optional: bool
    gap: int
    edge: str  # "^", "$" or ""


class Phrase(NamedTuple):
    """A phrase ready to be found. `firsts` may begin it; one of `keys` stands in every sentence that holds it."""

    places: tuple[Place, ...]
    firsts: frozenset[str]
    keys: frozenset[str]


class Rule(NamedTuple):
    """What is marked, why, and what speaks against it."""

    kind: str
    reason: str
    say: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    needs: tuple[Phrase, ...]
    not_after: frozenset[str]


class Found(NamedTuple):
    """A rule that fits, and the first and last word of it."""

    rule: Rule
    first: int
    last: int


@cache
def load_speech(language: str) -> Speech:
    """How a language is written, from its file."""
    data = _read(f"speech.{language}.toml")
    spelling = {plain(word): tuple(map(plain, full.split())) for word, full in data["spelling"].items()}
    lists = {name: _entries(entries) for name, entries in data["lists"].items()}
    words = {name: frozenset(map(plain, data[name])) for name in ("common", "opening", "telling", "always_marked")}
    return Speech(language, spelling, lists, **words)


class Book:
    """The rules of one language, as strict as written or with marks left out (`loose`)."""

    def __init__(self, data: Mapping[str, Any], speech: Speech, *, loose: bool) -> None:
        self.speech = speech
        lists = dict(speech.lists)
        for name, entries in data.get("lists", {}).items():
            lists[name] = _entries(entries)
        common = frozenset(bare(word) for word in speech.common) if loose else speech.common
        words = set(speech.telling)

        def made(phrases: Iterable[str]) -> tuple[Phrase, ...]:
            return tuple(parse_phrase(one, lists, common, loose=loose) for one in phrases)

        self.rules = tuple(
            Rule(
                one["kind"], one["reason"], made(one["say"]), made(one.get("unless", ())), made(one.get("needs", ())),
                frozenset().union(*(_forms(word, loose) for word in one.get("not_after", ()))),
            )
            for one in data["rule"]
        )  # fmt: skip
        self._by_key: dict[str, list[tuple[Rule, Phrase]]] = {}
        for rule in self.rules:
            for phrase in rule.say:
                for key in phrase.keys:
                    self._by_key.setdefault(key, []).append((rule, phrase))
                for place in phrase.places:
                    words.update(place.single)
                    words.update(word for entry in place.longer for words in entry for word in words)
        self.words = frozenset(words)

    def find(self, sentence: Sentence) -> list[Found]:
        """Every rule that fits somewhere in a sentence, once for each place where one of its phrases begins."""
        words = sentence.words
        asked = {id(pair[1]): pair for word in words for pair in self._by_key.get(word, ())}
        found = []
        for rule, phrase in asked.values():
            for first, word in enumerate(words):
                if word in phrase.firsts:
                    end = _end(phrase.places, 0, sentence, first)
                    if end > first and _stands(rule, sentence, first):
                        found.append(Found(rule, first, end - 1))
        return found


@cache
def load_book(name: str, language: str, *, loose: bool) -> Book:
    """The rules of `name` ("boundary", "letter") in a language."""
    return Book(_read(f"{name}.{language}.toml"), load_speech(language), loose=loose)


def parse_phrase(
    text: str, lists: Mapping[str, tuple[tuple[str, ...], ...]], common: frozenset[str], *, loose: bool
) -> Phrase:
    """A phrase from how it is written. Raises ValueError or KeyError where that cannot be read."""
    places = tuple(_place(one, lists, loose) for one in text.split())
    firsts: set[str] = set()
    for place in places:
        if place.edge:
            continue
        if place.gap:
            raise ValueError(f"begins with a gap: {text}")
        firsts |= _heads(place)
        if not place.optional:
            break
    must = [_heads(place) for place in places if not (place.optional or place.gap or place.edge)]
    if not must:
        raise ValueError(f"nothing in it has to be there: {text}")
    keys = next((heads for heads in must if heads.isdisjoint(common)), must[-1])
    return Phrase(places, frozenset(firsts), keys)


def _read(name: str) -> dict[str, Any]:
    with (_FOLDER / name).open("rb") as file:
        return tomllib.load(file)


def _entries(entries: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(plain, entry.split())) for entry in entries)


@cache
def _forms(word: str, loose: bool) -> frozenset[str]:
    return weaker_forms(plain(word)) if loose else frozenset((plain(word),))


def _place(text: str, lists: Mapping[str, tuple[tuple[str, ...], ...]], loose: bool) -> Place:
    if text in ("^", "$"):
        return Place(frozenset(), (), False, 0, text)
    if text.startswith("*"):
        return Place(frozenset(), (), True, int(text[1:]), "")
    optional = text.endswith("?")
    entries: list[tuple[str, ...]] = []
    for one in text.removesuffix("?").split("|"):
        if one.startswith("<"):
            entries.extend(lists[one.strip("<>")])
        else:
            entries.append(tuple(one.split("_")))
    made = [tuple(_forms(word, loose) for word in entry) for entry in entries]
    single = frozenset().union(*(entry[0] for entry in made if len(entry) == 1))
    longer = sorted((entry for entry in made if len(entry) > 1), key=len, reverse=True)
    return Place(single, tuple(longer), optional, 0, "")


def _heads(place: Place) -> frozenset[str]:
    return place.single.union(*(entry[0] for entry in place.longer))


def _end(places: tuple[Place, ...], at: int, sentence: Sentence, word: int) -> int:
    """Behind the last word of the phrase that begins at `word` with place `at`; -1 where it does not fit."""
    words, size = sentence.words, len(sentence.words)
    while at < len(places):
        place = places[at]
        at += 1
        if place.edge:
            if word < size if place.edge == "$" else word >= size or not sentence.opens[word]:
                return -1
            continue
        if place.gap:
            for skipped in range(min(place.gap, size - word) + 1):
                end = _end(places, at, sentence, word + skipped)
                if end >= 0:
                    return end
            return -1
        for entry in place.longer:
            if word + len(entry) <= size and all(words[word + n] in fits for n, fits in enumerate(entry)):
                end = _end(places, at, sentence, word + len(entry))
                if end >= 0:
                    return end
        fits_here = word < size and words[word] in place.single
        if not place.optional:
            if not fits_here:
                return -1
            word += 1
        elif fits_here:
            end = _end(places, at, sentence, word + 1)
            if end >= 0:
                return end
    return word


def _stands(rule: Rule, sentence: Sentence, first: int) -> bool:
    """Whether nothing in the sentence speaks against it, and what it needs is there."""
    if rule.not_after:
        for place in range(first - 1, max(first - 1 - _BEFORE, -1), -1):
            if sentence.opens[place + 1]:
                break
            if sentence.words[place] in rule.not_after:
                return False
    if rule.unless and any(_holds(phrase, sentence) for phrase in rule.unless):
        return False
    return not rule.needs or any(_holds(phrase, sentence) for phrase in rule.needs)


def _holds(phrase: Phrase, sentence: Sentence) -> bool:
    return any(
        word in phrase.firsts and _end(phrase.places, 0, sentence, first) >= 0
        for first, word in enumerate(sentence.words)
    )
