"""A figure's numbers as columns of text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from upright.cli.lines import clean, pad, width, wrap
from upright.cli.weeks import folded, rows_of
from upright.wording import date_text, number, say

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["table"]


def table(figure: Figure, language: str, columns: int) -> list[str]:
    """The figure's numbers in columns, headings broken at their spaces, numbers to the right."""
    shown = folded(rows_of(figure), figure.id, language)
    cells = [[_cell_text(v, k, language) for k, v in row.items()] if isinstance(row, dict) else row for row in shown]
    texts = [any(isinstance(row[place], str) for row in figure.rows) for place in range(len(figure.keys))]
    widths = []
    for place, heading in enumerate(figure.columns):
        word = max((width(part) for part in clean(heading).split()), default=1)
        widths.append(max([word, *(width(row[place]) for row in cells if not isinstance(row, str))]))
    over = sum(widths) + 2 * (len(widths) - 1) - columns
    apart = over > 0 and texts[:1] == [True]  # her words in the first column take a line of their own
    if apart:
        widths[0] = 2
        over = sum(widths) + 2 * (len(widths) - 1) - columns
    if over > 0:
        return _one_by_one(figure, cells, columns)
    heads = [wrap(heading, room) for heading, room in zip(figure.columns, widths, strict=True)]
    lines = []
    tall = max(map(len, heads), default=0)
    if apart:
        heads[0] = [""]
        lines.append(clean(figure.columns[0]))
    for k in range(tall):
        parts = [head[k - tall + len(head)] if k >= tall - len(head) else "" for head in heads]
        lines.append(_joined(parts, widths, texts))
    for row in cells:
        if isinstance(row, str):
            lines += wrap(row, columns)
            continue
        if apart:
            lines += wrap(row[0], columns)
            row = ["", *row[1:]]
        broken = [wrap(cell, room) for cell, room in zip(row, widths, strict=True)]
        for k in range(max(map(len, broken), default=0)):
            lines.append(_joined([cell[k] if k < len(cell) else "" for cell in broken], widths, texts))
    return lines


def _one_by_one(figure: Figure, cells: Sequence[Sequence[str] | str], columns: int) -> list[str]:
    """The rows of a table that is too wide for the window: each cell beside its heading, row below row."""
    lines = []
    for row in cells:
        if isinstance(row, str):
            lines += wrap(row, columns)
            continue
        told = [f"{clean(name)} {cell}" for name, cell in zip(figure.columns[1:], row[1:], strict=True)]
        lines += [*wrap(row[0], columns), *("  " + line for line in wrap(" · ".join(told), columns - 2))]
    return lines


def _joined(parts: Sequence[str], widths: Sequence[int], texts: Sequence[bool]) -> str:
    padded = (pad(part, room, right=not text) for part, room, text in zip(parts, widths, texts, strict=True))
    return "  ".join(padded).rstrip()


def _cell_text(value: Any, key: str, language: str) -> str:
    if value is None:
        return say("reading.column.not_said", language) if key in ("mine", "theirs") else "–"
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, date):
        return date_text(value, language)
    if key == "rate" or (key in ("low", "high") and isinstance(value, float) and 0 <= value <= 1):
        return f"{math.floor(100 * value + 0.5)}%"
    return number(value, language, 1) if isinstance(value, float) else number(value, language)
