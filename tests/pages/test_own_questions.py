"""Questions in her own words: worded on a page of their own, asked on Write, mended in the Diary, counted in Read."""

from __future__ import annotations

import re

import pytest

from tests.pages.visiting import PASSPHRASE, Town, Visitor
from upright.actions.settings import settings_of
from upright.actions.vault import made_up_vault, open_vault
from upright.record import CheckIn, Diary
from upright.wording import say

HOSTILE = 'I <b>slept</b> "well" & {{ 7*7 }}.'


@pytest.fixture
def asker(town: Town) -> Visitor:
    """A browser with an empty diary open."""
    visitor = Visitor(town).look_round()
    visitor.session.opened(made_up_vault(Diary()), now=town.now)
    visitor.get("own_questions")
    return visitor


def ids(visitor: Visitor) -> list[str]:
    return re.findall(r'name="id" value="([^"]+)"', visitor.get("own_questions").text)


def word(visitor: Visitor, *rows: tuple[str, str, str, str]):
    fields: dict[str, object] = {"id": [row[0] for row in rows]}
    for id, *parts in rows:
        fields |= {f"{name}.{id}": part for name, part in zip(("asked", "low", "high"), parts, strict=True)}
    return visitor.post("keep_own_questions", fields)


def add(visitor: Visitor, asked: str, low: str = "", high: str = "") -> str:
    """Word a new question beside those there are; its id."""
    known = visitor.session.settings.own
    new = ids(visitor)[-1]
    answer = word(visitor, *((one.id, one.asked, one.low, one.high) for one in known), (new, asked, low, high))
    assert answer.to == "own_questions"
    return new


def own(visitor: Visitor):
    return [record.own for record in visitor.session.vault.diary().of(CheckIn)]


def test_a_question_is_worded_asked_answered_and_read(asker):
    assert say("page.settings.own", "en", n=0) in asker.get("settings").text
    id = add(asker, HOSTILE, "badly", "well")
    assert say("page.settings.own", "en", n=1) in asker.get("settings").text
    for page in ("own_questions", "write"):
        raw = asker.get(page).body.decode()
        assert "<b>slept" not in raw and "&lt;b&gt;slept&lt;/b&gt;" in raw
    asker.save(**{f"own.{id}": "7", "worth": "3"})
    (answers,) = own(asker)
    assert [(one.id, one.asked, one.rating, one.low) for one in answers] == [(id, HOSTILE, 7, "badly")]
    for page in ("diary", "read"):
        raw = asker.get(page).body.decode()
        assert "<b>slept" not in raw and "&lt;b&gt;slept&lt;/b&gt;" in raw


def test_left_out_and_unanswered_are_told_apart_from_zero(asker):
    first, second, third = add(asker, "One."), add(asker, "Two."), add(asker, "Three.")
    asker.save(**{f"own.{first}": "0", f"own.{second}": "skipped"})
    (answers,) = own(asker)
    assert [(one.rating, one.skipped) for one in answers] == [(0, False), (None, True), (None, False)]
    assert [one.id for one in answers] == [first, second, third]
    asker.save(note="nothing of mine")
    assert len(own(asker)) == 2


def test_there_are_five_and_no_more(asker):
    for number in range(5):
        add(asker, f"Question {number}.")
    page = asker.get("own_questions").text
    assert len(ids(asker)) == 5 and say("page.own_questions.full", "en") in page
    rows = [(one.id, one.asked, "", "") for one in asker.session.settings.own]
    assert word(asker, *rows, ("zz", "A sixth.", "", "")).status == 422
    assert len(settings_of(asker.session.vault).own) == 5


def test_words_for_a_scale_without_a_sentence_are_shown_again(asker):
    (new,) = ids(asker)
    answer = word(asker, (new, "", "badly", "well"))
    assert answer.status == 422
    assert say("page.own_questions.no_sentence", "en") in answer.text and 'value="badly"' in answer.text
    assert asker.session.settings.own == ()


def test_too_long_a_sentence_is_refused_and_stands_in_no_error(asker):
    (new,) = ids(asker)
    answer = word(asker, (new, "secret " * 40, "", ""))
    assert answer.status == 422
    (fault,) = re.findall(r'<p class="fault"[^>]*>(.*?)</p>', answer.text)
    assert "secret" not in fault and asker.session.settings.own == ()


def test_a_page_that_grew_old_takes_no_question_of_another_tab_away(asker):
    first = add(asker, "I slept well.")
    add(asker, "I ate.")
    word(asker, (first, "I slept through.", "", ""))
    assert {one.asked for one in asker.session.settings.own} == {"I slept through.", "I ate."}


def test_rewording_and_taking_out_leave_old_answers_as_they_were(asker):
    id = add(asker, "I slept well.")
    asker.save(**{f"own.{id}": "7"})
    word(asker, (id, "I slept through.", "", ""))
    asker.save(**{f"own.{id}": "2"})
    assert sorted(one.asked for (one,) in own(asker)) == ["I slept through.", "I slept well."]
    word(asker, (id, "", "", ""))
    page = asker.get("write").text
    assert "I slept" not in page.partition('aria-labelledby="e"')[0]
    assert len(own(asker)) == 2
    assert "I slept well" in asker.get("diary").text and "I slept through" in asker.get("read").text


def test_an_answer_to_a_question_taken_out_meanwhile_is_not_lost_in_silence(asker):
    id = add(asker, "I slept well.")
    word(asker, (id, "", "", ""))
    answer = asker.save(**{f"own.{id}": "7", "note": "typed"})
    assert answer.status == 422
    assert say("page.write.own_gone", "en") in answer.text and "typed" in answer.text
    assert own(asker) == []


def test_an_answer_is_mended_on_its_record(asker):
    id, other = add(asker, "I slept well."), add(asker, "I ate.")
    asker.save(**{f"own.{id}": "7", f"own.{other}": "5"})
    (record,) = asker.session.vault.diary().of(CheckIn)
    page = asker.get(f"record?r={asker.session.handle(record.id)}").text
    assert "I slept well." in page
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    fields = {"id": record.id, "seen": seen, "day": "2026-11-23", f"own.{id}": "skipped"}
    assert asker.post("change", fields).status == 303
    ((first, second),) = own(asker)
    assert (first.rating, first.skipped, first.asked) == (None, True, "I slept well.")
    assert second.rating == 5


def test_her_words_stand_in_no_address(asker):
    add(asker, "Verysecret.")
    for page in ("settings", "own_questions", "write", "diary", "read"):
        found = asker.get(page)
        assert not any("erysecret" in one for one in re.findall(r'(?:href|action)="([^"]*)"', found.text))


def test_they_are_there_when_the_file_is_opened_again(town):
    visitor = Visitor(town.with_file()).unlock()
    add(visitor, "I slept well.")
    visitor.post("lock")
    with open_vault(town.vault, PASSPHRASE) as vault:
        assert [one.asked for one in settings_of(vault).own] == ["I slept well."]
