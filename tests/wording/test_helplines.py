"""The list of helplines says what is known, with its source and date, and no more."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import upright.wording
from upright.wording import countries, country_name, country_note, emergency_number, helplines, languages, say

DATA = json.loads((Path(upright.wording.__file__).parent / "helplines.json").read_text(encoding="utf-8"))

# What evidence there is: country, number or address, how sure.
KNOWN = [
    ("VN", "1900 969 680", "high"),
    ("VN", "1800 1768", "medium"),
    ("US", "1-800-799-7233", "high"),
    ("US", "88788", "high"),
    ("GB", "0808 2000 247", "high"),
    ("CA", "sheltersafe.ca", "high"),
    ("AU", "1800 737 732", "high"),
    ("AU", "0458 737 732", "high"),
    ("IE", "1800 341 900", "high"),
    ("IE", "1800 816 588", "high"),
    ("IN", "181", "high"),
    ("IN", "7827170170", "medium"),
    ("DE", "116 016", "high"),
    ("FR", "3919", "high"),
    ("FR", "114", "high"),
    ("ES", "016", "high"),
    ("ES", "600 000 016", "high"),
    ("SG", "1800 777 0000", "medium"),
    ("PH", "911", "high"),
    ("PH", "+63 919 777 7377", "low"),
    ("NZ", "0800 733 843", "high"),
]


def _own(country):
    return [line for line in helplines(country) if line.country]


@pytest.mark.parametrize("country, number, status", KNOWN)
def test_every_known_number_is_listed_with_how_sure_it_is(country, number, status):
    found = [line for line in _own(country) if number in (line.phone, line.message, line.web)]
    assert [line.status for line in found] == [status]


def test_no_number_is_listed_that_is_not_known():
    listed = {(line.country, n) for c in countries() for line in _own(c) for n in (line.phone, line.message) if n}
    assert listed == {(country, number) for country, number, _ in KNOWN if "." not in number}


def test_thirteen_countries_and_elsewhere():
    assert len(countries()) == 13
    for line in helplines("BR"):
        assert line.directory and line.country is None
    assert {line.web for line in helplines("br")} == {"findahelpline.com", "nomoredirectory.org"}


def test_a_country_is_found_in_any_writing():
    assert helplines("vn") == helplines(" VN ") and helplines("UK") == helplines("GB")
    assert country_name("uk", "vi") == "Vương quốc Anh"
    assert country_name("BR", "en") == "Elsewhere"


def test_emergency_numbers_are_named_only_where_there_is_a_source():
    assert {c: emergency_number(c) for c in (*countries(), "BR") if emergency_number(c)} == {"IN": "112", "PH": "911"}


def test_each_line_shows_whom_it_serves_or_that_this_is_not_confirmed():
    for language in languages():
        for country in countries():
            for line in _own(country):
                assert line.ways(language) and line.name(language)
                whom = say("helpline.serves", language, whom=say(line.serves, language)) if line.serves else None
                assert line.details(language)[0] == (whom or say("helpline.serves.unknown", language))


def test_each_line_shows_the_day_it_was_checked_or_since_when_it_was_not():
    for country in countries():
        for line in _own(country):
            told = " · ".join(line.details("en"))
            assert ("checked 23 Nov 2026, not dialled" in told) == (line.checked is not None)
            assert line.checked is not None or f"not checked since {line.as_of}" in told
            assert line.checked is None or line.checked >= date(2026, 1, 1)


def test_whom_a_line_serves_when_and_in_what_tongue_have_a_source_of_their_own():
    for entry in DATA["countries"].values():
        for line in entry["lines"]:
            assert line["source"]
            if {"serves", "hours", "languages"} & set(line):
                assert line["details_source"]


def test_what_has_no_source_is_absent_rather_than_guessed():
    allowed = {"service", "phone", "message", "way", "web", "web_unverified", "serves", "hours", "languages", "source",
               "details_source", "checked", "as_of", "status", "directory"}  # fmt: skip
    for entry in (*DATA["countries"].values(), DATA["elsewhere"]):
        for line in entry["lines"]:
            assert set(line) <= allowed and all(value not in ("", None) for value in line.values())
            assert line["status"] in ("high", "medium", "low", "unchecked")
            assert ("message" in line) == ("way" in line)


def test_addresses_that_were_not_verified_are_not_shown():
    hidden = [
        line["web_unverified"]
        for entry in DATA["countries"].values()
        for line in entry["lines"]
        if "web_unverified" in line
    ]
    shown = {line.web for country in countries() for line in helplines(country)}
    assert hidden and not shown & set(hidden)


def test_notes_of_a_country_are_said_in_both_languages():
    assert [c for c in countries() if country_note(c, "vi")] == ["GB", "CA", "IN"]
    assert country_note("VN", "en") is None
