"""jrnl's JSON."""

from __future__ import annotations

import pytest

from tests.exchange.files import jrnl, jrnl_entry
from upright.errors import DiaryFault
from upright.exchange import choices_of, incoming

CHOICES = choices_of([], zone="Asia/Ho_Chi_Minh")


def read(*entries: dict):
    return incoming(jrnl(list(entries)).encode(), CHOICES)


def test_title_and_body_are_one_note_on_the_clock_of_the_wall():
    found = read(jrnl_entry(tags=["@nhà"], starred=True))
    (record,) = found.diary.records
    assert found.format == "jrnl"
    assert record.at.isoformat() == "2026-03-02T20:30:00+07:00"
    assert record.note == "A day.\nIt rained.\n\njrnl: @nhà"
    assert record.extra["source"] == {"program": "jrnl", "tags": ["@nhà"], "starred": True}


def test_without_a_zone_the_wall_clock_is_kept_at_offset_zero():
    (record,) = incoming(jrnl([jrnl_entry()]).encode(), choices_of([])).diary.records
    assert record.at.isoformat() == "2026-03-02T20:30:00+00:00"


def test_the_same_entry_has_the_same_name_and_another_has_another():
    names = [next(iter(read(jrnl_entry(body=body)).diary)).id for body in ("x", "x", "y")]
    assert names[0] == names[1] != names[2]


def test_its_own_id_is_taken_where_there_is_one():
    names = [next(iter(read(jrnl_entry(body=body, uuid="u")).diary)).id for body in ("x", "y")]
    assert names[0] == names[1]


def test_a_time_the_clocks_skipped_is_put_forward():
    (record,) = incoming(
        jrnl([jrnl_entry(date="2026-03-29", time="02:30")]).encode(), choices_of([], zone="Europe/Berlin")
    ).diary.records
    assert record.at.isoformat() == "2026-03-29T03:30:00+02:00"


def test_emoji_and_an_empty_body_are_fine_and_a_bad_date_is_told():
    found = read(jrnl_entry(title="😀", body=""), jrnl_entry(date="2026-02-30"))
    assert [record.note for record in found.diary] == ["😀"]
    assert [fault.number for fault in found.diary.faults] == [2]


@pytest.mark.parametrize("cut", [3, 40, 100])
def test_a_file_that_was_cut_off_is_one_clear_fault(cut):
    with pytest.raises(DiaryFault):
        incoming(jrnl([jrnl_entry(), jrnl_entry(body="z")]).encode()[:-cut], CHOICES)
