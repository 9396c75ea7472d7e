"""Stay and leave on two scales, each time she wrote them down: two lines, since both can be true."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.figures.marks import EMPTY, Point, inner, joined, line, path, plot, rules, today, word, y_axis
from upright.figures.table import Row, rows_of
from upright.wording import day_text, number, say

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["weighing"]

_TOP, _BOTTOM = 26, 178  # pixels: ten and nothing
_APART = 15  # pixels between two words


def weighing(figure: Figure, language: str, now: str) -> Markup:
    """Each scale as a line through the days it was answered on; dots where it was."""
    rows = [row for row in rows_of(figure) if isinstance(row["date"], date)]
    names = dict(zip(figure.keys, figure.columns, strict=True))
    first, last = rows[0]["date"], rows[-1]["date"]
    days = max(1, (last - first).days)
    courses = {key: _course(rows, key, first) for key in ("stay", "leave")}
    drawn = inner(
        days,
        204,
        line("k l", [courses["stay"]]),
        line("k l dash", [courses["leave"]]),
        *(path("k dot small", f"M{x:.1f} {y:.1f}h.01") for points in courses.values() for x, y in points),
    )
    body = rules((_y(10), _y(5), _y(0)), _y(0)) + drawn + today(100, 180, day_text(last, language))
    body += word("", "0", 200, day_text(first, language)) + _labels(courses, names)
    axis = y_axis((_y(value), number(value, language)) for value in (10, 5, 0))
    return plot(figure.id, 206, figure.title, _told(rows, language), axis, body)


def _course(rows: list[Row], key: str, first: date) -> list[Point]:
    return [(float((row["date"] - first).days), _y(row[key])) for row in rows if row[key] is not None]


def _labels(courses: dict[str, list[Point]], names: dict[str, str]) -> Markup:
    """The name of each line over its beginning; where both begin at one height, one stands under."""
    begins = {key: points[0][1] for key, points in courses.items() if points}
    placed = {key: y - 8 for key, y in begins.items()}
    if len(placed) == 2 and abs(begins["stay"] - begins["leave"]) < _APART:
        lower = max(begins, key=lambda key: begins[key])
        placed[lower] = begins[lower] + 18
    return joined(word("b halo", "2%", y, names[key]) for key, y in placed.items()) if placed else EMPTY


def _told(rows: list[Row], language: str) -> str:
    """Every pair in words, the latest ones where there are many."""
    return " ".join(
        say("page.read.figure.pair", language, date=row["date"], stay=_said(row["stay"], language),
            leave=_said(row["leave"], language))
        for row in rows[-6:]
    )  # fmt: skip


def _said(value: float | None, language: str) -> str:
    return say("cli.list.not_said", language) if value is None else number(value, language)


def _y(value: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * min(10.0, max(0.0, value)) / 10
