"""A record in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from upright.actions.told import content_of
from upright.record import PlanStep

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("Papers, money, medicine", "copy the book", "by 3 Jun 2026", "done")),
        ("vi", ("Giấy tờ, tiền, thuốc", "copy the book", "trước 03/06/2026", "đã xong")),
    ],
)
def test_a_step_of_the_plan_says_its_day_and_whether_it_is_done(language, told):
    step = PlanStep(at=NOW, heading="papers", text="copy the book", due_on=date(2026, 6, 3), done_at=NOW)
    assert content_of(step, language) == told
    assert content_of(PlanStep(at=NOW, heading="papers", text="x"), language) == (told[0], "x")
