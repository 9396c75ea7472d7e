"""Open, make, copy, check and rekey the file that holds a diary."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from upright import store
from upright.actions.safety import carried
from upright.errors import UprightError
from upright.record import Diary
from upright.store import Backup, KeyChange, Removed, Restored, Vault, Verification

__all__ = [
    "Removed",
    "Vault",
    "Verification",
    "Backup",
    "back_up",
    "change_passphrase",
    "copies",
    "copies_at",
    "daily_copy",
    "damaged",
    "delete_everything",
    "exists",
    "folder_of_copies",
    "good_copy",
    "guessable",
    "make_recovery_key",
    "made_up_vault",
    "make_vault",
    "open_vault",
    "opens",
    "restore",
    "verify",
]


_GUESSED = 12  # characters
_DAMAGED = frozenset(
    f"error.{what}"
    for what in (
        "no_such_file", "vault_cost", "vault_damaged", "vault_empty", "vault_half_made", "vault_not_ours",
    )
)  # fmt: skip


def exists(path: Path) -> bool:
    """Whether there is anything at this path: a file that is no vault counts, so that it is never written over."""
    return os.path.lexists(path)


def make_vault(path: Path, passphrase: str, *, now: datetime) -> Vault:
    """Make a new, empty file. Raises VaultFault when there is one or it cannot be written."""
    return store.create_vault(path, passphrase, now=now)


def open_vault(path: Path, passphrase: str | None = None, *, recovery_key: str | None = None) -> Vault:
    """Open a file with its passphrase or its recovery key. Raises WrongKey or VaultFault."""
    return store.open_vault(path, passphrase, recovery_key=recovery_key)


def made_up_vault(diary: Diary) -> Vault:
    """Hold a made-up diary in memory alone, to be looked round in and written in; closing it leaves nothing."""
    return store.vault_in_memory(diary.records)


def opens(vault: Vault, passphrase: str) -> None:
    """Ask whether this passphrase opens the file. Raises WrongKey when it does not."""
    store.open_vault(vault.path, passphrase).close()


def guessable(passphrase: str) -> bool:
    """Whether a passphrase is one short word, which a machine can find by trying."""
    return len(passphrase.strip()) < _GUESSED and len(passphrase.split()) < 2


def change_passphrase(vault: Vault, passphrase: str) -> KeyChange:
    """Set another passphrase, also for the copies beside the file; copies elsewhere keep the old one."""
    return vault.change_passphrase(passphrase)


def make_recovery_key(vault: Vault) -> str:
    """Make a recovery key, which replaces an earlier one, and return it in printed groups. It is kept nowhere."""
    return vault.add_recovery_key()


def daily_copy(vault: Vault, *, now: datetime) -> Path | None:
    """Make the copy of the day if there is none yet; to be called after a write, whose record stands either way."""
    return vault.backup_if_due(now)


def back_up(vault: Vault, folder: Path | None, *, now: datetime) -> Path:
    """Make a locked copy beside the file or in `folder`, checked by opening it; returns where it is."""
    return vault.backup(folder, now=now)


def copies(vault: Vault) -> tuple[Backup, ...]:
    """The locked copies beside the file, newest first."""
    return vault.backups()


def copies_at(path: Path) -> tuple[Backup, ...]:
    """The same for a file that is locked, damaged or gone: they are found by their names."""
    return store.list_backups(path)


def damaged(error: UprightError) -> bool:
    """Whether an error says that a file is gone or cannot be read, whatever opens it. A wrong key never says so."""
    return error.id in _DAMAGED


def folder_of_copies(vault: Vault) -> Path:
    """The folder in which they are, or will be."""
    return store.backup_folder(vault.path)


def good_copy(vault: Vault) -> Backup | None:
    """The newest of them that can be read from end to end; this reads it."""
    return vault.good_backup()


def delete_everything(vault: Vault, *, with_copies: bool) -> Removed:
    """Delete the file for good, with the copies beside it if asked, and close it; tells which copies remain."""
    return vault.delete(copies=with_copies)


def restore(
    copy: Path, to: Path, passphrase: str | None = None, *, now: datetime, recovery_key: str | None = None
) -> Restored:
    """Put a copy in place of the file. What was there is kept; the answer says where.

    A yes of that file that was not taken back goes on counting, if it is another state of the same vault and readable.
    """
    return store.restore_vault(copy, to, passphrase, now=now, recovery_key=recovery_key, carry=carried)


def verify(path: Path, passphrase: str | None = None, *, recovery_key: str | None = None) -> Verification:
    """Read every page and record and say what was found; changes nothing that was written."""
    return store.verify_vault(path, passphrase, recovery_key=recovery_key)
