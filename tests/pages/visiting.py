"""A browser as the app sees it, without one: it keeps cookies by path, sends what a browser sends, and follows on."""

from __future__ import annotations

import asyncio
import re
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urljoin

from upright.actions.safety import keep_answers
from upright.actions.vault import made_up_vault, make_vault
from upright.pages.app import make_app
from upright.pages.book import ROUTES
from upright.pages.house import House
from upright.record import Diary
from upright.record.words import SAFETY_TOPICS

PASSPHRASE = "four plain words here"
PORT = 8437
EVENING = datetime(2026, 11, 23, 21, 30, tzinfo=timezone(timedelta(hours=7)))


@cache
def _empty_file() -> bytes:
    """A file with nothing in it that opens with PASSPHRASE; made once, since a derivation takes its time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "notes.dat"
        make_vault(path, PASSPHRASE, now=EVENING).close()
        return path.read_bytes()


_here = threading.local()


def _loop() -> asyncio.Runner:
    """What runs the app in this thread: one for all requests, since making one takes a millisecond."""
    if not hasattr(_here, "runner"):
        _here.runner = asyncio.Runner()
    return _here.runner


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    raw: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.raw}

    @property
    def text(self) -> str:
        return unescape(self.body.decode())

    @property
    def to(self) -> str:
        """Where it leads, without the room."""
        return self.headers["location"].rpartition("/")[2]

    @property
    def title(self) -> str:
        return re.search(r"<title>(.*)</title>", self.text)[1]  # type: ignore[index]

    def field(self, name: str) -> str:
        """The value of a hidden field of the form that is written in."""
        return re.search(rf'name="{name}" value="([^"]*)"', self.text.partition('id="today"')[2])[1]  # type: ignore[index]


@dataclass
class Town:
    """An app on a file in a folder of its own, with a clock that a test moves and a terminal that shows codes."""

    folder: Path
    language: str = "en"
    demo: bool = False
    routes: tuple = ROUTES
    now: datetime = EVENING
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.vault = self.folder / "file" / "notes.dat"
        self.house = House(
            path=self.vault, language=self.language, clock=lambda: self.now, show=self.codes.append,
            zone="Asia/Ho_Chi_Minh", country="VN", demo=self.demo, port=PORT,
        )  # fmt: skip
        self.app = make_app(self.house, self.routes)

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)

    def with_file(self) -> Town:
        """The same with a file that is there already."""
        self.vault.parent.mkdir(mode=0o700)
        self.vault.touch(mode=0o600)
        self.vault.write_bytes(_empty_file())
        return self


class Visitor:
    """One browser."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.cookies: dict[str, tuple[str, str]] = {}
        self.token = ""

    # Asking

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """One request, with exactly these headers and the cookies that belong to the path."""
        sent = [(name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
        cookies = "; ".join(
            f"{name}={value}" for name, (value, under) in self.cookies.items() if path.startswith(under)
        )
        if cookies:
            sent.append((b"cookie", cookies.encode()))
        plain, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": plain, "raw_path": plain.encode(), "query_string": query.encode(), "root_path": "",
            "headers": sent, "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", PORT), "state": {},
        }  # fmt: skip
        got: list[dict] = []

        async def run() -> None:
            parts = [{"type": "http.request", "body": body, "more_body": False}]

            async def receive() -> dict:
                return parts.pop(0) if parts else {"type": "http.disconnect"}

            async def send(message: dict) -> None:
                got.append(message)

            await self.town.app(scope, receive, send)

        _loop().run(run())
        raw = tuple((name.decode(), value.decode("latin-1")) for name, value in got[0]["headers"])
        answer = Answer(got[0]["status"], raw, b"".join(one.get("body", b"") for one in got[1:]))
        self._keep(answer)
        return answer

    def get(self, page: str, **headers: str) -> Answer:
        """A page, as a browser asks for one."""
        usual = {"host": self.town.house.authority, "sec-fetch-site": "same-origin"}
        answer = self.ask("GET", self.path(page), headers=usual | _named(headers))
        found = re.search(r'data-t="([^"]+)"', answer.body.decode("utf-8", "replace"))
        self.token = found[1] if found else self.token
        return answer

    def post(
        self, act: str, fields: Mapping[str, object] | None = None, *, token: bool = True, **headers: str
    ) -> Answer:
        """A form, as a browser sends one."""
        usual = {
            "host": self.town.house.authority, "origin": self.town.house.origin, "sec-fetch-site": "same-origin",
            "content-type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        given = ({"t": self.token} if token else {}) | dict(fields or {})
        body = urlencode(given, doseq=True).encode()
        usual |= {"content-length": str(len(body))}
        return self.ask(
            "POST", self.path(act), body, {k: v for k, v in (usual | _named(headers)).items() if v != "none!"}
        )

    def path(self, page: str) -> str:
        """A page's path: in the room, once this browser has been let in."""
        if page.startswith("/"):
            return page
        return urljoin(f"/{self.town.house.room}/" if self.cookies else "/", page)

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.raw:
            if name.lower() == "set-cookie":
                for cookie in SimpleCookie(value).values():
                    if cookie["max-age"] == "0":
                        self.cookies.pop(cookie.key, None)
                    else:
                        self.cookies[cookie.key] = (cookie.value, cookie["path"])

    # Ways that many tests go

    def come_in(self) -> Visitor:
        """Be let in by the address."""
        assert self.post("/come_in", {"key": self.town.house.launch.token()}, token=False).status == 303
        self.get("")
        self.get("safety")
        return self

    def look_round(self) -> Visitor:
        """Be let in and open the made-up diary."""
        self.come_in()
        assert self.post("look_round").to == "write"
        self.get("write")
        return self

    def make_file(self, **fields: str) -> Visitor:
        """Be let in and make a file."""
        self.come_in()
        answer = self.post("make_file", {"passphrase": PASSPHRASE, "again": PASSPHRASE} | fields)
        assert answer.status == 303, answer.text
        self.get("write")
        return self

    def unlock(self) -> Visitor:
        """Be let in and open the file that is there."""
        self.come_in()
        assert self.post("open_file", {"passphrase": PASSPHRASE}).to == "write"
        self.get("write")
        return self

    def save(self, **fields: object) -> Answer:
        """Fill in the Write page and save it."""
        form = self.get("write")
        sent = {"day": form.field("day"), "form_id": form.field("form_id")}
        return self.post("save", sent | {name.replace("__", "."): value for name, value in fields.items()})

    @property
    def session(self):
        """The app's own side of this browser."""
        ((value, _),) = self.cookies.values()
        return self.town.house.sessions.of(value, self.town.now)


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def behind_the_gate(folder: Path, language: str) -> Visitor:
    """A browser with an empty diary open in a language, each question about danger answered with no and kept."""
    town = Town(folder, language=language)
    visitor = Visitor(town).look_round()
    visitor.session.opened(made_up_vault(Diary()), now=town.now)
    visitor.session.language = language
    keep_answers(visitor.session.vault, dict.fromkeys(SAFETY_TOPICS, "no"), at=EVENING - timedelta(days=9))
    return visitor
