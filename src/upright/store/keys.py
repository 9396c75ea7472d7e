"""Keys: from a passphrase or a recovery key to the data key, and what is made of that.

The data key is 32 random bytes, made once for a vault. What encrypts the database and what seals the head are its
children (HMAC-SHA256 under a name each). A passphrase never encrypts anything but the data key:

    64 bytes   = Argon2id(secret, salt, cost)         a fresh random salt of 32 bytes each time a key is wrapped
    wrapped    = data key XOR bytes 0..31             a one-time pad: these bytes are never used for anything else
    mac        = HMAC-SHA256(bytes 32..63, what stands beside it in the head, wrapped)

so changing the passphrase writes some hundred bytes and leaves the database as it is. XOR and HMAC from the standard
library are enough for that; there is no cipher of our own here.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from argon2.exceptions import HashingError
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw

from upright.errors import UsageFault, VaultFault

__all__ = ["DEFAULT", "FLOOR", "Cost", "Key", "Wrapped", "new_recovery_key", "passphrase_bytes", "recovery_bytes"]

Random = Callable[[int], bytes]
KEY = 32
_LONGEST_PASSPHRASE = 4096  # bytes; more is a file given by mistake


@dataclass(frozen=True)
class Cost:
    """What one derivation costs: memory in KiB, passes over it, lanes. Checked before anything is allocated."""

    memory: int
    passes: int
    lanes: int

    def check(self) -> None:
        """Raise VaultFault unless the cost lies between the floor and what no honest file asks for."""
        memory = FLOOR.memory <= self.memory <= _CEILING.memory
        passes = FLOOR.passes <= self.passes <= _CEILING.passes
        work = self.memory * self.passes <= _MOST_WORK
        if not (memory and passes and work and FLOOR.lanes <= self.lanes <= _CEILING.lanes):
            raise VaultFault("error.vault_cost")


# 96 MiB is as much as fits: a command that writes shall stay under 150 MB in all. The floor is the second choice of
# RFC 9106, section 4. The ceilings keep a forged head from taking the machine's memory or its afternoon; arbitrary.
DEFAULT = Cost(memory=96 * 1024, passes=3, lanes=4)
FLOOR = Cost(memory=64 * 1024, passes=3, lanes=1)
_CEILING = Cost(memory=1024 * 1024, passes=20, lanes=16)
_MOST_WORK = 4 * 1024 * 1024  # KiB times passes: some ten seconds; all three ceilings at once would be a minute


class Key:
    """Bytes that open something, in a buffer that `wipe` fills with zeros.

    Best effort: Python and the driver make copies that cannot be reached, for instance of the text of `PRAGMA key`.
    """

    __slots__ = ("_bytes",)

    def __init__(self, value: bytes | bytearray) -> None:
        self._bytes = bytearray(value)

    def wipe(self) -> None:
        """Fill the buffer with zeros. A second time does nothing."""
        self._bytes[:] = bytes(len(self._bytes))

    @property
    def wiped(self) -> bool:
        """Whether the buffer holds nothing but zeros."""
        return not any(self._bytes)

    def copy(self) -> Key:
        """A second buffer with the same bytes, to be wiped by itself."""
        return Key(self._bytes)

    def child(self, name: bytes) -> Key:
        """The key for one purpose: HMAC-SHA256 of its name under this key."""
        return Key(hmac.digest(self._bytes, b"upright 1 " + name, "sha256"))

    def seal(self, data: bytes) -> bytes:
        """The 32 bytes that only a holder of this key can make for `data`."""
        return hmac.digest(self._bytes, data, "sha256")

    def raw(self) -> str:
        """The key as the cipher's raw key, in hexadecimal."""
        return self._bytes.hex()

    def xor(self, other: Key | bytes) -> bytes:
        """This key, bit by bit against `other` of the same length."""
        against = other._bytes if isinstance(other, Key) else other
        return bytes(one ^ two for one, two in zip(self._bytes, against, strict=True))

    def __repr__(self) -> str:
        return "<Key>"

    def __reduce__(self) -> str:
        raise TypeError("a key is not copied out of the process")


@dataclass(frozen=True)
class Wrapped:
    """The data key as it stands in a head, under one passphrase or recovery key."""

    cost: Cost
    salt: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    mac: bytes = field(repr=False)

    @classmethod
    def wrap(cls, data_key: Key, secret: bytes, bound: bytes, cost: Cost, random: Random) -> Wrapped:
        """Wrap the data key. `bound` is what else the mac shall vouch for: the vault's id and the slot's place."""
        cost.check()
        salt = random(KEY)
        pad, seal = _derive(secret, salt, cost)
        try:
            wrapped = data_key.xor(pad)
            return cls(cost, salt, wrapped, seal.seal(_sealed(cost, salt, wrapped, bound)))
        finally:
            pad.wipe()
            seal.wipe()

    def unwrap(self, secret: bytes, bound: bytes) -> Key | None:
        """The data key, or None when the secret is another or a bit has changed. Raises VaultFault for a bad cost."""
        self.cost.check()
        pad, seal = _derive(secret, self.salt, self.cost)
        try:
            if not hmac.compare_digest(seal.seal(_sealed(self.cost, self.salt, self.wrapped, bound)), self.mac):
                return None
            return Key(pad.xor(self.wrapped))
        finally:
            pad.wipe()
            seal.wipe()


def spend(secret: bytes) -> None:
    """Take as long as an `unwrap` would: what cannot be opened for another reason must not answer faster."""
    for key in _derive(secret, bytes(KEY), DEFAULT):
        key.wipe()


def _derive(secret: bytes, salt: bytes, cost: Cost) -> tuple[Key, Key]:
    try:
        both = hash_secret_raw(
            secret, salt, cost.passes, cost.memory, cost.lanes, 2 * KEY, Type.ID, version=ARGON2_VERSION
        )
    except (HashingError, MemoryError):
        raise VaultFault("error.vault_memory") from None
    return Key(both[:KEY]), Key(both[KEY:])


def _sealed(cost: Cost, salt: bytes, wrapped: bytes, bound: bytes) -> bytes:
    numbers = b"".join(number.to_bytes(4, "little") for number in (cost.memory, cost.passes, cost.lanes))
    return bound + numbers + salt + wrapped


def passphrase_bytes(passphrase: str) -> bytes:
    """A passphrase as bytes, the same for every way of typing it (RFC 8265, OpaqueString).

    Letters with marks are composed (NFC: keyboards differ in how they write "ế"), every kind of space is a space.
    Raises UsageFault for one that is empty, far too long, or no text.
    """
    composed = unicodedata.normalize("NFC", passphrase)
    composed = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in composed)
    if not composed.strip():
        raise UsageFault("error.passphrase_empty")
    try:
        found = composed.encode("utf-8")
    except UnicodeEncodeError:
        raise UsageFault("error.passphrase_letters") from None
    if len(found) > _LONGEST_PASSPHRASE:
        raise UsageFault("error.passphrase_long", limit=_LONGEST_PASSPHRASE)
    return found


# A recovery key is seven groups of five letters of Crockford's base 32: four carry 20 random bits, the fifth checks the
# group and its place. 140 bits in all. A slip of the pen is told by the number of its group.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("OIL", "011")
_GROUPS, _IN_GROUP = 7, 4


def new_recovery_key(random: Random) -> str:
    """A new recovery key, as it is printed: "4QK2M-…", seven groups."""
    values = [byte & 31 for byte in random(_GROUPS * _IN_GROUP)]
    groups = [values[start : start + _IN_GROUP] for start in range(0, len(values), _IN_GROUP)]
    written = [[*group, _check(place, group)] for place, group in enumerate(groups, 1)]
    return "-".join("".join(_LETTERS[value] for value in group) for group in written)


def recovery_bytes(typed: str) -> bytes:
    """A typed recovery key as bytes. Case, spaces and hyphens do not matter, nor O for 0, I or L for 1.

    Raises UsageFault with the number of the first group that cannot be right.
    """
    kept = "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_READ_AS)
    if len(kept) != _GROUPS * (_IN_GROUP + 1):
        raise UsageFault("error.recovery_key_length", groups=_GROUPS, letters=_IN_GROUP + 1)
    data = ""
    for place in range(1, _GROUPS + 1):
        group = kept[(place - 1) * (_IN_GROUP + 1) : place * (_IN_GROUP + 1)]
        values = [_LETTERS.find(letter) for letter in group]
        if -1 in values or _check(place, values[:-1]) != values[-1]:
            raise UsageFault("error.recovery_key_group", group=place)
        data += group[:-1]
    return b"recovery " + data.encode("ascii")


def _check(place: int, values: list[int]) -> int:
    """The check letter of a group: a polynomial over GF(32), so one wrong letter or two swapped always show."""
    check = place
    for value in values:
        check = _doubled(check) ^ value
    return _doubled(check)


def _doubled(value: int) -> int:
    return (value << 1) ^ (0x25 if value & 16 else 0)
