"""A report, ready to be printed: what stands in the reading and in the diary, placed in sections.

Sentences and numbers are those of the reading, word for word. So that the usual sections fit one page, each holds no
more than so many lines, and says how many it left out; what she wrote herself is cut where it is long.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.figures import cells_of, draw, told_of
from upright.figures.marks import cut
from upright.record import Diary
from upright.report.own import decision_lines, note_lines, plan_lines
from upright.wording import date_text, list_of, say, say_n, span, statements

if TYPE_CHECKING:
    from upright.reading import Fact, Figure, Reading, Statement

__all__ = ["Block", "Picture", "Report", "Said", "Table", "report_of"]

_FIRST = 6  # sentences of the first section
_FIGURES = 2
_TOPICS = 5  # rows of the ledger, before their sum
_LINES = 3  # limits, the latest
_LONGEST, _END = 200, 80  # letters of a line that holds her own words, and those of its end
_TOPIC = 40  # letters of a topic
_TOPIC_COLUMNS = ("topic", "changed", "heard", "dismissed", "backfired", "pending", "rate")
_COUNTED = {"checkin": "count.checkins", "moment": "count.moments", "try": "count.tries"}
# Which figures, the first two of them that there are: their names, or after leaving those of her own states.
_DRAWN = ("baseline", "moments", "balance", "lonely", "doubt", "grief", "relief", "space")
_BOUNDS = (
    "reading.caveat.one_reporter",
    "report.bound.association",
    "report.bound.one_side",
    "reading.caveat.own_only",
    "reading.caveat.coverage",
    "report.bound.no_name_for_it",
    "report.bound.danger",
)
_METHOD = ("written", "levels", "tries", "moments", "words", "silence", "checked")

SayIt = Callable[..., str]


@dataclass(frozen=True)
class Said:
    """One statement of the reading: its sentence, its odds for the margin, its numbers."""

    text: str
    odds: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """One figure: a sentence, the image, what it shows in words, and how it is read."""

    title: str
    image: Markup
    told: str
    caption: str


@dataclass(frozen=True)
class Table:
    """A table: its sentence, its columns and its rows, all in words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str


@dataclass(frozen=True)
class Block:
    """One section; what there is none of is empty. `left_out` says how many lines are not shown."""

    id: str
    heading: str
    said: tuple[Said, ...] = ()
    pictures: tuple[Picture, ...] = ()
    table: Table | None = None
    lines: tuple[str, ...] = ()
    left_out: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.said or self.pictures or self.table or self.lines)


@dataclass(frozen=True)
class Report:
    """The whole of it. `about` stands under the heading: whose words they are, from when to when, and how many."""

    language: str
    title: str
    heading: str
    about: tuple[str, ...]
    blocks: tuple[Block, ...]
    end: str


def report_of(reading: Reading, diary: Diary, sections: Collection[str]) -> Report:
    """The report of a reading. `diary` is what it was made of; only sections of her own words take anything from it.

    Raises KeyError for a section that there is not.
    """
    language = reading.language

    def said(id: str, **values: object) -> str:
        return say(id, language, **values)

    made: dict[str, Callable[[], Block]] = {
        "statements": lambda: _statements(reading, said, more="more" in sections),
        "figures": lambda: _figures(reading, said),
        "tries": lambda: _tries(reading, said),
        "limits": lambda: _facts(reading.facts, "limits", "boundary", said, latest=_LINES),
        "load": lambda: _facts(reading.facts, "load", "load_", said),
        "more": lambda: _more(reading, said),
        "decision": lambda: Block("decision", said("report.decision"), lines=decision_lines(diary, language)),
        "plan": lambda: Block("plan", said("report.plan"), lines=plan_lines(diary, language)),
        "notes": lambda: Block("notes", said("report.notes"), lines=note_lines(diary, language)),
        "method": lambda: Block(
            "method", said("report.method"), lines=tuple(said(f"report.method.{one}") for one in _METHOD)
        ),
    }
    unknown = set(sections) - set(made)
    if unknown:
        raise KeyError(min(unknown))
    blocks = [block for name, make in made.items() if name in sections and not (block := make()).empty]
    if reading.first is not None:
        bounds = Block("bounds", said("report.bounds"), lines=tuple(said(id) for id in _BOUNDS))
        place = next((k for k, block in enumerate(blocks) if block.id == "method"), len(blocks))
        blocks.insert(place, bounds)
    return Report(
        language=language,
        title=said("title.notes"),
        heading=said("report.heading", span=span(reading.span_days, language))
        if reading.first is not None
        else said("report.heading_empty"),
        about=_about(reading, said),
        blocks=tuple(blocks),
        end=said("report.end"),
    )


def _about(reading: Reading, said: SayIt) -> tuple[str, ...]:
    """Self-reported, from when to when, and how many of what; what was answered about danger is not counted."""
    lines = [said("report.self_reported")]
    if reading.first is None:
        return (*lines, *(one.text for one in reading.not_yet[:1]))
    counts = [
        say_n(id, reading.counts[kind], reading.language) for kind, id in _COUNTED.items() if reading.counts.get(kind)
    ]
    dates = {"from_": date_text(reading.first, reading.language), "to": date_text(reading.as_of, reading.language)}
    if counts:
        lines.append(said("report.counts", counts=list_of(counts, reading.language, plain=True), **dates))
    else:
        lines.append(said("report.dates", **dates))
    return (*lines, *(one.text for one in reading.not_yet if one.id == "few_days"))


def _statements(reading: Reading, said: SayIt, *, more: bool) -> Block:
    found = reading.statements
    left = len(found) - _FIRST if len(found) > _FIRST + 1 else 0
    shown = tuple(_said(one, reading.language) for one in found[: len(found) - left])
    told = "" if more or not left else said("report.more_statements", n=left)
    if not shown:
        return Block("statements", said("report.statements"), lines=(said("report.no_statement"),))
    return Block("statements", said("report.statements"), said=shown, left_out=told)


def _more(reading: Reading, said: SayIt) -> Block:
    """The other sentences, and what it is too early to say."""
    found = reading.statements
    if reading.first is None:
        return Block("more", said("report.more"))
    rest = found[_FIRST:] if len(found) > _FIRST + 1 else ()
    early = tuple(f"{one.text} {one.needs}".strip() for one in reading.not_yet if one.id != "few_days")
    return Block("more", said("report.more"), said=tuple(_said(one, reading.language) for one in rest), lines=early)


def _said(statement: Statement, language: str) -> Said:
    lines = (statements.how_much(statement, language), statements.from_what(statement, language))
    return Said(statement.text, statements.short_odds(statement.probability), tuple(line for line in lines if line))


def _figures(reading: Reading, said: SayIt) -> Block:
    named = {figure.id: figure for figure in reading.figures}
    now = date_text(reading.as_of, reading.language)
    pictures: list[Picture] = []
    for id in _DRAWN:
        image = draw(named[id], reading.language, now) if id in named and len(pictures) < _FIGURES else None
        if image:
            pictures.append(Picture(named[id].title, image, told_of(image), named[id].caption))
    return Block("figures", said("report.figures"), pictures=tuple(pictures))


def _tries(reading: Reading, said: SayIt) -> Block:
    figure = next((one for one in reading.figures if one.id == "tries"), None)
    if figure is None:
        return Block("tries", said("report.tries"))
    shown = [place for place, key in enumerate(figure.keys) if key in _TOPIC_COLUMNS]
    rows = _ledger(figure, reading.language)
    whole = rows[-1:] if len(rows) > 1 else []
    topics = rows[: len(rows) - len(whole)]
    table = Table(
        figure.title,
        tuple(figure.columns[place] for place in shown),
        (*topics[:_TOPICS], *whole),
        said("report.tries.caption"),
    )
    left = len(topics) - _TOPICS
    return Block(
        "tries", said("report.tries"), table=table, left_out=said("report.more_lines", n=left) if left > 0 else ""
    )


def _ledger(figure: Figure, language: str) -> list[tuple[str, ...]]:
    """The rows in words; the rate with the range that holds it, in one cell."""
    names = {key: place for place, key in enumerate(figure.keys)}
    rows = []
    for cells in cells_of(figure, language):
        rate, low, high = (cells[names[key]] for key in ("rate", "low", "high"))
        counted = [cells[names[key]] for key in _TOPIC_COLUMNS[1:-1]]
        worded = say("report.rate", language, rate=rate, lo=low, hi=high) if low != "–" else rate
        rows.append((cut(cells[names["topic"]], _TOPIC) or "–", *counted, worded))
    return rows


def _shortened(text: str) -> str:
    """A line as long as there is room for: its middle goes, since what happened stands at its end."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{cut(text, _LONGEST - _END)} {text[-_END:].lstrip()}"


def _facts(facts: Sequence[Fact], id: str, begins: str, said: SayIt, *, latest: int | None = None) -> Block:
    """What was counted, in the reading's sentences; her own words among them are cut where they are long."""
    found = [_shortened(fact.text) for fact in facts if fact.id.startswith(begins)]
    shown = found if latest is None else found[-latest:]
    left = len(found) - len(shown)
    told = said("report.more_lines", n=left) if left else ""
    return Block(id, said(f"report.{id}"), lines=tuple(shown), left_out=told)
