"""What the form of the Write page says, as records: each of the five kinds of nothing is told from the others."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from upright.actions.settings import OwnQuestion
from upright.actions.when import clock_in, time_on
from upright.errors import UsageFault
from upright.pages.asking import OWN, RATINGS, SKIPPED
from upright.pages.form import Form
from upright.record import CheckIn, Moment, OwnAnswer, Record, Try
from upright.record.words import AFTER_ITEMS, ALL_ITEMS, CLOSED_OUTCOMES, ITEMS, OUTCOMES, SIGNS, WAYS

__all__ = ["OUTCOME", "Entry", "day_given", "day_in", "text_of_time", "written"]

OUTCOME = "outcome."  # before the id of a try: the field of what came of it
_OTHER_TOPIC = "new"


@dataclass(frozen=True, repr=False)
class Entry:
    """What is to be kept: records, outcomes of earlier tries by id, and tries that have no answer yet."""

    records: tuple[Record, ...] = ()
    closed: dict[str, str] = field(default_factory=dict)
    put_off: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing was entered."""
        return not (self.records or self.closed or self.put_off)


def written(
    form: Form,
    day: date,
    asked: tuple[str, ...],
    own: tuple[OwnQuestion, ...],
    *,
    now: datetime,
    zone: str | None,
    starts: timedelta,
) -> Entry:
    """The records in a form for `day`, on which the items `asked` were asked, and `own` in her words.

    An item without an answer is missing if it was asked and else not asked; one left out is skipped; 0 is an answer.
    Raises UsageFault for what contradicts itself or cannot be.
    """
    if form.one("day") and day_in(form) is None:
        raise UsageFault("page.record.no_day")
    if any(form.one(item) not in (*RATINGS, SKIPPED, "") for item in ITEMS):
        raise UsageFault("page.write.no_rating")
    at = time_on(day, clock_in(form.one("time")), now=now, zone=zone, starts=starts)
    signs = [sign for sign in SIGNS if sign in form.all("sign")]
    if signs and form.ticked("uneventful"):
        raise UsageFault("page.write.nothing_and_something")
    records: list[Record] = []
    if (check_in := _check_in(form, asked, own, at, zone)) is not None:
        records.append(check_in)
    records += [Moment(at=at, zone=zone, sign=sign, weight=_weight(form, sign)) for sign in signs]
    if (tried := _tried(form, at, zone)) is not None:
        records.append(tried)
    outcomes = {name.removeprefix(OUTCOME): form.one(name) for name in form.fields if name.startswith(OUTCOME)}
    closed = {id: outcome for id, outcome in outcomes.items() if outcome in CLOSED_OUTCOMES}
    put_off = tuple(id for id, outcome in outcomes.items() if outcome in OUTCOMES and id not in closed)
    return Entry(tuple(records), closed, put_off)


def day_in(form: Form) -> date | None:
    """The day a form is for."""
    with suppress(ValueError):
        return date.fromisoformat(form.one("day"))
    return None


def day_given(form: Form, name: str) -> date | None:
    """The day in a field; None where it is empty. Raises UsageFault for what is no day."""
    text = form.one(name).strip()
    if not text:
        return None
    with suppress(ValueError):
        return date.fromisoformat(text)
    raise UsageFault("page.record.no_day")


def text_of_time(at: datetime) -> str:
    """The time of day as both languages write it: 21:05."""
    return f"{at:%H:%M}"


def _check_in(
    form: Form, asked: tuple[str, ...], own: tuple[OwnQuestion, ...], at: datetime, zone: str | None
) -> CheckIn | None:
    ratings = {item: RATINGS[form.one(item)] for item in ALL_ITEMS if form.one(item) in RATINGS}
    skipped = tuple(item for item in ALL_ITEMS if form.one(item) == SKIPPED)
    uneventful, note = form.ticked("uneventful"), form.one("note").strip()
    answers = _own_answers(form, own)
    if not (ratings or skipped or uneventful or note or any(_said(one) for one in answers)):
        return None
    # those of the time together and those of the time after are two sets: of one that was not touched nothing is told
    put = [group for group in (ITEMS, AFTER_ITEMS) if not {*asked, *ratings, *skipped}.isdisjoint(group)]
    open_ = (item for group in put for item in group if item not in asked)
    not_asked = tuple(item for item in open_ if item not in ratings and item not in skipped)
    return CheckIn(
        at=at, zone=zone, ratings=dict(ratings), skipped=skipped, not_asked=not_asked, uneventful=uneventful,
        own=answers, note=note or None,
    )  # fmt: skip


def _own_answers(form: Form, own: tuple[OwnQuestion, ...]) -> tuple[OwnAnswer, ...]:
    """What she answered to questions of her own. Raises UsageFault for an answer to one that is not asked any more."""
    given = {name.removeprefix(OWN): form.one(name) for name in form.fields if name.startswith(OWN)}
    answers = tuple(
        OwnAnswer(**asdict(one), rating=RATINGS.get(given.get(one.id, "")), skipped=given.get(one.id) == SKIPPED)
        for one in own
    )
    if any(text in RATINGS or text == SKIPPED for id, text in given.items() if all(one.id != id for one in own)):
        raise UsageFault("page.write.own_gone")
    return answers


def _said(answer: OwnAnswer) -> bool:
    return answer.skipped or answer.rating is not None


def _tried(form: Form, at: datetime, zone: str | None) -> Try | None:
    way, topic = form.word("way", WAYS), form.one("topic")
    new = form.one("new_topic").strip()
    topic = new if topic in ("", _OTHER_TOPIC) else topic
    if way is None:
        if topic:
            raise UsageFault("page.write.topic_without_way")
        return None
    return Try(at=at, zone=zone, way=way, topic=topic.strip(), outcome="pending")


def _weight(form: Form, sign: str) -> int:
    return int(form.word(f"weight.{sign}", ("1", "2", "3")) or 1)
