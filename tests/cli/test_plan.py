"""`upright plan`."""

from __future__ import annotations

import pytest

from tests.cli.running import NOW, PASSPHRASE, at_terminal
from upright.actions.safety import keep_answers
from upright.actions.steps import steps_of
from upright.actions.vault import open_vault
from upright.plan.starting import starting_lists
from upright.record.words import SAFETY_TOPICS
from upright.wording import say


def steps(place) -> list:
    with open_vault(place.vault, PASSPHRASE) as vault:
        return list(steps_of(vault))


@pytest.fixture
def planned(begun):
    """A file with three steps: two papers and the day."""
    for typed in ("copies at Lan's\n\nLan knows\n", "open an account\n2026-12-01\n\n"):
        assert begun.keyed("plan", "add", "--heading", "papers", typed=typed).status == 0
    assert begun.keyed("plan", "add", "--heading", "day", "--due", "2026-12-24", typed="leave at nine\n\n").status == 0
    return begun


def test_a_step_is_put_in_by_prompts(begun):
    assert begun.keyed("plan", "add", typed="copies at Lan's\n4\n2026-12-01\nLan knows\n").status == 0
    (step,) = steps(begun)
    assert (step.heading, step.text, step.due_on.isoformat(), step.note) == (
        "papers", "copies at Lan's", "2026-12-01", "Lan knows",
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_plan_is_shown_with_the_next_three_first_and_its_progress(planned, language):
    planned.keyed("plan", "done", "1")
    ran = planned.keyed("plan", language=language)
    assert ran.status == 0
    first, _, rest = ran.out.partition(say("heading.papers", language))
    assert first.index("open an account") < first.index("leave at nine")
    assert "copies at Lan's" not in first
    assert "[x] copies at Lan's" in rest and "Lan knows" in rest
    assert say("plan.progress", language, done=1, n=3) in ran.out
    assert "help-now" in ran.out and "%" not in ran.out


def test_an_empty_plan_says_so(begun):
    assert say("page.leave.empty")[:30] in begun.keyed("plan").out


def test_a_step_is_marked_done_and_not_done_by_its_number(planned):
    planned.keyed("plan", "done", "3")
    assert [step.done_at is not None for step in steps(planned)] == [False, False, True]
    planned.keyed("plan", "done", "3", "--not-yet")
    assert [step.done_at for step in steps(planned)] == [None, None, None]


def test_a_step_is_changed_and_what_is_not_answered_stays(planned):
    assert planned.keyed("plan", "edit", "1", "--due", "2026-12-02", typed="\n\n").status == 0
    assert planned.keyed("plan", "edit", "2", "--heading", "law", typed="ask the bank\n\n").status == 0
    first, second, _ = steps(planned)
    assert (first.text, first.note, first.due_on.isoformat()) == ("copies at Lan's", "Lan knows", "2026-12-02")
    assert (second.text, second.heading) == ("ask the bank", "law")


def test_a_step_is_moved_among_those_of_its_part(planned):
    planned.keyed("plan", "move", "2", "--up")
    assert [step.text for step in steps(planned)] == ["open an account", "copies at Lan's", "leave at nine"]
    planned.keyed("plan", "move", "1", "--down")
    assert [step.text for step in steps(planned)] == ["copies at Lan's", "open an account", "leave at nine"]


@pytest.mark.parametrize("command", ["done", "edit", "move"])
def test_a_number_that_there_is_not_is_one_line(planned, command):
    ran = planned.keyed("plan", command, "9")
    assert ran.status == 1 and ran.err.strip().endswith(say("error.no_step_number", number=9, n=3))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_steps_are_taken_over_from_a_list_by_their_numbers(begun, language):
    ran = begun.keyed("plan", "start", "renting", typed="1 3\n", language=language)
    assert ran.status == 0
    ids = [id for start in starting_lists() if start.name == "renting" for _, id in start.steps]
    assert sorted(step.text for step in steps(begun)) == sorted(say(ids[k], language) for k in (0, 2))
    again = begun.keyed("plan", "start", "renting", typed="\n", language=language)
    assert say(ids[0], language)[:30] not in again.err
    assert len(steps(begun)) == 2


@pytest.mark.parametrize("typed", ["0\n", "99\n", "all\n", "1 x\n"])
def test_numbers_that_are_not_in_the_list_take_nothing_over(begun, typed):
    assert begun.keyed("plan", "start", "visa", typed=typed).status == 1
    assert steps(begun) == []


def test_the_plan_is_printed_as_plain_text_and_the_day_alone_if_asked(planned):
    whole, card = planned.keyed("plan", "print").out, planned.keyed("plan", "print", "--day").out
    assert "copies at Lan's" in whole and "│" not in whole
    assert "leave at nine" in card and "copies at Lan's" not in card


def test_the_calendar_is_asked_for_and_holds_no_word_of_the_plan(planned, tmp_path):
    file = tmp_path / "dates.ics"
    ran = planned.keyed("plan", "calendar", str(file), typed="\n")
    assert ran.status == 0 and say("plan.calendar.hint")[:40] in ran.err
    text = file.read_text()
    assert text.count("BEGIN:VEVENT") == 2 and "SUMMARY:Reminder" in text
    assert "nine" not in text and "account" not in text
    assert planned.keyed("plan", "calendar", str(file), typed="x\n").status == 1
    assert planned.keyed("plan", "calendar", str(file), "--force", typed="dates\n").status == 0
    assert "SUMMARY:dates" in file.read_text()
    assert planned.keyed("plan", "calendar", str(tmp_path / "b.ics"), typed="Leave at nine\n").status == 1
    assert not (tmp_path / "b.ics").exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "I will follow them and check their phone"), ("vi", "tôi sẽ theo dõi và lục điện thoại người ấy")],
)
def test_a_step_that_watches_or_follows_someone_is_not_kept(begun, language, words):
    ran = begun.keyed("plan", "add", "--heading", "day", typed=f"{words}\n\n\n", language=language)
    assert ran.status == 1
    assert say("boundary.refused", language) in ran.err and "help-now" in ran.err
    assert words not in ran.err
    assert steps(begun) == []


def test_an_unknown_part_is_a_misuse(place):
    assert place.run("plan", "nothing").status == 2


@pytest.mark.parametrize("command", [(), ("done", "1"), ("move", "1"), ("start", "visa")])
def test_after_a_yes_the_help_page_stands_before_each_command_and_the_plan_can_be_read(planned, command):
    with open_vault(planned.vault, PASSPHRASE) as vault:
        keep_answers(vault, dict.fromkeys(SAFETY_TOPICS, "yes"), at=NOW)
    ran = planned.keyed("plan", *command)
    assert ran.status == 0
    assert say("help.leaving.title")[:25] in ran.out
    assert "copies at Lan's" in planned.keyed("plan").out


def test_a_sheet_to_be_printed_holds_the_plan_alone(planned):
    with open_vault(planned.vault, PASSPHRASE) as vault:
        keep_answers(vault, dict.fromkeys(SAFETY_TOPICS, "yes"), at=NOW)
    assert say("help.leaving.title")[:25] not in planned.keyed("plan", "print").out


def test_at_a_terminal_the_eight_questions_are_put_before_the_plan(planned):
    answers = [(say(f"safety.{topic}")[:20], "n\n") for topic in SAFETY_TOPICS]
    keep = say("cli.gate.keep", yes="y", no="n")[:20]
    command = ["plan", "--passphrase-file", str(planned.passphrase_file)]
    status, screen = at_terminal(planned, command, [*answers, (keep, "n\n")])
    assert status == 0
    assert "copies at Lan's" in screen
