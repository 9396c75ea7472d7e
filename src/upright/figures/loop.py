"""The loop as two arrows: their thickness is the estimate, their softness the doubt; and each beside its range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.figures.marks import joined, num, path, step_of, word
from upright.figures.ranges import bar
from upright.figures.table import Row, rows_of
from upright.wording import number, percent, say

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["loop"]

# Above: felt appreciation, then effort; below, the way back.
_ABOVE = ("M50 90C84 12 232 12 264 80", "M272 98 251 85 275 72z")
_BELOW = ("M270 150C236 224 88 224 56 158", "M48 143 65 154 52 164z")
_THICK = 30.0  # pixels of the widest stroke: the farthest end of either range
_HAZE = 5


def loop(figure: Figure, language: str, now: str) -> Markup:
    """Two arrows on one scale of thickness, then two ranges on one axis."""
    rows = rows_of(figure)
    back, out = rows[0], rows[1]  # effort then appreciation; appreciation then effort
    reach = max(0.5, *(abs(row[end]) for row in rows for end in ("low", "high")))
    told = " ".join(_told(row, language) for row in rows)
    words = joined(
        [
            *_node("", "0", "appreciation", language),
            *_node(" end", "320", "effort", language),
            word("tm mid", "160", 82, _change(out, language)),
            word("mid", "160", 98, _between(out, language)),
            word("tr mid", "160", 152, _change(back, language)),
            word("mid", "160", 168, _between(back, language)),
        ]
    )
    arrows = _arrow(out, reach, *_ABOVE, "m") + _arrow(back, reach, *_BELOW, "r")
    head = Markup(
        '<svg class="loop" viewBox="0 0 320 230" role="img" aria-labelledby="loop-t loop-d">'
        '<title id="loop-t">{}</title><desc id="loop-d">{}</desc>'
    ).format(figure.title, told)
    drawn = head + arrows + words + Markup("</svg>")
    return Markup('<div class="loopfig">{}{}</div>').format(drawn, _ranges(rows, reach, language))


def _node(anchor: str, x: str, name: str, language: str) -> Sequence[Markup]:
    lines = say(f"page.read.figure.loop.{name}", language).split(" / ")
    return [word(f"word{anchor}", x, 116 + 18 * k, text) for k, text in enumerate(lines)]


def _arrow(row: Row, reach: float, way: str, head: str, colour: str) -> Markup:
    """The doubt first: strokes as wide as the size may be; then the estimate."""
    unit = _THICK / reach
    middle, widest = abs(row["change"]), max(abs(row["low"]), abs(row["high"]))
    widths = [unit * (middle + (widest - middle) * k / _HAZE) for k in range(_HAZE, 0, -1)]
    stroke = Markup('<path class="{} {}" stroke-width="{}" d="{}"/>')
    haze = joined(stroke.format(colour, "haze", num(max(1.0, width)), way) for width in widths)
    return haze + stroke.format(colour, "core", num(max(1.0, unit * middle)), way) + path(f"b{colour}", head)


def _ranges(rows: Sequence[Row], reach: float, language: str) -> Markup:
    step = 2 * step_of(reach)
    parts, y = [], 12.0
    for row in rows:
        parts.append(word("", "0", y, row["arrow"]))
        parts.append(bar(row["low"], row["high"], row["change"], (-step, step), 0.0, y + 19))
        y += 52
    ends = (
        word("", "0", y - 4, number(-step, language))
        + word("mid", "50%", y - 4, "0")
        + word("end", "100%", y - 4, number(step, language))
    )
    head = Markup(
        '<svg class="plot" role="img" aria-labelledby="loop-rt loop-rd" width="100%" height="{}">'
        '<title id="loop-rt">{}</title><desc id="loop-rd">{}</desc>'
    ).format(num(y + 4), say("page.read.figure.loop.ranges", language), " ".join(_told(row, language) for row in rows))
    return head + joined(parts) + ends + Markup("</svg>")


def _change(row: Row, language: str) -> str:
    size = number(abs(row["change"]), language, 1)
    if size == number(0, language, 1):
        return say("page.read.figure.loop.level", language)
    return say(f"page.read.figure.loop.{'higher' if row['change'] > 0 else 'lower'}", language, x=size)


def _between(row: Row, language: str) -> str:
    low, high = (number(row[end], language, 1) for end in ("low", "high"))
    return say("page.read.figure.loop.between", language, lo=low, hi=high)


def _told(row: Row, language: str) -> str:
    return say(
        "page.read.figure.loop.told",
        language,
        arrow=row["arrow"],
        change=_change(row, language),
        between=_between(row, language),
        more=percent(row["more"], language),
        less=percent(row["less"], language),
    )
