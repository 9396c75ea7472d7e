"""The terminal goes by the hour at which her day begins; a diary file by four in the morning."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone

import pytest

from tests.cli.running import PASSPHRASE
from upright.actions.settings import choose
from upright.actions.vault import open_vault
from upright.record import Boundary, CheckIn, Diary, Try
from upright.wording import date_text

NIGHT = datetime(2026, 11, 19, 3, 0, tzinfo=timezone(timedelta(hours=7)))
BEGINS = {0: date(2026, 11, 19), 4: date(2026, 11, 18)}
WRITTEN = (
    CheckIn(at=NIGHT, ratings={"worth": 4}),
    Try(at=NIGHT, way="asked", topic="sleep", outcome="pending"),
    Boundary(at=NIGHT, if_="it gets loud", then="I sleep next door"),
)


@pytest.fixture(params=BEGINS)
def chosen(begun, request):
    """A vault whose day begins at one hour or the other, with what happened at three in the night."""
    with open_vault(begun.vault, PASSPHRASE) as vault:
        vault.add(WRITTEN)
        choose(vault, "day_starts", request.param)
    begun.day = BEGINS[request.param]
    begun.named = date_text(begun.day, "en")
    return begun


def test_the_list_and_the_question_before_removing(chosen):
    assert [line.strip(" │") for line in chosen.keyed("list").out.splitlines()].count(chosen.named) == 1
    assert f"{chosen.named} · " in chosen.keyed("remove", "1", "--yes").err


def test_an_earlier_try_and_a_limit_are_named_by_their_day(chosen):
    for command in (("try", "--outcome"), ("boundary", "--event")):
        assert f"{chosen.named} · " in chosen.keyed(*command, typed="1\n1\n").err


def test_the_questions_after_leaving_name_the_day_they_are_for(chosen):
    assert chosen.named in chosen.keyed("after", "check-in", "--at", NIGHT.isoformat()).err


def test_a_reading_and_a_what_if_as_of_a_day(chosen):
    day = chosen.day
    for command in ("read", "what-if"):
        assert json.loads(chosen.keyed(command, "--json", "--as-of", day.isoformat()).out)["as_of"] == day.isoformat()
        before = chosen.keyed(command, "--json", "--as-of", (day - timedelta(days=1)).isoformat())
        assert before.status == 1 and chosen.named in before.err


def test_a_file_has_no_choice_and_goes_by_four(place):
    file = place.folder / "diary.json"
    file.write_text(Diary(records=WRITTEN).to_json(), encoding="utf-8")
    assert json.loads(place.run("read", str(file), "--json", "--as-of", "2026-11-18").out)["as_of"] == "2026-11-18"
