"""The gate in the terminal: the eight questions at a terminal where they have no answer, the help page after a yes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.cli.running import NOW, PASSPHRASE, at_terminal
from upright.actions.safety import gate, keep_answers
from upright.actions.settings import choose
from upright.actions.vault import open_vault
from upright.record import Decision, Safety
from upright.record.words import SAFETY_TOPICS
from upright.wording import helplines, say

ALL_NO = dict.fromkeys(SAFETY_TOPICS, "no")
QUESTIONS = [say(f"safety.{topic}")[:40] for topic in SAFETY_TOPICS]


@pytest.fixture
def place(begun):
    return begun


def kept(place, answers, **how):
    with open_vault(place.vault, PASSPHRASE) as vault:
        keep_answers(vault, answers, at=NOW - timedelta(days=300), **how)


def flat(text):
    return re.sub(r"\s+", " ", re.sub(r"[│┤]", " ", text))


def gate_of(place):
    with open_vault(place.vault, PASSPHRASE) as vault:
        return gate(vault)


def records(place, kind):
    with open_vault(place.vault, PASSPHRASE) as vault:
        return vault.diary().of(kind)


def decided(place, answers, *arguments):
    """Decide at a terminal, with these answers to what comes first."""
    rest = [(prompt, "\n") for prompt in ("My reasons", "What matters", "Who would", "[y/n, ?", "[y/n, ?", "[y/n, ?")]
    asked = [("Passphrase", f"{PASSPHRASE}\n"), *answers, *rest, ("Look at it again", "\n")]
    return at_terminal(place, ["decide", "stay", "--stay", "6", "--leave", "4", *arguments], asked)


def test_the_questions_come_first_where_they_have_no_answer_and_may_be_left_out(place):
    status, screen = decided(place, [*[("[y/n, ?", "\n")] * 8, ("Keep these", "n\n")])
    assert status == 0, screen
    assert all(question in flat(screen) for question in QUESTIONS)
    assert say("help.leaving.title") not in flat(screen)
    assert len(records(place, Decision)) == 1
    assert records(place, Safety) == ()


def test_all_no_is_kept_if_she_agrees_and_they_are_not_put_again(place):
    status, screen = decided(place, [*[("[y/n, ?", "n\n")] * 8, ("Keep these", "y\n")])
    assert status == 0, screen
    assert say("safety.after_no") in flat(screen)
    assert gate_of(place) == "open"
    status, screen = decided(place, [])
    assert status == 0, screen
    assert QUESTIONS[0] not in flat(screen)


@pytest.mark.parametrize("answer", ["y", "?"])
def test_a_yes_shows_the_help_page_before_the_decision(place, answer):
    status, screen = decided(place, [("[y/n, ?", f"{answer}\n"), *[("[y/n, ?", "n\n")] * 7, ("Keep these", "n\n")])
    assert status == 0, screen
    page = flat(screen)
    assert page.index(say("safety.after_yes")) < page.index(say("help.leaving.title")) < page.index("My reasons")
    assert len(records(place, Decision)) == 1


def test_a_yes_in_the_file_shows_the_help_page_first_and_it_can_be_taken_back_from_there(place):
    kept(place, ALL_NO | {"fear": "yes"})
    status, screen = decided(place, [("Enter: go on", "\n")])
    assert status == 0, screen
    assert flat(screen).index(say("help.leaving.title")) < flat(screen).index("My reasons")
    assert QUESTIONS[0] not in flat(screen)
    again = [("Enter: go on", "again\n"), *[("[y/n, ?", "n\n")] * 8, ("Keep these", "y\n")]
    assert decided(place, again)[0] == 0
    assert gate_of(place) == "open"


@pytest.mark.parametrize(("answers", "helped"), [(ALL_NO | {"fear": "yes"}, True), (ALL_NO, False), ({}, False)])
def test_from_a_pipe_nothing_is_asked_and_the_help_page_still_comes_first(place, answers, helped):
    kept(place, answers)
    ran = place.keyed("decide", "stay", "--stay", "6", typed="4\nmine\n")
    assert ran.status == 0
    assert (say("help.leaving.title") in flat(ran.out)) == helped
    assert QUESTIONS[0] not in flat(ran.err)
    (found,) = records(place, Decision)
    assert (found.leave, found.reason_lines) == (4, ("mine",))


def test_the_questions_are_answered_again_by_way_of_help_now(place):
    kept(place, ALL_NO | {"hurt": "unsure"})
    ran = place.keyed("help-now", "--again", typed="n\n" * 7 + "\n" + "y\n")  # one left out: nothing is taken back
    assert ran.status == 0
    assert say("help.leaving.title") in flat(ran.out)
    assert gate_of(place) == "quiet"
    place.now = NOW + timedelta(days=1)
    assert place.keyed("help-now", "--again", typed="n\n" * 8 + "y\n").status == 0
    assert gate_of(place) == "open"


@pytest.mark.parametrize(
    "command",
    [
        ["decide", "stay"], ["plan"], ["plan", "add"], ["plan", "start"], ["after", "left"],
        ["boundary"], ["belief", "give_it_time"], ["load", "--area", "planning"],
    ],
)  # fmt: skip
def test_the_help_page_stands_before_each_command_whose_page_is_behind_it(place, command):
    kept(place, ALL_NO | {"hurt": "yes"})
    assert say("help.leaving.title") in flat(place.keyed(*command, typed="tickets\n1\n\n\n").out)


@pytest.mark.parametrize(
    "command", [["boundary", "--list"], ["boundary", "--event", "kept"], ["belief", "--list"], ["load", "--list"]]
)
def test_lists_and_what_happened_with_a_limit_go_without(place, command):
    kept(place, ALL_NO | {"hurt": "yes"})
    assert say("help.leaving.title") not in flat(place.keyed(*command, typed="1\n").out)


def test_the_numbers_of_the_country_that_was_chosen_stand_on_it(place):
    kept(place, ALL_NO | {"hurt": "yes"})
    with open_vault(place.vault, PASSPHRASE) as vault:
        choose(vault, "country", "NZ")
    told = flat(place.keyed("decide", "stay").out)
    assert told.index(helplines("NZ")[0].phone) < told.index(say("help.leaving.title"))
    assert helplines("NZ")[0].phone not in flat(place.run("help-now").out)  # without a file: that of the locale
