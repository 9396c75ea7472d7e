"""A diary can be sorted, asked for one kind, and shown as it stood at an earlier time."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.record.strategies import records
from upright.record import Boundary, BoundaryEvent, CheckIn, Diary, Moment, PlanStep, Try


def day(number):
    return datetime(2026, 3, number, 20, tzinfo=UTC)


def test_records_are_sorted_by_instant_and_keep_their_order_within_one():
    late = Moment(at=datetime.fromisoformat("2026-03-02T20:00:00-05:00"), sign="thanked")
    early = [
        Moment(at=datetime.fromisoformat("2026-03-02T21:00:00+07:00"), sign=sign) for sign in ("tested", "listened")
    ]
    assert Diary(records=(late, *early)).sorted().records == (*early, late)


def test_records_of_one_kind():
    moment = Moment(at=day(1), sign="thanked")
    assert Diary(records=(moment, CheckIn(at=day(1)))).of(Moment) == (moment,)


def test_as_it_stood_leaves_out_what_was_not_known_yet():
    asked = Try(at=day(1), way="asked", outcome="changed", outcome_at=day(9))
    events = tuple(BoundaryEvent(at=day(n), what="kept") for n in (2, 9))
    limit = Boundary(at=day(1), if_="a", then="b", events=events)
    step = PlanStep(at=day(1), heading="day", text="x", done_at=day(9))
    diary = Diary(records=(asked, limit, step, CheckIn(at=day(9)))).until(day(5))
    assert [type(record) for record in diary.records] == [Try, Boundary, PlanStep]
    assert diary.records[0].outcome == "pending"
    assert diary.records[0].outcome_at is None
    assert diary.records[1].events == events[:1]
    assert diary.records[2].done_at is None


@given(st.lists(records, max_size=5))
def test_as_it_stands_at_the_end_of_time_everything_is_known(stated):
    diary = Diary(records=tuple(stated))
    assert diary.until(datetime(2202, 1, 1, tzinfo=UTC)) == diary


def test_a_diary_shows_nothing_of_what_was_written():
    diary = Diary(records=(Try(at=day(1), way="asked", topic="planted"),), extra={"planted": "planted"})
    assert repr(diary) == "<Diary: 1 records, 0 faults>"
