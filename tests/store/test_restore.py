"""Restoring: the backup takes the vault's place, and what stood there is kept."""

from __future__ import annotations

import errno
import random
from pathlib import Path

import pytest

from tests.store.crash import dying_at, run
from tests.store.keyring import NEW, NOW, OLD, Keyring, checkin, day
from upright.errors import UsageFault, VaultFault, WrongKey
from upright.store import open_vault, restore_vault
from upright.store.files import Act, Disk
from upright.store.restore import restore_with_key


@pytest.fixture
def backup(path: Path, keyring: Keyring) -> Path:
    """A copy with one record; the vault has two."""
    with keyring.open(path) as vault:
        vault.add([checkin(1)])
        copy = vault.backup(now=NOW)
        vault.add([checkin(2)])
    return copy


def test_a_restored_vault_says_what_the_backup_says_and_the_old_one_is_kept(path: Path, backup: Path) -> None:
    before = backup.read_bytes()
    restored = restore_vault(backup, path, OLD, now=day(1))
    assert restored.path == path
    assert restored.kept == path.parent / "notes backups" / "notes before restore 2026-11-24 21.45.00.dat"
    with open_vault(path, OLD) as vault:
        assert vault.count() == 1
        assert [one.why for one in vault.backups()] == ["before_restore", "dated"]
    with open_vault(restored.kept, OLD) as vault:
        assert vault.count() == 2
    assert backup.read_bytes() == before
    assert {one.stat().st_mode & 0o777 for one in (path, restored.kept)} == {0o600}


def test_a_restore_where_nothing_stands_keeps_nothing(path: Path, backup: Path, tmp_path: Path) -> None:
    restored = restore_vault(backup, tmp_path / "fresh" / "notes.dat", OLD, now=day(1))
    assert restored.kept is None
    with open_vault(restored.path, OLD) as vault:
        assert vault.count() == 1


@pytest.mark.parametrize("damage", ["random", "empty", "short"])
def test_a_damaged_vault_is_kept_as_it_is_when_a_backup_takes_its_place(
    damage: str, path: Path, backup: Path, tmp_path: Path
) -> None:
    data = {"random": random.Random(1).randbytes(9000), "empty": b"", "short": path.read_bytes()[:9000]}[damage]
    path.write_bytes(data)
    restored = restore_vault(backup, path, OLD, now=day(1))
    assert restored.kept is not None
    assert restored.kept.read_bytes() == data
    with open_vault(path, OLD) as vault:
        assert vault.count() == 1


def test_an_unfinished_transaction_of_the_old_vault_never_reaches_the_new_one(
    path: Path, backup: Path, keyring: Keyring
) -> None:
    def big(tell: object) -> None:
        with keyring.open(path, dying_at(60)) as vault:
            vault._con.execute("PRAGMA cache_size = 4")  # type: ignore[union-attr]
            vault.add([checkin(number, "buồn " * 99) for number in range(300)])

    run(big)
    journal = path.with_name("notes.dat-journal")
    assert journal.exists()
    left = journal.read_bytes()

    restored = restore_vault(backup, path, OLD, now=day(1))
    assert not journal.exists()
    with open_vault(path, OLD) as vault:
        assert vault.count() == 1
    assert restored.kept is not None
    with open_vault(restored.kept, OLD) as vault:
        assert vault.count() == 2  # its journal was kept with it and undid what was cut off

    path.unlink()  # and now the journal alone is left
    journal.write_bytes(left)
    restored = restore_vault(backup, path, OLD, now=day(1))
    assert not journal.exists()
    with open_vault(path, OLD) as vault:
        assert vault.count() == 1
    assert restored.kept is not None
    assert restored.kept.read_bytes() == left


def test_a_backup_that_is_damaged_or_does_not_open_changes_nothing(path: Path, backup: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(WrongKey):
        restore_vault(backup, path, NEW, now=day(1))
    data = bytearray(backup.read_bytes())
    data[-2000] ^= 1
    backup.write_bytes(data)
    with pytest.raises(VaultFault) as fault:
        restore_vault(backup, path, OLD, now=day(1))
    assert fault.value.id in ("error.backup_damaged", "error.vault_damaged")
    with pytest.raises(UsageFault) as usage:
        restore_vault(path, path, OLD, now=day(1))
    assert usage.value.id == "error.restore_same"
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == ["notes backups", "notes.dat"]
    assert list(backup.parent.iterdir()) == [backup]


def test_a_vault_that_someone_is_writing_in_is_not_replaced(path: Path, backup: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        assert vault._con is not None
        vault._con.execute("BEGIN IMMEDIATE")
        with pytest.raises(VaultFault) as fault:
            restore_vault(backup, path, OLD, now=day(1))
        assert fault.value.id == "error.vault_busy"
        vault._con.execute("ROLLBACK")
        assert vault.count() == 2
        restore_vault(backup, path, OLD, now=day(1))
        with pytest.raises(VaultFault) as fault:
            vault.add([checkin(3)])  # it still holds the file that was replaced
        assert fault.value.id == "error.vault_moved"


def test_a_restore_for_which_the_disk_is_too_full_leaves_nothing_beside_what_there_was(
    path: Path, backup: Path, keyring: Keyring
) -> None:
    def full(act: Act) -> None:
        if act.what == "write" and "before restore" in act.path:
            raise OSError(errno.ENOSPC, "full")

    files = {one: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()}
    with pytest.raises(VaultFault) as fault:
        restore_with_key(backup, path, keyring.old, keyring.key.copy(), Disk(full), now=day(1))
    assert fault.value.id == "error.vault_full"
    assert {one: one.read_bytes() for one in path.parent.rglob("*") if one.is_file()} == files
