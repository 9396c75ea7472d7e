"""The head of a vault: what has to be known before the key is, and how it changes without ever being half changed.

A vault is one file to copy, so salt and parameters stand in it, in front of the database. The head is two slots of 4096
bytes, one disk block each. At rest both hold the same bytes. A change goes to one slot, is brought to the disk, then to
the other: whatever moment the machine stops, one whole slot is there, and an old passphrase is gone when both are done.

A slot, numbers little-endian:

       0   8  MAGIC
       8   2  format of the head, 1
      10   1  state: 1 being made, 2 in use
      11   1  0
      12   8  number of the change; of two whole slots the one with the higher number counts
      20  16  id of the vault, random
      36  28  0
      64 128  the data key under the passphrase
     192 128  the data key under the recovery key, or zeros
     320 ..   0
    4032  32  seal: HMAC-SHA256 of bytes 0..4031 under a child of the data key
    4064  32  SHA-256 of bytes 0..4063: tells a whole slot from a torn one without a key; protects nothing

A wrapped key: 1 byte 1, 1 byte KDF (1 = Argon2id, version 19), 2 bytes 0, memory in KiB, passes, lanes (4 bytes each),
salt, wrapped key, mac (32 each), 16 bytes 0. Its mac also covers MAGIC, the format, the vault's id and which of the two
keys it is; the seal covers everything, so what the recovery key's mac cannot vouch for is vouched for all the same.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass, field, replace
from pathlib import Path

import apsw

from upright.errors import VaultFault, WrongKey
from upright.store.files import DISK, HEAD, Disk
from upright.store.keys import Cost, Key, Wrapped, spend

__all__ = ["BEING_MADE", "IN_USE", "Header", "is_vault", "open_head", "read_head", "write_head"]

MAGIC = b"\xb1UPR\r\n\x1a\n"  # the line ends show a copy that was made as text
FORMAT = 1
SLOT = HEAD // 2
BEING_MADE, IN_USE = 1, 2
_FRONT = struct.Struct("<8sHBxQ16s28x")
_WRAPPED = struct.Struct("<BB2xIII32s32s32s16x")
_SEAL, _SUM = SLOT - 64, SLOT - 32
_ARGON2ID = 1


@dataclass(frozen=True)
class Header:
    """What one slot says. `raw` is the slot as it stands, by which the seal is checked."""

    state: int
    number: int
    vault_id: bytes
    passphrase: Wrapped | None
    recovery: Wrapped | None
    format: int = FORMAT
    raw: bytes = field(default=b"", repr=False)

    def bound(self, recovery: bool) -> bytes:
        """What the mac of a wrapped key covers besides the key itself."""
        return MAGIC + self.format.to_bytes(2, "little") + self.vault_id + (b"recovery" if recovery else b"passphrase")

    def opens_as(self, other: Header) -> bool:
        """Whether the same passphrase and recovery key open both."""
        return (self.vault_id, self.passphrase, self.recovery) == (other.vault_id, other.passphrase, other.recovery)

    def pack(self, data_key: Key) -> bytes:
        """The slot's bytes, sealed."""
        front = _FRONT.pack(MAGIC, self.format, self.state, self.number, self.vault_id)
        body = (front + _pack_wrapped(self.passphrase) + _pack_wrapped(self.recovery)).ljust(_SEAL, b"\0")
        body += _seal_key(data_key, body)
        return body + hashlib.sha256(body).digest()

    def sealed_by(self, data_key: Key) -> bool:
        """Whether the seal is the one that a holder of the data key made."""
        return hmac.compare_digest(_seal_key(data_key, self.raw[:_SEAL]), self.raw[_SEAL:_SUM])


def _seal_key(data_key: Key, body: bytes) -> bytes:
    key = data_key.child(b"head")
    try:
        return key.seal(body)
    finally:
        key.wipe()


def _pack_wrapped(key: Wrapped | None) -> bytes:
    if key is None:
        return bytes(_WRAPPED.size)
    cost = key.cost
    return _WRAPPED.pack(1, _ARGON2ID, cost.memory, cost.passes, cost.lanes, key.salt, key.wrapped, key.mac)


def _parse_wrapped(data: bytes) -> Wrapped | None:
    there, kdf, memory, passes, lanes, salt, wrapped, mac = _WRAPPED.unpack(data)
    if not there:
        return None
    return Wrapped(Cost(memory, passes, lanes if kdf == _ARGON2ID else 0), salt, wrapped, mac)


def _parse(slot: bytes) -> Header | None:
    """What a slot says, or None unless it is whole."""
    if len(slot) != SLOT or not slot.startswith(MAGIC) or hashlib.sha256(slot[:_SUM]).digest() != slot[_SUM:]:
        return None
    _, form, state, number, vault_id = _FRONT.unpack_from(slot)
    one, two = _FRONT.size, _FRONT.size + _WRAPPED.size
    keys = [_parse_wrapped(slot[start : start + _WRAPPED.size]) for start in (one, two)]
    return Header(state, number, vault_id, keys[0], keys[1], form, slot)


@dataclass(frozen=True)
class Head:
    """Both slots as they were found."""

    slots: tuple[Header | None, Header | None]

    @property
    def newest(self) -> Header | None:
        """The slot that counts."""
        whole = [slot for slot in self.slots if slot is not None]
        return max(whole, key=lambda slot: slot.number, default=None)

    @property
    def at_rest(self) -> bool:
        """Whether both slots are whole and the same."""
        return self.slots[0] is not None and self.slots[0] == self.slots[1]


def is_vault(path: Path, disk: Disk = DISK) -> bool:
    """Whether a file begins as a vault or a copy of one does; False for what is not there or cannot be read."""
    try:
        return any(disk.read(path, start, len(MAGIC)) == MAGIC for start in (0, SLOT)) if path.is_file() else False
    except (OSError, apsw.Error):
        return False


def read_head(path: Path, disk: Disk) -> Head:
    """Both slots of a file. Raises VaultFault when the file is none of ours."""
    found = disk.read(path, 0, HEAD).ljust(HEAD, b"\0")
    slots = [found[start : start + SLOT] for start in (0, SLOT)]
    if not any(slot.startswith(MAGIC) for slot in slots):
        raise VaultFault("error.vault_not_ours")
    return Head((_parse(slots[0]), _parse(slots[1])))


def open_head(head: Head, secret: bytes, *, recovery: bool) -> tuple[Header, Key]:
    """The slot that counts and the data key.

    Raises WrongKey alike, and after the same time, for a wrong passphrase and for a head that has been changed; and
    VaultFault for a cost out of bounds, a newer format, and a vault whose making was cut off. A head that holds a key
    was never being made: it says so only after a forgery, which must not talk anyone into deleting the file.
    """
    header = head.newest
    if header is not None and header.format > FORMAT:
        raise VaultFault("error.vault_newer")
    if header is not None and header.state == BEING_MADE and header.passphrase is None and header.recovery is None:
        raise VaultFault("error.vault_half_made")
    wrapped = None if header is None else header.recovery if recovery else header.passphrase
    if header is None or wrapped is None:
        spend(secret)
        raise WrongKey
    key = wrapped.unwrap(secret, header.bound(recovery))
    if key is None:
        raise WrongKey
    if not header.sealed_by(key):
        key.wipe()
        raise WrongKey
    return header, key


def write_head(path: Path, header: Header, data_key: Key, disk: Disk) -> Header:
    """Write a head as the next change, one slot after the other, and return it as it stands.

    The caller holds the database's write lock, so that no other process changes the head at the same time. The slot
    that counts is written last: until the other is on the disk it is the only whole one.
    """
    head = read_head(path, disk) if disk.read(path, 0, HEAD).strip(b"\0") else Head((None, None))
    newest = head.newest
    number = max(header.number, newest.number if newest else 0) + 1
    raw = replace(header, number=number).pack(data_key)
    first = 0 if newest is not None and newest is head.slots[1] else 1
    disk.write(path, [(first * SLOT, raw), ((1 - first) * SLOT, raw)])
    return replace(header, number=number, raw=raw)
