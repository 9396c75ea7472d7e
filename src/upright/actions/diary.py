"""What she wrote, looked through and mended: searching, changing a record, taking one out, putting it back.

Searching reads the records that the open file gives and makes no index, neither on the disk nor in the file.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from upright.actions.safety import check_may_go
from upright.actions.told import content_of
from upright.errors import UsageFault
from upright.record import Belief, Boundary, CheckIn, Decision, Load, PlanStep, Record, Safety, Try, record_to
from upright.store import Removed, Vault
from upright.wording import say

__all__ = [
    "Taken", "change", "folded", "forget_earlier", "look_for", "mark_of", "put_back", "say_again", "take_out",
    "topic_of", "topics_in", "with_fields",
]  # fmt: skip

_PLAIN = {ord("đ"): "d", ord("Đ"): "D"} | dict.fromkeys(range(0x300, 0x370))  # marks stand there by themselves in NFD


def folded(text: str) -> str:
    """A text as it is searched: without marks on its letters, đ as d, in small letters ("Việc nhà": "viec nha")."""
    return (text if text.isascii() else unicodedata.normalize("NFD", text).translate(_PLAIN)).casefold()


def look_for(
    records: Iterable[Record], language: str, *, words: str = "", kind: str = "", topic: str = ""
) -> tuple[Record, ...]:
    """Of these records those of a kind, on a topic, and with all the words, in their order.

    Words are looked for in everything she wrote and in what a record says in `language`, with and without marks.
    """
    wanted, about = folded(words).split(), folded(topic)
    return tuple(
        record
        for record in records
        if (not kind or record.kind == kind)
        and (not about or folded(topic_of(record)) == about)
        and (not wanted or _holds(record, language, wanted))
    )


def topic_of(record: Record) -> str:
    """The topic of a try or of something she was told; "" for what has none."""
    return record.topic if isinstance(record, (Try, Belief)) else ""


def topics_in(records: Iterable[Record]) -> tuple[str, ...]:
    """The topics that stand in records, each once, in the order of the alphabet."""
    found: dict[str, str] = {}
    for record in records:
        if topic := topic_of(record).strip():
            found.setdefault(folded(topic), topic)
    return tuple(found[key] for key in sorted(found))


def _holds(record: Record, language: str, wanted: list[str]) -> bool:
    said = (say(f"kind.{record.kind}", language), *content_of(record, language, brief=True))
    text = folded("\n".join((*said, *_own_words(record))))
    return all(word in text for word in wanted)


def _own_words(record: Record) -> Iterator[str]:
    yield record.note or ""
    match record:
        case CheckIn():
            yield from (one.asked for one in record.own)
        case Try():
            yield record.topic
        case Belief():
            yield from (record.belief, record.topic)
        case Boundary():
            yield from (record.if_, record.then, record.need)
        case Load():
            yield record.task
        case Decision():
            yield from (*record.reason_lines, record.values, record.support)
        case PlanStep():
            yield record.text


# Changing


def mark_of(record: Record) -> str:
    """What tells whether a record says what it said before; it goes into a form and comes back with it."""
    return hashlib.blake2b(msgspec.json.encode(record_to(record), order="sorted"), digest_size=12).hexdigest()


def with_fields(record: Record, **fields: Any) -> Record:
    """The record with some fields saying something else. Raises UsageFault for what cannot stand in one."""
    return msgspec.structs.replace(record, **fields)


def change(vault: Vault, id: str, seen: str, record: Record, *, now: datetime) -> None:
    """Let a record say something else, if it still says what was seen; what it said is kept beside it.

    Raises UsageFault when it says something else meanwhile, or is gone, and for answers to the eight questions, which
    are given anew instead; then nothing is changed.
    """

    def mended(found: Record) -> Record:
        if isinstance(found, Safety):
            raise UsageFault("error.answers_stay")
        if mark_of(found) != seen:
            raise UsageFault("error.changed_meanwhile")
        return record

    vault.update(id, mended, now)


def say_again(vault: Vault, id: str, seen: str, number: int, *, now: datetime) -> None:
    """Let a record say again what it said at first (0), then (1), and so on."""
    with vault.together():
        earlier = vault.revisions(id)
        if not 0 <= number < len(earlier):
            raise UsageFault("error.no_record")
        change(vault, id, seen, earlier[number], now=now)


def forget_earlier(vault: Vault, id: str) -> int:
    """Forget for good what a record said before; copies made by then still hold it. Returns how many versions."""
    return vault.forget_revisions(id)


# Taking out


@dataclass(frozen=True, repr=False)
class Taken:
    """A record that was taken out, with what it said before, so that it can be put back; and what still holds it."""

    record: Record
    earlier: tuple[Record, ...]
    left: Removed


def take_out(vault: Vault, id: str) -> Taken:
    """Take out a record for good, with everything it said before. Raises UsageFault for a yes that stands."""
    with vault.together():
        record, earlier = vault.get(id), vault.revisions(id)
        check_may_go(vault, record)
        return Taken(record, earlier, vault.remove(id))


def put_back(vault: Vault, taken: Taken, *, now: datetime) -> None:
    """Undo `take_out`: the record is there again with its id and with what it said before."""
    first, *rest = (*taken.earlier, taken.record)
    with vault.together():
        (id,) = vault.add([msgspec.structs.replace(first, id=taken.left.id)])
        for record in rest:
            vault.update(id, lambda _, record=record: record, now)  # type: ignore[misc]
