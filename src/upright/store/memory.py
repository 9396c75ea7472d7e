"""A vault that is never written anywhere: for looking round a made-up diary, gone when it is closed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import apsw

from upright.errors import UsageFault
from upright.record import Record
from upright.store import schema
from upright.store.backup import Backup
from upright.store.faults import faults
from upright.store.files import DISK
from upright.store.keys import KEY, Key
from upright.store.vault import KeyChange, Removed, Vault

__all__ = ["MemoryVault", "vault_in_memory"]

_NOWHERE = Path("in memory") / "notes.dat"


class MemoryVault(Vault):
    """A vault without a file: records, changes and settings as in any other; no key, no copy, nothing on the disk."""

    def __init__(self, con: apsw.Connection, *, random: Callable[[int], bytes] = os.urandom) -> None:
        self._begin(_NOWHERE, Key(random(KEY)), con, DISK, random=random)

    @contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        with self._turn:
            if self._con is None:
                raise UsageFault("error.vault_closed")
            with faults():
                yield self._con

    @property
    def has_recovery_key(self) -> bool:
        """Whether a recovery key opens it: there is nothing to open."""
        return False

    def change_passphrase(self, new: str) -> KeyChange:
        """Raises UsageFault: there is no passphrase."""
        raise UsageFault("error.only_in_memory")

    def add_recovery_key(self) -> str:
        """Raises UsageFault: there is no key."""
        raise UsageFault("error.only_in_memory")

    def remove_recovery_key(self) -> KeyChange:
        """Raises UsageFault: there is no key."""
        raise UsageFault("error.only_in_memory")

    def backup(self, folder: Path | None = None, *, now: datetime) -> Path:
        """Raises UsageFault: a copy would be a file."""
        raise UsageFault("error.only_in_memory")

    def backup_if_due(self, now: datetime) -> Path | None:
        """No copy is ever due."""
        return None

    def good_backup(self) -> Backup | None:
        """There are no copies."""
        return None

    def _copies(self) -> tuple[Path, ...]:
        return ()

    def delete(self, *, copies: bool) -> Removed:
        """Raises UsageFault: there is no file, and closing leaves nothing."""
        raise UsageFault("error.only_in_memory")

    def backups(self) -> tuple[Backup, ...]:
        """There are no copies."""
        return ()


def vault_in_memory(records: Iterable[Record] = ()) -> MemoryVault:
    """A new vault in memory that holds these records."""
    con = apsw.Connection(":memory:")
    con.pragma("temp_store", "MEMORY")
    con.pragma("foreign_keys", True)  # a record that goes takes with it what it said before
    schema.take_steps(con)
    vault = MemoryVault(con)
    vault.add(records)
    return vault
