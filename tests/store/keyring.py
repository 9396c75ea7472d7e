"""One data key under two passphrases, derived once: a vault for a test then costs milliseconds, at no weaker a cost."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from upright.record import CheckIn
from upright.store import Vault, schema
from upright.store.files import DISK, Disk
from upright.store.header import IN_USE, Header, read_head
from upright.store.keys import FLOOR, Key, Wrapped, passphrase_bytes
from upright.store.opening import make_with_key, open_with_key

OLD, NEW = "mật khẩu cũ của tôi", "a new and other passphrase"
NOW = datetime(2026, 11, 23, 21, 45, tzinfo=timezone(timedelta(hours=7)))


def day(number: int) -> datetime:
    """Evening of the n-th day from the start of these tests."""
    return NOW + timedelta(days=number)


def checkin(number: int, note: str | None = None) -> CheckIn:
    """A check-in that can be told from the others by its hour and its first rating."""
    return CheckIn(at=NOW + timedelta(hours=number), ratings={"reliable": number % 11}, note=note)


@dataclass(frozen=True)
class Keyring:
    """The data key, and the heads of a vault that opens with `OLD`, and with `NEW`."""

    key: Key
    old: Header
    new: Header

    def make(self, path: Path, disk: Disk = DISK, upto: int = schema.LATEST, *, header: Header | None = None) -> Path:
        """Make a vault that opens with `OLD`."""
        make_with_key(path, header or self.old, self.key, disk, os.urandom, settings={}, upto=upto)
        return path

    def open(self, path: Path, disk: Disk = DISK) -> Vault:
        """Open a vault with the data key, as `open_vault` does once it has it."""
        return open_with_key(path, self.key.copy(), disk, cost=FLOOR)

    def passphrase_of(self, path: Path) -> str:
        """The passphrase that opens a vault, told from its head."""
        head = read_head(path, DISK).newest
        assert head is not None
        return {self.old.passphrase: OLD, self.new.passphrase: NEW}[head.passphrase]


def derive_keyring(old: str, new: str) -> Keyring:
    key, vault_id = Key(os.urandom(32)), os.urandom(16)
    empty = Header(IN_USE, 0, vault_id, None, None)
    wrapped = [
        Wrapped.wrap(key, passphrase_bytes(one), empty.bound(recovery=False), FLOOR, os.urandom) for one in (old, new)
    ]
    return Keyring(key, *(replace(empty, passphrase=one) for one in wrapped))
