"""A record as it lies in the database: JSON in UTF-8, and its time as a number that sorts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from upright.errors import Fault, UprightError
from upright.record import Diary, Record, record_from, record_to

__all__ = ["INSERT", "diary_of", "encode", "microseconds", "new_id", "row_of"]

INSERT = "INSERT INTO records (id, kind, at, body) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"

_ID_BYTES = 10
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(at: datetime) -> int:
    """Microseconds from the beginning of 1970 UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def encode(value: Any) -> bytes:
    """A plain value as it lies in the database."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def new_id(random: Callable[[int], bytes]) -> str:
    """The id of a record that has none."""
    return random(_ID_BYTES).hex()


def row_of(record: Record, id: str) -> tuple[str, str, int, bytes]:
    """A record under this id, as `INSERT` takes it."""
    return id, record.kind, microseconds(record.at), encode(record_to(record) | {"id": id})


def diary_of(bodies: list[bytes]) -> Diary:
    """The diary that stored records make; one that this version cannot understand becomes a fault with its place."""
    try:
        raws = json.loads(b"[" + b",".join(bodies) + b"]")  # one parse for all: half the time of one for each
        return Diary(records=tuple([record_from(raw) for raw in raws]))
    except (ValueError, UprightError, RecursionError):
        return _diary_with_faults(bodies)


def _diary_with_faults(bodies: list[bytes]) -> Diary:
    """The same, one by one, for a vault with a record that this version cannot understand."""
    records, found = [], []
    for number, body in enumerate(bodies, 1):
        try:
            records.append(record_from(json.loads(body)))
        except UprightError as error:
            found.append(Fault(error.id, "record", number, error.values))
        except (ValueError, RecursionError):
            found.append(Fault("fault.record_unreadable", "record", number))
    return Diary(records=tuple(records), faults=tuple(found))
