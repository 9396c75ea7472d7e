"""Small plots in characters: the doubt is drawn first, as a dotted range, and the estimate last, on top of it.

Every function takes a figure and a number of columns and returns lines. What a plot cannot hold stands in the table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from upright.cli.lines import clean, pad, width, wrap
from upright.cli.tables import table
from upright.cli.weeks import Row, folded, rows_of
from upright.wording import date_text, number, percent, say

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["axis_line", "plot", "range_line"]

DOUBT, OVERLAP, ESTIMATE, HOLLOW, BOTH, ZERO, BEYOND = "·", ":", "●", "○", "◐", "╷", "⋮"
_RATED = (0.0, 10.0)
_TALLEST = 8  # rows of strokes each way
_MOST_WEEKS = 26  # half a year of lines; a longer diary shows its latest, and the table holds all


def plot(figure: Figure, language: str, columns: int) -> list[str]:
    """The figure drawn in characters; a table when there is no drawing for it, or no room, or its columns are others.

    No lines where there is nothing to see yet.
    """
    draw, needed, least = _DRAWN.get(figure.id, _DRAWN["baseline"] if "level" in figure.keys else (None, (), 0))
    if draw is None or columns < least or not figure.rows or any(key not in figure.keys for key in needed):
        return table(figure, language, columns)
    lines: list[str] = draw(figure, language, columns)
    return lines


def range_line(
    estimate: float | None,
    low: float,
    high: float,
    ends: tuple[float, float],
    columns: int,
    *,
    zero: float | None = None,
    framed: bool = False,
) -> str:
    """One range on a line: dots from low to high, the estimate on top, a mark where zero means something.

    `framed` marks the ends of the scale.
    """
    cells = ["├", *" " * (columns - 2), "┤"] if framed else [" "] * columns
    first, last = _cell(low, ends, columns), _cell(high, ends, columns)
    for place in range(first, last + 1):
        cells[place] = DOUBT
    if zero is not None:
        cells[_cell(zero, ends, columns)] = ZERO
    if estimate is not None:
        cells[_cell(estimate, ends, columns)] = ESTIMATE
    return "".join(cells)


def axis_line(ends: tuple[float, float], labels: Sequence[tuple[float, str]], columns: int) -> str:
    """The words under or over an axis, each at its value; the last one ends where the axis ends."""
    line = [" "] * columns
    for value, label in labels:
        start = min(max(0, _cell(value, ends, columns) - len(label) // 2), columns - len(label))
        line[start : start + len(label)] = label
    return "".join(line).rstrip()


def _levels(figure: Figure, language: str, columns: int) -> list[str]:
    """A line a week: where the level probably lies, and its likeliest value."""
    rows, earlier = _latest(figure, language, columns)
    if not rows:
        return []
    left = max(width(_label(row["week"], language)) for row in rows) + 2
    room = columns - left - 6
    lines = [" " * left + axis_line(_RATED, [(0, "0"), (5, "5"), (10, "10")], room)]
    for row in folded(rows, figure.id, language):
        if isinstance(row, str):
            lines += wrap(row, columns)
            continue
        label = pad(_label(row["week"], language), left)
        if row["level"] is None:
            # A week with a few answers may have no level of its own; without any it has no entry.
            lines.append(label + ("–" if row.get("answers") else say("absence.missing", language)))
            continue
        low, high = (row[key] if row[key] is not None else row["level"] for key in ("low", "high"))
        drawn = range_line(row["level"], low, high, _RATED, room)
        lines.append(label + drawn + pad(number(row["level"], language, 1), 6, right=True))
    return earlier + lines


def _balance(figure: Figure, language: str, columns: int) -> list[str]:
    """A line a week: what is given and what is received on one scale; where both may lie, the dots are doubled."""
    rows, earlier = _latest(figure, language, columns)
    if not rows:
        return []
    left = max(width(_label(row["week"], language)) for row in rows) + 2
    beside = 12 if columns - left >= 32 else 0  # in a narrow window the marks alone; the table has the numbers
    room = columns - left - beside
    names = dict(zip(figure.keys, figure.columns, strict=True))
    legend = f"{ESTIMATE} {names['given']}   {HOLLOW} {names['received']}"
    lines = [legend] if width(legend) <= columns else wrap(legend, columns)
    lines.append(" " * left + axis_line(_RATED, [(0, "0"), (5, "5"), (10, "10")], room))
    for row in folded(rows, figure.id, language):
        if isinstance(row, str):
            lines += wrap(row, columns)
            continue
        label = pad(_label(row["week"], language), left)
        marks = {name: row[name] for name in ("given", "received") if row[name] is not None}
        if not marks:
            lines.append(label + say("absence.missing", language))
            continue
        cells = [" "] * room
        for name, value in marks.items():
            low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
            first = _cell(value if low is None else low, _RATED, room)
            last = _cell(value if high is None else high, _RATED, room)
            for place in range(first, last + 1):
                cells[place] = DOUBT if cells[place] == " " else OVERLAP
        for name, value in marks.items():
            place = _cell(value, _RATED, room)
            cells[place] = BOTH if cells[place] == ESTIMATE else ESTIMATE if name == "given" else HOLLOW
        told = (number(marks[name], language, 1) if name in marks else "–" for name in ("given", "received"))
        numbers = "".join(pad(one, 5, right=True) for one in told).rjust(beside) if beside else ""
        lines.append((label + "".join(cells) + numbers).rstrip())
    return earlier + lines


def _moments(figure: Figure, language: str, columns: int) -> list[str]:
    """A column a week: a stroke up for each sign of regard, a stroke down for each of disregard."""
    names = dict(zip(figure.keys, figure.columns, strict=True))
    left = max(width(names["regard"]), width(names["disregard"])) + 2
    rows, earlier = _latest(figure, language, columns, min(_MOST_WEEKS, columns - left))
    if len(rows) < 2:
        return []  # one week is no course of weeks
    step = min(4, (columns - left) // len(rows))
    sides = ("regard", "disregard")
    # A stroke is one moment, unless a week has more than there are rows; the doubt alone never changes the scale.
    a_stroke = math.ceil(max(1, *(int(row[name] or 0) for row in rows for name in sides)) / _TALLEST)
    lines = []
    reach = {name: max(math.ceil(_reach(row, name) / a_stroke) for row in rows) for name in sides}
    tall = {name: min(_TALLEST, max(1, reach[name])) for name in sides}
    for level in range(tall["regard"], 0, -1):
        label = names["regard"] if level == 1 else ""
        lines.append(pad(label, left) + _strokes(rows, "regard", level, tall["regard"], a_stroke, "╵", step))
    long = step * (len(rows) - 1) + 1
    lines.append(" " * left + "─" * long)
    for level in range(1, tall["disregard"] + 1):
        label = names["disregard"] if level == 1 else ""
        lines.append(pad(label, left) + _strokes(rows, "disregard", level, tall["disregard"], a_stroke, "╷", step))
    first, last = _label(rows[0]["week"], language), _label(rows[-1]["week"], language)
    between = long - width(first) - width(last)
    beside = left + width(first) + width(last) + 3 <= columns
    if between > 1:
        lines.append(" " * left + first + " " * between + last)
    else:
        lines += [" " * left + f"{first} – {last}"] if beside else wrap(f"{first} – {last}", columns)
    if a_stroke > 1:
        lines += wrap(say("cli.plot.a_stroke", language, n=a_stroke), columns)
    if any(BEYOND in line for line in lines):
        lines += wrap(say("cli.plot.beyond", language, mark=BEYOND), columns)
    return earlier + [line.rstrip() for line in lines]


def _tries(figure: Figure, language: str, columns: int) -> list[str]:
    """A mark for each try under what came of it, topic by topic, and the range of the rate where one is claimed."""
    keys = [key for key in ("changed", "heard", "dismissed", "backfired", "pending") if key in figure.keys]
    names = dict(zip(figure.keys, figure.columns, strict=True))
    left = 14
    room = (columns - left) // len(keys)
    heads = [wrap(names[key], room - 1) for key in keys]
    lines = []
    for place in range(max(map(len, heads))):
        parts = (pad(head[place] if place < len(head) else "", room) for head in heads)
        lines.append((" " * left + "".join(parts)).rstrip())
    for row in rows_of(figure):
        topic = wrap(str(row["topic"] or "–"), left - 1)
        cells = [_marks(int(row[key] or 0), HOLLOW if key == "pending" else ESTIMATE, room - 1) for key in keys]
        bar = ""
        if row.get("rate") is not None and row.get("low") is not None and row.get("high") is not None:
            long = room * len(keys) - 8
            bar = range_line(row["rate"], row["low"], row["high"], (0, 1), long)
            bar += pad(percent(row["rate"], language), 6, right=True)
        bodies = ["".join(pad(cell, room) for cell in cells), bar]
        for place in range(max(len(topic), 2 if bar else 1)):
            head = topic[place] if place < len(topic) else ""
            lines.append((pad(head, left) + (bodies[place] if place < 2 else "")).rstrip())
    return lines


def _load(figure: Figure, language: str, columns: int) -> list[str]:
    """Two bars a line of work: hers above, theirs below."""
    names = dict(zip(figure.keys, figure.columns, strict=True))
    rows = rows_of(figure)
    key = "area" if "area" in figure.keys else figure.keys[0]
    left = min(20, max(width(clean(str(row[key]))) for row in rows) + 2)
    side = max(width(names["mine"]), width(names["theirs"])) + 2
    most = max([1.0, *(float(row[who]) for row in rows for who in ("mine", "theirs") if _is_number(row[who]))])
    room = columns - left - side - 8
    lines = []
    above = room < 10  # too narrow for both: what it is stands above its bars
    if above:
        left, room = 2, columns - side - 10
    for row in rows:
        if above:
            lines += wrap(str(row[key]), columns)
        for who, mark in (("mine", "━"), ("theirs", "╌")):
            label = " " * left if above or who != "mine" else pad(clean(str(row[key])), left - 1) + " "
            value = row[who]
            if not _is_number(value):
                told = str(value) if value else say("reading.column.not_said", language)
                lines.append(label + pad(names[who], side) + told)
                continue
            bar = mark * max(1 if value > 0 else 0, round(room * value / most))
            lines.append(label + pad(names[who], side) + (bar + " " if bar else "") + number(value, language))
    return lines


def _ranges(figure: Figure, language: str, columns: int) -> list[str]:
    """A line for each row: where the number probably lies, and its likeliest value, around nothing."""
    rows = rows_of(figure)
    key = figure.keys[0]
    reach = max(0.5, *(abs(float(row[end])) for row in rows for end in ("low", "high")))
    ends = (-math.ceil(2 * reach) / 2, math.ceil(2 * reach) / 2)
    names = [clean(str(row[key])) for row in rows]
    left = max(map(width, names)) + 2
    above = left > columns // 2
    room = columns if above else columns - left
    lines = [] if above else [" " * left + axis_line(ends, _marked(ends, language), room)]
    for name, row in zip(names, rows, strict=True):
        line = range_line(row["change"], row["low"], row["high"], ends, room, zero=0.0)
        lines += [name, line] if above else [pad(name, left) + line]
    return [*lines, axis_line(ends, _marked(ends, language), room)] if above else lines


def _fan(figure: Figure, language: str, columns: int) -> list[str]:
    """A line for every third day: where an answer would lie, and its middle."""
    rows = rows_of(figure)[2::3]
    left = max(width(_label(row["date"], language)) for row in rows) + 2
    lines = [" " * left + axis_line(_RATED, [(0.0, "0"), (5.0, "5"), (10.0, "10")], columns - left)]
    for row in rows:
        line = range_line(row["median"], row["low"], row["high"], _RATED, columns - left)
        lines.append(pad(_label(row["date"], language), left) + line)
    return lines


def _marked(ends: tuple[float, float], language: str) -> list[tuple[float, str]]:
    return [(value, number(value, language)) for value in (ends[0], 0.0, ends[1])]


def _latest(figure: Figure, language: str, columns: int, most: int = _MOST_WEEKS) -> tuple[list[Row], list[str]]:
    rows = rows_of(figure)
    hidden = len(rows) - most
    return rows[-most:], wrap(say("cli.plot.earlier", language, n=hidden), columns) if hidden > 0 else []


def _label(day: date | str, language: str) -> str:
    return date_text(day, language) if isinstance(day, date) else clean(str(day))


def _strokes(rows: Sequence[Row], name: str, level: int, tall: int, a_stroke: int, mark: str, step: int) -> str:
    """One line of the rain of moments: a dot where the week's rate may lie, a stroke over it for a moment noted."""
    cells = []
    for row in rows:
        low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
        doubted = low is not None and high is not None and round(low / a_stroke) <= level <= round(high / a_stroke)
        doubt = BEYOND if level == tall and round((high or 0) / a_stroke) > tall else DOUBT
        cells.append(mark if math.ceil((row[name] or 0) / a_stroke) >= level else doubt if doubted else "")
    return "".join(pad(cell, step) for cell in cells).rstrip()


def _reach(row: dict[str, Any], name: str) -> int:
    return max(int(row[name] or 0), round(row.get(f"{name}_high") or 0))


def _marks(count: int, mark: str, room: int) -> str:
    return mark * count if count <= room else f"{mark}×{count}"


def _cell(value: float, ends: tuple[float, float], columns: int) -> int:
    share = (value - ends[0]) / (ends[1] - ends[0])
    return min(columns - 1, max(0, round(share * (columns - 1))))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


# How each is drawn, the columns it must have, and the room it needs: with less its table is easier to read.
_DRAWN: dict[str, Any] = {
    "baseline": (_levels, ("week", "level", "low", "high"), 0),
    "balance": (_balance, ("week", "given", "received"), 0),
    "moments": (_moments, ("week", "regard", "disregard"), 0),
    "tries": (_tries, ("topic", "changed", "pending"), 58),
    "load": (_load, ("mine", "theirs"), 0),
    "loop": (_ranges, ("arrow", "change", "low", "high"), 0),
    "ahead": (_fan, ("date", "low", "median", "high"), 0),
    "carried": (_ranges, ("days_after", "change", "low", "high"), 0),
}
