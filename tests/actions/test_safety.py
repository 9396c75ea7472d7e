"""The safety questions: a yes stays, not sure is one, and what was left out is no no."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from upright.actions.handover import arrival_of, take_in
from upright.actions.safety import answers_of, gate, gate_with, keep_answers, quiet
from upright.actions.vault import Vault, made_up_vault, make_vault, open_vault, restore
from upright.record import CheckIn, Diary, Safety
from upright.record.words import SAFETY_TOPICS

NOW = datetime(2026, 11, 23, 21, 30, tzinfo=timezone(timedelta(hours=7)))
NO = dict.fromkeys(SAFETY_TOPICS, "no")


@pytest.fixture
def vault() -> Vault:
    return made_up_vault(Diary())


def test_where_nothing_was_answered_it_is_quiet(vault):
    assert quiet(vault)


def test_all_no_is_not_quiet(vault):
    keep_answers(vault, NO, at=NOW)
    assert not quiet(vault)


@pytest.mark.parametrize("answer", ["yes", "unsure", "skipped"])
@pytest.mark.parametrize("topic", SAFETY_TOPICS)
def test_one_answer_that_is_no_no_makes_it_quiet(vault, topic, answer):
    keep_answers(vault, NO | {topic: answer}, at=NOW)
    assert quiet(vault)


def test_a_later_no_does_not_take_a_yes_back_but_the_way_by_the_help_page_does(vault):
    keep_answers(vault, NO | {"fear": "yes"}, at=NOW)
    keep_answers(vault, NO, at=NOW + timedelta(days=1))
    assert quiet(vault)
    keep_answers(vault, NO, at=NOW + timedelta(days=2), taken_back=True)
    assert not quiet(vault)
    keep_answers(vault, NO | {"hurt": "unsure"}, at=NOW + timedelta(days=3))
    assert quiet(vault)


def test_a_yes_is_not_taken_back_by_answers_that_leave_one_out(vault):
    keep_answers(vault, NO | {"fear": "yes"}, at=NOW)
    keep_answers(vault, NO | {"neck": "skipped"}, at=NOW + timedelta(days=1), taken_back=True)
    keep_answers(vault, NO, at=NOW + timedelta(days=2))
    assert gate(vault) == "quiet"


def test_answers_of_now_count_beside_those_in_the_file(vault):
    yes, no = answers_of(NO | {"hurt": "yes"}, at=NOW), answers_of(NO, at=NOW)
    assert gate_with(vault, ()) == "unanswered"
    assert gate_with(vault, (no,)) == "open"
    keep_answers(vault, NO, at=NOW)
    assert gate_with(vault, (no,)) == "open"
    assert gate_with(vault, (yes, no)) == "quiet"
    assert gate_with(vault, (answers_of({}, at=NOW),)) == "unanswered"


def test_what_was_left_out_can_be_answered_later(vault):
    keep_answers(vault, {"fear": "no"}, at=NOW)
    assert vault.diary().of(Safety)[0].answers["neck"] == "skipped"
    keep_answers(vault, NO, at=NOW + timedelta(days=1))
    assert not quiet(vault)


# What a copy that is put back takes over, and what comes in from a file


OLD, NEW = "several plain words", "other plain words here"


def put_back(folder, before, after, *, passphrase=OLD):
    """The gate after a copy made between these answers was put back; each is (answers, taken_back)."""
    path = folder / "file" / "notes.dat"
    with make_vault(path, OLD, now=NOW) as vault:
        for day, (answers, back) in enumerate(before):
            keep_answers(vault, answers, at=NOW + timedelta(days=day), taken_back=back)
        copy = vault.backup(folder / "elsewhere", now=NOW)
        for day, (answers, back) in enumerate(after, 20):
            keep_answers(vault, answers, at=NOW + timedelta(days=day), taken_back=back)
        vault.add([CheckIn(at=NOW, ratings={"uneasy": 3})])
        if passphrase != OLD:
            vault.change_passphrase(passphrase)
    restored = restore(copy, path, OLD, now=NOW)
    assert restored.kept is not None
    with open_vault(path, OLD) as vault:
        assert vault.diary().of(CheckIn) == ()
        return gate(vault), len(vault.diary())


YES, ALL_NO, BACK = (NO | {"fear": "yes"}, False), (NO, False), (NO, True)


@pytest.mark.parametrize(
    "before, after, expected",
    [
        ([ALL_NO], [YES], ("quiet", 2)),
        ([], [YES, ALL_NO], ("quiet", 2)),
        ([YES, BACK], [(NO | {"hurt": "unsure"}, False)], ("quiet", 3)),
        ([YES], [ALL_NO], ("quiet", 2)),
        ([ALL_NO], [YES, BACK], ("open", 1)),
        ([YES], [BACK], ("quiet", 1)),
        ([], [ALL_NO], ("unanswered", 0)),
    ],
)
def test_a_yes_of_the_file_that_a_copy_replaces_goes_on_counting(tmp_path, before, after, expected):
    assert put_back(tmp_path, before, after) == expected


def test_it_goes_on_counting_after_a_change_of_passphrase(tmp_path):
    assert put_back(tmp_path, [ALL_NO], [YES], passphrase=NEW) == ("quiet", 2)


def test_another_file_in_its_place_and_one_that_cannot_be_read_give_nothing(tmp_path):
    path, copy = tmp_path / "file" / "notes.dat", tmp_path / "other" / "notes.dat"
    with make_vault(copy, OLD, now=NOW) as vault:
        keep_answers(vault, NO, at=NOW)
    with make_vault(path, OLD, now=NOW) as vault:
        keep_answers(vault, YES[0], at=NOW)
    restore(copy, path, OLD, now=NOW)
    with open_vault(path, OLD) as vault:
        assert gate(vault) == "open"
    path.write_bytes(path.read_bytes()[:9000])
    restore(copy, path, OLD, now=NOW)
    with open_vault(path, OLD) as vault:
        assert (gate(vault), len(vault.diary())) == ("open", 1)


@pytest.mark.parametrize("id", [None, "a"])
def test_what_comes_in_from_a_file_takes_no_yes_back_and_comes_in_once(vault, id):
    keep_answers(vault, YES[0], at=NOW)
    back = Safety(at=NOW + timedelta(days=1), answers=NO, extra={"taken_back": True, "from": "elsewhere"}, id=id)
    coming = Diary(records=(back,))
    assert take_in(vault, arrival_of(coming, vault)) == 1
    assert gate(vault) == "quiet"
    assert vault.diary().of(Safety)[-1].extra == {"from": "elsewhere"}
    again = arrival_of(coming, vault)
    assert (again.new, again.known, again.differing) == ((), 1, 0)


def test_her_own_answers_that_took_a_yes_back_are_known_when_they_come_in_again(vault):
    keep_answers(vault, YES[0], at=NOW)
    keep_answers(vault, NO, at=NOW + timedelta(days=1), taken_back=True)
    again = arrival_of(vault.diary(), vault)
    assert (again.new, again.known, again.differing) == ((), 2, 0)
    assert gate(vault) == "open"
