"""A reading set for the terminal: sentences first, each opened to its numbers, then figures, then what is too early."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from upright.actions import told
from upright.cli.lines import pad, width
from upright.cli.page import Page
from upright.cli.plots import plot, range_line
from upright.cli.session import Session
from upright.cli.tables import table
from upright.wording import date_text, number, percent, say_n, span
from upright.wording.doubt import band

if TYPE_CHECKING:
    from upright.reading import NotYet, Reading, Statement

__all__ = ["counts_in_words", "print_reading"]

_BASIS = {"checkin": "count.answers", "moment": "count.moments", "try": "count.tries", "contact": "count.contacts"}
_LABELS = ("reading.how_sure", "reading.how_much", "reading.from", "reading.would_change")
_PLOT_WIDTH, _PLOT_LEAST = 41, 36  # columns of a plot, and those it needs to stand beside the labels
_INDENT = "  "
_FIRST = "few_days"  # stands under the head: it says what is there and when more can be said
_SILENT = "silent_"  # enough was written, nothing clear has shown itself


def print_reading(
    session: Session,
    reading: Reading,
    *,
    tables: bool = False,
    short: bool = False,
    frame: tuple[str, str] | None = None,
) -> None:
    """Print a reading. `frame` stands above and below it; `short`: sentences alone; `tables`: figures as numbers."""
    page = Page(session)
    if frame is not None:
        page.text(frame[0])
        page.gap()
    if reading.first is None:
        page.text(session.say("reading.nothing_yet"))
    else:
        _head(session, page, reading, short)
        _not_yet(session, page, [n for n in reading.not_yet if n.id == _FIRST], None)
        _statements(session, page, reading, short)
        _facts(session, page, reading)
        if not short:
            _figures(session, page, reading, tables)
        silent = [n for n in reading.not_yet if n.id.startswith(_SILENT)]
        waiting = [n for n in reading.not_yet if n not in silent and n.id != _FIRST]
        _not_yet(session, page, silent, "reading.silent_title")
        _not_yet(session, page, waiting, "reading.not_yet_title")
        page.gap()
        for caveat in reading.caveats:
            page.note(caveat)
    page.gap()
    page.note(session.say("cli.help_now_hint", command="upright help-now"))
    if frame is not None:
        page.gap()
        page.text(frame[1])
    page.end()


def counts_in_words(session: Session, counts: dict[str, int]) -> str:
    """How many records of each kind: "50 check-ins, 56 moments, 22 tries"."""
    return told.counts_in_words(counts, session.language)


def _head(session: Session, page: Page, reading: Reading, short: bool) -> None:
    page.title(session.say("reading.title", span=span(reading.span_days, session.language)))
    first = reading.first or reading.as_of
    dates = {"from_": date_text(first, session.language), "to": date_text(reading.as_of, session.language)}
    line = "cli.counts_line_short" if short else "reading.counts_line"
    page.note(session.say(line, counts=counts_in_words(session, reading.counts), **dates))


def _statements(session: Session, page: Page, reading: Reading, short: bool) -> None:
    left = max(width(session.say(label)) for label in _LABELS)
    rates = [s.interval[1] for s in reading.statements if s.unit == "per_week" and s.interval is not None]
    for statement in reading.statements:
        page.gap()
        page.text(statement.text, margin=_margin(statement.probability))
        if short:
            continue
        for line in _drawn(session, statement, page.columns, left, rates):
            page.line(line)
        shown = percent(in_band(statement.probability), session.language)
        sure = session.say("reading.how_sure_line", percent=shown, doubt=statement.words)
        said = (sure, _how_much(session, statement), _from(session, statement), statement.changes_if)
        for label, text in zip(_LABELS, said, strict=True):
            if text:
                page.labelled(session.say(label), text, left)


def _facts(session: Session, page: Page, reading: Reading) -> None:
    if not reading.facts:
        return
    page.gap()
    page.heading(session.say("reading.counted_title"))
    for fact in reading.facts:
        page.text(fact.text, hanging=True)


def _figures(session: Session, page: Page, reading: Reading, tables: bool) -> None:
    if reading.figures and not tables:
        page.gap()
        page.note(session.say("cli.plot.legend"))
    for figure in reading.figures:
        draw = table if tables else plot
        lines = draw(figure, session.language, page.columns)
        if not lines:
            continue
        page.gap()
        page.heading(figure.title)
        for line in lines:
            page.line(line)
        page.note(figure.caption)


def _not_yet(session: Session, page: Page, which: list[NotYet], title: str | None) -> None:
    if not which:
        return
    if title is not None:
        page.gap()
        page.heading(session.say(title))
    else:
        page.gap()
    for one in which:
        page.text(one.text)
        page.note(one.needs, indent=_INDENT)


def _drawn(session: Session, statement: Statement, columns: int, left: int, rates: list[float]) -> list[str]:
    """The interval on its axis, where the numbers below it begin: nothing where the statement has none.

    `rates` are the upper ends of all intervals a week: regard and disregard are drawn on one scale.
    """
    if statement.interval is None:
        return []
    low, high = statement.interval
    mark: float | None
    if statement.unit == "share":
        ends, names, mark = (0.0, 1.0), ("0%", "100%"), 0.5
    else:
        end, mark = _round_end(max(abs(low), abs(high)), 3), 0.0
        ends = (-end, end)
        if statement.unit == "points" and statement.id.startswith("level."):
            ends, mark = (0.0, 10.0), 5.0
        elif statement.unit == "ratio":
            ends, mark = (0.0, _round_end(high, 2)), 1.0
        elif statement.unit == "per_week":
            ends, mark = (0.0, _round_end(max(rates), 2)), None
        names = (number(ends[0], session.language), number(ends[1], session.language))
    beside = columns - left - len(_INDENT) >= _PLOT_LEAST
    first = _INDENT + pad(names[0], left if beside else width(names[0]), right=True) + "  "
    room = min(_PLOT_WIDTH, columns - width(first) - width(names[1]) - 2)
    drawn = range_line(statement.estimate, low, high, ends, room, zero=mark, framed=True)
    return [f"{first}{drawn}  {names[1]}"]


def _round_end(reach: float, least: float) -> float:
    """Where an axis ends: a whole number that leaves a little room beyond what is drawn."""
    return float(max(least, math.ceil(1.05 * reach)))


def _how_much(session: Session, statement: Statement) -> str:
    if statement.estimate is None:
        return ""
    estimate = _amount(session, statement, statement.estimate)
    if statement.interval is None:
        return estimate
    low, high = (_bare(session, statement, value) for value in statement.interval)
    interval = session.say("reading.nine_times", lo=low, hi=high)
    return session.say("reading.how_much_line", estimate=estimate, interval=interval)


def _amount(session: Session, statement: Statement, value: float) -> str:
    unit = "level" if statement.unit == "points" and statement.id.startswith("level.") else statement.unit
    return session.say(f"reading.unit.{unit}", x=_bare(session, statement, value))


def _bare(session: Session, statement: Statement, value: float) -> str:
    if statement.unit == "share":
        return percent(min(1.0, max(0.0, value)), session.language)
    return number(value, session.language, 1)


def _from(session: Session, statement: Statement) -> str:
    counted = next((_BASIS[kind] for kind in statement.basis if kind in _BASIS), "count.records")
    counts = say_n(counted, statement.n, session.language)
    return session.say("reading.from_line", counts=counts, span=span(statement.span_days, session.language))


def in_band(probability: float) -> float:
    """The probability in whole per cent, rounded so that its words still fit: .897 is "likely", so 89% and not 90%."""
    whole = math.floor(100 * probability + 0.5) / 100
    if not 0 < whole < 1 or band(whole) == band(probability):
        return whole if 0 < whole < 1 else probability
    return (math.floor if whole > probability else math.ceil)(100 * probability) / 100


def _margin(probability: float) -> str:
    """The odds as short as the margin is; they agree with the words for them, "over 99%" and "under 1%"."""
    whole = math.floor(100 * in_band(probability) + 0.5)
    return "<1%" if whole < 1 else ">99%" if whole > 99 else f"{whole}%"
