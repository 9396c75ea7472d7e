"""`upright try`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cli.running import NOW, PASSPHRASE
from upright.actions.vault import open_vault


@pytest.fixture
def place(begun):
    """Here the file is there already."""
    return begun


def tries(place):
    """The tries in the vault."""
    with open_vault(place.vault, PASSPHRASE) as vault:
        return vault.diary().records


def test_a_try_is_asked_for_step_by_step(place):
    assert place.keyed("try", typed="2\nviệc nhà\n3\nnote\n").status == 0
    (tried,) = tries(place)
    assert (tried.way, tried.topic, tried.outcome, tried.outcome_at, tried.note) == (
        "asked", "việc nhà", "dismissed", NOW, "note",
    )  # fmt: skip


def test_a_named_way_asks_for_the_topic_alone_and_waits_for_its_outcome(place):
    assert place.keyed("try", "waited", typed="the kitchen\n").status == 0
    (tried,) = tries(place)
    assert (tried.way, tried.topic, tried.outcome, tried.outcome_at) == ("waited", "the kitchen", "pending", None)


def test_an_earlier_topic_is_chosen_by_its_number(place):
    place.keyed("try", "waited", typed="the kitchen\n")
    ran = place.keyed("try", "asked", typed="1\n")
    assert "the kitchen" in ran.err
    assert [tried.topic for tried in tries(place)] == ["the kitchen", "the kitchen"]


def test_the_topic_used_last_comes_first_and_each_once(place):
    for topic in ("a topic", "money", "A Topic"):
        place.now += timedelta(hours=1)
        place.keyed("try", "asked", typed=f"{topic}\n")
    ran = place.keyed("try", "asked", typed="2\n")
    assert [line.strip() for line in ran.err.splitlines() if line.strip()[:2] in ("1 ", "2 ", "3 ")] == [
        "1 A Topic",
        "2 money",
    ]
    assert tries(place)[-1].topic == "money"


def test_a_try_needs_a_topic(place):
    ran = place.keyed("try", "asked", typed="\n")
    assert ran.status == 1
    assert tries(place) == ()


def test_an_outcome_can_be_known_already(place):
    place.keyed("try", "asked", "--outcome", "changed", typed="money\n")
    assert (tries(place)[0].outcome, tries(place)[0].outcome_at) == ("changed", NOW)


def test_an_outcome_is_filled_in_later_and_the_earlier_form_is_kept(place):
    place.keyed("try", "asked", typed="money\n")
    place.now = NOW + timedelta(days=3)
    ran = place.keyed("try", "--outcome", typed="1\n1\n")
    assert ran.status == 0
    (tried,) = tries(place)
    assert (tried.outcome, tried.outcome_at, tried.at) == ("changed", place.now, NOW)
    with open_vault(place.vault, PASSPHRASE) as vault:
        assert [before.outcome for before in vault.revisions(tried.id)] == ["pending"]


def test_an_outcome_may_be_named_and_dated(place):
    place.keyed("try", "asked", typed="money\n")
    place.now = NOW + timedelta(days=3)
    place.keyed("try", "--outcome", "heard", "--at", "2026-11-25", typed="1\n")
    (tried,) = tries(place)
    assert (tried.outcome, tried.outcome_at.date().isoformat()) == ("heard", "2026-11-25")


def test_with_no_try_waiting_it_says_so(place):
    place.keyed("try", "asked", "--outcome", "heard", typed="money\n")
    ran = place.keyed("try", "--outcome", typed="1\n1\n")
    assert ran.status == 0
    assert "money" not in ran.out
