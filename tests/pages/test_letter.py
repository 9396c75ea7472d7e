"""A letter: its marks with notes, what is kept as it is, and that it is in memory and nowhere else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.pages.visiting import EVENING, PASSPHRASE, Town, Visitor, behind_the_gate
from upright.actions.safety import keep_answers
from upright.actions.vault import made_up_vault
from upright.record import Diary
from upright.record.words import SAFETY_TOPICS
from upright.wording import languages, say, say_n

TEXT = "I am moving out on the 12th.\nPlease don't leave me, I beg you.\nYou <b>idiot</b> & liar, you idiot."


@pytest.fixture(params=languages())
def writer(request: pytest.FixtureRequest, tmp_path) -> Visitor:
    """A browser with an empty diary open, in each language, that the gate lets through."""
    visitor = behind_the_gate(tmp_path, request.param)
    visitor.get("letter")
    return visitor


def said(visitor: Visitor, id: str, **values: object) -> str:
    return say(id, visitor.session.language, **values)


def marks(page: str) -> list[str]:
    return re.findall(r'name="mark" value="([^"]+)"', page)


def test_nothing_is_marked_before_anything_is_written(writer):
    page = writer.get("letter").text
    assert "<mark>" not in page and said(writer, "letter.clean") not in page
    assert said(writer, "page.letter.memory") in page


def test_a_letter_is_shown_with_its_marks_numbered_and_linked_both_ways(writer):
    answer = writer.post("mark_letter", {"text": TEXT.replace("\n", "\r\n")})
    assert (answer.status, answer.to) == (303, "letter#marks")
    page = writer.get("letter").text
    assert "<mark>Please don't leave me</mark>" in page
    handles = marks(page)
    assert len(handles) == len(set(handles)) >= 2
    for number in range(1, len(handles) + 1):
        assert (
            f'id="m{number}" href="#n{number}"' in page and f'id="n{number}"' in page and f'href="#m{number}"' in page
        )
    assert said(writer, "letter.kind.pleading") in page and said(writer, "letter.ask.pleading") in page
    assert say_n("letter.marks", len(handles), writer.session.language) in page
    assert said(writer, "letter.keep") in page


def test_what_she_wrote_is_escaped_and_is_all_there(writer):
    writer.post("mark_letter", {"text": TEXT})
    body = writer.get("letter").body.decode()
    assert "<b>idiot" not in body and "&lt;b&gt;" in body
    shown = re.search(r'<div class="letter">(.*?)</section>', writer.get("letter").text, re.DOTALL)[1]
    plain = re.sub(r"<ol.*?</ol>|<sup>.*?</sup>|</?(mark|div|p)>", "", shown, flags=re.DOTALL)
    for line in TEXT.split("\n"):
        assert line in plain


def test_keep_it_as_it_is_takes_one_mark_away_and_changes_no_word(writer):
    writer.post("mark_letter", {"text": TEXT})
    first, *others = marks(writer.get("letter").text)
    assert writer.post("keep_mark", {"mark": first}).to == "letter#marks"
    page = writer.get("letter").text
    assert marks(page) == others
    assert writer.session.letter == TEXT
    for handle in others:
        writer.post("keep_mark", {"mark": handle})
    page = writer.get("letter").text
    assert "<mark>" not in page and said(writer, "letter.clean") in page
    writer.post("mark_letter", {"text": TEXT})  # checked anew, everything is asked anew
    assert marks(writer.get("letter").text) == [first, *others]


def test_a_mark_that_is_not_there_takes_none_away(writer):
    writer.post("mark_letter", {"text": TEXT})
    before = marks(writer.get("letter").text)
    writer.post("keep_mark", {"mark": "nonsense"})
    assert marks(writer.get("letter").text) == before


def test_a_clean_letter_says_so_and_no_more(writer):
    writer.post("mark_letter", {"text": "I am moving out on the 12th."})
    page = writer.get("letter").text
    assert said(writer, "letter.clean") in page and "<mark>" not in page


def test_clearing_and_locking_forget_it(writer):
    writer.post("mark_letter", {"text": TEXT})
    writer.post("clear_letter", {})
    assert "leave me" not in writer.get("letter").text and writer.session.letter == ""
    writer.post("mark_letter", {"text": TEXT})
    writer.session.lock(writer.town.now)
    assert (writer.session.letter, writer.session.letter_as_it_is) == ("", frozenset())


def test_it_is_never_in_the_file(writer):
    writer.post("mark_letter", {"text": TEXT})
    writer.get("letter")
    assert all("leave me" not in repr(record) for record in writer.session.vault.diary().records)


def test_what_was_sent_to_a_locked_file_is_there_again_unchecked(tmp_path):
    town = Town(tmp_path).with_file()
    visitor = Visitor(town).come_in().unlock()
    keep_answers(visitor.session.vault, dict.fromkeys(SAFETY_TOPICS, "no"), at=EVENING - timedelta(days=9))
    visitor.get("letter")
    town.pass_by(hours=2)
    assert visitor.post("mark_letter", {"text": TEXT}).to == "unlock"
    visitor.post("open_file", {"passphrase": PASSPHRASE})
    page = visitor.get("letter").text
    assert "I beg you" in page and "<mark>" not in page and say("page.write.held") in page


def test_the_eight_questions_come_before_it(tmp_path):
    town = Town(tmp_path)
    visitor = Visitor(town).look_round()
    visitor.session.opened(made_up_vault(Diary()), now=town.now)
    assert visitor.get("letter").to.startswith("safety?to=letter")


def test_leave_leads_to_it(writer):
    assert 'href="letter"' in writer.get("leave").text
