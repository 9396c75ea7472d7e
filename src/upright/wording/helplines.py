"""Helplines: who can be called, where, whom each line serves, and how sure that is.

The list is a data file, `helplines.json`. What is not known about a line is absent there and None here; it is never
guessed, and `Helpline.details` says that it is not confirmed. No number was dialled. A person compares the list with
its sources before each release and moves the dates forward.
"""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from upright.wording.catalogue import text
from upright.wording.texts import say

__all__ = ["Helpline", "countries", "country_name", "country_note", "emergency_number", "helplines"]

_FILE = os.path.join(os.path.dirname(__file__), "helplines.json")
_ALIASES = {"UK": "GB"}  # what people type for what ISO 3166 has


@dataclass(frozen=True)
class Helpline:
    """One line, or a directory of lines.

    `service`, `way`, `serves`, `hours` and `languages` are ids of catalogue texts, or None where not known. `phone`,
    `message` (a number for messages, reached in the way `way` names) and `web` are as dialled or typed. `checked` is
    the day the number was last compared with its source (None: not since `as_of`), `as_of` the year of that source
    where it is some years old; `status` is "high", "medium", "low" or "unchecked".
    """

    country: str | None
    service: str
    phone: str | None
    message: str | None
    way: str | None
    web: str | None
    serves: str | None
    hours: str | None
    languages: str | None
    source: str
    checked: date | None
    as_of: int | None
    status: str
    directory: bool

    def name(self, language: str = "en") -> str:
        """The service's name."""
        return text(self.service, language)

    def ways(self, language: str = "en") -> tuple[str, ...]:
        """How it is reached, ready to show: phone, then message, then web address."""
        message = say(self.way, language, number=self.message) if self.way and self.message else None
        return tuple(way for way in (self.phone, message, self.web) if way is not None)

    def details(self, language: str = "en") -> tuple[str, ...]:
        """Whom it serves, when, in which languages, and when it was checked; what is not known is said to be so."""
        if self.directory:
            known = [text("helpline.directory", language)]
        else:
            whom = say("helpline.serves", language, whom=text(self.serves, language)) if self.serves else None
            known = [whom or text("helpline.serves.unknown", language)]
            if self.hours or self.languages:
                known.append(text(self.hours or "helpline.hours.unknown", language))
                known.append(text(self.languages or "helpline.languages.unknown", language))
            else:
                known.append(text("helpline.hours_and_languages.unknown", language))
        if self.status in ("low", "unchecked"):
            known.append(text(f"helpline.status.{self.status}", language))
        if self.as_of is not None:
            id = "helpline.as_of" if self.checked else "helpline.not_since"
            known.append(say(id, language, year=str(self.as_of)))
        if self.checked is not None:
            known.append(say("helpline.checked", language, date=self.checked))
        return tuple(known)


def countries() -> tuple[str, ...]:
    """The countries with an entry of their own, by two-letter code, in the order of the list."""
    return tuple(_data()["countries"])


def country_name(country: str, language: str = "en") -> str:
    """The name of a country of the list, or the word for elsewhere."""
    code = _code(country)
    return text(f"country.{code.lower()}" if code in countries() else "country.elsewhere", language)


def country_note(country: str, language: str = "en") -> str | None:
    """What has to be said about a country's lines as a whole, if anything."""
    note = _entry(country).get("note")
    return None if note is None else text(note, language)


def helplines(country: str) -> tuple[Helpline, ...]:
    """The lines of a country by two-letter code (any case), the directories for everywhere last.

    A country without an entry has the directories alone.
    """
    code = _code(country)
    own = tuple(_line(entry, code) for entry in _entry(country).get("lines", ()))
    return own + tuple(_line(entry, None) for entry in _data()["elsewhere"]["lines"])


def emergency_number(country: str) -> str | None:
    """The emergency number of a country where it is known with a source, else None."""
    found = _entry(country).get("emergency")
    return None if found is None else str(found["number"])


def _code(country: str) -> str:
    code = country.strip().upper()
    return _ALIASES.get(code, code)


def _entry(country: str) -> dict[str, Any]:
    found: dict[str, Any] = _data()["countries"].get(_code(country), {})
    return found


def _line(entry: dict[str, Any], country: str | None) -> Helpline:
    return Helpline(
        country=country,
        service=entry["service"],
        phone=entry.get("phone"),
        message=entry.get("message"),
        way=entry.get("way"),
        web=entry.get("web"),
        serves=entry.get("serves"),
        hours=entry.get("hours"),
        languages=entry.get("languages"),
        source=entry["source"],
        checked=date.fromisoformat(entry["checked"]) if "checked" in entry else None,
        as_of=entry.get("as_of"),
        status=entry["status"],
        directory=entry.get("directory", False),
    )


@cache
def _data() -> dict[str, Any]:
    import json  # slow import: only the help page reads the list

    with open(_FILE, encoding="utf-8") as file:
        return dict(json.load(file))
