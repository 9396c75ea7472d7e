"""What one moment leaves behind on the days after it, and how far a path leads away from "as it is"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.figures.marks import area, inner, line, plot, rules, step_of, word, y_axis
from upright.figures.table import Row, rows_of
from upright.wording import day_text, number, say, say_n

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["carried", "difference"]

_TOP, _BOTTOM = 26.0, 158.0


def carried(figure: Figure, language: str, now: str) -> Markup:
    """The band that holds what is left, and its middle, around nothing."""
    rows = rows_of(figure)
    days = [float(row["days_after"]) for row in rows]
    ends = (_after(rows[0]["days_after"], language), _after(rows[-1]["days_after"], language))
    told = say(
        "page.read.figure.left",
        language,
        after=ends[0],
        value=number(rows[0]["change"], language, 2),
        lo=number(rows[0]["low"], language, 2),
        hi=number(rows[0]["high"], language, 2),
    )
    return _around_nothing(figure, rows, days, ends, told, say("page.read.figure.points_added", language), language)


def difference(figure: Figure, language: str, now: str) -> Markup:
    """A difference that grows from today on: the band that holds it, and its middle, around nothing."""
    rows = rows_of(figure)
    days = [float(row["date"].toordinal()) for row in rows]
    ends = (now, day_text(rows[-1]["date"], language))
    told = say(
        "page.what_if.told",
        language,
        date=rows[-1]["date"],
        value=number(rows[-1]["change"], language, 1),
        lo=number(rows[-1]["low"], language, 1),
        hi=number(rows[-1]["high"], language, 1),
    )
    return _around_nothing(figure, rows, days, ends, told, say("page.what_if.points", language), language)


def _around_nothing(
    figure: Figure, rows: list[Row], days: list[float], ends: tuple[str, str], told: str, label: str, language: str
) -> Markup:
    up, down = max(0.0, *(row["high"] for row in rows)), max(0.0, *(-row["low"] for row in rows))
    step = step_of(max(up, down))
    above, below = (max(1, int(-(-reach // step))) if reach > step / 4 else 0 for reach in (up, down))
    above = above or (0 if below else 1)
    unit = (_BOTTOM - _TOP) / (step * (above + below))

    def y(value: float) -> float:
        return _TOP + unit * (step * above - value)

    across = days[-1] - days[0] or 1.0
    places = [day - days[0] for day in days]
    edges = (
        [(x, y(r["high"])) for x, r in zip(places, rows, strict=True)],
        [(x, y(r["low"])) for x, r in zip(places, rows, strict=True)],
    )
    middle = [(x, y(r["change"])) for x, r in zip(places, rows, strict=True)]
    marks = [step * k for k in range(-below, above + 1)]
    drawn = inner(across, 204, area("bk far", [edges]), line("k l", [middle]))
    foot = _BOTTOM + 20
    under = word("", "0%", foot, ends[0]) + word("end", "100%", foot, ends[1])
    digits = 1 if step >= 0.1 else 2
    left = y_axis((y(mark), number(mark, language, digits if mark else 0)) for mark in marks)
    named = word("b halo", "98%", 14, label)
    named = Markup('<g class="end">{}</g>').format(named)
    body = rules((y(mark) for mark in marks), y(0)) + drawn + under + named
    return plot(figure.id, foot + 6, figure.title, told, left, body)


def _after(days: int, language: str) -> str:
    return say_n("page.read.figure.days_after", days, language)
