"""Through the app with a real browser: with scripts and without, and what is left behind. Run by `make journeys`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, expect
from playwright.sync_api import Page as Tab

from tests.journeys.driving import PASSPHRASE, App, begin, begin_by_code, tab
from upright.actions.vault import open_vault
from upright.record import CheckIn, Moment, Try
from upright.wording import say

LANGUAGES = ("en", "vi")
COUNT = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  bases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length, cookie: document.cookie,
})"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    with App(tmp_path) as started:
        yield started


@pytest.fixture
def window() -> Iterator[Tab]:
    with tab() as opened:
        yield opened


def fill_in(window: Tab) -> None:
    scales = window.locator("#today > section .ask")
    scales.nth(0).locator(".scale label").nth(3).click()
    scales.nth(1).locator(".scale label").nth(0).click()
    scales.nth(2).locator(".leave").click()
    window.click("label[for=s-listened]")
    window.click(".chip:has(input[value=asked])")
    window.fill("input[name=new_topic]", "việc nhà")
    window.fill("textarea", "một ghi chú")


def test_a_first_evening_from_the_address_to_the_file(app, window):
    asked: list[str] = []
    said: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    window.on("pageerror", lambda error: said.append(str(error)))
    begin(app, window)
    fill_in(window)
    window.click(".dock button.main")
    expect(window.locator(".saved")).to_be_visible()
    assert window.title() == "Notes"
    # Check 19: the browser asked for nothing but this app's own; check 21: nothing was complained about.
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(app.origin).netloc}
    assert said == []
    # Check 5: what let the browser in stands in no address of its history.
    assert "#" not in window.url
    assert window.evaluate("performance.getEntriesByType('navigation')[0].name").find("#") == -1
    # Check 17: nothing is kept in the browser, and no script can read the cookie.
    assert window.evaluate(COUNT) == {"local": 0, "session": 0, "bases": 0, "caches": 0, "workers": 0, "cookie": ""}
    with open_vault(app.vault, PASSPHRASE) as vault:
        diary = vault.diary()
        (check_in,), (moment,), (tried,) = diary.of(CheckIn), diary.of(Moment), diary.of(Try)
        assert sorted(check_in.ratings.values()) == [0, 3]
        assert len(check_in.skipped) == 1
        assert (moment.sign, tried.way, tried.topic) == ("listened", "asked", "việc nhà")


def test_undo_takes_it_back(app, window):
    begin(app, window)
    fill_in(window)
    window.click(".dock button.main")
    window.click(".saved button")
    expect(window.locator("p[role=status]")).to_have_text(say("page.write.undone"))
    with open_vault(app.vault, PASSPHRASE) as vault:
        assert vault.count() == 0


def locked(app: App) -> bool:
    """Whether nobody holds the file: it can be taken for writing, and the app turns a known cookie away."""
    with open_vault(app.vault, PASSPHRASE) as vault:
        vault.set_setting("probe", None)
    return True


@pytest.mark.parametrize("how", ["button", "shift"])
def test_check_16_leaving_blanks_at_once_and_locks(app, window, how):
    begin(app, window)
    fill_in(window)
    room = window.url.rsplit("/", 1)[0]
    window.evaluate(
        """() => new MutationObserver((_, me) => {
             if (document.querySelector('main')) return;
             window.name = String(performance.now() - window.started);
             me.disconnect();
           }).observe(document.body, {childList: true})"""
    )
    window.evaluate("() => addEventListener('keyup', () => { window.started = performance.now(); }, true)")
    window.evaluate("() => addEventListener('click', () => { window.started = performance.now(); }, true)")
    if how == "button":
        window.click(".bar .exit button")
    else:
        for _ in range(3):
            window.keyboard.press("Shift")
    window.wait_for_url("**/away")
    assert float(window.evaluate("window.name")) < 100
    assert window.inner_text("body").strip() == say("page.away")
    assert window.title() == "Notes"
    window.goto(room + "/write")
    assert window.inner_text("body").strip() == say("page.away")


def test_shift_that_goes_with_a_letter_leaves_nothing(app, window):
    begin(app, window)
    window.focus("textarea")
    for letter in "ABCDEF":
        window.keyboard.press(f"Shift+{letter}")
    window.wait_for_timeout(300)
    assert window.url.endswith("/write")
    assert window.input_value("textarea") == "ABCDEF"


@pytest.mark.parametrize("scripts", [True, False])
def test_check_15_back_after_leaving_shows_nothing(app, scripts):
    with tab(scripts=scripts) as window:
        if scripts:
            begin(app, window)
        else:
            begin_by_code(app, window)
        window.click("header a")
        window.goto(window.url.rsplit("/", 1)[0] + "/write")
        pages = window.evaluate("history.length")
        window.click(".bar .exit button")
        window.wait_for_url("**/away")
        if scripts:  # what is left stands in the place of the page that was open, so that Back does not lead to it
            assert window.evaluate("history.length") == pages
        for _ in range(4):
            with suppress(Error):  # what was the answer to a form is not there any more: the browser says so itself
                window.go_back(wait_until="load")
            shown = window.inner_text("body")
            assert say("nav.todays_questions") not in shown
            assert "?" not in shown
            assert say("page.away") in shown or say("page.enter.title") in shown or shown.strip() == ""


def test_everything_works_without_scripts(app):
    with tab(scripts=False) as window:
        begin_by_code(app, window)
        fill_in(window)
        window.click(".dock button.main")
        assert say("page.write.undo_for") in window.inner_text(".saved")
        window.click(".saved button")
        assert say("page.write.undone") in window.inner_text("main")
        fill_in(window)
        window.click(".dock button.main")
        window.click("footer form[action=lock] button")
        window.wait_for_url("**/unlock")
        window.fill("input[name=passphrase]", PASSPHRASE)
        window.click("form.wide button.main")
        window.wait_for_url("**/write")
        assert "việc nhà" in window.inner_text("main")
        window.click(".bar .exit button")
        window.wait_for_url("**/away")


def test_check_14_a_page_left_open_is_blank_once_its_time_has_come(app):
    with tab() as window:
        window.clock.install()
        begin(app, window)
        window.fill("textarea", "x")
        window.clock.fast_forward("09:30")
        assert window.locator("main").count() == 1
        room = window.url.rsplit("/", 1)[0]
        with window.expect_request(room + "/"):  # the program's own clock has not moved, so it opens the page again
            window.clock.fast_forward("00:40")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 360, 640, 1280])
def test_nothing_is_wider_than_the_window(tmp_path, language, width):
    with App(tmp_path, "demo", language=language) as app, tab(width=width) as window:
        window.goto(app.address)
        window.wait_for_url("**/write")
        room = window.url.rsplit("/", 1)[0]
        for name in ("write", "safety", "welcome", "help_now", "nowhere"):
            window.goto(f"{room}/{name}")
            for details in window.locator("details").all():
                details.evaluate("one => one.open = true")
            assert window.evaluate("document.documentElement.scrollWidth") <= width, name
            # Text that is cut: a control whose words do not fit into it.
            cut = window.evaluate(
                "[...document.querySelectorAll('button, a, label, legend:not(.vh), summary')]"
                ".filter(e => e.scrollWidth > e.clientWidth + 2 && getComputedStyle(e).display !== 'inline')"
                ".map(e => e.innerText)"
            )
            assert cut == [], name


def test_an_evening_by_the_keyboard_alone(app, window):
    begin(app, window)
    window.locator("#today .ask").nth(0).locator(".scale input").nth(0).focus()
    window.keyboard.press("ArrowRight")
    window.keyboard.press("ArrowRight")
    window.keyboard.press("Tab")
    window.keyboard.press("ArrowRight")
    assert window.locator("#today .ask").nth(0).locator(".scale input:checked").get_attribute("value") == "2"
    assert window.locator("#today .ask").nth(1).locator(".scale input:checked").count() == 1
    window.focus(".dock button.main")
    window.keyboard.press("Enter")
    expect(window.locator(".saved")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_page_in_both_themes(tmp_path, scheme):
    with App(tmp_path, "demo") as app, tab(scheme=scheme) as window:
        window.goto(app.address)
        window.wait_for_url("**/write")
        worst = window.evaluate(
            """() => {
              const of = (colour) => { const [r, g, b] = colour.match(/[\\d.]+/g).map((v) => {
                v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
                return .2126 * r + .7152 * g + .0722 * b; };
              const paper = of(getComputedStyle(document.body).backgroundColor);
              return Math.min(...[...document.querySelectorAll('h1, h2, p, legend, label, .note, summary, a')]
                .filter((e) => e.innerText && e.offsetParent).map((e) => { const ink = of(getComputedStyle(e).color);
                  return (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05); }));
            }"""
        )
        assert worst >= 4.5
