"""What is said to named people, and what is never said to anyone."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.people import AN, BINH, CHI, DAO, DAY_0, EM, EVERYONE, GIANG, diary
from upright.reading import read
from upright.record import CheckIn, Diary, Moment, Try
from upright.wording import say


def said(diary, **how):
    return {s.id: s for s in read(diary, **how).statements}


def test_going_well_is_said_in_the_same_words_as_going_badly():
    level = said(AN)["level.appreciation.above"]
    assert level.estimate == pytest.approx(8.7, abs=0.3)
    assert level.probability > 0.95
    assert level.text.startswith("Over 5 weeks you felt appreciated at about")
    assert "moments.more_disregard" not in said(AN)


def test_the_ledger_speaks_within_twelve_days_and_holds_topics_apart_from_spelling():
    tries = said(BINH)["tries.under_half"]
    assert tries.n == 5
    assert tries.about == {"topic": "housework"}
    assert 0.7 < tries.probability < 0.9
    assert "no answer yet" in tries.text
    assert not any(id.startswith("level") for id in said(BINH))


def test_days_of_a_feast_hold_back_the_usual_level_and_nothing_is_claimed_of_them():
    reading = read(CHI)
    assert [n.id for n in reading.not_yet].count("stretch") == 1
    assert "level.appreciation.below" not in said(CHI) and "level.appreciation.above" not in said(CHI)
    assert any(f.id == "load_area" and "60" in f.text for f in reading.facts)


def test_apart_and_together_are_two_stretches_and_no_line_is_drawn_through():
    reading = read(DAO)
    assert said(DAO)["level.appreciation.above"].span_days == 39
    assert any(f.id == "stretches" and f.n == 3 for f in reading.facts)
    (baseline,) = (f for f in reading.figures if f.id == "baseline")
    assert len(baseline.rows) == 6


def test_contacts_that_were_needed_and_that_were_not_are_counted_apart():
    reading = read(EM)
    (contact,) = (f for f in reading.facts if f.id == "contact")
    assert contact.n == 23 and "20 needed" in contact.text and "3 not" in contact.text
    assert any(n.id == "contact" for n in reading.not_yet)
    assert "level.relief.above" in said(EM)


def test_much_appreciated_and_much_carried_stand_side_by_side():
    reading = read(GIANG)
    texts = [f.text for f in reading.facts if f.id == "load_area"]
    assert len(texts) == 2 and any("they carry more" in t.lower() for t in texts)


def test_three_days_are_never_a_blank_page():
    three = Diary(records=tuple(r for r in BINH.records if r.at < DAY_0 + timedelta(days=3)))
    reading = read(three)
    assert reading.not_yet[0].id == "few_days"
    assert "3 check-ins" in reading.not_yet[0].text
    assert reading.facts


def test_nothing_written_is_said_so():
    reading = read(Diary(records=()))
    assert reading.statements == () and [n.id for n in reading.not_yet] == ["nothing"]
    json.loads(reading.to_json())


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("name", EVERYONE)
def test_every_statement_carries_probability_words_n_span_and_what_would_change_it(name, language):
    for s in read(EVERYONE[name], language=language).statements:
        assert 0.0 <= s.probability <= 1.0 and s.words and s.odds and s.n >= 0 and s.span_days > 0 and s.changes_if
        # that no pattern has shown itself is said in words of its own; its doubt stands beside it
        assert s.id == "loop.not_established" or s.odds in s.text or s.words in s.text.lower()
        if s.interval:
            assert s.interval[0] <= s.estimate <= s.interval[1]


@pytest.mark.parametrize("name", EVERYONE)
def test_the_order_in_which_records_were_written_does_not_matter(name):
    diary = EVERYONE[name]
    turned = replace(diary, records=diary.records[::-1])
    assert {s.claim: round(s.probability, 9) for s in read(diary).statements} == {
        s.claim: round(s.probability, 9) for s in read(turned).statements
    }


def test_what_happened_later_is_not_read():
    now = DAY_0 + timedelta(days=20)
    earlier = Diary(records=tuple(r for r in AN.records if r.at <= now))
    assert read(AN, now).to_json() == read(earlier, now).to_json()


def test_an_outcome_that_came_later_was_still_open_then():
    now = DAY_0 + timedelta(days=8)
    tries = said(BINH, now=now)["tries.under_half"]
    assert tries.n == 4 and "no answer yet" in tries.text


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError):
        read(AN, datetime(2026, 3, 30))


def test_the_same_diary_gives_the_same_reading():
    assert read(GIANG).to_json() == read(GIANG).to_json()


def test_ten_years_are_read_without_the_third_layer_in_under_three_tenths_of_a_second():
    import time

    at = datetime(2016, 1, 1, 20, tzinfo=UTC)
    items = ("reliable", "respected", "unprompted", "effort", "worth", "drained", "uneasy")
    records = [
        CheckIn(at=at + timedelta(days=d), ratings={items[(d + k) % 7]: (d * 7 + k) % 11 for k in range(4)})
        for d in range(3650)
    ]
    records += [
        Moment(at=at + timedelta(hours=8.7 * k), sign=("thanked", "minimised", "listened")[k % 3])
        for k in range(10_000)
    ]
    records += [
        Try(
            at=at + timedelta(days=7 * k),
            way="asked",
            topic=f"topic {k % 9}",
            outcome=("changed", "dismissed", "heard")[k % 3],
        )
        for k in range(500)
    ]
    diary = Diary(records=tuple(records))
    _timed(time.process_time, diary)
    fastest = min(_timed(time.process_time, diary) for _ in range(3))
    assert fastest < 0.6  # processor time, twice the promise: test machines are shared; bench/speed.py measures it


def _timed(clock, diary):
    started = clock()
    read(diary, longer=False)
    return clock() - started


@pytest.mark.parametrize("language", ["en", "vi"])
def test_where_nothing_can_be_read_back_it_does_not_say_that_nothing_is_written(language):
    decided = diary(("decision", (0,), {"choice": "leave", "stay": 1, "leave": 9}))
    told = read(decided, language=language).not_yet[0].text
    assert told == say("reading.no_days_yet", language) != say("reading.nothing_yet", language)
    assert read(Diary(records=()), language=language).not_yet[0].text == say("reading.nothing_yet", language)
