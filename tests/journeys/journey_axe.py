"""Every page through axe-core, in both themes and languages, narrow and wide; larger letters; no motion; on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page as Tab

from tests.journeys.driving import App, tab
from tests.journeys.shots import walk
from upright.pages.book import ROUTES
from upright.pages.page import Page

RUN = """async () => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  const where = (one) => one.nodes.map((node) => node.target).join(" | ");
  return found.violations.map((one) => `${one.id} (${one.impact}): ${where(one)}`);
}"""
# Pages that the walk shows under another name than their own word.
SHOWN_AS = {"help_after": "help_now"}


def each_page(folder: Path, look: Callable[[str, Tab], None], **how: object) -> set[str]:
    """Walk through every page of a new file and look at each; returns the words of the pages that were seen."""
    seen = set()
    language = str(how.pop("language", "en"))
    with App(folder, language=language) as app, tab(**how) as window:  # type: ignore[arg-type]
        for name in walk(app, window):
            window.wait_for_load_state()
            seen.add(window.evaluate("document.body.dataset.page"))
            look(name, window)
    return seen


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_check_25_axe_finds_nothing_on_any_page(tmp_path, scheme, width, language):
    found: dict[str, list[str]] = {}

    def look(name: str, window: Tab) -> None:
        # What lies under the bars can be scrolled from there; axe takes a link half under one as small.
        tall = int(window.evaluate("document.documentElement.scrollHeight"))
        window.set_viewport_size({"width": width, "height": max(800, tall)})
        window.evaluate(AXE_SCRIPT)  # as the browser's own tools do it: the policy lets no page load a script
        if told := window.evaluate(RUN):
            found[name] = told
        window.set_viewport_size({"width": width, "height": 800})

    seen = each_page(tmp_path, look, scheme=scheme, width=width, height=800, language=language)
    assert found == {}
    pages = {SHOWN_AS.get(route.name, route.name) for route in ROUTES if isinstance(route, Page)}
    assert pages - seen == set()  # a new page has to be walked through


def sideways(window: Tab) -> int:
    """By how many pixels the page is wider than its window, with everything open that can be opened."""
    return int(
        window.evaluate(
            """() => {
              const closed = [...document.querySelectorAll("details:not([open])")];
              closed.forEach((one) => { one.open = true });
              const by = document.documentElement.scrollWidth - document.documentElement.clientWidth;
              closed.forEach((one) => { one.open = false });
              return by;
            }"""
        )
    )


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(("width", "letters"), [(640, 100), (360, 200)], ids=["zoomed twice", "letters twice as large"])
def test_nothing_needs_scrolling_sideways_when_it_is_enlarged(tmp_path, width, letters, language):
    """A window of 1280 pixels at 200 percent is one of 640; on a phone letters alone are made larger."""
    found: dict[str, int] = {}

    def look(name: str, window: Tab) -> None:
        window.evaluate(f"document.documentElement.style.fontSize = '{112.5 * letters / 100}%'")
        if by := sideways(window):
            found[name] = by
        window.evaluate("document.documentElement.style.fontSize = ''")

    each_page(tmp_path, look, width=width, height=400, language=language)
    assert found == {}


def test_check_25_nothing_moves_for_who_wants_no_motion(tmp_path):
    """Nor for longer than a tenth of a second and a bit for others."""
    longest = """() => Math.max(...[...document.querySelectorAll("*")].map((one) => {
      const style = getComputedStyle(one);
      const seconds = (text) => Math.max(...text.split(",").map(parseFloat));
      return Math.max(seconds(style.transitionDuration), seconds(style.animationDuration));
    }))"""
    for motion, most in (("reduce", 0.0), ("no-preference", 0.12)):
        folder = tmp_path / motion
        folder.mkdir()
        found: dict[str, float] = {}

        def look(name: str, window: Tab, found: dict[str, float] = found) -> None:
            found[name] = float(window.evaluate(longest))

        each_page(folder, look, motion=motion)
        assert max(found.values()) == most


def test_on_paper_a_page_is_its_text_alone(tmp_path):
    """No bar, no button but a step of hers that is one, dark letters on white, and nothing cut at the edge."""
    found: dict[str, list[str]] = {}

    def look(name: str, window: Tab) -> None:
        window.emulate_media(media="print", color_scheme="dark")
        window.set_viewport_size({"width": 700, "height": 900})
        told = window.evaluate(
            """() => {
              const seen = (one) => one.checkVisibility() && one.getBoundingClientRect().height > 0;
              const found = [...document.querySelectorAll(".bar, .dock, .exit, button:not(.check)")].filter(seen)
                .map((one) => one.className || one.tagName);
              const light = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number); return r + g + b; };
              if (light(getComputedStyle(document.body).color) > 250) found.push("light letters");
              const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
              if (over > 0) found.push(`${over} pixels too wide`);
              return found;
            }"""
        )
        if told:
            found[name] = told
        window.emulate_media(media="screen", color_scheme="dark")
        window.set_viewport_size({"width": 1280, "height": 800})

    each_page(tmp_path, look, width=1280, height=800, scheme="dark")
    assert found == {}
