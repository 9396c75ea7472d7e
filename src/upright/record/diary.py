"""The diary: all records of one person, and the files it is read from and written to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from upright.errors import DiaryFault, Fault
from upright.record import json_text, table_in, table_out
from upright.record.entry import Entry
from upright.record.files import read_text, text_of
from upright.record.kinds import Boundary, CheckIn, Moment, PlanStep, Record, Try
from upright.record.mapping import FIRST_DAY
from upright.record.wire import record_to

Kind = TypeVar("Kind", bound=Entry)


@dataclass(frozen=True, repr=False)
class Diary:
    """Records in the order given, with what was wrong in their file.

    `faults` are records that could not be kept, each with its place. `remarks` are things about records that were
    kept: characters left out, a time moved. `extra` holds fields of the file beside its records.
    """

    records: tuple[Record, ...] = ()
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Diary: {len(self.records)} records, {len(self.faults)} faults>"

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    @classmethod
    def from_json(cls, text: str | bytes) -> Diary:
        """The diary in a text of the form `upright.diary/1`.

        Records that cannot stand become faults. Raises DiaryFault if the text as a whole is no such diary.
        """
        return cls(*json_text.parse(_text(text)))

    def to_json(self) -> str:
        """The diary as text, one record a line, with everything it holds; `from_json` gives the same diary back."""
        return json_text.render((record_to(record) for record in self.records), self.extra)

    @classmethod
    def from_csv(
        cls,
        path: str | Path,
        mapping: str | Iterable[str] | Mapping[str, str] | None = None,
        *,
        origin: date = FIRST_DAY,
        zone: str | None = None,
    ) -> Diary:
        """The diary in a wide table; `mapping` names other people's columns, as in `docs/diary-format.md`.

        Times that are numbers count days from `origin`; times without an offset are wall-clock times in `zone`
        (without one they are kept as they stand, at offset 0). Raises DiaryFault if the file is no such table,
        UsageFault for a mapping that does not fit it.
        """
        return cls.from_csv_text(read_text(path), mapping, origin=origin, zone=zone)

    @classmethod
    def from_csv_text(
        cls,
        text: str | bytes,
        mapping: str | Iterable[str] | Mapping[str, str] | None = None,
        *,
        origin: date = FIRST_DAY,
        zone: str | None = None,
    ) -> Diary:
        """The same, from the table's text."""
        return cls(*table_in.parse(_text(text), mapping, origin, zone))

    def to_csv(self) -> str:
        """The check-ins and moments as a wide table that `from_csv` reads back; see `left_out_of_csv`."""
        return table_out.render(self.records)

    def left_out_of_csv(self) -> dict[str, int]:
        """How many records of which kinds a table cannot hold; JSON holds them all."""
        return dict(Counter(r.kind for r in self.records if not isinstance(r, (CheckIn, Moment))))

    @classmethod
    def from_file(
        cls,
        path: str | Path,
        mapping: str | Iterable[str] | Mapping[str, str] | None = None,
        *,
        origin: date = FIRST_DAY,
        zone: str | None = None,
    ) -> Diary:
        """The diary in a file, JSON or CSV by what stands in it."""
        text = read_text(path)
        if text.lstrip()[:1] in ("{", "["):
            return cls.from_json(text)
        return cls.from_csv_text(text, mapping, origin=origin, zone=zone)

    def sorted(self) -> Diary:
        """The same diary by time; records of one time keep their order."""
        return replace(self, records=tuple(sorted(self.records, key=lambda record: record.at)))

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """The records of one kind."""
        return tuple(record for record in self.records if isinstance(record, kind))

    def until(self, now: datetime) -> Diary:
        """The diary as it stood at `now`: nothing later, no outcome or event that was not known yet."""
        return replace(self, records=tuple(_known_at(record, now) for record in self.records if record.at <= now))


def _text(text: str | bytes) -> str:
    if isinstance(text, (bytes, bytearray, memoryview)):
        return text_of(bytes(text))
    if not text.strip("\0 \t\r\n\ufeff"):
        raise DiaryFault("error.file.empty")
    return text.removeprefix("\ufeff")


def _known_at(record: Record, now: datetime) -> Record:
    change = msgspec.structs.replace
    if isinstance(record, Try) and record.outcome_at is not None and record.outcome_at > now:
        return change(record, outcome="pending", outcome_at=None)
    if isinstance(record, Boundary) and any(event.at > now for event in record.events):
        return change(record, events=tuple(event for event in record.events if event.at <= now))
    if isinstance(record, PlanStep) and record.done_at is not None and record.done_at > now:
        return change(record, done_at=None)
    return record
