"""Read: what the diary says, in sentences that open to their numbers; then the figures; then what is too early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.actions.told import counts_in_words
from upright.errors import UsageFault
from upright.figures import cells_of, draw, range_of
from upright.pages.faults import told
from upright.pages.gate import gate_of_visit
from upright.pages.page import Needs, Shown, Visit, page
from upright.pages.readings import Made
from upright.plan.gate import Gate
from upright.wording import date_text, say, span, statements
from upright.wording.statements import Scale

if TYPE_CHECKING:
    from upright.reading import Fact, Figure, NotYet, Reading, Statement

__all__ = ["ROUTES", "context_of"]

_FIRST = 5  # sentences that are shown at once
_FIRST_DAYS = "few_days"  # stands under the head: it says what is there and when more can be said
_SILENT = "silent_"  # enough was written, nothing clear has shown itself
_ENDS = {  # the words at both ends of an interval's scale, by how the statement's name begins
    "tries.": "tries",
    "level.appreciation.": "appreciation",
    "level.": "level",
    "balance.": "balance",
    "rate.": "rate",
    "moments.": "moments",
    "change.boundary.disregard.": "amount",
    "change.decision.disregard.": "amount",
}
_SIDES = {"baseline", "balance", "moments", "tries", "load", "loop", "carried", "ahead"}


@dataclass(frozen=True)
class Line:
    """One number of a statement: what it is, and what it says."""

    label: str
    text: str


@dataclass(frozen=True)
class Sentence:
    """One statement: its sentence, its odds for the margin, and what it opens to."""

    text: str
    odds: str
    drawn: Markup
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Drawn:
    """One figure: the short word in the margin, its title, image and caption, and its table."""

    id: str
    side: str
    title: str
    image: Markup
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Read:
    """The page. `waiting`: the longer layer is being made; `day` is that of the form, "" for today.

    `again` leads to the same once more; the `gate` says whether what-ifs may be spoken of.
    """

    heading: str
    counts: str
    day: str
    today: str
    earliest: str
    as_of: str
    waiting: bool
    progress: str
    failed: bool
    again: str
    gate: Gate
    begun: bool
    before: str  # what is said while there is nothing to read
    start: tuple[NotYet, ...]
    sentences: tuple[Sentence, ...]
    rest: tuple[Sentence, ...]
    rest_title: str
    beside: str
    figures: tuple[Drawn, ...]
    counted: tuple[Fact, ...]
    silent: tuple[NotYet, ...]
    early: tuple[NotYet, ...]
    caveats: tuple[str, ...]
    fault: str = ""


def read(visit: Visit) -> Read | Shown:
    """What the diary says now, or as it stood at the end of a day."""
    try:
        return _page(visit, _day_in(visit))
    except UsageFault as error:
        return Shown("read", _page(visit, None, told(visit, error)), 422)


def _page(visit: Visit, as_of: date | None, fault: str = "") -> Read:
    session, vault, readings = visit.session, visit.vault, visit.session.readings
    if readings is None:
        raise UsageFault("error.vault_closed")
    made = readings.of(vault.diary(), now=visit.now, as_of=as_of, starts=visit.starts, language=visit.language)
    if not session.open:
        raise UsageFault("error.vault_closed")
    return context_of(made, visit.language, today=visit.today, gate=gate_of_visit(visit), as_of=as_of, fault=fault)


def context_of(
    made: Made, language: str, *, today: date, gate: Gate = "unanswered", as_of: date | None = None, fault: str = ""
) -> Read:
    """What the page places: everything in it stands in the reading."""
    reading = made.reading
    said = _sentences(reading, language)
    first = len(said) if len(said) <= _FIRST + 1 else _FIRST
    now = say("page.read.today", language) if as_of is None else date_text(reading.as_of, language)
    not_yet = [n for n in reading.not_yet if n.id != _FIRST_DAYS]
    return Read(
        heading=say("reading.title", language, span=span(reading.span_days, language))
        if reading.first
        else say("nav.read", language),
        counts=_counts(reading, language),
        day="" if as_of is None else as_of.isoformat(),
        today=today.isoformat(),
        earliest=reading.first.isoformat() if reading.first else "",
        as_of="" if as_of is None else date_text(reading.as_of, language),
        waiting=made.waiting,
        progress=_progress(made, language),
        failed=made.failed,
        again=f"read?day={as_of.isoformat()}" if as_of else "read",
        gate=gate,
        begun=reading.first is not None,
        before="" if reading.first is not None or not reading.not_yet else reading.not_yet[0].text,
        start=tuple(n for n in reading.not_yet if n.id == _FIRST_DAYS),
        sentences=said[:first],
        rest=said[first:],
        rest_title=say("page.read.rest", language, n=len(said) - first),
        beside=reading.caveats[0] if reading.caveats else "",
        figures=tuple(one for figure in reading.figures if (one := _drawn(figure, language, now)) is not None),
        counted=reading.facts,
        silent=tuple(n for n in not_yet if n.id.startswith(_SILENT)),
        early=tuple(n for n in not_yet if not n.id.startswith(_SILENT)),
        caveats=reading.caveats[1:],
        fault=fault,
    )


def _day_in(visit: Visit) -> date | None:
    """The day that is asked for; None for today. Raises UsageFault for what is no day, or has not come yet."""
    text = visit.asked.one("day")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageFault("page.read.no_day") from None
    if day > visit.today:
        raise UsageFault("page.read.no_day")
    return None if day == visit.today else day


def _counts(reading: Reading, language: str) -> str:
    if reading.first is None:
        return ""
    return say(
        "reading.counts_line_page",
        language,
        counts=counts_in_words(reading.counts, language),
        from_=date_text(reading.first, language),
        to=date_text(reading.as_of, language),
    )


def _progress(made: Made, language: str) -> str:
    if not made.waiting:
        return ""
    if made.steps == 0:
        return say("page.read.waiting", language)
    return say("page.read.waiting_step", language, done=made.step, of=made.steps)


def _sentences(reading: Reading, language: str) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            statement.text,
            statements.short_odds(statement.probability),
            _range(f"s{place}", statement, reading, language),
            _lines(statement, language),
        )
        for place, statement in enumerate(reading.statements)
    )


def _lines(statement: Statement, language: str) -> tuple[Line, ...]:
    """How sure, how much, from what, what would change it: always in this order; what there is none of is left out."""
    lines = (
        ("how_sure", statements.how_sure(statement, language)),
        ("how_much", statements.how_much(statement, language)),
        ("from", statements.from_what(statement, language)),
        ("would_change", statement.changes_if),
    )
    return tuple(Line(say(f"reading.{label}", language), text) for label, text in lines if text)


def _range(id: str, statement: Statement, reading: Reading, language: str) -> Markup:
    scale = statements.scale_of(statement, reading.statements, language)
    if scale is None or statement.interval is None:
        return Markup("")
    how_much = statements.how_much(statement, language)
    title, told = say("page.read.range", language), how_much
    return range_of(id, scale, *statement.interval, statement.estimate, title, told, _ends(statement, scale, language))


def _ends(statement: Statement, scale: Scale, language: str) -> tuple[str, str]:
    """The numbers at both ends of a scale, with the words for them."""
    family = next((family for start, family in _ENDS.items() if statement.id.startswith(start)), "points")
    low, high = (f"page.read.ends.{family}.{end}" for end in ("low", "high"))
    if family == "level":
        low, high = (f"item.{statement.id.split('.')[1]}.{end}" for end in ("low", "high"))
    ends = ((scale.low_text, low), (scale.high_text, high))
    first, last = (say("page.read.end", language, at=at, words=say(id, language)) for at, id in ends)
    return first, last


def _drawn(figure: Figure, language: str, now: str) -> Drawn | None:
    image = draw(figure, language, now)
    if image is None:
        return None
    side = f"page.read.side.{figure.id}" if figure.id in _SIDES else f"item.{figure.id}.label"
    return Drawn(
        id=figure.id,
        side=_said_or_nothing(side, language),
        title=figure.title,
        image=image,
        caption=figure.caption,
        columns=figure.columns,
        rows=cells_of(figure, language),
    )


def _said_or_nothing(id: str, language: str) -> str:
    try:
        return say(id, language)
    except KeyError:
        return ""  # a figure of a newer reading has no short word yet


ROUTES = (page(read, Needs.OPEN, quiet="waiting"),)
