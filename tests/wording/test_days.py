"""Dates, stretches of dates and lengths of time read as in each language."""

from __future__ import annotations

from datetime import date

import pytest

from upright.wording import date_text, dates, span


def test_dates_are_written_as_each_language_writes_them():
    assert date_text(date(2026, 11, 23), "en") == "23 Nov 2026"
    assert date_text(date(2026, 11, 23), "vi") == "23/11/2026"
    assert date_text(date(2026, 3, 2), "en") == "2 Mar 2026"
    assert date_text(date(2026, 3, 2), "vi") == "02/03/2026"


@pytest.mark.parametrize(
    "first, last, english, vietnamese",
    [
        (date(2026, 3, 2), date(2026, 3, 9), "2 to 9 Mar 2026", "02/03 đến 09/03/2026"),
        (date(2026, 3, 2), date(2026, 4, 9), "2 Mar to 9 Apr 2026", "02/03 đến 09/04/2026"),
        (date(2025, 12, 30), date(2026, 1, 5), "30 Dec 2025 to 5 Jan 2026", "30/12/2025 đến 05/01/2026"),
        (date(2026, 3, 2), date(2026, 3, 2), "2 Mar 2026", "02/03/2026"),
    ],
)
def test_a_stretch_says_once_what_both_dates_share(first, last, english, vietnamese):
    assert dates(first, last, "en") == english
    assert dates(first, last, "vi") == vietnamese


@pytest.mark.parametrize(
    "days, english, vietnamese",
    [
        (0, "0 days", "0 ngày"),
        (1, "1 day", "1 ngày"),
        (13, "13 days", "13 ngày"),
        (14, "2 weeks", "2 tuần"),
        (41, "6 weeks", "6 tuần"),
        (83, "12 weeks", "12 tuần"),
        (84, "3 months", "3 tháng"),
        (270, "9 months", "9 tháng"),
        (729, "24 months", "24 tháng"),
        (730, "2 years", "2 năm"),
        (913, "2.5 years", "2,5 năm"),
        (3653, "10 years", "10 năm"),
    ],
)
def test_a_length_is_said_in_the_unit_it_is_felt_in(days, english, vietnamese):
    assert span(days, "en") == english
    assert span(days, "vi") == vietnamese


def test_no_length_is_negative():
    with pytest.raises(ValueError):
        span(-1, "en")
