"""The ten model readings, in both languages, come out word for word when the texts are filled with their values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from upright.wording import doubt, list_of, number, odds, say, say_n, span

MODELS = Path(__file__).parent / "model_readings.txt"
HIGH, LIKELY = 0.97, 0.8


def _count(what, n, language):
    return say_n(f"count.{what}", n, language)


def _counts(language, **counts):
    return list_of([_count(what, n, language) for what, n in counts.items()], language, plain=True)


def _sure(p, language):
    return {"doubt": doubt(p, language), "odds": odds(p, language)}


def _good(language):
    text = say(
        "reading.level.appreciation.above.text",
        language,
        span=span(42, language),
        estimate=number(7.1, language, 1),
        lo=number(6.6, language, 1),
        hi=number(7.6, language, 1),
        **_sure(HIGH, language),
    )
    return text, say("reading.level.appreciation.above.changes", language, weeks=_count("weeks", 2, language), level=4)


def _bad(language):
    text = say(
        "reading.tries.under_half.text",
        language,
        topic={"en": "housework", "vi": "việc nhà"}[language],
        times=_count("times", 5, language),
        outcomes=_counts(language, changed=1, unchanged=3, pending=1),
        **_sure(LIKELY, language),
    )
    return text, say("reading.tries.under_half.changes", language, n=2)


def _mixed(language):
    text = say(
        "reading.moments.mixed.text",
        language,
        regard=_count("regard", 9, language),
        disregard=_count("disregard", 10, language),
        span=span(28, language),
        **_sure(0.5, language),
    )
    weeks = {"en": "4 more weeks", "vi": "thêm bốn tuần"}[language]
    return text, say("reading.moments.mixed.changes", language, weeks=weeks)


def _three_days(language):
    text = say(
        "reading.not_yet.few_days.text",
        language,
        days=_count("days", 3, language),
        counts=_counts(language, checkins=3, moments=2, tries=1),
        level=_count("more_days", 11, language),
        change=_count("more_weeks", 5, language),
    )
    return text, say("reading.not_yet.few_days.needs", language)


def _balance(language):
    text = say(
        "reading.balance.effort_more.text",
        language,
        more=41,
        both=_count("days", 50, language),
        **_sure(HIGH, language),
    )
    # "A month": the form of the model; the length comes from the diary
    month = {"en": "a month", "vi": "một tháng"}[language]
    return text, say("reading.balance.effort_more.changes", language, span=month)


def _better(language):
    more = {"en": "more than 8 in 10", "vi": "hơn 8 trên 10"}[language]
    text = say(
        "reading.change.boundary.disregard.fewer.text",
        language,
        window=span(35, language),
        what=say("sign.belittled.running", language),
        since=_count("times", 5, language),
        before=_count("times", 9, language),
        date=date(2026, 9, 14),
        doubt=doubt(LIKELY, language),
        odds=more,
    )
    return text, say(
        "reading.change.boundary.disregard.fewer.changes", language, k=5, weeks=_count("weeks", 3, language)
    )


def _loop(language):
    return say("reading.loop.not_established.text", language, n=2), say(
        "reading.loop.not_established.changes", language
    )


def _loop_bad(language):
    other = _sure(0.2, language)
    text = say(
        "reading.loop.unanswered.text",
        language,
        answered_doubt=other["doubt"],
        answered_odds=other["odds"],
        **_sure(0.7, language),
    )
    return text, say("reading.loop.unanswered.changes", language)


def _drop_out(language):
    first = say("reading.fact.coverage", language, days=_count("days", 35, language), n=14)
    return f"{first} {say('reading.forecast.none', language)}", say("reading.fact.coverage.changes", language)


def _after(language):
    first = say(
        "reading.after.relief_risen.text", language, item=say("item.lonely.running", language), **_sure(0.92, language)
    )
    second = say("reading.after.contact_doubt.text", language, higher=8, days=10)
    return f"{first} {second}", say("reading.after.contact_doubt.changes", language)


READINGS = {
    "good": _good,
    "bad": _bad,
    "mixed": _mixed,
    "three_days": _three_days,
    "balance": _balance,
    "better": _better,
    "loop": _loop,
    "loop_bad": _loop_bad,
    "drop_out": _drop_out,
    "after": _after,
}

# Two readings end with what the models leave to the opened part: the smallest size that counts, and when "now" is.
ENDS = {
    ("balance", "en"): " A difference counts here from a point up.",
    ("balance", "vi"): " Ở đây, chênh từ một điểm trở lên mới tính là khác.",
    ("better", "en"): " You said it on 14 Sep 2026; 'now' is the 5 weeks from that day."
    " Here 'less' means by a fifth or more.",
    ("better", "vi"): " Bạn nói ra ngày 14/09/2026; 'nay' là 5 tuần tính từ ngày đó."
    " Ở đây 'ít hơn' là chênh từ một phần năm trở lên.",
}


def _models():
    blocks = MODELS.read_text(encoding="utf-8").strip().split("\n\n")[1:]
    return {
        name: {"en": (en, en_changes), "vi": (vi, vi_changes)}
        for name, en, en_changes, vi, vi_changes in (block.split("\n") for block in blocks)
    }


def test_there_are_ten_model_readings():
    assert list(_models()) == list(READINGS) and len(READINGS) == 10


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("name", READINGS)
def test_the_model_reading_comes_out_word_for_word(name, language):
    text, changes = _models()[name][language]
    assert READINGS[name](language) == (text + ENDS.get((name, language), ""), changes)
