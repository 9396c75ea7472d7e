"""`upright after`."""

from __future__ import annotations

from tests.cli.running import PASSPHRASE
from upright.actions.vault import open_vault
from upright.record import CheckIn, Contact, Left
from upright.record.words import AFTER_ITEMS


def only(place):
    """The one record in the vault."""
    with open_vault(place.vault, PASSPHRASE) as vault:
        (record,) = vault.diary().records
    return record


def test_alone_it_says_what_there_is(place):
    ran = place.run("after")
    assert ran.status == 0
    assert all(name in ran.out for name in ("left", "contact", "check-in"))
    assert not place.vault.exists()


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
