"""Questions in her own words: kept among the settings, answered in a check-in, counted in a reading."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from upright.actions.handover import arrival_of, diary_of_file, export_diary, take_in
from upright.actions.read import reading_of
from upright.actions.settings import MOST_OWN, OwnQuestion, Settings, choose, settings_of
from upright.actions.told import content_of
from upright.actions.vault import made_up_vault
from upright.errors import UsageFault
from upright.record import CheckIn, Diary, OwnAnswer

NOW = datetime(2026, 11, 23, 21, 30, tzinfo=timezone(timedelta(hours=7)))
SLEEP = OwnQuestion("3f9c", "I slept {well}.", "badly", "well")
HOUR = OwnQuestion("7a10", "I had an <b>hour</b> to myself.")


def answered(days_ago: int, asked: str = SLEEP.asked, **stated: object) -> CheckIn:
    own = OwnAnswer(id=SLEEP.id, asked=asked, low="badly", high="well", **stated)
    return CheckIn(at=NOW - timedelta(days=days_ago), own=(own,))


def facts(*records: CheckIn, language: str = "en") -> list[str]:
    found = reading_of(Diary(records=records), now=NOW, language=language, longer=False).facts
    return [fact.text for fact in found if fact.id == "own"]


def test_they_are_kept_in_the_file_and_no_repr_shows_them():
    vault = made_up_vault(Diary())
    assert choose(vault, "own", [SLEEP, HOUR]).own == (SLEEP, HOUR)
    assert settings_of(vault).own == (SLEEP, HOUR)
    assert "slept" not in repr(settings_of(vault))
    assert choose(vault, "own", []) == Settings()


@pytest.mark.parametrize(
    "wrong",
    [
        [OwnQuestion("a", " ")],
        [OwnQuestion("", "x")],
        [OwnQuestion("a", "x"), OwnQuestion("a", "y")],
        [OwnQuestion("a", "x" * 121)],
        [OwnQuestion("a", "x", "y" * 41)],
        [OwnQuestion(str(n), "x") for n in range(MOST_OWN + 1)],
        ["x"],
        {"a": 1},
        [{"id": "a", "asked": "x"}],
    ],
)
def test_what_is_no_question_is_refused_and_its_words_are_in_no_error(wrong):
    vault = made_up_vault(Diary())
    with pytest.raises(UsageFault) as caught:
        choose(vault, "own", wrong)
    assert (caught.value.id, caught.value.values) == ("error.no_such_choice", {})
    vault.set_setting("own", wrong if isinstance(wrong, dict) else [{"id": 1}])
    assert settings_of(vault).own == ()


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_answers_leave_with_an_export_and_come_back(tmp_path, ending):
    records = (answered(2, rating=0), answered(1, skipped=True), answered(0))
    file = tmp_path / f"diary.{ending}"
    export_diary(Diary(records=records), file)
    vault = made_up_vault(Diary())
    assert take_in(vault, arrival_of(diary_of_file(file), vault)) == 3
    assert [record.own for record in vault.diary().sorted().records] == [record.own for record in records]


def test_the_reading_counts_days_and_never_claims_odds():
    one = facts(answered(1, rating=4))
    assert one == ["Your own question “I slept {well}” (0 badly, 10 well): answered on one day, 4.0."]
    few = facts(*(answered(day, rating=day) for day in range(4)))
    assert few == [
        "Your own question “I slept {well}” (0 badly, 10 well): 1.5 on average over 4 days, from 0.0 to 3.0."
    ]
    (many,) = facts(*(answered(day, rating=day) for day in range(9)))
    assert "4.0 on average over 9 days" in many and many.endswith("On half of the days it lay between 2.0 and 6.0.")
    assert facts(answered(0, skipped=True), answered(1)) == []
    (vietnamese,) = facts(answered(1, rating=4), answered(2, rating=4), language="vi")
    assert "4,0" in vietnamese
    whole = reading_of(Diary(records=tuple(answered(day, rating=day % 10) for day in range(40))), now=NOW, longer=False)
    assert not any("slept" in statement.text for statement in whole.statements)


def test_two_answers_of_one_day_are_one_day_and_the_last_wording_names_it():
    (text,) = facts(
        answered(1, rating=2), answered(1, rating=4), answered(0, asked="I slept.", rating=7)
    )  # the days say 3 and 7
    assert "“I slept”" in text and "5.0 on average over 2 days, from 3.0 to 7.0" in text


def test_a_record_says_what_was_asked_then():
    own = (
        OwnAnswer(id="a", asked="I slept well.", rating=7.5),
        OwnAnswer(id="b", asked="I ate.", skipped=True),
        OwnAnswer(id="c", asked="I sang."),
    )
    told = content_of(CheckIn(at=NOW, ratings={"worth": 3}, own=own), "en")
    assert told[0].endswith("“I slept well” 7.5")
    assert any("“I ate”" in part and "Left out" in part for part in told)
    assert any("“I sang”" in part and "No entry" in part for part in told)
