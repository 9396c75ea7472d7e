"""The safety gate: every set of answers, one record or several."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from itertools import combinations_with_replacement, permutations, product

import pytest

from upright.plan import gate_of
from upright.plan.gate import gate_with, stands
from upright.record import CheckIn, Safety
from upright.record.words import SAFETY_TOPICS

AT = datetime(2026, 3, 2, 20, 30, tzinfo=timezone(timedelta(hours=7)))
ANSWERS = ("yes", "no", "unsure", "skipped", None)  # None: never asked


def safety(day=0, **answers):
    return Safety(at=AT + timedelta(days=day), answers={topic: a for topic, a in answers.items() if a is not None})


def all_no(day=0, **other):
    return safety(day, **(dict.fromkeys(SAFETY_TOPICS, "no") | other))


def expected(answers):
    if "yes" in answers or "unsure" in answers:
        return "quiet"
    return "open" if all(answer == "no" for answer in answers) else "unanswered"


def test_every_set_of_eight_answers():
    """No topic weighs more than another, so the sets without their order are enough; each is given in two orders."""
    for answers in combinations_with_replacement(ANSWERS, len(SAFETY_TOPICS)):
        for given in (answers, answers[::-1]):
            record = safety(**dict(zip(SAFETY_TOPICS, given, strict=True)))
            assert gate_of([record]) == expected(answers), given


@pytest.mark.parametrize("topic", SAFETY_TOPICS)
def test_each_topic_by_itself(topic):
    assert {answer: gate_of([all_no(**{topic: answer})]) for answer in ANSWERS} == {
        "yes": "quiet",
        "no": "open",
        "unsure": "quiet",
        "skipped": "unanswered",
        None: "unanswered",
    }


def test_every_two_answers_to_one_topic_one_after_the_other():
    for first, second in product(ANSWERS, repeat=2):
        rest = {t: "no" for t in SAFETY_TOPICS if t != "neck"}
        gate = gate_of([safety(neck=first, **rest), safety(9, neck=second)])
        last = second if second is not None else first  # what is not asked again stands as it was answered
        ever = {first, second} & {"yes", "unsure"}
        assert gate == ("quiet" if ever else "open" if last == "no" else "unanswered"), (first, second)


def test_a_later_no_does_not_take_a_yes_back():
    assert gate_of([all_no(fear="yes"), all_no(30), all_no(60)]) == "quiet"
    assert gate_of([all_no(), all_no(30, weapon="unsure"), all_no(60)]) == "quiet"


def test_topics_may_be_answered_at_different_times():
    one_by_one = [safety(day, **{topic: "no"}) for day, topic in enumerate(SAFETY_TOPICS)]
    assert gate_of(one_by_one) == "open"
    assert gate_of(one_by_one[:-1]) == "unanswered"


def test_the_order_of_records_does_not_matter():
    records = [all_no(hurt="skipped"), safety(5, hurt="no"), safety(9, fear="skipped")]
    assert {gate_of(order) for order in permutations(records)} == {"unanswered"}
    assert {gate_of(order) for order in permutations([all_no(hurt="skipped"), safety(5, hurt="no")])} == {"open"}
    at_one_time = [all_no(), safety(hurt="skipped")]
    assert {gate_of(order) for order in permutations(at_one_time)} == {"unanswered"}


def test_nothing_else_in_a_diary_answers_for_her():
    assert gate_of([]) == "unanswered"
    assert gate_of([CheckIn(at=AT, ratings={"uneasy": 10})]) == "unanswered"
    assert gate_of([CheckIn(at=AT, ratings={"uneasy": 10}), all_no()]) == "open"


def test_a_yes_is_taken_back_by_way_of_the_help_page_alone_and_a_new_one_counts_again():
    no = dict.fromkeys(SAFETY_TOPICS, "no")
    yes = Safety(at=AT, answers=no | {"fear": "yes"})
    later = Safety(at=AT + timedelta(days=1), answers=no)
    back = Safety(at=AT + timedelta(days=2), answers=no, extra={"taken_back": True})
    again = Safety(at=AT + timedelta(days=3), answers=no | {"hurt": "unsure"})
    assert gate_of([yes, later]) == "quiet"
    assert gate_of([back, later, yes]) == "open"
    assert gate_of([yes, back, again]) == "quiet"


def test_a_yes_stands_until_it_was_taken_back_later():
    yes, no = all_no(fear="unsure"), all_no(1)
    back = Safety(at=AT + timedelta(days=2), answers=dict(no.answers), extra={"taken_back": True})
    later = all_no(3, hurt="yes")
    assert stands(yes, [yes, no, later])
    assert not stands(yes, [back, yes])
    assert stands(later, [yes, back, later])
    assert not stands(no, [no])
    assert not stands(CheckIn(at=AT), [yes])


def back(day=0):
    return Safety(at=AT + timedelta(days=day), answers=all_no().answers, extra={"taken_back": True})


def test_answers_beside_a_diary_open_where_all_are_no_and_take_no_yes_of_the_diary_back():
    yes = all_no(fear="yes")
    assert gate_with([], []) == "unanswered"
    assert gate_with([], [all_no()]) == "open"
    assert gate_with([all_no()], []) == "open"
    assert gate_with([yes], [all_no(5)]) == gate_with([yes], [back(5)]) == "quiet"
    assert gate_with([yes, back(3)], [all_no(5)]) == "open"


def test_a_yes_beside_a_diary_counts_until_it_is_taken_back_beside_it_too():
    assert gate_with([all_no()], [all_no(1, hurt="unsure")]) == "quiet"
    assert gate_with([all_no(), back(5)], [all_no(1, hurt="yes"), all_no(2)]) == "quiet"
    assert gate_with([all_no()], [all_no(1, hurt="yes"), back(2)]) == "open"


def test_of_the_answers_to_one_question_in_the_diary_and_beside_it_the_latest_counts():
    assert gate_with([all_no(neck="skipped")], [safety(1, neck="no")]) == "open"
    assert gate_with([all_no()], [all_no(1, neck="skipped")]) == "unanswered"
    assert gate_with([all_no(2)], [all_no(1, neck="skipped")]) == "open"


def test_the_gate_needs_no_numpy():
    code = "import sys, upright.plan; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
