"""A file as text: whatever bytes it holds, either its text or one clear `DiaryFault`."""

from __future__ import annotations

import codecs
from pathlib import Path

from upright.errors import DiaryFault

SIZE_LIMIT = 200_000_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_text(path: str | Path) -> str:
    """The text of a file of at most 200 MB. Raises DiaryFault if there is none to be had."""
    missing = False
    try:
        with open(path, "rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        missing = True
    except (OSError, ValueError):  # a folder, no permission, a name with NUL
        pass
    else:
        return text_of(data)
    # Raised out here: an error must not carry along another one that quotes the file's name or its bytes.
    raise DiaryFault("error.file.missing" if missing else "error.file.unreadable")


def text_of(data: bytes) -> str:
    """The text in these bytes: UTF-8, or UTF-16 or UTF-32 that says so or plainly is. Raises DiaryFault."""
    if len(data) > SIZE_LIMIT:
        raise DiaryFault("error.file.too_large", limit=SIZE_LIMIT // 1_000_000)
    mark, encoding = next((pair for pair in _MARKS if data.startswith(pair[0])), (b"", _guess(data)))
    text, good = "", 0
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        good = len(mark) + error.start + 1
    if good:
        raise DiaryFault("error.file.not_text", line=data.count(b"\n", 0, good - 1) + 1)
    if not text.strip("\0 \t\r\n\ufeff"):
        raise DiaryFault("error.file.empty")
    return text


def _guess(data: bytes) -> str:
    """UTF-16 without a mark shows as a NUL in every other byte of plain letters."""
    head = data[:400]
    if head[1::2].count(0) > len(head) // 3 and not head[::2].count(0):
        return "utf-16-le"
    if head[::2].count(0) > len(head) // 3 and not head[1::2].count(0):
        return "utf-16-be"
    return "utf-8"
