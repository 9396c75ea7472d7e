"""What stands beside beliefs and limits: each belief's own ledger in one sentence, and what changed after a limit."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.people import BINH, GIANG
from upright.reading import read
from upright.reading.beside import beside
from upright.record import Belief, Boundary, BoundaryEvent, CheckIn, Diary, Load, Moment, Try
from upright.record.words import BELIEFS
from upright.wording import say

START = datetime(2026, 3, 2, 20, tzinfo=timezone(timedelta(hours=7)))


def day(n):
    return START + timedelta(days=n)


def sentence(belief, *records, topic="", language="en", now=60):
    written = Belief(at=day(0), belief=belief, topic=topic)
    (one,) = beside(Diary(records=(written, *records)), day(now), language=language).ledgers
    return one.fact.text


def tried(n, way, topic="housework", outcome="dismissed"):
    return Try(at=day(n), way=way, topic=topic, outcome=outcome, outcome_at=day(n + 1))


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("belief", [name for name in BELIEFS if name != "for_the_children"])
def test_where_nothing_she_wrote_speaks_to_a_belief_that_is_said(belief, language):
    assert sentence(belief, language=language) == say("reading.fact.belief_nothing", language)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_ledger_judges_staying_for_the_children_or_her_own_words(language):
    records = (tried(1, "asked"), Moment(at=day(2), sign="thanked"))
    assert sentence("for_the_children", *records, language=language) == say(
        "reading.fact.belief_for_the_children", language
    )
    assert sentence("own words", *records, language=language) == say("reading.fact.belief_free", language)


def test_time_is_days_waited_on_its_topic():
    waited = Try(at=day(3), way="waited", topic="housework", outcome="dismissed", outcome_at=day(44))
    records = (waited, tried(45, "asked"), tried(46, "asked", topic="money"))
    said = sentence("give_it_time", *records, topic="Housework")
    assert said == "You waited 41 days on Housework; asked once; 0 changes."


def test_a_ledger_that_supports_the_belief_is_said_in_the_same_words():
    said = sentence("give_it_time", *(tried(n, "asked", outcome="changed") for n in (3, 9)), topic="housework")
    assert "2 changes" in said
    assert "explained" in sentence("explain_better", tried(4, "explained", outcome="changed"))
    assert "1 change." in sentence("explain_better", tried(4, "explained", outcome="changed"))


def test_each_way_of_trying_counts_for_its_own_belief_alone():
    records = (tried(4, "explained"), tried(5, "explained"), tried(6, "sought_help", outcome="changed"))
    assert "0 changes" in sentence("explain_better", *records)
    assert "1 change" in sentence("keep_it_inside", *records)


def test_hours_are_those_of_the_latest_entry_and_what_was_not_said_is_no_none():
    first = Load(at=day(1), task="cooking", area="household", hours_week_mine=20, hours_week_theirs=0)
    later = Load(at=day(9), task="Cooking", area="household", hours_week_mine=6, hours_week_theirs=9)
    assert sentence("love_is_sacrifice", first, later) == "Hours a week you entered: 6 yours, 9 theirs."
    unsaid = Load(at=day(9), task="cooking", area="household", hours_week_mine=6)
    assert sentence("love_is_sacrifice", unsaid) == "Hours a week you entered: 6 yours. Theirs are not said."


def test_effort_stands_beside_what_was_done_unasked():
    days = (CheckIn(at=day(n), ratings={"effort": 8, "unprompted": 3}) for n in range(5))
    assert "8.0 of 10" in sentence("give_more", *days)


def test_peace_is_the_moments_in_the_two_weeks_after_letting_go():
    records = (
        Try(at=day(10), way="waited", topic="x", outcome="pending"),
        Moment(at=day(9), sign="thanked"),
        Moment(at=day(12), sign="thanked"),
        Moment(at=day(13), sign="belittled"),
        Moment(at=day(30), sign="belittled"),
    )
    said = sentence("keep_the_peace", *records)
    assert say("count.regard", n=1) in said
    assert say("count.disregard", n=1) in said


def test_good_weeks_are_her_own_beside_her_own_others():
    days = [CheckIn(at=day(n), ratings={"respected": 9 if n >= 21 else 4}) for n in range(28)]
    said = sentence("everyone_is_like_this", *days)
    assert "9.0 of 10" in said and "4.0" in said
    assert sentence("everyone_is_like_this", *days[:20]) == say("reading.fact.belief_nothing")


def test_the_reading_says_the_same_sentence():
    for person in (BINH, GIANG):
        diary = Diary(records=(*person.records, Belief(at=day(1), belief="give_it_time", topic="housework")))
        (one,) = beside(diary).ledgers
        assert any(fact.text.endswith(one.fact.text) for fact in read(diary, longer=False).facts)


def limit(id, said, **fields):
    return Boundary(
        id=id, at=day(said), if_="a", then="b", events=(BoundaryEvent(at=day(said), what="stated"),), **fields
    )


def felt(values):
    return [CheckIn(at=day(n), ratings=dict.fromkeys(("reliable", "respected", "unprompted"), v)) for n, v in values]


def test_each_limit_has_its_own_change_with_its_doubt_or_what_it_would_take():
    course = felt([(n, 3 + n % 2) for n in range(35)] + [(n, 8 + n % 2) for n in range(35, 70)])
    silent = Boundary(id="silent", at=day(5), if_="a", then="b")
    diary = Diary(records=(*course, limit("half", 35), limit("late", 66), silent))
    changes = beside(diary, day(70)).changes
    (found,) = changes["half"].statements
    assert found.id == "change.boundary.appreciation.higher"
    assert found.odds in found.text
    (waiting,) = changes["late"].not_yet
    assert waiting.needs
    assert (changes["silent"].statements, changes["silent"].not_yet) == ((), ())


def test_an_empty_diary_has_nothing_beside_anything():
    found = beside(Diary(), day(0))
    assert (found.ledgers, dict(found.changes)) == ((), {})
