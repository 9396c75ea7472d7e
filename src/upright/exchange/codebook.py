"""The codebook beside a table: what each column means, its scale, and how each way of having no value is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from upright.record import CheckIn, Diary, words
from upright.record.cells import defused
from upright.wording import say

__all__ = ["HEADER", "codebook_of_long", "codebook_of_wide", "table_of"]

HEADER = ("column", "meaning", "scale", "missing", "skipped", "not_asked", "nothing_happened")
_MORE_NAMES = {"weight": "1, 2, 3", "uneventful": "yes, no"}


def table_of(header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """A table as text in which no cell is run as a formula, its lines ended as spreadsheets end them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return out.getvalue()


def codebook_of_wide(names: Sequence[str], language: str) -> str:
    """What the columns of a wide table mean."""
    blank, nothing = say("codebook.blank", language), _said("nothing", language)
    fates = tuple(say("codebook.in_column", language, column=name) for name in ("skipped", "not_asked"))
    rows: list[tuple[str, ...]] = []
    for name in names:
        if name in words.ALL_ITEMS:
            rows.append((*_item(name, language), blank, *fates, nothing))
        else:
            known = name if name in _WIDE else "other"
            rows.append((name, _said(known, language), _scale(name), blank, "", "", ""))
    return table_of(HEADER, rows)


def codebook_of_long(diary: Diary, language: str) -> str:
    """What the columns of a long table mean, then each word that may stand under `item`."""
    fates = [_said("in_absence", language, word=word) for word in ("missing", "skipped", "not_asked")]
    nothing, blank = _said("nothing_row", language), say("codebook.blank", language)
    rows: list[tuple[str, ...]] = [(name, _said(name, language), "", blank, "", "", "") for name in _LONG]
    rows += [(*_item(name, language), *fates, nothing) for name in words.ALL_ITEMS]
    for name in ("uneventful", "note", "sign", "weight", "way", "topic", "outcome", "outcome_at"):
        rows.append((name, _said(name, language), _scale(name), fates[0], "", "", ""))
    own = {one.id: one for record in diary.of(CheckIn) for one in record.own}
    for one in own.values():
        ends = say("codebook.scale", language, low=one.low, high=one.high)
        scale = ends if one.low or one.high else say("codebook.ends", language)
        rows.append((f"own:{one.id}", one.asked, scale, *fates[:2], "", ""))
    return table_of(HEADER, rows)


_WIDE = (
    "time", "uneventful", "skipped", "not_asked", "moments", "note", "record_id", "time_zone", "written_at",
    "more_fields",
)  # fmt: skip
_LONG = ("id", "time", "day", "kind", "item", "value", "absence")


def _said(name: str, language: str, **values: str) -> str:
    """A text of the codebook; the words that stand in the table are the same in every language."""
    same = {word: word for word in ("checkin", "moment", "missing", "skipped", "not_asked", "uneventful", *_LONG[4:])}
    return say(f"codebook.{name}", language, **same | {"attempt": "try"} | values)


def _item(name: str, language: str) -> tuple[str, str, str]:
    ends = {end: say(f"item.{name}.{end}", language) for end in ("low", "high")}
    return name, say(f"item.{name}.question", language), say("codebook.scale", language, **ends)


def _scale(name: str) -> str:
    """The words or numbers that may stand there, by which a program reads it."""
    known = {"sign": words.SIGNS, "moments": words.SIGNS, "way": words.WAYS, "outcome": words.OUTCOMES}
    return ", ".join(known[name]) if name in known else _MORE_NAMES.get(name, "")
