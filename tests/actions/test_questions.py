"""The rotation of questions: what its description promises."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest

from upright.actions.questions import ROTATION, asked_on, questions_of
from upright.actions.settings import Settings
from upright.actions.vault import made_up_vault
from upright.record import Decision, Diary, Left
from upright.record.words import AFTER_ITEMS, FACETS, ITEMS

DAYS = [date(2026, 1, 1) + timedelta(days=k) for k in range(700)]


def test_four_different_items_are_asked_each_day():
    assert {len(set(questions_of(day))) for day in DAYS} == {4}


def test_the_day_alone_tells_the_questions():
    assert [questions_of(day) for day in DAYS[:10]] == [questions_of(day + timedelta(days=10)) for day in DAYS[:10]]


def test_effort_and_unprompted_come_together_every_second_day():
    together = [{"effort", "unprompted"} & set(questions_of(day)) for day in DAYS]
    assert {len(found) for found in together} == {0, 2}
    assert sum(len(found) == 2 for found in together) == 350


def test_every_other_item_comes_six_days_in_ten():
    counts = Counter(item for day in DAYS for item in questions_of(day))
    assert counts == {item: 350 if item in ("effort", "unprompted") else 420 for item in ITEMS}


def test_no_item_is_left_unasked_two_days_in_a_row():
    for one, two in zip(DAYS, DAYS[1:], strict=False):
        assert set(questions_of(one)) | set(questions_of(two)) == set(ITEMS)


def test_each_item_meets_each_weekday_equally_often():
    counts = Counter((item, day.weekday()) for day in DAYS for item in questions_of(day))
    assert {counts[item, weekday] for item in ("effort", "unprompted") for weekday in range(7)} == {50}
    assert {counts["worth", weekday] for weekday in range(7)} == {60}


def test_every_pair_of_items_is_asked_together():
    pairs = Counter(frozenset(pair) for asked in ROTATION for pair in combinations(asked, 2))
    assert len(pairs) == 21


def test_the_three_facets_stand_together_on_the_first_day_of_the_rotation():
    assert set(FACETS) <= set(ROTATION[0])


def test_items_are_shown_in_one_order():
    assert all(list(asked) == [item for item in ITEMS if item in asked] for asked in ROTATION)


@pytest.mark.parametrize("n", range(1, 8))
@pytest.mark.parametrize("most", range(1, 8))
def test_chosen_items_take_turns_and_meet_every_weekday_equally_often(n, most):
    items = ITEMS[:n]
    if (n, most) == (7, 4):
        return  # the planned rotation, above
    days = [date(2026, 11, 23) + timedelta(days=day) for day in range(7 * n)]
    asked = [questions_of(day, items, most) for day in days]
    assert {len(set(one)) for one in asked} == {min(n, most)}
    assert all(list(one) == [item for item in items if item in one] for one in asked)
    counts = Counter((item, day.weekday()) for day, one in zip(days, asked, strict=True) for item in one)
    assert set(counts.values()) == {min(n, most)}
    assert len(counts) == 7 * n


def test_words_that_are_no_items_are_not_asked():
    assert questions_of(date(2026, 11, 23), ("worth", "nothing"), 4) == ("worth",)


def test_from_the_day_she_left_the_five_questions_of_that_time_are_asked():
    at = datetime(2026, 5, 10, 12, tzinfo=UTC)
    vault = made_up_vault(Diary(records=(Left(at=at),)))
    chosen = Settings(items=("worth",), asked=1)
    assert asked_on(vault, date(2026, 5, 9), chosen) == ("worth",)
    assert asked_on(vault, date(2026, 5, 10), chosen) == AFTER_ITEMS
    assert asked_on(vault, date(2027, 1, 1), chosen) == AFTER_ITEMS
    vault.add([Decision(at=at + timedelta(days=5), choice="stay")])
    assert asked_on(vault, date(2026, 5, 15), chosen) == ("worth",)
