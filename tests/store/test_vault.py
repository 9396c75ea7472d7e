"""An open vault: records, settings, artefacts and keys in and out, by one process and by two."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import replace as replaced
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.store.crash import start
from tests.store.keyring import NEW, NOW, OLD, Keyring, checkin, day
from upright.errors import UsageFault, VaultFault, WrongKey
from upright.record import Belief, Boundary, BoundaryEvent, Diary, Moment, Record, Try
from upright.store import Vault, create_vault, open_vault, restore_vault
from upright.store.files import DISK
from upright.store.header import read_head


def usage_fault_of(vault_act: object, *values: object) -> str:
    with pytest.raises(UsageFault) as fault:
        vault_act(*values)  # type: ignore[operator]
    return fault.value.id


def test_records_come_back_as_they_were_written_in_the_order_of_writing(vault: Vault) -> None:
    records = [
        checkin(5, 'Hôm nay vui \U0001f642, "ngoặc" và\nxuống dòng'),
        Moment(at=day(-3), sign="thanked"),
        Try(at=day(-1), way="asked", topic="việc nhà", extra={"unknown": [1, 2.5, -0.0, {"deep": None}]}),
        Belief(at=day(2), belief="give_it_time", zone="Asia/Ho_Chi_Minh"),
    ]
    ids = vault.add(records)
    assert len(set(ids)) == 4
    expected = tuple(replace(record, id=id) for record, id in zip(records, ids, strict=True))
    assert vault.diary() == Diary(records=expected)
    assert vault.get(ids[2]) == expected[2]
    assert vault.count() == 4


def test_what_was_added_is_there_after_opening_again_with_the_passphrase(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        ids = vault.add([checkin(1)])
    with open_vault(path, OLD) as vault:
        assert [record.id for record in vault.diary().records] == ids


def test_all_records_of_one_call_are_kept_or_none(vault: Vault) -> None:
    vault.add([replace(checkin(1), id="one")])

    def some():  # type: ignore[no-untyped-def]
        yield replace(checkin(2), id="two")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vault.add(some())
    assert usage_fault_of(vault.add, [replace(checkin(3), id="three"), replace(checkin(4), id="one")]) == (
        "error.record_differs"
    )
    assert [record.id for record in vault.diary().records] == ["one"]


def test_the_same_record_twice_is_kept_once(vault: Vault) -> None:
    one = replace(checkin(1), id="one")
    assert vault.add([one, one]) == ["one", "one"]
    assert vault.add([one]) == ["one"]
    assert vault.count() == 1


def test_the_latest_of_a_kind_are_the_last_by_their_own_time(vault: Vault) -> None:
    vault.add([checkin(3), checkin(9), Moment(at=day(9), sign="listened"), checkin(5), checkin(1)])
    assert [record.at for record in vault.latest("checkin", 2)] == [checkin(9).at, checkin(5).at]
    assert vault.latest("decision", 5) == ()


def test_a_changed_record_keeps_what_it_said_until_that_is_forgotten(vault: Vault) -> None:
    (id, other) = vault.add([checkin(1, "trước"), checkin(2)])
    vault.amend(id, checkin(1, "sau"), NOW)
    vault.amend(id, checkin(1, "sau nữa"), NOW)
    vault.amend(other, checkin(3), NOW)
    assert vault.get(id).note == "sau nữa"
    assert [record.note for record in vault.revisions(id)] == ["trước", "sau"]
    assert [record.id for record in vault.diary().records] == [id, other]
    assert vault.forget_revisions(id) == 2
    assert vault.revisions(id) == ()
    assert vault.forget_revisions() == 1


def test_what_two_processes_add_to_one_record_is_all_kept(path: Path, keyring: Keyring) -> None:
    def noted(what: str) -> Callable[[Record], Record]:
        def change(record: Record) -> Record:
            assert isinstance(record, Boundary)
            return replace(record, events=(*record.events, BoundaryEvent(at=NOW, what=what)))

        return change

    with keyring.open(path) as one, keyring.open(path) as other:
        (id,) = one.add([Boundary(at=NOW, if_="nếu", then="thì")])
        assert [found.get(id) for found in (one, other)] == [one.get(id)] * 2  # both have read it before either writes
        one.update(id, noted("kept"), NOW)
        other.update(id, noted("tested"), day(1))
        found = one.get(id)
        assert isinstance(found, Boundary)
        assert [event.what for event in found.events] == ["kept", "tested"]
        assert len(one.revisions(id)) == 2
        assert usage_fault_of(one.update, "other", noted("kept"), NOW) == "error.no_record"


def test_a_removed_record_is_gone_with_what_it_said_and_what_was_worked_out(vault: Vault) -> None:
    (id,) = vault.add([checkin(1)])
    vault.amend(id, checkin(2), NOW)
    vault.keep_artefact("fit", b"worked out")
    copy = vault.backup(now=NOW)
    removed = vault.remove(id)
    assert (removed.id, removed.folder, removed.copies) == (id, copy.parent, (copy,))
    assert vault.count() == 0
    assert vault.revisions(id) == ()
    assert vault.artefact("fit") is None
    assert usage_fault_of(vault.remove, id) == "error.no_record"
    assert usage_fault_of(vault.get, id) == "error.no_record"
    assert usage_fault_of(vault.amend, id, checkin(1), NOW) == "error.no_record"
    assert vault.drop_backups() == ()
    assert vault.backups() == ()


def test_the_file_shrinks_with_what_is_removed(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        empty = path.stat().st_size
        ids = vault.add([checkin(number, "dài " * 500) for number in range(50)])
        full = path.stat().st_size
        for id in ids:
            vault.remove(id)
        assert full > 2 * empty
        assert path.stat().st_size == empty


def test_settings_hold_plain_values(vault: Vault) -> None:
    vault.set_setting("language", "vi")
    vault.set_setting("kept", {"list": [1, None, True, 2.5], "text": "chữ"})
    vault.set_setting("gone", 1)
    vault.set_setting("gone", None)
    assert vault.settings() == {"language": "vi", "kept": {"list": [1, None, True, 2.5], "text": "chữ"}}


def test_dropping_artefacts_loses_nothing_else(vault: Vault) -> None:
    vault.add([checkin(1)])
    vault.keep_artefact("fit", b"\x00\xff")
    vault.keep_artefact("fit", b"newer")
    assert vault.artefact("fit") == b"newer"
    assert vault.artefact("other") is None
    assert vault.drop_artefacts() == 1
    assert vault.count() == 1


def test_a_record_this_version_cannot_understand_is_a_fault_and_stays(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        vault.add([checkin(1), checkin(2)])
        assert vault._con is not None
        vault._con.execute('UPDATE records SET body = CAST(\'{"kind": "later"}\' AS BLOB) WHERE number = 1')
    with keyring.open(path) as vault:
        diary = vault.diary()
        assert len(diary.records) == 1
        assert [(fault.where, fault.number) for fault in diary.faults] == [("record", 1)]
        assert vault.count() == 2


def test_a_closed_vault_does_nothing_and_its_key_is_gone(path: Path, keyring: Keyring) -> None:
    vault = keyring.open(path)
    key = vault._key
    assert not key.wiped
    vault.close()
    vault.close()
    assert vault.closed
    assert key.wiped
    assert repr(vault) == "<Vault closed>"
    assert usage_fault_of(vault.diary) == "error.vault_closed"
    assert usage_fault_of(vault.add, [checkin(1)]) == "error.vault_closed"
    assert usage_fault_of(vault.change_passphrase, NEW) == "error.vault_closed"
    assert usage_fault_of(lambda: vault.backup(now=NOW)) == "error.vault_closed"


def test_a_changed_passphrase_opens_vault_and_backups_and_the_old_one_nothing(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        (id,) = vault.add([checkin(1)])
        copy = vault.backup(now=NOW)
        elsewhere = vault.backup(path.parent / "elsewhere", now=NOW)
        database = path.read_bytes()[8192:]
        change = vault.change_passphrase(NEW)
        assert (change.changed, change.unchanged) == ((copy,), ())
    assert path.read_bytes()[8192:] == database  # the file is not written anew
    for file in (path, copy):
        with open_vault(file, NEW) as vault:
            assert vault.count() == 1
        with pytest.raises(WrongKey):
            open_vault(file, OLD)
    with open_vault(elsewhere, OLD) as vault:
        assert vault.get(id)


def test_a_recovery_key_opens_until_another_is_made_or_it_is_taken_away(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        assert not vault.has_recovery_key
        first = vault.add_recovery_key()
        assert vault.has_recovery_key
        copy = vault.backup(now=NOW)
    with open_vault(path, recovery_key=first.lower()) as vault:
        vault.change_passphrase(NEW)
        second = vault.add_recovery_key()
    for file in (path, copy):
        with pytest.raises(WrongKey):
            open_vault(file, recovery_key=first)
        with open_vault(file, recovery_key=second), open_vault(file, NEW):
            pass
    with open_vault(path, NEW) as vault:
        vault.remove_recovery_key()
        assert not vault.has_recovery_key
    with pytest.raises(WrongKey):
        open_vault(path, recovery_key=second)


def test_a_vault_opens_with_one_key_not_with_none_or_two(path: Path) -> None:
    for keys in ({}, {"passphrase": OLD, "recovery_key": "A"}):
        assert usage_fault_of(lambda k=keys: open_vault(path, **k)) == "error.no_passphrase"


def test_a_head_left_half_changed_is_settled_by_opening(path: Path, keyring: Keyring) -> None:
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    assert not read_head(path, DISK).at_rest
    keyring.open(path).close()
    assert read_head(path, DISK).at_rest


def test_a_new_vault_opens_with_what_it_was_made_with_and_keeps_when(tmp_path: Path) -> None:
    path = tmp_path / "one" / "two" / "notes.dat"
    with create_vault(path, OLD, now=NOW) as vault:
        assert vault.diary() == Diary()
        assert vault.settings() == {"made_at": NOW.isoformat()}
    assert [oct(one.stat().st_mode & 0o777) for one in (path, path.parent, path.parent.parent)] == [
        "0o600",
        "0o700",
        "0o700",
    ]
    with open_vault(path, OLD):
        pass
    with pytest.raises(VaultFault) as fault:
        create_vault(path, NEW, now=NOW)
    assert fault.value.id == "error.vault_exists"


def test_a_folder_that_was_there_keeps_its_permissions(tmp_path: Path, keyring: Keyring) -> None:
    (tmp_path / "shared").mkdir(0o755)
    (tmp_path / "shared").chmod(0o755)
    path = keyring.make(tmp_path / "shared" / "notes.dat")
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o755
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_copy_that_lost_its_permissions_gets_them_back(path: Path, keyring: Keyring) -> None:
    path.chmod(0o644)
    keyring.open(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["n" * 190, "ướt" * 40, "/".join(["folder" * 10] * 7) + "/notes"])
def test_a_name_that_leaves_no_room_for_the_names_of_copies_is_refused_at_once(
    name: str, tmp_path: Path, keyring: Keyring
) -> None:
    with pytest.raises(VaultFault) as fault:
        keyring.make(tmp_path / f"{name}.dat")
    assert fault.value.id == "error.vault_name"
    longest = tmp_path / ("n" * 180 + ".dat")
    with keyring.open(keyring.make(longest)) as vault:
        copy = vault.backup(now=NOW)
    assert restore_vault(copy, longest, OLD, now=day(1)).kept is not None


def test_a_journal_left_by_another_vault_stops_the_making_of_a_new_one(tmp_path: Path) -> None:
    """The database would take it for its own and play it back."""
    (tmp_path / "notes.dat-journal").write_bytes(b"left")
    with pytest.raises(VaultFault) as fault:
        create_vault(tmp_path / "notes.dat", OLD, now=NOW)
    assert fault.value.id == "error.vault_journal"
    assert (tmp_path / "notes.dat-journal").read_bytes() == b"left"


def test_two_processes_lose_nothing_of_each_other(path: Path, keyring: Keyring) -> None:
    def write(tell):  # type: ignore[no-untyped-def]
        with keyring.open(path) as vault:
            for number in range(15):
                tell(vault.add([checkin(number)])[0])

    others = [start(write), start(write)]
    with keyring.open(path) as vault:
        told = [vault.add([checkin(number)])[0] for number in range(15)]
    for other in others:
        told += other.end().acknowledged
    with keyring.open(path) as vault:
        found = [record.id for record in vault.diary().records]
    assert len(told) == 45
    assert sorted(found) == sorted(told)


def test_threads_take_turns_in_one_vault(vault: Vault) -> None:
    def write() -> None:
        for number in range(10):
            vault.add([checkin(number), checkin(number + 1)])
            assert len(vault.diary().records) % 2 == 0

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert vault.count() == 60


def test_opening_a_vault_again_keeps_the_locks_of_one_that_is_writing(path: Path, keyring: Keyring) -> None:
    """On Unix, closing any descriptor of a file drops the process's locks on it: the head must not be read that way."""
    waits, goes = os.pipe()

    def write(tell):  # type: ignore[no-untyped-def]
        os.read(waits, 1)
        with keyring.open(path) as second:
            second._con.set_busy_timeout(50)
            try:
                second.add([checkin(1)])
                tell("wrote")
            except VaultFault as fault:
                tell(fault.id)

    for holds_the_lock, fate in ((True, "error.vault_busy"), (False, "wrote")):
        other = start(write)
        with keyring.open(path) as vault:
            assert vault._con is not None
            vault._con.execute("BEGIN IMMEDIATE" if holds_the_lock else "BEGIN")
            keyring.passphrase_of(path)
            keyring.open(path).close()
            os.write(goes, b"!")
            assert other.end().acknowledged == (fate,)
            vault._con.execute("ROLLBACK")
    os.close(waits)
    os.close(goes)


def test_a_passphrase_changed_by_another_process_is_not_undone(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as first, keyring.open(path) as second:
        first._change_head(lambda _: keyring.new)
        second._change_head(lambda header: replaced(header, recovery=None))
    assert keyring.passphrase_of(path) == NEW
