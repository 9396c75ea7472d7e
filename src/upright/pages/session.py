"""A browser that was let in, and the file it has open. The open file belongs to a session and to nothing else.

A session locks itself by the wall clock, so that sleep counts: at the next request, and every few seconds without one.
Locking closes the file and wipes its key.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from upright.actions import vault as vaults
from upright.actions.diary import Taken
from upright.actions.settings import Settings, settings_of
from upright.actions.vault import Removed, Vault
from upright.actions.write import Kept
from upright.errors import UprightError
from upright.pages.form import Form
from upright.pages.readings import Readings
from upright.record import Diary, Record, Safety

if TYPE_CHECKING:
    from upright.reading.beside import Beside

__all__ = ["Notice", "Search", "Session", "Sessions", "Undo"]

_MOST = 24  # sessions at a time; the one seen longest ago makes room
UNDO_FOR = timedelta(seconds=10)
_LATE = timedelta(seconds=3)  # the click of the tenth second is on its way


@dataclass(frozen=True)
class Undo:
    """The last save, or the last record that was taken out, which can be taken back until `until`."""

    kept: Kept | Taken
    at: datetime
    until: datetime

    def seconds(self, now: datetime) -> int:
        """For how many seconds it can still be taken back, as a page says it."""
        return max(1, (self.until - now) // timedelta(seconds=1))


@dataclass(frozen=True)
class Notice:
    """A sentence to be said for a few seconds, by the id of its text: on one page, or with `on` "" on the next ones."""

    id: str
    at: datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    on: str = ""

    def stands(self, now: datetime) -> bool:
        """Whether it is still to be said."""
        return abs(now - self.at) < UNDO_FOR


@dataclass(frozen=True, repr=False)
class Search:
    """What is looked for in the diary. It holds her words, so it stays here: it never stands in an address."""

    words: str = ""
    kind: str = ""
    topic: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.kind or self.topic)


@dataclass(repr=False)
class Session:
    """One browser. `vault` is None while it is locked."""

    language: str
    path: Path
    seen: datetime
    id: str = ""
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    vault: Vault | None = None
    demo: bool = False
    expected: bool = False  # a file was open here and not deleted: if it is gone, its copies come first, not Welcome
    settings: Settings = field(default_factory=Settings)
    given: tuple[Safety, ...] = ()  # answers to the eight questions, until the file is locked, whether kept or not
    keep_answers: bool = False
    passed: set[str] = field(default_factory=set)  # the gated pages before which the gate has stood
    undo: Undo | None = None
    notice: Notice | None = None
    day: date | None = None  # the day she writes for, if it is not today
    held: Form | None = None  # what she sent when the file had locked meanwhile; shown again once it is open
    held_for: str = ""  # the act that it was sent to
    search: Search = field(default_factory=Search)
    letter: str = ""  # what is being checked before it is sent; it is never written to the file
    letter_as_it_is: frozenset[str] = frozenset()  # marks of it that she wants to keep as they are
    found: tuple[Diary, tuple[Search, str], tuple[Record, ...]] | None = None  # in which diary, for what, what
    beside: tuple[Diary, tuple[date, timedelta, str], Beside | None] | None = None  # what Decide shows beside it
    deleted: Removed | None = None  # the file that was deleted: which copies remain, until another is opened
    left: Removed | None = None  # of the record that was taken out last: which copies still hold it
    recovery_key: str | None = None  # just made, until she says that she has it
    wrong: int = 0  # passphrases in a row
    copy_due: bool = False
    here: str = ""  # the step of the plan that was touched last
    new_place: str = ""  # where a new file is to be, from when the one before was closed until it is made
    readings: Readings | None = None  # what was read of the open file, and the work on it
    saved_forms: set[str] = field(default_factory=set)
    turn: threading.RLock = field(default_factory=threading.RLock)

    def __repr__(self) -> str:
        return f"<Session {'locked' if self.vault is None else 'open'}>"

    @property
    def open(self) -> bool:
        """Whether a file is open."""
        return self.vault is not None

    def opened(self, vault: Vault, *, now: datetime, demo: bool = False) -> None:
        """Take a file that was opened; one that was open before is locked. Raises VaultFault when it is damaged."""
        try:
            settings = settings_of(vault)
        except UprightError:
            vault.close()
            raise
        with self.turn:
            self.lock(now)
            self.vault, self.demo, self.seen, self.wrong, self.deleted = vault, demo, now, 0, None
            self.new_place = ""
            self.expected = self.expected or not demo
            self.settings = settings
            self.language = self.settings.language or self.language
            self.readings = Readings(vault)

    def due(self, now: datetime) -> bool:
        """Whether too long has passed since the last sign of her, by the wall clock; also if the clock went back."""
        return self.vault is not None and abs(now - self.seen) >= self.settings.lock_after

    def lock(self, now: datetime) -> None:
        """Close the file and forget what belongs to it."""
        with self.turn:
            vault, self.vault = self.vault, None
            readings, self.readings = self.readings, None
            if readings is not None:
                readings.drop()
            if vault is not None:
                with suppress(UprightError):
                    self._copy(vault, now)
                vault.close()
                self.given, self.keep_answers = (), False
            self.undo = self.notice = self.day = self.held = self.recovery_key = self.left = None
            self.search, self.found, self.beside, self.here = Search(), None, None, ""
            self.letter, self.letter_as_it_is = "", frozenset()
            self.demo, self.copy_due, self.settings = False, False, _seen_while_locked(self.settings)
            self.saved_forms.clear()
            self.passed.clear()

    def read_ahead(self, now: datetime) -> None:
        """Begin to read a long diary, so that Read shows it at once; nothing where it is short or nothing is open."""
        with self.turn:
            vault, readings = self.vault, self.readings
        if vault is not None and readings is not None:
            readings.ahead(vault.diary, now=now, starts=self.settings.day_begins, language=self.language)

    def sent_to(self, *acts: str) -> Form | None:
        """What was sent to one of these acts when the file had locked meanwhile; it is shown again, unsaved."""
        return self.held if self.held_for in acts else None

    def can_undo(self, now: datetime) -> bool:
        """Whether the last save can be taken back."""
        return self.undo is not None and self.undo.at <= now <= self.undo.until + _LATE

    def handle(self, id: str) -> str:
        """What stands for a record in an address of this session; an id may have come from a file and be a word."""
        return blake2b(id.encode("utf-8", "replace"), key=self.csrf.encode(), digest_size=9).hexdigest()

    def copy_if_due(self, now: datetime) -> None:
        """Make the copy of the day, but not while what was saved can be taken back: a copy would keep it."""
        with self.turn:
            if self.undo is not None and now > self.undo.until + _LATE:
                self.undo = None  # a record that was taken out is kept no longer than it can be put back
            if self.vault is None or not self.copy_due or self.can_undo(now):
                return
            try:
                self._copy(self.vault, now)
            except UprightError:
                self.notice = Notice("page.copy_not_made", now)

    def _copy(self, vault: Vault, now: datetime) -> None:
        if self.copy_due:
            self.copy_due = False
            vaults.daily_copy(vault, now=now)


def _seen_while_locked(settings: Settings) -> Settings:
    """Of her choices those that show while the file is closed: theme and title, so that locking changes no window, and
    the country, so that Help now keeps its order."""
    return Settings(theme=settings.theme, title=settings.title, country=settings.country)


class Sessions:
    """Every browser that was let in, by the id in its cookie."""

    def __init__(self) -> None:
        self._all: dict[str, Session] = {}
        self._turn = threading.RLock()

    def __len__(self) -> int:
        return len(self._all)

    def begin(self, language: str, path: Path, now: datetime) -> Session:
        """A new session, locked."""
        session = Session(language, path, now)
        with self._turn:
            while len(self._all) >= _MOST:
                self.end(min(self._all.values(), key=lambda one: one.seen), now)
            self.renew(session)
        return session

    def renew(self, session: Session) -> None:
        """Give a session a new id: the one known before opens nothing. Its forms, maybe half filled in, stay good."""
        with self._turn:
            self._all.pop(session.id, None)
            session.id = secrets.token_urlsafe(32)
            self._all[session.id] = session

    def of(self, id: str | None, now: datetime) -> Session | None:
        """The session with this id, locked first if its time has come."""
        session = self._all.get(id) if id else None
        if session is not None and session.due(now):
            session.lock(now)
        return session

    def end(self, session: Session, now: datetime) -> None:
        """Lock a session and forget it."""
        with self._turn:
            session.lock(now)
            self._all.pop(session.id, None)

    def end_all(self, now: datetime) -> None:
        """Lock and forget every session."""
        for session in list(self._all.values()):
            self.end(session, now)

    def sweep(self, now: datetime) -> None:
        """Lock what is due, and make copies whose time has come."""
        for session in list(self._all.values()):
            if session.due(now):
                session.lock(now)
            else:
                session.copy_if_due(now)
