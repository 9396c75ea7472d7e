"""`upright belief`, `load`, `decide` and `boundary`."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cli.running import NOW, PASSPHRASE
from upright.actions.vault import open_vault


@pytest.fixture
def place(begun):
    """Here the file is there already."""
    return begun


def only(place):
    """The one record in the vault."""
    with open_vault(place.vault, PASSPHRASE) as vault:
        (record,) = vault.diary().records
    return record


def test_a_belief_from_the_list_by_number_or_name(place):
    assert place.keyed("belief", typed="2\nhousework\n").status == 0
    assert (only(place).belief, only(place).topic) == ("give_it_time", "housework")


def test_a_belief_by_name_without_a_topic(place):
    place.keyed("belief", "keep_the_peace", typed="\n")
    assert (only(place).belief, only(place).topic) == ("keep_the_peace", "")


def test_a_belief_in_her_own_words(place):
    place.keyed("belief", typed="Thuyền theo lái\n\n")
    assert only(place).belief == "Thuyền theo lái"


def test_load_takes_hours_and_keeps_not_said_apart_from_none(place):
    assert place.keyed("load", typed="cooking\n2\n11,5\n\n").status == 0
    load = only(place)
    assert (load.task, load.area, load.hours_week_mine, load.hours_week_theirs) == ("cooking", "household", 11.5, None)


def test_load_by_options_asks_for_the_task_alone(place):
    place.keyed("load", "--area", "planning", "--hours-mine", "8", "--hours-theirs", "0", typed="trips\n")
    assert (only(place).hours_week_mine, only(place).hours_week_theirs) == (8, 0)


@pytest.mark.parametrize("hours", ["169", "-1", "many"])
def test_hours_have_limits(place, hours):
    assert place.keyed("load", typed=f"cooking\n2\n{hours}\n").status == 1
    assert place.keyed("load", "--hours-mine", hours, typed="cooking\n2\n").status == 2


def test_a_decision_with_both_scales_and_reasons(place):
    assert place.keyed("decide", typed="3\n7\n5\nthe papers are not ready\n").status == 0
    decision = only(place)
    assert (decision.choice, decision.stay, decision.leave) == ("undecided", 7, 5)
    assert decision.reason_lines == ("the papers are not ready",)


def test_a_decision_needs_neither_scales_nor_reasons(place):
    place.keyed("decide", "stay")
    assert (only(place).choice, only(place).stay, only(place).leave, only(place).reason_lines) == (
        "stay",
        None,
        None,
        (),
    )


def test_a_boundary_is_asked_for_part_by_part(place):
    assert place.keyed("boundary", typed="rest\nthey shout\nleave the room\n2026-12-31\n").status == 0
    limit = only(place)
    assert (limit.need, limit.if_, limit.then, limit.review_on) == (
        "rest",
        "they shout",
        "leave the room",
        date(2026, 12, 31),
    )


def test_a_boundary_needs_its_two_halves(place):
    assert place.keyed("boundary", typed="rest\n\n").status == 1


def test_what_happened_with_a_boundary_is_noted(place):
    place.keyed("boundary", typed="\nthey shout\nleave the room\n\n")
    place.now = NOW + timedelta(days=2)
    ran = place.keyed("boundary", "--event", typed="1\n2\n")
    assert ran.status == 0
    assert "they shout" in ran.err
    place.keyed("boundary", "--event", "not-kept", typed="1\n")
    assert [(event.what, event.at) for event in only(place).events] == [("tested", place.now), ("not_kept", place.now)]


def test_a_retired_boundary_is_no_longer_offered(place):
    place.keyed("boundary", typed="\nthey shout\nleave the room\n\n")
    place.keyed("boundary", "--event", "retired", typed="1\n")
    ran = place.keyed("boundary", "--event", "kept", typed="1\n")
    assert ran.status == 0
    assert len(only(place).events) == 1


def test_a_wrong_date_from_a_pipe_ends_it(place):
    assert place.keyed("boundary", typed="\na\nb\n31/02/2026\n").status == 1


def test_a_limit_that_watches_someone_is_not_kept_and_help_is_named(place):
    ran = place.keyed("boundary", typed="\nthey are late\nI will read their messages\n\n")
    assert ran.status == 1 and "Upright does not help with this." in ran.err and "upright help-now" in ran.err
    assert "messages" not in ran.err + ran.out
    with open_vault(place.vault, PASSPHRASE) as vault:
        assert vault.diary().records == ()


def test_a_limit_on_somebody_else_is_asked_about_and_may_be_kept_as_it_is(place):
    ran = place.keyed("boundary", typed="\nit is late\nthey must call me\nI go to bed\n\n")
    assert ran.status == 0 and "What would you do?" in ran.err
    assert only(place).then == "I go to bed"


def test_what_is_kept_as_it_is_stays_her_words(place):
    assert place.keyed("boundary", typed="\nit is late\nthey must call me\n\n\n").status == 0
    assert only(place).then == "they must call me"
