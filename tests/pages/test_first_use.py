"""First use: warned before anything is made; the questions; a passphrase; the made-up diary."""

from __future__ import annotations

import os
import stat

import pytest

from tests.pages.visiting import PASSPHRASE, Town, Visitor
from upright.actions.safety import quiet
from upright.actions.vault import open_vault
from upright.record import Safety
from upright.record.words import SAFETY_TOPICS
from upright.wording import say

ALL_NO = dict.fromkeys(SAFETY_TOPICS, "no")


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_warning_stands_before_anything_and_nothing_is_made_by_looking(tmp_path, language):
    town = Town(tmp_path, language=language)
    visitor = Visitor(town).come_in()
    page = visitor.get("welcome").text
    assert all(say(f"first_use.{k}", language) in page for k in (1, 2, 3, 4))
    for name in ("safety", "create", "help_now", "unlock"):
        visitor.get(name)
    assert list(tmp_path.iterdir()) == []


def test_the_questions_are_put_in_their_words_and_none_is_answered_for_her(town):
    page = Visitor(town).come_in().get("safety").text
    for topic in SAFETY_TOPICS:
        assert say(f"safety.{topic}") in page
        assert page.count(f'name="{topic}"') == 4
    assert " checked" not in page


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_a_yes_or_not_sure_leads_to_help_and_from_there_on(town, answer):
    visitor = Visitor(town).come_in()
    assert visitor.post("answer", ALL_NO | {"neck": answer}).to == "help_after"
    page = visitor.get("help_after").text
    assert say("safety.after_yes") in page
    assert "1900 969 680" in page
    assert 'action="go_on"' in page
    assert visitor.post("go_on").to == "create"
    assert say("safety.neck") not in page


def test_all_no_is_noted_and_never_called_clear(town):
    visitor = Visitor(town).come_in()
    assert visitor.post("answer", ALL_NO).to == "noted"
    assert say("safety.after_no") in visitor.get("noted").text


def test_answers_are_kept_only_if_she_agrees(town):
    visitor = Visitor(town).come_in()
    visitor.post("answer", ALL_NO | {"fear": "yes"})
    visitor.post("make_file", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    visitor.post("exit")
    with open_vault(town.vault, PASSPHRASE) as vault:
        assert vault.count() == 0


def test_answers_that_are_kept_are_a_record_and_what_was_left_out_is_left_out(town):
    visitor = Visitor(town).come_in()
    visitor.post("answer", {"fear": "no", "hurt": "unsure", "keep": "yes"})
    visitor.post("make_file", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    visitor.post("exit")
    with open_vault(town.vault, PASSPHRASE) as vault:
        (record,) = vault.diary().of(Safety)
        assert record.answers == dict.fromkeys(SAFETY_TOPICS, "skipped") | {"fear": "no", "hurt": "unsure"}
        assert quiet(vault)


def test_what_was_answered_is_never_shown_again(town):
    visitor = Visitor(town).come_in()
    visitor.post("answer", ALL_NO | {"fear": "yes"})
    assert visitor.session.given
    assert " checked" not in visitor.get("safety").text


def test_check_12_the_file_is_hers_alone(town):
    old = os.umask(0o022)
    try:
        Visitor(town).make_file().save(sign="thanked")
    finally:
        os.umask(old)
    assert stat.S_IMODE(town.vault.stat().st_mode) == 0o600
    assert stat.S_IMODE(town.vault.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("first", "again", "said"),
    [
        ("", "", "error.passphrase_empty"),
        (PASSPHRASE, "four plain words there", "error.passphrases_differ"),
        ("short", "short", "page.create.short"),
    ],
)
def test_a_passphrase_that_will_not_do_is_told_and_nothing_is_made(town, first, again, said):
    visitor = Visitor(town).come_in()
    answer = visitor.post("make_file", {"passphrase": first, "again": again})
    assert answer.status == 422
    assert say(said) in answer.text
    assert first == "" or f'value="{first}"' not in answer.text
    assert not town.vault.exists()


def test_a_short_passphrase_is_taken_if_she_says_so(town):
    visitor = Visitor(town).come_in()
    assert visitor.post("make_file", {"passphrase": "short", "again": "short", "anyway": "yes"}).to == "write"


def test_a_recovery_key_is_shown_until_she_has_it_and_opens_the_file(town):
    visitor = Visitor(town).come_in()
    answer = visitor.post("make_file", {"passphrase": PASSPHRASE, "again": PASSPHRASE, "with_key": "yes"})
    assert answer.to == "recovery_key"
    page = visitor.get("recovery_key").text
    key = page.partition('translate="no">')[2].partition("<")[0]
    assert key in visitor.get("recovery_key").text
    visitor.post("key_written_down")
    assert visitor.get("recovery_key").to == "write"
    visitor.post("lock")
    assert visitor.post("open_file", {"passphrase": key, "with_key": "yes"}).to == "write"


def test_a_file_that_is_there_is_never_made_again(town):
    visitor = Visitor(town).come_in()
    town.with_file()
    before = town.vault.read_bytes()
    answer = visitor.post("make_file", {"passphrase": "other words are here", "again": "other words are here"})
    assert answer.status == 422
    assert town.vault.read_bytes() == before


def test_a_file_can_be_made_elsewhere_and_is_the_one_that_opens_again(town, tmp_path):
    visitor = Visitor(town).come_in()
    other = tmp_path / "quyển khác" / "a.dat"
    visitor.post("make_file", {"passphrase": PASSPHRASE, "again": PASSPHRASE, "path": f" {other} "})
    assert visitor.session.vault.path == other
    visitor.post("lock")
    assert str(other) in visitor.get("unlock").text
    assert not town.vault.exists()


def test_who_has_a_file_elsewhere_can_open_it_from_the_first_page(town, tmp_path):
    (tmp_path / "b").mkdir()
    other = Town(tmp_path / "b").with_file()
    visitor = Visitor(town).come_in()
    assert 'href="unlock"' in visitor.get("welcome").text
    assert '<details class="head2" open>' in visitor.get("unlock").text
    assert visitor.post("open_file", {"passphrase": PASSPHRASE, "path": str(other.vault)}).to == "write"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_made_up_diary_is_labelled_on_every_page_and_leaves_no_file(tmp_path, language):
    town = Town(tmp_path, language=language)
    visitor = Visitor(town).look_round()
    assert visitor.save(sign="thanked").to == "write"
    for name in ("write", "help_now", "safety"):
        assert say("page.demo.label", language) in visitor.get(name).text
    visitor.post("lock")
    assert say("page.demo.label", language) not in visitor.get("welcome").text
    assert list(tmp_path.iterdir()) == []


def test_an_app_started_for_the_made_up_diary_opens_it_at_once(tmp_path):
    visitor = Visitor(Town(tmp_path, demo=True)).come_in()
    assert say("page.demo.label") in visitor.get("write").text


def test_the_language_is_hers_from_the_first_page_and_kept_in_the_file(town):
    visitor = Visitor(town).make_file()
    assert 'lang="en"' in visitor.get("write").text
    assert visitor.post("language", {"language": "vi", "back": "write"}).to == "write"
    assert '<html lang="vi"' in visitor.get("write").text
    visitor.post("language", {"language": "xx", "back": "../evil"})
    visitor.post("exit")
    assert '<html lang="vi"' in Visitor(town).unlock().get("write").text
