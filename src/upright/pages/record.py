"""One record: what it says and said before; it can be changed, say again what it said, and forget that it did."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions import diary as diaries
from upright.actions.limits import names_their_act
from upright.actions.safety import stays
from upright.actions.told import content_of
from upright.errors import UprightError
from upright.pages import editing
from upright.pages.asking import OWN, Question, item_question, own_question
from upright.pages.editing import Field
from upright.pages.faults import told
from upright.pages.form import Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Notice
from upright.pages.writing import text_of_time
from upright.record import Boundary, CheckIn, Safety
from upright.record import Record as Kept
from upright.record.days import day_of
from upright.wording import date_text, sentence

__all__ = ["ROUTES", "find"]


@dataclass(frozen=True)
class Earlier:
    """What the record said before; `number` is its place, `note` its note."""

    number: int
    when: str
    told: str
    note: str


@dataclass(frozen=True)
class Record:
    """The page. `seen` tells what the record said when the form was made.

    `answers`: it holds answers to the eight questions, which are not shown; `stays`: a yes that was not taken back.
    """

    id: str
    handle: str
    seen: str
    kind: str
    heading: str
    when: str
    written: str
    told: tuple[str, ...]
    note: str
    fields: tuple[Field, ...]
    questions: tuple[Question, ...]
    day: str
    time: str
    today: str
    given_note: str
    answers: bool
    stays: bool
    earlier: tuple[Earlier, ...]
    fault: str
    refused: bool
    held: bool
    asks: bool  # the "then" names somebody else's act, and what she would do is asked
    ratings: tuple[str, ...] = tuple(str(rating) for rating in range(11))


@dataclass(frozen=True)
class RecordGone:
    """The record was taken out while its form was open; what was entered is shown, so that it can be kept elsewhere."""

    text: str
    words: tuple[tuple[str, str], ...]


def find(visit: Visit, handle: str) -> Kept | None:
    """The record that a handle of this session stands for."""
    if not handle:
        return None
    return next((one for one in visit.vault.diary() if visit.session.handle(one.id or "") == handle), None)


def record(visit: Visit) -> Record | Go | Shown:
    """Show one record with its form."""
    session, found = visit.session, find(visit, visit.asked.one("r"))
    held = session.sent_to("change")
    if found is None:
        if held is not None:
            session.held = None
            return Shown("record_gone", _gone(visit, held), 410)
        return Go("diary")
    if held is not None and held.one("id") == found.id:
        return _page(visit, found, held, held=True)
    return _page(visit, found)


def change(visit: Visit) -> Go | Shown:
    """Let the record say what the form says; what it said before is kept and shown beside it."""
    session, form, id = visit.session, visit.form, visit.form.one("id")
    with session.turn:
        try:
            found = visit.vault.get(id)
        except UprightError:
            session.held = None
            return Shown("record_gone", _gone(visit, form), 410)
        try:
            mended = editing.changed(found, form, now=visit.now, zone=visit.house.zone, starts=visit.starts)
            if (
                isinstance(mended, Boundary)
                and (mended.if_, mended.then) != (found.if_, found.then)  # type: ignore[union-attr]
                and names_their_act(mended.if_, mended.then)
                and not form.ticked("as_it_is")
            ):
                return Shown("record", _page(visit, found, form, asks=True), 422)
            if diaries.mark_of(mended) != diaries.mark_of(found) or form.one("seen") != diaries.mark_of(found):
                diaries.change(visit.vault, id, form.one("seen"), mended, now=visit.now)
                session.notice = Notice("page.record.changed", visit.now, on="record")
                session.copy_due = True
        except UprightError as error:
            if error.id == "error.no_record":
                return Shown("record_gone", _gone(visit, form), 410)
            found = visit.vault.get(id) if error.id == "error.changed_meanwhile" else found
            return Shown("record", _page(visit, found, form, fault=error), 422)
        session.held = None
    return Go(f"record?r={session.handle(id)}")


def say_again(visit: Visit) -> Go:
    """Let the record say again what it said before."""
    id, number = visit.form.one("id"), visit.form.one("number")
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else -1
    with visit.session.turn:
        diaries.say_again(visit.vault, id, visit.form.one("seen"), place, now=visit.now)
        visit.session.notice = Notice("page.record.said_again", visit.now, on="record")
        visit.session.copy_due = True
    return Go(f"record?r={visit.session.handle(id)}")


def forget_earlier(visit: Visit) -> Go:
    """Keep what the record says now, and forget what it said before."""
    id = visit.form.one("id")
    diaries.forget_earlier(visit.vault, id)
    visit.session.notice = Notice("page.record.forgotten", visit.now, on="record")
    return Go(f"record?r={visit.session.handle(id)}")


def _page(
    visit: Visit,
    found: Kept,
    given: Form | None = None,
    *,
    fault: UprightError | None = None,
    held: bool = False,
    asks: bool = False,
) -> Record:
    language, id, day = visit.language, found.id or "", day_of(found.at, visit.starts)
    return Record(
        id=id,
        handle=visit.session.handle(id),
        seen=diaries.mark_of(found),
        kind=found.kind,
        heading=sentence(visit.say(f"kind.{found.kind}"), visit.language),
        when=visit.say("page.record.when", date=day, time=text_of_time(found.at)),
        written=_written(visit, found),
        told=content_of(found, language),
        note=(found.note or "").strip(),
        fields=editing.fields_of(found, given, visit.say, visit.starts),
        questions=_questions(visit, found, given) if isinstance(found, CheckIn) else (),
        day=given.one("day") if given is not None else day.isoformat(),
        time=given.one("time") if given is not None else text_of_time(found.at),
        today=visit.today.isoformat(),
        given_note=given.one("note") if given is not None else found.note or "",
        answers=isinstance(found, Safety),
        stays=stays(visit.vault, found),
        earlier=tuple(_earlier(visit, id)),
        fault=told(visit, fault) if fault is not None else "",
        refused=fault is not None and fault.id == "boundary.refused",
        held=held,
        asks=asks,
    )


def _questions(visit: Visit, found: CheckIn, given: Form | None) -> tuple[Question, ...]:
    items, own = editing.ratings_of(found, given), editing.own_picked(found, given)
    return (
        *(item_question(item, picked, visit.say) for item, picked in items.items()),
        *(own_question(one, own[f"{OWN}{one.id}"], visit.say) for one in found.own),
    )


def _written(visit: Visit, found: Kept) -> str:
    """When it was written, where that is another time than that of what it tells."""
    at = found.written_at
    if at is None or text_of_time(at) == text_of_time(found.at):
        return ""
    return visit.say("page.record.written", date=day_of(at, visit.starts), time=text_of_time(at))


def _earlier(visit: Visit, id: str) -> list[Earlier]:
    return [
        Earlier(
            number,
            f"{date_text(day_of(one.at, visit.starts), visit.language)}, {text_of_time(one.at)}",
            " · ".join(content_of(one, visit.language)),
            (one.note or "").strip(),
        )
        for number, one in enumerate(visit.vault.revisions(id))
    ][::-1]


def _gone(visit: Visit, form: Form) -> RecordGone:
    return RecordGone(visit.say("error.no_record"), editing.own_words_in(form, visit.say))


ROUTES = (
    page(record, Needs.OPEN, tall=True),
    act(change, Needs.OPEN, held=True),
    act(say_again, Needs.OPEN),
    act(forget_earlier, Needs.OPEN),
)
