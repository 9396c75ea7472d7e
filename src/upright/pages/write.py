"""Write: today's questions, what happened, what was tried, and a note; saved once, and undone for ten seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from upright.actions import tries
from upright.actions import write as writes
from upright.actions.diary import Taken, put_back
from upright.actions.questions import asked_on
from upright.errors import UprightError, UsageFault
from upright.pages.asking import OWN, Question, item_question, own_question
from upright.pages.faults import told
from upright.pages.form import EMPTY, Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.saving import NOTHING_SAVED, done, form_id_of, saved_of
from upright.pages.session import Notice
from upright.pages.writing import OUTCOME, day_in, text_of_time, written
from upright.record import CheckIn, Moment, Record, Try
from upright.record.days import day_of
from upright.record.words import ITEMS, OUTCOMES, SIGNS_OF_DISREGARD, SIGNS_OF_REGARD, WAYS
from upright.wording import date_text

__all__ = ["ROUTES"]

_TOPICS = ("housework", "time", "heard", "money")  # offered until she has topics of her own
_MOST_TOPICS = 8
_PARTS_OF_DAY = ((5, "night"), (12, "morning"), (18, "afternoon"), (23, "evening"), (24, "night"))
_ASKED_AT_ONCE = 2


@dataclass(frozen=True)
class Sign:
    """One sign, ticked or not, with its weight."""

    sign: str
    ticked: bool
    weight: str


@dataclass(frozen=True)
class Signs:
    """One side of the moments."""

    name: str
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class Waiting:
    """An earlier try whose outcome is asked for."""

    field: str
    id: str
    told: str
    picked: str


@dataclass(frozen=True)
class Earlier:
    """Something that was written for this day already."""

    time: str
    told: str


@dataclass(frozen=True)
class Write:
    """The page. `given` holds what was sent with a fault, so that nothing has to be typed twice."""

    heading: str
    date: str
    day: str
    today: str
    is_today: bool
    asked: tuple[Question, ...]
    others: tuple[Question, ...]
    others_open: bool
    sides: tuple[Signs, ...]
    uneventful: bool
    ways: tuple[str, ...]
    way: str
    topics: tuple[str, ...]
    topic: str
    new_topic: str
    outcomes: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    note: str
    time: str
    earlier: tuple[Earlier, ...]
    answered: bool
    form_id: str
    fault: str
    saved_at: str
    undo_seconds: int
    held: bool
    last: str
    ratings: tuple[str, ...] = tuple(str(rating) for rating in range(11))
    weights: tuple[str, ...] = ("1", "2", "3")


def write(visit: Visit) -> Write:
    """What is asked on the day she writes for."""
    held = visit.session.sent_to("save")
    if held is None:
        return _page(visit, visit.session.day or visit.today, EMPTY)
    return _page(visit, day_in(held) or visit.today, held, held=True)


def save(visit: Visit) -> Go | Shown:
    """Keep what was entered, all of it or none; it is on the disk when the answer comes."""
    session, form = visit.session, visit.form
    form_id = form.one("form_id")
    day = day_in(form) or visit.today
    with session.turn:
        if form_id and form_id in session.saved_forms:
            return Go("write")  # the same form sent twice is kept once
        try:
            asked, own, zone = _questions(visit, day), session.settings.own, visit.house.zone
            entry = written(form, day, asked, own, now=visit.now, zone=zone, starts=visit.starts)
            if entry.empty:
                raise UsageFault("page.write.nothing_entered")
            kept = writes.save_all(visit.vault, entry.records, entry.closed, now=visit.now)
            if entry.put_off:
                tries.put_off(visit.vault, entry.put_off, visit.today)
        except UprightError as error:
            return Shown("write", _page(visit, day, form, fault=told(visit, error)), 422)
        session.saved_forms.add(form_id)
        done(visit, kept)
    return Go("write")


def undo(visit: Visit) -> Go:
    """Take the last save back, while it can be."""
    session = visit.session
    with session.turn:
        last = session.undo
        if last is None or not session.can_undo(visit.now):
            raise UsageFault("page.write.too_late")
        if isinstance(last.kept, Taken):
            put_back(visit.vault, last.kept, now=visit.now)
        else:
            writes.take_back(visit.vault, last.kept, now=visit.now)
        session.undo = session.left = None
        session.notice = Notice("page.write.undone", visit.now)
    return Go(visit.form.word("back", ("diary", "decide", "load")) or "write")


def other_day(visit: Visit) -> Go:
    """Write for another day; without one, for today again."""
    day = day_in(visit.form)
    if day is None and visit.form.one("day"):
        raise UsageFault("page.record.no_day")
    if day is not None and not date(1900, 1, 2) <= day <= visit.today:
        raise UsageFault("error.future" if day > visit.today else "error.day")
    visit.session.day = None if day == visit.today else day
    visit.session.held = None
    return Go("write")


def _page(visit: Visit, day: date, given: Form, *, fault: str = "", held: bool = False) -> Write:
    today, session, vault = visit.today, visit.session, visit.vault
    questions = _questions(visit, day)
    known = writes.topics(vault)[:_MOST_TOPICS]
    offered = tuple(visit.say(f"topic.{name}") for name in _TOPICS)
    folded = {topic.casefold() for topic in known}
    fill = (one for one in offered if one.casefold() not in folded)
    earlier = _earlier(visit, day)
    asked, others = (
        tuple(item_question(item, given.one(item), visit.say) for item in items)
        for items in (questions, [item for item in ITEMS if item not in questions])
    )
    own = tuple(own_question(one, given.one(f"{OWN}{one.id}"), visit.say) for one in session.settings.own)
    last = saved_of(visit) if not fault else NOTHING_SAVED
    return Write(
        heading=_heading(visit, day),
        date=date_text(day, visit.language),
        day=day.isoformat(),
        today=today.isoformat(),
        is_today=day == today,
        asked=(*asked, *own),
        others=others,
        others_open=any(one.picked for one in others),
        sides=_sides(day, given),
        uneventful=given.ticked("uneventful"),
        ways=WAYS,
        way=given.one("way"),
        topics=(*known, *fill)[: max(len(known), len(_TOPICS))],
        topic=given.one("topic"),
        new_topic=given.one("new_topic"),
        outcomes=OUTCOMES,
        waiting=_waiting(visit, given) if day == today else (),
        note=given.one("note"),
        time=given.one("time"),
        earlier=tuple(Earlier(text_of_time(one.at), _told(visit, one)) for one in earlier),
        answered=any(isinstance(one, CheckIn) and (one.ratings or one.own) for one in earlier),
        form_id=form_id_of(given),
        fault=fault,
        saved_at=last.at,
        undo_seconds=last.undo_seconds,
        held=held,
        last=_last(visit) if day == today else "",
    )


def _questions(visit: Visit, day: date) -> tuple[str, ...]:
    return asked_on(visit.vault, day, visit.session.settings)


def _sides(day: date, given: Form) -> tuple[Signs, ...]:
    """Regard and disregard, five each; they change sides from day to day."""
    sides = tuple(
        Signs(name, tuple(Sign(sign, sign in given.all("sign"), given.one(f"weight.{sign}")) for sign in signs))
        for name, signs in (("regard", SIGNS_OF_REGARD), ("disregard", SIGNS_OF_DISREGARD))
    )
    return sides if day.toordinal() % 2 else sides[::-1]


def _waiting(visit: Visit, given: Form) -> tuple[Waiting, ...]:
    due = tries.tries_due(visit.vault, visit.today, starts=visit.starts)[:_ASKED_AT_ONCE]
    return tuple(
        Waiting(f"{OUTCOME}{one.id}", one.id or "", _told_try(visit, one), given.one(f"{OUTCOME}{one.id}"))
        for one in due
    )


def _last(visit: Visit) -> str:
    """When she wrote last, if she wants to be told after so many days; nothing else ever reminds her."""
    days = visit.session.settings.remind_days
    last = writes.last_entry(visit.vault, starts=visit.starts) if days else None
    if last is None or (visit.today - last).days < days:
        return ""
    return visit.say("page.write.last", date=last)


def _told_try(visit: Visit, tried: Try) -> str:
    on = date_text(day_of(tried.at, visit.starts), visit.language)
    way = visit.say(f"way.{tried.way}.label")
    if tried.topic:
        return visit.say("page.write.tried_topic", date=on, way=way, topic=tried.topic)
    return visit.say("page.write.tried", date=on, way=way)


def _earlier(visit: Visit, day: date) -> tuple[Record, ...]:
    """What was written for this day, by time."""
    found: list[Record] = []
    for kind in ("checkin", "moment", "try"):
        found += [one for one in visit.vault.latest(kind, 60) if day_of(one.at, visit.starts) == day]
    return tuple(sorted(found, key=lambda one: one.at))


def _told(visit: Visit, record: Record) -> str:
    if isinstance(record, Moment):
        return visit.say(f"sign.{record.sign}.label")
    if isinstance(record, Try):
        label = visit.say(f"way.{record.way}.label")
        return f"{label} · {record.topic}" if record.topic else label
    return visit.say(f"kind.{record.kind}")


def _heading(visit: Visit, day: date) -> str:
    weekday = visit.say(f"weekday.{day.isoweekday()}")
    if day != visit.today:
        return weekday
    hour = visit.now.hour
    part = next(name for until, name in _PARTS_OF_DAY if hour < until)
    return visit.say(f"page.write.heading.{part}", weekday=weekday)


ROUTES = (
    page(write, Needs.OPEN, tall=True),
    act(save, Needs.OPEN, held=True),
    act(undo, Needs.OPEN),
    act(other_day, Needs.OPEN),
)
