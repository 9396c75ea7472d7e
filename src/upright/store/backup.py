"""Backups: encrypted copies in a visible folder beside the vault, and which of them are kept.

    notes.dat                                        the vault
    notes backups/notes 2026-11-23 21.45.00.dat      a copy; the time is the wall clock's when it was made
    notes backups/notes before version 2.dat         made before a migration; never removed by rotation
    notes backups/notes before restore 2026-….dat    what stood in the vault's place before a restore; likewise

A copy is a vault like any other, with the same data key and the keys that opened the vault when it was made. It is
written under an unfinished name, brought to the disk, opened again and read from end to end, and only then named.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import apsw

from upright.errors import VaultFault
from upright.store.database import change, close, connect, copy_pages, pages_are_whole
from upright.store.faults import faults
from upright.store.files import Disk
from upright.store.header import IN_USE, Header, read_head, write_head
from upright.store.keys import Key
from upright.store.places import journal_of, unfinished_name, unfinished_names
from upright.store.schema import version

__all__ = ["Backup", "backup_folder", "beyond_rotation", "build_copy", "list_backups", "make_backup", "share_head"]

DAYS, WEEKS, MONTHS = 7, 4, 6
_UNFINISHED_SECONDS = 3600  # a copy takes seconds; what is older was cut off
_STAMP = "%Y-%m-%d %H.%M.%S"


@dataclass(frozen=True)
class Backup:
    """One copy. `made` sorts by time ("2026-11-23 21.45.00"), "" where the name tells none; `why` says what it is."""

    path: Path
    made: str
    why: str  # "dated", "before_version", "before_restore"

    @property
    def day(self) -> date | None:
        """The day it was made, by the wall clock of then."""
        return date.fromisoformat(self.made[:10]) if self.made else None


def backup_folder(vault: Path) -> Path:
    """The folder that holds the copies of a vault."""
    return vault.with_name(f"{vault.stem} backups")


def followed(folder: Path) -> Path:
    """The folder with all links followed: the driver opens no file on a way that leads through one."""
    return Path(os.path.realpath(folder))


def copy_name(vault: Path, words: str) -> str:
    """The name of a copy of a vault."""
    return f"{vault.stem} {words}{vault.suffix}"


def free_name(path: Path) -> Path:
    """`path`, or the first of "path (2)", "path (3)" … that no file has, nor a journal that would be taken for its."""
    found, number = path, 1
    while os.path.lexists(found) or os.path.lexists(journal_of(found)):
        number += 1
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return found


def list_backups(vault: Path) -> tuple[Backup, ...]:
    """The copies in the vault's folder, newest first, then those without a time. Other files are not looked at."""
    time = r"(?P<made>\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d)"
    kinds = rf"(?:(?P<restore>before restore )?{time}|before version \d+)(?: \(\d+\))?"
    form = re.compile(rf"{re.escape(vault.stem)} {kinds}{re.escape(vault.suffix)}", re.ASCII)
    found = []
    try:
        names = sorted(followed(backup_folder(vault)).iterdir(), reverse=True)
    except OSError:
        return ()
    for path in names:
        match = form.fullmatch(path.name)
        if match and path.is_file() and not path.is_symlink():
            why = "before_restore" if match["restore"] else "dated" if match["made"] else "before_version"
            backup = Backup(path, match["made"] or "", why)
            with suppress(ValueError):  # 31 February is a name that someone else gave
                found.append((backup.day is not None, backup.made, backup))
    return tuple(backup for *_, backup in sorted(found, key=lambda one: one[:2], reverse=True))


def beyond_rotation(backups: Iterable[Backup]) -> tuple[Backup, ...]:
    """The dated copies that are no longer kept.

    Kept is the newest copy of each of the last 7 days, 4 weeks (Monday to Sunday) and 6 months that have one. Days
    without a copy do not count, so that a long pause never empties the folder.
    """
    dated = sorted(
        (one for one in backups if one.why == "dated"), key=lambda one: (one.made, one.path.name), reverse=True
    )
    kept: set[Path] = set()
    spans: tuple[tuple[int, Callable[[date], object]], ...] = (
        (DAYS, lambda day: day),
        (WEEKS, lambda day: day.isocalendar()[:2]),
        (MONTHS, lambda day: (day.year, day.month)),
    )
    for most, span in spans:
        newest: dict[object, Path] = {}
        for one in dated:
            newest.setdefault(span(date.fromisoformat(one.made[:10])), one.path)
        kept.update(list(newest.values())[:most])
    return tuple(one for one in dated if one.path not in kept)


def build_copy(
    source: apsw.Connection,
    header: Header,
    data_key: Key,
    near: Path,
    disk: Disk,
    random: Callable[[int], bytes],
    *,
    add: Callable[[apsw.Connection], None] | None = None,
) -> Path:
    """Copy an open vault to an unfinished name beside `near`, bring it to the disk and prove that it can be read.

    `add` puts more into the copy before that. Returns the unfinished name; the caller gives it its own. Whatever fails
    leaves no file behind.
    """
    unfinished = unfinished_name(near, random)
    disk.make(unfinished)
    try:
        target = connect(unfinished, data_key, disk, new=True)
        try:
            copy_pages(source, target)
            if add is not None:
                add(target)
        finally:
            close(target)
        write_head(unfinished, replace(header, state=IN_USE), data_key, disk)
        if not _is_good(unfinished, data_key, disk, version(source)):
            raise VaultFault("error.backup_unproved")
    except BaseException:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    return unfinished


def _is_good(path: Path, data_key: Key, disk: Disk, wanted: int | None = None) -> bool:
    """Whether a vault can be read from end to end with this key."""
    try:
        head = read_head(path, disk)
        if head.newest is None or not head.newest.sealed_by(data_key):
            return False
        con = connect(path, data_key, disk, read_only=True)
    except (apsw.Error, VaultFault, OSError):
        return False
    try:
        return pages_are_whole(con) and (wanted is None or version(con) == wanted)
    finally:
        close(con)


def good_backup(vault: Path, data_key: Key, disk: Disk) -> Backup | None:
    """The newest copy that can be read from end to end with this key."""
    return next((one for one in list_backups(vault) if _is_good(one.path, data_key, disk)), None)


def make_backup(
    con: apsw.Connection,
    vault: Path,
    data_key: Key,
    disk: Disk,
    random: Callable[[int], bytes],
    *,
    now: datetime | None,
    folder: Path | None = None,
    words: str | None = None,
) -> Path:
    """Copy the vault into `folder`, else into its own, where older copies are then rotated. Returns the copy.

    The name carries `now`, or `words` in its place. A folder that is missing is made for this person only; one that is
    there keeps its permissions.
    """
    with faults():
        if words is None:
            if now is None:
                raise TypeError("a dated copy needs a date")
            words = now.strftime(_STAMP)
        where = backup_folder(vault) if folder is None else folder
        try:
            disk.make_folder(where)
        except (NotADirectoryError, FileExistsError):
            raise VaultFault("error.vault_folder") from None
        header = read_head(vault, disk).newest
        if header is None or not header.sealed_by(data_key):
            raise VaultFault("error.vault_moved")
        wanted = followed(where) / copy_name(vault, words)
        unfinished = build_copy(con, header, data_key, wanted, disk, random)
        final = _publish(unfinished, wanted, disk)
    if folder is None and now is not None:
        _rotate(vault, now, disk)
        _agree(con, vault, data_key, disk)
    return final


def _publish(unfinished: Path, wanted: Path, disk: Disk) -> Path:
    """Give a finished copy its name, or the next free one when another process was faster."""
    while True:
        final = free_name(wanted)
        try:
            disk.publish(unfinished, final)
        except FileExistsError:
            continue
        return final


def _rotate(vault: Path, now: datetime, disk: Disk) -> None:
    """Remove copies beyond rotation and what a making left that was cut off. What cannot be removed stays."""
    with suppress(OSError):
        for one in beyond_rotation(list_backups(vault)):
            disk.delete(one.path)
        for left in (*unfinished_names(vault), *unfinished_names(backup_folder(vault), folder=True)):
            if now.timestamp() - left.stat().st_mtime > _UNFINISHED_SECONDS:
                disk.delete(left)


def _agree(con: apsw.Connection, vault: Path, data_key: Key, disk: Disk) -> None:
    """Let copies open as the vault does that a change of its keys did not reach, as it was stopped half-way.

    Under the write lock, so that no other process changes the keys meanwhile and finds the old ones put back.
    """
    with suppress(apsw.Error, VaultFault, OSError):
        if con.readonly("main"):
            return
        with change(con):
            header = read_head(vault, disk).newest
            if header is not None and header.sealed_by(data_key):
                share_head(vault, header, data_key, disk)


def share_head(vault: Path, header: Header, data_key: Key, disk: Disk) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Give the copies in the vault's folder the vault's own head: opened by the same passphrase and recovery key.

    Returns the copies that have it now, and those that do not: of another vault, damaged, in use, not writable. The
    caller holds the vault's write lock, so that of two changes the later one is what the copies end with.
    """
    changed, left = [], []
    for one in list_backups(vault):
        try:
            head = read_head(one.path, disk)
            if head.at_rest and head.newest is not None and head.newest.opens_as(header):
                changed.append(one.path)
                continue
            with disk.alone(one.path):
                found = read_head(one.path, disk).newest
                if found is None or found.vault_id != header.vault_id or not found.sealed_by(data_key):
                    raise VaultFault("error.vault_not_ours")
                write_head(one.path, header, data_key, disk)
            changed.append(one.path)
        except (apsw.Error, VaultFault, OSError):
            left.append(one.path)
    return tuple(changed), tuple(left)
