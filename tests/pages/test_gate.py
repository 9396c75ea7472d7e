"""The gate before pages: the eight questions, or the help page after a yes, once a session for each page behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.pages.visiting import EVENING, Town, Visitor
from upright.actions.safety import gate, keep_answers
from upright.pages.book import ROUTES
from upright.record import Safety
from upright.record.words import SAFETY_TOPICS
from upright.wording import say

ALL_NO = dict.fromkeys(SAFETY_TOPICS, "no")
BEHIND = ("diary", "settings")  # two pages that stand behind the gate here
GATED = tuple(replace(route, gated=route.name) if route.name in BEHIND else route for route in ROUTES)


@pytest.fixture
def town(tmp_path):
    found = Town(tmp_path, routes=GATED).with_file()
    yield found
    found.house.sessions.end_all(found.now)


@pytest.fixture
def her(town) -> Visitor:
    return Visitor(town).unlock()


def kept(visitor, answers, *, days_ago=1, taken_back=False):
    at = EVENING - timedelta(days=days_ago)
    return keep_answers(visitor.session.vault, answers, at=at, taken_back=taken_back)


def questions(language="en"):
    return [say(f"safety.{topic}", language) for topic in SAFETY_TOPICS]


def test_where_all_is_answered_with_no_the_page_shows_with_one_quiet_line(her):
    kept(her, ALL_NO)
    page = her.get("diary")
    assert page.status == 200
    assert page.text.count(say("page.safety.open")) == 1
    assert 'href="safety"' in page.text
    assert say("page.safety.open") not in her.get("write").text


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_after_a_yes_in_the_file_the_help_page_stands_before_it_once_a_session(her, answer):
    kept(her, ALL_NO | {"weapon": answer})
    assert her.get("diary").to == "help_after?to=diary"
    page = her.get("help_after?to=diary").text
    assert say("safety.after_yes") in page
    assert say("help.leaving.title") in page
    assert page.count('action="go_on"') == 1
    assert not any(question in page for question in questions())
    assert her.get("diary").to == "help_after?to=diary"  # looking at it is not going on
    assert her.post("go_on", {"to": "diary"}).to == "diary"
    assert her.get("diary").status == 200
    assert say("page.safety.open") not in her.get("diary").text
    assert her.get("settings").to == "help_after?to=settings"  # each page by itself
    her.post("lock")
    her.unlock()
    assert her.get("diary").to == "help_after?to=diary"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_where_nothing_is_answered_the_questions_come_first_and_may_all_be_left_out(tmp_path, language):
    her = Visitor(Town(tmp_path, language=language, routes=GATED)).make_file()
    assert her.get("diary").to == "safety?to=diary"
    page = her.get("safety?to=diary").text
    assert all(question in page for question in questions(language))
    assert " checked" not in page
    assert 'name="to" value="diary"' in page
    assert her.post("answer", {"to": "diary"}).to == "diary"
    shown = her.get("diary")
    assert shown.status == 200
    assert say("safety.after_no", language) in shown.text
    assert her.get("settings").to == "safety?to=settings"
    assert len(her.session.vault.diary()) == 0


def test_one_question_left_out_puts_them_again_in_another_session(her):
    kept(her, ALL_NO | {"neck": "skipped"})
    assert her.get("diary").to == "safety?to=diary"
    her.post("answer", ALL_NO | {"to": "diary", "keep": "yes"})
    her.post("lock")
    her.unlock()
    assert her.get("diary").status == 200
    assert her.get("settings").status == 200


def test_a_yes_on_the_way_leads_by_the_help_page_to_where_she_wanted(her):
    assert her.post("answer", ALL_NO | {"fear": "yes", "to": "diary"}).to == "help_after?to=diary"
    assert her.get("diary").to == "help_after?to=diary"
    assert 'name="to" value="diary"' in her.get("help_after?to=diary").text
    assert her.post("go_on", {"to": "diary"}).to == "diary"
    assert her.get("diary").status == 200


def test_a_yes_that_is_not_kept_counts_until_the_file_is_locked_and_a_later_no_does_not_take_it_back(her):
    kept(her, ALL_NO)
    her.post("answer", ALL_NO | {"fear": "yes"})
    assert her.get("diary").to == "help_after?to=diary"
    her.post("answer", ALL_NO)
    her.post("answer", ALL_NO | {"keep": "yes"})
    assert her.get("diary").to == "help_after?to=diary"
    her.post("lock")
    her.unlock()
    assert her.get("diary").status == 200


def test_a_no_that_is_not_kept_opens_nothing_that_the_file_keeps_quiet(her):
    kept(her, ALL_NO | {"hurt": "unsure"})
    her.post("answer", ALL_NO)
    her.post("answer", ALL_NO | {"again": "yes"})
    assert her.get("diary").to == "help_after?to=diary"


def test_eight_times_no_that_is_not_kept_opens_it_until_the_file_locks(her):
    her.post("answer", ALL_NO)
    assert her.get("diary").status == her.get("settings").status == 200
    assert say("page.safety.open") in her.get("diary").text
    assert len(her.session.vault.diary()) == 0
    her.post("lock")
    her.unlock()
    assert her.get("diary").to == "safety?to=diary"


def test_a_yes_before_there_is_a_file_counts_in_the_one_that_is_made(tmp_path):
    her = Visitor(Town(tmp_path, routes=GATED)).come_in()
    her.post("answer", ALL_NO | {"fear": "yes"})
    her.post("answer", ALL_NO | {"keep": "yes"})
    her.post("make_file", {"passphrase": "four plain words here", "again": "four plain words here"})
    assert her.get("diary").to == "help_after?to=diary"
    assert len(her.session.vault.diary().of(Safety)) == 2
    assert gate(her.session.vault) == "quiet"


def test_it_stands_in_the_made_up_diary_too(tmp_path):
    her = Visitor(Town(tmp_path, routes=GATED)).look_round()
    before = len(her.session.vault.diary())
    assert her.get("diary").to in ("safety?to=diary", "help_after?to=diary")
    her.post("answer", ALL_NO | {"to": "diary", "keep": "yes"})
    assert her.get("diary").status == 200
    assert len(her.session.vault.diary()) == before + 1
    assert gate(her.session.vault) == "open"


def test_only_pages_behind_the_gate_are_led_to(her):
    kept(her, ALL_NO | {"fear": "yes"})
    for to in ("//elsewhere.example", "write", "passphrase", "diary%0d%0ax"):
        page = her.get(f"help_after?to={to}").text
        assert 'name="to"' not in page
        assert f"again=yes&to={to}" not in page
        assert her.post("go_on", {"to": to}).to == "write"
        assert her.post("answer", {"to": to}).to == "noted"
    assert her.get("diary").to == "help_after?to=diary"


def test_a_locked_file_asks_for_its_passphrase_before_anything_else(her):
    kept(her, ALL_NO | {"fear": "yes"})
    her.post("lock")
    assert her.get("diary").to == "unlock"
    assert her.post("go_on", {"to": "diary"}).to == "create"
    her.unlock()
    assert her.get("diary").to == "help_after?to=diary"


# Taking a yes back


def test_a_yes_is_taken_back_from_the_help_page_alone_and_with_every_question_answered(her):
    kept(her, ALL_NO | {"fear": "yes"})
    for name in ("help_now", "help_after?to=diary"):
        assert 'href="safety?again=yes' in her.get(name).text
    for name in ("write", "diary", "settings", "safety"):
        assert "again=yes" not in her.get(name).text
    page = her.get("safety?again=yes&to=diary").text
    assert 'name="again" value="yes"' in page
    assert say("page.safety.again") in page
    assert page.count(" checked") == 1  # to keep them; none is answered for her
    her.post("answer", ALL_NO | {"keep": "yes"})  # a later no by the ordinary way
    assert gate(her.session.vault) == "quiet"
    her.town.pass_by(minutes=1)
    her.post("answer", ALL_NO | {"keep": "yes", "again": "yes", "neck": "skipped"})
    assert gate(her.session.vault) == "quiet"
    her.town.pass_by(minutes=1)
    assert her.post("answer", ALL_NO | {"keep": "yes", "again": "yes", "to": "diary"}).to == "diary"
    assert gate(her.session.vault) == "open"
    assert her.get("settings").status == 200


def test_a_yes_given_by_way_of_the_help_page_counts_like_any_other(her):
    her.post("answer", ALL_NO | {"keep": "yes", "again": "yes", "hurt": "yes"})
    assert gate(her.session.vault) == "quiet"
    assert her.get("diary").to == "help_after?to=diary"


# The record of a yes


def test_no_page_shows_how_the_questions_were_answered(her):
    kept(her, ALL_NO | {"weapon": "yes"})
    her.post("go_on", {"to": "diary"})
    (record,) = her.session.vault.diary().of(Safety)
    for name in ("diary", f"record?r={her.session.handle(record.id)}", "help_after", "help_now", "write"):
        page = her.get(name).text
        assert not any(question in page for question in questions()), name
    assert say("kind.safety") in her.get("diary").text.casefold()
    her.post("search", {"words": say("answer.yes")})
    assert say("page.diary.none") in her.get("diary").text


def test_a_yes_is_neither_changed_nor_taken_out_in_the_diary(her):
    id = kept(her, ALL_NO | {"weapon": "yes"})
    kept(her, ALL_NO, days_ago=2)
    before = her.session.vault.diary().records
    handle = her.session.handle(id)
    page = her.get(f"record?r={handle}").text
    assert say("page.record.eight") in page
    assert 'href="help_now"' in page.partition("<main")[2].partition("</header>")[2]
    assert 'action="change"' not in page
    assert "take_out" not in page
    assert her.get(f"take_out?r={handle}").to == f"record?r={handle}"
    assert her.post("remove", {"id": id}).status == 422
    assert her.post("change", {"id": id, "day": "2020-01-01", "note": "x"}).status == 422
    assert her.session.vault.diary().records == before
    assert gate(her.session.vault) == "quiet"


def test_a_no_can_be_taken_out_and_a_yes_once_it_was_taken_back(her):
    yes = kept(her, ALL_NO | {"weapon": "yes"}, days_ago=5)
    no = kept(her, ALL_NO, days_ago=4)
    back = kept(her, ALL_NO, days_ago=3, taken_back=True)
    again = kept(her, ALL_NO | {"fear": "unsure"}, days_ago=2)
    assert "take_out" in her.get(f"record?r={her.session.handle(no)}").text
    assert her.post("remove", {"id": no}).to == "removed"
    assert her.post("remove", {"id": again}).status == 422
    assert her.post("change", {"id": back, "day": "2026-11-22", "note": ""}).status == 422
    assert her.post("remove", {"id": yes}).to == "removed"
    assert gate(her.session.vault) == "quiet"
