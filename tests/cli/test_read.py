"""`upright read` and `upright demo`."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from tests.cli.running import NOW, PASSPHRASE
from upright.actions.vault import open_vault
from upright.reading import read
from upright.record import CheckIn, Diary, Moment, Try


@pytest.fixture
def file(place):
    """A diary file of forty days."""
    records = []
    for k in range(40):
        at = NOW - timedelta(days=40 - k)
        records.append(
            CheckIn(at=at, ratings={"reliable": 4 + k % 3, "respected": 5, "unprompted": 3 + k % 2, "effort": 7})
        )
        if k % 5 == 0:
            records.append(Moment(at=at, sign="thanked"))
            records.append(Try(at=at, way="asked", topic="việc nhà", outcome="dismissed", outcome_at=at))
    path = place.folder / "diary.json"
    path.write_text(Diary(records=tuple(records)).to_json(), encoding="utf-8")
    return path


def lines(text: str) -> str:
    """A page as one line of text."""
    return re.sub(r"\s+", " ", " ".join(line[9:] for line in text.splitlines()))


def test_a_file_is_read_without_a_vault_and_without_keeping_anything(place, file):
    before = sorted(place.folder.rglob("*"))
    ran = place.run("read", str(file))
    assert (ran.status, ran.err) == (0, "")
    assert "40 check-ins, 8 moments, 8 tries" in lines(ran.out)
    assert sorted(place.folder.rglob("*")) == before


def test_json_is_exactly_the_reading(place, file):
    for language in ("en", "vi"):
        ran = place.run("read", str(file), "--json", "--language", language)
        assert ran.out == read(Diary.from_json(file.read_bytes()), language=language).to_json()
        assert json.loads(ran.out)["schema"] == "upright.reading/1"


def test_a_file_may_come_from_standard_input(place, file):
    assert place.run("read", "-", "--json", typed=file.read_bytes()).out == place.run("read", str(file), "--json").out


def test_the_vault_is_read_up_to_now(place, file):
    assert place.keyed("import", str(file)).status == 0
    ran = place.keyed("read", "--json")
    assert ran.status == 0
    assert json.loads(ran.out)["as_of"] == "2026-11-23"
    assert json.loads(ran.out)["counts"]["checkin"] == 40


def test_without_a_vault_it_says_how_to_begin(place):
    ran = place.run("read")
    assert ran.status == 0
    assert "upright demo" in ran.out
    assert not place.vault.exists()


def test_as_of_reads_what_had_happened_by_the_end_of_that_day(place, file):
    whole = Diary.from_json(file.read_bytes())
    day = (NOW - timedelta(days=21)).date()
    ran = place.run("read", str(file), "--json", "--as-of", day.isoformat())
    body = json.loads(ran.out)
    assert body["as_of"] == day.isoformat()
    assert body["counts"]["checkin"] == sum(record.at.date() <= day for record in whole.of(CheckIn))


def test_as_of_counts_the_small_hours_to_the_day_before(place):
    late = Diary(records=(CheckIn(at=NOW.replace(hour=2), ratings={"worth": 5}),))
    path = place.folder / "late.json"
    path.write_text(late.to_json())
    assert place.run("read", str(path), "--as-of", "2026-11-22", "--json").status == 0


def test_as_of_before_anything_happened_says_when_it_begins(place, file):
    ran = place.run("read", str(file), "--as-of", "2020-01-01")
    assert (ran.status, len(ran.err.splitlines())) == (1, 1)
    assert "2026" in ran.err


def test_bad_lines_are_told_by_number_and_the_good_reading_is_printed(place):
    path = place.folder / "diary.csv"
    path.write_text("time,respected,note\n2026-05-01,7,\n2026-02-31,5,SECRET\n2026-05-03,five,SECRET\n2026-05-04,5,\n")
    ran = place.run("read", str(path))
    assert ran.status == 0
    assert "2 check-ins" in lines(ran.out)
    assert re.findall(r"\d+", ran.err.splitlines()[0])[0] == "3"
    assert [bool(re.search(r"\b[34]\b", line)) for line in ran.err.splitlines()] == [True, True]
    assert "SECRET" not in ran.err
    assert "five" not in ran.err


def test_faults_do_not_reach_the_json(place):
    path = place.folder / "diary.csv"
    path.write_text("time,respected\n2026-05-01,7\n2026-02-31,5\n")
    ran = place.run("read", str(path), "--json")
    assert json.loads(ran.out)["counts"] == {"checkin": 1}
    assert len(ran.err.splitlines()) == 1


def test_a_file_with_nothing_good_in_it_is_a_fault(place):
    path = place.folder / "diary.csv"
    path.write_text("time,respected\n2026-02-31,5\n")
    assert place.run("read", str(path)).status == 1


def test_an_empty_diary_says_so(place):
    path = place.folder / "empty.json"
    path.write_text('{"schema": "upright.diary/1", "records": []}')
    ran = place.run("read", str(path))
    assert (ran.status, ran.err) == (0, "")
    assert "Nothing is written yet" in lines(ran.out)


def test_other_people_s_columns_are_named(place):
    path = place.folder / "theirs.csv"
    path.write_text("day,tired\n1,3\n2,4\n3,1\n")
    ran = place.run(
        "read", str(path), "--map", "day=time", "--map", "tired=drained:1-5", "--origin", "2026-01-01", "--json"
    )
    assert ran.status == 0
    assert json.loads(ran.out)["counts"] == {"checkin": 3}
    assert json.loads(ran.out)["as_of"].startswith("2026-01-0")


@pytest.mark.parametrize("mapping", ["", "=", "a=", "tired=unknown", "tired=drained:5-1", "tired=drained:x"])
def test_a_mapping_that_is_none_is_one_line(place, mapping):
    path = place.folder / "theirs.csv"
    path.write_text("time,tired\n2026-01-01,3\n")
    ran = place.run("read", str(path), "--map", mapping)
    assert ran.status in (1, 2)
    assert len(ran.err.splitlines()) == 1


def test_the_language_of_the_file_counts_where_none_was_chosen(place, file):
    place.keyed("import", str(file))
    with open_vault(place.vault, PASSPHRASE) as vault:
        vault.set_setting("language", "vi")
    assert "lần trả lời" in lines(place.keyed("read").out)
    assert "check-ins" in lines(place.keyed("read", language="en").out)


@pytest.mark.parametrize(("language", "said"), [("en", "A made-up diary. Nobody wrote it."), ("vi", "")])
def test_the_demo_says_first_and_last_that_it_is_made_up(place, language, said):
    ran = place.run("demo", "--print", language=language)
    assert ran.status == 0
    rows = [line[9:] for line in ran.out.splitlines()]
    assert rows[0].startswith(said)
    assert rows[-2]
    assert ran.out.count("┤") > 5
    assert not place.vault.exists()


def test_the_demo_is_the_same_each_time(place):
    assert place.run("demo", "--print").out == place.run("demo", "--print").out


def test_the_demo_s_json_is_a_reading_and_its_label_goes_to_standard_error(place):
    ran = place.run("demo", "--json")
    assert json.loads(ran.out)["schema"] == "upright.reading/1"
    assert ran.err


def test_a_made_up_diary_can_be_read_again(place):
    ran = place.run("simulate", "--days", "30", "--seed", "5")
    assert ran.status == 0
    assert ran.out == place.run("simulate", "--days", "30", "--seed", "5").out
    assert ran.out != place.run("simulate", "--days", "30", "--seed", "6").out
    assert place.run("read", "-", typed=ran.out).status == 0
