"""Cases that once read wrongly: open tries, jumps, pauses, moments alone, and promises of when."""

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from upright.reading import read
from upright.reading.ledger import Tried, answer_rates, pooled_rate
from upright.record import Boundary, BoundaryEvent, CheckIn, Diary, Left, Moment, Try

START = datetime(2026, 1, 1, 20, tzinfo=timezone(timedelta(hours=7)))
FACETS = ("reliable", "respected", "unprompted")


def day(n):
    return START + timedelta(days=n)


def felt(values, first=0):
    return tuple(CheckIn(at=day(first + i), ratings=dict.fromkeys(FACETS, int(v))) for i, v in enumerate(values))


def ids(diary, now=None, **how):
    return {s.id: s for s in read(diary, now, **how).statements}


def test_topics_whose_tries_are_all_open_do_not_take_over_the_rate_of_another():
    closed = [Try(at=day(k), way="asked", topic="a", outcome="changed", outcome_at=day(k + 1)) for k in range(4)]
    still = [Try(at=day(10 + k), way="asked", topic="b", outcome="pending") for k in range(30)]
    said = ids(Diary(records=(*closed, *still)), day(60))
    assert not any(id.startswith("tries.all") for id in said)
    rates = {r.group: r for r in answer_rates([Tried("a", True, 1.0)] * 4 + [Tried("b", None, 30.0)] * 30)}
    lo, hi = rates["b"].posterior.interval()
    assert hi - lo > 0.1


def test_the_rate_over_all_topics_is_the_mean_of_theirs():
    made = [Tried("a", True, 1.0)] * 10 + [Tried("b", False, 1.0)] * 10
    assert pooled_rate(made).posterior.mean == pytest.approx(0.5, abs=0.02)
    lo, hi = pooled_rate(made).posterior.interval()
    assert hi - lo < 0.25  # two sharp topics leave their mean sharper than twenty tries of one kind would


def test_other_topics_do_not_turn_an_even_topic_into_a_likely_no():
    def tried(topic, outcomes, first):
        return [Try(at=day(first + k), way="asked", topic=topic, outcome=o) for k, o in enumerate(outcomes)]

    records = tried("a", ["dismissed"] * 7, 0) + tried("b", ["changed", "dismissed", "changed", "dismissed"], 20)
    reading = read(Diary(records=tuple(records)), day(40))
    assert {s.about.get("topic") for s in reading.statements if s.id == "tries.under_half"} == {"a"}
    assert any(n.id == "tries_topic" for n in reading.not_yet)


@pytest.mark.parametrize("outcomes", [["changed", "dismissed"] * 4, ["dismissed", "changed", "changed"] * 2])
def test_what_would_change_it_never_names_what_it_already_is(outcomes):
    records = tuple(Try(at=day(k), way="asked", topic="a", outcome=o) for k, o in enumerate(outcomes))
    for s in read(Diary(records=records)).statements:
        assert f"'{s.words}" not in s.changes_if


def test_a_jump_half_way_is_seen_with_its_size():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(10):
        values = np.clip(np.round(np.where(np.arange(120) < 60, 3, 7) + rng.normal(0, 1, 120)), 0, 10)
        trend = ids(Diary(records=felt(values)), figures=False)["trend.appreciation.risen"]
        held += trend.interval[0] <= 4 <= trend.interval[1]
    assert held >= 8


def test_moments_alone_tell_no_rate():
    alone = tuple(Moment(at=day(21 * k), sign="minimised") for k in range(20))
    assert not any(id.startswith("rate") for id in ids(Diary(records=alone)))


def test_after_a_long_pause_only_what_was_written_since_is_read():
    diary = Diary(records=felt([2] * 40) + felt([8] * 30, first=100))
    level = ids(diary)["level.appreciation.above"]
    assert level.span_days == 30 and level.estimate > 7
    assert any(f.id == "pause" for f in read(diary).facts)


def test_months_later_the_reading_is_about_the_time_that_was_written():
    diary = Diary(records=felt([7, 8] * 20))
    late = ids(diary, day(250))
    assert late["level.appreciation.above"].span_days == 40
    assert not any(id.startswith("lately") for id in late)
    assert any(f.id == "pause_now" for f in read(diary, day(250)).facts)
    (baseline,) = (f for f in read(diary, day(250)).figures if f.id == "baseline")
    assert len(baseline.rows) == 6


@pytest.mark.parametrize("gap", [0, 15, 24])
def test_a_level_comes_no_later_than_was_promised(gap):
    records = list(felt([6, 5, 7, 6, 6]))
    now = 4 + gap
    first = read(Diary(records=tuple(records)), day(now))
    promised = next((n for n in first.not_yet if n.id in ("level", "few_days")), None)
    assert promised is not None
    waited = 0
    while waited < 60:
        waited += 1
        records += felt([6], first=now + waited)
        reading = read(Diary(records=tuple(records)), day(now + waited))
        if any(s.id.startswith("level.app") for s in reading.statements) or any(
            f.id == "average_range" for f in reading.facts
        ):
            break
        still = next((n for n in reading.not_yet if n.id in ("level", "few_days")), None)
        assert still is not None
    said = int("".join(c for c in promised.needs if c.isdigit()) or 0) if promised.id == "level" else 14 - now - 1
    days = said * (7 if "week" in promised.needs else 1)
    assert waited <= days + 2  # she now writes every day: it may come sooner, never later


def test_identical_answers_are_not_known_without_any_doubt():
    lo, hi = next(iter(ids(Diary(records=felt([5] * 60))).values())).interval
    assert hi - lo > 0.1


def test_after_leaving_each_state_is_drawn_and_nothing_of_the_two_is_said():
    after = tuple(CheckIn(at=day(i), ratings={"relief": 5 + i % 3, "lonely": 3 + i % 4}) for i in range(40))
    reading = read(Diary(records=(Left(at=day(0)), *after)))
    assert [f.id for f in reading.figures] == ["lonely", "relief"]
    assert {s.id.split(".")[1] for s in reading.statements} == {"relief", "lonely"}


def test_a_topic_without_known_outcomes_has_marks_and_no_rate():
    reading = read(Diary(records=(Try(at=day(0), way="asked", topic="a", outcome="pending"),)), day(3))
    (figure,) = reading.figures
    row = dict(zip(figure.keys, figure.rows[0], strict=True))
    assert row["pending"] == 1 and row["rate"] is None and row["low"] is None


def test_without_a_time_the_last_outcome_and_event_are_read():
    tried = Try(at=day(0), way="asked", topic="a", outcome="changed", outcome_at=day(9))
    limit = Boundary(at=day(1), if_="x", then="y", events=(BoundaryEvent(at=day(12), what="kept"),))
    reading = read(Diary(records=(tried, limit)))
    assert reading.as_of == day(12).date()
    assert any("1 change" in f.text for f in reading.facts if f.id == "tries_ways")


@pytest.mark.parametrize("starts", [timedelta(hours=-1), timedelta(hours=30)])
def test_a_day_starts_within_a_day(starts):
    with pytest.raises(ValueError, match="24"):
        read(Diary(records=felt([5])), day_starts=starts)


def test_a_date_is_no_time():
    with pytest.raises(TypeError):
        read(Diary(records=felt([5])), day(3).date())
