"""A reading set for the terminal: sentences first, each opened to its numbers, then figures, then what is too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upright.actions import told
from upright.cli.lines import pad, width
from upright.cli.page import Page
from upright.cli.plots import plot, range_line
from upright.cli.session import Session
from upright.cli.tables import table
from upright.wording import date_text, span, statements

if TYPE_CHECKING:
    from upright.reading import NotYet, Reading, Statement

__all__ = ["counts_in_words", "print_reading"]

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
        for one in reading.not_yet[:1]:
            page.text(one.text)
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
    for statement in reading.statements:
        page.gap()
        page.text(statement.text, margin=statements.short_odds(statement.probability))
        if short:
            continue
        for line in _drawn(session, statement, page.columns, left, reading):
            page.line(line)
        parts = (statements.how_sure, statements.how_much, statements.from_what)
        said = (*(part(statement, session.language) for part in parts), statement.changes_if)
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


def _drawn(session: Session, statement: Statement, columns: int, left: int, reading: Reading) -> list[str]:
    """The interval on its axis, where the numbers below it begin: nothing where the statement has none."""
    scale = statements.scale_of(statement, reading.statements, session.language)
    if scale is None or statement.interval is None:
        return []
    low, high = statement.interval
    beside = columns - left - len(_INDENT) >= _PLOT_LEAST
    first = _INDENT + pad(scale.low_text, left if beside else width(scale.low_text), right=True) + "  "
    room = min(_PLOT_WIDTH, columns - width(first) - width(scale.high_text) - 2)
    ends = (scale.low, scale.high)
    drawn = range_line(statement.estimate, low, high, ends, room, zero=scale.mark, framed=True)
    return [f"{first}{drawn}  {scale.high_text}"]
