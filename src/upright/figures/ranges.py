"""One interval on its scale."""

from __future__ import annotations

from markupsafe import Markup

from upright.figures.marks import EMPTY, joined, num, word
from upright.wording.statements import Scale

__all__ = ["bar", "range_of"]


def bar(
    low: float, high: float, middle: float | None, ends: tuple[float, float], mark: float | None, y: float
) -> Markup:
    """A line from end to end, the mark on it, the range that holds the value, and its likeliest value."""

    def at(value: float) -> float:
        return 100 * min(1.0, max(0.0, (value - ends[0]) / (ends[1] - ends[0])))

    upright = Markup('<line class="{}" x1="{x}%" x2="{x}%" y1="{}" y2="{}"/>')
    parts = [Markup('<line class="g" x1="0" x2="100%" y1="{y}" y2="{y}"/>').format(y=num(y))]
    if mark is not None:
        parts.append(upright.format("z", num(y - 10), num(y + 10), x=num(at(mark))))
    parts.append(
        Markup('<rect class="bk far" x="{}%" width="{}%" y="{}" height="14"/>').format(
            num(at(low)), num(max(0.4, at(high) - at(low))), num(y - 7)
        )
    )
    if middle is not None:
        parts.append(upright.format("k l", num(y - 9), num(y + 9), x=num(at(middle))))
    return joined(parts)


def range_of(
    id: str, scale: Scale, low: float, high: float, middle: float | None, title: str, told: str, ends: tuple[str, str]
) -> Markup:
    """The interval of a statement, drawn; `ends` are what stands at both ends."""
    head = Markup(
        '<svg role="img" aria-labelledby="{id}-t {id}-d" width="100%" height="46">'
        '<title id="{id}-t">{title}</title><desc id="{id}-d">{told}</desc>'
    ).format(id=id, title=title, told=told)
    drawn = bar(low, high, middle, (scale.low, scale.high), scale.mark, 14)
    words = word("", "0", 42, ends[0]) + word("end", "100%", 42, ends[1])
    between = EMPTY
    if scale.mark is not None and scale.mark not in (scale.low, scale.high) and scale.low < 0:
        between = word("mid", "50%", 42, "0")
    return head + drawn + words + between + Markup("</svg>")
