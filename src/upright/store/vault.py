"""An open vault: records, settings and artefacts in, records, settings and artefacts out.

Everything that `add` or another changing method has returned from is on the disk. Each is one transaction that takes
the write lock first, so two processes wait for each other and neither loses what the other wrote.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import apsw

from upright.errors import UsageFault, VaultFault
from upright.record import Diary, Record, record_from, record_to
from upright.store import database
from upright.store.backup import Backup, backup_folder, good_backup, list_backups, make_backup, share_head
from upright.store.bodies import INSERT, diary_of, encode, microseconds, new_id, row_of
from upright.store.faults import faults
from upright.store.files import Disk
from upright.store.header import Header, read_head, write_head
from upright.store.keys import DEFAULT, Cost, Key, Wrapped, new_recovery_key, passphrase_bytes, recovery_bytes
from upright.store.known import Known
from upright.store.places import identity, unfinished_names
from upright.store.removal import copies_of, delete_vault

__all__ = ["KeyChange", "Removed", "Vault"]


@dataclass(frozen=True)
class Removed:
    """What is left of a record that was removed: files that still hold it, and their folder."""

    id: str
    folder: Path
    copies: tuple[Path, ...]


@dataclass(frozen=True)
class KeyChange:
    """Which copies in the backup folder open with the new key, and which still open with what opened them before."""

    changed: tuple[Path, ...]
    unchanged: tuple[Path, ...]


class Vault:
    """An open vault; made by `create_vault` and `open_vault`. A context manager; `close` may be called twice.

    Methods raise VaultFault for what the disk or the file refuses, UsageFault for what cannot be done as asked.
    """

    def __init__(
        self,
        path: Path,
        data_key: Key,
        con: apsw.Connection,
        disk: Disk,
        *,
        random: Callable[[int], bytes] = os.urandom,
        cost: Cost = DEFAULT,
    ) -> None:
        self._begin(path, data_key, con, disk, random=random, cost=cost)
        self._file = identity(path)

    def _begin(
        self,
        path: Path,
        data_key: Key,
        con: apsw.Connection,
        disk: Disk,
        *,
        random: Callable[[int], bytes],
        cost: Cost = DEFAULT,
    ) -> None:
        self.path = path
        self._key = data_key
        self._con: apsw.Connection | None = con
        self._disk = disk
        self._random = random
        self._cost = cost
        self._turn = threading.RLock()  # a connection has one transaction: threads take turns
        self._known = Known()

    def __repr__(self) -> str:
        return f"<Vault {'closed' if self._con is None else 'open'}>"

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and wipe the key. A second time does nothing."""
        with self._turn:
            if self._con is not None:
                database.close(self._con)
                self._con = None
            self._known.forget()
            self._key.wipe()

    @property
    def closed(self) -> bool:
        """Whether the vault has been closed."""
        return self._con is None

    @property
    def read_only(self) -> bool:
        """Whether the file can only be read: its permissions or its place allow no more."""
        with self._reading() as con:
            return con.readonly("main")

    @contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        with self._turn:
            if self._con is None:
                raise UsageFault("error.vault_closed")
            if identity(self.path) != self._file:
                raise VaultFault("error.vault_moved")
            with faults():
                yield self._con

    @contextmanager
    def _changing(self) -> Iterator[apsw.Connection]:
        with self._reading() as con:
            if con.readonly("main"):  # a transaction that writes no page would not notice
                raise VaultFault("error.vault_read_only")
            if con.in_transaction:  # within `together`: the turn is this thread's, so the transaction is too
                yield con
                return
            try:
                with database.change(con):
                    yield con
            except BaseException:
                self._known.forget()  # it may have been read within
                raise

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let all changes made within be one: at its end all of them are on the disk, or none."""
        with self._changing():
            yield

    # Records

    def add(self, records: Iterable[Record]) -> list[str]:
        """Keep records, all or none, and return their ids in the same order.

        A record without an id gets a random one. A record that is there already, the same in every field, is not kept
        a second time; an id that is there with something else raises UsageFault and nothing is kept.
        """
        ids = []
        with self._changing() as con:
            for record in records:
                id = record.id or new_id(self._random)
                row = row_of(record, id)
                con.execute(INSERT, row)
                if not con.changes() and _body(con, id) != row[3]:
                    raise UsageFault("error.record_differs")
                ids.append(id)
        return ids

    def diary(self) -> Diary:
        """Every record in the order of writing. One that cannot be understood is a fault in the diary, not an error."""
        with self._reading() as con:
            return self._known.diary(con)

    def count(self) -> int:
        """How many records there are."""
        with self._reading() as con:
            return int(con.execute("SELECT count(*) FROM records").get)

    def get(self, id: str) -> Record:
        """The record with this id. Raises UsageFault when there is none."""
        with self._reading() as con:
            body = _body(con, id)
        if body is None:
            raise UsageFault("error.no_record")
        return record_from(json.loads(body))

    def latest(self, kind: str, most: int) -> tuple[Record, ...]:
        """The last records of a kind by the time they tell of, newest first, without reading the others."""
        order = "SELECT body FROM records WHERE kind = ? ORDER BY at DESC, number DESC LIMIT ?"
        with self._reading() as con:
            bodies = _column(con, order, kind, most)
        return diary_of(bodies).records

    def amend(self, id: str, record: Record, now: datetime) -> None:
        """Let a record say something else. What it said before is kept until `forget_revisions`."""
        self.update(id, lambda _: record, now)

    def update(self, id: str, change: Callable[[Record], Record], now: datetime, *, keep_before: bool = True) -> Record:
        """Let a record say what `change` makes of what it says at this moment; return that.

        To be used where something is added to a record, such as an event: `amend` with a record read earlier would
        take out what another process has added since. What it said before is kept as by `amend`, unless `keep_before`
        is False: for what she did not say, such as the place of a step in a list.
        """
        with self._changing() as con:
            before = _body(con, id)
            if before is None:
                raise UsageFault("error.no_record")
            record = change(record_from(json.loads(before)))
            raw = record_to(record)
            raw["id"] = id
            if keep_before:
                revision = (id, microseconds(now), before)
                con.execute("INSERT INTO revisions (record, replaced_at, body) VALUES (?, ?, ?)", revision)
            con.execute(
                "UPDATE records SET kind = ?, at = ?, body = ? WHERE id = ?",
                (record.kind, microseconds(record.at), encode(raw), id),
            )
            self._known.forget()
        return record

    def revisions(self, id: str) -> tuple[Record, ...]:
        """What a record said before, oldest first."""
        with self._reading() as con:
            bodies = _column(con, "SELECT body FROM revisions WHERE record = ? ORDER BY number", id)
        return diary_of(bodies).records

    def forget_revisions(self, id: str | None = None) -> int:
        """Delete what a record said before, or what all did; returns how many versions. Copies still hold them."""
        with self._changing() as con:
            con.execute("DELETE FROM revisions WHERE ?1 IS NULL OR record = ?1", (id,))
            return con.changes()

    def remove(self, id: str) -> Removed:
        """Delete a record, what it said before and everything worked out; tell which files still hold it."""
        with self._changing() as con:
            con.execute("DELETE FROM records WHERE id = ?", (id,))
            if not con.changes():
                raise UsageFault("error.no_record")
            self._known.forget()
            con.execute("DELETE FROM artefacts")
        return Removed(id, backup_folder(self.path), self._copies())

    # Settings, and what can be worked out again

    def settings(self) -> dict[str, Any]:
        """Every setting by its name."""
        with self._reading() as con:
            return {name: json.loads(value) for name, value in con.execute("SELECT name, value FROM settings")}

    def set_setting(self, key: str, value: Any) -> None:
        """Keep a setting: any plain value; None takes it out."""
        with self._changing() as con:
            if value is None:
                con.execute("DELETE FROM settings WHERE name = ?", (key,))
            else:
                con.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, encode(value).decode("utf-8")))

    def artefact(self, key: str) -> bytes | None:
        """A thing worked out before, or None."""
        with self._reading() as con:
            return next(iter(_column(con, "SELECT value FROM artefacts WHERE name = ?", key)), None)

    def keep_artefact(self, key: str, value: bytes) -> None:
        """Keep a thing that can be worked out again."""
        with self._changing() as con:
            con.execute("INSERT OR REPLACE INTO artefacts VALUES (?, ?)", (key, value))

    def drop_artefacts(self) -> int:
        """Delete everything that can be worked out again; returns how many things. Nothing she wrote is lost."""
        with self._changing() as con:
            con.execute("DELETE FROM artefacts")
            return con.changes()

    # Keys

    def change_passphrase(self, new: str) -> KeyChange:
        """Let the vault, and the copies in its backup folder, open with another passphrase only.

        Copies elsewhere still open with the old one. The data key stays: who has it already has it still.
        """
        wrapped = self._wrap(passphrase_bytes(new), recovery=False)
        return self._change_head(lambda header: replace(header, passphrase=wrapped))

    def add_recovery_key(self) -> str:
        """Make a recovery key, which opens the vault when the passphrase is forgotten, and return it as it is printed.

        It is kept nowhere. A recovery key made before no longer opens the vault.
        """
        printed = new_recovery_key(self._random)
        wrapped = self._wrap(recovery_bytes(printed), recovery=True)
        self._change_head(lambda header: replace(header, recovery=wrapped))
        return printed

    def remove_recovery_key(self) -> KeyChange:
        """Let the passphrase alone open the vault."""
        return self._change_head(lambda header: replace(header, recovery=None))

    @property
    def has_recovery_key(self) -> bool:
        """Whether a recovery key opens the vault."""
        with self._reading():
            return self._header().recovery is not None

    def _wrap(self, secret: bytes, *, recovery: bool) -> Wrapped:
        with self._reading():
            return Wrapped.wrap(self._key, secret, self._header().bound(recovery), self._cost, self._random)

    def _change_head(self, changed: Callable[[Header], Header]) -> KeyChange:
        with self._changing():  # the write lock keeps other processes from changing the head
            header = write_head(self.path, changed(self._header()), self._key, self._disk)
            return KeyChange(*share_head(self.path, header, self._key, self._disk))

    def _header(self) -> Header:
        header = read_head(self.path, self._disk).newest
        if header is None or not header.sealed_by(self._key):
            raise VaultFault("error.vault_moved")
        return header

    # Backups

    def backup(self, folder: Path | None = None, *, now: datetime) -> Path:
        """Make a copy in the backup folder, or in another, prove that it can be read, and return where it is."""
        with self._reading() as con:
            return make_backup(con, self.path, self._key, self._disk, self._random, now=now, folder=folder)

    def backup_if_due(self, now: datetime) -> Path | None:
        """Make a copy unless there is one of this day; to be called after each write."""
        if any(one.why == "dated" and one.day == now.date() for one in self.backups()):
            return None
        return self.backup(now=now)

    def backups(self) -> tuple[Backup, ...]:
        """The copies in the backup folder, newest first."""
        return list_backups(self.path)

    def good_backup(self) -> Backup | None:
        """The newest copy in the backup folder that can be read from end to end; this reads it."""
        with self._reading():
            return good_backup(self.path, self._key, self._disk)

    def _copies(self) -> tuple[Path, ...]:
        return copies_of(self.path)

    def drop_backups(self) -> tuple[Path, ...]:
        """Delete every copy in the backup folder; returns those that could not be deleted."""
        left = []
        folder = backup_folder(self.path)
        for path in (*(one.path for one in self.backups()), *unfinished_names(folder, folder=True)):
            try:
                self._disk.delete(path)
            except OSError:
                left.append(path)
        return tuple(left)

    def delete(self, *, copies: bool) -> Removed:
        """Delete the vault for good, with the copies in its folder if asked, and close it; tell which copies remain.

        Raises VaultFault when another program is reading or writing in it; then it is there and open as before.
        """
        with self._turn:
            with self._changing():
                pass  # it is still ours and can be written
            left = delete_vault(self.path, self._disk, copies=copies)
            self.close()
        return Removed("", backup_folder(self.path), left)


def _column(con: apsw.Connection, query: str, *values: Any) -> list[Any]:
    return [row[0] for row in con.execute(query, values)]


def _body(con: apsw.Connection, id: str) -> bytes | None:
    return next(iter(_column(con, "SELECT body FROM records WHERE id = ?", id)), None)
