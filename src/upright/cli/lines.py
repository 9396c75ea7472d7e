"""Text as a terminal shows it: what may pass, how wide it is, where it breaks, and what a poor encoding can carry."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

__all__ = ["NO_BREAK", "PLAIN", "clean", "pad", "plain", "two_columns", "width", "wrap"]

# Marks that turn the direction of what follows: one of them in a topic could make a line read as something else.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

NO_BREAK = "\u00a0"  # a space at which no line ends: a telephone number stays in one piece

_BESIDE = 30  # columns that an explanation beside its word needs; with fewer it stands below

PLAIN = "upright.plain"  # name of the error handler registered below
_ASCII = {
    "│": "|", "┤": "+", "├": "+", "─": "-", "╌": "-", "┄": "-", "━": "=", "▾": "v", "●": "*", "○": "o", "◐": "8",
    "·": ".", "•": "-", "×": "x", "╷": ",", "╵": "'", "┃": "|", "–": "-", "—": "-", "…": "...", "“": '"', "”": '"',
    "‘": "'", "’": "'", "đ": "d", "Đ": "D", "₫": "d", "→": ">", "⋮": ":",
}  # fmt: skip


def clean(text: str) -> str:
    """Text that cannot steer the terminal: composed (NFC), control and direction marks taken out, one line."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable() and not _TURNING.intersection(text):
        return text
    kept = (" " if mark.isspace() and mark != NO_BREAK else mark for mark in text if mark.isspace() or _may_pass(mark))
    return "".join(kept)


def width(text: str) -> int:
    """How many columns a text takes: combining marks none, East Asian wide letters two, the rest one."""
    if text.isascii():
        return len(text)
    return sum(_columns(mark) for mark in text)


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text with spaces to fill `columns`, before it when `right`; a longer text is cut with an ellipsis."""
    if width(text) > columns:
        while width(text) > columns - 1:
            text = text[:-1]
        text += "…"
    gap = " " * (columns - width(text))
    return gap + text if right else text + gap


def wrap(text: str, columns: int, indent: str = "", *, whole: bool = False) -> list[str]:
    """Break a text at its spaces into lines of at most `columns`; later lines begin with `indent`.

    A word longer than a line is cut, unless `whole`: a path must stay in one piece. An empty text is one empty line.
    """
    lines: list[str] = []
    line, room = "", columns
    text = clean(text)
    for word in filter(None, text.split(" ")) if whole else _pieces(text, max(1, columns - width(indent))):
        if not line:
            line = word
        elif width(line) + 1 + width(word) <= room:
            line += " " + word
        else:
            lines.append(line)
            line = indent + word
    return [line.replace(NO_BREAK, " ") for line in (*lines, line)]


def two_columns(rows: Iterable[tuple[str, str]], columns: int, indent: str = "  ", least: int = 0) -> list[str]:
    """Words with their explanations beside them, below them where a window is too narrow for both."""
    rows = list(rows)
    left = max(least, min(26, max((width(first) for first, _ in rows), default=0)))
    room = columns - left - 2 - len(indent)
    lines = []
    for first, second in rows:
        if room < _BESIDE:
            lines += [indent + line for line in wrap(first, columns - len(indent))]
            lines += [f"{indent}  {line}" for line in wrap(second, columns - len(indent) - 2)]
            continue
        told = wrap(second, room)
        if width(first) > left:
            lines.append(indent + first)
            first = ""
        lines += [f"{indent}{pad(first, left)}  {told[0]}", *(f"{indent}{' ' * left}  {line}" for line in told[1:])]
    return lines


def plain(text: str) -> str:
    """The nearest ASCII: marks taken off the letters, lines and dots as signs of the keyboard, else a question mark."""
    return "".join(_ascii(mark) for mark in text)


def _pieces(text: str, longest: int) -> Iterator[str]:
    for word in filter(None, text.split(" ")):
        while width(word) > longest:
            cut = longest
            while width(word[:cut]) > longest:
                cut -= 1
            cut = max(1, cut)
            yield word[:cut]
            word = word[cut:]
        if word:
            yield word


def _may_pass(mark: str) -> bool:
    return mark not in _TURNING and unicodedata.category(mark) not in ("Cc", "Cs", "Co")


@lru_cache(maxsize=4096)
def _columns(mark: str) -> int:
    if unicodedata.combining(mark) or unicodedata.category(mark) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(mark) in "WF" else 1


def _ascii(mark: str) -> str:
    if mark.isascii():
        return mark
    if mark in _ASCII:
        return _ASCII[mark]
    bare = "".join(part for part in unicodedata.normalize("NFD", mark) if not unicodedata.combining(part))
    return "".join(_ASCII.get(part, part if part.isascii() else "?") for part in bare)


def _carry(error: UnicodeError) -> tuple[str, int]:
    """For a stream whose encoding lacks a letter: the nearest ASCII instead of a stop."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end


codecs.register_error(PLAIN, _carry)
