"""What a person meets in one language: every page of the app and the main commands, over the diary they wrote."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html.parser import HTMLParser
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
_SHOWN_ATTRIBUTES = ("title", "aria-label", "alt", "placeholder")
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
            way = _look(visitor, name, met.pages)
            if way:
                met.ways[name] = way
            if way and name in GATED:
                _pass_the_gate(met, visitor, name, way)
        for sent in person.forms:
            _send(met, visitor, sent)
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
    if person.gate != "open" or person.longer:
        _run(met, "what-if", "what-if")
    for line in person.records if not person.refused else ():
        if line["kind"] == "boundary":
            _run(met, "boundary", "boundary", typed=f"{line['need']}\n{line['if']}\n{line['then']}\n\n")
        if line["kind"] == "decision":
            reasons = line.get("reasons", "")
            told = reasons if isinstance(reasons, str) else " ".join(reasons)
            _run(met, "decide", "decide", line["choice"], "--stay", "5", "--leave", "5", typed=f"{told}\n\n")


def _run(met: Met, name: str, *arguments: str, typed: str = "") -> None:
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
        status = main(list(arguments), environment=environment, clock=lambda: met.person.now)
        out.flush()
        err.flush()
    told, failed = (stream.buffer.getvalue().decode() for stream in (out, err))
    assert status == 0, f"{arguments[0]}: {failed}"
    met.printed[f"$ {name}"] = met.printed.get(f"$ {name}", "") + told
    met.errors[f"$ {name}"] = met.errors.get(f"$ {name}", "") + failed


def _without_frame(text: str) -> str:
    """A printed page without the rule at its left and the marks of what opens."""
    return re.sub(r"[│▾▸┌└─╷╵]", " ", text)


@lru_cache(maxsize=256)
def _parsed(source: str) -> tuple[str, str, tuple[str, ...]]:
    """Text, title and links of a page; many pages are the same for everyone."""
    parser = _Text()
    parser.feed(source)
    parser.close()
    return _plain(" ".join(parser.parts)), parser.title, tuple(parser.links)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("\u2060", "")).strip()


class _Text(HTMLParser):
    """The words of a page in the order in which they stand."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self.title = ""
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.parts += [found[name] for name in _SHOWN_ATTRIBUTES if found.get(name)]
        self.links += [found[name] for name in ("href", "action", "src") if found.get(name)]
        if tag in ("title", "style", "script", "textarea"):
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._within and self._within[-1] == tag:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.parts.append(data)
        elif self._within[-1] == "title" and not self.title:  # drawings have titles too, which no window shows
            self.title = data
