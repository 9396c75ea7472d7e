"""A file of any known format, told by what stands in it: all of it read before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from upright.errors import DiaryFault, Fault
from upright.exchange import bearable, beiwe, day_one, daylio, fhir_in, journiv, jrnl, long_table, loop, nomie, study
from upright.exchange.pieces import Choices, Incoming, Piece, gathered
from upright.exchange.rows import header_of
from upright.exchange.source import Source, opened
from upright.record import Diary

__all__ = ["FORMATS", "UPRIGHT", "incoming"]

UPRIGHT, TABLE = "upright_json", "any_table"
Pieces = Iterator[Piece | Fault]


@dataclass(frozen=True)
class _Format:
    """One format of another program: how it is known, and how it is read."""

    name: str
    program: str
    fits: Callable[[Source], bool]
    pieces: Callable[[Source, dict[str, int]], Pieces]


@dataclass(frozen=True)
class _Table:
    """The same for a table, known by the names of its columns."""

    name: str
    program: str
    fits: Callable[[Source, tuple[str, ...]], bool]
    pieces: Callable[[Source, Choices, str, dict[str, int]], Pieces]
    moods: Mapping[str, int] = field(default_factory=dict)


_FILES = (
    _Format("daylio_backup", daylio.PROGRAM, daylio.fits_backup, daylio.backup),
    _Format("day_one", day_one.PROGRAM, day_one.fits, day_one.pieces),
    _Format("jrnl", jrnl.PROGRAM, jrnl.fits, jrnl.pieces),
    _Format("loop", loop.PROGRAM, loop.fits, loop.pieces),
    _Format("nomie", nomie.PROGRAM, nomie.fits, nomie.pieces),
    _Format("journiv", journiv.PROGRAM, journiv.fits, journiv.pieces),
    _Format("beiwe", beiwe.PROGRAM, beiwe.fits, beiwe.pieces),
)
_TABLES = (
    _Table("daylio_table", daylio.PROGRAM, daylio.fits_table, daylio.table, daylio.MOODS),
    _Table("nomie_table", nomie.PROGRAM, nomie.fits_table, nomie.table),
    _Table("bearable_table", bearable.PROGRAM, bearable.fits_table, bearable.table),
    _Table("mpath_table", study.MPATH, study.fits_mpath, study.mpath),
    _Table("esmira_table", study.ESMIRA, study.fits_esmira, study.esmira),
    _Table("openesm_table", study.OPENESM, study.fits_openesm, study.openesm),
)
FORMATS = (UPRIGHT, long_table.NAME, fhir_in.NAME, *(one.name for one in _FILES), *(one.name for one in _TABLES), TABLE)


def incoming(file: Path | bytes, choices: Choices, *, encoding: str = "") -> Incoming:
    """What a file would bring. Raises DiaryFault or UsageFault when it cannot be read.

    A table whose time the person has named is read as any table is, whatever program it may look like.
    """
    with opened(file, encoding) as source:
        return _told_apart(source, choices)


def _told_apart(source: Source, choices: Choices) -> Incoming:
    if source.archive is None and source.top is not None and isinstance(source.top.schema, str):
        return Incoming(UPRIGHT, Diary.from_json(source.text))
    for one in _FILES:
        if one.fits(source):
            source.within()
            left: dict[str, int] = {}
            diary, unknown = gathered(one.name, one.program, one.pieces(source, left), choices)
            return Incoming(one.name, diary, unknown, left)
    if source.archive is not None:
        raise DiaryFault("error.import.archive_unknown")
    if fhir_in.fits(source):
        source.within()
        others: dict[str, int] = {}
        diary, unknown = fhir_in.read(source, choices, others)
        return Incoming(fhir_in.NAME, diary, unknown, others)
    if not source.is_json:
        return _table(source, choices)
    if source.top is not None:
        raise DiaryFault("error.import.json_unknown")
    return Incoming(UPRIGHT, Diary.from_json(source.text))


def _table(source: Source, choices: Choices) -> Incoming:
    delimiter, names = header_of(source.text)
    timed = any(column.target == "time" for column in choices.items.values())
    if not timed and long_table.fits(names):
        source.within()
        own: dict[str, int] = {}
        return Incoming(long_table.NAME, long_table.read(source.text, delimiter, own), left=own)
    for one in _TABLES if not timed else ():
        if one.fits(source, names):
            source.within()
            left: dict[str, int] = {}
            pieces = one.pieces(source, choices, delimiter, left)
            diary, unknown = gathered(one.name, one.program, pieces, choices, one.moods)
            return Incoming(one.name, diary, unknown, left)
    diary = Diary.from_csv_text(source.text, choices.mapping or None, origin=choices.origin, zone=choices.zone)
    return Incoming(TABLE, diary)
