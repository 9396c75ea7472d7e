"""The database in a vault is set as docs/vault.md says, on every connection."""

from __future__ import annotations

import secrets
from pathlib import Path

import apsw
import pytest

from tests.store.keyring import Keyring, checkin
from upright.store.database import change, close, connect, pages_are_whole
from upright.store.files import DISK, HEAD
from upright.store.keys import Key

SETTINGS = {
    "cipher": "chacha20",
    "journal_mode": "delete",
    "synchronous": 3,  # EXTRA
    "secure_delete": 1,
    "temp_store": 2,  # memory
    "foreign_keys": 1,
    "auto_vacuum": 1,  # full: no free page is left in the file
    "trusted_schema": 0,
    "cell_size_check": 1,
    "fullfsync": 1,
    "max_page_count": 200_000,
    "page_size": 4096,
    "freelist_count": 0,
}


def test_every_connection_has_the_settings_that_the_format_states(path: Path, keyring: Keyring) -> None:
    con = connect(path, keyring.key, DISK)
    assert {name: con.pragma(name) for name in SETTINGS} == SETTINGS
    close(con)


def test_another_key_does_not_open_it(path: Path) -> None:
    with pytest.raises(apsw.NotADBError):
        connect(path, Key(secrets.token_bytes(32)), DISK)


def test_the_database_begins_behind_the_head_and_fills_whole_pages(path: Path, keyring: Keyring) -> None:
    con = connect(path, keyring.key, DISK)
    pages = con.pragma("page_count")
    close(con)
    assert path.stat().st_size == HEAD + pages * 4096
    # The only bytes that the cipher leaves as they are: sizes and versions of the file format, the same in every vault.
    assert path.read_bytes()[HEAD + 16 : HEAD + 24] == bytes.fromhex("1000 0101 20 40 20 20")


def test_a_change_that_fails_is_undone(path: Path, keyring: Keyring) -> None:
    con = connect(path, keyring.key, DISK)
    with pytest.raises(KeyboardInterrupt), change(con):
        con.execute("DELETE FROM settings")
        raise KeyboardInterrupt
    assert not con.in_transaction
    assert pages_are_whole(con)
    close(con)
    close(con)


def test_removing_leaves_no_free_page(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        for id in vault.add([checkin(number, "dài " * 3000) for number in range(5)]):
            vault.remove(id)
        assert vault._con is not None
        assert vault._con.pragma("freelist_count") == 0
