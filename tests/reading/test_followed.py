"""The third layer: when it speaks, that it speaks of what was learnt, and never of a cause."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache

import numpy as np
import pytest

from tests.people import AN, BINH, DAO, EM
from upright.model.coupled import Life, live
from upright.model.learn import Effect, Learnt, Link, Load, Loop
from upright.reading import learn_from, read, rules
from upright.record import Diary

UNTIL = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))
LAYER = "loop"
FORMS = ("answered", "unanswered", "backfiring", "mutual_withdrawal", "not_established")


@cache
def written():
    """Four months in which much follows."""
    return live(120, np.random.default_rng(4), UNTIL, Life("backfiring", 0.9)).diary


@cache
def learnt():
    return learn_from(written(), UNTIL)


def third(diary=None, **how):
    """The statements of the third layer, by id."""
    reading = read(written() if diary is None else diary, UNTIL, figures=False, **how)
    return {s.id: s for s in reading.statements if s.layer == LAYER}


def effect(middle, more=0.0, less=0.0):
    return Effect(middle, middle - 0.3, middle + 0.3, more, less, middle)


def loop(form, p, **changed):
    rest = (1 - p) / 4
    made = Loop(
        {f: p if f == form else rest for f in FORMS}, effect(0.0), effect(0.0), effect(0.0), (0.3, 0.3), 60, 120
    )
    return Learnt(replace(made, **changed), {}, {})


def load(**changed):
    base = Load(
        effect(0.5, more=0.95), effect(0.6), effect(0.4), ((0.3, 0.1, 0.5),) * 14, (3.0, 1.0, 6.0), 2.0, 30, 60, 120
    )
    return Learnt(None, {}, {"drained": replace(base, **changed)})


def test_without_the_longer_part_nothing_is_said_of_it():
    reading = read(written(), UNTIL, longer=False)
    assert [s.id for s in reading.statements if s.layer == LAYER] == []
    assert {n.id for n in reading.not_yet} & {"loop", "load"} == set()
    assert read(written(), UNTIL, longer=False, learnt=learnt()).to_json() == reading.to_json()


def test_what_was_learnt_before_gives_the_reading_that_learning_now_gives():
    assert read(written(), UNTIL, learnt=learnt()).to_json() == read(written(), UNTIL).to_json()
    assert Learnt.from_json(learnt().to_json()) == learnt()


def test_the_order_of_records_does_not_matter():
    turned = Diary(records=written().records[::-1])
    assert {id: (s.text, s.probability) for id, s in third(turned).items()} == {
        id: (s.text, s.probability) for id, s in third(learnt=learnt()).items()
    }


@pytest.mark.parametrize("person", [DAO, EM])
def test_in_days_apart_nothing_is_said_of_it(person):
    apart = Diary(records=tuple(r for r in person.records if r.kind != "decision"))
    reading = read(apart, learnt=learnt(), figures=False)
    assert [s for s in reading.statements if s.layer == LAYER] == []
    assert "loop" not in {n.id for n in reading.not_yet}


def test_a_short_diary_says_that_it_is_too_early_and_about_how_long_it_takes():
    early = Diary(records=tuple(r for r in written().records if r.at < written().records[0].at + timedelta(days=20)))
    reading = read(early, figures=False)
    (wait,) = [n for n in reading.not_yet if n.id == "loop"]
    assert re.search("[0-9]+ more (day|week)", wait.needs) and not any(s.layer == LAYER for s in reading.statements)
    assert "loop" in {n.id for n in read(AN).not_yet}  # five weeks without effort
    assert "loop" not in {n.id for n in read(BINH).not_yet}  # in the first fortnight one line says it all


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_named_from_its_probability_on_and_else_none_is(form):
    sure = third(learnt=loop(form, rules.SURE_FORM))
    assert f"loop.{form}" in sure and sure[f"loop.{form}"].probability == pytest.approx(rules.SURE_FORM)
    unsure = third(learnt=loop(form, rules.SURE_FORM - 0.01))
    assert [id for id in unsure if id.startswith("loop.")] == ["loop.not_established"]


def test_that_no_form_is_seen_is_no_pattern_and_has_its_own_probability():
    said = third(learnt=loop("answered", 0.5))["loop.not_established"]
    assert said.probability == pytest.approx(0.125) and not said.pattern
    assert third(learnt=loop("answered", 0.8))["loop.answered"].pattern


def test_how_much_longer_it_takes_follows_from_the_doubt():
    def months(spread):
        text = third(learnt=loop("not_established", 0.9, spreads=(spread, 0.1)))["loop.not_established"].text
        found = re.search("About ([0-9]+) more month", text)
        return int(found[1]) if found else 0

    waits = [months(spread) for spread in (0.2, 0.5, 0.7, 2.0)]
    assert waits[0] == 0 and waits == sorted(waits) and waits[-1] == 24


def test_what_follows_is_said_at_its_probability_in_one_direction():
    def said(after):
        return [id for id in third(learnt=loop("answered", 0.8, appreciation_after_effort=after)) if "follows" in id]

    assert said(effect(0.5, more=rules.SURE_FOLLOWS)) == ["follows.effort.appreciation.higher"]
    assert said(effect(-0.5, less=rules.SURE_FOLLOWS)) == ["follows.effort.appreciation.lower"]
    assert said(effect(0.5, more=rules.SURE_FOLLOWS - 0.01)) == []


def test_what_goes_together_is_said_with_its_size_and_range():
    link = Link(effect(0.0), effect(-0.8, less=0.97), 50, 120)
    (said,) = third(learnt=Learnt(None, {"drained": link}, {})).values()
    assert said.id == "together.drained.lower" and (said.estimate, said.interval) == (-0.8, (-1.1, -0.5))
    assert "0.8 points less drained" in said.text and "between 0.5 and 1.1" in said.text


def test_a_range_with_zero_inside_names_both_sides():
    link = Link(effect(0.0), Effect(0.4, -0.1, 0.9, 0.95, 0.0, 0.4), 50, 120)
    (said,) = third(learnt=Learnt(None, {"worth": link}, {})).values()
    assert "between 0.1 less and 0.9 more" in said.text


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {"carried.drained.lasts"}),
        ({"gain": -0.1}, set()),  # accumulation has not predicted her days better
        ({"carried": effect(0.5, more=0.89)}, set()),
        ({"carried": effect(0.0), "gain": -1.0}, {"carried.drained.passes"}),
        ({"carried": effect(0.0), "gain": 1.0}, set()),
        ({"carried": effect(-0.5, less=0.95)}, set()),  # no relief is claimed
    ],
)
def test_what_moments_leave_is_said_only_where_it_has_predicted_better(changed, expected):
    assert set(third(learnt=load(**changed))) == expected


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_sentence_has_its_doubt_and_no_cause(language):
    never = {
        "en": r"\b(because|causes?|caused|makes? you|made you|leads? to|due to|makes them)\b|!",
        "vi": r"\b(bởi vì|tại vì|gây ra|khiến|làm cho|dẫn đến)\b|!",
    }[language]
    every = [loop(form, 0.93) for form in FORMS]
    strong = {"more": 0.95}, {"less": 0.95}
    every += [loop("answered", 0.8, appreciation_after_effort=effect(0.5, **way)) for way in strong]
    every += [loop("answered", 0.8, effort_after_appreciation=effect(0.5, **way)) for way in strong]
    links = [Link(effect(0.5, **way), effect(0.5, **way), 50, 120) for way in strong]
    every += [Learnt(None, {name: link}, {}) for name in ("worth", "drained", "uneasy") for link in links]
    every += [load(), load(carried=effect(0.0), gain=-1.0)]
    seen = set()
    for found in every:
        for id, said in third(learnt=found, language=language).items():
            seen.add(id)
            assert said.changes_if and said.n and said.span_days
            assert re.search(never, f"{said.text} {said.changes_if}", re.IGNORECASE) is None, id
            assert id == "loop.not_established" or (said.words in said.text.lower() and said.odds in said.text), id
    assert len(seen) == 5 + 2 * 5 + 2 * 3 + 2


def test_a_diary_in_which_much_follows_is_read_so():
    said = third(learnt=learnt())
    assert any(id.startswith("loop.") for id in said)
    assert all(s.layer == LAYER and 0 < s.probability < 1 and s.basis for s in said.values())
