"""Comparing a diary with what the file holds."""

from __future__ import annotations

import os
import resource
import signal
import stat
from datetime import datetime, timedelta, timezone

import pytest

from upright.actions.handover import arrival_of, export_diary, take_in
from upright.actions.vault import make_vault
from upright.errors import UsageFault
from upright.record import Diary, Moment, Try

NOW = datetime(2026, 11, 23, 21, 30, tzinfo=timezone(timedelta(hours=7)))


def test_equal_records_of_one_file_remain_as_many_as_they_are():
    arrival = arrival_of(Diary(records=(Moment(at=NOW, sign="thanked"),) * 3), None)
    assert len({record.id for record in arrival.new}) == 3


def test_the_same_content_has_the_same_name_every_time():
    diary = Diary(records=(Moment(at=NOW, sign="thanked"), Try(at=NOW, way="asked", topic="việc nhà")))
    assert arrival_of(diary, None) == arrival_of(diary, None)


def test_when_it_was_written_down_is_no_part_of_the_name():
    one = arrival_of(Diary(records=(Moment(at=NOW, sign="thanked"),)), None).new[0]
    two = arrival_of(Diary(records=(Moment(at=NOW, sign="thanked", written_at=NOW),)), None).new[0]
    assert one.id == two.id


def test_one_id_with_two_contents_in_one_file_keeps_the_first():
    diary = Diary(records=(Moment(at=NOW, sign="thanked", id="a"), Moment(at=NOW, sign="tested", id="a")))
    arrival = arrival_of(diary, None)
    assert [record.sign for record in arrival.new] == ["thanked"]
    assert (arrival.known, arrival.differing) == (0, 1)


def test_taking_in_says_how_many_and_the_next_time_none(tmp_path):
    diary = Diary(records=tuple(Moment(at=NOW + timedelta(hours=k), sign="thanked") for k in range(5)))
    with make_vault(tmp_path / "folder" / "notes.dat", "several plain words", now=NOW) as vault:
        assert take_in(vault, arrival_of(diary, vault)) == 5
        arrival = arrival_of(diary, vault)
        assert (arrival.new, arrival.known) == ((), 5)
        assert take_in(vault, arrival) == 0


@pytest.fixture
def full_disk():
    """A limit of 2,000 bytes a file, which a longer write meets as it would meet a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, heard)


LONG = Diary(records=tuple(Moment(at=NOW + timedelta(hours=k), sign="thanked") for k in range(200)))


@pytest.mark.parametrize("there", [True, False])
def test_a_full_disk_costs_neither_what_was_there_nor_leaves_half_a_file(tmp_path, full_disk, there):
    file = tmp_path / "diary.json"
    if there:
        file.write_text("an earlier one")
    with pytest.raises(UsageFault):
        export_diary(LONG, file, replace=there)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.json"] * there
    assert not there or file.read_text() == "an earlier one"


@pytest.mark.parametrize("replace", [True, False])
def test_what_is_written_is_its_owner_s_alone_and_the_only_file(tmp_path, replace):
    file = tmp_path / "diary.json"
    if replace:
        file.write_text("an earlier one")
        file.chmod(0o644)
    old = os.umask(0)
    try:
        export_diary(LONG, file, replace=replace)
    finally:
        os.umask(old)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]
    assert Diary.from_json(file.read_bytes()).records == LONG.records


def test_an_export_never_takes_the_place_of_a_locked_diary(tmp_path):
    path = tmp_path / "notes.json"
    with make_vault(path, "several plain words", now=NOW) as vault:
        vault.add([Moment(at=NOW, sign="thanked")])
        before = path.read_bytes()
        with pytest.raises(UsageFault, match="locked diary"):
            export_diary(vault.diary(), path, replace=True)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("name", "beside"), [("a.csv", "a.codebook.csv"), ("a.long.csv", "a.codebook.csv")])
def test_a_table_and_its_codebook_are_written_together_or_not_at_all(tmp_path, name, beside):
    (tmp_path / beside).write_text("mine")
    with pytest.raises(UsageFault):
        export_diary(LONG, tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [beside]
    export_diary(LONG, tmp_path / name, replace=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, beside])
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_a_disk_that_fills_up_after_the_table_leaves_neither(tmp_path, full_disk):
    with pytest.raises(UsageFault):
        export_diary(Diary(records=LONG.records[:1]), tmp_path / "a.long.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_made_for_its_owner_alone_and_never_replaced(tmp_path):
    folder = tmp_path / "given"
    export_diary(LONG, folder, form="openesm")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(UsageFault):
        export_diary(Diary(), folder, form="openesm", replace=True)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_full_disk_leaves_no_folder(tmp_path, full_disk):
    with pytest.raises(UsageFault):
        export_diary(LONG, tmp_path / "given", form="openesm")
    assert list(tmp_path.iterdir()) == []
