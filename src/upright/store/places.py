"""Names: where a vault is, what stands there, and what a file is called while it is being made."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from upright.errors import VaultFault
from upright.store.faults import faults

__all__ = ["identity", "is_unfinished", "journal_of", "look", "place", "unfinished_name", "unfinished_names"]

_UNFINISHED = ".making-"


def place(path: Path | str) -> Path:
    """The path with its folder's links followed; its last name stays, so that a link in the file's place shows."""
    path = Path(path)
    try:
        found = path.parent.resolve() / path.name
        str(found).encode("utf-8")
    except (OSError, ValueError, RuntimeError):
        raise VaultFault("error.vault_name") from None
    if path.name in ("", "..") or "\0" in str(path):
        raise VaultFault("error.vault_name")
    return found


def look(path: Path) -> os.stat_result:
    """What stands at a vault's place. Raises VaultFault unless it is a plain file with something in it."""
    with faults():
        try:
            found = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            raise VaultFault("error.no_such_file") from None
        if stat.S_ISLNK(found.st_mode):
            raise VaultFault("error.vault_link")
        if stat.S_ISDIR(found.st_mode):
            raise VaultFault("error.file_is_folder")
        if not stat.S_ISREG(found.st_mode):
            raise VaultFault("error.vault_not_ours")
        if found.st_size == 0:
            raise VaultFault("error.vault_empty")
        return found


def unfinished_name(path: Path, random: Callable[[int], bytes]) -> Path:
    """A name beside `path` for a file that is still being made."""
    return path.with_name(f"{path.name}{_UNFINISHED}{random(4).hex()}")


def journal_of(path: Path) -> Path:
    """Where the database keeps what it needs to undo a transaction that is cut off."""
    return path.with_name(f"{path.name}-journal")


def is_unfinished(path: Path) -> bool:
    """Whether a name is one that `unfinished_name` gives, or a journal of such a file."""
    head, found, tail = path.name.removesuffix("-journal").rpartition(_UNFINISHED)
    return bool(head and found and len(tail) == 8 and not tail.strip("0123456789abcdef"))


def unfinished_names(path: Path, *, folder: bool = False) -> tuple[Path, ...]:
    """Files left by a making of `path` that was cut off; with `folder`, of anything in the folder `path`."""
    where = path if folder else path.parent
    try:
        names = sorted(where.iterdir())
    except OSError:
        return ()
    start = "" if folder else path.name + _UNFINISHED
    return tuple(
        name for name in names if name.name.startswith(start) and is_unfinished(name) and not name.is_symlink()
    )


def identity(path: Path) -> tuple[int, int]:
    """What tells a file from another that takes its name. Raises VaultFault when there is none any more."""
    try:
        found = path.lstat()
    except OSError:
        raise VaultFault("error.vault_moved") from None
    return found.st_dev, found.st_ino
