"""Phrases as a translator writes them, and how they are found in a sentence.

A phrase is a row of places with a space between them:

    told|asked      one of these words        so_many_times   `_` joins what is one entry of several words
    <they>          one of a named list       just?           may be missing; also <they>?
    *3              up to three words         ^  $            a clause begins here; the sentence ends here

A rule is a `kind`, a `reason`, the phrases it is said with (`say`), and what speaks against it: `unless` is a phrase
anywhere in the sentence, `unless_near` one that begins in the same clause, `not_after` a word shortly before it in that
clause; `needs` must stand in the sentence.
A rule that is `marked` holds for words with all their marks alone: *chờ* (wait) without marks would be *cho* (give).
Nothing here is a regular expression, so no text can make it slow: the work is bounded by words times phrases.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from upright.plan.plain import Sentence, bare, plain, sentences, weaker_forms

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
    commonest: frozenset[str]
    opening: frozenset[str]
    telling: frozenset[str]
    always_marked: frozenset[str]


class Place(NamedTuple):
    """One place of a phrase: words that fit, longer entries by their first word, whether it may be missing, a gap."""

    single: frozenset[str]
    longer: Mapping[str, tuple[tuple[frozenset[str], ...], ...]]
    heads: frozenset[str]  # every word that it may begin with
    optional: bool
    gap: int
    edge: str  # "^", "$" or ""


class Phrase(NamedTuple):
    """A phrase ready to be found. `firsts` may begin it; of each of `must` one word has to be in the sentence."""

    places: tuple[Place, ...]
    firsts: frozenset[str]
    must: tuple[frozenset[str], ...]


class Sought(NamedTuple):
    """A phrase with its `must` as bits, so that one comparison tells that a sentence cannot hold it."""

    bits: int
    phrase: Phrase


class Anchored(NamedTuple):
    """A phrase by the word it is looked for with: it begins `least` to `most` words before that."""

    rule: Rule
    sought: Sought
    least: int
    most: int


class Rule(NamedTuple):
    """What is marked, why, and what speaks against it."""

    kind: str
    reason: str
    say: tuple[Sought, ...]
    unless: tuple[Sought, ...]
    unless_near: tuple[Sought, ...]
    needs: tuple[Sought, ...]
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
    words = {
        name: frozenset(map(plain, data.get(name, ())))
        for name in ("common", "commonest", "opening", "telling", "always_marked")
    }
    return Speech(language, spelling, lists, **words)


class Book:
    """The rules of one language, as strict as written or with marks left out (`loose`)."""

    def __init__(self, data: Mapping[str, Any], speech: Speech, *, loose: bool) -> None:
        self.speech = speech
        self._lists = dict(speech.lists)
        for name, entries in data.get("lists", {}).items():
            self._lists[name] = _entries(entries)
        self._loose = loose
        self._bit: dict[frozenset[str], int] = {}
        self._places: dict[tuple[str, bool], Place] = {}
        self.rules = tuple(
            Rule(
                one["kind"], one["reason"],
                self._made(one["say"], marked=one.get("marked", False)),
                self._made(one.get("unless", ())), self._made(one.get("unless_near", ())),
                self._made(one.get("needs", ())),
                frozenset().union(*(_forms(word, loose) for word in one.get("not_after", ()))),
            )
            for one in data["rule"]
        )  # fmt: skip
        self._bits_of: dict[str, int] = {}
        for heads, bit in self._bit.items():
            for word in heads:
                self._bits_of[word] = self._bits_of.get(word, 0) | bit
        self._by_key = self._keyed()
        places = [place for rule in self.rules for sought in rule.say for place in sought.phrase.places]
        rests = (words for place in places for rest in place.longer.values() for entry in rest for words in entry)
        self.words = speech.telling.union(*(place.heads for place in places), *rests)

    def _made(self, phrases: Iterable[str], *, marked: bool = False) -> tuple[Sought, ...]:
        made = []
        for text in phrases:
            phrase, bits = parse_phrase(text, self._lists, loose=self._loose and not marked, made=self._places), 0
            for heads in phrase.must:
                bits |= self._bit.setdefault(heads, 1 << len(self._bit))
            made.append(Sought(bits, phrase))
        return tuple(made)

    def _keyed(self) -> dict[str, list[Anchored]]:
        """Phrases by the words of that place of theirs that has the least common ones."""
        weight = {word: bits.bit_count() for word, bits in self._bits_of.items()}
        for word in self.speech.common:
            weight[bare(word) if self._loose else word] = 1000 if word in self.speech.commonest else 100
        found: dict[str, list[Anchored]] = {}
        for rule in self.rules:
            for sought in rule.say:
                phrase = sought.phrase
                heads = min(phrase.must, key=lambda heads: sum(weight.get(word, 0) for word in heads))
                one = Anchored(rule, sought, *_before(phrase, heads))
                for key in heads:
                    found.setdefault(key, []).append(one)
        return found

    def sentences(self, text: str) -> Iterator[Sentence]:
        """The sentences of a text, in the words that this language has for what was typed."""
        return sentences(text, self.speech.spelling, self.words, self.speech.opening)

    def find(self, sentence: Sentence) -> list[Found]:
        """Every rule that fits somewhere in a sentence, once for each place where one of its phrases begins."""
        words, bits = sentence.words, 0
        for word in set(words):
            bits |= self._bits_of.get(word, 0)
        found, seen = [], set()
        for place, key in enumerate(words):
            for rule, sought, least, most in self._by_key.get(key, ()):
                if sought.bits & bits != sought.bits:
                    continue
                phrase = sought.phrase
                for first in range(max(place - most, 0), place - least + 1):
                    if words[first] in phrase.firsts and (id(phrase), first) not in seen:
                        seen.add((id(phrase), first))
                        end = _end(phrase.places, 0, sentence, first)
                        if end > first and _stands(rule, sentence, first, bits):
                            found.append(Found(rule, first, end - 1))
        return found


@cache
def load_book(name: str, language: str, *, loose: bool) -> Book:
    """The rules of `name` ("boundary", "letter") in a language."""
    return Book(_read(f"{name}.{language}.toml"), load_speech(language), loose=loose)


def parse_phrase(
    text: str,
    lists: Mapping[str, tuple[tuple[str, ...], ...]],
    *,
    loose: bool,
    made: dict[tuple[str, bool], Place] | None = None,
) -> Phrase:
    """A phrase from how it is written. Raises ValueError or KeyError where that cannot be read.

    `made` keeps the places of earlier phrases with the same lists: most are written many times.
    """
    made = {} if made is None else made
    written = text.split()
    while written and written[-1].startswith("*"):  # what may follow is marked anyway
        written.pop()
    for one in written:
        if (one, loose) not in made:
            made[one, loose] = _place(one, lists, loose)
    places = tuple(made[one, loose] for one in written)
    firsts: set[str] = set()
    for place in places:
        if place.edge:
            continue
        if place.gap:
            raise ValueError(f"begins with a gap: {text}")
        firsts |= place.heads
        if not place.optional:
            break
    must = tuple(place.heads for place in places if not (place.optional or place.gap or place.edge))
    if not must:
        raise ValueError(f"nothing in it has to be there: {text}")
    return Phrase(places, frozenset(firsts), must)


def _read(name: str) -> dict[str, Any]:
    with (_FOLDER / name).open("rb") as file:
        return tomllib.load(file)


def _entries(entries: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(plain, entry.split())) for entry in entries)


def _before(phrase: Phrase, heads: frozenset[str]) -> tuple[int, int]:
    """How many words of a phrase stand before the place with these `heads`, at least and at most."""
    least = most = 0
    for place in phrase.places:
        if place.heads == heads and not (place.optional or place.gap or place.edge):
            break
        rests = [len(rest) for entries in place.longer.values() for rest in entries]
        if place.gap:
            most += place.gap
        elif not place.edge:
            most += 1 + max(rests, default=0)
            least += 0 if place.optional else 1 if place.single else 1 + min(rests, default=0)
    return least, most


@cache
def _forms(word: str, loose: bool) -> frozenset[str]:
    return weaker_forms(plain(word)) if loose else frozenset((plain(word),))


def _place(text: str, lists: Mapping[str, tuple[tuple[str, ...], ...]], loose: bool) -> Place:
    if text in ("^", "$"):
        return Place(frozenset(), {}, frozenset(), False, 0, text)
    if text.startswith("*"):
        return Place(frozenset(), {}, frozenset(), True, int(text[1:]), "")
    optional = text.endswith("?")
    entries: list[tuple[str, ...]] = []
    for one in text.removesuffix("?").split("|"):
        if one.startswith("<"):
            entries.extend(lists[one.strip("<>")])
        else:
            entries.append(tuple(one.split("_")))
    made = [tuple(_forms(word, loose) for word in entry) for entry in entries]
    single = frozenset().union(*(entry[0] for entry in made if len(entry) == 1))
    longer: dict[str, tuple[tuple[frozenset[str], ...], ...]] = {}
    for entry in sorted((entry for entry in made if len(entry) > 1), key=len, reverse=True):
        for word in entry[0]:
            longer[word] = (*longer.get(word, ()), entry[1:])
    return Place(single, longer, single.union(longer), optional, 0, "")


def _end(places: tuple[Place, ...], at: int, sentence: Sentence, word: int) -> int:
    """Behind the last word of the phrase that begins at `word` with place `at`; -1 where it does not fit."""
    words, size, last = sentence.words, len(sentence.words), len(places)
    while at < last:
        single, longer, heads, optional, gap, edge = places[at]
        at += 1
        if word < size and words[word] in heads:
            if longer:
                for rest in longer.get(words[word], ()):
                    stop = word + 1 + len(rest)
                    if stop <= size and all(words[word + 1 + n] in fits for n, fits in enumerate(rest)):
                        end = _end(places, at, sentence, stop)
                        if end >= 0:
                            return end
                if words[word] not in single:
                    if not optional:
                        return -1
                    continue
            if optional:
                end = _end(places, at, sentence, word + 1)
                if end >= 0:
                    return end
            else:
                word += 1
        elif gap:
            after = places[at]
            only = None if after.optional or after.gap or after.edge else after.heads
            for start in range(word, min(word + gap, size) + 1):
                if only is None or (start < size and words[start] in only):
                    end = _end(places, at, sentence, start)
                    if end >= 0:
                        return end
            return -1
        elif edge:
            if word < size if edge == "$" else word >= size or not sentence.opens[word]:
                return -1
        elif not optional:
            return -1
    return word


def _stands(rule: Rule, sentence: Sentence, first: int, bits: int) -> bool:
    """Whether nothing in the sentence speaks against it, and what it needs is there."""
    if rule.not_after:
        for place in range(first - 1, max(first - 1 - _BEFORE, -1), -1):
            if sentence.opens[place + 1]:
                break
            if sentence.words[place] in rule.not_after:
                return False
    if _holds(rule.unless, sentence, bits):
        return False
    if rule.unless_near and _holds(rule.unless_near, sentence, bits, _clause(sentence, first)):
        return False
    return not rule.needs or _holds(rule.needs, sentence, bits)


def _clause(sentence: Sentence, word: int) -> range:
    """The words of the clause that a word stands in."""
    start, stop = word, word + 1
    while start > 0 and not sentence.opens[start]:
        start -= 1
    while stop < len(sentence.words) and not sentence.opens[stop]:
        stop += 1
    return range(start, stop)


def _holds(phrases: tuple[Sought, ...], sentence: Sentence, bits: int, within: range | None = None) -> bool:
    """Whether one of some phrases begins in the sentence, or in a part of it."""
    words = sentence.words
    for needed, (places, firsts, _) in phrases:
        if needed & bits == needed:
            for first in within or range(len(words)):
                if words[first] in firsts and _end(places, 0, sentence, first) >= 0:
                    return True
    return False
