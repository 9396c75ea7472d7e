"""A day starts at 04:00 by the record's own wall clock; skipped and repeated hours are placed and told."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.record.strategies import times
from upright.errors import UsageFault
from upright.record import at_local, day_of

HANOI = timezone(timedelta(hours=7))
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Ho_Chi_Minh", "Pacific/Apia"]


@pytest.mark.parametrize(
    ("clock", "day"),
    [("03:59:59.999999", date(2026, 3, 1)), ("04:00", date(2026, 3, 2)), ("23:59", date(2026, 3, 2))],
)
def test_a_day_starts_at_four(clock, day):
    assert day_of(datetime.fromisoformat(f"2026-03-02T{clock}+07:00")) == day


def test_another_start_of_the_day_can_be_given():
    assert day_of(datetime(2026, 3, 2, 3, tzinfo=HANOI), timedelta(0)) == date(2026, 3, 2)


def test_the_day_is_that_of_the_wall_clock_whatever_the_offset():
    for hours in (-12, 0, 14):
        assert day_of(datetime(2026, 3, 2, 4, tzinfo=timezone(timedelta(hours=hours)))) == date(2026, 3, 2)


def test_a_time_that_clocks_skipped_is_put_forward_and_told():
    for fold in (0, 1):
        placed = at_local(datetime(2026, 3, 29, 2, 30), "Europe/Berlin", fold)
        assert placed.at.isoformat() == "2026-03-29T03:30:00+02:00"
        assert placed.moved == timedelta(hours=1)


def test_a_time_that_clocks_showed_twice_is_the_first_or_by_fold_the_second():
    first = at_local(datetime(2026, 10, 25, 2, 30), "Europe/Berlin")
    second = at_local(datetime(2026, 10, 25, 2, 30), "Europe/Berlin", fold=1)
    assert first.at.isoformat() == "2026-10-25T02:30:00+02:00"
    assert second.at.isoformat() == "2026-10-25T02:30:00+01:00"
    assert first.repeated
    assert second.repeated
    assert second.at - first.at == timedelta(hours=1)


def test_half_an_hour_and_a_whole_day_are_skipped_right_too():
    assert at_local(datetime(2026, 10, 4, 2, 15), "Australia/Lord_Howe").moved == timedelta(minutes=30)
    assert at_local(datetime(2011, 12, 30, 12), "Pacific/Apia").at.isoformat() == "2011-12-31T12:00:00+14:00"


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)), st.sampled_from(ZONES), st.integers(0, 1))
def test_a_placed_time_reads_back_on_the_clock_of_its_zone(naive, zone, fold):
    placed = at_local(naive, zone, fold)
    on_the_wall = placed.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    assert on_the_wall == naive + placed.moved
    assert placed.at.replace(tzinfo=None) == on_the_wall


@given(times)
def test_a_day_lasts_from_four_to_four(at):
    day = day_of(at)
    start = datetime(day.year, day.month, day.day, 4, tzinfo=at.tzinfo)
    assert start <= at < start + timedelta(days=1)


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "/etc/passwd", "Europe", "\0", "a" * 5000])
def test_a_zone_that_is_not_known_is_refused(zone):
    with pytest.raises(UsageFault) as caught:
        at_local(datetime(2026, 1, 1), zone)
    assert caught.value.id == "error.zone"
