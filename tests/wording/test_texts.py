"""Values go into texts as they are read, and nothing a person wrote is taken for a placeholder."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from upright.wording import doubt, list_of, odds, say, say_n, sentence


def test_numbers_and_dates_are_worded_in_the_language_of_the_text():
    values = {"date": date(2026, 11, 3), "path": "x"}
    assert say("cli.verify.backup", "en", **values) == "Latest good copy: 3 Nov 2026, x"
    assert say("cli.verify.backup", "vi", **values) == "Bản sao tốt gần nhất: 03/11/2026, x"
    assert say("fault.range", "vi", field="ratings.worth", value=10.5, low=0, high=10).startswith(
        "ratings.worth là 10,5;"
    )


def test_a_time_is_read_as_its_own_day():
    late = datetime(2026, 11, 3, 23, 59, tzinfo=UTC)
    assert "3 Nov 2026" in say("cli.verify.backup", "en", date=late, path="x")


def test_a_capital_placeholder_is_the_value_at_a_sentence_start():
    told = say("reading.balance.effort_more.changes", "en", span="2 months")
    assert told == "Two months in which the two ratings meet."
    assert say("reading.balance.effort_more.changes", "vi", span="2 tháng") == "Hai tháng mà hai điểm này ngang nhau."


def test_numbers_above_twelve_stay_in_figures_at_a_sentence_start():
    assert sentence("14 days", "en") == "14 days"
    assert sentence("12 tuần", "vi") == "Mười hai tuần"
    assert sentence("3.5 years", "en") == "3.5 years"
    assert sentence("0 brought a change", "en") == "0 brought a change"


def test_counted_texts_take_the_form_of_their_number():
    assert [say_n("count.weeks", n, "en") for n in (0, 1, 2)] == ["0 weeks", "1 week", "2 weeks"]
    assert [say_n("count.hours", n, "en") for n in (0.5, 2.5)] == ["0.5 hours", "2.5 hours"]
    assert [say("count.weeks", "vi", n=n) for n in (1, 2)] == ["1 tuần", "2 tuần"]
    assert say("reading.fact.coverage", "en", days="35 days", n=1).startswith("Of 35 days, 1 has no entry.")


def test_none_and_one_may_have_a_form_of_their_own():
    assert say_n("count.changed", 0, "en") == "none brought a change"
    assert say("reading.tries.under_half.changes", "vi", n=1).startswith("Nếu lần tới có thay đổi")


@pytest.mark.parametrize(
    "p, told",
    [
        (0.95, "Fewer than half of such tries very likely bring a change (about 9 in 10)."),
        (0.5, "It is about as likely as not (about 5 in 10) that fewer than half of such tries bring a change."),
    ],
)
def test_a_sentence_that_does_not_bear_the_doubt_gives_way_to_its_other_form(p, told):
    values = {"topic": "sleep", "times": "5 times", "outcomes": "5 did not"}
    text = say("reading.tries.under_half.text", "en", doubt=doubt(p, "en"), odds=odds(p, "en"), **values)
    assert text == f"On sleep you tried 5 times. Five did not. {told}"


def test_a_value_is_never_read_for_placeholders():
    told = say("reading.fact.tries_topic", "en", topic="{odds} {0.__class__} %s", times="1 time", outcomes="{times}")
    assert told == "On {odds} {0.__class__} %s you tried 1 time: {times}."


def test_a_missing_value_is_an_error_that_names_the_value_alone():
    with pytest.raises(KeyError) as raised:
        say("reading.fact.tries_topic", "en", topic="her words", times="1 time")
    assert raised.value.args == ("outcomes",)


def test_lists_are_joined_in_the_language_of_the_text():
    assert list_of([], "en") == ""
    assert list_of(["a"], "vi") == "a"
    assert list_of(["a", "b"], "vi") == "a và b"
    assert list_of(["a", "b", "c"], "en") == "a, b and c"
    assert list_of(["a", "b", "c"], "en", plain=True) == "a, b, c"
    assert list_of([1.5, date(2026, 3, 2)], "vi", plain=True) == "1,5, 02/03/2026"


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("kind, counted", [("regard", "regard"), ("disregard", "disregard_signs")])
def test_where_no_sign_was_noted_no_rate_stands_beside_the_zero(language, kind, counted):
    def told(n):
        return say(
            f"reading.rate.{kind}.rarer.text",
            language,
            count=say_n(f"count.{counted}", n, language),
            span="5",
            estimate="EST",
            lo="0",
            hi="1",
            doubt=doubt(0.97, language),
            odds=odds(0.97, language),
        )

    assert "EST" not in told(0) and "EST" in told(1) and "EST" in told(7)
