"""Days with contact beside days without: for each question the mean of both on one scale from 0 to 10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.figures.marks import EMPTY, cut, num, plot, rules, word
from upright.figures.table import Row, rows_of
from upright.wording import number

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["pairs"]

_SIDES = ("with_contact", "without_contact")
_BEGIN, _LONG = 31.0, 55.0  # per cent: where the scale begins, and how long it is


def pairs(figure: Figure, language: str, now: str) -> Markup:
    """Two marks for each question, each on a line of its own with its word and its number."""
    names = dict(zip(figure.keys, figure.columns, strict=True))
    rows, body, y = rows_of(figure), EMPTY, 4.0
    for row in rows:
        body += rules([y]) + word("word", "0", y + 19, cut(row["item"], 26))
        y += 40
        for side in _SIDES:
            body += word("", "0", y, names[side]) + _mark(float(row[side]), side == _SIDES[0], y, language)
            y += 20
        y -= 4
    told = " ".join(_told(row, names, language) for row in rows)
    return plot(figure.id, y, figure.title, told, EMPTY, body, whole=True)


def _mark(value: float, filled: bool, y: float, language: str) -> Markup:
    x = _BEGIN + _LONG * value / 10
    line = Markup('<line class="g" x1="{}%" x2="{}%" y1="{}" y2="{}"/>')
    mark = Markup('<circle class="{}" cx="{}%" cy="{}" r="4.5"/>').format(
        "full" if filled else "ring", f"{x:.1f}", num(y - 5)
    )
    mark = line.format(num(_BEGIN), num(_BEGIN + _LONG), num(y - 5), num(y - 5)) + mark
    return mark + word("b", f"{_BEGIN + _LONG + 2.5:.1f}%", y, number(value, language, 1))


def _told(row: Row, names: dict[str, str], language: str) -> str:
    said = (f"{names[side]} {number(float(row[side]), language, 1)}" for side in _SIDES)
    return f"{row['item']}: {', '.join(said)}."
