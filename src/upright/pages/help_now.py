"""Help now: the same for everyone, with every country's lines; it needs no file, no passphrase and no session."""

from __future__ import annotations

from dataclasses import dataclass

from upright.pages.gate import wanted
from upright.pages.page import Needs, Visit, page
from upright.wording import countries, country_name, country_note, emergency_number, helplines

__all__ = ["PARTS", "ROUTES"]

PARTS = ("now", "talk", "leaving", "devices", "traces", "stopping", "body", "yourself", "own_acts", "depend", "limits")
_DIRECTORY = "findahelpline.com"
_DIALLED = "0123456789+"


@dataclass(frozen=True)
class Line:
    """One helpline: its name, how it is reached, and what is known of it. `dial` is what a phone dials."""

    name: str
    phone: str
    dial: str
    ways: tuple[str, ...]
    details: tuple[str, ...]


@dataclass(frozen=True)
class Country:
    """The lines of one country; `here` if it is the one she chose, or that of this machine."""

    name: str
    note: str
    emergency: str
    lines: tuple[Line, ...]
    here: bool


@dataclass(frozen=True)
class Part:
    """One part of the page: its heading and its text."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class HelpNow:
    """The page; `after` if she came from the questions, on her way to the gated page `to`."""

    parts: tuple[Part, ...]
    countries: tuple[Country, ...]
    after: bool
    to: str


def help_now(visit: Visit) -> HelpNow:
    """Where people can help."""
    return _page(visit, after=False)


def help_after(visit: Visit) -> HelpNow:
    """The same after a yes to one of the questions, with the way on."""
    return _page(visit, after=True)


def _page(visit: Visit, *, after: bool) -> HelpNow:
    language, here = visit.language, visit.country
    emergency = emergency_number(here) if here else None
    numbers = {
        "emergency_number": emergency or visit.say("cli.help_now.local_emergency"),
        "crisis_line": _DIRECTORY,
        "own_behaviour_line": _DIRECTORY,
    }
    parts = tuple(
        Part(name, visit.say(f"help.{name}.title"), visit.say(f"help.{name}.text", **numbers)) for name in PARTS
    )
    order = sorted(countries(), key=lambda code: code != here)
    found = [_country(code, language, here=code == here) for code in order]
    found.append(Country(country_name("", language), "", "", _lines("", language), here=False))
    return HelpNow(parts, tuple(found), after, wanted(visit))


def _country(code: str, language: str, *, here: bool) -> Country:
    name, note = country_name(code, language), country_note(code, language) or ""
    return Country(name, note, emergency_number(code) or "", _lines(code, language), here)


def _lines(code: str, language: str) -> tuple[Line, ...]:
    found = []
    for line in helplines(code):
        if code and line.country is None:
            continue  # the directories for everywhere have a place of their own
        phone = line.phone or ""
        ways = tuple(way for way in line.ways(language) if way != phone)
        dial = "".join(letter for letter in phone if letter in _DIALLED)
        found.append(Line(line.name(language), phone, dial, ways, line.details(language)))
    return tuple(found)


ROUTES = (
    page(help_now, Needs.NOTHING),
    page(help_after, Needs.LAUNCH),
)
