"""The marks that figures are made of."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence

from markupsafe import Markup

__all__ = [
    "EMPTY", "TODAY", "Point", "area", "cut", "inner", "joined", "line", "lines", "num", "path", "plot", "rules",
    "runs", "shift", "today", "word", "y_axis",
]  # fmt: skip

Point = tuple[float, float]
EMPTY = Markup("")
LEFT, WIDTH = 24, 92  # where a plot begins, in pixels, and how much of the whole it takes, in per cent
TODAY = 18  # pixels from the top, where the line of today begins


def num(value: float) -> str:
    """A length as short as it can be written."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def joined(parts: Iterable[Markup]) -> Markup:
    """Several pieces of markup as one."""
    return EMPTY.join(parts)


def path(name: str, d: str) -> Markup:
    """A path; nothing where it has no points."""
    return Markup('<path class="{}" d="{}"/>').format(name, d) if d else EMPTY


def lines(points: Sequence[Point]) -> str:
    """The points joined, as the text of a path."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) if points else ""


def line(name: str, runs: Iterable[Sequence[Point]]) -> Markup:
    """One line through each run of points; none leads over a gap."""
    return path(name, "".join(lines(run) for run in runs))


def area(name: str, runs: Iterable[tuple[Sequence[Point], Sequence[Point]]]) -> Markup:
    """A band between an upper and a lower edge, run by run."""
    return path(name, "".join(lines([*upper, *reversed(lower)]) + "Z" for upper, lower in runs if upper))


def runs(values: Sequence[tuple[float, tuple[float, ...]] | None], half: float) -> list[list[tuple[float, ...]]]:
    """(x, y, ...) of each run of values without a gap; each run begins and ends `half` beyond its middle points."""
    found: list[list[tuple[float, ...]]] = []
    before = True
    for value in values:
        if value is None:
            before = True
            continue
        x, ys = value
        if before:
            found.append([(x - half, *ys)])
        found[-1].append((x, *ys))
        before = False
    for run in found:
        last = run[-1]
        run.append((last[0] + half, *last[1:]))
    return found


def inner(across: float, height: float, *parts: Markup) -> Markup:
    """Shapes in units of their own across; they stretch with the page."""
    head = Markup('<svg width="100%" height="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">')
    return head.format(num(height), num(across), num(height)) + joined(parts) + Markup("</svg>")


def word(name: str, x: str, y: float, text: str) -> Markup:
    """A text; `x` is a length with its unit."""
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(name, x, num(y), text)


def rules(ys: Iterable[float], zero: float | None = None) -> Markup:
    """Lines across; the one at zero is drawn darker."""
    one = Markup('<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/>')
    return joined(one.format("z" if y == zero else "g", num(y), num(y)) for y in ys)


def y_axis(labels: Iterable[tuple[float, str]]) -> Markup:
    """Numbers to the left of a plot, each at its height."""
    return joined(word("end", "17", y + 4.5, text) for y, text in labels)


def today(x: float, bottom: float, text: str, anchor: str = "end") -> Markup:
    """The plumb line: where the chart has arrived, `x` per cent across."""
    at, end = f"{num(x)}%", num(bottom)
    drawn = Markup('<line class="now" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(at, at, TODAY, end)
    drawn += Markup('<svg x="{}" y="{}"><path class="bob" d="M0 13 -3.5 4 -2.5 0h5L3.5 4z"/></svg>').format(at, end)
    return drawn + word(anchor, at, TODAY - 6, text)


def plot(id: str, height: float, title: str, told: str, left: Markup, body: Markup, *, whole: bool = False) -> Markup:
    """The picture: its name and what it shows in words, what stands to the left, and the plot itself."""
    head = Markup(
        '<svg class="plot" role="img" aria-labelledby="{id}-t {id}-d" width="100%" height="{h}">'
        '<title id="{id}-t">{title}</title><desc id="{id}-d">{told}</desc>'
    ).format(id=id, h=num(height), title=title, told=told)
    if whole:
        return head + body + Markup("</svg>")
    room = Markup('<svg x="{}" width="{}%" height="{}" overflow="visible">').format(LEFT, WIDTH, num(height))
    return head + left + room + body + Markup("</svg></svg>")


def shift(x: str, y: float, body: Markup) -> Markup:
    """Marks in pixels around a place."""
    return Markup('<svg x="{}" y="{}" overflow="visible">{}</svg>').format(x, num(y), body)


def cut(text: str, most: int) -> str:
    """A text of hers as long as there is room for; wide letters count double. The table holds it whole."""
    room = most
    kept: list[str] = []
    for letter in " ".join(text.split()):
        category = unicodedata.category(letter)
        if category in ("Cc", "Cf", "Cs", "Co", "Cn"):
            continue  # nothing that turns the line round or cannot be shown
        room -= 0 if category in ("Mn", "Me") else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0 and category not in ("Mn", "Me"):
            return "".join(kept[:-1]).rstrip() + "…"
        kept.append(letter)
    return "".join(kept)


def step_of(reach: float, steps: Sequence[float] = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)) -> float:
    """The smallest of the steps of which two reach as far as this."""
    return next((step for step in steps if 2 * step >= reach), float(math.ceil(reach / 2)))
