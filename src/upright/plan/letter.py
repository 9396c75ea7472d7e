"""The letter check: places in a message that explain, prove, wait, plead, set a condition, threaten, insult, ask to be
chased or leave a door open. A mark is a question, not a fault, and nothing is ever rewritten.

What each kind is, what is marked and what is not, stands in docs/letter.md; the phrases in `said/letter.*.toml`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from upright.plan.language import LANGUAGES, likely_language, marks_left_out
from upright.plan.phrases import Book, load_book, load_speech
from upright.plan.plain import Sentence, bare, written_words
from upright.wording import say

__all__ = ["KINDS", "Finding", "LetterCheck", "check_letter"]

SCHEMA = "upright.letter/1"
KINDS = ("explaining", "proving", "waiting", "pleading", "ultimatum", "threat", "insult", "bait", "open_door")

_NOT_CALM = frozenset({"threat", "insult"})
_NOT_FINAL = frozenset({"waiting", "pleading", "ultimatum", "bait", "open_door"})
_END = "end"  # the kind of a phrase that ends the relationship; it is no finding
_SAMPLE = 8_000  # code points that tell the language of a whole text
_PLAINLY = 3  # words that tell it make a sentence one of the other language
_REACH = 12  # words that a mark goes on to either side, within its clause


class Mark(NamedTuple):
    """A place, before those of one kind that touch are made one."""

    start: int
    end: int
    kind: str
    reason: str


@dataclass(frozen=True)
class Finding:
    """One marked place: `text[start:end]` is `quote`. `why` says why in one sentence and asks a question."""

    kind: str
    start: int
    end: int
    quote: str
    reason: str
    language: str

    @property
    def why(self) -> str:
        """The sentence and the question, in the language of the letter."""
        return self.told(self.language)

    def told(self, language: str) -> str:
        """The sentence and the question in a language."""
        return f"{say(f'letter.why.{self.kind}.{self.reason}', language)} {say(f'letter.ask.{self.kind}', language)}"


@dataclass(frozen=True)
class LetterCheck:
    """What was found in a message, in the order it stands there."""

    language: str
    findings: tuple[Finding, ...]
    calm: bool
    firm: bool
    final: bool

    def to_json(self) -> str:
        """The check as `upright.letter/1`."""
        findings = [
            {"kind": one.kind, "start": one.start, "end": one.end, "quote": one.quote, "why": one.why}
            for one in self.findings
        ]
        whole = {
            "schema": SCHEMA,
            "language": self.language,
            "findings": findings,
            "calm": self.calm,
            "firm": self.firm,
            "final": self.final,
        }
        return json.dumps(whole, ensure_ascii=False, indent=2)


def check_letter(text: str, language: str | None = None) -> LetterCheck:
    """Mark a message that she has written. No text raises an error.

    `calm`: no threat, no insult. `firm`: no other mark. `final`: it ends the relationship, and nothing in it waits,
    pleads, sets a condition, asks to be chased or leaves a door open. Offsets count code points of `text` as given.
    Without `language` each sentence is read in its own, and the text's is that of most of its words.
    """
    words = written_words(text[:_SAMPLE])
    main = language if language in LANGUAGES else likely_language(words)
    loose = main == "vi" and marks_left_out(words)
    book = load_book("letter", main, loose=loose)
    marks: list[Mark] = []
    for sentence in book.sentences(text):
        if language is None and (other := _other_language(sentence, main)):
            marks += _marks_in(text, sentence, other)
        else:
            marks += _marks(book, sentence)
    ends = any(one.kind == _END for one in marks)
    findings = tuple(_findings(text, marks, main))
    kinds = {one.kind for one in findings}
    return LetterCheck(
        main, findings, kinds.isdisjoint(_NOT_CALM), kinds <= _NOT_CALM, ends and kinds.isdisjoint(_NOT_FINAL)
    )


def _other_language(sentence: Sentence, main: str) -> str | None:
    """The other language, if a sentence is plainly in that."""
    other = next(one for one in LANGUAGES if one != main)
    words = sentence.words
    tells = sum(map(load_speech(other).telling.__contains__, words))
    if tells < _PLAINLY and other == "vi":
        tells += sum(word != bare(word) for word in words)
    if tells < _PLAINLY:
        return None
    speaks = sum(map(load_speech(main).telling.__contains__, words))
    if main == "vi":
        speaks += sum(word != bare(word) for word in words)
    return other if tells > speaks else None


def _marks_in(text: str, sentence: Sentence, language: str) -> list[Mark]:
    """The marks of one sentence, read in its own language."""
    start, end = sentence.starts[0], sentence.ends[-1]
    part = text[start:end]
    loose = language == "vi" and marks_left_out(written_words(part))
    book = load_book("letter", language, loose=loose)
    found = [mark for one in book.sentences(part) for mark in _marks(book, one)]
    return [Mark(one.start + start, one.end + start, one.kind, one.reason) for one in found]


def _marks(book: Book, sentence: Sentence) -> list[Mark]:
    """Each place found: the phrase and the rest of its clause."""
    found = []
    last = len(sentence.words) - 1
    for rule, first, end in book.find(sentence):
        if all(sentence.quoted[first : end + 1]):
            continue
        begin = first
        while begin > 0 and not sentence.opens[begin] and first - begin < _REACH:
            begin -= 1
        stop = end
        while stop < last and not sentence.opens[stop + 1] and stop - end < _REACH:
            stop += 1
        found.append(Mark(sentence.starts[begin], sentence.ends[stop], rule.kind, rule.reason))
    return found


def _findings(text: str, marks: list[Mark], language: str) -> list[Finding]:
    """The marks in order; those of one kind that touch are one."""
    found: list[Finding] = []
    for kind in KINDS:
        open_at: list[tuple[int, int, str]] = []
        for start, end, _, reason in sorted(one for one in marks if one.kind == kind):
            if open_at and start < open_at[-1][1]:
                before = open_at[-1]
                open_at[-1] = (before[0], max(end, before[1]), before[2])
            else:
                open_at.append((start, end, reason))
        found += [Finding(kind, start, end, text[start:end], reason, language) for start, end, reason in open_at]
    return sorted(found, key=lambda one: (one.start, one.end, KINDS.index(one.kind)))
