"""The Diary: everything by day and page by page, searched with and without marks, and no word of hers in an address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.pages.visiting import EVENING, Town, Visitor
from upright.actions.diary import folded
from upright.actions.vault import made_up_vault
from upright.record import Belief, CheckIn, Diary, Moment, Try
from upright.wording import say

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}"


@pytest.fixture
def reader(town: Town) -> Visitor:
    """A browser with a small diary open."""
    visitor = Visitor(town).look_round()
    records = (
        CheckIn(at=EVENING - timedelta(days=2), ratings={"worth": 0}, note="Cãi nhau về việc nhà", id="a1"),
        Try(at=EVENING - timedelta(days=1), way="asked", topic="Đi chợ", outcome="pending", id="b2"),
        Belief(at=EVENING - timedelta(days=1), belief="Give it time, they say", topic="việc nhà", id="c3"),
        Moment(at=EVENING.replace(hour=2), sign="thanked", id="d4"),
    )
    visitor.session.opened(made_up_vault(Diary(records=records)), now=town.now)
    visitor.get("diary")
    return visitor


def found(visitor: Visitor, **fields: str) -> list[str]:
    """The days and kinds that are shown after a search."""
    assert visitor.post("search", fields).to == "diary"
    return re.findall(r'<span class="kind">([^<]+)</span>', visitor.get("diary").text)


def test_the_newest_stands_first_and_a_day_begins_at_four(reader):
    page = reader.get("diary").text
    assert re.findall(r'<h2 id="(d-[^"]+)"', page) == ["d-2026-11-22", "d-2026-11-21"]
    assert re.findall(r'class="kind">([^<]+)<', page) == ["Moment", "Something you were told", "Try", "Check-in"]
    assert "Cãi nhau về việc nhà" in page
    assert say("outcome.question") in page


def test_nothing_written_has_words_and_a_way_on(reader):
    reader.session.opened(made_up_vault(Diary()), now=reader.town.now)
    page = reader.get("diary").text
    assert say("page.diary.empty") in page
    assert 'href="write"' in page
    assert '<form class="finder"' not in page


@pytest.mark.parametrize(
    "words, kinds",
    [
        ("viec nha", ["Something you were told", "Check-in"]),
        ("VIỆC", ["Something you were told", "Check-in"]),
        ("di cho", ["Try"]),
        ("thanked", ["Moment"]),
        ("nha cai", ["Check-in"]),
        ("not there", []),
    ],
)
def test_words_are_found_with_and_without_marks(reader, words, kinds):
    assert found(reader, words=words) == kinds


def test_kind_and_topic_narrow_and_everything_comes_back(reader):
    assert found(reader, kind="try") == ["Try"]
    assert found(reader, topic="việc nhà") == ["Something you were told"]
    assert found(reader, kind="try", topic="việc nhà") == []
    assert say("page.diary.none") in reader.get("diary").text
    assert found(reader, kind="nothing known") == found(reader, all="yes", words="x")
    assert len(found(reader)) == 4


def test_folding_takes_marks_and_the_barred_d():
    assert folded("Đường về NHÀ") == "duong ve nha"
    assert folded("e\u0301") == folded("é") == "e"


def test_what_is_looked_for_stands_in_no_address_and_is_forgotten_when_locked(reader):
    answer = reader.post("search", {"words": "bimatlam"})
    assert all("bimatlam" not in value for _, value in answer.raw)
    page = reader.get("diary")
    assert "bimatlam" in page.text
    assert all("bimatlam" not in address for address in re.findall(r'(?:href|action)="([^"]*)"', page.text))
    reader.session.lock(reader.town.now)
    assert not reader.session.search


def test_no_id_stands_in_an_address(reader):
    """An id may come from a file and be a word."""
    page = reader.get("diary").text
    handles = re.findall(r'record\?r=([^"#]+)"', page)
    assert all(re.fullmatch("[0-9a-f]{18}", handle) for handle in handles)
    assert not {"a1", "b2", "c3", "d4"} & set(handles)
    other = Visitor(reader.town).look_round()
    assert reader.session.handle("a1") != other.session.handle("a1")


def test_many_records_come_in_pages_of_whole_days(reader):
    records = [Moment(at=EVENING - timedelta(hours=7 * n), sign="thanked", note=f"n{n}.") for n in range(150)]
    reader.session.opened(made_up_vault(Diary(records=tuple(records))), now=reader.town.now)
    seen, number = [], 1
    while True:
        page = reader.get(f"diary?page={number}").text
        seen.append(re.findall(r">(n\d+)\.<", page))
        if f"diary?page={number + 1}" not in page:
            break
        number += 1
    assert [note for page in seen for note in page] == [f"n{n}" for n in range(150)]
    assert all(40 <= len(one) <= 44 for one in seen[:-1])
    for asked in ("0", "999", "x", "-1", "1e9", "٣"):
        assert reader.get(f"diary?page={asked}").status == 200


def test_a_day_with_thousands_is_broken_into_pages(reader):
    records = tuple(Moment(at=EVENING - timedelta(seconds=n), sign="thanked") for n in range(500))
    reader.session.opened(made_up_vault(Diary(records=records)), now=reader.town.now)
    page = reader.get("diary").text
    assert page.count('class="entry"') == 120
    assert say("count.records", n=500) in page


def test_hostile_words_are_words(reader):
    records = (
        CheckIn(at=EVENING, note=HOSTILE),
        Try(at=EVENING, way="asked", topic=HOSTILE),
        Belief(at=EVENING, belief=HOSTILE, topic=HOSTILE),
    )
    reader.session.opened(made_up_vault(Diary(records=records)), now=reader.town.now)
    reader.post("search", {"words": '"><script>'})
    for page in (reader.get("diary"), (reader.post("search", {"all": "yes"}), reader.get("diary"))[1]):
        assert b"<script>alert" not in page.body and b"<img" not in page.body
        assert '"><script>' not in page.body.decode()
    assert HOSTILE in reader.get("diary").text
    assert "{{ 7 * 7 }}" in reader.get("diary").text


def test_a_long_note_is_shown_in_part_with_a_way_to_the_rest(reader):
    note = "a" * 699 + " " + "z" * 500
    reader.session.opened(made_up_vault(Diary(records=(CheckIn(at=EVENING, note=note),))), now=reader.town.now)
    page = reader.get("diary").text
    assert "z" * 10 not in page
    assert say("page.diary.rest") in page


def test_the_address_leads_nowhere_without_a_session_or_a_token(reader):
    assert reader.post("search", {"words": "x"}, token=False).status == 403
    assert not reader.session.search
    assert reader.get("search").status in (404, 405)
    reader.session.lock(reader.town.now)
    assert reader.get("diary").to == "unlock"


def test_what_was_looked_for_is_looked_for_anew_when_something_changed(reader):
    assert len(found(reader, kind="try")) == 1
    reader.session.vault.add([Try(at=reader.town.now, way="asked", topic="việc khác")])
    assert re.findall(r'<span class="kind">([^<]+)</span>', reader.get("diary").text) == ["Try", "Try"]
    reader.post("lock")
    assert reader.session.found is None
