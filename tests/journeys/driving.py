"""Starting the app as a program of its own and going through it with a real Chromium, the system's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from playwright.sync_api import Page as Tab
from playwright.sync_api import sync_playwright

__all__ = ["PASSPHRASE", "App", "begin", "begin_by_code", "enter_by_code", "tab"]

SOURCE = Path(__file__).resolve().parents[2] / "src"
PASSPHRASE = "four plain words here"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class App:
    """The app as someone starts it, on a file in a folder of its own; a context manager."""

    def __init__(self, folder: Path, *arguments: str, language: str = "en") -> None:
        self.folder = folder
        self.vault = folder / "file" / "notes.dat"
        environment = {
            "PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(SOURCE), "HOME": str(folder), "LANG": "C.UTF-8",
            "UPRIGHT_VAULT": str(self.vault), "UPRIGHT_LANGUAGE": language, "TZ": "Asia/Ho_Chi_Minh",
        }  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-m", "upright.cli.main", *arguments, "--no-browser"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
        )  # fmt: skip
        self.said: list[str] = []
        self.address = self._line()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _line(self) -> str:
        if self._process.stdout is None:
            raise RuntimeError("the app has no output")
        return self._process.stdout.readline().decode().strip()

    def _listen(self) -> None:
        for line in self._process.stderr or ():
            self.said.append(line.decode().strip())

    @property
    def pid(self) -> int:
        """The number of the app's process."""
        return self._process.pid

    @property
    def origin(self) -> str:
        """Where it listens."""
        return self.address.rsplit("/", 1)[0]

    def __enter__(self) -> App:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> int:
        """End it as Ctrl-C does, and return its exit status."""
        if self._process.poll() is None:
            self._process.send_signal(2)
        status = self._process.wait(timeout=10)
        self._listener.join(5)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        return status


@contextmanager
def tab(
    *, width: int = 360, height: int = 740, scheme: str = "light", scripts: bool = True, motion: str = "reduce"
) -> Iterator[Tab]:
    """One window of a size, light or dark, with or without scripts."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError("no Chromium here; on Debian or Ubuntu: apt install chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=scripts,  # type: ignore[arg-type]
            reduced_motion=motion, device_scale_factor=2 if width < 600 else 1,  # type: ignore[arg-type]
        )  # fmt: skip
        try:
            yield context.new_page()
        finally:
            browser.close()


def enter_by_code(app: App, window: Tab) -> None:
    """Through the door without a script: by the code that the terminal shows."""
    window.goto(app.origin + "/enter")
    window.click("form[action=show_code] button")
    ends = time.monotonic() + 10
    while not (codes := [line for line in app.said if "Code for the browser" in line]) and time.monotonic() < ends:
        time.sleep(0.05)
    window.fill("input[name=key]", codes[-1].rpartition(": ")[2])
    window.click("form[action=come_in] button")


def begin(app: App, window: Tab) -> None:
    """From the printed address to the Write page of a new file."""
    window.goto(app.address)
    _first_file(window)


def begin_by_code(app: App, window: Tab) -> None:
    """The same where nothing runs in the browser."""
    enter_by_code(app, window)
    _first_file(window)


def _first_file(window: Tab) -> None:
    """Past the warning and the questions, each left out, to a new file."""
    window.wait_for_url("**/welcome")
    window.click("section .button.main")
    window.click("form.wide button.main")
    window.click("main .button.main")
    window.fill("input[name=passphrase]", PASSPHRASE)
    window.fill("input[name=again]", PASSPHRASE)
    window.click("form.wide button.main")
    window.wait_for_url("**/write")
