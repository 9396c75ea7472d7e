"""Rows of a table that another program or a spreadsheet wrote: the delimiter found, each row with its first line."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from upright.errors import DiaryFault

__all__ = ["Row", "header_of", "rows_of"]

BAD_LIMIT = 1_000
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, repr=False, slots=True)
class Row:
    """One row: the line it starts at and its cells by their names in small letters; None where quotes are broken."""

    line: int
    cells: dict[str, str] | None


def header_of(text: str) -> tuple[str, tuple[str, ...]]:
    """The delimiter and the names of the first row; ("", ()) for no table."""
    start = text[:20_000].lstrip("\0 \t\r\n\ufeff")
    first, _, rest = start.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        start = rest
    best: tuple[str, tuple[str, ...]] = ("", ())
    for delimiter in _DELIMITERS:
        try:
            names = next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        if len(names) > max(1, len(best[1])):
            best = (delimiter, tuple(name.strip().strip("\ufeff") for name in names))
    return best


def rows_of(text: str, delimiter: str) -> Iterator[Row]:
    """Each row under the header that is not blank. Raises DiaryFault where too much is broken."""
    lines = _Lines(text)
    names: list[str] | None = None
    bad = 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(reader, None)
        except csv.Error:
            bad += 1
            if bad > BAD_LIMIT or names is None:
                raise DiaryFault("error.csv.quotes", line=lines.started) from None
            yield Row(lines.started, None)
            lines.back()
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if cells is None:
            return
        if not any(cells) or (names is None and len(cells) == 1 and cells[0].lower().startswith("sep=")):
            continue
        if names is None:
            names = [cell.strip().strip("\ufeff").casefold() for cell in cells]
            continue
        yield Row(lines.started, {name: cell for name, cell in zip(names, cells, strict=False) if cell})


class _Lines:
    """The lines of a text, of which those of a broken row but its first can be given once more."""

    def __init__(self, text: str) -> None:
        self.rest = iter(io.StringIO(text.strip("\0\ufeff"), newline=""))
        self.again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0
        self.started = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else next(self.rest)
        self.number += 1
        self.taken.append(line)
        return line

    def begin(self) -> None:
        """A row begins at the next line."""
        self.taken.clear()
        self.started = self.number + 1

    def back(self) -> None:
        """Give back every line of this row but the first."""
        self.again.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
