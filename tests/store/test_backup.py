"""Backups: where they are, what opens them, which are kept."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.store.keyring import NEW, NOW, OLD, Keyring, checkin, day
from upright.errors import VaultFault
from upright.store import Backup, Vault, open_vault
from upright.store.backup import beyond_rotation, list_backups
from upright.store.files import DISK, Act, Disk
from upright.store.header import read_head, write_head
from upright.store.opening import open_with_key
from upright.store.verify import verify_with_key


def test_a_backup_is_a_vault_like_any_other_in_a_private_place(vault: Vault) -> None:
    ids = vault.add([checkin(number) for number in range(5)])
    copy = vault.backup(now=NOW)
    assert copy == vault.path.parent / "notes backups" / "notes 2026-11-23 21.45.00.dat"
    assert (copy.stat().st_mode & 0o777, copy.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert list(copy.parent.iterdir()) == [copy]
    vault.add([checkin(9)])
    with open_vault(copy, OLD) as opened:
        assert [record.id for record in opened.diary().records] == ids


def test_a_backup_into_another_folder_stands_there_and_is_not_listed(vault: Vault, tmp_path: Path) -> None:
    copy = vault.backup(tmp_path / "stick" / "mine", now=NOW)
    assert copy == tmp_path / "stick" / "mine" / "notes 2026-11-23 21.45.00.dat"
    assert vault.backups() == ()
    second = vault.backup(copy.parent, now=NOW)
    assert second.name == "notes 2026-11-23 21.45.00 (2).dat"
    with pytest.raises(VaultFault) as fault:
        vault.backup(copy, now=NOW)
    assert fault.value.id == "error.vault_folder"


def test_the_first_write_of_a_day_makes_a_copy_and_the_next_none(vault: Vault) -> None:
    assert vault.backup_if_due(NOW) is not None
    assert vault.backup_if_due(NOW + timedelta(hours=2)) is None
    assert vault.backup_if_due(NOW + timedelta(hours=3)) is not None  # past midnight
    assert len(vault.backups()) == 2


def test_kept_are_seven_days_four_weeks_and_six_months() -> None:
    first = date(2026, 1, 1)
    backups = [
        Backup(Path(f"{first + timedelta(days=n)} {hour}"), f"{first + timedelta(days=n)} {hour}.00.00", "dated")
        for n in range(300)
        for hour in ("08", "21")
    ]
    gone = set(beyond_rotation(backups))
    kept = sorted(one.made[:13] for one in backups if one not in gone)
    assert kept == [
        *(
            "2026-05-31 21",
            "2026-06-30 21",
            "2026-07-31 21",
            "2026-08-31 21",
            "2026-09-30 21",
        ),  # and October's is a day's
        *("2026-10-11 21", "2026-10-18 21"),  # the weeks before; those of the 25th and 27th are among the days
        *(f"2026-10-{number} 21" for number in range(21, 28)),
    ]


def test_rotation_after_a_pause_of_years_keeps_what_there_is() -> None:
    old = [Backup(Path(str(n)), f"2020-03-{n:02} 10.00.00", "dated") for n in range(1, 8)]
    new = Backup(Path("new"), "2026-11-23 10.00.00", "dated")
    assert beyond_rotation([*old, new]) == (old[0],) or len(beyond_rotation([*old, new])) <= 1


def test_only_dated_copies_of_this_vault_are_rotated(vault: Vault) -> None:
    folder = vault.backup(now=day(-400)).parent
    others = [
        "notes before version 2.dat",
        "notes before restore 2020-01-01 10.00.00.dat",
        "other 2020-01-01 10.00.00.dat",
        "notes 2020-01-01.dat",
        "notes 2020-02-31 10.00.00.dat",
        "holiday.jpg",
        "notes 2020-01-02 10.00.00.dat.txt",
    ]
    for name in others:
        (folder / name).write_bytes(b"hers")
    link = folder / "notes 2019-01-01 10.00.00.dat"
    link.symlink_to(folder / "holiday.jpg")
    for number in range(30):
        vault.backup(now=day(number))
    names = {path.name for path in folder.iterdir()}
    assert {*others, link.name} <= names
    assert [one.day for one in vault.backups() if one.why == "dated"][:7] == [day(n).date() for n in range(29, 22, -1)]
    assert {one.why for one in vault.backups()} == {"dated", "before_version", "before_restore"}
    assert len([one for one in vault.backups() if one.why == "dated"]) <= 17


def test_a_copy_that_cannot_be_read_back_is_not_kept(path: Path, keyring: Keyring) -> None:
    """A disk that flips a bit on its way down."""

    def flip(act: Act) -> None:
        if act.what == "link":
            pytest.fail("the copy was given its name")
        if act.what == "write" and ".making-" in act.path and act.offset == 4096:
            with Path(act.path).open("r+b") as file:
                file.seek(-1000, os.SEEK_END)
                (byte,) = file.read(1)
                file.seek(-1000, os.SEEK_END)
                file.write(bytes([byte ^ 1]))

    with keyring.open(path) as vault:
        vault.add([checkin(number, "dài " * 99) for number in range(40)])
    with open_with_key(path, keyring.key.copy(), Disk(flip)) as vault:
        with pytest.raises(VaultFault) as fault:
            vault.backup(now=NOW)
        assert fault.value.id == "error.backup_unproved"
        assert list((path.parent / "notes backups").iterdir()) == []
        assert vault.count() == 40


def test_a_vault_without_backups_has_an_empty_list(tmp_path: Path) -> None:
    assert list_backups(tmp_path / "notes.dat") == ()


def test_copies_that_a_stopped_change_of_passphrase_did_not_reach_follow_with_the_next_copy(
    path: Path, keyring: Keyring
) -> None:
    with keyring.open(path) as vault:
        early = vault.backup(now=NOW)
    write_head(path, keyring.new, keyring.key, DISK)  # stopped before any copy was changed
    assert keyring.passphrase_of(early) == OLD
    with keyring.open(path) as vault:
        late = vault.backup(now=day(1))
    assert [keyring.passphrase_of(one) for one in (early, late)] == [NEW, NEW]
    number = read_head(early, DISK).newest
    with keyring.open(path) as vault:
        vault.backup(now=day(2))
    assert read_head(early, DISK).newest == number  # what agrees is not written again


def test_a_backup_folder_may_be_reached_through_a_link(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "stick")
    assert vault.backup(tmp_path / "link", now=NOW).parent == tmp_path.resolve() / "stick"
    own = vault.path.with_name("notes backups")
    own.symlink_to(tmp_path / "stick" / "own")
    with pytest.raises(VaultFault) as fault:
        vault.backup(now=NOW)
    assert fault.value.id == "error.vault_folder"  # where it leads there is nothing: a stick that is not in
    assert not (tmp_path / "stick" / "own").exists()
    (tmp_path / "stick" / "own").mkdir()
    copy = vault.backup(now=NOW)
    assert [one.path for one in vault.backups()] == [copy]
    assert verify_with_key(vault.path, vault._key).good_backup == vault.backups()[0]
