"""Checking a vault from end to end, without changing what it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import apsw

from upright.errors import Fault, UsageFault
from upright.store import database, schema
from upright.store.backup import Backup, backup_folder, good_backup, list_backups
from upright.store.bodies import diary_of
from upright.store.faults import faults
from upright.store.files import DISK
from upright.store.header import read_head
from upright.store.keys import Key
from upright.store.opening import unlock
from upright.store.places import place, unfinished_names

__all__ = ["Verification", "verify_vault"]


@dataclass(frozen=True)
class Verification:
    """What a check found."""

    head: tuple[bool, bool]  # whether each slot of the head is whole; opening needs one and mends the other
    version: int | None  # of the schema; None when it cannot be read
    pages: int  # of the database, 4096 bytes each
    whole: bool  # every page is what was written and the tables hold together
    records: int
    faults: tuple[Fault, ...]  # records that are there and cannot be understood
    revisions: int
    backups: int
    good_backup: Backup | None  # the newest copy that can be read from end to end with this vault's key
    unfinished: tuple[Path, ...]  # left by a making that was cut off; may be deleted

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong with the vault itself."""
        return self.whole and not self.faults


def verify_vault(path: Path | str, passphrase: str | None = None, *, recovery_key: str | None = None) -> Verification:
    """Read every page and every record of a vault, and look for its newest good backup.

    A transaction that was cut off is undone first, as by any opening; nothing else changes. Raises WrongKey and
    VaultFault as `open_vault` does for what cannot be opened as a vault at all; damaged pages are part of the answer.
    """
    if (passphrase is None) == (recovery_key is None):
        raise UsageFault("error.no_passphrase")
    path = place(path)
    _, data_key = unlock(path, passphrase, recovery_key, DISK)
    try:
        return verify_with_key(path, data_key)
    finally:
        data_key.wipe()


def verify_with_key(path: Path, data_key: Key) -> Verification:
    """The same with the key at hand."""
    with faults():
        slots = read_head(path, DISK).slots
    whole, pages, version, records, revisions, bad = _read_all(path, data_key)
    return Verification(
        head=(slots[0] is not None, slots[1] is not None),
        version=version,
        pages=pages,
        whole=whole,
        records=records,
        faults=bad,
        revisions=revisions,
        backups=len(list_backups(path)),
        good_backup=good_backup(path, data_key, DISK),
        unfinished=(*unfinished_names(path), *unfinished_names(backup_folder(path), folder=True)),
    )


def _read_all(path: Path, data_key: Key) -> tuple[bool, int, int | None, int, int, tuple[Fault, ...]]:
    broken = (False, 0, None, 0, 0, ())
    with faults():
        try:
            con = database.connect(path, data_key, DISK)
        except (apsw.CorruptError, apsw.NotADBError):
            return broken
        try:
            version = schema.version(con)
            pages = int(con.pragma("page_count"))
            whole = database.pages_are_whole(con)
            bodies: list[bytes] = [row[0] for row in con.execute("SELECT body FROM records ORDER BY number")]
            revisions = int(con.execute("SELECT count(*) FROM revisions").get) if version > 1 else 0
            return whole, pages, version, len(bodies), revisions, diary_of(bodies).faults
        except (apsw.CorruptError, apsw.NotADBError, apsw.SQLError):
            return broken
        finally:
            database.close(con)
