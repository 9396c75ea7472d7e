"""Leave and After with a real browser, with scripts and without: from the first step to a new file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.driving import PASSPHRASE, App, begin, begin_by_code, tab
from upright.actions.steps import steps_of
from upright.actions.vault import open_vault
from upright.record import Contact, Left
from upright.wording import say


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(tmp_path) as started:
        yield started


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def window(request: pytest.FixtureRequest, app: App) -> Iterator[Tab]:
    with tab(scripts=request.param) as opened:
        (begin if request.param else begin_by_code)(app, opened)
        yield opened


def past_the_questions(window: Tab, page: str) -> None:
    """Leave every question out, where they stand before a page."""
    if "/safety" in window.url:
        window.click("form.wide button.main")
    window.wait_for_url(f"**/{page}")


def test_a_plan_is_made_and_followed_and_the_time_after_begins(app, window):
    window.click(".bar details summary")
    window.click(".bar button:has-text('Leave')")
    past_the_questions(window, "leave")
    expect(window.locator(".bar nav > a[href=leave]")).to_have_count(1)
    window.click("a[href=starting_list]")
    past_the_questions(window, "starting_list")
    window.click("main summary >> nth=0")
    for place in (0, 1):
        window.check(f"main input[name=step] >> nth={place}", force=True)
    window.click("form.wide button.main")
    expect(window.locator("#n ~ .steps > li")).to_have_count(2)
    window.click(".steps button.check >> nth=0")
    window.wait_for_url("**/leave#here")
    expect(window.locator("#here button.check")).to_have_attribute("aria-checked", "true")
    window.click("#here > a")
    window.click("button[value=down]")
    window.click("a.button[href=leave]")
    window.click("a[href=left]")
    past_the_questions(window, "left")
    window.click("form.wide button.main")
    window.wait_for_url("**/after")
    window.click("main details > summary:has-text('Note a contact')")
    window.check("input[name=by][value=them]", force=True)
    window.click("form[action=save_contact] button.main")
    expect(window.locator("p[role=status]")).to_have_text(say("nav.saved"))
    window.click(".bar a[href=write]")
    expect(window.locator("#today .ask input[name=lonely] >> nth=0")).to_be_attached()
    window.click(".bar .exit button")
    with open_vault(app.vault, PASSPHRASE) as vault:
        assert [step.done_at is not None for step in steps_of(vault)] == [False, True]
        assert [type(one) for one in vault.diary() if isinstance(one, (Left, Contact))] == [Left, Contact]


def test_a_new_file_begins_and_the_old_one_stays(app, window):
    window.goto(window.url.replace("write", "begin_again"))
    window.click("form[action=begin] button")
    window.wait_for_url("**/create")
    before = app.vault.read_bytes()
    window.fill("input[name=passphrase]", "some quite different words")
    window.fill("input[name=again]", "some quite different words")
    window.click("form.wide button.main")
    window.wait_for_url("**/write")
    assert app.vault.read_bytes() == before
    assert app.vault.with_name("notes-2.dat").exists()
