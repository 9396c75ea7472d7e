"""Three paths from what was learnt: what each says, when none is shown, and that none of it is advice."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from upright.model.demo import demo_diary
from upright.model.learn import Effect, Learnt, Load, Loop
from upright.plan.whatif import what_if
from upright.record import CheckIn, Diary, Left, Safety
from upright.record.words import SAFETY_TOPICS
from upright.wording import say

NOW = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))


def effect(middle, low, high, more=0.0, less=0.0):
    return Effect(middle, low, high, more, less, middle)


HELD = effect(0.4, 0.1, 0.8, more=0.9)
ANSWERED = Loop(
    forms={"answered": 0.86, "unanswered": 0.02, "backfiring": 0.0, "mutual_withdrawal": 0.02, "not_established": 0.1},
    appreciation_after_effort=effect(0.4, 0.2, 0.6, more=0.97),
    effort_after_appreciation=effect(-0.4, -0.6, -0.2, less=0.97),
    held=HELD,
    spreads=(0.1, 0.1),
    days=40,
    span=120,
)
NOT_ESTABLISHED = replace(ANSWERED, forms={**ANSWERED.forms, "answered": 0.3, "not_established": 0.66})
LOAD = Load(
    carried=effect(0.5, 0.3, 0.7, more=0.99),
    standing=effect(0.8, 0.4, 1.2, more=0.98),
    next_day=effect(0.5, 0.3, 0.7),
    curve=((0.4, 0.2, 0.6),) * 14,
    half_life=(4.0, 2.0, 7.0),
    gain=3.0,
    moments=40,
    days=60,
    span=120,
)
LEARNT = Learnt(ANSWERED, {}, {"drained": LOAD}, None)


def safety(**answers):
    return Safety(at=NOW - timedelta(days=100), answers=dict.fromkeys(SAFETY_TOPICS, "no") | answers)


def diary(*more, answers=None):
    """The demonstration, its effort three points above what is done unasked, and the eight questions answered."""
    records = demo_diary(seed=3, language="en", until=NOW).records
    return Diary(records=(*records, *(() if answers == {} else (safety(**(answers or {})),)), *more))


def paths(learnt=LEARNT, **how):
    found = what_if(diary(), NOW, learnt=learnt, **how)
    return found, {path.id: path for path in found.paths}


def means(item):
    start = NOW - timedelta(days=56)
    given = [r.ratings[item] for r in diary().records if isinstance(r, CheckIn) and r.at > start and item in r.ratings]
    return sum(given) / len(given)


def test_three_paths_each_with_its_assumptions_and_one_caveat():
    found, by_id = paths()
    assert found.state == "shown" and list(by_id) == ["as_it_is", "parity", "apart"]
    assert [path.name for path in found.paths] == ["as it is", "if you gave as much as you get", "apart"]
    assert all(path.assumes and path.unsure and path.text for path in found.paths)
    assert found.caveat == say("whatif.caveat")


def test_as_it_is_stays_at_the_mean_of_the_last_eight_weeks():
    _, by_id = paths()
    path = by_id["as_it_is"]
    facets = ("reliable", "respected", "unprompted")
    assert path.estimate == pytest.approx(sum(map(means, facets)) / 3, abs=0.02)
    low, high = path.interval
    assert low < path.estimate < high and high - low < 3
    assert f"about {path.estimate:.1f}" in path.text


def test_parity_moves_by_what_was_learnt_times_the_gap():
    _, by_id = paths()
    path, gap = by_id["parity"], means("effort") - means("unprompted")
    assert gap > 2
    assert path.estimate == pytest.approx(-gap * HELD.middle, abs=0.02 * gap)
    assert path.interval == pytest.approx((-gap * HELD.high, -gap * HELD.low), abs=0.05 * gap)
    assert "comes down" in path.text and "points lower" in path.text
    assert path.probability == 0.86 and "about 9 in 10" in path.unsure[0]


def test_where_giving_more_is_followed_by_less_parity_is_higher():
    loop = replace(
        ANSWERED, forms={**ANSWERED.forms, "answered": 0.02, "backfiring": 0.86}, held=effect(-0.3, -0.6, -0.1)
    )
    path = paths(Learnt(loop, {}, {}, None))[1]["parity"]
    assert path.estimate > 0 and path.interval[0] > 0 and "points higher" in path.text


def test_where_nothing_follows_parity_is_as_it_is():
    loop = replace(
        ANSWERED, forms={**ANSWERED.forms, "answered": 0.02, "unanswered": 0.86}, held=effect(0.0, -0.1, 0.1)
    )
    path = paths(Learnt(loop, {}, {}, None))[1]["parity"]
    assert path.estimate == pytest.approx(0.0) and "about as it is" in path.text and "less and" in path.text


def test_parity_never_leads_off_the_scale():
    path = paths(Learnt(replace(ANSWERED, held=effect(9.0, 1.0, 20.0)), {}, {}))[1]["parity"]
    level = paths()[1]["as_it_is"].estimate
    assert level + path.estimate >= 0 and level + path.interval[0] >= 0


def test_a_level_of_effort_that_hardly_a_week_has_seen_is_said_to_be_one():
    assert any("reaches beyond" in one for one in paths()[1]["parity"].unsure)


def test_less_than_a_point_apart_is_parity_already():
    items = ("reliable", "respected", "unprompted", "effort")
    level = tuple(
        CheckIn(at=NOW - timedelta(days=day), ratings={item: 5 + (day + k) % 2 for k, item in enumerate(items)})
        for day in range(1, 60)
    )
    found = what_if(Diary(records=(*level, safety())), NOW, learnt=LEARNT)
    path = found.paths[1]
    assert path.text == say("whatif.parity.level") and path.estimate == 0.0 and path.interval is None


def test_effort_that_was_hardly_answered_of_late_has_no_path():
    records = tuple(
        CheckIn(at=NOW - timedelta(days=day), ratings={"reliable": 6, **({"effort": 8} if day > 60 else {})})
        for day in range(1, 100)
    )
    path = what_if(Diary(records=(*records, safety())), NOW, learnt=LEARNT).paths[1]
    assert path.estimate is None and "too few answers" in path.text


def test_apart_says_what_wears_off_and_nothing_of_appreciation():
    path = paths()[1]["apart"]
    gone = 0.8 * (1 - 0.5 ** (28 / 4))
    assert path.item == "drained" and path.estimate == pytest.approx(-gone)
    assert path.interval == pytest.approx((-1.2 * (1 - 0.5**14), -0.4 * (1 - 0.5**4)))
    assert path.text.endswith(say("whatif.apart.nobody")) and path.text.count("appreciat") == 1


@pytest.mark.parametrize(
    ("load", "id"),
    [
        (None, "whatif.apart.untold"),
        (replace(LOAD, carried=effect(0.2, -0.1, 0.4, more=0.5)), "whatif.apart.untold"),
        (replace(LOAD, carried=effect(0.0, -0.1, 0.1), gain=-2.0), "whatif.apart.passes"),
        (replace(LOAD, standing=effect(0.01, 0.0, 0.04)), "whatif.apart.nothing"),
    ],
)
def test_apart_claims_nothing_that_the_reading_did_not_say(load, id):
    path = paths(Learnt(ANSWERED, {}, {} if load is None else {"drained": load}))[1]["apart"]
    assert path.text == f"{say(id)} {say('whatif.apart.nobody')}"


@pytest.mark.parametrize("answer", ["yes", "unsure"])
@pytest.mark.parametrize("topic", SAFETY_TOPICS)
def test_a_yes_keeps_everything_quiet_with_the_one_fixed_sentence(topic, answer):
    found = what_if(diary(answers={topic: answer}), NOW, learnt=LEARNT)
    assert (found.state, found.paths, found.text) == ("quiet", (), say("safety.kept_quiet"))


def test_a_yes_given_later_than_the_day_asked_for_counts():
    later = Safety(at=NOW + timedelta(days=5), answers={"fear": "yes"})
    assert what_if(diary(later), NOW, learnt=LEARNT).state == "quiet"


@pytest.mark.parametrize("answers", [{}, {"neck": "skipped"}])
def test_a_question_left_out_shows_nothing_and_says_nothing_of_it(answers):
    found = what_if(diary(answers=answers), NOW, learnt=LEARNT)
    assert (found.state, found.paths) == ("off", ())
    assert re.search("question|answer|safe|danger", found.text) is None


def test_an_answer_that_could_not_be_read_is_no_no():
    good = json.loads(diary().to_json())
    bad = {"kind": "safety", "at": "2026-06-01T20:00:00+07:00", "answers": {"fear": "Yes?"}}
    read_back = Diary.from_json(json.dumps({**good, "records": [*good["records"], bad]}))
    assert read_back.faults and what_if(read_back, NOW, learnt=LEARNT).state == "off"


def test_before_the_loop_is_told_it_waits_and_repeats_what_the_reading_says():
    found = what_if(diary(), NOW, learnt=Learnt(NOT_ESTABLISHED, {}, {"drained": LOAD}, None))
    assert (found.state, found.paths) == ("not_yet", ())
    assert found.text.startswith(say("whatif.not_yet")) and "no pattern has shown itself" in found.text
    early = what_if(diary(), NOW, learnt=Learnt(None, {}, {}, None))
    assert early.state == "not_yet" and re.search("more (week|day)", early.text)


def test_nothing_written_and_days_apart():
    assert what_if(Diary(records=(safety(),)), NOW).state == "not_yet"
    gone = Left(at=NOW - timedelta(days=10))
    found = what_if(diary(gone), NOW)
    assert (found.state, found.text) == ("apart", say("whatif.not_together"))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_nothing_of_it_advises_cheers_or_names_a_cause(language):
    found, _ = paths(language=language)
    whole = " ".join([found.text, found.caveat, *(t for p in found.paths for t in (p.text, *p.assumes, *p.unsure))])
    never = {
        "en": r"!|\b(should|recommend|better off|try to|because|causes?|best|must|ought)\b",
        "vi": r"!|\b(nên (?:làm|giảm|tăng|đi|ở)|khuyên bạn|bởi vì|tại vì|gây ra|tốt nhất|phải)\b",
    }[language]
    assert re.search(never, whole, re.IGNORECASE) is None
    assert {"en": "cannot tell what moves what", "vi": "không nói được điều nào kéo theo điều nào"}[language] in whole


def test_as_json_it_holds_the_same():
    found, by_id = paths()
    body = json.loads(found.to_json())
    assert (body["schema"], body["days"], body["state"]) == ("upright.what_if/1", 28, "shown")
    assert [path["id"] for path in body["paths"]] == list(by_id)
    assert body["paths"][1]["estimate"] == by_id["parity"].estimate
