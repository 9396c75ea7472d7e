"""The hour at which a day begins is her choice, and every page and the reading go by it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

import pytest

from tests.pages.visiting import Town, Visitor
from upright.actions.settings import choose
from upright.actions.vault import made_up_vault
from upright.record import CheckIn, Diary, Moment, Try
from upright.wording import date_text

HANOI = timezone(timedelta(hours=7))
NIGHT = datetime(2026, 11, 19, 3, 0, tzinfo=HANOI)  # a Thursday by the calendar
NOW = datetime(2026, 11, 22, 3, 30, tzinfo=HANOI)
WRITTEN = (
    CheckIn(at=NIGHT - timedelta(days=2), ratings={"worth": 4}),
    Try(at=NIGHT, way="asked", topic="sleep", outcome="pending", id="tried", written_at=NIGHT + timedelta(minutes=20)),
    Moment(at=NIGHT + timedelta(minutes=5), sign="thanked", id="moment"),
)
BEGINS = {0: date(2026, 11, 19), 4: date(2026, 11, 18)}


@pytest.fixture(params=BEGINS)
def starts(request) -> int:
    return request.param


@pytest.fixture
def woken(town: Town, starts: int) -> Visitor:
    """A browser at half past three in the night, with a diary whose day begins at one hour or the other."""
    visitor = Visitor(town).look_round()
    town.now = NOW
    vault = made_up_vault(Diary(records=WRITTEN))
    choose(vault, "day_starts", starts)
    visitor.session.opened(vault, now=NOW)
    visitor.session.demo = False
    return visitor


def handle(visitor: Visitor, id: str) -> str:
    return visitor.session.handle(id)


def test_the_diary_shows_what_happened_at_night_on_its_day(woken, starts):
    page = woken.get("diary").text
    days = re.findall(r'<section class="day" aria-labelledby="d-([\d-]+)">(.*?)</section>', page, re.DOTALL)
    assert [day for day, lines in days if "sleep" in lines] == [BEGINS[starts].isoformat()]


def test_write_knows_which_day_it_is_and_what_was_written_on_it(woken, starts):
    today = BEGINS[starts] + timedelta(days=3)
    page = woken.get("write")
    assert page.field("day") == today.isoformat()
    assert date_text(today, "en") in page.text
    woken.post("other_day", {"day": BEGINS[starts].isoformat()})
    assert "03:05" in woken.get("write").text  # what was noted that night stands under its day


def test_a_try_is_asked_again_by_the_days_between(woken, starts):
    # three days lie between in both; a day start later than the try would make them four
    page = woken.get("write").text
    assert f"{date_text(BEGINS[starts], 'en')}" in page.partition('aria-labelledby="o"')[2]


def test_a_record_says_on_which_day_it_happened_and_was_written(woken, starts):
    page = woken.get(f"record?r={handle(woken, 'tried')}").text
    assert f'value="{BEGINS[starts].isoformat()}"' in page
    assert page.count(date_text(BEGINS[starts], "en")) == 2


def test_taking_a_record_out_names_its_day(woken, starts):
    assert date_text(BEGINS[starts], "en") in woken.get(f"take_out?r={handle(woken, 'moment')}").text


def test_the_reading_ends_a_day_where_the_next_begins(woken, starts):
    shown = woken.get(f"read?day={BEGINS[starts].isoformat()}").text
    before = woken.get(f"read?day={(BEGINS[starts] - timedelta(days=1)).isoformat()}").text
    assert "1 moment" in shown and "1 moment" not in before
    first = BEGINS[starts] - timedelta(days=2)
    assert f'min="{first.isoformat()}" max="{(BEGINS[starts] + timedelta(days=3)).isoformat()}"' in shown


def test_choosing_another_hour_makes_the_reading_anew(woken, starts):
    other = 4 - starts
    first = {hour: f'min="{(BEGINS[hour] - timedelta(days=2)).isoformat()}"' for hour in BEGINS}
    assert first[starts] in woken.get("read").text
    woken.session.settings = choose(woken.session.vault, "day_starts", other)
    page = woken.get("read").text
    assert first[other] in page and first[starts] not in page
