"""Day One's JSON and ZIP."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.exchange.files import archive, day_one, day_one_entry
from upright.errors import DiaryFault
from upright.exchange import choices_of, incoming
from upright.record import day_of

CHOICES = choices_of([], zone="Europe/Berlin")


def read(*entries: dict):
    return incoming(day_one(list(entries)).encode(), CHOICES)


def test_an_entry_is_a_note_on_the_clock_of_its_own_place():
    found = read(day_one_entry(1, text="Mưa\\. Về \\(muộn\\)\n![](dayone-moment://AB12)\nhết 😀", tags=["nhà"]))
    (record,) = found.diary.records
    assert found.format == "day_one"
    assert record.at.isoformat() == "2026-03-02T20:00:00+07:00"
    assert record.zone == "Asia/Ho_Chi_Minh"
    assert record.note == "Mưa. Về (muộn)\nhết 😀\n\nDay One: nhà"
    assert record.extra["source"]["id"] == f"{1:032X}"
    assert record.own == () and record.ratings == {}


def test_place_weather_and_pictures_are_left_out_and_counted():
    entry = day_one_entry(1, location={"latitude": 1.5}, weather={"code": "rain"}, photos=[{"md5": "x"}, {"md5": "y"}])
    found = read(entry, day_one_entry(2))
    assert found.left == {"place": 1, "weather": 1, "media": 2}
    assert "1.5" not in found.diary.to_json() and "rain" not in found.diary.to_json()


def test_an_entry_of_a_whole_day_stays_on_its_day():
    entry = day_one_entry(1, isAllDay=True, creationDate="2026-03-01T17:30:00Z")  # half past midnight in Hanoi
    (record,) = read(entry).diary.records
    assert day_of(record.at).isoformat() == "2026-03-02"


def test_an_unknown_zone_is_kept_in_utc_with_a_remark():
    found = read(day_one_entry(1, timeZone="Mars/Olympus"))
    (record,) = found.diary.records
    assert record.at == datetime(2026, 3, 2, 13, tzinfo=UTC)
    assert [remark.id for remark in found.diary.remarks] == ["fault.zone_utc"]


def test_an_archive_holds_a_journal_a_file():
    files = {"Journal.json": day_one([day_one_entry(1)]), "Work.json": day_one([day_one_entry(2, starred=True)])}
    found = incoming(archive({**files, "photos/a.jpeg": b"\xff"}), CHOICES)
    assert [record.extra["source"]["journal"] for record in found.diary] == ["Journal", "Work"]
    assert found.diary.records[1].extra["source"]["starred"] is True


def test_a_bad_time_loses_its_entry_alone_and_a_text_beyond_all_length_too():
    found = read(day_one_entry(1, creationDate="yesterday"), day_one_entry(2), day_one_entry(3, text="x" * 20_001))
    assert [fault.number for fault in found.diary.faults] == [1, 3]
    assert len(found.diary) == 1


@pytest.mark.parametrize("entry", [{"uuid": 5, "creationDate": ""}, {"creationDate": ""}, {"uuid": []}])
def test_an_entry_of_another_shape_is_one_clear_fault(entry):
    with pytest.raises(DiaryFault):
        read(day_one_entry(1), entry)


def test_optional_fields_may_be_absent_and_a_mark_of_order_may_be_there():
    text = '\ufeff{"entries":[{"uuid":"a","creationDate":"2026-03-02T13:00:00Z"}]}'
    (record,) = incoming(text.encode(), CHOICES).diary.records
    assert record.note is None
