"""The head of a vault: its bytes, its two slots, and what it answers to a wrong key."""

from __future__ import annotations

import hashlib
import struct
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.keyring import NEW, OLD, Keyring
from upright.errors import VaultFault, WrongKey
from upright.store.files import DISK, HEAD, Act, Disk
from upright.store.header import BEING_MADE, SLOT, open_head, read_head, write_head
from upright.store.keys import Cost, passphrase_bytes


def test_the_bytes_are_where_the_format_says(path: Path, keyring: Keyring) -> None:
    head = path.read_bytes()[:HEAD]
    slot, other = head[:4096], head[4096:]
    assert slot == other
    assert slot[:8] == b"\xb1UPR\r\n\x1a\n"
    form, state, number = struct.unpack_from("<HBxQ", slot, 8)
    assert (form, state, number) == (1, 2, 2)
    assert slot[20:36] == keyring.old.vault_id
    wrapped = keyring.old.passphrase
    assert wrapped is not None
    assert struct.unpack_from("<BB2xIII", slot, 64) == (1, 1, 65536, 3, 1)
    assert slot[80:112] == wrapped.salt
    assert slot[112:144] == wrapped.wrapped
    assert slot[144:176] == wrapped.mac
    assert slot[192:4032] == bytes(4032 - 192)
    assert slot[4032:4064] == keyring.key.child(b"head").seal(slot[:4032])
    assert slot[4064:] == hashlib.sha256(slot[:4064]).digest()


def test_nothing_in_the_head_says_what_the_file_is_for(path: Path) -> None:
    assert b"SQLite" not in path.read_bytes()
    assert path.read_bytes()[:HEAD].count(b"UPR") == 2


def test_either_slot_alone_opens(path: Path) -> None:
    whole = path.read_bytes()
    for slot in (0, 1):
        data = bytearray(whole)
        data[slot * 4096 : (slot + 1) * 4096] = bytes(4096)
        path.write_bytes(data)
        header, key = open_head(read_head(path, DISK), passphrase_bytes(OLD), recovery=False)
        assert header.sealed_by(key)


def test_the_newer_slot_counts_and_the_older_passphrase_is_not_tried(path: Path, keyring: Keyring) -> None:
    before = path.read_bytes()[:4096]
    write_head(path, keyring.new, keyring.key, DISK)
    after = path.read_bytes()
    assert before not in after
    path.write_bytes(before + after[4096:])  # as a stop between the two writes leaves it
    open_head(read_head(path, DISK), passphrase_bytes(NEW), recovery=False)
    with pytest.raises(WrongKey):
        open_head(read_head(path, DISK), passphrase_bytes(OLD), recovery=False)


@pytest.mark.parametrize("damaged", [0, 1])
def test_a_change_never_begins_with_the_only_whole_slot(damaged: int, path: Path, keyring: Keyring) -> None:
    data = bytearray(path.read_bytes())
    data[damaged * 4096 + 100] ^= 1
    path.write_bytes(data)
    acts: list[Act] = []
    write_head(path, keyring.new, keyring.key, Disk(acts.append))
    first, second = damaged * 4096, (1 - damaged) * 4096
    assert [(act.what, act.offset) for act in acts] == [("write", first), ("sync", 0), ("write", second), ("sync", 0)]
    assert read_head(path, DISK).at_rest


def test_a_head_of_a_newer_format_and_one_being_made_are_told(path: Path, keyring: Keyring) -> None:
    for changed, id in (
        (replace(keyring.old, format=2), "error.vault_newer"),
        (replace(keyring.old, state=BEING_MADE, passphrase=None), "error.vault_half_made"),
    ):
        write_head(path, changed, keyring.key, DISK)
        with pytest.raises(VaultFault) as fault:
            open_head(read_head(path, DISK), passphrase_bytes(OLD), recovery=False)
        assert fault.value.id == id


def test_a_head_with_a_key_in_it_never_passes_for_one_being_made(path: Path) -> None:
    """Else whoever can write to the disk lets Upright tell its owner that the file is empty and may be deleted."""
    data = bytearray(path.read_bytes())
    for slot in (0, SLOT):
        data[slot + 10] = BEING_MADE
        data[slot + SLOT - 32 : slot + SLOT] = hashlib.sha256(data[slot : slot + SLOT - 32]).digest()
    path.write_bytes(data)
    with pytest.raises(WrongKey):
        open_head(read_head(path, DISK), passphrase_bytes(OLD), recovery=False)


def test_a_file_that_asks_for_too_little_is_refused(path: Path, keyring: Keyring) -> None:
    """Also when everything else about it is right: whoever knows the key could have made it so."""
    assert keyring.old.passphrase is not None
    weak = replace(keyring.old, passphrase=replace(keyring.old.passphrase, cost=Cost(1024, 1, 1)))
    write_head(path, weak, keyring.key, DISK)
    with pytest.raises(VaultFault) as fault:
        open_head(read_head(path, DISK), passphrase_bytes(OLD), recovery=False)
    assert fault.value.id == "error.vault_cost"


def test_a_wrong_passphrase_and_a_damaged_head_answer_the_same_after_the_same_time(path: Path) -> None:
    def answer(passphrase: str, recovery: bool = False) -> tuple[str, float]:
        start = time.perf_counter()
        with pytest.raises(WrongKey) as fault:
            open_head(read_head(path, DISK), passphrase_bytes(passphrase), recovery=recovery)
        return fault.value.id, time.perf_counter() - start

    wrong = answer("wrong")
    no_recovery_key = answer("wrong", recovery=True)
    data = bytearray(path.read_bytes())
    data[500] ^= 1
    data[4096 + 500] ^= 1
    path.write_bytes(data)
    damaged = answer(OLD)
    assert wrong[0] == damaged[0] == no_recovery_key[0] == "error.wrong_key"
    # A derivation takes a tenth of a second and more; without one the answer would come in a millisecond.
    assert min(damaged[1], no_recovery_key[1]) > wrong[1] / 4
    assert wrong[1] > 0.02


@settings(max_examples=300)
@given(data=st.data())
def test_any_bytes_as_a_head_are_read_or_refused_in_words(data: st.DataObject, path_of_a_vault: Path) -> None:
    """Also with a right sum, so that what lies behind it is reached."""
    slot = bytearray(path_of_a_vault.read_bytes()[:SLOT])
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, 400))
        piece = data.draw(st.binary(max_size=24))
        slot[start : start + len(piece)] = piece
    slot[SLOT - 32 : SLOT] = hashlib.sha256(slot[: SLOT - 32]).digest()
    forged = path_of_a_vault.with_name("forged.dat")
    forged.write_bytes(bytes(slot[:SLOT]) + data.draw(st.binary(max_size=SLOT)))
    try:
        newest = read_head(forged, DISK).newest
    except VaultFault as fault:
        assert fault.id == "error.vault_not_ours"
        return
    assert newest is not None
    for wrapped in (newest.passphrase, newest.recovery):
        if wrapped is not None:
            with suppress(VaultFault):
                wrapped.cost.check()


@pytest.fixture(scope="module")
def path_of_a_vault(tmp_path_factory: pytest.TempPathFactory, keyring: Keyring) -> Path:
    return keyring.make(tmp_path_factory.mktemp("one") / "notes.dat")
