"""Requests of every kind to every page and act, drawn with a seed, and what must hold after each and after all.

The pages and acts are those of `upright.pages.book`; the forms are read off the pages themselves, so a new page is
taken in without a line here. Requests go to the app in this process, as a server hands them over.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from tests.pages.hostile import (
    MARK,
    Field,
    Header,
    body_of,
    cookie_of,
    headers_of,
    method_of,
    path_of,
    quoted,
    spoiled,
    value_of,
)
from tests.pages.visiting import EVENING, PASSPHRASE, PORT, Town, Visitor
from upright.actions.handover import arrival_of, diary_of_file, export_diary
from upright.actions.read import demo_diary, reading_of
from upright.actions.safety import without_taking_back
from upright.actions.vault import open_vault
from upright.pages import readings
from upright.pages.book import ROUTES
from upright.pages.headers import ALWAYS
from upright.pages.page import Act, Page, Route
from upright.record import CheckIn, Diary, Safety, Try
from upright.record.words import SAFETY_TOPICS
from upright.store.files import DISK
from upright.store.keys import FLOOR, Key
from upright.store.opening import open_with_key
from upright.store.vault import Vault
from upright.store.verify import verify_with_key

__all__ = ["Broken", "Tally", "fuzz"]

WITHIN, WITHIN_DERIVING = 2.0, 6.0  # seconds of work for an answer; for one that derives a key
SHARED = 4  # how many times longer it may take on a machine that is busy with something else
DERIVES = {"open_file", "make_file", "change_passphrase", "new_recovery_key", "put_copy_back"}
INSIDE = re.compile(
    r"Traceback|File \"|\b[a-z_]+\.py\b"
    r"|\b(?:Key|Value|Type|Index|Attribute|Unicode\w*|Runtime|Lookup|Overflow|Recursion|OS|Validation)Error\b"
)


class Broken(AssertionError):
    """What did not hold; its text says at which request."""


@dataclass
class Tally:
    """What was asked and answered."""

    requests: int = 0
    batches: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)
    kept: int = 0  # requests after which the file said something else than before
    escaped: int = 0  # answers in which a hostile text stood
    slowest: float = 0.0
    slowest_at: str = ""


@cache
def _key_and_file() -> tuple[Key, bytes]:
    """The key and the bytes of an empty file, derived once."""
    with tempfile.TemporaryDirectory() as folder:
        town = Town(Path(folder)).with_file()
        with open_vault(town.vault, PASSPHRASE) as vault:
            return vault._key.copy(), town.vault.read_bytes()  # type: ignore[union-attr]


@contextmanager
def without_fits() -> Iterator[None]:
    """No request waits for models to be fitted: a reading has its quick layers."""
    whole = readings.reading_of
    readings.reading_of = lambda diary, **how: reading_of(  # type: ignore[assignment]
        diary, **{name: value for name, value in how.items() if name not in ("kept", "progress")} | {"longer": False}
    )
    try:
        yield
    finally:
        readings.reading_of = whole


class Forms(HTMLParser):
    """The forms of a page by their act, its links with a question, and whether a hostile text became part of it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: dict[str, list[Field]] = {}
        self.links: list[str] = []
        self.broken: list[str] = []
        self._act: str | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if MARK in tag or any(MARK in name or name.startswith("on") for name in given):
            self.broken.append(f"<{tag} {' '.join(given)}>"[:200])
        for name in ("href", "src", "action", "formaction", "content"):
            if re.match(r"\s*(?:javascript|data|https?):", given.get(name, "")):
                self.broken.append(f"{tag} {name}={given[name]}"[:200])
        if tag == "script" and given.get("src") != "/static/page.js":
            self.broken.append("a script")
        if tag == "a" and "?" in given.get("href", ""):
            self.links.append(given["href"])
        if tag == "form":
            self._act = given.get("action", "") if given.get("method") == "post" else None
            if self._act is not None:
                self.forms.setdefault(self._act, [])
        if self._act is not None:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._act = None

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        fields = self.forms[self._act or ""]
        if tag in ("input", "textarea", "select", "button") and given.get("name"):
            self._select = given["name"] if tag == "select" else ""
            kind = given.get("type", tag)
            if kind in ("radio", "checkbox"):
                known = next((one for one in fields if one.name == given["name"]), None)
                choices = (*(known.choices if known else ("",)), given.get("value", "on"))
                fields[:] = [one for one in fields if one.name != given["name"]]
                fields.append(Field(given["name"], kind, "", choices))
            else:
                fields.append(Field(given["name"], kind, given.get("value", "")))
        elif tag == "option" and self._select:
            last = fields.pop()
            fields.append(Field(last.name, "select", "", (*last.choices, given.get("value", ""))))


class Fuzzer:
    """One town with five browsers at its door, asked at random until told to stop."""

    def __init__(self, folder: Path, seed: int, tally: Tally, routes: tuple[Route, ...]) -> None:
        key, empty = _key_and_file()
        self.dice, self.tally, self.key = random.Random(seed), tally, key.copy()
        self.name, self.number = f"seed {seed}", 0
        self.place = folder
        self.town = Town(folder, language=self.dice.choice(("en", "vi")), routes=routes)
        self.pages = tuple(route for route in routes if isinstance(route, Page))
        self.acts = tuple(route for route in routes if isinstance(route, Act))
        self.town.vault.parent.mkdir(mode=0o700)
        self.empty = empty
        self.town.vault.write_bytes(empty)
        self.loop = asyncio.Runner()
        self.own, self.second, self.looking, self.outside, self.stranger = (Visitor(self.town) for _ in range(5))
        self.forms: dict[str, list[Field]] = {}
        self.links: list[str] = []

    def begin(self) -> None:
        """Open the file, write a little in it, and read the forms off the pages."""
        self._settle()
        no = Safety(at=EVENING - timedelta(days=9), answers=dict.fromkeys(SAFETY_TOPICS, "no"))
        each_kind = {record.kind: record for record in demo_diary(until=EVENING, language="vi").records}
        with self._opened() as vault:
            vault.add([no, *each_kind.values()])
            vault.add([CheckIn(at=EVENING - timedelta(days=day), ratings={"reliable": 3}) for day in range(1, 4)])
            vault.add([Try(at=EVENING - timedelta(days=20), way="asked", topic="việc nhà", outcome="pending")])
        self._look_at_forms()
        self.unasked: list[Route] = [*self.pages, *(act for act in self.acts if act.name not in DERIVES)]
        self.dice.shuffle(self.unasked)
        # A form with many fields has more to go wrong; a derivation takes its time.
        self.weights = [
            0.06 if act.name in DERIVES else 1 + min(12, len(self.forms.get(act.name, ()))) / 2 for act in self.acts
        ]

    # The browsers

    def _opened(self) -> Vault:
        return open_with_key(self.town.vault, self.key.copy(), DISK, cost=FLOOR)

    def _settle(self) -> None:
        """Put every browser back where it belongs, at the cost of no derivation; a file that was deleted comes back."""
        town, now = self.town, self.town.now
        if not town.vault.exists():
            town.vault.parent.mkdir(mode=0o700, exist_ok=True)
            town.vault.write_bytes(self.empty)
        for visitor in (self.own, self.second, self.looking, self.outside):
            session = self._session(visitor)
            if session is None:
                session = town.house.sessions.begin(town.language, town.vault, now)
                visitor.cookies = {town.house.cookie: (session.id, f"/{town.house.room}/")}
            session.path, session.wrong = town.vault, 0
            if visitor in (self.own, self.second) and (session.vault is None or session.demo):
                session.opened(self._opened(), now=now)
                self._keep_id(visitor, session)
            session.passed.update(page.gated for page in self.pages if page.gated)
            if visitor is self.outside and session.open:
                session.lock(now)
        demo = self._session(self.looking)
        if demo is not None and demo.vault is None:
            self._ask(self.looking, "POST", "look_round", [("t", demo.csrf)])

    def _keep_id(self, visitor: Visitor, session) -> None:
        visitor.cookies = {self.town.house.cookie: (session.id, f"/{self.town.house.room}/")}

    def _session(self, visitor: Visitor):
        for value, _ in visitor.cookies.values():
            return self.town.house.sessions.of(value, self.town.now)
        return None

    # Asking

    def _ask(self, visitor: Visitor, method: str, name: str, pairs: list[tuple[str, str]] | None = None) -> Given:
        """One request as a browser sends it."""
        body = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs or ()).encode()
        return self._send(visitor, method, visitor.path(name), body, self._usual(method, len(body)))

    def _usual(self, method: str, size: int) -> list[Header]:
        house = self.town.house
        found = [(b"host", house.authority.encode()), (b"sec-fetch-site", b"same-origin")]
        if method == "POST":
            found += [
                (b"origin", house.origin.encode()), (b"content-type", b"application/x-www-form-urlencoded"),
                (b"content-length", str(size).encode()),
            ]  # fmt: skip
        return found

    def _send(
        self, visitor: Visitor, method: str, path: str, body: bytes, headers: list[Header], *, broken: bytes = b""
    ) -> Given:
        held = visitor.cookies.items()
        cookies = "; ".join(f"{name}={value}" for name, (value, under) in held if path.startswith(under))
        if broken:
            headers = [*headers, (b"cookie", broken)]
        elif cookies:
            headers = [*headers, (b"cookie", cookies.encode())]
        plain, _, query = path.partition("?")
        raw = plain.encode("ascii", "replace")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote(raw.decode("ascii")), "raw_path": raw, "root_path": "",
            "query_string": query.encode("utf-8", "surrogatepass"), "headers": headers,
            "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", PORT), "state": {},
        }  # fmt: skip
        pieces = [body[at : at + 65536] for at in range(0, len(body), 65536)] or [b""]
        got: list[dict] = []

        async def receive() -> dict:
            if not pieces:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        async def send(message: dict) -> None:
            got.append(message)

        start, begun = time.perf_counter(), time.process_time()
        self.loop.run(self.town.app(scope, receive, send))
        took = max(time.process_time() - begun, (time.perf_counter() - start) / SHARED)
        if not got:
            raise self._broken("no answer", method, path)
        answer = Given(got[0]["status"], got[0]["headers"], b"".join(one.get("body", b"") for one in got[1:]), took)
        for name, value in got[0]["headers"]:
            if name == b"set-cookie" and not broken:
                cookie = value.decode("latin-1").partition(";")[0].partition("=")[2]
                if b"max-age=0" in value.lower():
                    visitor.cookies.clear()
                else:
                    visitor.cookies = {self.town.house.cookie: (cookie, f"/{self.town.house.room}/")}
        return answer

    def _look_at_forms(self) -> None:
        """Read every form off every page that can be seen, and off the pages that these lead to."""
        todo = [(visitor, page.name) for visitor in (self.own, self.outside, self.stranger) for page in self.pages]
        self.links = []
        seen: Counter[str] = Counter()
        for visitor, name in todo:
            answer = self._ask(visitor, "GET", name)
            self.check(answer, "GET", name)
            found = Forms(answer.body.decode())
            for act, fields in found.forms.items():
                if act not in self.forms or len(fields) >= len(self.forms[act]):
                    self.forms[act] = fields
            for link in found.links:
                seen[link.partition("?")[0]] += 1
                if seen[link.partition("?")[0]] <= 6 and (visitor, link) not in todo:
                    todo.append((visitor, link))
                    self.links.append(link)

    def step(self) -> None:
        """One request, whose answer and whose effect are looked at."""
        dice = self.dice
        self.number += 1
        self.town.now += timedelta(seconds=dice.choice((0, 0, 1, 5, 20)))
        if dice.random() < 0.002:
            self.town.now += timedelta(minutes=dice.choice((-30, 11, 1500)))
        self._settle()
        visitor = dice.choices((self.own, self.second, self.looking, self.outside, self.stranger), (10, 3, 3, 3, 2))[0]
        route = self._next_route()
        if isinstance(route, Page):
            method, body, kind = "GET", b"", ""
            path = visitor.path(self._question(route.name))
        else:
            method, path = "POST", visitor.path(route.name)
            body, kind = self._form(route.name, visitor)
        headers = self._usual(method, len(body))
        if method == "POST":
            headers = [(name, kind.encode("latin-1") if name == b"content-type" else value) for name, value in headers]
        broken = b""
        odd = dice.random()
        if odd < 0.06:
            headers += headers_of(dice, self.town.house.origin)
        elif odd < 0.08:
            method = method_of(dice)
        elif odd < 0.11:
            path = path_of(path, dice)
        elif odd < 0.14:
            broken = cookie_of(self.town.house.cookie, dice)
        elif odd < 0.16:
            method = {"GET": "POST", "POST": "GET"}.get(method, method)
        elif odd < 0.17:
            method = "HEAD"
        elif odd < 0.18:
            headers = dice.sample(headers, len(headers) - 1)
        before = self._state()
        answer = self._send(visitor, method, path, body, headers, broken=broken)
        self.check(answer, method, path, deriving=route.name in DERIVES)
        after = self._state()
        changed = before is not None and after is not None and before != after
        if changed and (method != "POST" or answer.status not in (303, 204)):
            raise self._broken(f"an answer of {answer.status} changed what the file says", method, path)
        self._count(route.name, method, answer)
        self.tally.kept += changed
        if changed:
            for name in ("diary", dice.choice(("write", "settings", *self.links))):
                shown = self._ask(self.own, "GET", name)
                self.check(shown, "GET", name)
                self._count(name.partition("?")[0], "GET", shown)

    def _count(self, name: str, method: str, answer: Given) -> None:
        tally = self.tally
        tally.requests += 1
        tally.statuses[answer.status] += 1
        tally.routes[name] += 1
        if answer.took > tally.slowest:
            tally.slowest, tally.slowest_at = answer.took, f"{method} {name}"

    def _next_route(self) -> Route:
        """Each once, so that even a few hundred requests leave none out; then at random."""
        if self.unasked:
            return self.unasked.pop()
        if self.dice.random() < 0.3:
            return self.dice.choice(self.pages)
        return self.dice.choices(self.acts, self.weights)[0]

    def _question(self, name: str) -> str:
        dice = self.dice
        way = dice.random()
        if way < 0.4:
            return name
        if way < 0.65 and self.links:
            return dice.choice(self.links)
        key = dice.choice(("r", "c", "page", "day", "language", "quiet", "item", "x"))
        value = dice.choice((spoiled(Field(key, "text"), dice, self._ids()), *self._ids()[:3], "2", "vi", "2026-11-01"))
        return f"{name}?{key}={quoted(value[:3000])}"

    def _form(self, act: str, visitor: Visitor) -> tuple[bytes, str]:
        dice, ids = self.dice, self._ids()
        fields = self.forms.get(act) or [Field(name, "text") for name in ("id", "note", "topic", "day", "path")]
        pairs = []
        typed = [place for place, one in enumerate(fields) if one.kind in ("text", "textarea", "search")]
        spoil = set(dice.sample(typed, min(len(typed), dice.choice((0, 1, 2)))))
        spoil |= set(dice.sample(range(len(fields)), min(len(fields), dice.choice((0, 0, 1, 2)))))
        for place, one in enumerate(fields):
            if one.name == "t":
                continue
            if place in spoil:
                way = dice.random()
                if way < 0.1:
                    continue
                pairs.append((one.name, spoiled(one, dice, ids)))
                if way > 0.9:
                    pairs.append((one.name, value_of(one, dice)))
            elif one.name in ("passphrase", "again", "new"):
                pairs.append((one.name, dice.choice((PASSPHRASE, PASSPHRASE, "wrong", ""))))
            else:
                pairs.append((one.name, value_of(one, dice)))
        if dice.random() < 0.1:
            pairs.append((spoiled(Field("", "text"), dice, ids)[:300], "1"))
        session = self._session(visitor)
        token = session.csrf if session is not None else ""
        if dice.random() < 0.06:
            token = dice.choice(("", "x" * 43, token[:-1], token + "\0", "é"))
        if dice.random() < 0.97:
            pairs.insert(dice.choice((0, len(pairs))), ("t", token))
        return body_of(pairs, dice)

    def _ids(self) -> list[str]:
        """Ids and handles of this file, of another session, and of none."""
        session, other = self._session(self.own), self._session(self.second)
        if session is None or session.vault is None:
            return ["x"]
        ids = [one.id or "" for one in self._records()][:8]
        handles = [session.handle(id) for id in ids[:3]] + ([other.handle(id) for id in ids[:3]] if other else [])
        return [*ids, *handles, "0" * 32, "nothing"]

    def _records(self):
        session = self._session(self.own)
        return session.vault.diary().records if session is not None and session.vault is not None else ()

    def _state(self) -> object:
        """What the file says; None while there is none to be asked."""
        session = self._session(self.own)
        if session is None or session.vault is None or session.vault.closed or not self.town.vault.exists():
            return None
        return session.vault.diary().records, session.vault.settings()

    # What must hold

    def check(self, answer: Given, method: str, path: str, *, deriving: bool = False) -> None:
        """Of each answer: no failure, no word from inside, the guard's headers, in time, and escaped."""
        if answer.status >= 500 and answer.status != 503:
            raise self._broken(f"{answer.status} {answer.body[-300:]!r}", method, path)
        names = Counter(name for name, _ in answer.headers)
        if any(one not in answer.headers or names[one[0]] != 1 for one in ALWAYS) or names[b"cache-control"] != 1:
            raise self._broken("headers are missing or doubled", method, path)
        if any(b"\r" in value or b"\n" in value for _, value in answer.headers):
            raise self._broken("a line end in a header", method, path)
        text = answer.body.decode("utf-8")
        if not path.startswith("/static/") and (found := INSIDE.search(text)):
            raise self._broken(f"{found.group()} in the answer", method, path)
        if "60481729" in text and "7777*7777" not in text:
            raise self._broken("a template was worked out", method, path)
        if answer.took > (WITHIN_DERIVING if deriving else WITHIN):
            raise self._broken(f"{answer.took:.1f} s", method, path)
        if MARK in text:
            self.tally.escaped += 1
            if found_parts := Forms(text).broken:
                raise self._broken(f"made by a text: {found_parts}", method, path)

    def end(self) -> None:
        """Of the whole: the file is sound, every page can still be shown, what is in it comes back as it went out."""
        self._settle()
        with self._opened() as vault:
            diary = vault.diary()
        if diary.faults or not verify_with_key(self.town.vault, self.key).ok:
            raise self._broken("the file is not sound", "", "")
        self.links = []
        self._look_at_forms()
        for ending in (".json", ".csv"):
            place = self.place / f"out{ending}"
            export_diary(diary, place, replace=True)
            if ending == ".json":
                back = diary_of_file(place)
                if back.faults or back.records != diary.records:
                    raise self._broken("an export does not read back as it was", "", "")
                if arrival_of(back, None).new != tuple(without_taking_back(one) for one in diary.records):
                    raise self._broken("an export is not taken in as it was", "", "")
        self.tally.batches += 1

    def close(self) -> None:
        """Lock every browser out."""
        self.town.house.sessions.end_all(self.town.now)
        self.loop.close()

    def _broken(self, what: str, method: str, path: str) -> Broken:
        return Broken(f"{self.name}, request {self.number}: {what} ({method!r} {path[:120]!r})")


@dataclass(frozen=True)
class Given:
    """An answer, and how long it took: in work of this process, or a fourth of the time that went by."""

    status: int
    headers: list[Header]
    body: bytes
    took: float


def fuzz(requests: int, *, seed: int, tally: Tally | None = None, routes: tuple[Route, ...] = ROUTES) -> Tally:
    """Ask so many times, with a file of its own. Raises Broken at the first thing that does not hold."""
    tally = tally if tally is not None else Tally()
    here = Path.cwd()
    with without_fits(), tempfile.TemporaryDirectory() as folder:
        readings.reading_of(Diary(records=()), now=EVENING)  # loads what a first reading loads, which is not timed
        deep = Path(folder) / "a" / "b" / "c" / "d" / "e"  # so that a path that climbs stays inside
        deep.mkdir(parents=True)
        os.chdir(deep)
        fuzzer = Fuzzer(Path(folder), seed, tally, routes)
        try:
            fuzzer.begin()
            until = tally.requests + requests
            while tally.requests < until:
                fuzzer.step()
            fuzzer.end()
        finally:
            fuzzer.close()
            os.chdir(here)
    return tally
