"""The tables of a vault and how they came to be: numbered steps, forward only, each in one transaction with its number.

The number of the last step taken is the database's `user_version`. A new vault takes all steps, so that it has exactly
what an old one has after its own. A step is never edited once a release has taken it; the next step corrects it. Each
has a vault of the version before under `tests/store/kept/`.
"""

from __future__ import annotations

from collections.abc import Callable

import apsw

__all__ = ["LATEST", "STEPS", "take_steps", "version"]


def _records(con: apsw.Connection) -> None:
    """1: what was written, settings, and what can be worked out again.

    `number` is the order of writing, `at` microseconds since 1970 UTC, `body` the record as JSON in UTF-8.
    """
    con.execute(
        "CREATE TABLE records (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,"
        " at INTEGER NOT NULL, body BLOB NOT NULL) STRICT;"
        "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
        "CREATE TABLE artefacts (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;"
    )


def _revisions(con: apsw.Connection) -> None:
    """2: a changed record keeps what it said before; the latest of a kind are found without reading all."""
    con.execute(
        "CREATE TABLE revisions (number INTEGER PRIMARY KEY, record TEXT NOT NULL REFERENCES records (id)"
        " ON UPDATE CASCADE ON DELETE CASCADE, replaced_at INTEGER NOT NULL, body BLOB NOT NULL) STRICT;"
        "CREATE INDEX revisions_of_record ON revisions (record);"
        "CREATE INDEX records_by_kind ON records (kind, at);"
    )


STEPS: tuple[Callable[[apsw.Connection], None], ...] = (_records, _revisions)
LATEST = len(STEPS)


def version(con: apsw.Connection) -> int:
    """The number of the last step taken; 0 for an empty database."""
    return int(con.pragma("user_version"))


def take_steps(con: apsw.Connection, upto: int = LATEST) -> None:
    """Take the steps that are missing. One that fails leaves the database as the step before left it."""
    for number in range(version(con) + 1, upto + 1):
        con.execute("BEGIN IMMEDIATE")
        try:
            if version(con) < number:  # another process may have taken it while this one waited
                STEPS[number - 1](con)
                con.execute(f"PRAGMA user_version = {number}")
            con.execute("COMMIT")
        except BaseException:
            if con.in_transaction:
                con.execute("ROLLBACK")
            raise
