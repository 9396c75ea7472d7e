"""The app on a diary of ten years: how soon it answers, what a page costs and weighs, what it holds in memory.

    python -m bench.app

The app is started as a program of its own, as a person starts it, on a file of 14,150 records, and asked over loopback
as a browser asks. Server time is from the request to the last byte of the answer. Every page that needs no more than an
open file is asked for forty times, with a save a second before every tenth (each save makes a new reading due); the
95th percentile is over those. A save is durable when its answer comes. First paint is Chromium's own, where it and what
drives it are there. Exit status 1 when a limit is missed.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from msgspec.structs import replace

from bench.speed import PASSPHRASE, START, ten_years
from upright.pages.book import ROUTES
from upright.pages.page import Needs, Page
from upright.record import Diary, Record
from upright.record.words import SAFETY_TOPICS
from upright.store import create_vault

PAINT = (
    "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    " - performance.getEntriesByType('navigation')[0].requestStart"
)
ASKED, BETWEEN, SAVES, STARTS = 40, 10, 60, 5


class Browser:
    """One connection that keeps its cookie and its token."""

    def __init__(self, address: str) -> None:
        found = re.match(r"http://(127\.0\.0\.1:(\d+))/enter#(.+)", address)
        if found is None:
            raise SystemExit("the app printed no address")
        self.host, self.key = found[1], found[3]
        self.connection = http.client.HTTPConnection("127.0.0.1", int(found[2]))
        self.room, self.cookie, self.token = "/", "", ""

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str, float]:
        headers = {"Host": self.host, "Sec-Fetch-Site": "same-origin"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if method == "POST":
            headers |= {"Origin": f"http://{self.host}", "Content-Type": "application/x-www-form-urlencoded"}
        started = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        took = 1000 * (time.perf_counter() - started)
        set_cookie = answer.headers.get("set-cookie")
        if set_cookie:
            self.cookie, self.room = set_cookie.split(";")[0], re.search(r"[Pp]ath=([^;]+)", set_cookie)[1]  # type: ignore[index]
        return answer.status, text, took

    def get(self, page: str) -> tuple[int, str, float]:
        """Status, text and milliseconds of a page."""
        status, text, took = self._ask("GET", f"{self.room.rstrip('/')}/{page}")
        found = re.search(r'data-t="([^"]+)"', text)
        self.token = found[1] if found else self.token
        return status, text, took

    def post(self, act: str, **fields: str) -> tuple[int, str, float]:
        """Status, text and milliseconds of an act."""
        return self._ask("POST", f"{self.room.rstrip('/')}/{act}", urlencode({"t": self.token} | fields))

    def unlock(self) -> None:
        """Be let in and open the file."""
        self.post("come_in", key=self.key)
        self.get("safety")
        if self.post("open_file", passphrase=PASSPHRASE)[0] != 303:
            raise SystemExit("the file did not open")

    def answer(self) -> None:
        """Answer the eight questions with no, so that nothing stands before a page."""
        self.get("safety")
        if self.post("answer", **dict.fromkeys(SAFETY_TOPICS, "no"), keep="yes")[0] != 303:
            raise SystemExit("the questions were not answered")

    def save(self) -> float:
        """Fill in Write, save it, and give the milliseconds the save took."""
        _, text, _ = self.get("write")
        form = unescape(text).partition('id="today"')[2]
        hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("day", "form_id")}  # type: ignore[index]
        status, _, took = self.post("save", **hidden, sign="thanked")
        if status != 303:
            raise SystemExit(f"a save was answered with {status}")
        return took


def start(vault: Path) -> tuple[subprocess.Popen[bytes], str, float]:
    """The app, its address, and the seconds until it accepts."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(vault.parent), "LANG": "C.UTF-8", "TZ": "Asia/Ho_Chi_Minh"}
    environment |= {"PYTHONPATH": os.environ.get("PYTHONPATH", "src"), "UPRIGHT_VAULT": str(vault)}
    started = time.perf_counter()
    app = subprocess.Popen(
        [sys.executable, "-m", "upright.cli.main", "--no-browser"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    if app.stdout is None:
        raise SystemExit("the app has no output")
    address = app.stdout.readline().decode().strip()
    Browser(address).connection.connect()
    return app, address, time.perf_counter() - started


def end(app: subprocess.Popen[bytes]) -> None:
    app.send_signal(signal.SIGINT)
    app.wait(20)
    if app.stdout is not None:
        app.stdout.close()


def memory_mb(app: subprocess.Popen[bytes]) -> float:
    """The most memory it has had, in MB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{app.pid}/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else float("nan")


def until_yesterday(diary: Diary) -> list[Record]:
    """The same records, moved so that the last was made a day ago: a reading is of the days that lead up to now."""
    later = datetime.now(UTC) - timedelta(days=1) - max(record.at for record in diary.records)
    return [replace(record, at=record.at + later) for record in diary.records]


def wait_for_reading(browser: Browser) -> None:
    """Ask for Read until its longer layer is made."""
    deadline = time.monotonic() + 120
    while "data-waiting" in browser.get("read?waiting=yes")[1] and time.monotonic() < deadline:
        time.sleep(1)


def plain_pages(browser: Browser) -> list[str]:
    """The pages that an address without more gives."""
    names = [one.name for one in ROUTES if isinstance(one, Page) and one.needs is not Needs.LAUNCH]
    return [name for name in names if browser.get(name)[0] == 200]


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def first_paint(vault: Path) -> dict[str, float]:
    """Milliseconds from the server's first byte to first paint, by page; nothing where there is no Chromium."""
    with suppress(ImportError):
        from tests.journeys.driving import tab  # optional dependency: what drives a browser

        app, address, _ = start(vault)
        try:
            with tab(scripts=True) as page:
                page.goto(address)
                page.locator("input[type=password]").first.wait_for()
                page.fill("input[type=password]", PASSPHRASE)
                page.keyboard.press("Enter")
                page.locator("#today").wait_for()
                room = page.url.rpartition("/")[0]
                found = {}
                for name in ("write", "read", "diary"):
                    page.goto(f"{room}/{name}")
                    page.goto(f"{room}/{name}")
                    while not page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
                        time.sleep(0.05)
                    found[name] = float(page.evaluate(PAINT))
                return found
        finally:
            end(app)
    return {}


def main() -> int:
    missed = 0

    def line(what: str, value: float, limit: float, unit: str) -> None:
        nonlocal missed
        missed += value > limit
        print(
            f"  {what:<64} {value:8.1f} {unit:<3} limit {limit:g}{'   MISSED' if value > limit else ''}",
            flush=True,
        )

    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder) / "file" / "notes.dat"
        vault.parent.mkdir(mode=0o700)
        with create_vault(vault, PASSPHRASE, now=START) as made:
            made.add(until_yesterday(ten_years()))

        accepts = []
        for _ in range(STARTS + 1):
            app, _, took = start(vault)
            accepts.append(1000 * took)
            end(app)
        print("Starting")
        line("until the server accepts", statistics.median(accepts[1:]), 700, "ms")

        app, address, _ = start(vault)
        try:
            browser = Browser(address)
            browser.unlock()
            browser.answer()
            print("Memory, after one reading with every layer")
            wait_for_reading(browser)
            line("the most it has had", memory_mb(app), 250, "MB")
            print("Saving a moment")
            saves = []
            for _ in range(SAVES):
                saves.append(browser.save())
                time.sleep(0.5)  # nobody saves twice in a moment; the diary is read ahead meanwhile
            line("median", statistics.median(saves), 20, "ms")
            line("95th percentile", p95(saves), 20, "ms")
            print("Server time, 95th percentile of each page, and its weight apart from figures")
            for name in plain_pages(browser):
                times, weight = [], 0
                for turn in range(ASKED):
                    if turn % BETWEEN == 0:
                        browser.save()
                        time.sleep(1)
                    _, text, took = browser.get(name)
                    times.append(took)
                    weight = max(weight, len(re.sub(r"<svg.*?</svg>", "", text, flags=re.DOTALL).encode()))
                line(f"{name}, server time (median {statistics.median(times):.1f})", p95(times), 40, "ms")
                line(f"{name}, weight", weight / 1000, 60, "kB")
            browser.post("search", words="thanked")
            found = [browser.get("diary")[2] for _ in range(ASKED)]
            line(f"diary, searched for a word: the first time {found[0]:.1f}; its pages", p95(found[1:]), 40, "ms")
            print("Memory, after many readings")
            wait_for_reading(browser)
            line("the most it has had", memory_mb(app), 250, "MB")
        finally:
            end(app)

        print("First paint, from the request")
        found = first_paint(vault)
        if not found:
            print("  no Chromium, or nothing that drives it (make journeys): not measured")
        for name, took in found.items():
            line(name, took, 500, "ms")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
