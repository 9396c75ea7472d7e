"""A whole evening with the keyboard alone, and where one is can be seen at every step."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.driving import PASSPHRASE, App, tab
from upright.actions.vault import open_vault
from upright.record import CheckIn, Moment, Try
from upright.wording import say

MOST = 160  # presses of Tab on any page


def tab_to(window: Tab, selector: str) -> None:
    """Press Tab until something that fits has the focus."""
    for _ in range(MOST):
        window.keyboard.press("Tab")
        if window.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def keys(window: Tab, *names: str) -> None:
    for name in names:
        window.keyboard.press(name)


def begin(app: App, window: Tab) -> None:
    """From the printed address to a new file, without a mouse."""
    window.goto(app.address)
    window.wait_for_url("**/welcome")
    tab_to(window, "section .button.main")
    keys(window, "Enter")
    window.wait_for_url("**/safety")
    tab_to(window, "form.wide button.main")
    keys(window, "Enter")
    window.wait_for_url("**/noted")
    tab_to(window, "main .button.main")
    keys(window, "Enter")
    window.wait_for_url("**/create")
    for name in ("passphrase", "again"):
        tab_to(window, f"input[name={name}]")
        window.keyboard.type(PASSPHRASE)
    keys(window, "Enter")
    window.wait_for_url("**/write")


def test_an_evening_from_the_address_to_the_lock_without_a_mouse(tmp_path: Path):
    with App(tmp_path) as app, tab(width=1280, height=800) as window:
        begin(app, window)
        asked = window.locator("#today > section > .ask .scale").count()
        for number in range(asked):
            name = window.locator("#today > section > .ask").nth(number).locator("input").first.get_attribute("name")
            tab_to(window, f"input[name={name}]")
            keys(window, "Space", "ArrowRight", "ArrowRight")
        tab_to(window, "#s-listened")
        keys(window, "Space")
        tab_to(window, "input[name=way]")
        keys(window, "Space")
        tab_to(window, "input[name=new_topic]")
        window.keyboard.type("việc nhà")
        tab_to(window, "textarea")
        window.keyboard.type("một ghi chú")
        tab_to(window, ".dock button.main")
        keys(window, "Enter")
        expect(window.locator(".saved")).to_be_visible()
        tab_to(window, "footer form[action=lock] button")
        keys(window, "Enter")
        window.wait_for_url("**/unlock")
        tab_to(window, "input[name=passphrase]")
        window.keyboard.type(PASSPHRASE)
        keys(window, "Enter")
        window.wait_for_url("**/write")
        tab_to(window, ".bar .exit button")
        keys(window, "Enter")
        window.wait_for_url("**/away")
        assert window.inner_text("body").strip() == say("page.away")
    with open_vault(tmp_path / "file" / "notes.dat", PASSPHRASE) as vault:
        diary = vault.diary()
        (check_in,), (moment,), (tried,) = diary.of(CheckIn), diary.of(Moment), diary.of(Try)
        assert sorted(check_in.ratings.values()) == [2] * asked
        assert (moment.sign, tried.topic) == ("listened", "việc nhà")


PLACE = """() => {
  const one = document.activeElement;
  const label = one.closest("label") || document.querySelector(`label[for="${one.id}"]`);
  const shown = one.matches(".pick, .tick") ? label : one;
  shown.scrollIntoView({block: "center"});
  const box = shown.getBoundingClientRect();
  const told = `${one.tagName} ${one.id} ${one.name || ""} ${one.value || one.innerText.slice(0, 30)}`;
  const again = (window.stops ||= []).includes(one) || one === document.body;
  window.stops.push(one);
  return {told, again, x: box.x, y: box.y, width: box.width, height: box.height};
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", ["write", "settings", "diary", "help_now", "copies", "passphrase", "export", "read"])
def test_where_the_focus_is_can_be_seen_at_every_stop(tmp_path: Path, scheme: str, page: str):
    """The place of whatever has the focus looks other than it does without."""
    with App(tmp_path, "demo") as app, tab(width=1280, height=800, scheme=scheme) as window:
        window.goto(app.address)
        window.wait_for_url("**/write")
        window.goto(f"{window.url.rpartition('/')[0]}/{page}")
        window.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        unseen, stops = [], 0
        for _ in range(40):
            window.keyboard.press("Tab")
            place = window.evaluate(PLACE)
            if place["again"]:
                break
            stops += 1
            clip = {
                "x": max(0, place["x"] - 5), "y": max(0, place["y"] - 5),
                "width": min(1280, place["width"] + 10), "height": min(790, place["height"] + 10),
            }  # fmt: skip
            with_focus = window.screenshot(clip=clip)
            window.evaluate("window.was = document.activeElement; document.activeElement.blur()")
            without = window.screenshot(clip=clip)
            window.evaluate("window.was.focus({preventScroll: true})")
            if with_focus == without:
                unseen.append(place["told"])
        assert stops > 4
        assert unseen == []
