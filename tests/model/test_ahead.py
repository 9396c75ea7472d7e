"""Four weeks ahead: nothing of the future in a past forecast, a fan only where that has done better than usual."""

import subprocess
import sys
from dataclasses import astuple
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from upright.model.ahead import FIRST, HORIZON, Past, felt_of, look_ahead, past_of, skill_of
from upright.model.paces import Felt, draw_days, learn
from upright.model.translate import Stretch, days_of
from upright.record import CheckIn, Diary
from upright.record.words import FACETS

UNTIL = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))


def diary(levels, seed=0, error=0.8, answered=0.8):
    """A diary of whole points about a level by day; some days left out, and on each day one facet in three."""
    rng, records = np.random.default_rng(seed), []
    for t, level in enumerate(levels):
        if t and rng.random() > answered:
            continue
        rated = {f: int(np.clip(round(level + error * rng.normal()), 0, 10)) for f in FACETS if rng.random() < 2 / 3}
        at = UNTIL - timedelta(days=len(levels) - 1 - t)
        records.append(CheckIn(at=at, ratings=rated or {FACETS[0]: int(np.clip(round(level), 0, 10))}))
    return Diary(records=tuple(records))


def white(days, seed=0):
    return diary(5 + 1.3 * np.random.default_rng(seed + 1000).normal(size=days), seed)


def wandering(days, seed=0):
    """A level that goes up and down by points over weeks."""
    rng, x = np.random.default_rng(seed + 2000), np.zeros(days)
    for t in range(1, days):
        x[t] = 0.97 * x[t - 1] + 0.55 * rng.normal()
    return diary(5 + x, seed)


def read(made):
    days = days_of(made, UNTIL)
    return days, days.stretches[-1]


def forecasts(past, before):
    """What was forecast from the origins before a day: origins and fans."""
    kept = past.origin < before
    return past.origin[kept], past.place[kept], past.fan[kept]


def test_later_days_change_no_earlier_forecast():
    made = wandering(160)
    cut = UNTIL - timedelta(days=50)  # day 109: the days after it are turned round
    other = Diary(
        records=tuple(
            r if r.at <= cut else CheckIn(at=r.at, ratings={f: 10 - v for f, v in r.ratings.items()})
            for r in made.records
        )
    )
    first, second = (past_of(felt_of(*read(d)), 182) for d in (made, other))
    for a, b in zip(forecasts(first, 110), forecasts(second, 110), strict=True):
        assert np.array_equal(a, b)
    assert not np.array_equal(first.seen, second.seen)
    assert not np.array_equal(first.fan[first.origin > 130], second.fan[second.origin > 130])


def test_a_past_forecast_stays_what_it_was_as_the_diary_grows():
    days, stretch = read(wandering(160))
    felt = felt_of(days, stretch)
    early = past_of(felt_of(days, Stretch(0, 120, True)), 182)
    late = past_of(felt, 182)
    same = (late.place < 120) & (late.origin < 120)
    # but for rounding: what is laid out with later days is added up with other terms
    assert early.fan == pytest.approx(late.fan[same], abs=1e-9)
    assert early.model == pytest.approx(late.model[same], abs=1e-9)


def test_the_fan_that_is_shown_is_the_forecast_that_is_scored_later():
    end = FIRST + 5 * HORIZON  # an origin at which parameters are learnt anew
    days, _ = read(wandering(end + HORIZON, 1))
    fan = look_ahead(days, Stretch(0, end, True)).fan
    past = past_of(felt_of(days, Stretch(0, end + HORIZON, True)), HORIZON)
    kept = past.origin == end
    assert fan.first == end and fan.days == HORIZON
    shown = np.stack([fan.q05, fan.q25, fan.median, fan.q75, fan.q95], axis=1)
    assert np.array_equal(shown[past.place[kept] - end], past.fan[kept])


def test_white_noise_shows_no_fan():
    shown = [look_ahead(*read(white(140, seed))).fan is not None for seed in range(12)]
    assert sum(shown) == 0


def test_a_diary_that_wanders_shows_a_fan_and_it_covers():
    shown, inside50, inside90 = 0, [], []
    for seed in range(12):
        days, _ = read(wandering(182 + HORIZON, seed))
        if look_ahead(days, Stretch(0, 182, True)).fan is None:
            continue
        shown += 1
        past = past_of(felt_of(days, Stretch(0, 182 + HORIZON, True)), HORIZON)
        kept = past.origin == 182
        inside50.append(past.inside(0.5)[kept].mean())
        inside90.append(past.inside(0.9)[kept].mean())
    assert shown >= 6
    assert 0.35 < np.mean(inside50) < 0.65
    assert 0.78 < np.mean(inside90) < 0.98


@pytest.mark.parametrize("level", [9.6, 0.4, 12.0, 5.0])
def test_a_fan_keeps_within_the_scale_and_its_quantiles_in_order(level):
    made = diary(level + 0.8 * np.random.default_rng(5).normal(size=90))
    days, stretch = read(made)
    past = past_of(felt_of(days, stretch), 182)
    assert past.fan.min() >= 0 and past.fan.max() <= 10
    assert (np.diff(past.fan, axis=1) >= 0).all()


def test_cutting_at_the_end_of_the_scale_leaves_the_expected_answer_where_it_was():
    rng = np.random.default_rng(6)
    values = np.clip(np.round(9.4 + 1.5 * rng.normal(size=(200, 3))), 0, 10)
    felt = Felt(values, np.zeros(200 + HORIZON))
    learnt = learn(felt, 0, 200, 200, 0)
    draws = draw_days(felt, learnt, 200, np.arange(200, 228), 144, 0)
    assert draws.mean() == pytest.approx(values.mean(), abs=0.12)
    assert draws.std() == pytest.approx(values.mean(axis=1).std(), abs=0.15)


def test_with_whole_answers_a_mean_of_facets_is_a_half_or_a_third():
    days, stretch = read(wandering(80, 1))
    felt = felt_of(days, stretch)
    draws = draw_days(felt, learn(felt, 0, 80, 80, 0), 80, np.arange(80, 90), 24, 0)
    off = np.minimum(np.abs(draws * 6 - np.round(draws * 6)), 1)
    assert off.max() < 1e-9


@pytest.mark.parametrize(("span", "needed"), [(20, 78), (41, 57), (70, 28), (97, 1)])
def test_fewer_days_than_needed_show_nothing_and_say_what_is_missing(span, needed):
    ahead = look_ahead(*read(white(span)))
    assert ahead.fan is None and ahead.missing is not None
    assert ahead.missing.days == needed
    assert (ahead.skill is None) == (span <= FIRST)
    assert (ahead.missing.answered > 0) == (span < 80)


def test_a_diary_that_is_hardly_answered_needs_answers():
    ahead = look_ahead(*read(diary([5.0] * 150, answered=0.05)))
    assert ahead.fan is None and ahead.missing.answered > 0 and ahead.missing.days >= ahead.missing.answered


def test_the_same_answer_every_day_is_no_fault():
    ahead = look_ahead(*read(diary([7.0] * 120, error=0.0)))
    assert ahead.fan is None and not ahead.skill.beaten
    assert ahead.skill.usual == 0.0


def test_a_facet_that_is_never_answered_is_left_out():
    made = Diary(records=tuple(CheckIn(at=r.at, ratings={FACETS[1]: 4.0}) for r in white(110).records))
    assert look_ahead(*read(made)).skill is not None


def test_the_same_seed_gives_the_same():
    days, stretch = read(wandering(120))
    first, second = (look_ahead(days, stretch, seed=7) for _ in range(2))
    assert astuple(first) == astuple(second)
    assert look_ahead(days, stretch, seed=8).skill.model != first.skill.model


def test_a_day_at_a_point_that_holds_half_of_the_forecast_is_half_inside():
    one = np.array([0])
    made = Past(
        *(one,) * 2, *(np.zeros(1),) * 1, np.zeros((1, 5)), np.array([0.5]), np.array([1.0]), *(np.zeros(1),) * 5
    )
    assert made.inside(0.5)[0] == pytest.approx(0.5) and made.inside(0.9)[0] == pytest.approx(0.9)
    sure = Past(*(one,) * 2, np.zeros(1), np.zeros((1, 5)), np.zeros(1), np.ones(1), *(np.zeros(1),) * 5)
    assert sure.inside(0.5)[0] == pytest.approx(0.5)


def test_a_model_no_better_than_usual_is_not_called_better():
    rng = np.random.default_rng(9)
    n = 600
    places = 42 + np.arange(n) * 140 // n
    rest = (np.zeros(n), np.zeros((n, 5)), np.zeros(n), np.ones(n))
    usual = np.full(n, 1.0)
    for gain, beaten in ((0.2, True), (0.03, False), (0.0, False), (-0.2, False)):
        model = usual - gain + 0.1 * rng.normal(size=n)
        past = Past(places, places, *rest, model, usual, usual, usual, np.full(n, 0.02))
        assert skill_of(past).beaten is beaten


def test_importing_the_models_works_nothing_out():
    code = "import sys, upright.reading, upright.model.paces as paces; sys.exit(paces.paces_spec.cache_info().currsize)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
