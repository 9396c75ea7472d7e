"""`upright after`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cli.running import NOW, PASSPHRASE
from upright.actions.settings import settings_of
from upright.actions.vault import open_vault
from upright.record import CheckIn, Contact, Decision, Left, Moment
from upright.record.words import AFTER_ITEMS
from upright.wording import say


def only(place):
    """The one record in the vault."""
    with open_vault(place.vault, PASSPHRASE) as vault:
        (record,) = vault.diary().records
    return record


def test_its_help_says_what_there_is(place):
    ran = place.run("after", "--help")
    assert ran.status == 0
    assert all(name in ran.out for name in ("left", "contact", "check-in"))
    assert not place.vault.exists()


def test_alone_it_says_that_nothing_is_written_yet(place):
    ran = place.run("after")
    assert ran.status == 0 and "upright after left" in ran.out
    assert not place.vault.exists()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_alone_it_shows_the_reading_of_that_time_and_her_reasons(begun, language):
    assert "upright after left" in begun.keyed("after", language=language).out
    rated = tuple(CheckIn(at=NOW - timedelta(days=k), ratings={"relief": 8, "doubt": 2 + k % 3}) for k in range(30))
    decided = Decision(at=NOW - timedelta(days=32), choice="leave", reasons="I want to sleep")
    with open_vault(begun.vault, PASSPHRASE) as vault:
        vault.add([Left(at=NOW - timedelta(days=31)), decided, Moment(at=NOW, sign="thanked"), *rated])
    ran = begun.keyed("after", language=language)
    assert ran.status == 0
    assert "I want to sleep" in ran.out
    assert say("item.relief.label", language).lower() in ran.out.lower()
    assert say("nav.help_now", language) in ran.out or "help-now" in ran.out


def test_the_day_she_left_brings_after_into_the_bar_of_the_app(begun):
    begun.keyed("after", "left", "--at", "2026-11-01")
    with open_vault(begun.vault, PASSPHRASE) as vault:
        assert settings_of(vault).in_bar == ("after",)


def test_after_that_day_the_check_in_asks_the_questions_of_that_time(begun):
    begun.keyed("after", "left", "--at", "2026-11-01")
    begun.keyed("check-in", typed="1\n2\n3\n-\n\n\n")
    with open_vault(begun.vault, PASSPHRASE) as vault:
        (record,) = (one for one in vault.diary() if isinstance(one, CheckIn))
    assert record.ratings == {"lonely": 1, "doubt": 2, "grief": 3} and record.skipped == ("relief",)


def test_the_day_she_left(begun):
    assert begun.keyed("after", "left", "--at", "2026-11-01").status == 0
    assert isinstance(only(begun), Left)
    assert only(begun).at.date().isoformat() == "2026-11-01"


def test_a_contact_by_options(begun):
    begun.keyed("after", "contact", "--by", "them", "--needed")
    assert (only(begun).by, only(begun).needed) == ("them", True)


def test_a_contact_by_prompts_may_leave_open_whether_it_was_needed(begun):
    begun.keyed("after", "contact", typed="2\n\n\n")
    assert isinstance(only(begun), Contact)
    assert (only(begun).by, only(begun).needed) == ("me", None)


def test_yes_and_no_are_understood_in_both_languages(begun):
    begun.keyed("after", "contact", typed="1\nc\n", language="vi")
    assert only(begun).needed is True


def test_five_questions_of_that_time(begun):
    assert begun.keyed("after", "check-in", typed="1\n2\n3\n-\n\n").status == 0
    check_in = only(begun)
    assert isinstance(check_in, CheckIn)
    assert check_in.ratings == {"lonely": 1, "doubt": 2, "grief": 3}
    assert check_in.skipped == ("relief",)


def test_after_items_by_options(begun):
    begun.keyed("after", "check-in", "--relief", "8")
    assert only(begun).ratings == {"relief": 8}
    assert set(only(begun).not_asked) == set(AFTER_ITEMS) - {"relief"}


def test_an_unknown_part_is_a_misuse(place):
    assert place.run("after", "nothing").status == 2
