"""The study bundle, `upright.study/1`: what a person agrees to give a study, and nothing that tells who it is.

What can be in it is what the types below name: numbers, words of our own lists, whole days from the start. A text that
somebody wrote has no place to stand in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import msgspec

from upright.errors import DiaryFault
from upright.record import CheckIn, Diary, Moment, Record, Try, day_of, words

__all__ = ["MANIFEST", "NEVER", "RECORDS", "StudyBundle", "StudyTerms", "folder_of", "study_bundle_of"]

SCHEMA = "upright.study/1"
MANIFEST, RECORDS = "manifest.json", "records.json"
NEVER = (
    "notes", "names", "topics", "own_words", "own_questions", "places", "time_zones", "ids", "dates", "safety_answers",
    "boundaries", "beliefs", "load", "decisions", "leaving", "contacts", "plan_steps", "unknown_fields",
)  # fmt: skip
UNLESS_AGREED = "exact_times"


@dataclass(frozen=True)
class StudyTerms:
    """What was agreed: by how many days the dates are shifted, and whether the clock's time goes along."""

    shift: int
    exact_times: bool = False


class _Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    day: int
    time: str | None = None

    def __post_init__(self) -> None:
        hour, _, minute = (self.time or "00:00").partition(":")
        if self.day < 0 or not (hour + minute).isdecimal() or len(hour) != 2 or len(minute) != 2:
            raise ValueError("no day or no time")
        if int(hour) > 23 or int(minute) > 59:
            raise ValueError("no time")


class Answers(_Row, frozen=True, kw_only=True, tag="checkin"):
    """A check-in: an item in none of the three is one without an entry."""

    ratings: dict[str, float] = msgspec.field(default_factory=dict)
    skipped: list[str] = msgspec.field(default_factory=list)
    not_asked: list[str] = msgspec.field(default_factory=list)
    uneventful: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        stated = [*self.ratings, *self.skipped, *self.not_asked]
        if len(set(stated)) < len(stated) or not set(words.ALL_ITEMS).issuperset(stated):
            raise ValueError("no item, or one twice")
        if any(not 0 <= value <= 10 for value in self.ratings.values()):
            raise ValueError("no rating")


class Sign(_Row, frozen=True, kw_only=True, tag="moment"):
    """A moment."""

    sign: str
    weight: Literal[1, 2, 3]

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.sign not in words.SIGNS:
            raise ValueError("no sign")


class Attempt(_Row, frozen=True, kw_only=True, tag="try"):
    """A try; `topic` tells by a number which tries were about one thing."""

    way: str
    topic: int | None = None
    outcome: str | None = None
    outcome_day: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.way not in words.WAYS or self.outcome not in (None, *words.OUTCOMES):
            raise ValueError("no way or no outcome")


class StudyBundle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person's records in the order in which they were; `start` is the first day, shifted."""

    schema: Literal["upright.study/1"]
    start: str
    exact_times: bool
    records: list[Answers | Sign | Attempt]


def folder_of(diary: Diary, terms: StudyTerms) -> dict[str, str]:
    """The text of each file of the bundle, by its name."""
    records = sorted((one for one in diary if isinstance(one, (CheckIn, Moment, Try))), key=lambda one: one.at)
    first = min((day_of(one.at) for one in records), default=None)
    topics: dict[str, int] = {}
    rows = [_row(one, (day_of(one.at) - first).days, topics, terms) for one in records if first is not None]
    start = (first + timedelta(days=terms.shift)).isoformat() if first is not None else ""
    lines = ",\n".join(msgspec.json.encode(row).decode() for row in rows)
    agreed = "true" if terms.exact_times else "false"
    head = f'"schema": "{SCHEMA}", "start": "{start}", "exact_times": {agreed}'
    manifest = {
        "schema": SCHEMA, "files": [MANIFEST, RECORDS], "holds": Counter(one.kind for one in records),
        "days": max((row.day for row in rows), default=-1) + 1, "dates_shifted": True,
        "exact_times": terms.exact_times, "never": [*NEVER, *([] if terms.exact_times else [UNLESS_AGREED])],
    }  # fmt: skip
    told = msgspec.json.format(msgspec.json.encode(manifest)).decode() + "\n"
    return {MANIFEST: told, RECORDS: f'{{{head}, "records": [\n{lines}\n]}}\n'}


def _row(record: Record, day: int, topics: dict[str, int], terms: StudyTerms) -> Answers | Sign | Attempt:
    time = record.at.strftime("%H:%M") if terms.exact_times else None
    if isinstance(record, CheckIn):
        return Answers(
            day=day, time=time, ratings=dict(record.ratings), skipped=list(record.skipped),
            not_asked=list(record.not_asked), uneventful=record.uneventful,
        )  # fmt: skip
    if isinstance(record, Moment):
        return Sign(day=day, time=time, sign=record.sign, weight=_weight(record.weight))
    if not isinstance(record, Try):
        raise TypeError(record.kind)
    named = " ".join(record.topic.casefold().split())
    topic = topics.setdefault(named, len(topics) + 1) if named else None
    known = record.outcome_at
    later = day + (day_of(known) - day_of(record.at)).days if known is not None else None
    return Attempt(day=day, time=time, way=record.way, topic=topic, outcome=record.outcome, outcome_day=later)


def _weight(weight: int) -> Literal[1, 2, 3]:
    return 1 if weight == 1 else 2 if weight == 2 else 3


def study_bundle_of(texts: Mapping[str, str | bytes]) -> StudyBundle:
    """The bundle in the texts of its files. Raises DiaryFault for what is none."""
    found = None
    with suppress(msgspec.MsgspecError, UnicodeError, RecursionError, KeyError):
        found = msgspec.json.decode(texts[RECORDS], type=StudyBundle)
    if found is None:
        raise DiaryFault("error.import.json")
    return found
