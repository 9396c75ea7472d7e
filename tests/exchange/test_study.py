"""Answers in a study: m-Path, ESMira, openESM and Beiwe."""

from __future__ import annotations

from datetime import date

import pytest

from tests.exchange.files import BEIWE, ESMIRA, MPATH, archive
from upright.errors import DiaryFault
from upright.exchange import choices_of, incoming

WALL = 1_772_483_400  # 2026-03-02 20:30 on the wall, counted as if it were UTC


def read(data: bytes | str, *mapping: str, **others):
    chosen = choices_of(mapping, zone="Asia/Ho_Chi_Minh", **others)
    return incoming(data.encode() if isinstance(data, str) else data, chosen)


def values(found):
    return [record.extra["source"].get("values") for record in found.diary]


def test_mpath_counts_the_seconds_of_the_wall():
    found = read(f"\ufeff{MPATH}\n12;x;daily;{WALL};{WALL};{WALL};{WALL};25200;0;6;đỡ rồi\n")
    (record,) = found.diary.records
    assert found.format == "mpath_table"
    assert record.at.isoformat() == "2026-03-02T20:30:00+07:00"
    assert values(found) == [{"respect_sliderNegPos": 6, "open_open": "đỡ rồi"}]
    assert record.ratings == {}


def test_an_item_of_mpath_is_mapped_on_purpose_and_an_unanswered_beep_is_counted():
    rows = f"12;x;daily;{WALL};{WALL};{WALL};{WALL};25200;0;7;\n12;x;daily;{WALL};{WALL};;;25200;0;;\n"
    found = read(f"{MPATH}\n{rows}", "respect_sliderNegPos=respected:1-7")
    assert [record.ratings for record in found.diary] == [{"respected": 10}]
    assert found.left == {"unanswered": 1}


@pytest.mark.parametrize("who", ["12", "13"])
def test_a_file_of_several_people_is_read_for_the_one_who_is_named(who):
    rows = "".join(f"{one};x;daily;0;0;{WALL};{WALL};0;0;{one};\n" for one in (12, 13))
    with pytest.raises(DiaryFault) as fault:
        read(f"{MPATH}\n{rows}")
    assert fault.value.id == "error.import.persons"
    assert values(read(f"{MPATH}\n{rows}", f"person:{who}=me")) == [{"respect_sliderNegPos": int(who)}]
    with pytest.raises(DiaryFault):
        read(f"{MPATH}\n{rows}", "person:99=me")


@pytest.mark.parametrize("stamp", ["soon", "1e300", "-99999999999999"])
def test_a_time_of_mpath_that_is_none_is_told_or_counted(stamp):
    found = read(f"{MPATH}\n12;x;daily;0;0;;{stamp};0;0;6;\n12;x;daily;0;0;{WALL};{WALL};0;0;6;\n")
    assert len(found.diary.faults) + found.left.get("unanswered", 0) == 1
    assert len(found.diary) == 1


def test_esmira_is_read_on_the_clock_of_its_zone_and_other_events_are_counted():
    answered = f"1;u;7;evening;questionnaire;Asia/Ho_Chi_Minh;{WALL * 1000 - 25_200_000};x;5;ổn 😀\n"
    found = read(f"{ESMIRA}\n2;u;7;evening;invitation;Asia/Ho_Chi_Minh;1;x;;\n{answered}")
    (record,) = found.diary.records
    assert found.format == "esmira_table"
    assert record.at.isoformat() == "2026-03-02T20:30:00+07:00"
    assert values(found) == [{"respect": 5, "text": "ổn 😀"}]
    assert found.left == {"unanswered": 1}


def test_an_unknown_zone_of_esmira_is_utc_with_a_remark_and_a_bad_time_is_told():
    rows = f"1;u;7;e;questionnaire;X/Y;{WALL * 1000};x;5;\n2;u;7;e;questionnaire;UTC;later;x;5;\n"
    found = read(f"{ESMIRA}\r\n{rows}")
    assert found.diary.records[0].at.isoformat() == "2026-03-02T20:30:00+00:00"
    assert [remark.id for remark in found.diary.remarks] == ["fault.zone_utc"]
    assert [fault.number for fault in found.diary.faults] == [3]


def test_a_text_with_a_separator_and_a_line_end_in_esmira_is_one_answer():
    found = read(f'{ESMIRA}\n1;u;7;e;questionnaire;UTC;{WALL * 1000};x;;"a;b\nc"\n')
    assert values(found) == [{"text": "a;b\nc"}]


def test_esmira_of_two_people_is_asked_about():
    rows = "".join(f"1;{one};7;e;questionnaire;UTC;{WALL * 1000};x;5;\n" for one in "uv")
    with pytest.raises(DiaryFault):
        read(f"{ESMIRA}\n{rows}")
    assert len(read(f"{ESMIRA}\n{rows}", "person:v=me").diary) == 1


def test_openesm_counts_its_days_from_the_origin_and_na_is_missing():
    rows = "1\t1\t1\t5\tNA\n1\t1\t2\t6\t2\n1\t2\t1\tNA\tNA\n"
    found = read(
        f"id\tday\tbeep\tunappreciated\tsad\n{rows}", "unappreciated=respected:reverse:1-7", origin=date(2026, 3, 2)
    )
    assert found.format == "openesm_table"
    assert [record.at.isoformat() for record in found.diary] == [
        "2026-03-02T12:00:00+07:00",
        "2026-03-02T12:01:00+07:00",
    ]
    assert values(found) == [{"unappreciated": 5}, {"unappreciated": 6, "sad": 2}]
    assert found.diary.records[1].ratings == {"respected": pytest.approx(10 / 6)}
    assert found.left == {"unanswered": 1}


@pytest.mark.parametrize("day", ["NA", "1.5", "99999999", "x"])
def test_a_day_of_openesm_that_is_none_is_told(day):
    found = read(f"id,day,beep,sad\n1,{day},1,3\n1,1,1,3\n")
    assert [fault.number for fault in found.diary.faults] == [2]
    assert len(found.diary) == 1


def test_beiwe_has_its_time_in_the_name_of_each_table():
    rows = "ab1,slider,How are you?,[0-10],7\nab2,free,More?,,NO_ANSWER_SELECTED\n"
    data = archive(
        {
            "s/2026-03-02 13_30_00+00_00.csv": f"{BEIWE}\n{rows}",
            "s/2026-03-03 13_30_00.csv": f"{BEIWE}\nab2,free,More?,,\n",
        }
    )
    found = read(data)
    (record,) = found.diary.records
    assert found.format == "beiwe"
    assert record.at.isoformat() == "2026-03-02T13:30:00+00:00"
    assert values(found) == [{"How are you?": 7}]
    assert found.left == {"unanswered": 1}


def test_a_single_table_of_beiwe_is_read_by_its_file(tmp_path):
    path = tmp_path / "2026-03-02 13_30_00.csv"
    path.write_text(f'\ufeff{BEIWE}\nab1,slider,Khỏe không?,[0-10],"tạm, ổn"\n')
    assert values(incoming(path, choices_of([]))) == [{"Khỏe không?": "tạm, ổn"}]


@pytest.mark.parametrize("name", ["answers.csv", "2026-13-02 13_30_00.csv", "2026-03-02.csv"])
def test_a_table_of_beiwe_without_a_time_in_its_name_is_told(name):
    found = read(archive({name: f"{BEIWE}\na,b,c,d,1\n"}))
    assert [fault.id for fault in found.diary.faults] == ["fault.name_time"]
