"""`upright import` with files of other programs."""

from __future__ import annotations

from tests.cli.running import PASSPHRASE
from tests.exchange.files import CLASSIC, archive, day_one, day_one_entry
from upright.actions.vault import open_vault
from upright.record import Diary

ROWS = "2026-03-02,x,y,20:30,good,walk,,a note\n2026-03-01,x,y,20:30,tuyệt,,,\n"


def diary(place) -> Diary:
    with open_vault(place.vault, PASSPHRASE) as vault:
        return vault.diary()


def written(place, name: str, content: str | bytes):
    path = place.folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_a_dry_run_says_the_format_what_would_come_and_which_words_are_not_known(place):
    ran = place.run("import", written(place, "a.csv", f"{CLASSIC}\n{ROWS}2026-02-30,x,y,1:00,good,,,\n"), "--dry-run")
    assert ran.status == 0
    assert "Read as: Daylio, table." in ran.out
    assert "2 check-ins" in ran.out and "New: 2" in ran.out
    assert '--map "mood:tuyệt=1"' in ran.out
    assert "ine 4" in ran.err
    assert not place.vault.exists()


def test_a_word_that_is_not_known_stops_it_with_one_line_and_nothing_is_made(place):
    ran = place.keyed("import", written(place, "a.csv", f"{CLASSIC}\n{ROWS}"))
    assert ran.status == 1
    assert len(ran.err.splitlines()) == 1
    assert not place.vault.exists()


def test_with_the_word_explained_all_of_it_comes_in_and_a_second_time_nothing(begun):
    path = written(begun, "a.csv", f"{CLASSIC}\n{ROWS}")
    before = len(diary(begun))
    assert begun.keyed("import", path, "--map", "mood:tuyệt=5").status == 0
    again = begun.keyed("import", path, "--map", "mood:tuyệt=4")
    assert "New: 0" in again.out
    assert len(diary(begun)) == before + 2
    assert [one.own[0].rating for one in diary(begun).records[before:]] == [7.5, 10]


def test_a_zip_comes_in_and_an_own_export_gives_the_same_diary(begun):
    path = written(begun, "a.zip", archive({"Journal.json": day_one([day_one_entry(1), day_one_entry(2)])}))
    assert begun.keyed("import", path).status == 0
    out = begun.folder / "out.json"
    assert begun.keyed("export", str(out)).status == 0
    assert Diary.from_json(out.read_bytes()).records == diary(begun).records


def test_a_hostile_archive_is_one_line_and_nothing_is_written(begun):
    before = diary(begun)
    ran = begun.keyed("import", written(begun, "a.zip", archive({"../x.json": "{}"})))
    assert (ran.status, len(ran.err.splitlines())) == (1, 1)
    assert diary(begun) == before
    assert sorted(one.name for one in begun.folder.parent.glob("x.json")) == []


def test_letters_of_another_kind_are_read_where_they_are_named(begun):
    path = written(begun, "a.csv", f"{CLASSIC}\n2026-03-02,x,y,20:30,good,,,xa\u0323\n".encode("cp1258"))
    assert begun.keyed("import", path).status == 1
    assert begun.keyed("import", path, "--encoding", "windows-1258").status == 0
    assert diary(begun).records[-1].note.startswith("xạ")


def test_a_table_whose_time_is_named_is_any_table_whatever_it_looks_like(begun):
    path = written(begun, "a.csv", f"{CLASSIC}\n2026-03-02T10:00,x,y,4,4,,,n\n")
    assert begun.keyed("import", path, "--map", "full_date=time", "--map", "mood=worth:1-5").status == 0
    assert diary(begun).records[-1].ratings == {"worth": 7.5}
