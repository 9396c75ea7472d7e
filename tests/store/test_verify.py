"""Checking a vault: what is whole is told as whole, what is not is told in numbers."""

from __future__ import annotations

from pathlib import Path

from tests.store.keyring import NOW, OLD, Keyring, checkin, day
from upright.store import schema, verify_vault
from upright.store.verify import verify_with_key


def test_a_whole_vault_is_told_in_numbers(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        (id, *_) = vault.add([checkin(number) for number in range(30)])
        vault.amend(id, checkin(4), NOW)
        vault.backup(now=NOW)
        newest = vault.backup(now=day(1))
    before = path.read_bytes()
    found = verify_vault(path, OLD)
    assert found.ok
    assert (found.head, found.version, found.whole, found.records, found.faults, found.revisions) == (
        (True, True),
        schema.LATEST,
        True,
        30,
        (),
        1,
    )
    assert found.pages == (len(before) - 8192) // 4096
    assert found.backups == 2
    assert found.good_backup is not None
    assert found.good_backup.path == newest
    assert found.unfinished == ()
    assert path.read_bytes() == before


def test_a_damaged_vault_is_told_with_its_newest_good_copy(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        vault.add([checkin(number, "dài " * 200) for number in range(30)])
        good = vault.backup(now=NOW)
        bad = vault.backup(now=day(1))
    for file in (path, bad):
        data = bytearray(file.read_bytes())
        data[-5000] ^= 1
        file.write_bytes(data)
    found = verify_with_key(path, keyring.key)
    assert not found.ok
    assert not found.whole
    assert found.good_backup is not None
    assert found.good_backup.path == good


def test_a_record_that_cannot_be_understood_and_a_torn_slot_are_told(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        vault.add([checkin(1), checkin(2)])
        vault._con.execute("UPDATE records SET body = CAST('{' AS BLOB) WHERE number = 2")  # type: ignore[union-attr]
    data = bytearray(path.read_bytes())
    data[5000] ^= 1
    path.write_bytes(data)
    path.with_name("notes.dat.making-0123abcd").write_bytes(b"")
    found = verify_with_key(path, keyring.key)
    assert (found.ok, found.whole, found.head, found.records) == (False, True, (True, False), 2)
    assert [(fault.id, fault.number) for fault in found.faults] == [("fault.record_unreadable", 2)]
    assert [one.name for one in found.unfinished] == ["notes.dat.making-0123abcd"]
