"""Records check themselves when they are made, and keep the five facts that look alike apart."""

import math
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from upright.record import (
    Absence,
    Boundary,
    CheckIn,
    Contact,
    Decision,
    FieldFault,
    Load,
    Moment,
    PlanStep,
    Safety,
    Try,
    words,
)

AT = datetime(2026, 3, 2, 20, 30, tzinfo=timezone(timedelta(hours=7)))


def refused(make, **fields):
    with pytest.raises(FieldFault) as caught:
        make(**{"at": AT, **fields})
    return caught.value.id, caught.value.values


def test_missing_skipped_not_asked_nothing_happened_and_zero_are_five_facts():
    day = CheckIn(at=AT, ratings={"worth": 0}, skipped=("drained",), not_asked=("uneasy",), uneventful=True)
    assert day.answer("worth") == 0
    assert day.answer("drained") is Absence.SKIPPED
    assert day.answer("uneasy") is Absence.NOT_ASKED
    assert day.answer("effort") is Absence.MISSING
    assert day.uneventful


def test_the_answer_to_a_word_that_is_no_item_is_an_error_not_an_absence():
    with pytest.raises(KeyError):
        CheckIn(at=AT).answer("mood")


@pytest.mark.parametrize("value", [True, "5", None, math.nan, math.inf, [5], 10**400])
def test_a_rating_that_is_no_number_is_refused_with_the_limits(value):
    assert refused(CheckIn, ratings={"worth": value}) == (
        "fault.not_number",
        {"field": "ratings.worth", "low": 0, "high": 10},
    )


@pytest.mark.parametrize("value", [-1, 10.5, 11, 1e300])
def test_a_rating_outside_the_scale_is_refused_with_its_value(value):
    assert refused(CheckIn, ratings={"worth": value}) == (
        "fault.range",
        {"field": "ratings.worth", "value": value, "low": 0, "high": 10},
    )


def test_ratings_need_not_be_whole():
    assert CheckIn(at=AT, ratings={"worth": 6.25}).answer("worth") == 6.25


def test_an_item_cannot_be_answered_and_skipped_at_once():
    assert refused(CheckIn, ratings={"worth": 1}, skipped=("worth",)) == ("fault.twice", {"field": "worth"})
    assert refused(CheckIn, skipped=("worth",), not_asked=("worth",)) == ("fault.twice", {"field": "worth"})


def test_a_moment_weighs_one_two_or_three():
    assert Moment(at=AT, sign="thanked").weight == 1
    assert Moment(at=AT, sign="thanked", weight=2.0).weight == 2
    assert refused(Moment, sign="thanked", weight=4)[0] == "fault.range"
    assert refused(Moment, sign="thanked", weight=1.5)[0] == "fault.choice"


def test_words_outside_the_vocabulary_are_refused_with_those_allowed_and_never_quoted():
    id, values = refused(Moment, sign="my secret")
    assert (id, values) == ("fault.choice", {"field": "sign", "allowed": ", ".join(words.SIGNS)})
    assert refused(Try, way="sang")[0] == "fault.choice"
    assert refused(Decision, choice="maybe")[0] == "fault.choice"
    for name in ("unnoticed", "come_back", "came_about"):
        assert refused(Decision, choice="stay", **{name: "maybe"})[0] == "fault.choice"
    assert refused(Decision, choice="stay", review_on="soon")[0] == "fault.date"
    assert refused(Decision, choice="stay", values=7)[0] == "fault.not_text"
    assert refused(Contact, by="him")[0] == "fault.choice"
    assert refused(PlanStep, heading="x", text="y")[0] == "fault.choice"
    assert refused(Safety, answers={"fear": "maybe"})[0] == "fault.choice"
    assert refused(Load, task="x", area="garden")[0] == "fault.choice"


def test_a_step_of_the_plan_may_have_a_place_among_those_of_its_heading():
    assert PlanStep(at=AT, heading="papers", text="x").order is None
    assert PlanStep(at=AT, heading="papers", text="x", order=0).order == 0
    assert refused(PlanStep, heading="papers", text="x", order=-1)[0] == "fault.range"
    assert refused(PlanStep, heading="papers", text="x", order="first")[0] == "fault.not_number"
    assert refused(PlanStep, heading="papers", text="x", order=True)[0] == "fault.not_number"


def test_a_time_needs_its_offset_and_a_year_between_1900_and_2200():
    assert refused(CheckIn, at=datetime(2026, 3, 2)) == ("fault.no_offset", {"field": "at"})
    assert refused(CheckIn, at="2026-03-02") == ("fault.time", {"field": "at"})
    assert refused(CheckIn, at=datetime(1, 1, 1, tzinfo=UTC)) == (
        "fault.year",
        {"field": "at", "value": 1, "low": 1900, "high": 2200},
    )


def test_a_time_given_in_a_zone_keeps_its_offset_and_the_zones_name():
    record = CheckIn(at=datetime(2026, 7, 1, 23, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    assert record.at.isoformat() == "2026-07-01T23:30:00+02:00"
    assert record.zone == "Europe/Berlin"


def test_text_keeps_every_script_and_loses_what_cannot_be_shown():
    note = CheckIn(at=AT, note="a\x00\u202eb\x1b[31m\r\nđược 👩\u200d👧\tc\ud800").note
    assert note == "ab[31m\nđược 👩\u200d👧\tc\ufffd"


def test_an_empty_note_is_no_note():
    assert CheckIn(at=AT, note="").note is None


def test_text_past_its_limit_is_refused_not_cut():
    assert refused(Try, way="asked", topic="a" * 201) == (
        "fault.too_long",
        {"field": "topic", "length": 201, "limit": 200},
    )
    assert refused(CheckIn, note="a" * 20_001)[0] == "fault.too_long"
    assert CheckIn(at=AT, note="a" * 20_000).note == "a" * 20_000


def test_what_a_boundary_says_cannot_be_blank():
    assert refused(Boundary, if_=" ", then="x") == ("fault.empty", {"field": "if"})


def test_hours_not_said_are_not_zero_hours():
    load = Load(at=AT, task="x", area="care", hours_week_theirs=0)
    assert load.hours_week_mine is None
    assert load.hours_week_theirs == 0
    assert refused(Load, task="x", area="care", hours_week_mine=169)[0] == "fault.range"


def test_pending_and_no_outcome_are_both_open():
    assert not Try(at=AT, way="asked").closed
    assert not Try(at=AT, way="asked", outcome="pending").closed
    assert Try(at=AT, way="asked", outcome="dismissed").closed


def test_a_record_shows_nothing_of_what_was_written():
    record = Try(at=AT, way="asked", topic="planted", note="planted", extra={"x": "planted"})
    assert "planted" not in repr(record)
    assert "planted" not in str([record])


def test_records_cannot_be_changed():
    with pytest.raises(AttributeError):
        CheckIn(at=AT).note = "x"
