"""`upright import` and `upright export`."""

from __future__ import annotations

import stat
from datetime import timedelta

import pytest

from tests.cli.running import NOW, PASSPHRASE, at_terminal
from upright.actions.vault import open_vault
from upright.record import CheckIn, Diary, Load, Moment

RECORDS = (
    CheckIn(at=NOW, ratings={"respected": 0}, skipped=("worth",), note="ghi chú"),
    Moment(at=NOW, sign="thanked"),
    Moment(at=NOW, sign="thanked"),
    Load(at=NOW, task="cooking", area="household", hours_week_mine=3),
)


@pytest.fixture
def file(place):
    """A diary file with two equal moments and no ids."""
    path = place.folder / "diary.json"
    path.write_text(Diary(records=RECORDS).to_json(), encoding="utf-8")
    return path


def diary(place) -> Diary:
    """What the vault holds."""
    with open_vault(place.vault, PASSPHRASE) as vault:
        return vault.diary()


def test_a_dry_run_says_what_the_file_holds_and_makes_nothing(place, file):
    ran = place.run("import", str(file), "--dry-run")
    assert ran.status == 0
    assert "1 check-in, 2 moments, 1 task you carry" in ran.out
    assert "New: 4" in ran.out
    assert not place.vault.exists()


def test_taking_in_writes_all_of_it_and_twice_adds_nothing(begun, file):
    assert begun.keyed("import", str(file)).status == 0
    assert [record.kind for record in diary(begun)] == [record.kind for record in RECORDS]
    again = begun.keyed("import", str(file))
    assert again.status == 0
    assert "New: 0" in again.out
    assert len(diary(begun)) == 4


def test_what_was_exported_comes_back_as_it_was(begun, file):
    begun.keyed("import", str(file))
    out = begun.folder / "out.json"
    assert begun.keyed("export", str(out)).status == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert Diary.from_json(out.read_bytes()).records == diary(begun).records
    assert "New: 0" in begun.keyed("import", str(out)).out


def test_a_record_with_a_known_name_and_other_content_stays_as_it_is(begun, file):
    begun.keyed("import", str(file))
    changed = Diary(records=(Moment(at=NOW, sign="tested", id=diary(begun).records[1].id),))
    other = begun.folder / "other.json"
    other.write_text(changed.to_json())
    ran = begun.keyed("import", str(other))
    assert ran.status == 0
    assert diary(begun).records[1].sign == "thanked"


def test_bad_records_are_told_and_the_good_ones_taken(begun):
    path = begun.folder / "diary.csv"
    path.write_text("time,respected,moments\n2026-05-01,7,thanked|tested\n2026-05-02,77,\n")
    ran = begun.keyed("import", str(path))
    assert ran.status == 0
    assert sum("ine 3" in line for line in ran.err.splitlines()) == 1
    assert len(diary(begun)) == 3


def test_a_csv_taken_in_twice_adds_nothing(begun):
    path = begun.folder / "diary.csv"
    path.write_text("time,respected,moments\n2026-05-01,7,thanked|thanked\n")
    begun.keyed("import", str(path))
    begun.keyed("import", str(path))
    assert len(diary(begun)) == 3


def test_nothing_good_makes_no_file(place):
    path = place.folder / "diary.csv"
    path.write_text("time,respected\n2026-02-31,7\n")
    assert place.keyed("import", str(path)).status == 1
    assert not place.vault.exists()


def test_a_csv_says_what_it_leaves_out(begun, file):
    begun.keyed("import", str(file))
    out = begun.folder / "out.csv"
    ran = begun.keyed("export", str(out))
    assert ran.status == 0
    assert "1 task you carry" in ran.out
    assert len(Diary.from_csv(out)) == 3


def test_export_to_standard_output_is_the_json(begun, file):
    begun.keyed("import", str(file))
    assert Diary.from_json(begun.keyed("export", "-").out).records == diary(begun).records


def test_export_warns_that_anyone_can_read_it(begun, file):
    begun.keyed("import", str(file))
    assert "The exported file can be read by anyone." in begun.keyed("export", str(begun.folder / "o.json")).err


def test_export_never_writes_over_a_file_unasked(begun, file):
    begun.keyed("import", str(file))
    out = begun.folder / "out.json"
    out.write_text("a list")
    assert begun.keyed("export", str(out)).status == 1
    assert out.read_text() == "a list"
    assert begun.keyed("export", str(out), "--force").status == 0
    assert len(Diary.from_json(out.read_bytes())) == 4


@pytest.mark.parametrize("name", ["out", "out.pdf", "no folder/out.json", "folder.json", "n\0l.json"])
def test_a_place_that_cannot_be_written_is_one_line(begun, file, name):
    begun.keyed("import", str(file))
    (begun.folder / "folder.json").mkdir()
    ran = begun.keyed("export", str(begun.folder / name), "--force")
    assert (ran.status, ran.out) == (1, "")


def test_many_records_are_one_transaction(begun):
    records = tuple(Moment(at=NOW - timedelta(minutes=k), sign="thanked") for k in range(2000))
    path = begun.folder / "many.json"
    path.write_text(Diary(records=records).to_json())
    assert begun.keyed("import", str(path)).status == 0
    assert len(diary(begun)) == 2000


def test_a_csv_of_one_s_own_comes_back_without_a_difference(begun, file):
    records = (*RECORDS[:2], Moment(at=NOW, sign="tested", id="mine"), CheckIn(at=NOW, ratings={"worth": 4}, id="too"))
    file.write_text(Diary(records=records).to_json(), encoding="utf-8")
    begun.keyed("import", str(file))
    out = begun.folder / "out.csv"
    begun.keyed("export", str(out))
    begun.environment["TZ"] = "Etc/UTC"
    ran = begun.keyed("import", str(out), "--dry-run")
    assert "New: 0. In your file already: 4." in ran.out
    assert "other content" not in ran.out


def test_the_form_can_be_named_whatever_the_file_is_called(begun, file):
    begun.keyed("import", str(file))
    assert begun.keyed("export", str(begun.folder / "out"), "--format", "long_csv").status == 0
    assert (begun.folder / "out").read_text().startswith("id,time,day,kind,item,value,absence")
    assert (begun.folder / "out.codebook.csv").exists()
    shown = begun.keyed("export", "-", "--format", "long-csv").out
    assert shown.startswith("id,time,day,kind,item,value,absence")
    assert begun.keyed("export", str(begun.folder / "x"), "--format", "word").status == 2


def test_a_long_table_of_one_s_own_comes_back_without_a_difference(begun, file):
    begun.keyed("import", str(file))
    begun.keyed("export", str(begun.folder / "out.long.csv"))
    ran = begun.keyed("import", str(begun.folder / "out.long.csv"), "--dry-run")
    assert "New: 0. In your file already: 3." in ran.out


def test_a_form_of_several_files_is_a_folder_and_no_standard_output(begun, file):
    begun.keyed("import", str(file))
    ran = begun.keyed("export", "-", "--format", "openesm")
    assert (ran.status, ran.out) == (1, "")
    assert begun.keyed("export", str(begun.folder / "given"), "--format", "openesm").status == 0
    assert len(list((begun.folder / "given").iterdir())) == 2


def test_what_goes_to_a_study_is_shown_in_full_and_leaves_only_when_agreed(begun, file):
    begun.keyed("import", str(file))
    given = begun.folder / "given"
    refused = begun.keyed("export", str(given), "--format", "study")
    assert refused.status == 1
    assert not given.exists()
    dry = begun.keyed("export", str(given), "--format", "study", "--dry-run")
    assert dry.status == 0
    assert '"schema": "upright.study/1"' in dry.out
    assert not given.exists()
    agreed = begun.keyed("export", str(given), "--format", "study", "--yes")
    assert agreed.status == 0
    for path in given.iterdir():
        assert path.read_text() in agreed.out
    assert "ghi chú" not in agreed.out
    assert "1 task you carry" in agreed.out


@pytest.mark.parametrize(("answer", "there"), [("y", True), ("n", False)])
def test_at_a_terminal_the_study_is_asked_about(begun, file, answer, there):
    begun.keyed("import", str(file))
    given = begun.folder / "given"
    arguments = ["export", str(given), "--format", "study"]
    answers = [("assphrase", PASSPHRASE + "\n"), ("for the study?", answer + "\n")]
    status, screen = at_terminal(begun, arguments, answers)
    assert "records.json" in screen
    assert given.exists() is there
    assert (status == 0) is there


def test_a_dry_run_of_a_table_writes_nothing(begun, file):
    begun.keyed("import", str(file))
    ran = begun.keyed("export", str(begun.folder / "out.csv"), "--dry-run")
    assert ran.status == 0
    assert "1 check-in, 2 moments" in ran.out
    assert not (begun.folder / "out.csv").exists()
    assert not (begun.folder / "out.codebook.csv").exists()


def test_clock_times_go_to_a_study_only_when_that_is_said(begun, file):
    begun.keyed("import", str(file))
    ran = begun.keyed("export", "x", "--format", "study", "--dry-run")
    assert '"time"' not in ran.out
    ran = begun.keyed("export", "x", "--format", "study", "--dry-run", "--exact-times")
    assert '"time":"21:30"' in ran.out
