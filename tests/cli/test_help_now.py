"""`upright help-now`: static, for everyone, without a vault."""

from __future__ import annotations

import re

import pytest

from upright.wording import countries


def flat(out: str) -> str:
    """The page as one line of text."""
    return re.sub(r"\s+", " ", " ".join(line[9:] for line in out.splitlines()))


def test_it_needs_no_file_and_makes_none(place):
    ran = place.run("help-now")
    assert (ran.status, ran.err) == (0, "")
    assert not place.vault.parent.exists()


@pytest.mark.parametrize(
    ("country", "number"), [("VN", "1900 969 680"), ("nz", "0800 733 843"), ("UK", "0808 2000 247"), ("FR", "3919")]
)
def test_a_country_s_lines_stand_with_the_day_they_were_checked(place, country, number):
    text = flat(place.run("help-now", "--country", country).out)
    assert number in text
    assert "checked" in text


@pytest.mark.parametrize("country", countries())
@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_number_is_broken_over_two_lines(place, country, language):
    ran = place.run("help-now", "--country", country, language=language)
    assert ran.status == 0
    assert max(len(line) for line in ran.out.splitlines()) <= 72
    rows = [line[9:] for line in ran.out.splitlines()]
    assert not [
        one for one, two in zip(rows, rows[1:], strict=False) if one[-1:].isdigit() and two.lstrip()[:1].isdigit()
    ]


def test_a_country_without_a_list_has_the_directories_and_nothing_guessed(place):
    text = flat(place.run("help-now", "--country", "ZZ").out)
    assert "findahelpline.com" in text
    assert "your local emergency number" in text


def test_the_country_of_the_locale_is_taken_when_none_is_named(place):
    place.environment["LANG"] = "vi_VN.UTF-8"
    assert "1900 969 680" in place.run("help-now").out


def test_the_core_is_the_same_for_everyone(place):
    text = flat(place.run("help-now").out)
    for part in (
        "The time around leaving can be the most dangerous",
        "Deleting leaves traces",
        "A sudden change can be noticed",
        "If you think of dying",
        "This page cannot judge danger",
    ):
        assert part in text


def test_it_never_says_safe(place):
    for language in ("en", "vi"):
        text = place.run("help-now", language=language).out.lower()
        assert not re.search(r"\bsafe(ly|ty)?\b|an toàn", text)


def test_without_a_country_the_countries_are_named_beside_their_codes(place):
    text = flat(place.run("help-now").out)
    assert "Vietnam (VN)" in text
    assert "--country" in text
    assert "Việt Nam (VN)" in flat(place.run("help-now", "--country", "FR", language="vi").out)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_it_fits_a_narrow_window(place, language):
    place.environment["COLUMNS"] = "40"
    lines = place.run("help-now", "--country", "AU", language=language).out.splitlines()
    assert max(len(line) for line in lines) <= 40


def test_the_help_of_a_limit_names_it(place):
    for language in ("en", "vi"):
        assert "upright help-now" in " ".join(place.run("boundary", "-h", language=language).out.split())
