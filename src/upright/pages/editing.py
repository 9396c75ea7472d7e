"""The form of the Record page: what a record says, as fields; and what was entered, as the record it makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from upright.actions.diary import with_fields
from upright.actions.steps import check_step
from upright.actions.when import clock_in, time_on
from upright.errors import UsageFault
from upright.pages.asking import OWN, RATINGS, SKIPPED
from upright.pages.form import Form
from upright.pages.writing import day_given
from upright.record import Belief, Boundary, CheckIn, Contact, Decision, Load, Moment, OwnAnswer, PlanStep, Record, Try
from upright.record.checks import SHORT_LIMIT, TEXT_LIMIT
from upright.record.days import day_of
from upright.record.words import (
    AREAS,
    BELIEFS,
    CHOICES,
    CLOSED_OUTCOMES,
    HEADINGS,
    OUTCOMES,
    SIDES,
    SIGNS,
    SURENESS,
    WAYS,
)

__all__ = ["Field", "changed", "fields_of", "number_in", "own_picked", "own_words_in", "ratings_of"]

Say = Callable[..., str]
_NEEDED = {"yes": True, "no": False, "": None}
# The fields in which she writes words of her own: what is shown to her again when a record is gone meanwhile.
_OWN = ("topic", "if", "then", "need", "belief", "task", "reasons", "values", "support", "text", "note")
_CHECKS = ("unnoticed", "come_back", "came_about")  # questions beside a decision


@dataclass(frozen=True)
class Field:
    """One field: `shape` is how it is shown (line, text, pick, number, date, tick); `given` is what stands in it."""

    name: str
    shape: str
    label: str
    given: str
    choices: tuple[tuple[str, str], ...] = ()
    longest: int = SHORT_LIMIT


def fields_of(record: Record, given: Form | None, say: Say, starts: timedelta) -> tuple[Field, ...]:
    """The fields of a record beside its time, its ratings and its note; `given` is what was sent with a fault."""

    def field(name: str, shape: str, value: Any, choices: tuple[tuple[str, str], ...] = (), longest: int = 0) -> Field:
        text = "" if value is None else str(value)
        shown = given.one(name) if given is not None else text
        return Field(name, shape, say(f"page.record.{name}"), shown, choices, longest or SHORT_LIMIT)

    def named(words: tuple[str, ...], text: str) -> tuple[tuple[str, str], ...]:
        return tuple((word, say(text.format(word))) for word in words)

    blank = ("", say("cli.list.not_said"))
    match record:
        case CheckIn():
            return (field("uneventful", "tick", "yes" if record.uneventful else ""),)
        case Moment():
            weights = named(("1", "2", "3"), "weight.{}")
            return (
                field("sign", "pick", record.sign, named(SIGNS, "sign.{}.shown")),
                field("weight", "pick", record.weight, weights),
            )
        case Try():
            since = day_of(record.outcome_at, starts) if record.outcome_at else None
            return (
                field("way", "pick", record.way, named(WAYS, "way.{}.label")),
                field("topic", "line", record.topic),
                field("outcome", "pick", record.outcome or "pending", named(OUTCOMES, "outcome.{}")),
                field("outcome_on", "date", since),
            )
        case Boundary():
            return (
                field("if", "text", record.if_, longest=TEXT_LIMIT),
                field("then", "text", record.then, longest=TEXT_LIMIT),
                field("need", "text", record.need, longest=TEXT_LIMIT),
                field("review_on", "date", record.review_on),
            )
        case Belief():
            belief = record.belief
            words = "" if belief in BELIEFS else belief
            known = (*named(BELIEFS, "belief.{}"), ("", say("page.record.own_words")))
            return (
                field("known", "pick", belief if belief in BELIEFS else "", known),
                field("belief", "text", words, longest=TEXT_LIMIT),
                field("topic", "line", record.topic),
            )
        case Load():
            return (
                field("task", "line", record.task),
                field("area", "pick", record.area, named(AREAS, "area.{}.label")),
                field("hours_mine", "number", record.hours_week_mine),
                field("hours_theirs", "number", record.hours_week_theirs),
            )
        case Decision():
            return (
                field("choice", "pick", record.choice, named(CHOICES, "choice.{}")),
                field("stay", "number", record.stay),
                field("leave", "number", record.leave),
                field("reasons", "text", "\n".join(record.reason_lines), longest=TEXT_LIMIT),
                field("values", "text", record.values, longest=TEXT_LIMIT),
                field("support", "text", record.support, longest=TEXT_LIMIT),
                *(
                    field(name, "pick", getattr(record, name), (*named(SURENESS, "answer.{}"), blank))
                    for name in _CHECKS
                ),
                field("review_on", "date", record.review_on),
            )
        case Contact():
            needed = {True: "yes", False: "no", None: ""}[record.needed]
            answers = (("yes", say("answer.yes")), ("no", say("answer.no")), blank)
            return (
                field("by", "pick", record.by, named(SIDES, "contact.by.{}")),
                field("needed", "pick", needed, answers),
            )
        case PlanStep():
            return (
                field("heading", "pick", record.heading, named(HEADINGS, "heading.{}")),
                field("text", "text", record.text, longest=TEXT_LIMIT),
                field("due_on", "date", record.due_on),
                field("done", "tick", "yes" if record.done_at else ""),
            )
    return ()


def ratings_of(record: Record, given: Form | None) -> dict[str, str]:
    """What is picked for each item of a check-in: a number, "skipped" or nothing."""
    if not isinstance(record, CheckIn):
        return {}
    picked = {item: f"{record.ratings[item]:g}" if item in record.ratings else "" for item in record.items}
    picked |= dict.fromkeys(record.skipped, "skipped")
    if given is not None:
        picked |= {item: given.one(item) for item in picked if item in given.fields}
    return picked


def own_picked(record: CheckIn, given: Form | None) -> dict[str, str]:
    """What is picked for each question of hers that a check-in put, by the name of its field."""
    picked = {
        f"{OWN}{one.id}": SKIPPED if one.skipped else "" if one.rating is None else f"{one.rating:g}"
        for one in record.own
    }
    if given is not None:
        picked |= {name: given.one(name) for name in picked if name in given.fields}
    return picked


def own_words_in(form: Form, say: Say) -> tuple[tuple[str, str], ...]:
    """What she wrote herself in a form, each with the name of its field."""
    return tuple((say(f"page.record.{name}"), form.one(name)) for name in _OWN if form.one(name).strip())


def changed(record: Record, form: Form, *, now: datetime, zone: str | None, starts: timedelta) -> Record:
    """The record with what a form says. Raises UsageFault for what cannot be; nothing she did not touch is lost."""
    fields: dict[str, Any] = {"at": _at(record, form, now, zone, starts), "note": form.one("note").strip() or None}
    if record.note is not None and record.note.strip() == fields["note"]:
        fields["note"] = record.note
    return with_fields(record, **fields, **_content(record, form, now, starts))


def _content(record: Record, form: Form, now: datetime, starts: timedelta) -> dict[str, Any]:
    match record:
        case CheckIn():
            return _check_in(record, form)
        case Moment():
            return {"sign": form.word("sign", SIGNS) or record.sign, "weight": _weight(record, form)}
        case Try():
            topic = form.one("topic").strip()
            return {"way": form.word("way", WAYS) or record.way, "topic": topic, **_outcome(record, form, now, starts)}
        case Boundary():
            texts = {"if_": form.one("if").strip(), "then": form.one("then").strip(), "need": form.one("need").strip()}
            return texts | {"review_on": day_given(form, "review_on")}
        case Belief():
            own = form.one("belief").strip()
            known = form.word("known", BELIEFS)
            return {"belief": known if known and not own else own, "topic": form.one("topic").strip()}
        case Load():
            hours = {f"hours_week_{who}": number_in(form, f"hours_{who}", 168) for who in ("mine", "theirs")}
            return {"task": form.one("task").strip(), "area": form.word("area", AREAS) or record.area, **hours}
        case Decision():
            wishes = {name: number_in(form, name, 10) for name in ("stay", "leave")}
            choice = form.word("choice", CHOICES) or record.choice
            checks = {name: form.word(name, SURENESS) for name in _CHECKS}
            texts = {name: form.one(name).strip() for name in ("values", "support")}
            review_on = day_given(form, "review_on")
            return {
                "choice": choice, "reasons": _reasons(record, form), "review_on": review_on, **wishes, **checks, **texts
            }  # fmt: skip
        case Contact():
            needed = form.one("needed")
            return {"by": form.word("by", SIDES) or record.by, "needed": _NEEDED.get(needed, record.needed)}
        case PlanStep():
            done = (record.done_at or now) if form.ticked("done") else None
            due = day_given(form, "due_on")
            heading, text = form.word("heading", HEADINGS) or record.heading, form.one("text").strip()
            if text != record.text:
                check_step(text)
            order = record.order if heading == record.heading else None
            return {"heading": heading, "text": text, "due_on": due, "done_at": done, "order": order}
    return {}


def _check_in(record: CheckIn, form: Form) -> dict[str, Any]:
    """Each of the five kinds of nothing stays what it was, unless she answers, leaves out or takes an answer away."""
    ratings: dict[str, int | float] = {}
    skipped, not_asked = [], []
    for item in record.items:
        given, before = form.one(item), record.ratings.get(item)
        untouched = item not in form.fields  # 7.5 is an answer that stands on no scale
        if before is not None and (untouched or given == f"{before:g}"):
            ratings[item] = before
        elif given in RATINGS:
            ratings[item] = RATINGS[given]
        elif given == "skipped" or (untouched and item in record.skipped):
            skipped.append(item)
        elif item in record.not_asked:
            not_asked.append(item)
    return {
        "ratings": ratings, "skipped": tuple(skipped), "not_asked": tuple(not_asked),
        "uneventful": form.ticked("uneventful"), "own": tuple(_own_answer(one, form) for one in record.own),
    }  # fmt: skip


def _own_answer(answer: OwnAnswer, form: Form) -> OwnAnswer:
    name = f"{OWN}{answer.id}"
    given = form.one(name)
    if name not in form.fields or (answer.rating is not None and given == f"{answer.rating:g}"):
        return answer
    return OwnAnswer(
        id=answer.id, asked=answer.asked, low=answer.low, high=answer.high, extra=answer.extra,
        rating=RATINGS.get(given), skipped=given == SKIPPED,
    )  # fmt: skip


def _outcome(record: Try, form: Form, now: datetime, starts: timedelta) -> dict[str, Any]:
    outcome = form.word("outcome", OUTCOMES) or record.outcome
    if outcome not in CLOSED_OUTCOMES:
        was_open = record.outcome not in CLOSED_OUTCOMES
        return {"outcome": record.outcome if was_open else outcome, "outcome_at": None}
    since = day_of(record.outcome_at, starts) if record.outcome_at else None
    day = day_given(form, "outcome_on")
    if day in (since, None) and outcome == record.outcome:
        return {}
    if day is None or day == since:
        return {"outcome": outcome, "outcome_at": record.outcome_at if day is not None and record.closed else now}
    return {"outcome": outcome, "outcome_at": time_on(day, None, now=now, zone=None, starts=starts)}


def _reasons(record: Decision, form: Form) -> str | tuple[str, ...]:
    lines = tuple(line.strip() for line in form.one("reasons").splitlines() if line.strip())
    if lines == tuple(line.strip() for line in record.reason_lines):
        return record.reasons
    return "\n".join(lines) if isinstance(record.reasons, str) else lines


def _weight(record: Moment, form: Form) -> int:
    return int(form.word("weight", ("1", "2", "3")) or record.weight)


def number_in(form: Form, name: str, high: float) -> float | None:
    """The number in a field, None where it is empty. Raises UsageFault for what is none, or is over `high`."""
    text = form.one(name).strip()
    if not text:
        return None
    found = _plainnumber_in(text)
    if found is None or not 0 <= found <= high:
        raise UsageFault("page.record.no_number", high=high)
    return found


def _plainnumber_in(text: str) -> float | None:
    text = text.replace(",", ".", 1)
    if len(text) > 12 or not text.isascii() or not text.replace(".", "", 1).isdigit():
        return None
    number = float(text)
    return int(number) if number == int(number) else number


def _at(record: Record, form: Form, now: datetime, zone: str | None, starts: timedelta) -> datetime:
    """When it happened: as it was, unless the day or the time in the form is another."""
    day, text = day_given(form, "day"), form.one("time").strip()
    before = day_of(record.at, starts)
    clock = clock_in(text)
    if (day is None or day == before) and (clock is None or text[:5] == f"{record.at:%H:%M}"):
        return record.at
    if record.zone is None and zone is None:
        now = now.astimezone(record.at.tzinfo)
    return time_on(day or before, clock, now=now, zone=record.zone or zone, starts=starts)
