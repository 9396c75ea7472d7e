"""The whole diary of an open vault, held so that it need not be read anew for each page: only what was added is read.

What another connection commits changes SQLite's `data_version`; what this one changes or takes out calls `forget`. Then
the next reading reads everything. It is forgotten with the vault's key.
"""

from __future__ import annotations

from typing import Any

import apsw

from upright.record import Diary
from upright.store.bodies import diary_of

__all__ = ["Known"]

_AFTER = "SELECT number, body FROM records WHERE number > ? ORDER BY number"


class Known:
    """What has been read of one vault. Used in turns: the caller holds the vault's lock."""

    def __init__(self) -> None:
        self._diary: Diary | None = None
        self._version, self._last = -1, -1

    def __repr__(self) -> str:
        return "<Known>"

    def forget(self) -> None:
        """Read everything anew next time: something that was read is no longer so."""
        self._diary = None

    def diary(self, con: apsw.Connection) -> Diary:
        """Every record in the order of writing; the same object for as long as nothing changed."""
        version = int(con.pragma("data_version"))
        known = self._diary if version == self._version else None
        last = self._last if known is not None else -1
        rows: list[Any] = con.execute(_AFTER, (last,)).fetchall()
        if known is None or rows:
            found = diary_of([body for _, body in rows])
            if known is not None and (known.faults or found.faults):
                self.forget()  # a fault tells its place among what was read: such a diary is read as a whole
                return self.diary(con)
            if known is not None:
                found = Diary(records=known.records + found.records)
            self._diary, self._version, self._last = found, version, rows[-1][0] if rows else last
            return found
        return known
