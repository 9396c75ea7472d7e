"""A figure's rows, by key and in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from upright.wording import date_text, number, percent, say

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["Row", "cells_of", "rows_of"]

Row = dict[str, Any]

_ANSWERED = ("answers", "level", "given", "received")
_WHOLE = {"change": 2}  # digits after the mark where one is too few


def rows_of(figure: Figure) -> list[Row]:
    """The rows by their keys; a figure of levels begins with the first week in which anything was answered."""
    rows = [dict(zip(figure.keys, values, strict=True)) for values in figure.rows]
    if {"level", "given", "received"} & set(figure.keys):
        while rows and not any(rows[0].get(key) for key in _ANSWERED):
            del rows[0]
    return rows


def cells_of(figure: Figure, language: str) -> tuple[tuple[str, ...], ...]:
    """The table's cells, as they are read."""
    shares = {"rate", "more", "less"} | ({"low", "high"} if "rate" in figure.keys else set())
    fine = "change" in figure.keys
    return tuple(
        tuple(_cell(value, key, language, share=key in shares, fine=fine) for key, value in row.items())
        for row in rows_of(figure)
    )


def _cell(value: Any, key: str, language: str, *, share: bool, fine: bool) -> str:
    if value is None:
        return say("reading.column.not_said", language) if key in ("mine", "theirs") else "–"
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return date_text(value, language)
    if share:
        return percent(min(1.0, max(0.0, value)), language)
    if isinstance(value, float):
        return number(value, language, 2 if fine else 1)
    return number(value, language)
