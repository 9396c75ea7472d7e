"""Days with contact beside days without: counts, and nothing more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from upright.reading import read
from upright.record import CheckIn, Contact, Diary, Left

DAY = datetime(2026, 5, 1, 20, tzinfo=UTC)


def on(day: int) -> datetime:
    return DAY + timedelta(days=day)


def diary(with_: list[int], without: list[int], needed: bool | None = False, *more) -> Diary:
    """She left on day 0; then days with a contact on which doubt was rated so, then days without."""
    rated = [*with_, *without]
    records = [CheckIn(at=on(k + 1), ratings={"doubt": value, "relief": 5}) for k, value in enumerate(rated)]
    contacts = [Contact(at=on(k + 1), by="them", needed=needed) for k in range(len(with_))]
    return Diary(records=(Left(at=on(0)), *records, *contacts, *more))


def facts(found, id: str) -> list:
    return [fact for fact in found.facts if fact.id == id]


@pytest.mark.parametrize("needed", [False, None])
def test_doubt_on_days_with_contact_is_counted_beside_a_middle_day_without(needed):
    reading = read(diary([8, 9, 7, 2, 8, 5], [5, 4, 6, 5, 5], needed))
    (fact,) = facts(reading, "contact_days")
    assert fact.n == 6
    assert fact.text.startswith("Of 6 days with contact, you rated doubt higher than on a middle day without it (5) on")
    assert "on 4, and lower on 1" in fact.text
    (figure,) = (figure for figure in reading.figures if figure.id == "contact")
    assert figure.rows == (("Doubt", 6.5, 6, 5.0, 5), ("Relief", 5.0, 6, 5.0, 5))
    assert [s for s in reading.statements if "contact" in s.basis] == []


def test_the_sentence_is_the_same_when_doubt_was_lower():
    (fact,) = facts(read(diary([1, 2, 1, 2, 1], [5, 5, 5, 5, 5])), "contact_days")
    assert "on 0, and lower on 5" in fact.text


@pytest.mark.parametrize(("with_", "without"), [([5] * 4, [5] * 9), ([5] * 9, [5] * 4)])
def test_below_five_days_of_each_nothing_is_said_but_what_it_takes(with_, without):
    reading = read(diary(with_, without))
    assert facts(reading, "contact_days") == [] and "contact" not in {figure.id for figure in reading.figures}
    assert [n.id for n in reading.not_yet].count("contact") == 1


def test_days_on_which_all_contact_was_needed_are_in_neither_group():
    reading = read(diary([9] * 8, [1] * 8, True))
    assert facts(reading, "contact_days") == []
    assert "contact" not in {n.id for n in reading.not_yet}
    assert facts(reading, "contact")[0].n == 8
    mixed = diary([8] * 5, [5] * 5, False, *(Contact(at=on(k), by="me", needed=True) for k in range(6, 9)))
    assert read(mixed).figures[-1].id != "contact"  # three of the five days without had a needed one


def test_a_contact_before_she_left_or_while_together_is_no_such_day():
    together = Diary(records=tuple(r for r in diary([9] * 6, [1] * 6).records if not isinstance(r, Left)))
    assert facts(read(together), "contact_days") == []
