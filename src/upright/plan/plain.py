"""What she typed, as the phrases see it: words with their places, sentences, and which language it is.

A word keeps the code points it stands at, so nothing has to be mapped back: the text itself is never altered. Beside
its place stands its plain form: lower case, NFC, a Vietnamese tone at the end of the syllable wherever it was put
(*hoà* and *hòa* are one), apostrophes resolved (*don't* is *do not*), usual short spellings written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from unicodedata import normalize

__all__ = ["Sentence", "bare", "plain", "sentences", "weaker_forms", "words_of", "written_words"]

_TONES = "\u0300\u0301\u0309\u0303\u0323"
_LETTERS = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}
_BARE = str.maketrans(_LETTERS) | dict.fromkeys(map(ord, _TONES))
_TOKEN = re.compile(
    r"(?P<word>[\w@$][\w\u0300-\u036f]*(?:['\u2019\u02bc\u00b4`*@$]{1,3}[\w\u0300-\u036f]+)*)"
    r"|(?P<stop>[.!?\u2026;]+|\n)"
    r"|(?P<quote>[\"\u201c\u201d\u00ab\u00bb])"
    r"|(?P<pause>[,:()\u2013\u2014]|(?<=\s)-+(?=\s))"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u02bc\u00b4`", "'"))
_ENDINGS = {"re": "are", "ll": "will", "ve": "have", "d": "would", "m": "am"}
_IS_AFTER = frozenset(("he", "she", "it", "that", "this", "what", "there", "here", "who", "where", "how"))
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s", "*": "u"})
_DRAWN = re.compile(r"(.)\1{2,}")
_LONGEST = 60  # words of one sentence; chat has no full stops, and a phrase is short
_WRAPPED = 50  # a line at least this long that goes on in lower case was broken by the program that wrote it


_LETTERS_ONLY = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


@dataclass(slots=True)
class Sentence:
    """Words of one sentence: plain forms, the code points each stands at, where a clause begins, what is quoted."""

    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    opens: list[bool] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    asked: bool = False  # ends with a question mark


def written_words(text: str) -> list[str]:
    """The words of a text as they were written, in NFC."""
    return _LETTERS_ONLY.findall(normalize("NFC", text))


def plain(word: str) -> str:
    """One word in its plain form: lower case, NFC, the tone of a Vietnamese syllable at its end."""
    word = word.lower()
    if word.isascii():
        return word
    letters = normalize("NFD", word)
    tones = [letter for letter in _TONES if letter in letters]
    if not tones:
        return normalize("NFC", letters)
    tone = max(tones, key=letters.rindex)
    for one in tones:
        letters = letters.replace(one, "")
    return normalize("NFC", letters) + tone


def bare(word: str) -> str:
    """A plain word without any Vietnamese mark."""
    return word if word.isascii() else word.translate(_BARE)


def weaker_forms(word: str) -> frozenset[str]:
    """A plain word with some or all of its marks left out, itself among them."""
    if word.isascii():
        return frozenset((word,))
    choices = [(letter, "") if letter in _TONES else (letter, _LETTERS.get(letter, letter)) for letter in word]
    return frozenset("".join(one) for one in product(*choices))


def words_of(raw: str, spelling: Mapping[str, tuple[str, ...]], known: frozenset[str]) -> tuple[str, ...]:
    """The plain words that one written word stands for: mostly one, two for *don't* or *ny*."""
    word = plain(raw.translate(_APOSTROPHES))
    if word in spelling:
        return spelling[word]
    if "'" in word:
        return _resolved(word, spelling)
    if word in known:
        return (word,)
    return _mended(word, spelling, known)


def _resolved(word: str, spelling: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    stem, _, ending = word.rpartition("'")
    if ending == "t" and stem.endswith("n"):
        return (spelling.get(stem[:-1], (stem[:-1],))[0], "not")
    if ending in _ENDINGS:
        return (*spelling.get(stem, (stem,)), _ENDINGS[ending])
    if ending == "s":
        return (stem, "is") if stem in _IS_AFTER else (stem,)
    return (word.replace("'", ""),)


def _mended(word: str, spelling: Mapping[str, tuple[str, ...]], known: frozenset[str]) -> tuple[str, ...]:
    """A word nobody knows, with digits read as letters and long-drawn letters shortened, if that makes it known."""
    tried = [word]
    if not word.isalpha() and not word[0].isdigit():
        tried.append(word.translate(_LEET))
    if _DRAWN.search(word):
        tried += [_DRAWN.sub(r"\1\1", tried[-1]), _DRAWN.sub(r"\1", tried[-1])]
    for one in tried:
        if one in spelling:
            return spelling[one]
        if one in known:
            return (one,)
    return (word,)


def sentences(
    text: str, spelling: Mapping[str, tuple[str, ...]], known: frozenset[str], opening: frozenset[str]
) -> Iterator[Sentence]:
    """The sentences of a text. `opening` are words that begin a clause (*and*, *but*)."""
    seen: dict[str, tuple[str, ...]] = {}
    found, opens, quoted = Sentence(), True, _quoted(text)
    line_start = 0
    for token in _TOKEN.finditer(text):
        kind, start = token.lastgroup, token.start()
        if kind == "word":
            raw = token.group()
            if raw not in seen:
                seen[raw] = words_of(raw, spelling, known)
            if len(found.words) >= _LONGEST and (opens or len(found.words) >= 2 * _LONGEST):
                yield found
                found = Sentence()
            inside = any(a < start < b for a, b in quoted) if quoted else False
            for word in seen[raw]:
                found.words.append(word)
                found.starts.append(start)
                found.ends.append(token.end())
                found.opens.append(opens)
                found.quoted.append(inside)
                opens = word in opening
        elif kind == "stop":
            broken = token.group() == "\n"
            if broken:
                wrapped = start - line_start >= _WRAPPED and text[token.end() : token.end() + 1].islower()
                line_start = token.end()
                if wrapped:
                    continue
            found.asked = "?" in token.group()
            if found.words:
                yield found
            found, opens = Sentence(), True
        else:
            opens = True
    if found.words:
        yield found


def _quoted(text: str) -> list[tuple[int, int]]:
    """Where somebody's words are repeated: between two double quotation marks of one paragraph."""
    found, opened = [], -1
    for mark in re.finditer(r"[\"\u201c\u201d\u00ab\u00bb]|\n\s*\n", text):
        if len(mark.group()) > 1 or mark.start() - opened > 300:
            opened = -1
        if len(mark.group()) == 1:
            if opened < 0:
                opened = mark.start()
            else:
                found.append((opened, mark.end()))
                opened = -1
    return found
