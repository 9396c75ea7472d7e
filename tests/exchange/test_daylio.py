"""Daylio's tables of three ages, re-saved and in other languages, and its backup."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.exchange.files import CLASSIC, NEWEST, OLDEST, archive, daylio_backup, daylio_entry
from upright.errors import DiaryFault
from upright.exchange import choices_of, incoming

HANOI = timezone(timedelta(hours=7))
CHOICES = choices_of([], zone="Asia/Ho_Chi_Minh")


def table(header: str, *rows: str, mapping=(), **how):
    return incoming("\n".join((header, *rows)).encode(), choices_of(mapping, zone="Asia/Ho_Chi_Minh"), **how)


def one(found):
    (record,) = found.diary.records
    return record


def test_an_entry_of_the_classic_table_is_a_note_with_its_mood_as_a_question_of_its_own():
    found = table(CLASSIC, '2026-03-02,2. March,Monday,20:30,good,"walk | friends",Rain,"He said ""later""."')
    record = one(found)
    assert found.format == "daylio_table"
    assert record.at == datetime(2026, 3, 2, 20, 30, tzinfo=HANOI)
    assert record.zone == "Asia/Ho_Chi_Minh"
    assert record.note == 'Rain\nHe said "later".\n\nDaylio: good | walk | friends'
    assert record.ratings == {}
    assert [(answer.asked, answer.rating) for answer in record.own] == [("Daylio: mood", 7.5)]
    assert record.extra["source"] == {"program": "Daylio", "mood": "good", "tags": ["walk", "friends"]}


def test_the_table_of_2018_has_its_year_apart_and_a_clock_of_twelve_hours():
    record = one(table(OLDEST, "2018,18 May,Friday,8:30 pm,rad,,slept"))
    assert record.at == datetime(2018, 5, 18, 20, 30, tzinfo=HANOI)
    assert table(OLDEST, "2018,18 Floréal,Friday,8:30 pm,rad,,").diary.faults[0].number == 2


def test_the_table_of_2026_has_scales():
    record = one(table(NEWEST, "2026-03-02,x,y,07:05,meh,,energy:\u00a03 | sleep:\u00a07,,"))
    assert record.extra["source"]["scales"] == ["energy: 3", "sleep: 7"]


def test_a_mark_of_order_other_line_ends_and_trailing_commas_make_no_difference():
    plain = table(CLASSIC, "2026-03-02,x,y,20:30,good,a,,n")
    odd = ("\ufeff" + CLASSIC + ",,\r\n2026-03-02,x,y,20:30,good,a,,n,,\r\n,,,,,,,,,\r\n").encode()
    assert incoming(odd, CHOICES).diary.records == plain.diary.records


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-8"), ("\t", "utf-16"), (",", "utf-16-le"), (";", "utf-8-sig")]
)
def test_a_table_that_a_spreadsheet_saved_again_is_the_same(separator, encoding):
    rows = (CLASSIC.split(","), ["02/03/2026", "x", "y", "8:30 PM", "good", "a | b", "", "đi về"])
    more = ["17/03/2026", "x", "y", "20:30:00", "good", "", "", ""]
    text = "\r\n".join(separator.join(row) for row in (*rows, more))
    first, second = incoming(text.encode(encoding), CHOICES).diary.records
    assert (first.at.month, first.at.day, first.at.hour, second.at.day) == (3, 2, 20, 17)
    assert first.note.startswith("đi về")


def test_a_date_that_can_be_read_in_two_ways_is_asked_for():
    row = "02/03/2026,x,y,20:30,good,,,"
    with pytest.raises(DiaryFault) as fault:
        table(CLASSIC, row)
    assert fault.value.id == "error.import.dates"
    assert one(table(CLASSIC, row, mapping=["date=dmy"])).at.month == 3
    assert one(table(CLASSIC, row, mapping=["date=mdy"])).at.month == 2


def test_another_languages_moods_are_known_or_asked_for_and_never_guessed():
    rows = ("2026-03-02,x,y,20:30,Super,Gut,,", "2026-03-01,x,y,20:30,tuyệt,,,", "2026-03-01,x,y,21:30,tuyệt,,,")
    found = table(CLASSIC, *rows)
    assert found.unknown == {"tuyệt": 2}
    assert [[answer.rating for answer in record.own] for record in found.diary] == [[10], [], []]
    said = table(CLASSIC, *rows, mapping=["mood:Tuyệt=5"])
    assert said.unknown == {}
    assert [record.own[0].rating for record in said.diary] == [10, 10, 10]
    alone = table(CLASSIC, *rows, mapping=["mood:tuyệt=none"])
    assert alone.unknown == {}
    assert alone.diary.records[1].own == ()
    assert [record.id for record in found.diary] == [record.id for record in said.diary]


def test_a_word_may_mean_something_else_to_her_than_to_the_program():
    assert one(table(CLASSIC, "2026-03-02,x,y,20:30,good,,,", mapping=["mood:good=2"])).own[0].rating == 2.5


def test_a_mood_answers_a_question_of_ours_only_where_that_is_said():
    row = "2026-03-02,x,y,20:30,good,,,"
    assert one(table(CLASSIC, row)).ratings == {}
    assert one(table(CLASSIC, row, mapping=["mood=worth:1-5"])).ratings == {"worth": 7.5}


def test_a_row_without_a_mood_is_kept_with_the_mood_missing():
    record = one(table(CLASSIC, "2026-03-02,x,y,20:30,,walk,,n"))
    assert record.own == ()
    assert "mood" not in record.extra["source"]


def test_line_ends_and_letters_of_html_become_what_they_stand_for():
    record = one(table(CLASSIC, '2026-03-02,x,y,20:30,good,,,"<b>a</b><br>b &amp; &lt;i&gt; 😀\nc"'))
    assert record.note.partition("\n\n")[0] == "a\nb & <i> 😀\nc"


def test_bad_rows_are_told_by_the_line_they_begin_at_and_the_others_stand():
    rows = ('2026-03-02,x,y,20:30,good,,,"two\nlines"', "2026-13-40,x,y,20:30,good,,,", "2026-03-01,x,y,25:99,good,,,")
    found = table(CLASSIC, *rows, "2026-02-28,x,y,10:00,good,,,")
    assert [fault.number for fault in found.diary.faults] == [4, 5]
    assert len(found.diary) == 2


def test_letters_of_a_vietnamese_windows_are_read_where_that_is_said():
    text = f"{CLASSIC}\n2026-03-02,x,y,20:30,good,,,xa\u0323 hô\u0301i\n"
    data = text.encode("cp1258")
    with pytest.raises(DiaryFault) as fault:
        incoming(data, CHOICES)
    assert fault.value.id == "error.file.not_text"
    assert one(incoming(data, CHOICES, encoding="windows_1258")).note.startswith("xạ hối")


def test_the_same_file_has_the_same_names_in_any_order_and_equal_entries_stay_apart():
    rows = ["2026-03-02,x,y,20:30,good,,,a", "2026-03-02,x,y,20:30,good,,,a", "2026-03-01,x,y,20:30,good,,,b"]
    ids = {record.id for record in table(CLASSIC, *rows).diary}
    assert len(ids) == 3
    assert {record.id for record in table(CLASSIC, *reversed(rows)).diary} == ids


def test_a_backup_knows_the_level_of_every_mood_also_of_a_renamed_one():
    when = 1_772_458_200_000  # 2026-03-02T20:30+07:00
    entries = [
        daylio_entry(7, when, 9, note="a &amp; b", tags=[1, 2], assets=[5]),
        daylio_entry(8, when, 4, note_title="T"),
    ]
    found = incoming(daylio_backup(entries), CHOICES)
    first, second = found.diary.records
    assert found.format == "daylio_backup"
    assert first.at == datetime(2026, 3, 2, 20, 30, tzinfo=HANOI)
    assert (first.own[0].rating, second.own[0].rating) == (5, 2.5)
    assert first.note == "a & b\n\nDaylio: mây mù | đi bộ | work"
    assert second.note == "T\n\nDaylio: bad"
    assert found.left == {"media": 1}


def test_an_entry_of_a_backup_keeps_its_name_when_it_says_something_else():
    names = [next(iter(incoming(daylio_backup([daylio_entry(7, 0, note=note)]), CHOICES).diary)).id for note in "ab"]
    assert names[0] == names[1]


@pytest.mark.parametrize("inside", [b"", b"####", b"bm90IGpzb24=", b"e30="])
def test_a_backup_with_something_else_inside_is_one_clear_fault(inside):
    with pytest.raises(DiaryFault):
        incoming(archive({"backup.daylio": inside}), CHOICES)


def test_a_backup_with_a_time_beyond_all_years_loses_that_entry_alone():
    found = incoming(daylio_backup([daylio_entry(1, 10**17), daylio_entry(2, 0, mood=77)]), CHOICES)
    assert [fault.number for fault in found.diary.faults] == [1]
    assert one(found).own == ()
