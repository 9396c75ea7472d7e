"""A file of another program as bytes, text or archive: within limits, its content or one clear fault.

Nothing of an archive is ever written anywhere: its files are read one at a time, to a limit that is counted while
they unfold, whatever their headers say.
"""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from upright.errors import DiaryFault
from upright.exchange.rows import header_of
from upright.record.files import SIZE_LIMIT, text_of

__all__ = ["ENCODINGS", "NOTHING", "Archive", "Source", "Top", "decoded", "opened"]

FOREIGN_LIMIT = 32_000_000  # bytes of another program's text, in a file or in one file of an archive
ARCHIVE_LIMIT = 2_000_000_000  # bytes: one with years of pictures, which are not read
UNFOLDED_LIMIT = 64_000_000  # bytes of all that is read of an archive
_FILES_LIMIT, _DIRECTORY_LIMIT = 20_000, 4_000_000
ENCODINGS = ("utf_8", "windows_1258", "windows_1252", "windows_1250", "windows_1251", "shift_jis", "gb18030")

Kind = TypeVar("Kind")
NOTHING = msgspec.Raw()


class Top(msgspec.Struct, rename={"resource_type": "resourceType"}):
    """The fields at the top of a JSON file by which a program is known; others are not read."""

    schema: Any = None
    resource_type: msgspec.Raw = NOTHING
    entries: msgspec.Raw = NOTHING
    nomie: msgspec.Raw = NOTHING
    events: msgspec.Raw = NOTHING
    files: msgspec.Raw = NOTHING
    journals: msgspec.Raw = NOTHING
    export_version: msgspec.Raw = NOTHING


@dataclass(frozen=True, repr=False)
class Archive:
    """A ZIP file: the names of its files, and the bytes of one at a time."""

    zip: zipfile.ZipFile
    names: tuple[str, ...]
    spent: list[int] = field(default_factory=lambda: [0])

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        """One file, unfolded to the limit. Raises DiaryFault."""
        data = None
        with suppress(OSError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
            info = self.zip.getinfo(name)
            if info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) and not info.flag_bits & 1:
                with self.zip.open(info) as file:
                    data = file.read(FOREIGN_LIMIT + 1)
        if data is None:
            raise DiaryFault("error.import.archive")
        self.spent[0] += len(data)
        if len(data) > FOREIGN_LIMIT or self.spent[0] > UNFOLDED_LIMIT:
            raise DiaryFault("error.import.archive_size", limit=FOREIGN_LIMIT // 1_000_000)
        return data

    def ending(self, ending: str) -> Iterator[str]:
        """The names with this ending, in the order of the archive."""
        return (name for name in self.names if name.lower().endswith(ending))


@dataclass(frozen=True, repr=False)
class Source:
    """A file: either an archive, or bytes with their text."""

    data: bytes = b""
    archive: Archive | None = None
    encoding: str = ""
    name: str = ""

    @cached_property
    def text(self) -> str:
        """Its text, composed letter by letter (NFC)."""
        if not self.encoding or self.encoding == "utf_8":
            text = text_of(self.data)
        else:
            found = None
            with suppress(UnicodeError, LookupError):
                found = self.data.decode(self.encoding)
            if not found or not found.strip("\0 \t\r\n\ufeff"):
                raise DiaryFault("error.import.encoding")
            text = found
        text = text.removeprefix("\ufeff")
        return text if text.isascii() else unicodedata.normalize("NFC", text)

    @cached_property
    def is_json(self) -> bool:
        return self.archive is None and self.text.lstrip("\0 \t\r\n\ufeff")[:1] in ("{", "[")

    @cached_property
    def top(self) -> Top | None:
        """The top of a JSON file; None where it is no object, or no whole JSON."""
        found = None
        if self.is_json:
            with suppress(msgspec.MsgspecError, UnicodeError, RecursionError):
                found = msgspec.json.decode(self.text, type=Top)
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of a table's columns as they are written, by the same in small letters."""
        return {name.casefold(): name for name in header_of(self.text)[1]}

    def within(self) -> None:
        """Raise DiaryFault for a text longer than another program's may be."""
        if len(self.data) > FOREIGN_LIMIT:
            raise DiaryFault("error.file.too_large", limit=FOREIGN_LIMIT // 1_000_000)


def decoded(data: bytes | str | msgspec.Raw, kind: type[Kind]) -> Kind:
    """JSON of a known shape; what the shape does not name is not kept. Raises DiaryFault."""
    found = None
    with suppress(msgspec.MsgspecError, UnicodeError, RecursionError):
        found = msgspec.json.decode(data, type=kind)
    if found is None:
        raise DiaryFault("error.import.json")
    return found


@contextmanager
def opened(file: Path | bytes, encoding: str = "") -> Iterator[Source]:
    """What a file holds, by its first bytes; an archive can be read until the end. Raises DiaryFault."""
    if isinstance(file, bytes):
        yield _source(io.BytesIO(file), len(file), encoding)
        return
    missing, stream = False, None
    try:
        stream = open(file, "rb")  # noqa: SIM115 closed below: what goes wrong later is no fault of opening
    except FileNotFoundError:
        missing = True
    except (OSError, ValueError):  # a folder, no permission, a name with NUL
        pass
    if stream is None:
        # Raised out here: an error must not carry along another one that quotes the file's name.
        raise DiaryFault("error.file.missing" if missing else "error.file.unreadable")
    with stream:
        source = None
        with suppress(OSError, ValueError):
            source = _source(stream, stream.seek(0, io.SEEK_END), encoding, Path(file).name)
        if source is None:
            raise DiaryFault("error.file.unreadable")
        yield source


def _source(stream: Any, size: int, encoding: str, name: str = "") -> Source:
    stream.seek(0)
    head = stream.read(4)
    if head in (b"PK\x03\x04", b"PK\x05\x06"):
        return Source(archive=_archive(stream, size))
    if size > SIZE_LIMIT:
        raise DiaryFault("error.file.too_large", limit=SIZE_LIMIT // 1_000_000)
    stream.seek(0)
    return Source(stream.read(SIZE_LIMIT + 1), encoding=encoding, name=name)


def _archive(stream: Any, size: int) -> Archive:
    """The archive, if its list of files is of a usual size and no name in it leads out of it."""
    if size > ARCHIVE_LIMIT:
        raise DiaryFault("error.file.too_large", limit=ARCHIVE_LIMIT // 1_000_000)
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    zipped = None
    if end >= 0 and len(tail) >= end + 22 and b"PK\x06\x07" not in tail[max(0, end - 20) : end]:
        files, directory = struct.unpack("<H", tail[end + 10 : end + 12])[0], tail[end + 12 : end + 16]
        if files <= _FILES_LIMIT and struct.unpack("<I", directory)[0] <= _DIRECTORY_LIMIT:
            with suppress(OSError, ValueError, zipfile.BadZipFile, struct.error, EOFError, NotImplementedError):
                zipped = zipfile.ZipFile(stream)
    if zipped is None:
        raise DiaryFault("error.import.archive")
    names = [info.filename for info in zipped.infolist()]
    if len(set(names)) < len(names) or any(_leads_out(name) for name in names):
        raise DiaryFault("error.import.archive_names")
    return Archive(zipped, tuple(name for name in names if not name.startswith("__MACOSX/")))


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in name
