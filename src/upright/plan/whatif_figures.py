"""The data of the figures of a what-if: one for each path that has a course, with its table."""

from __future__ import annotations

from datetime import date, timedelta

from upright.plan.whatif import Path
from upright.reading import Figure
from upright.wording import say

__all__ = ["figure_of"]

_KEYS = {"as_it_is": ("date", "low", "median", "high")}  # a level; the others are differences from it
_DIFFERENCE = ("date", "low", "change", "high")


def figure_of(path: Path, as_of: date, language: str) -> Figure | None:
    """A path's course as a figure; None for one that has none."""
    if not path.course:
        return None
    keys = _KEYS.get(path.id, _DIFFERENCE)
    return Figure(
        path.id,
        say(f"whatif.figure.{path.id}.title", language),
        say(f"whatif.figure.{path.id}.caption", language),
        keys,
        tuple(say(f"reading.column.{key}", language) for key in keys),
        tuple((as_of + timedelta(days=day), low, value, high) for day, value, low, high in path.course),
    )
