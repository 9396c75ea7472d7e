"""Read with a real browser: the quick layers, then the rest, with scripts and without; on a phone and by keyboard."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.driving import App, enter_by_code, tab
from upright.wording import say

LONG = 300_000  # milliseconds: where nothing was compiled before, the first longer reading takes its time


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(tmp_path, "demo") as started:
        yield started


def read_page(app: App, window: Tab) -> str:
    """From the printed address to Read in the made-up diary; returns where the pages are."""
    window.goto(app.address)
    window.wait_for_url("**/write")
    window.goto(window.url.replace("/write", "/read"))
    return window.url.rsplit("/", 1)[0]


def test_the_quick_layers_stand_at_once_and_the_rest_takes_its_place_without_a_word_lost(app):
    said: list[str] = []
    with tab() as window:
        window.on("console", lambda one: said.append(one.text) if one.type in ("error", "warning") else None)
        window.on("pageerror", lambda error: said.append(str(error)))
        read_page(app, window)
        first = window.locator(".st").first
        first.locator("summary").click()
        expect(first.locator(".nums")).to_be_visible()
        opened = first.locator(".say").inner_text()
        expect(window.locator(".working")).to_have_count(0, timeout=LONG)
        expect(window.locator("#figure-loop")).to_have_count(1)
        assert window.locator(".st[open] .say").all_inner_texts() == [opened]
        assert window.evaluate("document.activeElement.tagName") == "SUMMARY"
        assert said == []


def test_without_scripts_a_link_looks_again_until_all_is_there(app):
    with tab(scripts=False) as window:
        enter_by_code(app, window)
        window.wait_for_url("**/write")
        window.goto(window.url.replace("/write", "/read"))
        assert window.locator("figure").count() >= 4
        ends = time.monotonic() + LONG / 1000
        while window.locator(".working").count() and time.monotonic() < ends:
            window.click("a.button[href^='read']")
            time.sleep(1)
        expect(window.locator("#figure-loop")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_wider_than_the_window_and_no_words_of_a_figure_are_cut(app, width):
    with tab(width=width, height=800) as window:
        read_page(app, window)
        expect(window.locator(".working")).to_have_count(0, timeout=LONG)
        window.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert window.evaluate("document.documentElement.scrollWidth") <= width
        beyond = window.evaluate(
            """() => [...document.querySelectorAll("figure svg text, .nums svg text")].filter((one) => {
              const box = one.getBoundingClientRect();
              return box.left < 0 || box.right > document.documentElement.clientWidth;
            }).map((one) => one.textContent)"""
        )
        assert beyond == []


def test_a_day_is_asked_for_and_left_again(app):
    with tab() as window:
        room = read_page(app, window)
        expect(window.locator(".working")).to_have_count(0, timeout=LONG)
        window.click("footer details summary")
        earliest = window.get_attribute("input[name=day]", "min") or ""
        day = earliest[:8] + "28" if earliest[8:] < "28" else earliest
        window.fill("input[name=day]", day)
        window.click("form[action=read] button")
        window.wait_for_url(f"{room}/read?day={day}")
        expect(window.get_by_text(say("page.read.back_to_today", "en"))).to_be_visible()
        window.click("main a[href=read]")
        window.wait_for_url(f"{room}/read")


def test_locking_while_the_rest_is_made_leaves_nothing_on_the_screen(app):
    with tab() as window:
        read_page(app, window)
        window.keyboard.press("Shift")
        window.keyboard.press("Shift")
        window.keyboard.press("Shift")
        window.wait_for_url("**/away")
        assert "appreciat" not in window.content().lower()
