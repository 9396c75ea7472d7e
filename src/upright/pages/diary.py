"""The Diary: everything written, newest first, by day; searched and narrowed without a word of it in an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from upright.actions import diary as diaries
from upright.actions import write as writes
from upright.actions.told import content_of
from upright.pages.page import Go, Needs, Visit, act, page
from upright.pages.session import Search
from upright.pages.writing import text_of_time
from upright.record import Diary as Whole
from upright.record import Record, Try
from upright.record.days import day_of
from upright.record.kinds import KIND_NAMES
from upright.wording import date_text, say_n, sentence

__all__ = ["ROUTES"]

_A_PAGE = 40  # records; the day that is begun is shown whole
_MOST = 120  # of one day; what was taken in from another program may have thousands
_LONG = 700  # letters of a note; the rest stands on the record's own page
_TYPED = 200


@dataclass(frozen=True)
class Line:
    """One record: its handle, what it says, and its note. `open`: a try of which it is not known what came of it."""

    handle: str
    time: str
    kind: str
    told: str
    note: str
    more: bool
    open: bool


@dataclass(frozen=True)
class Day:
    """One day's records."""

    id: str
    weekday: str
    date: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Diary:
    """One page of what was written. `words`, `kind` and `topic` are what is looked for; `newer` 0 is the first page."""

    count: str
    days: tuple[Day, ...]
    words: str
    kind: str
    topic: str
    kinds: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]
    searching: bool
    empty: bool
    unreadable: str
    newer: int
    older: int


def diary(visit: Visit) -> Diary:
    """What was written, or what was found in it."""
    whole = visit.vault.diary()
    records, search = writes.newest_first(whole), visit.session.search
    found = _found(visit, whole, records) if search else records
    number, shown, older = _page_of(_pages(visit, found), max(1, _number(visit.asked.one("page"))))
    kinds = {record.kind for record in records}
    said = "page.diary.found" if search else "count.records"
    return Diary(
        count=say_n(said, len(found), visit.language),
        days=tuple(_days(visit, shown)),
        words=search.words,
        kind=search.kind,
        topic=search.topic,
        kinds=tuple(
            (kind, sentence(visit.say(f"kind.{kind}"), visit.language)) for kind in KIND_NAMES if kind in kinds
        ),
        topics=diaries.topics_in(records),
        searching=bool(search),
        empty=not records,
        unreadable=visit.say("error.records_unreadable", n=len(whole.faults)) if whole.faults else "",
        newer=number - 1,
        older=number + 1 if older else 0,
    )


def _found(visit: Visit, whole: Whole, records: tuple[Record, ...]) -> tuple[Record, ...]:
    """What is looked for; kept in the session for its next page, for as long as nothing changes."""
    session, search = visit.session, visit.session.search
    asked = (search, visit.language)
    kept = session.found
    if kept is None or kept[0] is not whole or kept[1] != asked:
        found = diaries.look_for(records, visit.language, words=search.words, kind=search.kind, topic=search.topic)
        session.found = kept = (whole, asked, found)
    return kept[2]


def search(visit: Visit) -> Go:
    """Look for words, a kind or a topic; with nothing in the form, show everything again.

    What is looked for is kept in the session and not in the address, which a browser remembers.
    """
    form = visit.form
    visit.session.search = Search() if form.ticked("all") else Search(
        form.one("words").strip()[:_TYPED], form.word("kind", KIND_NAMES) or "", form.one("topic").strip()[:_TYPED]
    )  # fmt: skip
    return Go("diary")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _pages(visit: Visit, records: Iterable[Record]) -> Iterator[tuple[Record, ...]]:
    """The records in pages of whole days; a day that alone is too long is broken."""
    current: list[Record] = []
    for _, day in groupby(records, key=lambda record: _day(visit, record)):
        for record in day:
            if len(current) >= _MOST:
                yield tuple(current)
                current = []
            current.append(record)
        if len(current) >= _A_PAGE:
            yield tuple(current)
            current = []
    if current:
        yield tuple(current)


def _page_of(pages: Iterator[tuple[Record, ...]], wanted: int) -> tuple[int, tuple[Record, ...], bool]:
    """The page that is wanted, or the last there is: its number, its records, and whether older ones follow."""
    number, shown = 1, next(pages, ())
    for number, following in enumerate(pages, 2):
        if number > wanted:
            return wanted, shown, True
        shown = following
    return number, shown, False


def _days(visit: Visit, records: Iterable[Record]) -> Iterator[Day]:
    for day, of_day in groupby(records, key=lambda record: _day(visit, record)):
        weekday = sentence(visit.say(f"weekday.{day.isoweekday()}"), visit.language)
        lines = tuple(_line(visit, record) for record in of_day)
        yield Day(f"d-{day.isoformat()}", weekday, date_text(day, visit.language), lines)


def _line(visit: Visit, record: Record) -> Line:
    note = (record.note or "").strip()
    return Line(
        handle=visit.session.handle(record.id or ""),
        time=text_of_time(record.at),
        kind=_kind(visit, record.kind),
        told=" · ".join(content_of(record, visit.language, brief=True)),
        note=note if len(note) <= _LONG else f"{note[:_LONG].rstrip()}…",
        more=len(note) > _LONG,
        open=isinstance(record, Try) and not record.closed,
    )


def _kind(visit: Visit, kind: str) -> str:
    return sentence(visit.say(f"kind.{kind}"), visit.language)


def _day(visit: Visit, record: Record) -> date:
    return day_of(record.at, visit.starts)


ROUTES = (
    page(diary, Needs.OPEN),
    act(search, Needs.OPEN),
)
