"""What every importer gives, and how it becomes records: one entry of another program is a note with its context.

A mood, a tag or a value of another program is context: it stands with its own words in `source` beside the note, a mood
also as a question of its own. It becomes an answer to one of our questions only where somebody says so by name.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec

from upright.errors import DiaryFault, Fault, UsageFault
from upright.exchange.clocks import ORDERS
from upright.record import FIRST_DAY, CheckIn, Diary, FieldFault, OwnAnswer, Record, at_local, day_of
from upright.record.mapping import Column, parse_column

__all__ = ["FAULTS_LIMIT", "MOOD", "NOON", "PIECES_LIMIT", "Choices", "Incoming", "Piece", "choices_of", "gathered"]

MOOD = "mood"
NOON = time(12)
LEVELS = (1, 5)
PIECES_LIMIT = 150_000
FAULTS_LIMIT = 2_000
_LONGEST_LABEL = 200
Progress = Callable[[int], None]


@dataclass(frozen=True, repr=False)
class Choices:
    """What the person said of this file. `labels`: the level of each word for a mood, None for the word alone.

    `items`: a field of the other program that is an answer to one of our questions, with its scale; said on purpose.
    """

    zone: str | None = None
    mapping: tuple[str, ...] = ()
    labels: Mapping[str, float | None] = field(default_factory=dict)
    items: Mapping[str, Column] = field(default_factory=dict)
    dates: str = ""
    person: str = ""
    origin: date = FIRST_DAY


@dataclass(frozen=True, repr=False, slots=True)
class Piece:
    """One entry as another program tells it, at `place` in its file.

    `when` is the wall clock where it has no offset. `id` is the other program's own; `day`: it belongs to this day, at
    whatever time. `level` is the mood from 1 to 5 where the program tells it as a number. `values` are its other
    numbers and words by name, `kept` what else stays beside the note. `said`: the text itself says all of that.
    """

    place: int
    when: datetime
    text: str = ""
    zone: str | None = None
    id: str = ""
    day: date | None = None
    mood: str = ""
    level: float | None = None
    tags: tuple[str, ...] = ()
    values: dict[str, float | str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    said: bool = False


@dataclass(frozen=True, repr=False)
class Incoming:
    """What a file would bring: its format, the diary in it, the words nobody has explained, what is left out."""

    format: str
    diary: Diary
    unknown: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)


def choices_of(mapping: Iterable[str], **others: Any) -> Choices:
    """The choices in texts such as `mood:super=5`, `mood=worth:1-5`, `date=dmy`. Raises UsageFault."""
    labels: dict[str, float | None] = {}
    items: dict[str, Column] = {}
    plain, dates, person = [], "", ""
    for text in mapping:
        theirs, _, target = (part.strip() for part in text.rpartition("="))
        if theirs.startswith(f"{MOOD}:"):
            labels[_folded(theirs.removeprefix(f"{MOOD}:"))] = _level(target)
        elif theirs.startswith("person:") and target == "me":
            person = theirs.removeprefix("person:").strip()
        elif theirs == "date" and target in ORDERS:
            dates = target
        else:
            plain.append(text)
            if theirs:
                items[theirs] = parse_column(target)
    return Choices(mapping=tuple(plain), labels=labels, items=items, dates=dates, person=person, **others)


def gathered(
    format: str, program: str, pieces: Iterable[Piece | Fault], choices: Choices, moods: Mapping[str, int] | None = None
) -> tuple[Diary, dict[str, int]]:
    """The pieces as a diary, and the words for a mood that are not known, with how often each stands there."""
    known: dict[str, float | None] = {_folded(word): level for word, level in (moods or {}).items()}
    known.update(choices.labels)
    records: list[Record] = []
    faults: list[Fault] = []
    remarks: list[Fault] = []
    unknown: Counter[str] = Counter()
    equal: Counter[str] = Counter()
    asked: dict[float, tuple[OwnAnswer, ...]] = {}
    where = "line" if format.endswith("_table") else "record"
    for number, piece in enumerate(pieces, 1):
        if number > PIECES_LIMIT:
            raise DiaryFault("error.import.too_many", limit=PIECES_LIMIT)
        if len(faults) + len(remarks) > FAULTS_LIMIT:
            raise DiaryFault("error.import.too_many_bad", limit=FAULTS_LIMIT)
        if isinstance(piece, Fault):
            faults.append(piece)
            continue
        level = piece.level
        if piece.mood and level is None:
            word = _folded(piece.mood)
            if word not in known:
                unknown[piece.mood[:_LONGEST_LABEL]] += 1
            level = known.get(word)
        try:
            if "unknown_zone" in piece.kept:
                remarks.append(Fault("fault.zone_utc", where, piece.place, {}))
            at, zone = _placed(piece, choices, where, remarks)
            records.append(_record(piece, program, level, at, zone, choices, equal, asked))
        except FieldFault as fault:
            faults.append(Fault(fault.id, where, piece.place, fault.values))
    for name in choices.items:
        if name != MOOD and records and not any(name in _values(record) for record in records):
            raise UsageFault("error.map.column", column=" ".join(name.split())[:60])
    return Diary(tuple(records), tuple(faults), tuple(remarks)), dict(unknown)


def _values(record: Record) -> Mapping[str, Any]:
    source = record.extra.get("source", {})
    return source.get("values", {}) if isinstance(source, dict) else {}


def _placed(piece: Piece, choices: Choices, where: str, remarks: list[Fault]) -> tuple[datetime, str | None]:
    """When it was, on the clock of its place; a stated day stays that day."""
    at, zone = piece.when, piece.zone
    if at.tzinfo is None:
        zone = zone or choices.zone
        try:
            at = at_local(at, zone).at if zone else at.replace(tzinfo=UTC)
        except UsageFault:
            remarks.append(Fault("fault.zone_utc", where, piece.place, {}))
            at, zone = at.replace(tzinfo=UTC), None
        except (OverflowError, ValueError):
            raise FieldFault("fault.time", field="time") from None
    if piece.day is not None and day_of(at) != piece.day:
        at = datetime.combine(piece.day, NOON, at.tzinfo)
    return at, zone


def _record(
    piece: Piece,
    program: str,
    level: float | None,
    at: datetime,
    zone: str | None,
    choices: Choices,
    equal: Counter[str],
    moods: dict[float, tuple[OwnAnswer, ...]],
) -> CheckIn:
    ratings: dict[str, int | float] = {}
    for name, column in choices.items.items():
        value = level if name == MOOD and name not in piece.values else piece.values.get(name)
        if value is not None:
            if not isinstance(value, (int, float)):
                raise FieldFault("fault.not_number", field=column.target, low=column.low, high=column.high)
            ratings[column.target] = column.rating(value)
    source: dict[str, Any] = {"program": program}
    for name, said in (("id", piece.id), (MOOD, piece.mood), ("tags", list(piece.tags)), ("values", piece.values)):
        if said:
            source[name] = said
    source.update(piece.kept)
    own: tuple[OwnAnswer, ...] = ()
    if level is not None and LEVELS[0] <= level <= LEVELS[1]:
        own = moods.get(level) or _asked(program, level)
        moods[level] = own
    note = _note(piece, program)
    return CheckIn(
        at=at, zone=zone, id=_id(piece, program, equal), note=note or None, ratings=ratings, own=own,
        extra={"source": source},
    )  # fmt: skip


def _asked(program: str, level: float) -> tuple[OwnAnswer, ...]:
    return (OwnAnswer(id=f"{program}.{MOOD}", asked=f"{program}: {MOOD}", rating=(level - 1) * 2.5),)


def _note(piece: Piece, program: str) -> str:
    """Her text, then in one line what the other program kept beside it, so that it can be seen and found."""
    beside = [piece.mood, *piece.tags, *(f"{name} {_plain(value)}" for name, value in piece.values.items())]
    line = " | ".join(part for part in beside if part)
    line = f"{program}: {line}" if line else ""
    return "\n\n".join(part for part in (piece.text.strip(), "" if piece.said else line) if part)


def _plain(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _id(piece: Piece, program: str, equal: Counter[str]) -> str:
    """A name that the same entry has at every import, whatever is chosen: from its own id, or from what it says."""
    if piece.id:
        said: Any = ["id", piece.id]
    else:
        said = [piece.when.isoformat(), piece.text, piece.mood, piece.tags, piece.values, piece.kept]
    body = msgspec.json.encode([program, said], order="sorted")
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    equal[digest] += 1
    return digest if equal[digest] == 1 else f"{digest}x{equal[digest]}"


def _level(target: str) -> float | None:
    if target == "none":
        return None
    if target in ("1", "2", "3", "4", "5"):
        return float(target)
    raise UsageFault("error.map.label")


def _folded(word: str) -> str:
    return " ".join(word.split()).casefold()
