"""What a person meets in one language: every page of the app and the main commands, over the diary they wrote."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import unescape
from pathlib import Path
from unittest.mock import patch

from tests.pages.visiting import Town, Visitor
from tests.scenarios.people import Person, filled
from upright import reading
from upright.actions import vault as vaults
from upright.actions.read import reading_of
from upright.cli.main import main
from upright.model.learn import Learnt
from upright.pages.book import ROUTES
from upright.pages.page import Page
from upright.reading import Reading
from upright.wording.catalogue import text as text_of

__all__ = ["GATED", "OWN", "Met", "meet"]

PAGES = tuple(route.name for route in ROUTES if isinstance(route, Page))
GATED = tuple(route.name for route in ROUTES if isinstance(route, Page) and route.gated)
OWN = "▢"  # stands for what the person wrote, which no rule judges
NOTHING = Learnt(
    loop=None, links={}, loads={}, ahead=None
)  # the third layer as if it had been worked out and found none
_SHOWN = re.compile(r'\b(?:title|aria-label|alt|placeholder)="([^"]+)"')
_LINKS = re.compile(r'\b(?:href|action|src)="([^"]+)"')
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_UNSEEN = re.compile(r"<head>.*?</head>|<(script|style|textarea)\b.*?</\1>", re.DOTALL)
_TEXT_AND_TAG = re.compile(r"([^<]*)(<[^>]*>|$)")
_TOKENS = re.compile(r'(data-t="|name="(?:t|form_id)" value=")[^"]*')  # what differs from one session to another
_CUT = 6  # letters that are left of what is cut, at the least
_TURNED = 3  # pages of the Diary that are turned


@dataclass(frozen=True)
class Seen:
    """One page: its text as the person sees it, its title, where it leads, and its source."""

    source: str

    @cached_property
    def _parsed(self) -> tuple[str, str, tuple[str, ...]]:
        return _parsed(_TOKENS.sub(r"\1", self.source))

    @property
    def text(self) -> str:
        return self._parsed[0]

    @property
    def title(self) -> str:
        return self._parsed[1]

    @property
    def links(self) -> tuple[str, ...]:
        return self._parsed[2]


@dataclass
class Met:
    """All of it, by place: the word of a page, or "$ " and the command. `reading` is what Read shows."""

    person: Person
    language: str
    pages: dict[str, Seen] = field(default_factory=dict)
    before: dict[str, Seen] = field(default_factory=dict)  # the pages before there is a file
    printed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    reading: Reading | None = None
    led_to: str = ""  # where the answers of the first day lead
    ways: dict[str, str] = field(default_factory=dict)  # where a page leads that is not shown at once

    @cached_property
    def whole(self) -> dict[str, str]:
        """The texts with the person's own words in them."""
        found = {place: seen.text for place, seen in self.pages.items()}
        found |= {f"before {place}": seen.text for place, seen in self.before.items()}
        found |= {f"{place}, asked": _plain(text) for place, text in self.errors.items() if text}
        return found | {place: _plain(_without_frame(text)) for place, text in self.printed.items()}

    @cached_property
    def texts(self) -> dict[str, str]:
        """The texts without them: what Upright says."""
        words = [re.escape(_plain(word)) for word in self.person.own_words]
        if not words:
            return self.whole
        own = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
        return {place: own.sub(OWN, self._without_cut(text)) for place, text in self.whole.items()}

    def _without_cut(self, text: str) -> str:
        """A text without words of theirs that are cut where a line was too short for them."""
        for word in self.person.own_words if "…" in text else ():
            for length in range(len(word) - 1, _CUT, -1):
                text = text.replace(f"{word[:length].rstrip()}…", OWN)
        return text


def meet(person: Person, language: str, folder: Path) -> Met:
    """Go through everything once."""
    met = Met(person, language)
    with contextlib.nullcontext() if person.longer else patch.object(reading, "learn_from", lambda *a, **k: NOTHING):
        met.reading = reading_of(person.diary, now=person.now, language=language, kept=person)
    _walk(met, folder)
    _type(met, folder)
    return met


def _walk(met: Met, folder: Path) -> None:
    person = met.person
    town = Town(folder, language=met.language, now=person.now)
    town.house.country = person.listed
    visitor = Visitor(town).come_in()
    _first_use(met, visitor)
    visitor.session.given = ()  # they are in the file
    visitor.session.opened(person.vault(), now=town.now)
    try:
        for name in PAGES:
            visitor.session.passed.clear()  # each page as if it were the first that is gone to
            way = _look(visitor, name, met.pages)
            if way:
                met.ways[name] = way
            if way and name in GATED:
                _pass_the_gate(met, visitor, name, way)
        for sent in person.forms:
            _send(met, visitor, sent)
        for limit in person.records:
            if limit.get("expect") in ("refused", "their_act"):
                _send_limit(met, visitor, limit)
        for link in _records(met.pages["diary"]):
            _look(visitor, link, met.pages)
    finally:
        town.house.sessions.end_all(town.now)


def _first_use(met: Met, visitor: Visitor) -> None:
    """The pages before there is a file, with the answers of the first day."""
    for name in ("enter", "welcome", "safety"):
        _look(visitor, name, met.before)
    given = met.person.answers_first
    if given is not None:
        met.led_to = visitor.post("answer", given).to
        _look(visitor, met.led_to, met.before)
    _look(visitor, "create", met.before)


def _send(met: Met, visitor: Visitor, sent: dict[str, str]) -> None:
    """Send the Write page what it does not take: it says so in one line, and nothing of it is kept."""
    before = len(visitor.session.vault.diary().records)
    answer = visitor.save(**{name: filled(value) for name, value in sent.items() if name != "fault"})
    assert answer.status == 422, sent["fault"]
    line = max(re.split(r"\{.*?\}", text_of(sent["fault"], met.language)), key=len)
    assert line in answer.text, sent["fault"]
    assert len(visitor.session.vault.diary().records) == before, sent["fault"]
    met.pages[f"write refused, {sent['fault']}"] = Seen(answer.body.decode())


def _send_limit(met: Met, visitor: Visitor, limit: dict[str, str]) -> None:
    """Send a limit that is not taken at once: one refused, one that names somebody else's act."""
    visitor.get("boundary")
    answer = visitor.post("save_limit", {name: limit[name] for name in ("need", "if", "then")})
    assert answer.status == 422, limit["expect"]
    met.pages[f"boundary {limit['expect']}"] = Seen(answer.body.decode())


def _pass_the_gate(met: Met, visitor: Visitor, name: str, way: str) -> None:
    """Go by way of the page that stands before a gated one, and look at both."""
    _look(visitor, way, met.pages)
    act = "go_on" if way.startswith("help_after") else "answer"
    assert visitor.post(act, {"to": name}).to == name
    assert _look(visitor, name, met.pages) == ""


def _look(visitor: Visitor, page: str, into: dict[str, Seen]) -> str:
    """Ask for a page and keep it under its word; pages of the Diary, and records, are kept as one.

    Returns where it leads instead, "" where it is shown.
    """
    answer = visitor.get(page)
    if answer.status == 303:
        return answer.to
    assert answer.status == 200, f"{page}: {answer.status}"
    name = page.partition("?")[0]
    source = answer.body.decode()
    earlier = into.get(name)
    into[name] = Seen(source if earlier is None else earlier.source + source)
    return ""


def _records(diary: Seen) -> list[str]:
    """One record of each kind that stands on the Diary's first page, and the Diary's following pages."""
    kinds = dict(re.findall(r'<a href="(record\?r=\w+)">.*?<span class="kind">(.*?)</span>', diary.source))
    one_of_each = {kind: link for link, kind in kinds.items()}
    return [*one_of_each.values(), *(f"diary?page={number}" for number in range(2, 2 + _TURNED))]


def _type(met: Met, folder: Path) -> None:
    """The commands, each as typed."""
    person = met.person
    country = ("--country", person.listed) if person.listed else ()
    _run(met, "read", "read")
    if person.refused:
        file = folder / "diary.json"
        file.write_text(person.sent_text, encoding="utf-8")
        _run(met, "read file", "read", str(file))
    _run(met, "list", "list", "--count", "60")
    _run(met, "help-now", "help-now", *country)
    _run(met, "plan", "plan")
    _run(met, "after", "after")
    if person.gate != "open" or person.longer:
        _run(met, "what-if", "what-if")
    for line in person.records if not person.refused else ():
        if line["kind"] == "boundary":
            typed, status = f"{line.get('need', '')}\n{line['if']}\n{line['then']}\n\n\n", line["expect"] == "refused"
            _run(met, "boundary", "boundary", typed=typed, status=int(status))
        if line["kind"] == "decision":
            reasons = line.get("reasons", "")
            told = reasons if isinstance(reasons, str) else " ".join(reasons)
            _run(met, "decide", "decide", line["choice"], "--stay", "5", "--leave", "5", typed=f"{told}\n\n")


def _run(met: Met, name: str, *arguments: str, typed: str = "", status: int = 0) -> None:
    """Run one command on the open file; what it prints is kept under "$ " and its name."""
    environment = {"UPRIGHT_LANGUAGE": met.language, "TZ": "Asia/Ho_Chi_Minh", "UPRIGHT_VAULT": "notes.dat"}
    stdin = io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8")
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with (
        patch.object(vaults, "open_vault", lambda *a, **k: met.person.vault()),
        patch.object(vaults, "exists", lambda path: True),
        patch("upright.cli.opening.key_of", lambda session: {}),
        patch.object(sys, "stdin", stdin),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        ended = main(list(arguments), environment=environment, clock=lambda: met.person.now)
        out.flush()
        err.flush()
    told, failed = (stream.buffer.getvalue().decode() for stream in (out, err))
    assert ended == status, f"{arguments[0]}: {failed}"
    met.printed[f"$ {name}"] = met.printed.get(f"$ {name}", "") + told
    met.errors[f"$ {name}"] = met.errors.get(f"$ {name}", "") + failed


def _without_frame(text: str) -> str:
    """A printed page without the rule at its left and the marks of what opens."""
    return re.sub(r"[│▾▸┌└─╷╵]", " ", text)


@lru_cache(maxsize=256)
def _parsed(source: str) -> tuple[str, str, tuple[str, ...]]:
    """Text, title and links of a page; many pages are the same for everyone.

    Every page is our own template, which writes no "<" or ">" but for tags: so the tags can be told by these.
    """
    title = _TITLE.search(source)
    body = _UNSEEN.sub(" ", source)
    parts, links = [], []
    for text, tag in _TEXT_AND_TAG.findall(body):
        parts.append(text)
        if '="' in tag:
            parts += _SHOWN.findall(tag)
            links += _LINKS.findall(tag)
    return _plain(unescape(" ".join(parts))), unescape(title[1]) if title else "", tuple(map(unescape, links))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u2060", "")).strip()
