"""Hours a week as bars: hers above, theirs below, each with its word and its number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from upright.figures.marks import EMPTY, cut, num, plot, rules, word
from upright.figures.table import Row, rows_of
from upright.wording import number, say, say_n

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["bars"]

_SIDES = (("mine", "bm", "tm"), ("theirs", "br", "tr"))
_MOST = 8
_BEGIN, _LONG = 31.0, 55.0  # per cent


def bars(figure: Figure, language: str, now: str) -> Markup:
    """The bars; what takes most hours comes first, and the table holds all."""
    rows = sorted(rows_of(figure), key=lambda row: -sum(_hours(row[side]) for side, _, _ in _SIDES))
    names = dict(zip(figure.keys, figure.columns, strict=True))
    most = max([1.0, *(_hours(row[side]) for row in rows for side, _, _ in _SIDES)])
    body, y = EMPTY, 4.0
    for row in rows[:_MOST]:
        body += rules([y]) + word("word", "0", y + 19, cut(row["task"], 26)) + word("end", "100%", y + 19, row["area"])
        y += 40
        for side, fill, colour in _SIDES:
            body += word(colour, "0", y, names[side]) + _bar(row[side], fill, most, y, language)
            y += 20
        y -= 4
    if len(rows) > _MOST:
        body += rules([y]) + word("", "0", y + 18, say_n("page.read.figure.more_tasks", len(rows) - _MOST, language))
        y += 24
    told = " ".join(_told(row, names, language) for row in rows[:_MOST])
    return plot(figure.id, y, figure.title, told, EMPTY, body, whole=True)


def _hours(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _bar(value: Any, fill: str, most: float, y: float, language: str) -> Markup:
    if value is None:
        return word("", f"{_BEGIN:.0f}%", y, say("reading.column.not_said", language))
    long = _LONG * _hours(value) / most
    bar = Markup('<rect class="{}" x="{}%" width="{}%" y="{}" height="11"/>').format(
        fill, num(_BEGIN), num(long), num(y - 10)
    )
    return bar + word("b", f"{_BEGIN + long + 1.5:.1f}%", y, number(value, language))


def _told(row: Row, names: dict[str, str], language: str) -> str:
    unsaid = say("reading.column.not_said", language)
    said = (f"{names[side]} {unsaid if row[side] is None else number(row[side], language)}" for side, _, _ in _SIDES)
    return f"{cut(row['task'], 60)}: {', '.join(said)}."
