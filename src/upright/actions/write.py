"""Keep, amend, list and take out records."""

from __future__ import annotations

from datetime import datetime

import msgspec

from upright.record import Belief, Boundary, Diary, Record, Try
from upright.record.kinds import BoundaryEvent
from upright.store import Removed, Vault

__all__ = [
    "Vault",
    "add_event",
    "boundaries",
    "latest",
    "newest_first",
    "open_tries",
    "remove",
    "save",
    "set_outcome",
    "topics",
]


_LOOKED_BACK = 1000  # records of a kind; who has written more finds the older ones in the list


def save(vault: Vault, record: Record, *, now: datetime) -> str:
    """Keep one record, with the time it was written, and return its id. It is on the disk when this returns."""
    if record.written_at is None:
        record = msgspec.structs.replace(record, written_at=now)
    return vault.add([record])[0]


def set_outcome(vault: Vault, tried: Try, outcome: str, *, at: datetime, now: datetime) -> None:
    """Fill in what came of a try, known since `at`; what else was changed in it meanwhile stays."""
    vault.update(_id(tried), lambda found: msgspec.structs.replace(found, outcome=outcome, outcome_at=at), now)


def add_event(vault: Vault, boundary: Boundary, what: str, *, at: datetime, now: datetime) -> None:
    """Note what happened with a boundary at `at`, beside what another process may have noted meanwhile."""
    event = BoundaryEvent(at=at, what=what)

    def noted(found: Record) -> Record:
        return msgspec.structs.replace(found, events=(*getattr(found, "events", ()), event))

    vault.update(_id(boundary), noted, now)


def remove(vault: Vault, record: Record) -> Removed:
    """Take out one record for good; what it returns says which copies still hold it."""
    return vault.remove(_id(record))


def latest(vault: Vault) -> tuple[Record, ...]:
    """All records of the vault, `newest_first`."""
    return newest_first(vault.diary())


def newest_first(diary: Diary) -> tuple[Record, ...]:
    """All records, the one that happened last first; of one time, the one written last."""
    return tuple(reversed(diary.sorted().records))


def topics(vault: Vault) -> tuple[str, ...]:
    """The topics of earlier tries and beliefs, the one used last first, each once."""
    found = [*vault.latest("try", _LOOKED_BACK), *vault.latest("belief", _LOOKED_BACK)]
    found.sort(key=lambda record: record.at, reverse=True)
    named: dict[str, str] = {}
    for record in found:
        if isinstance(record, (Try, Belief)) and record.topic:
            named.setdefault(record.topic.casefold(), record.topic)
    return tuple(named.values())


def open_tries(vault: Vault) -> tuple[Try, ...]:
    """The tries whose outcome is not known, the latest first."""
    found = vault.latest("try", _LOOKED_BACK)
    return tuple(record for record in found if isinstance(record, Try) and not record.closed)


def boundaries(vault: Vault) -> tuple[Boundary, ...]:
    """The limits that are still hers to keep, the latest first."""
    found = (record for record in vault.latest("boundary", _LOOKED_BACK) if isinstance(record, Boundary))
    return tuple(one for one in found if all(event.what != "retired" for event in one.events))


def _id(record: Record) -> str:
    if record.id is None:
        raise LookupError("a record from the vault has an id")
    return record.id
