"""Cells of a table: text that a spreadsheet must not take for a formula, and numbers as people write them."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,3})?")
_STARTS_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
NO_VALUE = frozenset(("", "na", "n/a", "nan", "null"))
YES, NO = frozenset(("yes", "true", "1")), frozenset(("no", "false", "0"))


def defused(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it as a formula; `restored` undoes it."""
    if _STARTS_FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def restored(cell: str) -> str:
    """The text that `defused` made this cell of."""
    if cell[:1] == "'" and _STARTS_FORMULA.match(cell):
        return cell[1:]
    return cell


def number_in(cell: str, decimal_comma: bool) -> float | None:
    """The number in a cell, an int where it is written as one; None if it is no number."""
    if decimal_comma and "." not in cell:
        cell = cell.replace(",", ".")
    if not _NUMBER.fullmatch(cell):
        return None
    try:
        return int(cell)
    except ValueError:
        return float(cell)
