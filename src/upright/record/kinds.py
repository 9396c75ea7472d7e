"""The kinds of record: small frozen types, one for each thing a person can state.

Every record checks itself when it is made and raises `FieldFault` if it cannot stand. The five facts that look
alike are kept apart: an item *missing* from a check-in, one *skipped*, one *not asked*, a check-in that says *nothing
happened* (`uneventful`), and the answer *0*.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

import msgspec

from upright.record import words
from upright.record.checks import (
    SHORT_LIMIT,
    FieldFault,
    check_choice,
    check_date,
    check_extra,
    check_filled,
    check_flag,
    check_number,
    check_text,
    check_time,
    check_words,
)
from upright.record.entry import NAMES_IN_A_FILE, Entry, put
from upright.record.words import Absence

_ITEMS = frozenset(words.ALL_ITEMS)
_HOURS_A_WEEK = 168
_LAST_PLACE = 1_000_000


class OwnAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename=NAMES_IN_A_FILE):
    """A question of her own that a check-in put, as it was worded then, with what she answered.

    `low` and `high` are her words at 0 and at 10. Without a `rating`, and not `skipped`, it was asked and has no entry.
    """

    id: str
    asked: str
    low: str = ""
    high: str = ""
    rating: int | float | None = None
    skipped: bool = False
    extra: dict[str, Any] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        put(self, "id", check_filled("own.id", self.id, SHORT_LIMIT), self.id)
        for name in ("asked", "low", "high"):
            check = check_filled if name == "asked" else check_text
            put(self, name, check(f"own.{name}", getattr(self, name), SHORT_LIMIT), getattr(self, name))
        if self.rating is not None:
            put(self, "rating", check_number("own.rating", self.rating, 0, 10), self.rating)
        check_flag("own.skipped", self.skipped)
        if self.skipped and self.rating is not None:
            raise FieldFault("fault.own_twice", field="own")
        if self.extra:
            put(self, "extra", check_extra(self.extra))

    def __repr__(self) -> str:
        return "<OwnAnswer>"


class CheckIn(Entry, frozen=True, kw_only=True, tag="checkin"):
    """Ratings from 0 to 10 at one time; `answer` tells a number from the three ways of having none.

    `own` are questions in her own words, which are no items: nothing but their answers is known of them.
    """

    kind: ClassVar[str] = "checkin"

    ratings: dict[str, int | float] = msgspec.field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    uneventful: bool = False
    own: tuple[OwnAnswer, ...] = ()

    def _check(self) -> None:
        ratings, skipped, not_asked = self.ratings, self.skipped, self.not_asked
        if type(ratings) is not dict:
            raise FieldFault("fault.not_object", field="ratings")
        if not _ITEMS.issuperset(ratings):
            raise FieldFault("fault.choice", field="ratings", allowed=", ".join(words.ALL_ITEMS))
        for value in ratings.values():
            kind = type(value)
            if (kind is not int and kind is not float) or not 0 <= value <= 10:
                kept = {item: check_number(f"ratings.{item}", one, 0, 10) for item, one in ratings.items()}
                put(self, "ratings", kept)
                break
        if skipped or not_asked or type(skipped) is not tuple or type(not_asked) is not tuple:
            skipped = check_words("skipped", skipped, words.ALL_ITEMS)
            not_asked = check_words("not_asked", not_asked, words.ALL_ITEMS)
            stated = [*ratings, *skipped, *not_asked]
            if len(stated) != len(set(stated)):
                raise FieldFault("fault.twice", field=next(item for item in stated if stated.count(item) > 1))
            put(self, "skipped", skipped, self.skipped)
            put(self, "not_asked", not_asked, self.not_asked)
        if self.uneventful is not False:
            check_flag("uneventful", self.uneventful)
        if self.own != ():
            self._check_own()

    def _check_own(self) -> None:
        if not isinstance(self.own, (tuple, list)):
            raise FieldFault("fault.not_list", field="own")
        if not all(isinstance(one, OwnAnswer) for one in self.own):
            raise FieldFault("fault.not_object", field="own")
        if len({one.id for one in self.own}) < len(self.own):
            raise FieldFault("fault.own_twice", field="own")
        put(self, "own", tuple(self.own))

    @property
    def items(self) -> tuple[str, ...]:
        """The items it is about: those of the time together, those of the time after, or both."""
        stated = {*self.ratings, *self.skipped, *self.not_asked}
        put = [group for group in (words.ITEMS, words.AFTER_ITEMS) if stated.intersection(group)] or [words.ITEMS]
        return tuple(item for group in put for item in group)

    def answer(self, item: str) -> float | Absence:
        """The rating of `item`, or why there is none. Raises KeyError for a word that is no item."""
        value = self.ratings.get(item)
        if value is not None:
            return value
        if item in self.skipped:
            return Absence.SKIPPED
        if item in self.not_asked:
            return Absence.NOT_ASKED
        if item not in _ITEMS:
            raise KeyError(item)
        return Absence.MISSING


class Moment(Entry, frozen=True, kw_only=True, tag="moment"):
    """Something that happened: a sign of regard or of disregard, with a weight of 1, 2 or 3."""

    kind: ClassVar[str] = "moment"

    sign: str
    weight: int = 1

    def _check(self) -> None:
        check_choice("sign", self.sign, words.SIGNS)
        if type(self.weight) is not int or not 1 <= self.weight <= 3:
            weight = check_number("weight", self.weight, 1, 3)
            if weight != int(weight):
                raise FieldFault("fault.choice", field="weight", allowed="1, 2, 3")
            put(self, "weight", int(weight))

    @property
    def regard(self) -> bool:
        """Whether it is a sign of regard."""
        return self.sign in words.SIGNS_OF_REGARD


class Try(Entry, frozen=True, kw_only=True, tag="try"):
    """Something done to change things, on a topic, with what came of it once that is known."""

    kind: ClassVar[str] = "try"

    way: str
    topic: str = ""
    outcome: str | None = None
    outcome_at: datetime | None = None

    def _check(self) -> None:
        check_choice("way", self.way, words.WAYS)
        put(self, "topic", check_text("topic", self.topic, SHORT_LIMIT), self.topic)
        if self.outcome is not None:
            check_choice("outcome", self.outcome, words.OUTCOMES)
        if self.outcome_at is not None:
            put(self, "outcome_at", check_time("outcome_at", self.outcome_at), self.outcome_at)

    @property
    def closed(self) -> bool:
        """Whether its outcome is known; `pending` and no outcome at all are both open."""
        return self.outcome in words.CLOSED_OUTCOMES


class BoundaryEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename=NAMES_IN_A_FILE):
    """One thing that came to pass with a boundary."""

    at: datetime
    what: str
    extra: dict[str, Any] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        put(self, "at", check_time("events.at", self.at), self.at)
        check_choice("events.what", self.what, words.BOUNDARY_EVENTS)
        if self.extra:
            put(self, "extra", check_extra(self.extra))

    def __repr__(self) -> str:
        return f"<BoundaryEvent {self.what} at {self.at.isoformat()}>"


class Boundary(Entry, frozen=True, kw_only=True, tag="boundary"):
    """An if-then about the person's own act, and what came to pass with it."""

    kind: ClassVar[str] = "boundary"

    if_: str
    then: str
    need: str = ""
    review_on: date | None = None
    events: tuple[BoundaryEvent, ...] = ()

    def _check(self) -> None:
        put(self, "if_", check_filled("if", self.if_), self.if_)
        put(self, "then", check_filled("then", self.then), self.then)
        put(self, "need", check_text("need", self.need), self.need)
        if self.review_on is not None:
            check_date("review_on", self.review_on)
        if not isinstance(self.events, (tuple, list)):
            raise FieldFault("fault.not_list", field="events")
        if not all(isinstance(event, BoundaryEvent) for event in self.events):
            raise FieldFault("fault.not_object", field="events")
        put(self, "events", tuple(self.events))


class Belief(Entry, frozen=True, kw_only=True, tag="belief"):
    """A reason to stay that the person was taught: one of `BELIEFS`, or in the person's own words."""

    kind: ClassVar[str] = "belief"

    belief: str
    topic: str = ""

    def _check(self) -> None:
        put(self, "belief", check_filled("belief", self.belief), self.belief)
        put(self, "topic", check_text("topic", self.topic, SHORT_LIMIT), self.topic)


class Load(Entry, frozen=True, kw_only=True, tag="load"):
    """A task or care, with hours a week of both; None means not said, 0 means none."""

    kind: ClassVar[str] = "load"

    task: str
    area: str
    hours_week_mine: int | float | None = None
    hours_week_theirs: int | float | None = None

    def _check(self) -> None:
        put(self, "task", check_filled("task", self.task, SHORT_LIMIT), self.task)
        check_choice("area", self.area, words.AREAS)
        for name in ("hours_week_mine", "hours_week_theirs"):
            hours = getattr(self, name)
            if hours is not None:
                put(self, name, check_number(name, hours, 0, _HOURS_A_WEEK), hours)


class Decision(Entry, frozen=True, kw_only=True, tag="decision"):
    """A dated decision, how much the person wants to stay and to leave (two scales), and the reasons.

    `values`: what matters to the person; `support`: who would stand by; both in the person's own words. `unnoticed`:
    whether it would be wanted as much if nobody noticed or came after; `come_back`: whether the person would come back
    if asked; `came_about`: whether it came about by itself, undecided. None of them has a right answer.
    """

    kind: ClassVar[str] = "decision"

    choice: str
    stay: int | float | None = None
    leave: int | float | None = None
    reasons: str | tuple[str, ...] = ""
    values: str = ""
    support: str = ""
    unnoticed: str | None = None
    come_back: str | None = None
    came_about: str | None = None
    review_on: date | None = None

    def _check(self) -> None:
        check_choice("choice", self.choice, words.CHOICES)
        if self.stay is not None:
            put(self, "stay", check_number("stay", self.stay, 0, 10), self.stay)
        if self.leave is not None:
            put(self, "leave", check_number("leave", self.leave, 0, 10), self.leave)
        if isinstance(self.reasons, (tuple, list)):
            put(self, "reasons", tuple(check_text("reasons", reason) for reason in self.reasons) or "")
        else:
            put(self, "reasons", check_text("reasons", self.reasons), self.reasons)
        put(self, "values", check_text("values", self.values), self.values)
        put(self, "support", check_text("support", self.support), self.support)
        for name in ("unnoticed", "come_back", "came_about"):
            if getattr(self, name) is not None:
                check_choice(name, getattr(self, name), words.SURENESS)
        if self.review_on is not None:
            check_date("review_on", self.review_on)

    @property
    def reason_lines(self) -> tuple[str, ...]:
        """The reasons one by one, whether they were written as one text or as several."""
        reasons = self.reasons.splitlines() if isinstance(self.reasons, str) else self.reasons
        return tuple(reason for reason in reasons if reason.strip())


class Left(Entry, frozen=True, kw_only=True, tag="left"):
    """The day the person left."""

    kind: ClassVar[str] = "left"


class Contact(Entry, frozen=True, kw_only=True, tag="contact"):
    """After leaving: who reached out, and whether it was needed (None: not said)."""

    kind: ClassVar[str] = "contact"

    by: str
    needed: bool | None = None

    def _check(self) -> None:
        check_choice("by", self.by, words.SIDES)
        if self.needed is not None:
            check_flag("needed", self.needed)


class PlanStep(Entry, frozen=True, kw_only=True, tag="plan_step"):
    """One step of the plan under its heading; `done_at` is set once it is done.

    `order` is its place among the steps of its heading, lower first; those without one come after, by their time.
    """

    kind: ClassVar[str] = "plan_step"

    heading: str
    text: str
    due_on: date | None = None
    done_at: datetime | None = None
    order: int | float | None = None

    def _check(self) -> None:
        check_choice("heading", self.heading, words.HEADINGS)
        put(self, "text", check_filled("text", self.text), self.text)
        if self.due_on is not None:
            check_date("due_on", self.due_on)
        if self.done_at is not None:
            put(self, "done_at", check_time("done_at", self.done_at), self.done_at)
        if self.order is not None:
            put(self, "order", check_number("order", self.order, 0, _LAST_PLACE), self.order)


class Safety(Entry, frozen=True, kw_only=True, tag="safety"):
    """Answers to the safety questions, by topic; a topic that is not there was not answered."""

    kind: ClassVar[str] = "safety"

    answers: dict[str, str]

    def _check(self) -> None:
        if type(self.answers) is not dict:
            raise FieldFault("fault.not_object", field="answers")
        for topic, answer in self.answers.items():
            check_choice("answers", topic, words.SAFETY_TOPICS)
            check_choice(f"answers.{topic}", answer, words.ANSWERS)


Record = CheckIn | Moment | Try | Boundary | Belief | Load | Decision | Left | Contact | PlanStep | Safety
KINDS: tuple[type[Entry], ...] = (
    CheckIn,
    Moment,
    Try,
    Boundary,
    Belief,
    Load,
    Decision,
    Left,
    Contact,
    PlanStep,
    Safety,
)
KIND_NAMES = tuple(kind.kind for kind in KINDS)
