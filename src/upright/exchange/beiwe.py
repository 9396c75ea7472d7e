"""Beiwe: a table for each answered survey, whose name holds its time in UTC; one alone or an archive of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

from upright.errors import Fault
from upright.exchange.clocks import number_of
from upright.exchange.pieces import Piece
from upright.exchange.rows import header_of, rows_of
from upright.exchange.source import Source
from upright.record.files import text_of

__all__ = ["PROGRAM", "fits", "pieces"]

PROGRAM = "Beiwe"
_NAMES = {"question id", "question type", "question text", "answer"}
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ T_](\d\d)[_:-](\d\d)[_:-](\d\d)(?:\+00[_:]00)?\.csv")
_MISSING = ("", "NO_ANSWER_SELECTED", "NOT_PRESENTED")


def fits(source: Source) -> bool:
    """Whether this is such a table, or an archive of them."""
    if source.archive is not None:
        first = next(source.archive.ending(".csv"), None)
        return first is not None and _is_survey(text_of(source.archive.read(first) or b"-"))
    return not source.is_json and _is_survey(source.text)


def pieces(source: Source, left: dict[str, int]) -> Iterator[Piece | Fault]:
    """One entry for each table."""
    archive = source.archive
    for number, name in enumerate(archive.ending(".csv") if archive is not None else [source.name], 1):
        text = text_of(archive.read(name)) if archive is not None else source.text
        if not _is_survey(text):
            continue
        when = None
        found = _TIME.search(name)
        with suppress(ValueError):
            when = datetime(*map(int, found.groups()), tzinfo=UTC) if found else None  # type: ignore[misc, arg-type]
        if when is None:
            yield Fault("fault.name_time", "record", number, {"example": "2026-03-02 13_00_00.csv"})
            continue
        values, questions = {}, {}
        for row in rows_of(text, header_of(text)[0]):
            cells = row.cells or {}
            said = cells.get("answer", "").strip()
            name_of = cells.get("question text", "").strip() or cells.get("question id", "").strip()
            if name_of and said not in _MISSING:
                answered = number_of(said)
                values[name_of] = said if answered is None else answered
                questions[name_of] = cells.get("question id", "").strip()
        if values:
            yield Piece(number, when, values=values, kept={"questions": questions})
        else:
            left["unanswered"] = left.get("unanswered", 0) + 1


def _is_survey(text: str) -> bool:
    return {name.casefold() for name in header_of(text)[1]} >= _NAMES
