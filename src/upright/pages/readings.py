"""The readings of one open file, in memory: the quick layers at once, the longer one from a thread of their own.

They belong to the session and are dropped when it locks. What the thread still holds then goes with the part that it is
working on: it is asked to stop, and nothing it finds is kept or shown.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from upright.actions.read import Kept, fits_kept, reading_of, what_if_of
from upright.record import Diary, Safety
from upright.record.days import day_of

if TYPE_CHECKING:
    from upright.plan.whatif import WhatIf
    from upright.reading import Reading

__all__ = ["Made", "Readings"]

_MOST = 3  # readings held at a time: of other days, or in the other language
_SOON = 0.02  # seconds in which it shows that there is nothing to fit
_LONG = 1000  # records; fewer are read as soon as they are asked for


@dataclass(frozen=True)
class Made:
    """A reading, and how the work on its longer layer stands. `step` of `steps` are done; 0 of 0 before the first."""

    reading: Reading
    waiting: bool
    failed: bool
    step: int
    steps: int


class _Stopped(Exception):
    """The work is no longer wanted."""


@dataclass(repr=False)
class _Memory:
    """Where fits of a day that is not today are held: in memory alone."""

    held: dict[str, bytes] = field(default_factory=dict)

    def artefact(self, key: str) -> bytes | None:
        """What was held under this name."""
        return self.held.get(key)

    def keep_artefact(self, key: str, value: bytes) -> None:
        """Hold it."""
        self.held[key] = value


@dataclass(repr=False)
class _Entry:
    """One day in one language."""

    diary: Diary
    now: datetime
    as_of: date | None
    starts: timedelta
    language: str
    kept: Kept
    reading: Reading
    longer: bool = False
    failed: bool = False
    step: int = 0
    steps: int = 0
    what_if: WhatIf | None = None
    done: threading.Event = field(default_factory=threading.Event)


class Readings:
    """What has been read of one open file."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept  # the file: only what today's reading rests on is kept there
        self._turn = threading.Lock()
        self._making = threading.Lock()
        self._entries: OrderedDict[tuple[date | None, timedelta, str], _Entry] = OrderedDict()
        self._wanted: _Entry | None = None
        self._working = False
        self._dropped = False

    def __repr__(self) -> str:
        return "<Readings>"

    def of(self, diary: Diary, *, now: datetime, as_of: date | None, starts: timedelta, language: str) -> Made:
        """The reading at `now`, or at the end of the day `as_of`: as far as it is made by now.

        Raises UsageFault when nothing had happened by then.
        """
        entry = self._entry(diary, now, as_of, starts, language)
        with self._turn:
            if not (entry.longer or entry.failed or self._dropped):
                self._wanted = entry
                if not self._working:
                    self._working = True
                    threading.Thread(target=self._work, name="longer", daemon=True).start()
        if not (entry.longer or entry.failed) and len(diary) < _LONG:
            entry.done.wait(_SOON)
        with self._turn:
            waiting = not (entry.longer or entry.failed)
            return Made(entry.reading, waiting, entry.failed, entry.step, entry.steps)

    def what_if(
        self, diary: Diary, *, given: Sequence[Safety], now: datetime, starts: timedelta, language: str
    ) -> tuple[Made, WhatIf | None]:
        """The paths from `now` on, once the longer layer on which they rest is made; None before, and if it failed.

        To be asked for while the gate is open; `given` are the answers of this session.
        """
        made = self.of(diary, now=now, as_of=None, starts=starts, language=language)
        if made.waiting or made.failed:
            return made, None
        entry = self._entry(diary, now, None, starts, language)
        with self._making:
            if entry.what_if is None:
                learnt = fits_kept(diary, now=now, starts=starts, kept=self._kept)
                if learnt is not None or made.reading.first is None:
                    entry.what_if = what_if_of(
                        diary, now=now, starts=starts, language=language, given=given, learnt=learnt
                    )
            return made, entry.what_if

    def quick(self, diary: Diary, *, now: datetime, starts: timedelta, language: str) -> Reading:
        """Today's reading as far as it can be made at once; nothing longer is begun."""
        return self._entry(diary, now, None, starts, language).reading

    def ahead(self, written: Callable[[], Diary], *, now: datetime, starts: timedelta, language: str) -> None:
        """Begin to read a long diary before its reading is asked for, in a thread; what is fitted waits for her."""

        def make() -> None:
            with suppress(Exception):  # a file locked meanwhile; anything else is told when the reading is asked for
                if len(diary := written()) >= _LONG:
                    self._entry(diary, now, None, starts, language)

        if not self._making.locked():
            threading.Thread(target=make, name="ahead", daemon=True).start()

    def _entry(self, diary: Diary, now: datetime, as_of: date | None, starts: timedelta, language: str) -> _Entry:
        """A day's quick layers, with the longer one where its fits were kept: as they were made, or made now."""
        key = (as_of, starts, language)
        with self._making:  # who comes while it is being made waits for it
            with self._turn:
                entry = self._entries.get(key)
            if entry is None or entry.diary != diary or (as_of is None and entry.reading.as_of != day_of(now, starts)):
                learnt = fits_kept(diary, now=now, starts=starts, kept=self._kept) if as_of is None else None
                quick = reading_of(
                    diary, now=now, as_of=as_of, starts=starts, language=language, longer=learnt is not None,
                    learnt=learnt,
                )  # fmt: skip
                kept, whole = self._kept if as_of is None else _Memory(), learnt is not None or quick.first is None
                entry = _Entry(diary, now, as_of, starts, language, kept, quick, longer=whole)
            with self._turn:
                if not self._dropped:
                    self._entries[key] = entry
                    self._entries.move_to_end(key)
                while len(self._entries) > _MOST:
                    self._entries.popitem(last=False)
        return entry

    def drop(self) -> None:
        """Forget everything and have the work stopped; it returns at once."""
        with self._turn:
            self._dropped, self._wanted = True, None
            self._entries.clear()

    def _work(self) -> None:
        """Make what is wanted, the latest wish first, until nothing is."""
        while True:
            with self._turn:
                entry = self._wanted
                if entry is None:
                    self._working = False
                    return
            self._make(entry)
            with self._turn:
                if self._wanted is entry:
                    self._wanted = None

    def _make(self, entry: _Entry) -> None:
        def progress(done: int, of: int) -> None:
            with self._turn:
                if self._wanted is not entry:
                    raise _Stopped
                entry.step, entry.steps = done, of

        try:
            found = reading_of(
                entry.diary, now=entry.now, as_of=entry.as_of, starts=entry.starts, language=entry.language,
                kept=entry.kept, progress=progress,
            )  # fmt: skip
        except _Stopped:
            return
        except Exception:
            # A file locked meanwhile, a fit that cannot be made: the quick layers stand.
            with self._turn:
                entry.failed = True
        else:
            with self._turn:
                if not self._dropped:
                    entry.reading, entry.longer = found, True
        entry.done.set()
