"""Settings with a real browser: they hold at once, also without scripts; and everything can be deleted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.driving import PASSPHRASE, App, begin, begin_by_code, tab
from tests.journeys.journey_app import fill_in
from upright.actions.vault import open_vault
from upright.record import Diary
from upright.wording import say

NEW = "five other plain words here"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(tmp_path) as started:
        yield started


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def window(request: pytest.FixtureRequest, app: App) -> Iterator[Tab]:
    with tab(scripts=request.param) as opened:
        (begin if request.param else begin_by_code)(app, opened)
        opened.click(".bar details summary")
        opened.click(".bar a[href=settings]")
        opened.wait_for_url("**/settings")
        yield opened


def test_language_theme_and_title_hold_at_once_and_items_change_what_is_asked(app, window):
    window.select_option("select[name=language]", "vi")
    window.select_option("select[name=theme]", "dark")
    window.select_option("select[name=title]", "list")
    window.select_option("select[name=asked]", "2")
    window.click(".choices button.main")
    expect(window.locator("h1")).to_have_text(say("nav.settings", "vi"))
    assert window.title() == say("title.list", "vi")
    assert window.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 28)"
    window.click(".bar a[href=write]")
    expect(window.locator("#today > section > .ask")).to_have_count(2)


def test_a_copy_is_made_and_put_back(app, window):
    window.click("a[href=copies]")
    window.click("main form[action=copy_now] button")
    expect(window.locator("main a[href^='restore?']")).to_have_count(1)
    window.click(".bar a[href=write]")
    fill_in(window)
    window.click(".dock button.main")
    window.wait_for_url("**/write")
    window.goto(window.url.replace("write", "copies"))
    window.click("main a[href^='restore?'] >> nth=0")
    window.fill("input[name=passphrase]", PASSPHRASE)
    window.click("main form[action=put_copy_back] button.main")
    window.wait_for_url("**/copies")
    with open_vault(app.vault, PASSPHRASE) as vault:
        assert vault.count() == 0


def test_the_passphrase_is_changed_and_everything_exported(app, window, tmp_path):
    window.click("a[href=passphrase]")
    form = window.locator("form[action=change_passphrase]")
    for name, words in (("passphrase", PASSPHRASE), ("new", NEW), ("again", NEW)):
        form.locator(f"input[name={name}]").fill(words)
    form.locator("button").click()
    expect(window.locator("p[role=status]")).to_contain_text(say("cli.passphrase.done"))
    open_vault(app.vault, NEW).close()
    window.goto(window.url.replace("passphrase", "export"))
    window.fill("input[name=path]", str(tmp_path / "out.json"))
    window.click("main form[action=write_out] button")
    expect(window.locator("p[role=status]")).to_be_visible()
    assert len(Diary.from_file(tmp_path / "out.json")) == 0


def test_deleting_everything_leaves_what_it_says_and_no_page_behind(app, window):
    window.click("a[href=copies]")
    window.click("main form[action=copy_now] button")
    window.goto(window.url.replace("copies", "delete_all"))
    window.locator("label:has(input[name=copies])").click()
    window.fill("input[name=word]", "delete")
    window.click("main form[action=delete_everything] button.main")
    window.wait_for_url("**/deleted")
    assert say("page.deleted.no_copies") in window.content()
    assert list(app.vault.parent.iterdir()) == []
    window.go_back()
    window.wait_for_load_state()
    assert "delete_everything" not in window.content()
