"""Tries as a dot matrix: a mark for each try under what came of it, topic by topic, and the range of the rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.figures.marks import EMPTY, cut, joined, num, path, plot, rules, shift, word
from upright.figures.table import Row, rows_of
from upright.wording import percent, say, say_n

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["matrix"]

_KEYS = ("changed", "heard", "dismissed", "backfired", "pending")
_KNOWN = _KEYS[:-1]
_PLACES = ("8.5%", "28.5%", "49%", "69%", "89%")
_MOST_TOPICS = 7
_A_ROW, _MOST_MARKS = 3, 9
# How a mark is drawn, and its path from its middle. A hollow mark has no answer yet, and nothing else is hollow.
_SHAPES = {
    "changed": ("k dot", 0.0, 0.0, "h0"),
    "heard": ("k dot small", 0.0, 0.0, "h0"),
    "dismissed": ("k l", -4.0, 0.0, "h8"),
    "backfired": ("k l", -4.0, -4.0, "l8 8m0-8-8 8"),
    "pending": ("ring", -4.5, 0.0, "a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0"),
}


def matrix(figure: Figure, language: str, now: str) -> Markup:
    """The marks and the ranges; the topics tried most come first, and the table holds all."""
    rows = rows_of(figure)
    whole = rows.pop() if _is_sum(rows, say("reading.column.all", language)) else None
    names = dict(zip(figure.keys, figure.columns, strict=True))
    body, y = _heads(names), 40.0
    for row in rows[:_MOST_TOPICS]:
        drawn, y = _topic(row, y, language)
        body += drawn
    if len(rows) > _MOST_TOPICS:
        more = say_n("page.read.figure.more_topics", len(rows) - _MOST_TOPICS, language)
        body += rules([y]) + word("", "0", y + 18, more)
        y += 28
    if whole is not None:
        drawn, y = _sum(whole, y, language)
        body += drawn
    if any(row["rate"] is not None for row in [*rows, *([whole] if whole else [])]):
        body += word("", "0", y + 2, say("page.read.figure.none_changed", language))
        body += word("end", "100%", y + 2, say("page.read.figure.all_changed", language))
        y += 12
    told = " ".join(_told(row, language) for row in [*([whole] if whole else []), *rows[:_MOST_TOPICS]])
    return plot(figure.id, y, figure.title, told, EMPTY, body, whole=True)


def _is_sum(rows: Sequence[Row], name: str) -> bool:
    """Whether the last row sums the others up; a topic of hers may bear any name."""
    if len(rows) < 2 or rows[-1]["topic"] != name:
        return False
    return all(rows[-1][key] == sum(row[key] for row in rows[:-1]) for key in _KEYS)


def _heads(names: dict[str, str]) -> Markup:
    parts = []
    for key, place in zip(_KEYS, _PLACES, strict=True):
        above, below = _two_lines(names[key])
        if below:
            parts.append(word("mid", place, 12, above))
        parts.append(word("mid", place, 27, below or above))
    return joined(parts)


def _two_lines(name: str) -> tuple[str, str]:
    words = name.split()
    if len(name) <= 9 or len(words) < 2:
        return name, ""
    half = min(range(1, len(words)), key=lambda k: abs(len(" ".join(words[:k])) - len(" ".join(words[k:]))))
    return " ".join(words[:half]), " ".join(words[half:])


def _topic(row: Row, y: float, language: str) -> tuple[Markup, float]:
    """One topic: its name, its marks, its range; and where the next begins."""
    body = rules([y]) + word("word", "0", y + 19, cut(row["topic"] or "–", 26))
    body += word("end", "100%", y + 19, _counted(row, language))
    tall = max((row[key] - 1) // _A_ROW if 0 < row[key] <= _MOST_MARKS else 0 for key in _KEYS)
    for key, place in zip(_KEYS, _PLACES, strict=True):
        if row[key]:
            body += shift(place, y + 38, _marks(key, row[key]))
    y += 57 + 14 * tall
    if row["rate"] is not None:
        body += _range(row, y + 2)
        y += 20
    return body, y


def _sum(row: Row, y: float, language: str) -> tuple[Markup, float]:
    body = rules([y], y) + word("b", "0", y + 19, row["topic"]) + word("end", "100%", y + 19, _counted(row, language))
    if row["rate"] is not None:
        return body + _range(row, y + 34), y + 52
    return body, y + 30


def _marks(key: str, count: int) -> Markup:
    """So many marks, three a row; of more than fit one stands with its number."""
    if count > _MOST_MARKS:
        return path(_SHAPES[key][0], _mark(key, -12, 0)) + Markup('<text x="-2" y="4.5">×{}</text>').format(count)
    places = []
    for place in range(count):
        row, column = divmod(place, _A_ROW)
        long = min(_A_ROW, count - _A_ROW * row)
        places.append(((column - (long - 1) / 2) * 14, 14.0 * row))
    return path(_SHAPES[key][0], "".join(_mark(key, x, y) for x, y in places))


def _mark(key: str, x: float, y: float) -> str:
    _, left, up, drawn = _SHAPES[key]
    return f"M{num(x + left)} {num(y + up)}{drawn}"


def _range(row: Row, y: float) -> Markup:
    """The rate from none to all: its range, then its likeliest value."""
    low, high, rate = (100 * row[key] for key in ("low", "high", "rate"))
    band = Markup('<rect class="bk far" x="{}%" width="{}%" y="{}" height="12"/>').format(
        num(low), num(high - low), num(y - 6)
    )
    tick = Markup('<line class="k l" x1="{x}%" x2="{x}%" y1="{}" y2="{}"/>').format(num(y - 7), num(y + 7), x=num(rate))
    return rules([y]) + band + tick


def _counted(row: Row, language: str) -> str:
    return say("page.read.figure.of", language, k=row["changed"], n=sum(row[key] for key in _KNOWN))


def _told(row: Row, language: str) -> str:
    said = f"{cut(row['topic'] or '–', 60)}: {_counted(row, language)}."
    if row["rate"] is None:
        return said
    low, high = (percent(row[key], language) for key in ("low", "high"))
    return f"{said} {say('page.read.figure.rate_range', language, lo=low, hi=high)}"
