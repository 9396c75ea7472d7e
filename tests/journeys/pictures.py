"""The pictures of the README, from the made-up diary: `make pictures`. Each is what a phone shows at one moment."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.journeys.driving import App, tab

# What is pictured: the page, the language, light or dark, what is opened first, and what stands at the top.
PICTURES = (
    ("write", "en", "light", "main details summary >> nth=0", "main details"),
    ("read", "en", "light", "", "#reading"),
    ("read", "vi", "dark", "", "#figure-baseline"),
    ("decide", "vi", "light", "", "main h1"),
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for page, language, scheme, opened, top in PICTURES:
        with (
            tempfile.TemporaryDirectory() as place,
            App(Path(place), "demo", language=language) as app,
            tab(scheme=scheme) as window,
        ):
            window.goto(app.address)
            window.wait_for_url("**/write")
            room = window.url.rsplit("/", 1)[0]
            window.goto(f"{room}/{page}")
            if "/safety" in window.url:
                window.click("form.wide button.main")  # every question left out
                window.goto(f"{room}/{page}")
            if window.locator(".working").count():
                window.wait_for_selector(".working", state="detached", timeout=300_000)
            if opened:
                window.click(opened)
            window.evaluate(f"document.querySelector('{top}').scrollIntoView()")
            window.screenshot(path=folder / f"{page}.{language}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
