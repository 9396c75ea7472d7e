"""Which way a figure is drawn: by its name, else by its columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.figures.bars import bars
from upright.figures.carried import carried, difference
from upright.figures.levels import ahead, balance, strip
from upright.figures.loop import loop
from upright.figures.marks import EMPTY
from upright.figures.matrix import matrix
from upright.figures.pairs import pairs
from upright.figures.rain import rain
from upright.figures.table import rows_of
from upright.figures.weighing import weighing

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["draw"]

Way = Callable[["Figure", str, str], Markup]

# A way of drawing with the columns it must have; the first that fits is taken.
_WAYS: tuple[tuple[Way, frozenset[str]], ...] = (
    (balance, frozenset({"week", "given", "given_low", "given_high", "received", "received_low", "received_high"})),
    (strip, frozenset({"week", "level", "low", "high"})),
    (rain, frozenset({"week", "regard", "regard_low", "regard_high", "disregard", "disregard_low", "disregard_high"})),
    (matrix, frozenset({"topic", "changed", "heard", "dismissed", "backfired", "pending", "rate", "low", "high"})),
    (bars, frozenset({"task", "area", "mine", "theirs"})),
    (pairs, frozenset({"item", "with_contact", "without_contact"})),
    (loop, frozenset({"arrow", "change", "low", "high", "more", "less"})),
    (carried, frozenset({"days_after", "change", "low", "high"})),
    (difference, frozenset({"date", "change", "low", "high"})),
    (ahead, frozenset({"date", "low", "median", "high"})),
    (weighing, frozenset({"date", "stay", "leave"})),
)
_FRAME = {"week", "answers"}  # what a week has before anything is known of it


def draw(figure: Figure, language: str, now: str) -> Markup | None:
    """The figure as an image; None where there is nothing to see yet, "" where its table alone can show it.

    `now` is the word or date at the line that marks where the reading has arrived.
    """
    rows = rows_of(figure)
    if not any(row.get(key) is not None for row in rows for key in figure.keys if key not in _FRAME):
        return None
    way = next((way for way, needed in _WAYS if needed <= set(figure.keys)), None)
    return EMPTY if way is None else way(figure, language, now)
