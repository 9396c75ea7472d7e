"""Help now: reachable by anyone, locked or not, and the same for everyone."""

from __future__ import annotations

import pytest

from tests.pages.visiting import Town, Visitor
from upright.pages.help_now import PARTS
from upright.wording import countries, country_name, helplines, say


@pytest.mark.parametrize("language", ["en", "vi"])
def test_it_needs_no_session_and_holds_every_part_and_every_country(tmp_path, language):
    page = Visitor(Town(tmp_path, language=language)).get("/help_now")
    assert page.status == 200
    assert all(say(f"help.{part}.title", language) in page.text for part in PARTS)
    for code in countries():
        assert country_name(code, language) in page.text
        for line in helplines(code):
            assert all(way in page.text for way in line.ways(language))


def test_it_is_the_same_locked_open_and_for_strangers(town):
    stranger = Visitor(town).get("/help_now").text
    reader = Visitor(town).look_round().get("help_now").text
    main = [page.partition("<section")[2].partition("<footer")[0] for page in (stranger, reader)]
    assert main[0] == main[1]
    assert len(main[0]) > 5000


def test_the_country_of_this_machine_comes_first_and_is_open(town):
    page = Visitor(town).get("/help_now").text
    first = page.partition('<details class="head2" open>')[2]
    assert first.partition("</summary>")[0].startswith("<summary>" + country_name("VN"))
    assert page.count("<details") == page.count("<details class=") == len(countries()) + 1


def test_a_stranger_can_choose_the_language_by_the_address(town):
    assert '<html lang="vi"' in Visitor(town).get("/help_now?language=vi").text
    assert '<html lang="en"' in Visitor(town).get("/help_now?language=xx").text


def test_every_page_leads_to_it_and_to_the_way_out(reader):
    for name in ("write", "safety", "welcome", "nowhere"):
        page = reader.get(name).text
        assert 'href="help_now"' in page
        assert 'action="exit"' in page
    assert 'action="exit"' in reader.get("help_now").text
