"""The language switch leads back to what was being looked at: the same day, the same page of the diary, the record."""

from __future__ import annotations

import re

import pytest

from tests.pages.visiting import Visitor
from upright.wording import say


def switch(visitor: Visitor, page: str) -> str:
    """Switch the language at the foot of a page; where it leads."""
    back = re.search(r'name="back" value="([^"]*)"', visitor.get(page).text)[1]
    other = "en" if visitor.session.language == "vi" else "vi"
    return visitor.post("language", {"language": other, "back": back}).to


@pytest.mark.parametrize("page", ["read?day=2026-09-01", "read", "diary?page=2", "settings", "own_questions", "copies"])
def test_it_leads_back_to_the_same_page_with_what_was_asked_of_it(reader, page):
    assert switch(reader, page) == page
    assert reader.get(page).status == 200 and reader.session.language == "vi"
    assert switch(reader, page) == page


def test_a_record_stays_the_same_record(reader):
    handle = re.search(r'href="record\?r=([^"]+)"', reader.get("diary").text)[1]
    assert switch(reader, f"record?r={handle}") == f"record?r={handle}"


def test_what_the_page_asks_by_itself_and_what_is_no_plain_word_are_left_out(reader):
    assert switch(reader, "read?waiting=yes&day=2026-09-01") == "read?day=2026-09-01"
    assert switch(reader, "diary?page=%3Cb%3E&x=1") == "diary"


@pytest.mark.parametrize(
    "back", ["//evil.example", "../evil", "http://evil.example", "read?day=a b", "read#x", "read?day=x%0d", "/read", ""]
)
def test_nothing_else_is_taken_for_an_address(reader, back):
    assert reader.post("language", {"language": "vi", "back": back}).to == ""


def test_a_page_without_an_address_leads_home(reader):
    answer = reader.get("nowhere")
    assert answer.status == 404 and 'name="back" value=""' in answer.text


def test_before_anyone_is_let_in_the_country_of_the_help_page_stays(visitor):
    page = visitor.get("/help_now?country=DE").text
    assert 'href="?country=DE&language=vi"' in page
    assert say("page.other_language", "vi") in visitor.get("/help_now?country=DE&language=vi").text
