"""Numbers carry the marks of their language."""

from __future__ import annotations

import math

import pytest

from upright.wording import number, percent, spelled


@pytest.mark.parametrize(
    "x, digits, english, vietnamese",
    [
        (7.1, None, "7.1", "7,1"),
        (7, None, "7", "7"),
        (7.04, None, "7", "7"),
        (7.0, 1, "7.0", "7,0"),
        (0.25, 1, "0.3", "0,3"),
        (-0.25, 1, "-0.3", "-0,3"),
        (2.675, 2, "2.68", "2,68"),
        (-0.04, 1, "0.0", "0,0"),
        (-1.8, None, "-1.8", "-1,8"),
        (1440, None, "1440", "1440"),
        (14000, None, "14,000", "14.000"),
        (5_000_000, None, "5,000,000", "5.000.000"),
        (12345.6, None, "12,345.6", "12.345,6"),
        (9.96, None, "10", "10"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(x, digits, english, vietnamese):
    assert number(x, "en", digits) == english
    assert number(x, "vi", digits) == vietnamese


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused(x):
    with pytest.raises(ValueError):
        number(x, "en")


def test_shares_are_whole_per_cents_without_a_space():
    assert percent(0.81, "en") == "81%"
    assert percent(0.815, "vi") == "82%"
    assert percent(0, "en") == "0%"
    assert percent(1, "vi") == "100%"


def test_an_estimate_is_never_rounded_to_nothing_or_to_all():
    assert percent(0.004, "en") == "under 1%"
    assert percent(0.996, "en") == "over 99%"
    assert percent(0.996, "vi") == "trên 99%"


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_what_is_no_share_is_refused(p):
    with pytest.raises(ValueError):
        percent(p, "en")


def test_small_numbers_have_words():
    assert [spelled(n, "en") for n in (1, 3, 12, 13, 0)] == ["one", "three", "twelve", "13", "0"]
    assert [spelled(n, "vi") for n in (1, 4, 10, 11)] == ["một", "bốn", "mười", "mười một"]
