"""Loop, Nomie, Bearable and Journiv."""

from __future__ import annotations

import pytest

from tests.exchange.files import BEARABLE, journiv, loop, nomie_five, nomie_six
from upright.errors import DiaryFault, UsageFault
from upright.exchange import choices_of, incoming

HANOI = "Asia/Ho_Chi_Minh"
WHEN = 1_772_458_200_000  # 2026-03-02T20:30+07:00


def read(data: bytes | str, *mapping: str):
    return incoming(data.encode() if isinstance(data, str) else data, choices_of(mapping, zone=HANOI))


def values(found):
    return [record.extra["source"].get("values") for record in found.diary]


# Loop


def test_a_day_of_loop_is_one_entry_with_what_was_marked_of_each_habit():
    found = read(loop({"Đi bộ": "2026-03-02,YES_MANUAL,dưới mưa\n2026-03-01,NO,\n", "Read": "2026-03-02,3.5,\n"}))
    assert found.format == "loop"
    assert values(found) == [{"Đi bộ": "NO"}, {"Đi bộ": "YES_MANUAL", "Read": 3.5}]
    assert found.diary.records[1].note == "Đi bộ: dưới mưa\n\nLoop: Đi bộ YES_MANUAL | Read 3.5"
    assert found.diary.records[1].ratings == {}


def test_what_loop_does_not_know_is_no_entry_and_is_counted():
    found = read(loop({"Run": "2026-03-02,UNKNOWN,\n2026-03-01,SKIP,\n2026-02-28,-1,\n"}))
    assert values(found) == [{"Run": "SKIP"}]
    assert found.left == {"unknown_mark": 2}


def test_a_habit_with_a_comma_or_a_stroke_in_its_name_keeps_it():
    found = read(loop({'"No calls, none"': "2026-03-02,2,\n", "a/b": "2026-03-02,NO,\n"}))
    assert values(found) == [{"No calls, none": 2, "a/b": "NO"}]


def test_a_bad_line_of_loop_is_told_and_trailing_commas_and_bare_returns_are_fine():
    found = read(loop({"Run": "someday,NO,\r\n2026-03-02,YES_AUTO,,\r\n"}))
    assert [fault.id for fault in found.diary.faults] == ["fault.time"]
    assert values(found) == [{"Run": "YES_AUTO"}]


def test_a_day_of_loop_has_the_same_name_whatever_it_says():
    names = {next(iter(read(loop({"Run": f"2026-03-02,{value},\n"})).diary)).id for value in ("NO", "SKIP")}
    assert len(names) == 1


# Nomie


@pytest.mark.parametrize("made", [nomie_five, nomie_six])
def test_what_nomie_tracked_stands_in_the_text_and_its_offset_counts_west(made):
    log = {"_id": "a", "note": "#mood(8) #run @em +memory 😀", "end": WHEN, "offset": -420, "score": 2}
    found = read(made(log))
    (record,) = found.diary.records
    assert found.format == "nomie"
    assert record.at.isoformat() == "2026-03-02T20:30:00+07:00"
    assert record.note == "#mood(8) #run @em +memory 😀"
    assert values(found) == [{"mood": 8, "run": 1}]
    assert record.ratings == {}


def test_a_tracker_answers_a_question_only_where_that_is_said():
    log = {"_id": "a", "note": "#mood(8)", "end": WHEN}
    assert read(nomie_six(log), "mood=worth:0-10").diary.records[0].ratings == {"worth": 8}
    with pytest.raises(UsageFault) as fault:
        read(nomie_six(log), "moood=worth:0-10")
    assert fault.value.id == "error.map.column"


def test_the_place_of_a_log_is_left_out_and_counted():
    found = read(nomie_five({"_id": "a", "note": "x", "end": WHEN, "lat": 10.77, "lng": 106.7, "location": "chợ"}))
    assert found.left == {"place": 1}
    assert "chợ" not in found.diary.to_json() and "10.77" not in found.diary.to_json()


def test_a_log_without_a_time_is_told_and_the_others_stand():
    found = read(nomie_five({"_id": "a", "note": "x"}, {"_id": "b", "note": "y", "end": str(WHEN)}))
    assert [fault.number for fault in found.diary.faults] == [1]
    assert [record.note for record in found.diary] == ["y"]


def test_nomies_table_counts_seconds_or_thousandths():
    head = "epoch,start,end,offset,note,lat,lng,location,score\n"
    rows = f"{WHEN // 1000},x,x,-420,#mood(3),,,,0\n{WHEN},x,x,-420,two,,,,\nnever,x,x,0,y,,,,\n"
    found = read(head + rows)
    assert {record.at.isoformat() for record in found.diary} == {"2026-03-02T20:30:00+07:00"}
    assert [fault.number for fault in found.diary.faults] == [4]


# Bearable


def test_what_bearable_rated_at_one_time_is_one_entry():
    rows = [
        '2nd Mar,2026-03-02,Mon,am,Mood,7,,"slept, well"', "2nd Mar,2026-03-02,Mon,am,Symptom,2,Headache,",
        "2nd Mar,2026-03-02,Mon,20:30,Mood,4,,",
    ]  # fmt: skip
    found = read("\n".join([BEARABLE, *rows]))
    assert found.format == "bearable_table"
    assert values(found) == [{"Mood": 7, "Symptom: Headache": 2}, {"Mood": 4}]
    assert [record.at.hour for record in found.diary] == [12, 20]
    assert found.diary.records[0].note.startswith("slept, well\n\nBearable: Mood 7")


def test_bearable_mood_is_mapped_on_purpose_and_twice_the_same_name_stays_two():
    rows = ["x,2026-03-02,Mon,,Mood,7,,", "x,2026-03-02,Mon,,Mood,5,,"]
    found = read("\ufeff" + "\r\n".join([BEARABLE, *rows]), "Mood=worth:1-10")
    assert values(found) == [{"Mood": 7, "Mood 2": 5}]
    assert found.diary.records[0].ratings == {"worth": pytest.approx(20 / 3)}


@pytest.mark.parametrize("order", ["dmy", "mdy"])
def test_bearable_dates_saved_by_a_spreadsheet_are_asked_for(order):
    text = BEARABLE.replace(",", ";") + "\nx;02/03/2026;Mon;;Mood;7;;\n"
    with pytest.raises(DiaryFault):
        read(text)
    assert read(text, f"date={order}").diary.records[0].at.month == {"dmy": 3, "mdy": 2}[order]


def test_a_bad_row_of_bearable_is_told():
    found = read(f"{BEARABLE}\nx,someday,Mon,,Mood,7,,\nx,2026-03-02,Mon,,Mood,=1+1,,\n")
    assert [fault.number for fault in found.diary.faults] == [2]
    assert values(found) == [{"Mood": "=1+1"}]


# Journiv


def test_an_entry_of_journiv_stays_on_the_day_it_states():
    late = {"entry_date": "2026-03-03", "entry_datetime_utc": "2026-03-02T18:30:00Z", "entry_timezone": HANOI}
    found = read(journiv({**late, "title": "T", "content": "đêm", "tags": ["a", {"name": "b"}]}))
    (record,) = found.diary.records
    assert found.format == "journiv"
    assert record.at.isoformat() == "2026-03-03T12:00:00+07:00"
    assert record.note == "T\nđêm\n\nJourniv: a | b"
    assert record.extra["source"]["journal"] == "Nhà"


def test_a_mood_of_journiv_is_asked_for():
    entry = {"entry_date": "2026-03-03", "mood_log": {"mood_name": "calm"}}
    assert read(journiv(entry)).unknown == {"calm": 1}
    assert read(journiv(entry), "mood:calm=4").diary.records[0].own[0].rating == 7.5


def test_an_unknown_zone_of_journiv_is_utc_with_a_remark_and_a_missing_time_is_told():
    found = read(journiv({"entry_datetime_utc": "2026-03-02T13:00:00", "entry_timezone": "X/Y"}, {"content": "z"}))
    assert found.diary.records[0].at.isoformat() == "2026-03-02T13:00:00+00:00"
    assert [remark.id for remark in found.diary.remarks] == ["fault.zone_utc"]
    assert [fault.number for fault in found.diary.faults] == [2]


@pytest.mark.parametrize("entry", [{"tags": 5}, {"mood_log": "x"}, {"content": []}])
def test_an_entry_of_another_shape_is_one_clear_fault(entry):
    with pytest.raises(DiaryFault):
        read(journiv({"entry_date": "2026-03-03"}, entry))
