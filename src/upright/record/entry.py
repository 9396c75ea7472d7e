"""What every kind of record has, and how a record checks itself when it is made."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, ClassVar

import msgspec
from msgspec.structs import force_setattr

from upright.record.checks import (
    FIRST_YEAR,
    LAST_YEAR,
    SHORT_LIMIT,
    check_extra,
    check_filled,
    check_text,
    check_time,
    check_zone,
)

# `if` is no name in Python. `extra` stands in no file as such: its name there is one that `record_from` turns away.
NAME_OF_EXTRA = "(extra)"
NAMES_IN_A_FILE = {"if_": "if", "extra": NAME_OF_EXTRA}


class Entry(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    gc=False,  # a record is a tree: nothing in it leads back to it, so there is nothing to collect
    tag_field="kind",
    rename=NAMES_IN_A_FILE,
):
    """What every record has: when it happened, when and in which zone it was written, a note, and unknown fields.

    `at` and `written_at` carry their offset from UTC as it was on the wall; `zone` is the zone's name where known.
    `extra` holds fields of a file that this version does not know. A record never shows its content in its `repr`.
    """

    kind: ClassVar[str] = ""

    at: datetime
    zone: str | None = None
    written_at: datetime | None = None
    id: str | None = None
    note: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        # The conditions repeat what the checks say, for speed: thousands of records are made in one go.
        at, written_at, zone, name = self.at, self.written_at, self.zone, self.id
        if type(at) is not datetime or type(at.tzinfo) is not timezone or not FIRST_YEAR <= at.year <= LAST_YEAR:
            _name_zone(self, at)
            put(self, "at", check_time("at", at))
        if written_at is not None and (
            type(written_at) is not datetime
            or type(written_at.tzinfo) is not timezone
            or not FIRST_YEAR <= written_at.year <= LAST_YEAR
        ):
            put(self, "written_at", check_time("written_at", written_at))
        if zone is not None:
            check_zone("zone", zone)
        if name is not None and (type(name) is not str or not name.isalnum() or len(name) > SHORT_LIMIT):
            put(self, "id", check_filled("id", name, SHORT_LIMIT))
        if self.note is not None:
            put(self, "note", check_text("note", self.note) or None, self.note)
        if self.extra:
            put(self, "extra", check_extra(self.extra))
        self._check()

    def _check(self) -> None:
        """Check the fields of this kind."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.at.isoformat()}>"


def put(record: msgspec.Struct, name: str, value: Any, given: Any = None) -> None:
    """Keep `value`, as a check returned it, in place of the one given."""
    if value is not given:
        force_setattr(record, name, value)


def _name_zone(record: Entry, at: Any) -> None:
    """Keep the name of the zone in which `at` was given, before only its offset is kept."""
    key = getattr(getattr(at, "tzinfo", None), "key", None)
    if record.zone is None and isinstance(key, str):
        put(record, "zone", key)
