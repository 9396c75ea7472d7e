"""Deleting a vault for good: its head is overwritten, so that what a disk keeps of it opens with nothing, then it goes.

First the vault, under a lock that nobody else can have at the same time, so that nothing is deleted while another
program writes in it; then, if that was asked for, its copies.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import apsw

from upright.store.backup import backup_folder, list_backups
from upright.store.faults import faults
from upright.store.files import HEAD, Disk
from upright.store.places import journal_of, unfinished_names

__all__ = ["copies_of", "delete_vault"]


def copies_of(vault: Path) -> tuple[Path, ...]:
    """The copies in the vault's folder, and what is left there and beside the vault of makings that were cut off."""
    folder = backup_folder(vault)
    left = (*unfinished_names(vault), *unfinished_names(folder, folder=True))
    return (*(one.path for one in list_backups(vault)), *left)


def delete_vault(vault: Path, disk: Disk, *, copies: bool) -> tuple[Path, ...]:
    """Delete a vault, and its copies if asked; returns the copies that are still there. Raises VaultFault when busy."""
    with faults(), disk.alone(vault):
        disk.write(vault, [(0, bytes(HEAD))])
        disk.delete(vault)
        disk.delete(journal_of(vault))
    with suppress(OSError):
        disk.sync_folder(vault.parent)
    if copies:
        for path in copies_of(vault):
            with suppress(OSError, apsw.Error):
                disk.write(path, [(0, bytes(HEAD))])
            with suppress(OSError):
                disk.delete(path)
                disk.delete(journal_of(path))
        folder = backup_folder(vault)
        with suppress(OSError):
            if not folder.is_symlink():
                folder.rmdir()  # only if nothing of hers is in it
            disk.sync_folder(vault.parent)
    return copies_of(vault)
