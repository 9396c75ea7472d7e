"""The plan's order, and its next steps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from upright.plan.steps import by_heading, in_order, moved, next_steps
from upright.record import PlanStep

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def step(id: str, heading: str = "papers", order: float | None = None, **fields: object) -> PlanStep:
    minutes = fields.pop("minutes", 0)
    return PlanStep(at=AT + timedelta(minutes=minutes), id=id, heading=heading, text=id, order=order, **fields)  # type: ignore[arg-type]


def ids(steps: object) -> str:
    return "".join(one.id for one in steps)  # type: ignore[attr-defined]


def test_steps_stand_by_heading_then_as_ordered_then_by_their_time():
    steps = [step("d", minutes=2), step("e", minutes=3), step("c", order=2), step("b", order=0), step("f", "self"),
             step("a", "danger", minutes=9)]  # fmt: skip
    assert ids(in_order(steps)) == "abcdef"
    assert ids(in_order(steps[::-1])) == "abcdef"
    assert [(heading, ids(under)) for heading, under in by_heading(steps)] == [
        ("danger", "a"), ("papers", "bcde"), ("self", "f"),
    ]  # fmt: skip


def test_the_next_are_those_with_a_day_by_their_days_then_the_others_and_none_that_is_done():
    steps = [step("a", order=1), step("b", order=2), step("c", order=3, due_on=date(2026, 6, 2)),
             step("d", "self", due_on=date(2026, 6, 1)), step("e", "danger", done_at=AT)]  # fmt: skip
    assert ids(next_steps(steps)) == "dca"
    assert ids(next_steps(steps, 9)) == "dcab"
    assert next_steps([step("e", done_at=AT)]) == ()


def test_a_step_moves_down_and_up_and_stays_at_the_ends():
    steps = [step("a", order=1), step("b", order=2), step("c", order=3)]
    assert moved(steps, "a", 1) == {"b": 1, "a": 2}
    assert moved(steps, "c", -2) == {"c": 1, "a": 2, "b": 3}
    assert moved(steps, "a", -1) == {} == moved(steps, "c", 5)


def test_steps_without_a_place_get_one_where_they_stand():
    steps = [step("b", minutes=1), step("c", minutes=2), step("a", order=7)]
    assert moved(steps) == {"a": 1, "b": 2, "c": 3}
    assert moved(steps, "c", -1) == {"a": 1, "c": 2, "b": 3}
