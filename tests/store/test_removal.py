"""Deleting a vault: what goes, what stays, and that nothing goes while someone is writing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.store.keyring import NOW, Keyring, checkin, day
from upright.errors import UsageFault, VaultFault
from upright.store import Vault
from upright.store.files import DISK, HEAD, Act, Disk
from upright.store.removal import delete_vault


def test_the_file_goes_its_head_first_and_the_vault_is_closed(vault: Vault, tmp_path: Path) -> None:
    vault.add([checkin(1)])
    second = vault.path.with_name("second name")
    os.link(vault.path, second)  # stands for the blocks that a disk keeps
    left = vault.delete(copies=False)
    assert left.copies == ()
    assert vault.closed
    assert not vault.path.exists()
    assert second.read_bytes()[:HEAD] == bytes(HEAD)
    assert list(vault.path.parent.iterdir()) == [second]


@pytest.mark.parametrize("copies", [True, False])
def test_copies_go_if_asked_and_are_named_if_not(vault: Vault, copies: bool) -> None:
    vault.add([checkin(1)])
    copy = vault.backup(now=NOW)
    unfinished = vault.path.with_name("notes.dat.making-0123abcd")
    unfinished.write_bytes(b"x")
    left = vault.delete(copies=copies)
    assert left.copies == (() if copies else (copy, unfinished))
    assert copy.exists() == unfinished.exists() == (not copies)
    assert copy.parent.exists() == (not copies)


def test_what_was_left_of_a_transaction_goes_too(vault: Vault) -> None:
    """Left by another program that was stopped in the middle of one, after this one last looked."""
    vault.add([checkin(1)])
    copy, path = vault.backup(now=NOW), vault.path
    vault.close()
    journals = [one.with_name(one.name + "-journal") for one in (path, copy)]
    for journal in journals:
        journal.write_bytes(b"x" * 600)
    assert delete_vault(path, DISK, copies=True) == ()
    assert [journal for journal in journals if journal.exists()] == []


def test_other_files_in_the_folder_stay(vault: Vault) -> None:
    copy = vault.backup(now=NOW)
    other = copy.with_name("a photo.png")
    other.write_bytes(b"x")
    assert vault.delete(copies=True).copies == ()
    assert list(copy.parent.iterdir()) == [other]


def test_a_copy_that_cannot_be_deleted_is_named(vault: Vault, keyring: Keyring) -> None:
    copy = vault.backup(now=NOW)

    def refuse(act: Act) -> None:
        if act.what == "delete" and act.path == str(copy):
            raise OSError("no")

    path, disk = vault.path, Disk(refuse)
    vault.close()
    with keyring.open(path, disk) as opened:
        assert opened.delete(copies=True).copies == (copy,)
    assert not path.exists()


def test_nothing_goes_while_another_connection_writes(vault: Vault, keyring: Keyring) -> None:
    vault.add([checkin(1)])
    with keyring.open(vault.path) as other, other.together():
        other.add([checkin(2)])
        vault._con.set_busy_timeout(50)  # type: ignore[union-attr]
        with pytest.raises(VaultFault) as fault:
            vault.delete(copies=True)
        assert fault.value.id == "error.vault_busy"
    assert vault.count() == 2


def test_another_connection_learns_that_the_file_is_gone(vault: Vault, keyring: Keyring) -> None:
    with keyring.open(vault.path) as other:
        vault.delete(copies=True)
        with pytest.raises(VaultFault) as fault:
            other.add([checkin(1)])
        assert fault.value.id == "error.vault_moved"
    assert not vault.path.exists()


def test_a_closed_vault_is_not_deleted(vault: Vault) -> None:
    vault.close()
    with pytest.raises(UsageFault):
        vault.delete(copies=True)
    assert vault.path.exists()


def test_the_newest_copy_that_can_be_read_is_found(vault: Vault) -> None:
    assert vault.good_backup() is None
    vault.add([checkin(1)])
    first = vault.backup(now=NOW)
    second = vault.backup(now=day(1))
    found = vault.good_backup()
    assert found is not None and found.path == second
    second.write_bytes(second.read_bytes()[:-100])
    found = vault.good_backup()
    assert found is not None and found.path == first
