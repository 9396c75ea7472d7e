"""The safety questions: a yes stays, not sure is one, and what was left out is no no."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from upright.actions.safety import answers_of, gate, gate_with, keep_answers, quiet
from upright.actions.vault import Vault, made_up_vault
from upright.record import Diary, Safety
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
