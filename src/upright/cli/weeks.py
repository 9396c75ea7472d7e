"""The rows of a weekly figure as the terminal shows them: from the first answered week, with empty runs as one row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from upright.wording import dates, say

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["Row", "folded", "rows_of"]

Row = dict[str, Any]

_VALUES = {"baseline": ("answers", "level"), "balance": ("given", "received")}
_A_RUN = 2  # one empty week is a row like any other; from two on they say nothing that one row does not


def rows_of(figure: Figure) -> list[Row]:
    """The rows by their keys; a figure of levels begins with the first week that was answered."""
    rows = [dict(zip(figure.keys, values, strict=True)) for values in figure.rows]
    if figure.id in _VALUES:
        while rows and _empty(rows[0], figure.id):
            del rows[0]
    return rows


def folded(rows: Sequence[Row], id: str, language: str) -> list[Row | str]:
    """The rows of the figure `id`, with every run of weeks without an entry as one text."""
    if id not in _VALUES:
        return list(rows)
    shown: list[Row | str] = []
    for empty, run in groupby(rows, lambda row: _empty(row, id)):
        weeks = list(run)
        ends = [week["week"] for week in weeks]
        if not empty or len(weeks) < _A_RUN or not all(isinstance(end, date) for end in ends):
            shown += weeks
        else:
            first = ends[0] - timedelta(days=6)
            shown.append(say("cli.plot.no_entry", language, dates=dates(first, ends[-1], language)))
    return shown


def _empty(row: Row, id: str) -> bool:
    """Whether a week has no answer at all; an answer of 0, or answers without a level, are something."""
    return not row.get("answers") and all(row.get(key) is None for key in _VALUES[id] if key != "answers")
