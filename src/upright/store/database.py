"""The database in a vault: SQLite under sqlite3mc's ChaCha20-Poly1305, a key for each page, on the shifted files.

Opening takes the raw key, so it costs no second derivation. A rollback journal and not a write-ahead log, so that a
closed vault is one file; `synchronous = EXTRA`, so that a commit has reached the disk, its journal's end included,
before anyone is told; free pages are given back, so that none keeps what was deleted and a check reads every page.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import apsw

from upright.store.files import HEAD, Disk
from upright.store.keys import Key
from upright.store.places import look

__all__ = ["PAGE", "change", "close", "connect", "copy_pages", "pages_are_whole"]

PAGE = 4096
_BUSY_MILLISECONDS = 10_000
# SQLite's locks lie at 1 GiB of the file and are mandatory on Windows; our shift would lead pages onto them. A diary of
# a lifetime is a tenth of this.
_MOST_PAGES = 200_000
_SETTINGS: dict[str, str | int] = {
    "synchronous": "EXTRA",
    "fullfsync": 1,
    "secure_delete": 1,
    "temp_store": "MEMORY",
    "mmap_size": 0,
    "max_page_count": _MOST_PAGES,
    "cell_size_check": 1,
}
_WHILE_MADE: dict[str, str | int] = {
    "page_size": PAGE,
    "auto_vacuum": "FULL",
    "journal_mode": "MEMORY",
    "synchronous": "OFF",
}
_READ_WRITE = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_NOFOLLOW
_READ_ONLY = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_NOFOLLOW


def connect(path: Path, data_key: Key, disk: Disk, *, new: bool = False, read_only: bool = False) -> apsw.Connection:
    """A connection to the database of the vault at `path`, proved to open by reading its first page.

    `new` is for a file that is being made and has no name yet that anyone trusts: it is written without a journal on
    disk and must be brought to the disk by the caller. Raises the driver's errors, VaultFault for what is no file.
    """
    # An empty database would pass as a new one, and SQLite would delete the journal that could mend it.
    if not new and look(path).st_size < HEAD + PAGE:
        raise apsw.CorruptError("shorter than a database")
    con = apsw.Connection(str(path), flags=_READ_ONLY if read_only else _READ_WRITE, vfs=disk.vfs)
    try:
        child = data_key.child(b"database")
        con.execute("PRAGMA cipher = 'chacha20'", can_cache=False)
        con.execute(f"PRAGMA key = 'raw:{child.raw()}'", can_cache=False)
        child.wipe()
        con.set_busy_timeout(_BUSY_MILLISECONDS)
        con.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        con.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        con.config(apsw.SQLITE_DBCONFIG_ENABLE_FKEY, 1)
        for name, value in (_SETTINGS | _WHILE_MADE if new else _SETTINGS).items():
            con.pragma(name, value)
        if not new:
            con.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except BaseException:
        close(con)
        raise
    return con


def close(con: apsw.Connection) -> None:
    """Close a connection whatever state it is in; what was not committed is dropped."""
    with suppress(apsw.Error):
        con.close(True)


@contextmanager
def change(con: apsw.Connection) -> Iterator[apsw.Connection]:
    """One transaction with the write lock from its beginning: at its end all of it is on the disk, or none."""
    con.execute("BEGIN IMMEDIATE")
    try:
        yield con
        con.execute("COMMIT")
    except BaseException:
        with suppress(apsw.Error):
            if con.in_transaction:
                con.execute("ROLLBACK")
        raise


def copy_pages(source: apsw.Connection, target: apsw.Connection) -> None:
    """Copy the database page by page, as it stands at one moment. Both lie under the cipher."""
    with target.backup("main", source, "main") as copy:
        copy.step(-1)


def pages_are_whole(con: apsw.Connection) -> bool:
    """Read every page and check that each is what was written and the tables hold together."""
    try:
        return con.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    except (apsw.CorruptError, apsw.NotADBError, apsw.IOError):
        return False


def tighten(path: Path) -> None:
    """Take a vault's permissions back to its owner alone, as a copy from elsewhere may have lost them."""
    with suppress(OSError):
        if os.name != "nt" and path.stat().st_mode & 0o077:
            path.chmod(0o600)
