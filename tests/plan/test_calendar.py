"""The calendar file: its form, and what is not in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from upright.plan.calendar import calendar_of

NOW = datetime(2026, 5, 1, 1, 30, tzinfo=timezone(timedelta(hours=7)))


def test_each_day_is_an_event_of_a_whole_day():
    text = calendar_of({date(2026, 6, 30): "b", date(2026, 6, 1): "a"}, "Reminder", now=NOW)
    assert text == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//calendar//EN\r\nCALSCALE:GREGORIAN\r\n"
        "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260430T183000Z\r\nDTSTART;VALUE=DATE:20260601\r\n"
        "DTEND;VALUE=DATE:20260602\r\nSUMMARY:Reminder\r\nCLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:b\r\nDTSTAMP:20260430T183000Z\r\nDTSTART;VALUE=DATE:20260630\r\n"
        "DTEND;VALUE=DATE:20260701\r\nSUMMARY:Reminder\r\nCLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )


def test_a_title_can_break_nothing():
    text = calendar_of({date(2026, 6, 1): "a"}, "one, two; three\\four\r\nBEGIN:VEVENT", now=NOW)
    assert "SUMMARY:one\\, two\\; three\\\\four BEGIN:VEVENT\r\n" in text
    assert text.count("\r\nBEGIN:VEVENT") == 1


def test_long_lines_are_folded_at_75_octets_and_no_letter_is_cut():
    title = "nhắc việc được " * 12
    text = calendar_of({date(2026, 6, 1): "a"}, title, now=NOW)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert " ".join(title.split()) in text.replace("\r\n ", "")
