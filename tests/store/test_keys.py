"""Keys: derivation, wrapping, passphrases as people type them, recovery keys as people copy them."""

from __future__ import annotations

import hashlib
import hmac
import os
import pickle
import random
import unicodedata

import pytest
from argon2.low_level import Type, hash_secret_raw
from hypothesis import given
from hypothesis import strategies as st

from upright.errors import UsageFault, VaultFault
from upright.store.keys import (
    DEFAULT,
    FLOOR,
    Cost,
    Key,
    Wrapped,
    new_recovery_key,
    passphrase_bytes,
    recovery_bytes,
)


def test_a_wrapped_key_is_what_the_format_says() -> None:
    """Written out again by hand: another program could open a vault from docs/vault.md."""
    key, secret, bound = Key(os.urandom(32)), b"secret", b"bound"
    one = Wrapped.wrap(key, secret, bound, FLOOR, os.urandom)
    both = hash_secret_raw(secret, one.salt, 3, 65536, 1, 64, Type.ID, version=19)
    assert bytes(a ^ b for a, b in zip(both[:32], one.wrapped, strict=True)).hex() == key.raw()
    numbers = bytes.fromhex("00000100 03000000 01000000")
    assert one.mac == hmac.digest(both[32:], bound + numbers + one.salt + one.wrapped, hashlib.sha256)
    opened = one.unwrap(secret, bound)
    assert opened is not None
    assert opened.raw() == key.raw()
    assert one.unwrap(b"Secret", bound) is None
    assert one.unwrap(secret, b"other") is None
    assert Wrapped.wrap(key, secret, bound, FLOOR, os.urandom).wrapped != one.wrapped


@pytest.mark.parametrize(
    "cost",
    [
        Cost(FLOOR.memory - 1, 3, 4),
        Cost(8, 1, 1),
        Cost(0, 3, 4),
        Cost(DEFAULT.memory, 2, 4),
        Cost(DEFAULT.memory, 3, 0),
        Cost(1024 * 1024 + 1, 3, 4),
        Cost(2**32 - 1, 3, 4),
        Cost(DEFAULT.memory, 21, 4),
        Cost(DEFAULT.memory, 3, 17),
        Cost(1024 * 1024, 5, 4),
    ],
)
def test_a_cost_below_the_floor_or_beyond_reason_is_refused_before_it_is_paid(cost: Cost) -> None:
    with pytest.raises(VaultFault) as fault:
        Wrapped(cost, bytes(32), bytes(32), bytes(32)).unwrap(b"secret", b"")
    assert fault.value.id == "error.vault_cost"
    with pytest.raises(VaultFault):
        Wrapped.wrap(Key(bytes(32)), b"secret", b"", cost, os.urandom)


def test_the_usual_cost_stands_above_the_floor() -> None:
    DEFAULT.check()
    FLOOR.check()
    assert DEFAULT.memory > FLOOR.memory >= 64 * 1024


def test_a_passphrase_is_the_same_however_its_letters_are_typed() -> None:
    words = "mật khẩu của tôi, ướt mưa"
    composed = passphrase_bytes(unicodedata.normalize("NFC", words))
    assert passphrase_bytes(unicodedata.normalize("NFD", words)) == composed
    assert passphrase_bytes(words.replace(" ", "\u00a0")) == composed
    assert passphrase_bytes(words.upper()) != composed
    assert passphrase_bytes(words + " ") != composed


@pytest.mark.parametrize(
    ("passphrase", "id"),
    [
        ("", "error.passphrase_empty"),
        ("  \u3000", "error.passphrase_empty"),
        ("\udc80 abc", "error.passphrase_letters"),
        ("x" * 5000, "error.passphrase_long"),
    ],
)
def test_what_cannot_be_a_passphrase_is_named(passphrase: str, id: str) -> None:
    with pytest.raises(UsageFault) as fault:
        passphrase_bytes(passphrase)
    assert fault.value.id == id


def test_a_recovery_key_is_seven_groups_and_reads_back_however_it_is_copied() -> None:
    for _ in range(50):
        printed = new_recovery_key(os.urandom)
        groups = printed.split("-")
        assert [len(group) for group in groups] == [5] * 7
        assert not set(printed) & set("ILOU")
        read = recovery_bytes(printed)
        copied = printed.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert recovery_bytes(copied) == read
        assert recovery_bytes(printed.replace("1", "I").replace("-", "")) == read


def test_every_slip_of_one_letter_or_two_swapped_is_told_with_its_group() -> None:
    dice = random.Random(3)
    printed = new_recovery_key(dice.randbytes)
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    for place, letter in enumerate(printed):
        if letter == "-":
            continue
        group = place // 6 + 1
        for other in letters.replace(letter, ""):
            with pytest.raises(UsageFault) as fault:
                recovery_bytes(printed[:place] + other + printed[place + 1 :])
            assert (fault.value.id, fault.value.values) == ("error.recovery_key_group", {"group": group})
        after = printed[place + 1 : place + 2]
        if after not in ("", "-", letter):
            with pytest.raises(UsageFault):
                recovery_bytes(printed[:place] + after + letter + printed[place + 2 :])
    one, two, *rest = printed.split("-")
    with pytest.raises(UsageFault):
        recovery_bytes("-".join([two, one, *rest]))


@given(st.text(max_size=60))
def test_any_text_as_a_recovery_key_is_read_or_refused_in_words(typed: str) -> None:
    try:
        assert len(recovery_bytes(typed)) == 9 + 28
    except UsageFault as fault:
        assert fault.id.startswith("error.recovery_key")


def test_a_key_shows_nothing_and_can_be_wiped() -> None:
    key = Key(b"\x01" * 32)
    copy = key.copy()
    assert repr(key) == "<Key>"
    assert "01" not in repr(Wrapped(FLOOR, b"\x01" * 32, b"\x01" * 32, b"\x01" * 32))
    with pytest.raises(TypeError):
        pickle.dumps(key)
    key.wipe()
    key.wipe()
    assert key.wiped
    assert not copy.wiped
