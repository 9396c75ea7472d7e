"""The Diary with a real browser: found, changed, taken out and put back, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.driving import PASSPHRASE, App, begin, begin_by_code, tab
from tests.journeys.journey_app import fill_in
from upright.actions.vault import open_vault
from upright.record import Try
from upright.wording import say


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(tmp_path) as started:
        yield started


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def window(request: pytest.FixtureRequest, app: App) -> Iterator[Tab]:
    """A window on a file in which an evening was written; the door is opened without a script by its code."""
    with tab(scripts=request.param) as opened:
        if request.param:
            begin(app, opened)
        else:
            begin_by_code(app, opened)
        fill_in(opened)
        opened.click(".dock button.main")
        opened.wait_for_url("**/write")
        yield opened


def diary(window: Tab) -> None:
    window.click(".bar details summary")
    window.click(".bar a[href=diary]")
    window.wait_for_url("**/diary")


def look_for(window: Tab, words: str) -> None:
    if not window.locator("input[name=words]").is_visible():
        window.click("details.head2 > summary")
    window.fill("input[name=words]", words)
    window.press("input[name=words]", "Enter")
    window.wait_for_load_state()


def test_an_outcome_is_filled_in_and_what_it_said_before_is_shown(app, window):
    diary(window)
    look_for(window, "viec nha")
    expect(window.locator(".entry")).to_have_count(1)
    assert "viec" not in window.url
    window.click(".entry a >> nth=0")
    window.select_option("select[name=outcome]", "heard")
    window.click("#edit button.main")
    expect(window.locator(".before")).to_have_count(1)
    expect(window.locator("p[role=status]")).to_have_text(say("page.record.changed"))
    with open_vault(app.vault, PASSPHRASE) as vault:
        (tried,) = vault.diary().of(Try)
        assert tried.outcome == "heard"
        assert [before.outcome for before in vault.revisions(tried.id)] == ["pending"]
    window.click("form[action=forget_earlier] button")
    expect(window.locator(".before")).to_have_count(0)


def test_a_record_is_taken_out_and_put_back(app, window):
    diary(window)
    before = window.locator(".entry").count()
    window.click(".entry a >> nth=0")
    window.click("a[href^='take_out']")
    window.click("main form[action=remove] button.main")
    window.wait_for_url("**/removed")
    window.click("main form[action=undo] button")
    window.wait_for_url("**/diary")
    expect(window.locator(".entry")).to_have_count(before)


def test_after_leaving_back_shows_nothing_of_it(app, window):
    diary(window)
    look_for(window, "ghi chu")
    window.click(".entry a >> nth=0")
    assert "một ghi chú" in window.content()
    window.click(".bar .exit button")
    window.wait_for_url("**/away")
    for _ in range(4):
        window.go_back()
        window.wait_for_load_state()
        assert "ghi chú" not in window.content()
