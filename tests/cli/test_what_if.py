"""`upright what-if`."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.cli.running import NOW
from upright.actions.read import what_if_of
from upright.cli.session import Session
from upright.cli.what_if import _print
from upright.model.demo import demo_diary
from upright.plan.whatif import what_if
from upright.record import Diary, Safety
from upright.record.words import SAFETY_TOPICS
from upright.wording import say


def written(place, answers):
    records = (
        *demo_diary(seed=3, language="en", until=NOW).records[:60],
        *(Safety(at=NOW - timedelta(days=1), answers=one) for one in answers),
    )
    file = place.folder / "diary.json"
    file.write_text(Diary(records=records).to_json(), encoding="utf-8")
    return str(file)


def test_after_a_yes_it_says_one_sentence_and_where_help_is(place):
    file = written(place, [{"fear": "yes"}])
    ran = place.run("what-if", file)
    assert ran.status == 0
    assert " ".join(ran.out.replace("│", " ").split()) == (
        f"{say('safety.kept_quiet')} {say('cli.what_if.hint', command='upright help-now')} ▾"
    )


def test_unanswered_it_says_nothing_of_it(place):
    ran = place.run("what-if", written(place, []))
    assert ran.status == 0 and say("whatif.off").split(".")[0] in ran.out.replace("\n       │ ", " ")


def test_as_json(place):
    file = written(place, [dict.fromkeys(SAFETY_TOPICS, "no") | {"neck": "unsure"}])
    ran = place.run("what-if", file, "--json", language="vi")
    body = json.loads(ran.out)
    assert (body["schema"], body["state"], body["language"]) == ("upright.what_if/1", "quiet", "vi")
    assert body["paths"] == [] and body["text"] == say("safety.kept_quiet", "vi")


def test_without_a_file_it_says_how_to_begin(place):
    ran = place.run("what-if")
    assert ran.status == 0 and "upright check-in" in ran.out


def test_of_the_vault(begun):
    ran = begun.keyed("what-if")
    assert ran.status == 0 and say("whatif.off").split(".")[0] in ran.out.replace("\n       │ ", " ")


def test_nothing_by_that_day(place):
    ran = place.run("what-if", written(place, []), "--as-of", "2001-01-01")
    assert ran.status == 1 and ran.out == ""


def test_the_paths_stand_one_below_the_other_with_what_they_assume(capsys):
    from tests.plan.test_whatif import LEARNT, diary
    from tests.plan.test_whatif import NOW as THEN

    _print(Session("en", {}, lambda: NOW), what_if(diary(), THEN, learnt=LEARNT))
    shown = capsys.readouterr().out
    places = [shown.index(part) for part in ("As it is", "If you gave as much as you get", "Apart", "upright help-now")]
    assert places == sorted(places) and shown.count("It assumes") == 3
    assert all(len(line) <= 72 for line in shown.splitlines())


def test_an_action_takes_the_end_of_a_day():
    from tests.plan.test_whatif import diary

    found = what_if_of(diary(answers={"hurt": "yes"}), now=None)
    assert found.state == "quiet"
