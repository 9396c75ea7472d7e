"""A statement's numbers as every face says and draws them: how sure, how much, from what, and on which scale.

A statement is anything with the fields of `Said`; the reading's are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from upright.wording.days import span
from upright.wording.doubt import band
from upright.wording.numbers import number, percent
from upright.wording.texts import say, say_n

__all__ = ["Said", "Scale", "from_what", "how_much", "how_sure", "in_band", "scale_of", "short_odds"]

# What a statement counts: where moments are set against answers, the days with an answer.
_BASIS = {"checkin": "count.answers", "moment": "count.moments", "try": "count.tries", "contact": "count.contacts"}
_FITTED = "loop"  # the layer that rests on fitted models


class Said(Protocol):
    """What is needed of a statement."""

    @property
    def id(self) -> str:
        """Its untranslated name."""

    @property
    def probability(self) -> float:
        """Of its claim."""

    @property
    def words(self) -> str:
        """The words for the probability."""

    @property
    def estimate(self) -> float | None:
        """How much, where it is a number."""

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where that number lies nine times in ten."""

    @property
    def unit(self) -> str:
        """Of both."""

    @property
    def layer(self) -> str:
        """Which layer of a reading it belongs to."""

    @property
    def n(self) -> int:
        """From how many records."""

    @property
    def span_days(self) -> int:
        """Over how many days."""

    @property
    def basis(self) -> tuple[str, ...]:
        """From which kinds of record."""


@dataclass(frozen=True)
class Scale:
    """The axis an interval is drawn on: its ends, what is written there, and the value that is marked, if any."""

    low: float
    high: float
    low_text: str
    high_text: str
    mark: float | None


def in_band(probability: float) -> float:
    """The probability in whole per cent, rounded so that its words still fit: .897 is "likely", so 89% and not 90%."""
    whole = math.floor(100 * probability + 0.5) / 100
    if not 0 < whole < 1 or band(whole) == band(probability):
        return whole if 0 < whole < 1 else probability
    return (math.floor if whole > probability else math.ceil)(100 * probability) / 100


def short_odds(probability: float) -> str:
    """The odds as short as a margin is; they agree with the words for them, "over 99%" and "under 1%"."""
    whole = math.floor(100 * in_band(probability) + 0.5)
    return "<1%" if whole < 1 else ">99%" if whole > 99 else f"{whole}%"


def how_sure(statement: Said, language: str) -> str:
    """The probability, with its words."""
    shown = percent(in_band(statement.probability), language)
    return say("reading.how_sure_line", language, percent=shown, doubt=statement.words)


def how_much(statement: Said, language: str) -> str:
    """The estimate with its interval; "" where there is none."""
    if statement.estimate is None:
        return ""
    unit = "level" if _is_level(statement) else statement.unit
    estimate = say(f"reading.unit.{unit}", language, x=_bare(statement, statement.estimate, language))
    if statement.interval is None:
        return estimate
    low, high = (_bare(statement, value, language) for value in statement.interval)
    interval = say("reading.nine_times", language, lo=low, hi=high)
    return say("reading.how_much_line", language, estimate=estimate, interval=interval)


def from_what(statement: Said, language: str) -> str:
    """From how much of what, over how long."""
    counted = next((text for kind, text in _BASIS.items() if kind in statement.basis), "count.records")
    counts = say_n(counted, statement.n, language)
    line = "reading.from_model_line" if statement.layer == _FITTED else "reading.from_line"
    return say(line, language, counts=counts, span=span(statement.span_days, language))


def scale_of(statement: Said, statements: Iterable[Said], language: str) -> Scale | None:
    """The scale on which the interval is drawn; rates of one reading share theirs. None without an interval."""
    if statement.interval is None:
        return None
    low, high = statement.interval
    if statement.unit == "share":
        return Scale(0.0, 1.0, "0%", "100%", 0.5)
    end, mark = _round_end(max(abs(low), abs(high)), 1 if statement.layer == _FITTED else 3), 0.0
    ends: tuple[float, float] = (-end, end)
    marked: float | None = mark
    if _is_level(statement):
        ends, marked = (0.0, 10.0), 5.0
    elif statement.unit == "ratio":
        ends, marked = (0.0, _round_end(high, 2)), 1.0
    elif statement.unit == "per_week":
        rates = [s.interval[1] for s in statements if s.unit == "per_week" and s.interval is not None]
        ends, marked = (0.0, _round_end(max([*rates, high]), 2)), None
    return Scale(*ends, number(ends[0], language), number(ends[1], language), marked)


def _is_level(statement: Said) -> bool:
    return statement.unit == "points" and statement.id.startswith("level.")


def _round_end(reach: float, least: float) -> float:
    """Where an axis ends: a whole number that leaves a little room beyond what is drawn."""
    return float(max(least, math.ceil(1.05 * reach)))


def _bare(statement: Said, value: float, language: str) -> str:
    if statement.unit == "share":
        return percent(min(1.0, max(0.0, value)), language)
    return number(value, language, 1)
