"""Other people's columns: which of ours each one is, and how its scale is brought to 0-10.

A mapping text is `their_column=time`, `their_column=moments`, `their_column=note` or
`their_column=item[:reverse][:low-high]`, where low-high are the ends of their scale (`1-7`, `-3-3`; 0-10 if left out).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from upright.errors import UsageFault
from upright.record.checks import check_number, clean_text
from upright.record.words import ALL_ITEMS

FIRST_DAY = date(2001, 1, 1)
OTHER_TARGETS = ("time", "moments", "note")
_ENDS = re.compile(r"([+-]?\d{1,6}(?:\.\d{1,6})?)-([+-]?\d{1,6}(?:\.\d{1,6})?)")


@dataclass(frozen=True)
class Column:
    """What one column of a table is: `target` is an item, or time, moments, note; the rest is its scale."""

    target: str
    low: float = 0
    high: float = 10
    reverse: bool = False

    def rating(self, value: float) -> float:
        """A value on their scale as a rating from 0 to 10. Raises FieldFault if it is not on their scale."""
        check_number(self.target, value, self.low, self.high)
        if self.reverse:
            value = self.low + self.high - value
        if self.low == 0 and self.high == 10:
            return value
        return min(max((value - self.low) * 10 / (self.high - self.low), 0.0), 10.0)


def parse_mapping(given: str | Iterable[str] | Mapping[str, str] | None) -> dict[str, Column]:
    """The columns a mapping names, by their names. Raises UsageFault for a bad text, or a target named twice."""
    if given is None:
        return {}
    if isinstance(given, str):
        pairs = [_pair(given)]
    elif isinstance(given, Mapping):
        pairs = list(given.items())
    else:
        pairs = [_pair(text) for text in given]
    columns: dict[str, Column] = {}
    for theirs, text in pairs:
        column = parse_column(text)
        for other, taken in columns.items():
            if taken.target == column.target and other != theirs:
                raise UsageFault("error.map.twice", first=shown(other), second=shown(theirs), target=column.target)
        if theirs in columns and columns[theirs] != column:
            raise UsageFault(
                "error.map.split", column=shown(theirs), first=columns[theirs].target, second=column.target
            )
        columns[theirs] = column
    return columns


def parse_column(text: str) -> Column:
    """What stands after the `=` of a mapping."""
    target, *settings = (part.strip() for part in text.split(":"))
    if target in OTHER_TARGETS and not settings:
        return Column(target)
    if target not in ALL_ITEMS:
        raise UsageFault("error.map.target", allowed=", ".join((*OTHER_TARGETS, *ALL_ITEMS)))
    reverse = bool(settings) and settings[0] == "reverse"
    settings = settings[reverse:]
    if not settings:
        return Column(target, reverse=reverse)
    ends = _ENDS.fullmatch(settings[0]) if len(settings) == 1 else None
    if ends is None:
        raise UsageFault("error.map.form")
    low, high = float(ends[1]), float(ends[2])
    if low >= high:
        raise UsageFault("error.map.ends", low=low, high=high)
    return Column(target, low, high, reverse)


def shown(name: str) -> str:
    """A column's name as an error may show it: it was typed as an argument, it is cut to one short line."""
    return " ".join(clean_text(name).split())[:60]


def _pair(text: str) -> tuple[str, str]:
    theirs, equals, target = text.rpartition("=")
    if not equals or not theirs.strip():
        raise UsageFault("error.map.form")
    return theirs.strip(), target
