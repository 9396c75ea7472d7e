"""Kill -9 at any moment: no acknowledged record is lost, no file is left that is neither the old nor the new one."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.crash import count_acts, dying_at, run
from tests.store.keyring import NEW, OLD, Keyring, checkin, day
from upright.errors import VaultFault
from upright.store import open_vault, schema
from upright.store.database import pages_are_whole
from upright.store.files import DISK, Disk
from upright.store.header import read_head
from upright.store.opening import make_with_key
from upright.store.places import unfinished_names
from upright.store.restore import restore_with_key
from upright.store.verify import verify_with_key

IN_MEMORY, ON_DISK = 180, 24
Tell = Callable[[str], None]


def ids(path: Path, keyring: Keyring) -> set[str]:
    """The ids in a vault, which has to be whole and to open."""
    with keyring.open(path) as vault:
        diary = vault.diary()
        assert vault._con is not None
        assert pages_are_whole(vault._con)
    assert not diary.faults
    return {record.id for record in diary.records if record.id}


def each_point(acts: list[str]) -> list[tuple[int, bool]]:
    """Every act to die before, every write to die within, and one past the end, where nobody dies."""
    points = [(number, False) for number in range(1, len(acts) + 2)]
    return points + [(number, True) for number, what in enumerate(acts, 1) if what == "write"]


@pytest.mark.parametrize(("where", "kills", "longest"), [("in_memory", IN_MEMORY, 0.012), ("tmp_path", ON_DISK, 0.2)])
def test_no_acknowledged_record_is_lost_when_the_writer_is_killed_at_random_moments(
    where: str, kills: int, longest: float, request: pytest.FixtureRequest, keyring: Keyring
) -> None:
    """The writer adds, amends, removes, and writes more at once than its cache holds, until it is killed."""
    folder = request.getfixturevalue(where)
    dice = random.Random(23)
    unfinished = killed = kept = 0

    def work(tell: Tell) -> None:
        with keyring.open(path) as vault:
            vault._con.execute("PRAGMA cache_size = 8")  # type: ignore[union-attr]
            number = 0
            while True:
                number += 1
                many = 60 if number % 4 == 0 else 1
                new = vault.add([checkin(number + one, "buồn " * 80) for one in range(many)])
                tell("\n".join("+" + id for id in new))
                vault.amend(new[0], checkin(number + 1, "khác"), day(0))
                if number % 3 == 0:
                    tell("?" + new[0])  # from here on it may be there or not
                    vault.remove(new[0])
                    tell("-" + new[0])

    for number in range(kills):
        if number % 20 == 0:
            path = keyring.make(folder / str(number) / "notes.dat")
            known: set[str] = set()
            gone: set[str] = set()
        # One in four may die while it opens the vault; the others when they have begun to write.
        ended = run(work, kill_after=dice.uniform(0, longest), once_told=number % 4 > 0)
        killed += ended.killed
        unfinished += path.with_name(path.name + "-journal").exists()
        known |= {word[1:] for word in ended.acknowledged if word[0] == "+"}
        doubtful = {word[1:] for word in ended.acknowledged if word[0] == "?"}
        gone |= {word[1:] for word in ended.acknowledged if word[0] == "-"}
        found = ids(path, keyring)
        assert known - doubtful - gone <= found
        assert not found & gone
        known &= found
        kept += len(ended.acknowledged)
    assert killed == kills
    assert kept > kills // 2
    assert unfinished  # some died in the middle of a transaction, or this test shows nothing


def test_a_transaction_is_whole_or_not_there_at_every_act_of_writing_it(in_memory: Path, keyring: Keyring) -> None:
    path = keyring.make(in_memory / "own" / "notes.dat")

    def work(disk: Disk, tell: Tell = lambda _: None) -> None:
        with keyring.open(path, disk) as vault:
            vault._con.execute("PRAGMA cache_size = 4")  # type: ignore[union-attr]
            for number in range(3):
                tell(vault.add([checkin(number)])[0])
            tell(" ".join(vault.add([checkin(number, "buồn " * 99) for number in range(12)])))

    acts = count_acts(work)
    before = ids(path, keyring)
    for number, torn in each_point(acts):
        ended = run(lambda tell, n=number, t=torn: work(dying_at(n, torn=t), tell))  # type: ignore[misc]
        found = ids(path, keyring)
        assert {*before, *ended.acknowledged} <= found
        assert len(found - before - set(ended.acknowledged)) in (0, 1, 12)
        before = found


def test_a_vault_whose_making_was_cut_off_is_not_there_or_whole(in_memory: Path, keyring: Keyring) -> None:
    acts = count_acts(lambda disk: keyring.make(in_memory / "first" / "notes.dat", disk) and None)
    for number, torn in each_point(acts):
        path = in_memory / f"at {number} {torn}" / "notes.dat"
        ended = run(lambda tell, n=number, t=torn, p=path: keyring.make(p, dying_at(n, torn=t)) and tell("made"))  # type: ignore[misc]
        left = unfinished_names(path)
        if path.exists():
            assert ids(path, keyring) == set()
            assert unfinished_names(path) == ()  # opening it took its second name away
        else:
            assert not ended.acknowledged
            for half in left:
                fate = {"error.vault_half_made", "error.vault_empty"}
                with pytest.raises(VaultFault) as fault:
                    open_vault(half, OLD)
                assert fault.value.id in fate
            keyring.make(path)
            assert ids(path, keyring) == set()
            assert unfinished_names(path) == left  # what is there is never overwritten


def test_a_passphrase_is_the_old_one_or_the_new_one_at_every_act_of_changing_it(
    in_memory: Path, keyring: Keyring
) -> None:
    source = keyring.make(in_memory / "source" / "notes.dat")
    with keyring.open(source) as vault:
        vault.add([checkin(1)])
        vault.backup(now=day(0))

    def work(path: Path, disk: Disk, tell: Tell = lambda _: None) -> None:
        with keyring.open(path, disk) as vault:
            vault._change_head(lambda _: keyring.new)
            tell("changed")

    shutil.copytree(source.parent, in_memory / "counted")
    acts = count_acts(lambda disk: work(in_memory / "counted" / "notes.dat", disk))
    seen = set()
    for number, torn in each_point(acts):
        folder = in_memory / f"at {number} {torn}"
        shutil.copytree(source.parent, folder)
        path = folder / "notes.dat"
        ended = run(lambda tell, n=number, t=torn, p=path: work(p, dying_at(n, torn=t), tell))  # type: ignore[misc]
        opens = keyring.passphrase_of(path)
        seen.add(opens)
        assert opens == NEW or not ended.acknowledged
        assert len(ids(path, keyring)) == 1  # opening settles the head
        assert read_head(path, DISK).at_rest
        assert keyring.passphrase_of(path) == opens
        with keyring.open(path) as vault:
            (backup,) = vault.backups()
        assert keyring.passphrase_of(backup.path) == NEW or not ended.acknowledged
        assert len(ids(backup.path, keyring)) == 1
        shutil.rmtree(folder)
    assert seen == {OLD, NEW}


def test_a_backup_is_there_and_good_or_not_there_at_every_act_of_making_it(in_memory: Path, keyring: Keyring) -> None:
    source = keyring.make(in_memory / "source" / "notes.dat")
    with keyring.open(source) as vault:
        vault.add([checkin(number) for number in range(20)])
        for number in range(9):
            vault.backup(now=day(number))

    def work(path: Path, disk: Disk, tell: Tell = lambda _: None) -> None:
        with keyring.open(path, disk) as vault:
            vault.backup(now=day(40))  # rotation takes older ones away
            tell("made")

    shutil.copytree(source.parent, in_memory / "counted")
    acts = count_acts(lambda disk: work(in_memory / "counted" / "notes.dat", disk))
    for number, torn in each_point(acts):
        folder = in_memory / f"at {number} {torn}"
        shutil.copytree(source.parent, folder)
        path = folder / "notes.dat"
        ended = run(lambda tell, n=number, t=torn, p=path: work(p, dying_at(n, torn=t), tell))  # type: ignore[misc]
        assert len(ids(path, keyring)) == 20
        with keyring.open(path) as vault:
            backups = vault.backups()
            assert len(backups) >= 7
            assert backups[0].day == day(40).date() or not ended.acknowledged
            assert len(ids(backups[0].path, keyring)) == 20
            vault.backup(now=day(3000))  # long after: what was cut off is swept away
            assert verify_with_key(path, keyring.key).unfinished == ()
        shutil.rmtree(folder)


def test_a_restore_leaves_the_old_file_or_the_new_one_and_never_loses_the_old(
    in_memory: Path, keyring: Keyring
) -> None:
    source = keyring.make(in_memory / "source" / "notes.dat")
    with keyring.open(source) as vault:
        vault.add([checkin(1)])
        backup = vault.backup(in_memory, now=day(0))
        vault.add([checkin(number) for number in range(2, 40)])
        # Dies in the middle of a transaction, so that a journal lies beside the vault that is replaced.
    journal = source.with_name("notes.dat-journal")

    def big(disk: Disk) -> None:
        with keyring.open(source, disk) as vault:
            vault._con.execute("PRAGMA cache_size = 4")  # type: ignore[union-attr]
            vault.add([checkin(number, "buồn " * 99) for number in range(300)])

    run(lambda _: big(dying_at(40)))
    assert journal.exists()

    def work(path: Path, disk: Disk, tell: Tell = lambda _: None) -> None:
        restore_with_key(backup, path, keyring.old, keyring.key.copy(), disk, now=day(1))
        tell("restored")

    shutil.copytree(source.parent, in_memory / "counted")
    acts = count_acts(lambda disk: work(in_memory / "counted" / "notes.dat", disk))
    outcomes = set()
    for number, torn in each_point(acts):
        folder = in_memory / f"at {number} {torn}"
        shutil.copytree(source.parent, folder)
        path = folder / "notes.dat"
        ended = run(lambda tell, n=number, t=torn, p=path: work(p, dying_at(n, torn=t), tell))  # type: ignore[misc]
        assert path.exists()
        kept = sorted((folder / "notes backups").glob("notes before restore*.dat"))
        assert all(len(ids(one, keyring)) == 39 for one in kept)
        found = verify_with_key(path, keyring.key)
        if found.ok and found.records == 39:
            assert not ended.acknowledged
            outcomes.add("as before")
        else:
            # Between the two last acts the old file has lost its journal here, but not where it is kept.
            assert kept
            assert found.records == 1 if found.ok else not ended.acknowledged
            outcomes.add("replaced" if found.ok else "between")
        work(path, DISK)  # and a second try always ends well
        assert len(ids(path, keyring)) == 1
        shutil.rmtree(folder)
    assert {"as before", "replaced"} <= outcomes


def test_a_migration_is_taken_whole_or_not_at_all_after_a_copy(in_memory: Path, keyring: Keyring) -> None:
    source = keyring.make(in_memory / "source" / "notes.dat", upto=schema.LATEST - 1)
    assert version_on_disk(source, keyring) == schema.LATEST - 1

    def work(path: Path, disk: Disk, tell: Tell = lambda _: None) -> None:
        with keyring.open(path, disk):
            tell("opened")

    shutil.copytree(source.parent, in_memory / "counted")
    acts = count_acts(lambda disk: work(in_memory / "counted" / "notes.dat", disk))
    seen = set()
    for number, torn in each_point(acts):
        folder = in_memory / f"at {number} {torn}"
        shutil.copytree(source.parent, folder)
        path = folder / "notes.dat"
        run(lambda tell, n=number, t=torn, p=path: work(p, dying_at(n, torn=t), tell))  # type: ignore[misc]
        found = version_on_disk(path, keyring)
        seen.add(found)
        copies = sorted((folder / "notes backups").glob("notes before version*.dat"))
        assert copies or found == schema.LATEST - 1
        assert all(version_on_disk(copy, keyring) == schema.LATEST - 1 for copy in copies)
        with keyring.open(path) as vault:
            assert vault.count() == 0
        assert version_on_disk(path, keyring) == schema.LATEST
        shutil.rmtree(folder)
    assert seen == {schema.LATEST - 1, schema.LATEST}


def version_on_disk(path: Path, keyring: Keyring) -> int | None:
    return verify_with_key(path, keyring.key).version


def test_the_chosen_points_are_at_least_a_hundred(in_memory: Path, keyring: Keyring) -> None:
    acts = count_acts(lambda disk: keyring.make(in_memory / "one" / "notes.dat", disk) and None)

    def write(disk: Disk) -> None:
        with keyring.open(in_memory / "one" / "notes.dat", disk) as vault:
            for number in range(4):
                vault.add([checkin(number)])

    acts += count_acts(write)
    assert len(each_point(acts)) >= 100
    assert {"write", "sync", "delete", "link", "sync_folder"} <= set(acts)


def test_a_making_that_fails_leaves_nothing(in_memory: Path, keyring: Keyring) -> None:
    path = in_memory / "own" / "notes.dat"

    def failing(act: object) -> None:
        if getattr(act, "what", "") == "link":
            raise OSError(28, os.strerror(28))

    with pytest.raises(VaultFault) as fault:
        make_with_key(path, keyring.old, keyring.key, Disk(failing), os.urandom, settings={})
    assert fault.value.id == "error.vault_full"
    assert list(path.parent.iterdir()) == []
