"""Made-up diaries: the truth handed out with them is the truth they were made from."""

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from upright.model.demo import DAYS, demo_diary
from upright.model.synthetic import World, made_up, simulate
from upright.model.translate import days_of
from upright.record import Diary

UNTIL = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))


WORLDS = [World(), World(skewed=True), World(weekends=True), World(course="step"), World(carry_over=0.0)]


@pytest.mark.parametrize("world", WORLDS)
def test_the_mean_of_what_is_answered_is_the_expected_rating(world):
    off = []
    for seed in range(60):
        made = simulate(365, np.random.default_rng(seed), UNTIL, world)
        days = days_of(made.diary, UNTIL)
        for item, expected in made.truth.expected.items():
            seen = ~np.isnan(days.ratings[item])
            off.append(days.ratings[item][seen].mean() - expected[-days.span :][seen].mean())
    assert abs(np.mean(off)) < 0.03
    assert np.std(off) < 0.45


def test_the_mean_number_of_moments_is_the_expected_one():
    ratios = []
    for seed in range(60):
        made = simulate(365, np.random.default_rng(seed), UNTIL)
        days = days_of(made.diary, UNTIL)
        expected = made.truth.moments["regard"][-days.span :][days.entered].sum()
        ratios.append(days.regard.sum() / expected)
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.05)


def test_a_flat_world_has_no_course_and_no_difference_to_find():
    made = simulate(120, np.random.default_rng(3), UNTIL, World(flat=True))
    for m in made.truth.expected.values():
        assert m.std() < 1e-9
    gap = made.truth.expected["effort"] - made.truth.expected["unprompted"]
    assert abs(gap.mean()) < 0.15  # the same course and spread, the expected rating from other draws


def test_the_same_seed_gives_the_same_diary():
    assert made_up(40, 5, UNTIL).to_json() == made_up(40, 5, UNTIL).to_json()
    assert made_up(40, 5, UNTIL).to_json() != made_up(40, 6, UNTIL).to_json()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_demonstration_lasts_120_days_and_survives_a_round_trip(language):
    diary = demo_diary(seed=1, language=language, until=UNTIL)
    assert days_of(diary, UNTIL).span in range(DAYS - 3, DAYS + 1)
    assert Diary.from_json(diary.to_json()).to_json() == diary.to_json()
