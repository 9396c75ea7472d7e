"""Five words for doubt, each with its number, chosen from the probability itself."""

from __future__ import annotations

import math

import pytest

from upright.wording import doubt, interval, odds

EDGES = [
    (1.0, "very likely"),
    (0.90, "very likely"),
    (0.8999, "likely"),
    (0.66, "likely"),
    (0.6599, "about as likely as not"),
    (0.5, "about as likely as not"),
    (0.3301, "about as likely as not"),
    (0.33, "unlikely"),
    (0.1001, "unlikely"),
    (0.10, "very unlikely"),
    (0.0, "very unlikely"),
]


@pytest.mark.parametrize("p, words", EDGES)
def test_the_words_change_at_the_stated_probabilities(p, words):
    assert doubt(p, "en") == words


def test_the_words_are_chosen_from_the_probability_not_from_its_rounded_form():
    assert (doubt(0.897, "en"), odds(0.897, "en")) == ("likely", "about 9 in 10")


def test_the_vietnamese_words_rank_as_the_english_do():
    said = [doubt(p, "vi") for p in (0.95, 0.8, 0.5, 0.2, 0.05)]
    assert said == [
        "rất nhiều khả năng",
        "nhiều khả năng",
        "khả năng có và không gần ngang nhau",
        "ít khả năng",
        "rất ít khả năng",
    ]


@pytest.mark.parametrize(
    "p, english, vietnamese",
    [
        (0.81, "about 8 in 10", "khoảng 8 trên 10"),
        (0.85, "about 9 in 10", "khoảng 9 trên 10"),
        (0.95, "about 9 in 10", "khoảng 9 trên 10"),
        (0.9501, "more than 19 in 20", "hơn 19 trên 20"),
        (1.0, "more than 19 in 20", "hơn 19 trên 20"),
        (0.05, "about 1 in 10", "khoảng 1 trên 10"),
        (0.0499, "fewer than 1 in 20", "chưa tới 1 trên 20"),
        (0.0, "fewer than 1 in 20", "chưa tới 1 trên 20"),
    ],
)
def test_odds_are_said_in_ten_and_at_the_ends_in_twenty(p, english, vietnamese):
    assert odds(p, "en") == english
    assert odds(p, "vi") == vietnamese


def test_odds_are_never_none_or_all():
    said = {odds(k / 1000, "en") for k in range(1001)}
    assert not any(" 0 in" in text or "10 in 10" in text for text in said)


def test_odds_are_mirrored():
    for k in range(51, 1000):
        p = k / 1000
        if abs(p * 10 - round(p * 10)) == 0.5 or not p > 0.5:
            continue
        high, low = odds(p, "en"), odds(1 - p, "en")
        if high.startswith("about") and low.startswith("about"):
            assert int(high.split()[1]) + int(low.split()[1]) in (10, 11), p  # 11: both halves of a tie go up


@pytest.mark.parametrize("p", [-0.01, 1.01, math.nan])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError):
        doubt(p, "en")
    with pytest.raises(ValueError):
        odds(p, "vi")


def test_a_range_is_said_with_its_doubt():
    assert interval(6.6, 7.6, "en") == "probably between 6.6 and 7.6"
    assert interval(6.6, 7.6, "vi") == "có lẽ trong khoảng 6,6 đến 7,6"
    with pytest.raises(ValueError):
        interval(7.6, 6.6, "en")
