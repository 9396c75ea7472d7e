"""The plan to leave: what is put in, changed, moved, marked, and written to a calendar."""

from __future__ import annotations

import re
import stat
from datetime import UTC, date, datetime, timedelta

import pytest

from upright.actions.diary import mark_of
from upright.actions.steps import (
    Stated,
    add_step,
    change_step,
    mark_step,
    move_step,
    step_of,
    steps_of,
    take_over,
    there_already,
    write_calendar,
)
from upright.actions.vault import made_up_vault
from upright.errors import UsageFault
from upright.plan.starting import starting_lists
from upright.record import Diary, Moment, PlanStep
from upright.wording import say

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def vault_with(*texts: str, heading: str = "papers"):
    vault = made_up_vault(Diary())
    for text in texts:
        add_step(vault, Stated(heading, text), now=NOW)
    return vault


def refused(act, *given, **named) -> str:
    with pytest.raises(UsageFault) as caught:
        act(*given, **named)
    return caught.value.id


def texts(vault) -> list[str]:
    return [step.text for step in steps_of(vault)]


def id_of(vault, text: str) -> str:
    return next(step.id for step in steps_of(vault) if step.text == text)


def test_a_new_step_goes_to_the_end_of_its_heading_after_those_that_came_from_a_file():
    vault = made_up_vault(Diary(records=(PlanStep(at=NOW + timedelta(days=9), heading="papers", text="a"),)))
    add_step(vault, Stated("papers", "b", date(2026, 6, 1), "at Lan's"), now=NOW, zone="Europe/Berlin")
    add_step(vault, Stated("danger", "c"), now=NOW)
    assert texts(vault) == ["c", "a", "b"]
    step = step_of(vault, id_of(vault, "b"))
    assert (step.due_on, step.note, step.zone, step.written_at) == (date(2026, 6, 1), "at Lan's", "Europe/Berlin", NOW)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_nothing_is_taken_over_that_was_not_chosen_and_nothing_twice(language):
    vault = made_up_vault(Diary())
    chosen = ("step.general.word", "step.children.custody", "step.general.who_knows", "step.nothing")
    assert len(take_over(vault, chosen, language, now=NOW)) == 3
    assert texts(vault) == [say(id, language) for id in (chosen[2], chosen[0], chosen[1])]
    assert there_already(vault) == set(chosen[:3])
    assert take_over(vault, chosen, {"en": "vi", "vi": "en"}[language], now=NOW) == ()
    assert take_over(vault, (), language, now=NOW) == ()


def test_all_lists_can_be_taken_over_at_once_and_keep_their_order():
    vault = made_up_vault(Diary())
    every = [(heading, id) for start in starting_lists() for heading, id in start.steps]
    take_over(vault, [id for _, id in every], "en", now=NOW)
    for heading in {heading for heading, _ in every}:
        under = [step.text for step in steps_of(vault) if step.heading == heading]
        assert under == [say(id, "en") for found, id in every if found == heading]


def test_a_step_is_marked_and_unmarked_and_a_second_time_changes_nothing():
    vault = vault_with("a")
    id = id_of(vault, "a")
    mark_step(vault, id, True, now=NOW)
    mark_step(vault, id, True, now=NOW + timedelta(days=1))
    assert step_of(vault, id).done_at == NOW
    assert len(vault.revisions(id)) == 1
    mark_step(vault, id, False, now=NOW)
    assert step_of(vault, id).done_at is None


def test_moving_keeps_the_order_and_leaves_nothing_behind():
    vault = vault_with("a", "b", "c")
    move_step(vault, id_of(vault, "c"), -1, now=NOW)
    move_step(vault, id_of(vault, "a"), 1, now=NOW)
    assert texts(vault) == ["c", "a", "b"]
    assert [vault.revisions(step.id) for step in steps_of(vault)] == [(), (), ()]
    assert steps_of(made_up_vault(Diary.from_json(vault.diary().to_json()))) == steps_of(vault)


def test_a_step_under_another_heading_goes_to_its_end_and_what_it_said_is_kept():
    vault = vault_with("a", "b")
    add_step(vault, Stated("danger", "x"), now=NOW)
    id = id_of(vault, "a")
    change_step(vault, id, mark_of(step_of(vault, id)), Stated("danger", "A", date(2026, 6, 1)), now=NOW)
    assert texts(vault) == ["x", "A", "b"]
    assert [before.text for before in vault.revisions(id)] == ["a"]


def test_a_step_that_says_something_else_meanwhile_is_not_changed():
    vault = vault_with("a")
    id = id_of(vault, "a")
    seen = mark_of(step_of(vault, id))
    mark_step(vault, id, True, now=NOW)
    assert refused(change_step, vault, id, seen, Stated("danger", "A"), now=NOW) == "error.changed_meanwhile"
    assert texts(vault) == ["a"]


def test_what_is_no_step_cannot_be_marked_or_moved():
    vault = made_up_vault(Diary(records=(Moment(at=NOW, sign="thanked", id="m"),)))
    assert refused(mark_step, vault, "m", True, now=NOW) == "error.no_record"
    assert refused(move_step, vault, "m", 1, now=NOW) == "error.no_record"
    assert vault.diary().records == (Moment(at=NOW, sign="thanked", id="m"),)


def test_a_calendar_holds_the_days_of_open_steps_and_no_word_of_the_plan(tmp_path):
    vault = vault_with("call the bank", "done already")
    mark_step(vault, id_of(vault, "done already"), True, now=NOW)
    add_step(vault, Stated("day", "leave at nine", date(2026, 6, 1), "Lan comes"), now=NOW)
    add_step(vault, Stated("law", "see the lawyer", date(2026, 6, 1)), now=NOW)
    add_step(vault, Stated("law", "sign", date(2026, 6, 7)), now=NOW)
    file = tmp_path / "dates.ics"
    assert write_calendar(vault, file, "Reminder", now=NOW) == 2
    text = file.read_text()
    assert re.findall(r"DTSTART;VALUE=DATE:(\d+)", text) == ["20260601", "20260607"]
    assert len(set(re.findall(r"UID:(.+)", text))) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [word for word in ("bank", "nine", "Lan", "lawyer", "sign", "plan", "leave", "pright") if word in text] == []


@pytest.mark.parametrize(
    ("name", "title", "fault"),
    [
        ("dates.txt", "Reminder", "plan.calendar.ending"),
        ("dates.ics", " Leave at NINE ", "plan.calendar.telling"),
        ("there.ics", "Reminder", "error.file_exists"),
    ],
)
def test_a_calendar_that_would_tell_or_take_another_s_place_is_not_written(tmp_path, name, title, fault):
    vault = made_up_vault(Diary())
    add_step(vault, Stated("day", "leave at nine", date(2026, 6, 1)), now=NOW)
    (tmp_path / "there.ics").write_text("x")
    assert refused(write_calendar, vault, tmp_path / name, title, now=NOW) == fault
    assert [path.name for path in tmp_path.iterdir()] == ["there.ics"]


def test_without_a_day_there_is_no_calendar(tmp_path):
    assert refused(write_calendar, vault_with("a"), tmp_path / "dates.ics", "x", now=NOW) == "plan.calendar.no_days"
