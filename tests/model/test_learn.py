"""All that is learnt from a stretch: which form it has, that it can be kept, and from when on it is tried."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime, timedelta, timezone
from functools import cache

import msgspec
import numpy as np
import pytest

from upright.model.coupled import Life, live
from upright.model.learn import STEPS, Effect, Learnt, effect_of, learn, quantiles
from upright.model.synthetic import World
from upright.model.translate import days_of
from upright.reading import rules
from upright.reading.claims import form_of
from upright.record import CheckIn, Diary, Left, Moment

UNTIL = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))
PAIR = ("reliable", "respected", "unprompted", "effort")
SEEDS = range(5)


def learnt(diary, seed=0, progress=None):
    days = days_of(diary, UNTIL)
    return learn(days, days.stretches[-1], rules.SIZES, seed, progress)


def answering(diary, items):
    """Of a diary, the check-ins with these items alone: one pair is fitted and nothing else."""
    return Diary(
        records=tuple(
            msgspec.structs.replace(r, ratings={i: x for i, x in r.ratings.items() if i in items}, not_asked=())
            for r in diary
            if isinstance(r, CheckIn)
        )
    )


def forms(life, seed):
    """Truth, and what is believed of it, of a year."""
    made = live(365, np.random.default_rng(seed), UNTIL, life)
    follows = made.truth.follows
    truth = form_of(follows["effort", "appreciation"], follows["appreciation", "effort"])
    return truth, learnt(answering(made.diary, PAIR)).loop.forms


@cache
def whole():
    """A diary with something of everything, and what it teaches."""
    diary = live(120, np.random.default_rng(7), UNTIL, Life("backfiring", 0.9)).diary
    return diary, learnt(diary)


@pytest.mark.parametrize(
    ("form", "strength"), [("answered", 0.8), ("unanswered", 1.2), ("backfiring", 1.2), ("mutual_withdrawal", 1.2)]
)
def test_a_strong_year_of_each_form_is_mostly_told_by_its_form(form, strength):
    # effort and appreciation that answer each other strongly may turn within two days: then the truth is another form
    life = Life(form, strength, load=False, world=World(flat=True))
    told = [found[form] >= rules.SURE_FORM for truth, found in (forms(life, seed) for seed in SEEDS) if truth == form]
    assert len(told) >= 3 and sum(told) > len(told) / 2


def test_a_year_in_which_nothing_follows_is_told_as_no_form():
    life = Life("uncoupled", load=False, world=World(flat=True))
    for seed in SEEDS:
        truth, found = forms(life, seed)
        assert truth == "not_established" == max(found, key=found.get)
        assert max(p for form, p in found.items() if form != "not_established") < rules.SURE_FORM


def test_the_forms_are_a_whole_and_effects_are_in_order():
    _, found = whole()
    assert sum(found.loop.forms.values()) == pytest.approx(1.0)
    effects = [found.loop.appreciation_after_effort, found.loop.effort_after_appreciation, found.loop.held]
    effects += [effect for link in found.links.values() for effect in (link.after, link.together)]
    for effect in effects:
        assert effect.low <= effect.middle <= effect.high
        assert 0 <= effect.more <= 1 and 0 <= effect.less <= 1 and effect.more + effect.less <= 1 + 1e-12


def test_what_is_kept_comes_back_exactly():
    _, found = whole()
    assert found.loop is not None and found.links and found.loads
    assert Learnt.from_json(found.to_json()) == found
    assert Learnt.from_json(Learnt(None, {}, {}).to_json()) == Learnt(None, {}, {})


def test_the_same_seed_gives_the_same_numbers_in_whatever_order_records_were_written():
    diary, found = whole()
    turned = Diary(records=diary.records[::-1])
    assert learnt(turned) == found


def test_progress_is_told_after_each_part_to_the_end():
    told = []
    learnt(live(30, np.random.default_rng(1), UNTIL, Life()).diary, progress=lambda done, of: told.append((done, of)))
    steps = told[0][1]
    assert steps > STEPS  # the kernels are got ready first
    assert told == [(step, steps) for step in range(steps + 1)]


@pytest.mark.parametrize("checkins", [0, 19])
def test_where_nothing_can_be_fitted_no_kernel_is_got_ready(checkins):
    moments = [Moment(at=UNTIL - timedelta(days=day), sign="tested") for day in range(90)]
    answers = [CheckIn(at=UNTIL - timedelta(days=day), ratings={"worth": 5, "drained": 4}) for day in range(checkins)]
    told: list[tuple[int, int]] = []
    found = learnt(Diary(records=(*moments, *answers)), progress=lambda done, of: told.append((done, of)))
    assert told == [(done, STEPS) for done in range(1, STEPS + 1)]
    assert (found.loop, found.links, found.loads) == (None, {}, {})


def test_kernels_are_got_ready_wherever_something_is_fitted():
    made = live(60, np.random.default_rng(3), UNTIL, Life())
    for items in (("respected",), ("drained",), PAIR):
        diary = answering(made.diary, items)
        moments = (Moment(at=UNTIL - timedelta(days=day), sign="tested") for day in range(0, 60, 5))
        told: list[tuple[int, int]] = []
        learnt(Diary(records=(*diary.records, *moments)), progress=lambda done, of, told=told: told.append((done, of)))
        assert told[0][1] > STEPS


def test_too_little_is_not_tried():
    short = live(27, np.random.default_rng(1), UNTIL, Life()).diary
    assert learnt(short) == Learnt(None, {}, {})
    few = answering(live(60, np.random.default_rng(1), UNTIL, Life()).diary, ("effort",))
    assert learnt(few).loop is None  # effort alone


def test_days_apart_teach_nothing_here():
    diary = whole()[0]
    apart = Diary(records=(Left(at=UNTIL - timedelta(days=119)), *diary.records))
    assert learnt(apart) == Learnt(None, {}, {})


def test_a_facet_that_she_never_answers_is_left_out():
    made = live(120, np.random.default_rng(8), UNTIL, Life("backfiring", 0.9)).diary
    found = learnt(answering(made, ("respected", "effort")))
    assert found.loop is not None and found.loop.days <= found.loop.span == 120


def test_an_effect_is_read_off_weighted_draws():
    values, weights = np.array([0.0, 1.0, 2.0, -1.0]), np.array([0.2, 0.4, 0.3, 0.1])
    found = effect_of(values, weights, 1.0)
    assert astuple(found) == pytest.approx(astuple(Effect(0.9, -1.0, 2.0, 0.7, 0.1, 1.0)))
    assert quantiles(values, weights, (0.05, 0.25, 0.5, 0.95)) == [-1.0, 0.0, 1.0, 2.0]
