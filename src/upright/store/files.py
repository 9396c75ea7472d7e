"""Where the vault's bytes meet the disk: the shifted file beneath the cipher, and careful making, naming and locking.

A vault begins with a head of `HEAD` bytes that is ours (`header.py`); the cipher's database follows. `_Shifted` is what
lets both be one file: it adds `HEAD` to every offset of the main database and leaves journals as they are, so SQLite,
its locks and its crash recovery work as ever and do not know of the head.

Every touch of a vault goes through the driver's own file layer, never through `open`: on Unix, closing any descriptor
of a file drops all locks that the process holds on it, also those of a database connection in another thread. The
driver knows this and waits; Python does not.

A `Disk` may be given a `hook`, which is called before each act that changes the disk. Tests use it to stop a process at
a chosen act, to leave an act half done, and to let one fail.
"""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

__all__ = ["DISK", "HEAD", "PRIVATE_FILE", "PRIVATE_FOLDER", "Act", "Disk"]

HEAD = 8192
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
_BASE = "win32" if os.name == "nt" else "unix"
_MAIN = apsw.SQLITE_OPEN_MAIN_DB
_PIECE = 1 << 20
_NUMBERS = itertools.count(1)
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV}


@dataclass(frozen=True)
class Act:
    """One act about to happen on the disk: write, truncate, sync, delete, make, link, replace or sync_folder."""

    what: str
    path: str
    offset: int = 0  # for write: the place in the file itself; for truncate: the size to be
    data: bytes = b""


Hook = Callable[[Act], None]


class _ShiftedFile(apsw.VFSFile):
    """A file of the driver; of a main database everything lies `HEAD` bytes further on."""

    def __init__(self, name: Any, flags: list[int], hook: Hook | None) -> None:
        self._shift = HEAD if flags[0] & _MAIN else 0
        self._hook = hook
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__(_BASE, name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 (the driver's name)
        return super().xRead(amount, offset + self._shift)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802
        if self._hook:
            self._hook(Act("write", self._path, offset + self._shift, bytes(data)))
        super().xWrite(data, offset + self._shift)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        if self._hook:
            self._hook(Act("truncate", self._path, newsize + self._shift))
        super().xTruncate(newsize + self._shift)

    def xSync(self, flags: int) -> None:  # noqa: N802
        if self._hook:
            self._hook(Act("sync", self._path))
        super().xSync(flags)

    def xFileSize(self) -> int:  # noqa: N802
        return max(0, super().xFileSize() - self._shift)

    def excepthook(self, *_: Any) -> bool:
        """Keep the driver from printing a trace: what failed reaches the caller as an error code in any case."""
        return True


class _Shifted(apsw.VFS):
    """The driver's file system, opening `_ShiftedFile`s."""

    def __init__(self, name: str, hook: Hook | None) -> None:
        self._hook = hook
        super().__init__(name, _BASE)

    def xOpen(self, name: Any, flags: list[int]) -> _ShiftedFile:  # noqa: N802 (the driver's name)
        return _ShiftedFile(name, flags, self._hook)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        if self._hook:
            self._hook(Act("delete", filename))
            if syncdir:
                super().xDelete(filename, False)
                self._hook(Act("sync_folder", str(Path(filename).parent)))
                _sync_folder(Path(filename).parent)
                return
        super().xDelete(filename, syncdir)

    def excepthook(self, *_: Any) -> bool:
        """See `_ShiftedFile.excepthook`."""
        return True


class Disk:
    """The acts on files that the store needs. One without a hook, `DISK`, serves everyone but tests."""

    def __init__(self, hook: Hook | None = None) -> None:
        self._hook = hook
        self._vfs = ""

    @property
    def vfs(self) -> str:
        """The name under which the cipher, upon the shifted files, is open to connections."""
        if not self._vfs:
            name = f"upright-{next(_NUMBERS)}"
            # Never given back: the cipher's layer keeps a bare pointer to the one beneath it.
            _KEPT.append(_Shifted(name, self._hook))
            self._vfs = f"multipleciphers-{name}"
        return self._vfs

    def _tell(self, what: str, path: Path, offset: int = 0, data: bytes = b"") -> None:
        if self._hook:
            self._hook(Act(what, str(path), offset, data))

    def read(self, path: Path, offset: int, amount: int) -> bytes:
        """Up to `amount` bytes of a file from `offset` on; at its end fewer, and without the zeros it ends in."""
        file = apsw.VFSFile(_BASE, str(path), [apsw.SQLITE_OPEN_READONLY | _MAIN, 0])
        try:
            return file.xRead(amount, offset)
        finally:
            file.xClose()

    def write(self, path: Path, pieces: list[tuple[int, bytes]]) -> None:
        """Write pieces at their offsets; each is on the disk, with all before it, when the next is begun."""
        file = apsw.VFSFile(_BASE, str(path), [apsw.SQLITE_OPEN_READWRITE | _MAIN, 0])
        try:
            for offset, data in pieces:
                self._tell("write", path, offset, data)
                file.xWrite(data, offset)
                self._tell("sync", path)
                file.xSync(apsw.SQLITE_SYNC_FULL)
        finally:
            file.xClose()

    def make(self, path: Path) -> None:
        """Make an empty file that only this person can read. Raises FileExistsError."""
        self._tell("make", path)
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        os.close(os.open(path, flags, PRIVATE_FILE))

    def copy(self, source: Path, target: Path) -> None:
        """Copy the bytes of a file, whatever they are, to a new file, on the disk when this returns."""
        self.make(target)
        file = apsw.VFSFile(_BASE, str(source), [apsw.SQLITE_OPEN_READONLY | _MAIN, 0])
        try:
            with target.open("r+b", buffering=0) as new:  # nobody holds a lock on what has just been made
                size = file.xFileSize()
                for offset in range(0, size, _PIECE):
                    # Never past the end: the driver then cuts zeros off what it did read.
                    data = file.xRead(min(_PIECE, size - offset), offset)
                    self._tell("write", target, offset, data)
                    _write_all(new, data)
                self._tell("sync", target)
                os.fsync(new.fileno())
        finally:
            file.xClose()

    def make_folder(self, folder: Path) -> None:
        """Make a folder, and those above it that are missing, for this person only; one that is there stays."""
        if folder.is_dir():
            return
        if not folder.parent.is_dir():
            self.make_folder(folder.parent)
        with suppress(FileExistsError):
            folder.mkdir(PRIVATE_FOLDER)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "not a folder")
        self.sync_folder(folder.parent)

    def publish(self, unfinished: Path, final: Path) -> None:
        """Give a finished file its name. Never replaces a file: raises FileExistsError."""
        self.name_too(unfinished, final)
        self.delete(unfinished)
        self.sync_folder(final.parent)

    def name_too(self, path: Path, second: Path) -> None:
        """Give a file a second name beside its own. Never replaces a file: raises FileExistsError."""
        self._tell("link", second)
        try:
            self._link(path, second)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # File systems without links (memory sticks): take the name with an empty file, then replace that.
            self.make(second)
            self.replace(path, second)

    def _link(self, path: Path, second: Path) -> None:
        os.link(path, second)

    def replace(self, path: Path, over: Path) -> None:
        """Let a file take the name of another, in one step."""
        self._tell("replace", over, data=os.fsencode(path))
        path.replace(over)

    def delete(self, path: Path) -> None:
        """Delete a file if it is there."""
        self._tell("delete", path)
        path.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Bring names made or taken away in a folder to the disk."""
        self._tell("sync_folder", folder)
        _sync_folder(folder)

    @contextmanager
    def alone(self, path: Path) -> Iterator[None]:
        """Hold the file so that no connection, of this process or another, reads or writes it meanwhile.

        Needs no key. Raises apsw.BusyError when someone is at it.
        """
        file = apsw.VFSFile(_BASE, str(path), [apsw.SQLITE_OPEN_READWRITE | _MAIN, 0])
        try:
            for level in (apsw.SQLITE_LOCK_SHARED, apsw.SQLITE_LOCK_RESERVED, apsw.SQLITE_LOCK_EXCLUSIVE):
                file.xLock(level)
            yield
        finally:
            with suppress(apsw.Error):
                file.xUnlock(apsw.SQLITE_LOCK_NONE)
            file.xClose()


_KEPT: list[_Shifted] = []
DISK = Disk()


def _write_all(file: Any, data: bytes) -> None:
    """An unbuffered file may take less than it is given; a full disk then shows at the next call."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no such call; NTFS journals names itself
        return
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
