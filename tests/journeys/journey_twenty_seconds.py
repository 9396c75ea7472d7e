"""The daily check-in in twenty seconds: four questions, one moment, Save, with the pauses that a person makes.

The pauses are those of the keystroke-level model (Card, Moran and Newell 1980): 1.1 s to point with a mouse (P), 1.35 s
to make up one's mind (M), 0.2 s for a click. For a thumb, which that model does not know, they are assumptions of our
own: 0.9 s to read one of four known questions and decide, 0.4 s for a tap (Fitts' law, large targets within reach),
0.6 s for a swipe, 2.0 s to look through ten short signs, 1.0 s to find Save. The waits are real, and what the app takes
comes on top. It begins when the page of an open file is asked for, and ends when the page says that it is saved.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as Tab

from tests.journeys.driving import App, begin, tab

LIMIT = 20.0  # seconds
P, M, CLICK = 1.1, 1.35, 0.2
READ, TAP, SWIPE, LOOK_THROUGH, FIND = 0.9, 0.4, 0.6, 2.0, 1.0
ANSWERS = ("6", "3", "8", "5")


class Hand:
    """Someone in front of the page: waits as long as people do, and counts what the hand does."""

    def __init__(self, window: Tab) -> None:
        self.window, self.done, self.waited = window, 0, 0.0

    def wait(self, seconds: float) -> None:
        self.waited += seconds
        self.window.wait_for_timeout(1000 * seconds)


class Thumb(Hand):
    """On a phone."""

    question, sign, save = READ, LOOK_THROUGH, FIND

    def press(self, target: Locator) -> None:
        while self._swipes(target):
            self.wait(SWIPE)
        self.wait(TAP)
        self.done += 1
        target.click()

    def _swipes(self, target: Locator) -> bool:
        """One swipe of two thirds of the window, if the target is not in sight."""
        box = target.bounding_box()
        bottom = 740 - 120  # Save and the bar lie over the end of the window
        if box is not None and box["y"] >= 0 and box["y"] + box["height"] <= bottom:
            return False
        self.done += 1
        self.window.mouse.wheel(0, 490 if box is not None and box["y"] > 0 else -490)
        self.window.wait_for_timeout(50)
        return True


class Mouse(Hand):
    """At a desk."""

    question, sign, save = M, M, M

    def press(self, target: Locator) -> None:
        self.wait(P)
        target.scroll_into_view_if_needed()
        self.wait(CLICK)
        self.done += 1
        target.click()


@pytest.mark.parametrize(("hand", "width", "height"), [(Thumb, 360, 740), (Mouse, 1280, 800)], ids=["thumb", "mouse"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_four_questions_one_moment_and_save_take_twenty_seconds(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], hand: type[Thumb] | type[Mouse], width: int, height: int,
    language: str,
) -> None:  # fmt: skip
    with App(tmp_path, language=language) as app, tab(width=width, height=height) as window:
        begin(app, window)
        one = hand(window)
        start = time.perf_counter()
        window.reload()
        asked = window.locator("#today > section > .ask")
        assert asked.count() == len(ANSWERS)
        for number, answer in enumerate(ANSWERS):
            one.wait(one.question)
            one.press(asked.nth(number).locator(f".scale label:has(input[value='{answer}'])"))
        one.wait(one.sign)
        one.press(window.locator("label[for=s-listened]"))
        one.wait(one.save)
        save = window.locator(".dock button.main")
        if isinstance(one, Thumb):
            one.wait(TAP)
            one.done += 1
            save.click()
        else:
            one.press(save)
        expect(window.locator(".saved")).to_be_visible()
        took = time.perf_counter() - start
    told = f"{one.done} acts, {one.waited:.1f} s of a person's, {took:.1f} s in all"
    with capfd.disabled():
        sys.stdout.write(f"\n{hand.__name__.lower()}, {language}: {told}\n")
    assert took <= LIMIT
