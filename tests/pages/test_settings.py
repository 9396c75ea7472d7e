"""Settings: what is chosen holds at once, is kept in the file, and changes what Write asks."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.pages.visiting import EVENING, Town, Visitor
from upright.actions.settings import CHOICES, Settings, settings_of
from upright.actions.vault import made_up_vault
from upright.record import CheckIn, Diary
from upright.record.words import ITEMS
from upright.wording import country_name, helplines, say

USUAL: dict[str, object] = {
    "language": "en", "theme": "system", "title": "notes", "lock_minutes": "10", "day_starts": "4", "asked": "4",
    "remind_days": "0", "country": "",
    "items": list(ITEMS),
}  # fmt: skip


@pytest.fixture
def reader(town: Town) -> Visitor:
    """A browser with an empty diary open."""
    visitor = Visitor(town).look_round()
    visitor.session.opened(made_up_vault(Diary()), now=town.now)
    visitor.get("settings")
    return visitor


def choose(visitor: Visitor, **fields: object):
    return visitor.post("choose_settings", USUAL | fields)


def asked(visitor: Visitor) -> list[str]:
    page = visitor.get("write").text.partition('class="head2 others"')[0]
    return [item for item in ITEMS if f'name="{item}"' in page]


def test_the_page_shows_what_holds(reader):
    page = reader.get("settings").text
    for name, value in USUAL.items():
        if name != "items":
            select = re.search(rf'<select name="{name}">(.*?)</select>', page, re.DOTALL)[1]
            assert re.search(r'value="([^"]*)" selected', select)[1] == value
            assert select.count("<option") == len(CHOICES[name])
    assert len(re.findall(r'name="items" value="\w+" checked', page)) == 7


def test_theme_title_language_and_lock_hold_at_once(reader):
    assert choose(reader, theme="dark", title="list", language="vi", lock_minutes="2").to == "settings"
    page = reader.get("settings")
    assert 'data-theme="dark"' in page.text
    assert page.title == say("title.list", "vi")
    assert 'lang="vi"' in page.text
    assert 'data-lock="120"' in page.text
    assert say("page.settings.kept", "vi") in page.text
    reader.town.pass_by(minutes=2)
    assert reader.get("settings").status == 303


@pytest.mark.parametrize("title", CHOICES["title"])
@pytest.mark.parametrize("language", CHOICES["language"])
def test_every_title_there_is_can_be_shown(reader, title, language):
    choose(reader, title=title, language=language)
    assert reader.get("write").title == say(f"title.{title}", language)


def test_how_many_and_which_questions_are_asked(reader):
    choose(reader, items=["worth", "drained"], asked="4")
    assert asked(reader) == ["worth", "drained"]
    choose(reader, asked="7")
    assert asked(reader) == list(ITEMS)
    choose(reader, items=["worth", "drained", "uneasy"], asked="1")
    assert len(asked(reader)) == 1
    reader.save(note="x")
    (record,) = reader.session.vault.diary().of(CheckIn)
    assert len(record.not_asked) == 6


def test_the_hour_at_which_a_day_begins_moves_what_is_today(reader):
    session, reader.town.now = reader.session, EVENING.replace(hour=3, minute=30)
    session.seen = reader.town.now
    assert 'name="day" value="2026-11-22"' in reader.get("write").text
    choose(reader, day_starts="3")
    assert 'name="day" value="2026-11-23"' in reader.get("write").text
    choose(reader, day_starts="0")
    reader.save(sign="thanked")
    assert 'id="d-2026-11-23"' in reader.get("diary").text
    choose(reader, day_starts="6")
    assert 'id="d-2026-11-22"' in reader.get("diary").text


@pytest.mark.parametrize(
    "fields",
    [
        {"theme": "pink"},
        {"country": "XX"},
        {"lock_minutes": "100000"},
        {"lock_minutes": "True"},
        {"asked": "0"},
        {"language": "fr"},
        {"items": []},
        {"items": ["nothing"]},
        {"title": "My secret diary"},
        {"day_starts": ""},
    ],
)
def test_what_is_no_choice_changes_nothing(reader, fields):
    answer = choose(reader, theme="dark", **fields) if "theme" not in fields else choose(reader, asked="2", **fields)
    assert answer.status == 422
    assert 'class="fault"' in answer.text
    assert settings_of(reader.session.vault) == reader.session.settings == Settings()


@pytest.mark.parametrize("language", CHOICES["language"])
def test_the_country_for_helplines_comes_first_on_the_help_page_and_stands_on_the_card(reader, language):
    choose(reader, language=language)
    reader.session.passed.add("day")
    first = '<details class="head2" open><summary>'
    assert first + country_name("VN", language) in reader.get("help_now").text
    choose(reader, language=language, country="NZ")
    for page in ("help_now", "help_after"):
        assert first + country_name("NZ", language) in reader.get(page).text
    card = reader.get("day").text
    assert helplines("NZ")[0].phone in card and helplines("VN")[0].phone not in card
    reader.post("lock")
    assert first + country_name("NZ", language) in reader.get("help_now").text
    assert first + country_name("VN") in Visitor(reader.town).get("/help_now").text


def test_settings_are_kept_in_the_file(town):
    visitor = Visitor(town.with_file()).unlock()
    choose(visitor, theme="dark", title="tab", lock_minutes="40", language="vi", items=["effort"], day_starts="0")
    visitor.post("exit")
    again = Visitor(town).unlock()
    page = again.get("write")
    assert 'data-theme="dark"' in page.text and 'data-lock="2400"' in page.text and 'lang="vi"' in page.text
    assert page.title == say("title.tab", "vi")
    assert asked(again) == ["effort"]
    town.pass_by(minutes=39)
    assert again.get("write").status == 200
    town.pass_by(minutes=41)
    assert again.get("write").status == 303


def test_two_windows_on_one_file_keep_the_later_choice(reader):
    other = Visitor(reader.town).look_round()
    choose(reader, theme="dark")
    assert other.session.settings.theme == "system"  # the made-up diary of another window is another file
    choose(reader, theme="light")
    assert settings_of(reader.session.vault).theme == "light"


def test_nothing_is_chosen_without_the_token_by_asking_or_when_locked(reader):
    sent = USUAL | {"theme": "dark"}
    assert reader.post("choose_settings", sent, token=False).status == 403
    assert reader.get("choose_settings").status in (404, 405)
    assert settings_of(reader.session.vault) == Settings()
    vault, reader.session.vault = reader.session.vault, None
    assert reader.post("choose_settings", sent).status == 303
    assert settings_of(vault) == Settings()


def test_the_made_up_diary_has_no_file_to_do_things_with(reader):
    reader.session.demo = True
    page = reader.get("settings").text
    assert say("page.settings.demo") in page
    assert 'href="delete_all"' not in page
    for act in ("put_copy_back", "change_passphrase", "new_recovery_key", "delete_everything", "copy_now"):
        fields = {"passphrase": "x", "new": "some plain words", "again": "some plain words", "word": "delete"}
        answer = reader.post(act, fields)
        assert answer.status == 422
        assert say("error.only_in_memory") in answer.text


def test_the_day_it_was_is_not_moved_by_a_setting_in_the_past(reader):
    """A record keeps its time; which day it is shown under follows the setting."""
    reader.session.opened(
        made_up_vault(Diary(records=(CheckIn(at=EVENING - timedelta(hours=18), note="x"),))), now=reader.town.now
    )
    before = reader.session.vault.diary().records
    choose(reader, day_starts="0")
    assert reader.session.vault.diary().records == before


@pytest.mark.parametrize("language", ["en", "vi"])
def test_write_says_when_the_last_entry_was_if_she_chose_it_and_else_nothing(reader, language):
    reader.session.language = language
    day = (EVENING - timedelta(days=7)).date()
    reader.save(note="x", day=day.isoformat())
    said = say("page.write.last", language, date=day)
    page = reader.get("write")
    assert page.status == 200 and said not in page.text
    choose(reader, remind_days="7", language=language)
    assert said in reader.get("write").text
    reader.post("other_day", {"day": (EVENING - timedelta(days=2)).date().isoformat()})
    assert said not in reader.get("write").text
    reader.post("other_day", {"day": ""})
    choose(reader, remind_days="14", language=language)
    assert said not in reader.get("write").text
    choose(reader, remind_days="3", language=language)
    assert said in reader.get("write").text
    reader.save(note="y")
    assert said not in reader.get("write").text


def test_with_nothing_written_yet_there_is_nothing_to_say(reader):
    choose(reader, remind_days="3")
    assert say("page.write.last", "en", date=EVENING.date())[:20] not in reader.get("write").text
