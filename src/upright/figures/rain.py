"""Moments as strokes, a column a week: regard upward and disregard downward, on one scale with their rates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.figures.levels import dates_under
from upright.figures.marks import area, inner, joined, num, plot, rules, runs, today, word, y_axis
from upright.figures.table import Row, rows_of
from upright.wording import date_text, number, say

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["rain"]

_WEEK = 10.0
_TALL = 96.0  # pixels each way
_TOP = 30.0
_MOST = 16  # moments a week that are drawn as strokes; a taller week is marked, and the table holds it


def rain(figure: Figure, language: str, now: str) -> Markup:
    """The strokes, and behind them the range of each week's rate."""
    rows = rows_of(figure)
    names = dict(zip(figure.keys, figure.columns, strict=True))
    reach = {side: _reach(rows, side) for side in ("regard", "disregard")}
    unit = _TALL / max(*reach.values(), 4)
    zero = _TOP + unit * reach["regard"]
    bottom = zero + unit * reach["disregard"]
    height = bottom + 34

    def y(side: str, value: float) -> float:
        return zero + (-1 if side == "regard" else 1) * unit * min(value, reach[side])

    bands, strokes, more = [], [], []
    for side in ("regard", "disregard"):
        edges: list[tuple[float, tuple[float, ...]] | None] = [
            (_WEEK * k + 5, (y(side, row[f"{side}_low"]), y(side, row[f"{side}_high"]))) for k, row in enumerate(rows)
        ]
        found = runs(edges, _WEEK / 2)
        bands.append(area("bk far", [([(p[0], p[2]) for p in r], [(p[0], p[1]) for p in r]) for r in found]))
        strokes.append(_strokes([row[side] for row in rows], side, zero, unit))
        more += [
            word(
                "mid",
                f"{100 * (k + 0.5) / len(rows):.1f}%",
                y(side, _MOST) + (-4 if side == "regard" else 12),
                f"{row[side]}",
            )
            for k, row in enumerate(rows)
            if row[side] > _MOST
        ]
    half = _half(max(reach.values()))
    marks = {side: (0, half) if half <= reach[side] else (0,) for side in reach}
    left = y_axis(
        (y(side, mark), number(mark, language)) for side in reach for mark in marks[side] if mark or side == "regard"
    )
    labels = word("b halo", "2%", _TOP - 12, _a_week(names["regard"], language))
    labels += word("b halo", "2%", bottom + 4, _a_week(names["disregard"], language))
    body = (
        rules((y(side, mark) for side in reach for mark in marks[side]), zero)
        + inner(_WEEK * len(rows), height, *bands, *strokes)
        + joined(more)
    )
    body += today(100, bottom, now) + dates_under(rows, height - 4, language) + labels
    return plot(figure.id, height, figure.title, _told(rows, names, language), left, body)


def _reach(rows: Sequence[Row], side: str) -> float:
    """How far a side reaches: its moments and its rates; doubt alone stretches the scale no further than twice that."""
    counted = min(_MOST, max(row[side] for row in rows))
    rates = max(row[f"{side}_high"] for row in rows)
    return float(max(2, math.ceil(min(rates, 2 * max(counted, 3))), counted))


def _half(reach: float) -> int:
    return max(1, int(reach) // 2) if reach < 8 else 4 if reach < 12 else 8


def _strokes(counts: Sequence[int], side: str, zero: float, unit: float) -> Markup:
    """A stroke for each moment, one above the other: one dashed line a week, a dash as long as one moment."""
    way = -1 if side == "regard" else 1
    gap = min(2.5, unit / 3)
    columns = (
        f"M{_WEEK * k + 5:.0f} {num(zero + way * gap / 2)}v{num(way * (unit * min(count, _MOST) - gap))}"
        for k, count in enumerate(counts)
        if count
    )
    return Markup('<path class="k rain" stroke-dasharray="{:.2f} {:.2f}" d="{}"/>').format(
        unit - gap, gap, "".join(columns)
    )


def _a_week(name: str, language: str) -> str:
    return say("page.read.figure.a_week", language, name=name)


def _told(rows: Sequence[Row], names: dict[str, str], language: str) -> str:
    last = rows[-1]
    said = [
        say(
            "page.read.figure.rate",
            language,
            name=names[side],
            n=sum(row[side] for row in rows),
            date=date_text(last["week"], language) if isinstance(last["week"], date) else str(last["week"]),
            lo=number(last[f"{side}_low"], language, 1),
            hi=number(last[f"{side}_high"], language, 1),
        )
        for side in ("regard", "disregard")
    ]
    return " ".join(said)
