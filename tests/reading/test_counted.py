"""What is counted, with no doubt about it."""

from __future__ import annotations

from datetime import UTC, datetime

from upright.reading import read
from upright.record import CheckIn, Diary

NOW = datetime(2026, 5, 1, 20, tzinfo=UTC)


def test_questions_of_the_time_after_are_no_unanswered_questions_of_the_time_together():
    after = CheckIn(at=NOW, ratings={"relief": 8}, not_asked=("lonely", "doubt", "grief", "space"))
    asked_and_passed = CheckIn(at=NOW, ratings={"worth": 8}, not_asked=("drained",))
    (fact,) = (f for f in read(Diary(records=(after,)), now=NOW).facts if f.id == "absences")
    assert fact.n == 4
    (fact,) = (f for f in read(Diary(records=(asked_and_passed,)), now=NOW).facts if f.id == "absences")
    assert fact.n == 1 + 5
