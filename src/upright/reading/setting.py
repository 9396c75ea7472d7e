"""What every part of a reading is given, and the one way a statement is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any, TypeVar

from upright.model.translate import Days, Stretch
from upright.reading.types import Fact, NotYet, Statement
from upright.record import Record
from upright.wording import dates, doubt, number, odds, say, span

__all__ = ["Evidence", "Setting"]

Kind = TypeVar("Kind", bound=Record)

NEVER_SURE = 0.001  # no claim about a life is surer than this: the model may be wrong in ways that nobody thought of


@dataclass(frozen=True)
class Evidence:
    """What a statement rests on: the fields of `Statement` that are numbers or names."""

    n: int
    span_days: int
    basis: tuple[str, ...]
    unit: str
    interval: tuple[float, float] | None = None
    estimate: float | None = None
    layer: str = "levels"
    pattern: bool = False
    about: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """The diary up to now by kind of record, its days, the stretch that is read, and the language it is read in."""

    known: dict[type, tuple[Record, ...]]
    days: Days
    stretch: Stretch
    now: datetime
    starts: timedelta
    language: str

    def of(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """Every record of a kind up to now, in order of time."""
        return self.known.get(kind, ())  # type: ignore[return-value]

    def say(self, id: str, **values: Any) -> str:
        return say(id, self.language, **values)

    def count(self, what: str, n: float) -> str:
        """A counted phrase: "3 check-ins"."""
        return say(f"count.{what}", self.language, n=n)

    def number(self, x: float, digits: int = 1) -> str:
        return number(x, self.language, digits)

    def span(self, days: float) -> str:
        return span(days, self.language)

    def weeks(self, days: float) -> str:
        """A length in whole weeks, at least one."""
        return self.count("weeks", max(1, ceil(days / 7)))

    def dates(self, first: int, last: int) -> str:
        """The dates of two places of the diary as one phrase."""
        return dates(self.days.date(first), self.days.date(last), self.language)

    def date(self, at: datetime) -> date:
        return self.days.date(self.days.place(at, self.starts))

    def statement(
        self, id: str, probability: float, evidence: Evidence, changes: dict[str, Any], **values: Any
    ) -> Statement:
        """A statement with its texts; `values` fill its sentence beside the evidence's numbers, `changes` what would
        change it."""
        probability = min(max(probability, NEVER_SURE), 1.0 - NEVER_SURE)
        words, chance = doubt(probability, self.language), odds(probability, self.language)
        worded: dict[str, Any] = {"doubt": words, "odds": chance}
        if evidence.estimate is not None:
            worded["estimate"] = self.number(evidence.estimate)
        if evidence.interval is not None:
            worded["lo"], worded["hi"] = (self.number(x) for x in evidence.interval)
        return Statement(
            id=id,
            claim=":".join([id, *evidence.about.values()]),
            text=self.say(f"reading.{id}.text", **(worded | values)),
            probability=probability,
            words=words,
            odds=chance,
            interval=evidence.interval,
            estimate=evidence.estimate,
            unit=evidence.unit,
            n=evidence.n,
            span_days=evidence.span_days,
            changes_if=self.say(f"reading.{id}.changes", **changes),
            basis=evidence.basis,
            layer=evidence.layer,
            pattern=evidence.pattern,
            about=evidence.about,
        )

    def needs(self, what: str, **values: Any) -> str:
        """What it takes to say a thing."""
        return self.say(f"reading.needs.{what}", **values)

    def not_yet(self, id: str, needs: str, **values: Any) -> NotYet:
        """What cannot be said yet; the ids that name an item end in `_item`."""
        return NotYet(id, self.say(f"reading.not_yet.{id}.text", **values), needs)

    def fact(self, id: str, counted: int, span_days: int, **values: Any) -> Fact:
        return Fact(id, self.say(f"reading.fact.{id}", **values), counted, span_days)

    def more_days(self, days: float) -> str:
        """What it takes, in days or weeks of check-ins."""
        whole = max(1, ceil(days))
        if whole <= 13:
            return self.say("reading.needs.days", n=whole)
        if whole <= 83:
            return self.say("reading.needs.weeks", n=ceil(whole / 7))
        return self.say("reading.needs.months", n=ceil(whole / 30.44))
