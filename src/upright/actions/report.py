"""A page for a counsellor: made from a reading of the open file, written to a place she names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from upright.actions.handover import put_file
from upright.actions.read import Kept, fits_kept, reading_of
from upright.errors import UsageFault
from upright.record import Diary
from upright.record.days import day_of
from upright.report import SECTIONS, USUAL, Report, html_of, pdf_of, report_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from upright.reading import Reading

__all__ = ["ENDINGS", "SECTIONS", "USUAL", "Wish", "made_of", "report_for", "write_report"]

ENDINGS = (".pdf", ".html")


@dataclass(frozen=True)
class Wish:
    """What is to stand in it: which sections, from which day up to which; None is the first day, and today."""

    sections: tuple[str, ...]
    first: date | None = None
    last: date | None = None

    def upto(self, today: date) -> Wish:
        """The same, its last day None where that is today or lies ahead. Raises UsageFault for what cannot be."""
        if not self.sections:
            raise UsageFault("report.error.none")
        last = self.last if self.last is not None and self.last < today else None
        if self.first is not None and self.first > (last or today):
            raise UsageFault("report.error.dates")
        return replace(self, last=last)

    @property
    def whole(self) -> bool:
        """Whether it tells of the whole diary as it stands today."""
        return self.first is None and self.last is None


def report_for(
    diary: Diary,
    wish: Wish,
    *,
    now: datetime,
    starts: timedelta,
    language: str,
    kept: Kept,
    longer: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """The report that is wished for. The longer layer is in it where its fits were kept, or with `longer` worked out.

    Raises UsageFault where no section is chosen, and for days in which nothing was written.
    """
    wish = wish.upto(day_of(now, starts))
    known = _since(diary, wish.first, starts)
    learnt = fits_kept(diary, now=now, starts=starts, kept=kept) if wish.whole else None
    reading = reading_of(
        known,
        now=now,
        as_of=wish.last,
        starts=starts,
        language=language,
        longer=longer or learnt is not None,
        learnt=learnt,
        kept=kept if wish.whole else None,
        progress=progress,
    )
    return made_of(reading, known, wish, starts)


def made_of(reading: Reading, diary: Diary, wish: Wish, starts: timedelta) -> Report:
    """The report of a reading that is made already; `diary` is what was read, as it stood at its end."""
    days = (record for record in diary.records if day_of(record.at, starts) <= reading.as_of)
    return report_of(reading, replace(diary, records=tuple(days)), wish.sections)


def write_report(report: Report, file: Path, *, replace: bool = False) -> None:
    """Write it to a file of its owner alone, whole or not at all: PDF or HTML, by the ending of its name.

    Raises UsageFault for another ending, and as `put_file` does.
    """
    ending = file.suffix.lower()
    if ending not in ENDINGS:
        raise UsageFault("report.error.ending")
    put_file(file, pdf_of(report) if ending == ".pdf" else html_of(report), replace=replace)


def _since(diary: Diary, first: date | None, starts: timedelta) -> Diary:
    if first is None:
        return diary
    return replace(diary, records=tuple(r for r in diary.records if day_of(r.at, starts) >= first))
