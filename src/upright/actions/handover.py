"""Take files in, Upright's own and those of other programs, and write a diary out."""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec

from upright.actions.safety import without_taking_back
from upright.actions.told import counts_in_words
from upright.errors import Fault, UsageFault
from upright.exchange import (
    ENCODINGS,
    FORMS,
    STUDY,
    Incoming,
    Outgoing,
    choices_of,
    form_named,
    incoming,
    outgoing,
)
from upright.record import Diary, Record
from upright.record.days import DAY_STARTS, day_of
from upright.record.files import text_of
from upright.record.mapping import FIRST_DAY
from upright.record.wire import record_to
from upright.store import Vault, is_vault
from upright.store.files import DISK, PRIVATE_FILE, PRIVATE_FOLDER
from upright.wording import date_text, list_of, say, say_n

__all__ = [
    "ENCODINGS", "FORMS", "STUDY", "Arrival", "Incoming", "Outgoing", "arrival_of",
    "diary_of_file", "export_diary", "form_named", "in_words", "look_into", "outgoing", "put_file", "put_folder",
    "put_out", "take_in",
]  # fmt: skip

ORIGIN = FIRST_DAY
_OPENS_JSON = ("{", "[")
_ENDING = re.compile(r"(?<=.)(\.long)?\.[^.]*$")


def _unheard(done: int, of: int) -> None:
    """Progress that nobody waits for."""


@dataclass(frozen=True)
class Arrival:
    """What taking in a file would do: `new` go in, `known` are there, `differing` are there with other content."""

    new: tuple[Record, ...]
    known: int
    differing: int
    faults: tuple[Fault, ...]


def diary_of_file(
    file: Path | bytes, *, mapping: Sequence[str] = (), origin: date = ORIGIN, zone: str | None = None
) -> Diary:
    """The diary in a file, JSON or CSV by its content. Raises DiaryFault or UsageFault when it cannot be read."""
    named = mapping or None
    if isinstance(file, Path):
        return Diary.from_file(file, named, origin=origin, zone=zone)
    text = text_of(file)
    if text.lstrip().startswith(_OPENS_JSON):
        return Diary.from_json(text)
    return Diary.from_csv_text(text, named, origin=origin, zone=zone)


def look_into(
    file: Path | bytes,
    *,
    mapping: Sequence[str] = (),
    origin: date = ORIGIN,
    zone: str | None = None,
    encoding: str = "",
) -> Incoming:
    """What a file of any known format would bring; nothing is written. Raises DiaryFault or UsageFault."""
    return incoming(file, choices_of(mapping, origin=origin, zone=zone), encoding=encoding)


def in_words(found: Incoming, language: str, starts: timedelta = DAY_STARTS) -> tuple[str, ...]:
    """What a file holds, in sentences: its format, how much from when to when, what is left out of it."""
    said = [say("exchange.format", language, format=say(f"exchange.format.{found.format}", language))]
    records = found.diary.records
    if records:
        days = [day_of(record.at, starts) for record in records]
        counts = counts_in_words(dict(Counter(record.kind for record in records)), language)
        span = {"from_": date_text(min(days), language), "to": date_text(max(days), language)}
        said.append(say("cli.import.holds", language, counts=counts, **span))
    else:
        said.append(say("cli.import.holds_none", language))
    if found.diary.faults:
        said.append(say_n("cli.import.faults", len(found.diary.faults), language))
    if any("source" in record.extra for record in records[:1]):
        said.append(say("exchange.context", language))
    if found.left:
        left = (say_n(f"exchange.left.{what}", n, language) for what, n in found.left.items())
        said.append(say("exchange.left", language, what=list_of(left, language, plain=True)))
    return tuple(said)


def arrival_of(diary: Diary, vault: Vault | None) -> Arrival:
    """Compare a diary with what the vault holds, by id and content.

    A record without an id gets one made of its content and, for equal ones, of its place among them; so the same file
    taken in twice adds nothing, and two equal moments in one file remain two. Answers to the eight questions come in
    without taking earlier ones back.
    """
    present = {} if vault is None else {record.id: record for record in vault.diary().records}
    new: dict[str, Record] = {}
    known = differing = 0
    equal: Counter[str] = Counter()
    for record in map(without_taking_back, diary.records):
        if record.id is None:
            digest = _digest(record)
            equal[digest] += 1
            record = msgspec.structs.replace(record, id=f"{digest}-{equal[digest]}")
        there = present.get(record.id) or new.get(str(record.id))
        if there is None:
            new[str(record.id)] = record
        elif _digest(without_taking_back(there)) == _digest(record):
            known += 1
        else:
            differing += 1
    return Arrival(tuple(new.values()), known, differing, diary.faults)


def take_in(vault: Vault, arrival: Arrival, progress: Callable[[int, int], None] = _unheard) -> int:
    """Write all new records of an arrival in one transaction; returns how many. `progress` is told (done, of)."""
    if arrival.new:
        vault.add(_told(arrival.new, progress))
    return len(arrival.new)


def _told(records: Sequence[Record], progress: Callable[[int, int], None]) -> Iterator[Record]:
    for done, record in enumerate(records):
        if done % 1000 == 0:
            progress(done, len(records))
        yield record


def export_diary(
    diary: Diary, file: Path, *, form: str | None = None, language: str = "en", replace: bool = False
) -> dict[str, int]:
    """Write a diary to a file that anyone can read, in a form or by the file's ending; returns what was left out.

    What is left out is told by kind. Raises UsageFault for another ending, and as `put_out`.
    """
    made = outgoing(diary, form or form_named(file.name), language)
    put_out(made, file, replace=replace)
    return dict(made.left)


def put_out(made: Outgoing, file: Path, *, replace: bool = False) -> None:
    """Write what `outgoing` made. Beside a table goes its codebook.

    Each file is made for its owner alone (0600) and has its name only once all of it is on the disk, so a full disk
    costs neither what was there nor half of what was to come; what was written by then is deleted.
    Raises UsageFault for a file that is there already, and when it cannot be written.
    """
    if made.folder:
        put_folder(file, made.folder)
        return
    stem = _ENDING.sub("", file.name)
    put_files({file: made.text} | {file.with_name(stem + end): text for end, text in made.beside.items()}, replace)


def put_files(texts: Mapping[Path, str], replace: bool) -> None:
    """Write several files that belong together; none of them new, or all. Raises UsageFault as `put_file`."""
    for file in texts:
        _may_be_put(file, replace)
    written: list[Path] = []
    try:
        for file, text in texts.items():
            fresh = not os.path.lexists(file)
            put_file(file, text, replace=replace)
            written += [file] * fresh
    except UsageFault:
        for file in written:
            with suppress(OSError):
                file.unlink()
        raise


def put_folder(folder: Path, texts: Mapping[str, str]) -> None:
    """Make a folder of its owner alone with these files, whole or not at all. Raises UsageFault as `put_file`."""
    unfinished = folder.with_name(f".{uuid.uuid4().hex}.part")
    try:
        if os.path.lexists(folder):
            raise UsageFault("error.folder_there")
        unfinished.mkdir(PRIVATE_FOLDER)
        try:
            for name, text in texts.items():
                put_file(unfinished / name, text)
            unfinished.rename(folder)
        except BaseException:
            for name in texts:
                (unfinished / name).unlink(missing_ok=True)
            unfinished.rmdir()
            raise
        DISK.sync_folder(folder.parent)
    except (OSError, ValueError):
        raise UsageFault("error.file_unwritable") from None


def put_file(file: Path, content: str | bytes, *, replace: bool = False) -> None:
    """Write a file of its owner alone (0600), whole or not at all. Raises UsageFault as `export_diary`."""
    _may_be_put(file, replace)
    try:
        _write_whole(file, content.encode("utf-8") if isinstance(content, str) else content, replace)
    except FileExistsError:
        raise UsageFault("error.file_exists") from None
    except (OSError, ValueError):
        raise UsageFault("error.file_unwritable") from None


def _may_be_put(file: Path, replace: bool) -> None:
    """Raise UsageFault where no file may be written under this name."""
    try:
        if file.is_dir():
            raise UsageFault("error.file_is_folder")
        if not replace and os.path.lexists(file):
            raise UsageFault("error.file_exists")
        if is_vault(file):  # the diary in clear must never take the place of the diary under lock, nor of a copy
            raise UsageFault("error.export_over_vault")
    except (OSError, ValueError):
        raise UsageFault("error.file_unwritable") from None


def _write_whole(file: Path, content: bytes, replace: bool) -> None:
    """Write under a name beside the file, to the disk, then give it its own, in place of another with `replace`."""
    unfinished = file.with_name(f".{uuid.uuid4().hex}{file.suffix}.part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        if replace:
            DISK.replace(unfinished, file)
            DISK.sync_folder(file.parent)
        else:
            DISK.publish(unfinished, file)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()  # half a diary in clear helps nobody
        raise


def _digest(record: Record) -> str:
    """A name made of a record's content; the time it was written and its id are no part of it."""
    body = {key: value for key, value in record_to(record).items() if key not in ("id", "written_at")}
    return hashlib.blake2b(msgspec.json.encode(body, order="sorted"), digest_size=12).hexdigest()
