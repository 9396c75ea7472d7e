"""The columns of a diary table: the names that reading and writing share."""

from __future__ import annotations

from upright.record.words import ALL_ITEMS, ITEMS

TIME, MOMENTS, NOTE = "time", "moments", "note"
UNEVENTFUL, SKIPPED, NOT_ASKED = "uneventful", "skipped", "not_asked"
RECORD_ID, ZONE, WRITTEN_AT, MORE = "record_id", "time_zone", "written_at", "more_fields"
"""`more_fields` is an object in JSON: unknown fields that no column can hold."""

OWN = (TIME, *ALL_ITEMS, UNEVENTFUL, SKIPPED, NOT_ASKED, MOMENTS, NOTE, RECORD_ID, ZONE, WRITTEN_AT, MORE)
ALWAYS = (TIME, *ITEMS)
STATES_SOMETHING = frozenset((*ALL_ITEMS, UNEVENTFUL, SKIPPED, NOT_ASKED, MOMENTS))
"""A table needs one of these beside its time."""

COLUMNS = "columns"
"""The field of `extra` under which the columns of a table that we do not know are kept."""
