"""Taking a file in: looked into first, its unknown words asked for, then all of it or nothing."""

from __future__ import annotations

import re

import pytest

from tests.exchange.files import CLASSIC, archive
from tests.pages.visiting import Visitor
from upright.actions.vault import made_up_vault
from upright.record import Diary
from upright.wording import say

ROWS = '2026-03-02,x,y,20:30,good,walk,,"<b>a note"\n2026-03-01,x,y,20:30,<i>tuyệt,,,\n'


@pytest.fixture
def taker(town):
    """A browser with an empty diary open."""
    visitor = Visitor(town).look_round()
    visitor.session.opened(made_up_vault(Diary()), now=town.now)
    visitor.get("import_file")
    return visitor


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "years.csv"
    path.write_text(f"{CLASSIC}\n{ROWS}")
    return path


def held(visitor):
    return visitor.session.vault.diary().records


def test_looking_in_says_what_it_holds_and_writes_nothing(taker, file):
    answer = taker.post("look_in", {"path": str(file)})
    assert answer.status == 200
    assert "Daylio" in answer.text and say("cli.import.new", n=2, known=0) in answer.text
    assert held(taker) == ()
    assert "<i>tuyệt" not in answer.body.decode()


def test_a_word_that_is_not_known_is_asked_for_before_anything_is_written(taker, file):
    answer = taker.post("take_in_file", {"path": str(file)})
    assert answer.status == 200 and held(taker) == ()
    assert 'name="level.0"' in answer.text and 'value="<i>tuyệt"' in answer.text
    fields = {"path": str(file), "word": "<i>tuyệt", "level.0": "5"}
    assert taker.post("take_in_file", fields).to == "import_file"
    assert [record.own[0].rating for record in held(taker)] == [7.5, 10]
    assert say("cli.import.done", n=2) in taker.get("import_file").text


def test_a_second_time_nothing_is_new(taker, file):
    fields = {"path": str(file), "word": "<i>tuyệt", "level.0": "none"}
    taker.post("take_in_file", fields)
    taker.post("take_in_file", fields)
    assert len(held(taker)) == 2
    assert "take_in_file" not in taker.post("look_in", fields).text


@pytest.mark.parametrize("path", ["", "years.csv", "/nowhere/at/all", "/"])
def test_a_place_without_such_a_file_is_one_sentence(taker, path):
    for act in ("look_in", "take_in_file"):
        answer = taker.post(act, {"path": path})
        assert answer.status == 422
        assert len(re.findall(r'class="fault"', answer.text)) == 1


def test_a_hostile_file_is_one_sentence_and_nothing_is_written(taker, tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(archive({"../out.json": "{}"}))
    assert taker.post("take_in_file", {"path": str(path)}).status == 422
    assert held(taker) == ()
    assert not (tmp_path.parent / "out.json").exists()


def test_dates_that_can_be_read_in_two_ways_are_asked_for(taker, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"{CLASSIC}\n02/03/2026,x,y,20:30,good,,,\n")
    answer = taker.post("look_in", {"path": str(path)})
    assert answer.status == 422 and say("page.import_file.choose_dates") in answer.text
    assert taker.post("take_in_file", {"path": str(path), "dates": "mdy"}).to == "import_file"
    assert held(taker)[0].at.month == 2


def test_settings_lead_to_it_and_no_word_of_the_file_stands_in_an_address(town, taker, file):
    answer = taker.post("look_in", {"path": str(file)})
    assert not any("years" in one or "tuy" in one for one in re.findall(r'(?:href|action)="([^"]*)"', answer.text))
