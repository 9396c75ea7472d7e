"""A file that is damaged, cut short or something else altogether gets one clear line and is never written to."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.keyring import OLD, Keyring, checkin, day
from upright.errors import VaultFault, WrongKey
from upright.store import create_vault, open_vault, restore_vault, verify_vault
from upright.store.files import DISK, HEAD
from upright.store.header import read_head
from upright.store.verify import verify_with_key

FLIPS = 100


@pytest.fixture
def whole(path: Path, keyring: Keyring) -> bytes:
    """The bytes of a vault with twenty records."""
    with keyring.open(path) as vault:
        vault.add([checkin(number, "MARKER buồn " * 40) for number in range(20)])
    return path.read_bytes()


def fault_of(act: Callable[[], object]) -> VaultFault:
    with pytest.raises(VaultFault) as caught:
        act()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


def sqlite_file(path: Path) -> None:
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE notes (x)")
    con.close()


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


STRANGERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing there": (lambda path: None, "error.no_such_file"),
    "0 bytes": (lambda path: path.touch(), "error.vault_empty"),
    "1 byte": (lambda path: path.write_bytes(b"x"), "error.vault_not_ours"),
    "random bytes": (lambda path: path.write_bytes(random.Random(1).randbytes(50_000)), "error.vault_not_ours"),
    "zeros": (lambda path: path.write_bytes(bytes(50_000)), "error.vault_not_ours"),
    "a text": (lambda path: path.write_text("Thứ hai: trời mưa.\n" * 900), "error.vault_not_ours"),
    "a plain SQLite file": (sqlite_file, "error.vault_not_ours"),
    "a folder": (folder, "error.file_is_folder"),
    "a pipe": (pipe, "error.vault_not_ours"),
    "a link that leads nowhere": (lambda path: path.symlink_to("nowhere"), "error.vault_link"),
}


@pytest.mark.parametrize("what", STRANGERS)
def test_what_is_no_vault_gets_one_line_and_stays_as_it_is(
    what: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    make, id = STRANGERS[what]
    path = tmp_path / "notes.dat"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    assert fault_of(lambda: open_vault(path, OLD)).id == id
    assert fault_of(lambda: verify_vault(path, OLD)).id == id
    assert fault_of(lambda: restore_vault(path, tmp_path / "other.dat", OLD, now=day(0))).id == id
    if os.path.lexists(path):
        assert fault_of(lambda: create_vault(path, OLD, now=day(0))).id == "error.vault_exists"
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not (tmp_path / "other.dat").exists()
    assert [one.name for one in tmp_path.iterdir()] == ([path.name] if os.path.lexists(path) else [])
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("size", [8, 4096, HEAD - 1])
def test_a_vault_cut_within_its_head_opens_no_more_and_says_so(size: int, path: Path, whole: bytes) -> None:
    path.write_bytes(whole[:size])
    assert fault_of(lambda: open_vault(path, OLD)).id in ("error.wrong_key", "error.vault_damaged")
    assert path.read_bytes() == whole[:size]


@pytest.mark.parametrize("size", [HEAD, HEAD + 1, HEAD + 4095, HEAD + 4096, HEAD + 6000, -4096])
def test_a_vault_cut_short_is_damaged_and_stays_as_it_is(
    size: int, path: Path, whole: bytes, keyring: Keyring, capfd: pytest.CaptureFixture[str]
) -> None:
    path.write_bytes(whole[:size])
    assert fault_of(lambda: keyring.open(path)).id == "error.vault_damaged"
    if size == HEAD:
        assert fault_of(lambda: open_vault(path, OLD)).id == "error.vault_damaged"
        assert not verify_vault(path, OLD).ok
    assert path.read_bytes() == whole[:size]
    assert capfd.readouterr() == ("", "")


def test_a_vault_that_lacks_its_last_byte_is_found_by_a_check(path: Path, whole: bytes, keyring: Keyring) -> None:
    path.write_bytes(whole[:-1])
    assert not verify_with_key(path, keyring.key).whole
    assert path.read_bytes() == whole[:-1]


def test_a_head_alone_with_a_journal_beside_it_keeps_its_journal(path: Path, whole: bytes, keyring: Keyring) -> None:
    """An empty database would make the driver delete the journal, which may be what mends the file."""
    path.write_bytes(whole[:HEAD])
    journal = path.with_name("notes.dat-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(5000))
    assert fault_of(lambda: keyring.open(path)).id == "error.vault_damaged"
    assert journal.stat().st_size == 5008


def test_one_flipped_bit_is_refused_or_makes_no_difference(
    path: Path, whole: bytes, keyring: Keyring, capfd: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(10)
    offsets = [dice.randrange(len(whole)) for _ in range(FLIPS)] + [dice.randrange(HEAD) for _ in range(20)]
    refused = 0
    for offset in offsets:
        data = bytearray(whole)
        data[offset] ^= 1 << dice.randrange(8)
        path.write_bytes(data)
        if offset < HEAD:  # the other slot of the head is whole; opening mends this one
            with keyring.open(path) as vault:
                assert vault.count() == 20
            assert read_head(path, DISK).at_rest
            continue
        found = verify_with_key(path, keyring.key)
        assert not found.ok, offset
        assert path.read_bytes() == data
        with pytest.raises(VaultFault) as fault, keyring.open(path) as vault:
            assert len(vault.diary().records) == 20
            vault.backup(now=day(0))  # what is damaged is never taken for a good copy
        assert fault.value.id in ("error.vault_damaged", "error.backup_unproved")
        assert list(path.parent.rglob("*.dat")) == [path]
        refused += 1
    assert refused > FLIPS // 2
    assert capfd.readouterr() == ("", "")


def test_a_head_changed_with_a_right_sum_is_as_wrong_as_a_wrong_passphrase(path: Path, keyring: Keyring) -> None:
    """Whoever forges a head can make the sum but not the seal."""
    import hashlib

    for offset in (12, 64 + 20, 64 + 60, 64 + 90, 1000, 4040):
        slot = bytearray(path.read_bytes()[:4096])
        slot[offset] ^= 1
        slot[4064:] = hashlib.sha256(slot[:4064]).digest()
        forged = path.with_name(f"{offset}.dat")
        forged.write_bytes(bytes(slot) * 2 + path.read_bytes()[HEAD:])
        with pytest.raises(WrongKey):
            open_vault(forged, OLD)


def test_a_link_in_the_place_of_the_vault_is_not_followed(path: Path, whole: bytes) -> None:
    elsewhere = path.parent.parent / "elsewhere.dat"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert fault_of(lambda: open_vault(path, OLD)).id == "error.vault_link"
    assert fault_of(lambda: create_vault(path, OLD, now=day(0))).id == "error.vault_exists"
    assert fault_of(lambda: restore_vault(elsewhere, path, OLD, now=day(0))).id == "error.vault_link"
    assert elsewhere.read_bytes() == whole


def test_a_file_that_takes_the_place_of_an_open_vault_is_not_touched(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        vault.add([checkin(1)])
        moved = path.parent.parent / "moved.dat"
        path.rename(moved)
        for put in (lambda: path.symlink_to(moved), lambda: path.write_bytes(b"other"), lambda: None):
            put()
            assert fault_of(lambda: vault.add([checkin(2)])).id == "error.vault_moved"
            assert fault_of(lambda: vault.change_passphrase("another one")).id == "error.vault_moved"
            assert not path.is_file() or path.is_symlink() or path.read_bytes() == b"other"
            path.unlink(missing_ok=True)
    assert not path.with_name("notes.dat-journal").exists()


def test_names_that_cannot_be_files_get_one_line() -> None:
    for name in ("", "/", "..", "a\0b", "x" * 5000, "lone \udcff surrogate", "/dev/null/notes.dat"):
        assert fault_of(lambda n=name: open_vault(n, OLD)).id in (  # type: ignore[misc]
            "error.vault_name",
            "error.no_such_file",
            "error.file_is_folder",
            "error.vault_not_ours",
        ), name
