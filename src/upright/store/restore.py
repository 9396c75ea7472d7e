"""Putting a backup in a vault's place. What stood there is never lost: it goes, whole, into the backup folder.

The order matters when the machine stops half-way. First the backup is copied and proved beside the vault; then the old
file and its journal are copied, byte by byte, into the backup folder; then the old journal goes, so that it can never
be taken for the new file's; then the proved copy takes the vault's name in one step. At every moment there is a file at
the vault's place, and before anything of the old one is touched it is whole in the backup folder.

What must not be lost of the file that is replaced (`carry`) is put into the copy before that is proved, where the data
key of the copy opens that file: where it is another state of the same vault, whatever its passphrase is by now.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import apsw

from upright.errors import UprightError, UsageFault, VaultFault
from upright.record import Diary, Record
from upright.store import database, schema
from upright.store.backup import backup_folder, build_copy, copy_name, followed, free_name
from upright.store.bodies import INSERT, new_id, row_of
from upright.store.faults import faults
from upright.store.files import DISK, Disk
from upright.store.header import Header
from upright.store.keys import Key
from upright.store.known import Known
from upright.store.opening import unlock
from upright.store.places import journal_of, place, unfinished_name

__all__ = ["Carry", "Restored", "restore_vault"]

Random = Callable[[int], bytes]
Carry = Callable[[Diary, Diary], Iterable[Record]]  # of the file that is replaced, and of the copy: what to take over


@dataclass(frozen=True)
class Restored:
    """Where the vault is now, and where what stood there before is kept; None when nothing did."""

    path: Path
    kept: Path | None


def restore_vault(
    backup: Path | str,
    to: Path | str,
    passphrase: str | None = None,
    *,
    now: datetime,
    recovery_key: str | None = None,
    carry: Carry | None = None,
    random: Random = os.urandom,
) -> Restored:
    """Put a copy of `backup` in the place `to`, after reading it from end to end. The backup itself stays.

    The passphrase, or recovery key, is the one that opens the backup; it then opens the vault. Raises WrongKey and
    VaultFault as `open_vault` does; then nothing has been changed.
    """
    if (passphrase is None) == (recovery_key is None):
        raise UsageFault("error.no_passphrase")
    backup, to = place(backup), place(to)
    with faults():
        if to.is_symlink():
            raise VaultFault("error.vault_link")
        if to.is_dir():
            raise VaultFault("error.file_is_folder")
        if to.exists() and backup.exists() and to.samefile(backup):
            raise UsageFault("error.restore_same")
    header, data_key = unlock(backup, passphrase, recovery_key, DISK)
    return restore_with_key(backup, to, header, data_key, DISK, now=now, carry=carry, random=random)


def restore_with_key(
    backup: Path,
    to: Path,
    header: Header,
    data_key: Key,
    disk: Disk,
    *,
    now: datetime,
    carry: Carry | None = None,
    random: Random = os.urandom,
) -> Restored:
    """The same with the key at hand, which is wiped. For `restore_vault`, and for tests that stop it half-way."""
    try:
        with faults():
            con = database.connect(backup, data_key, disk)
            try:
                if not database.pages_are_whole(con):
                    raise VaultFault("error.backup_damaged")
                if not 0 < schema.version(con) <= schema.LATEST:
                    raise VaultFault("error.vault_newer")
                disk.make_folder(to.parent)
                replaced = _diary_of(to, data_key, disk) if carry is not None else None

                def add(target: apsw.Connection) -> None:
                    if carry is not None and replaced is not None:
                        for record in carry(replaced, Known().diary(target)):
                            target.execute(INSERT, row_of(record, record.id or new_id(random)))

                copy = build_copy(con, header, data_key, to, disk, random, add=add)
            finally:
                database.close(con)
            try:
                return Restored(to, _take_place(copy, to, now, disk, random))
            except BaseException:
                with suppress(OSError):
                    copy.unlink(missing_ok=True)
                raise
    finally:
        data_key.wipe()


def _diary_of(replaced: Path, data_key: Key, disk: Disk) -> Diary | None:
    """What stands in a file, if it is there, can be read, and opens with this key; else None. It is not changed."""
    try:
        con = database.connect(replaced, data_key, disk, read_only=True)
    except (apsw.Error, UprightError, OSError):
        return None
    try:
        return Known().diary(con)
    except (apsw.Error, UprightError, OSError):
        return None
    finally:
        database.close(con)


def _take_place(copy: Path, to: Path, now: datetime, disk: Disk, random: Random) -> Path | None:
    journal = journal_of(to)
    if not to.exists():
        kept = _keep(to, now, disk, random) if journal.exists() else None
        disk.delete(journal)
        disk.sync_folder(to.parent)
        disk.publish(copy, to)
        return kept
    # An empty file has nothing to lock; no connection can be at it.
    with disk.alone(to) if to.stat().st_size else nullcontext():
        kept = _keep(to, now, disk, random)
        disk.delete(journal)
        disk.sync_folder(to.parent)
        disk.replace(copy, to)
        disk.sync_folder(to.parent)
    return kept


def _keep(vault: Path, now: datetime, disk: Disk, random: Random) -> Path:
    """Copy what stands in the vault's place, byte by byte, into the backup folder; its journal first.

    A second name would be quicker, but if the restore were cut off the vault would have two names for good, and each
    name its own journal.
    """
    disk.make_folder(backup_folder(vault))
    words = now.strftime("before restore %Y-%m-%d %H.%M.%S")
    kept = free_name(followed(backup_folder(vault)) / copy_name(vault, words))
    for source, target in ((journal_of(vault), journal_of(kept)), (vault, kept)):
        if source.exists():
            unfinished = unfinished_name(target, random)
            try:
                disk.copy(source, unfinished)
                disk.publish(unfinished, target)
            except BaseException:
                with suppress(OSError):
                    unfinished.unlink(missing_ok=True)  # half a copy would fill the disk that is full
                raise
    return kept if kept.exists() else journal_of(kept)
