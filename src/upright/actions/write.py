"""Keep, amend, list and take out records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from upright.actions.limits import retired
from upright.actions.safety import check_may_go
from upright.errors import UsageFault
from upright.record import Belief, Boundary, Diary, Record, Try
from upright.record.days import day_of
from upright.record.kinds import BoundaryEvent
from upright.store import Removed, Vault

__all__ = [
    "Kept",
    "Vault",
    "add_event",
    "boundaries",
    "last_entry",
    "latest",
    "newest_first",
    "note_event",
    "open_tries",
    "remove",
    "save",
    "save_all",
    "set_outcome",
    "take_back",
    "topics",
]


_LOOKED_BACK = 1000  # records of a kind; who has written more finds the older ones in the list


def save(vault: Vault, record: Record, *, now: datetime) -> str:
    """Keep one record, with the time it was written, and return its id. It is on the disk when this returns."""
    if record.written_at is None:
        record = msgspec.structs.replace(record, written_at=now)
    return vault.add([record])[0]


@dataclass(frozen=True)
class Kept:
    """What one save did, so that it can be taken back: the records that were added, and others as they were before."""

    added: tuple[str, ...]
    before: tuple[Record, ...] = ()


def save_all(vault: Vault, records: Sequence[Record], outcomes: Mapping[str, str], *, now: datetime) -> Kept:
    """Keep several records, and what came of earlier tries by their ids, in one go: all of it is on the disk, or none.

    An outcome is known since `now`. Raises UsageFault for an id that is no try.
    """
    stamped = [
        record if record.written_at is not None else msgspec.structs.replace(record, written_at=now)
        for record in records
    ]
    before: list[Record] = []
    with vault.together():
        added = vault.add(stamped)
        for id, outcome in outcomes.items():
            tried = vault.get(id)
            if not isinstance(tried, Try):
                raise UsageFault("error.no_record")
            before.append(tried)
            set_outcome(vault, tried, outcome, at=now, now=now)
    return Kept(tuple(added), tuple(before))


def take_back(vault: Vault, kept: Kept, *, now: datetime) -> None:
    """Undo one save: what it added is taken out for good, other records say again what they said before."""
    with vault.together():
        for id in kept.added:
            vault.remove(id)
        for record in kept.before:
            vault.amend(_id(record), record, now)


def set_outcome(vault: Vault, tried: Try, outcome: str, *, at: datetime, now: datetime) -> None:
    """Fill in what came of a try, known since `at`; what else was changed in it meanwhile stays."""
    vault.update(_id(tried), lambda found: msgspec.structs.replace(found, outcome=outcome, outcome_at=at), now)


def add_event(vault: Vault, boundary: Boundary, what: str, *, at: datetime, now: datetime) -> None:
    """Note what happened with a boundary at `at`, beside what another process may have noted meanwhile."""
    event = BoundaryEvent(at=at, what=what)

    def noted(found: Record) -> Record:
        return msgspec.structs.replace(found, events=(*getattr(found, "events", ()), event))

    vault.update(_id(boundary), noted, now)


def note_event(vault: Vault, id: str, what: str, *, at: datetime, now: datetime) -> Kept:
    """Note what happened with the limit of this id. Raises UsageFault for an id that is no limit."""
    with vault.together():
        found = vault.get(id)
        if not isinstance(found, Boundary):
            raise UsageFault("error.no_record")
        add_event(vault, found, what, at=at, now=now)
    return Kept((), (found,))


def remove(vault: Vault, record: Record) -> Removed:
    """Take out one record for good; what it returns says which copies still hold it.

    Raises UsageFault for answers with a yes that stands.
    """
    check_may_go(vault, record)
    return vault.remove(_id(record))


def latest(vault: Vault) -> tuple[Record, ...]:
    """All records of the vault, `newest_first`."""
    return newest_first(vault.diary())


def newest_first(diary: Diary) -> tuple[Record, ...]:
    """All records, the one that happened last first; of one time, the one written last."""
    return tuple(reversed(diary.sorted().records))


def last_entry(vault: Vault, *, starts: timedelta) -> date | None:
    """The day of the last check-in, moment or try; None where there is none."""
    found = [record.at for kind in ("checkin", "moment", "try") for record in vault.latest(kind, 1)]
    return max((day_of(at, starts) for at in found), default=None)


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
    return tuple(one for one in found if not retired(one))


def _id(record: Record) -> str:
    if record.id is None:
        raise LookupError("a record from the vault has an id")
    return record.id
