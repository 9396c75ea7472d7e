"""The people of the scenario table: each a small file in `people/`, read into a diary as the product would hold it.

    story      two or three sentences for whoever reads the file; no test reads it
    gate       what the answers to the eight questions keep quiet at the end: "open", "quiet" or "unanswered"
    safety     answers by `day` (0: before first use), in the order of the questions; `by_help_page`: given that way
    records    fields as in `upright.diary/1`, made on the days `on`, or on every `every` day `from` ... `to`, at `time`
               (20:30) in `zone` (that of the country). Day 0 is 2 March 2026. A rating `[low, high]` walks up and
               down between the two. `expect` of a limit is what `check_boundary` is to find;
               one to be refused is sent to the form, and typed, and kept nowhere
    letters    texts with the kinds that the letter check must and must not mark
    refused    how many of the records cannot be taken in
    forms      what is sent to the Write page and is not taken: `fault` is the text that says why
    longer     whether the third layer is read too, which takes a second
    must       what stands there, each with `where`: the word of a page, "$ " and a command, or "any" of them
    never      what stands nowhere there

What is looked for (`expecting.py`): `text`, a catalogue id, with values in `with`; `said`, letters that are the same in
both languages; `like`, an expression for each language; `day`, the date of a day; `statement`, `fact`, `figure` or
`not_yet`, what the reading holds, by how its id begins, with the numbers it `has`. `but` names places that may have it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from upright.actions.safety import keep_answers
from upright.actions.vault import Vault, made_up_vault
from upright.record import Diary
from upright.record.words import BELIEFS, SAFETY_TOPICS
from upright.wording import countries

__all__ = ["PEOPLE", "Person", "filled"]

FOLDER = Path(__file__).parent / "people"
DAY_0 = date(2026, 3, 2)
EVENING = "20:30"
ZONES = {
    "AE": "Asia/Dubai", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto",
    "DE": "Europe/Berlin", "ES": "Europe/Madrid", "FR": "Europe/Paris", "GB": "Europe/London", "IE": "Europe/Dublin",
    "IN": "Asia/Kolkata", "JP": "Asia/Tokyo", "NZ": "Pacific/Auckland", "PH": "Asia/Manila", "SG": "Asia/Singapore",
    "US": "America/New_York", "VN": "Asia/Ho_Chi_Minh",
}  # fmt: skip
# What stands in a line of `records` for the one who makes the diary, and in no file.
OURS = ("on", "from", "to", "every", "time", "zone", "expect", "outcome_days_later", "done_at_day")
OWN = ("note", "topic", "need", "if_", "then", "task", "reasons", "text", "belief")  # fields that hold her own words
BIG = re.compile(r"\{BIG:(\d+)\}")
UNSEEN = re.compile("[\0-\x1f\u202e]")  # letters that are kept and not shown
LETTERS = {"{NUL}": "\0", "{RLO}": "\u202e", "{ZWJ}": "\u200d"}


@dataclass(frozen=True)
class Person:
    """One of them, as the file says."""

    id: str
    story: str
    tags: list[str]
    language: str
    country: str
    gate: str
    safety: list[dict[str, Any]]
    records: list[dict[str, Any]]
    must: list[dict[str, Any]]
    never: list[dict[str, Any]]
    letters: list[dict[str, Any]] = field(default_factory=list)
    refused: int = 0
    forms: list[dict[str, str]] = field(default_factory=list)
    longer: bool = False
    worked_out: dict[str, bytes] = field(default_factory=dict, repr=False)

    def artefact(self, key: str) -> bytes | None:
        """What was worked out once and kept, so that both languages rest on one fit."""
        return self.worked_out.get(key)

    def keep_artefact(self, key: str, value: bytes) -> None:
        """Keep it."""
        self.worked_out[key] = value

    @property
    def listed(self) -> str | None:
        """The country where the list of helplines has it."""
        return self.country if self.country in countries() else None

    @property
    def answers_first(self) -> dict[str, str] | None:
        """The answers of the first day, before there is a file; None where the questions were passed by."""
        first = next((given for given in self.safety if given["day"] == 0), None)
        return None if first is None else _by_topic(first)

    @cached_property
    def diary(self) -> Diary:
        """Everything that was written, taken in as a file is, and the answers kept as the product keeps them."""
        found = Diary.from_json(self.sent_text)
        vault = made_up_vault(found)
        for given in self.safety:
            at = self._at(given["day"], "20:00", None)
            keep_answers(vault, _by_topic(given), at=at, taken_back=given.get("by_help_page", False))
        whole = vault.diary()
        vault.close()
        return Diary(records=whole.sorted().records, faults=found.faults)

    @property
    def sent_text(self) -> str:
        """The file as it is taken in."""
        return json.dumps({"schema": "upright.diary/1", "records": list(self._records())})

    @property
    def sent(self) -> int:
        """How many records the file asks for, beside the answers to the questions."""
        return sum(1 for _ in self._records())

    @property
    def now(self) -> datetime:
        """An hour after the last thing that was written."""
        return max(record.at for record in self.diary.records) + timedelta(hours=1)

    def vault(self) -> Vault:
        """The open file, with what was worked out for it so far."""
        vault = made_up_vault(self.diary)
        for key, value in self.worked_out.items():
            vault.keep_artefact(key, value)
        return vault

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """Everything the person wrote that was taken in, as it is shown, the longest first."""
        found: set[str] = set()
        for record in self.diary.records:
            for name in OWN:
                value = getattr(record, name, None) or ()
                found.update((value,) if isinstance(value, str) else value)
        found |= {line.rstrip(".") for words in found for line in words.splitlines()}
        shown = {UNSEEN.sub("", words).strip() for words in found} - set(BELIEFS) - {""}
        return tuple(sorted(shown, key=len, reverse=True))

    def _records(self) -> Iterator[dict[str, Any]]:
        for line in self.records:
            if line.get("expect") != "refused":
                for day in _days(line):
                    yield self._record(line, day)

    def _record(self, line: dict[str, Any], day: int) -> dict[str, Any]:
        made = {name: filled(value) for name, value in line.items() if name not in OURS}
        clock, zone = line.get("time", EVENING), line.get("zone")
        made["at"] = self._at(day, clock, zone).isoformat()
        if zone:
            made["zone"] = zone
        if "ratings" in made:
            made["ratings"] = {
                item: _rating(value, day, place) for place, (item, value) in enumerate(made["ratings"].items())
            }
        if "outcome_days_later" in line:
            made["outcome_at"] = self._at(day + line["outcome_days_later"], clock, zone).isoformat()
        if "done_at_day" in line:
            made["done_at"] = self._at(line["done_at_day"], clock, zone).isoformat()
        if "events" in made:
            made["events"] = [
                {"at": self._at(event["day"], "20:40", None).isoformat(), "what": event["what"]}
                for event in made["events"]
            ]
        return made

    def _at(self, day: int, clock: str, zone: str | None) -> datetime:
        place = ZoneInfo(zone or ZONES[self.country])
        return datetime.combine(DAY_0 + timedelta(days=day), time.fromisoformat(clock), tzinfo=place)


def _days(line: dict[str, Any]) -> list[int]:
    if "on" in line:
        return list(line["on"])
    return list(range(line["from"], line["to"] + 1, line.get("every", 1)))


def _rating(value: Any, day: int, place: int) -> Any:
    if isinstance(value, list):
        low, high = value
        return low + (7 * day + 3 * place) % (high - low + 1)
    return value


def _by_topic(given: dict[str, Any]) -> dict[str, str]:
    return dict(zip(SAFETY_TOPICS, given["answers"].split(), strict=True))


def filled(value: Any) -> Any:
    """A value with the letters in it that no file of ours should hold."""
    if not isinstance(value, str):
        return value
    value = BIG.sub(lambda match: "a" * int(match[1]), value)
    for name, letter in LETTERS.items():
        value = value.replace(name, letter)
    return value


def _person(path: Path) -> Person:
    return Person(id=path.stem, **tomllib.loads(path.read_text(encoding="utf-8")))


PEOPLE = {path.stem: _person(path) for path in sorted(FOLDER.glob("*.toml"))}
