"""A record in words, as she stated it: the terminal's list and the Diary page say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from upright.actions.load import carried
from upright.record import Belief, Boundary, CheckIn, Contact, Decision, Load, Moment, OwnAnswer, PlanStep, Record, Try
from upright.record.kinds import KIND_NAMES
from upright.record.words import BELIEFS, Absence
from upright.wording import list_of, number, say, say_n

__all__ = ["Short", "content_of", "counts_in_words", "hours_in_words", "if_then"]

_COUNTED = {"checkin": "count.checkins", "moment": "count.moments", "try": "count.tries"}
_NEEDED = {True: "cli.list.needed", False: "cli.list.not_needed", None: "cli.list.needed_not_said"}

Short = Callable[[str], str]


def _whole(text: str) -> str:
    return text


def content_of(record: Record, language: str, short: Short = _whole, *, brief: bool = False) -> tuple[str, ...]:
    """What a record says beside its kind and its note, in parts. `short` may cut what she wrote herself.

    `brief` leaves out which items of a check-in have no answer, and why.
    """

    def said(id: str, **values: Any) -> str:
        return say(id, language, **values)

    def plain(words: Iterable[str]) -> str:
        return list_of(words, language, plain=True)

    if brief and isinstance(record, CheckIn):
        return tuple(part for part in _answers(record, language, said, plain, short) if part)
    return tuple(part for part in _parts(record, language, short, said, plain) if part.strip())


def _parts(
    record: Record, language: str, short: Short, said: Callable[..., str], plain: Callable[[Iterable[str]], str]
) -> list[str]:
    def value(found: float | None) -> str:
        return said("cli.list.not_said") if found is None else number(found, language)

    match record:
        case CheckIn():
            return _check_in(record, language, said, plain, short)
        case Moment():
            return [said(f"sign.{record.sign}.shown"), said(f"weight.{record.weight}")]
        case Try():
            outcome = said(f"outcome.{record.outcome or 'pending'}")
            return [said(f"way.{record.way}.label"), short(record.topic), outcome]
        case Boundary():
            need = [said("cli.list.need", text=short(record.need))] if record.need.strip() else []
            review = [said("cli.list.review_on", date=record.review_on)] if record.review_on else []
            events = plain(said(f"boundary.{event.what}") for event in record.events)
            return [if_then(record, language, short), *need, events, *review]
        case Belief():
            known = record.belief in BELIEFS
            return [said(f"belief.{record.belief}") if known else short(record.belief), short(record.topic)]
        case Load():
            hours = {"mine": value(record.hours_week_mine), "theirs": value(record.hours_week_theirs)}
            return [short(record.task), said(f"area.{record.area}.label"), said("cli.list.hours", **hours)]
        case Decision():
            wish = said("cli.list.wish", stay=value(record.stay), leave=value(record.leave))
            own = [
                said(f"decision.{name}.told", text=short(text))
                for name in ("values", "support")
                if (text := getattr(record, name)).strip()
            ]
            checks = [
                said(f"decision.{name}.told", answer=said(f"answer.{answer}").lower())
                for name in ("unnoticed", "come_back", "came_about")
                if (answer := getattr(record, name)) is not None
            ]
            review = [said("cli.list.review_on", date=record.review_on)] if record.review_on else []
            return [said(f"choice.{record.choice}"), wish, short(" ".join(record.reason_lines)), *own, *checks, *review]
        case Contact():
            return [said(f"contact.by.{record.by}"), said(_NEEDED[record.needed])]
        case PlanStep():
            due = [said("cli.list.due_on", date=record.due_on)] if record.due_on else []
            done = [said("cli.list.done")] if record.done_at else []
            return [said(f"heading.{record.heading}"), short(record.text), *due, *done]
    return []


def counts_in_words(counts: Mapping[str, int], language: str) -> str:
    """How many records of each kind: "50 check-ins, 56 moments, 22 tries"."""
    kinds = (kind for kind in KIND_NAMES if counts.get(kind, 0) > 0)
    said = [say_n(_COUNTED.get(kind, f"kind.{kind}.n"), counts[kind], language) for kind in kinds]
    return list_of(said, language, plain=True)


def hours_in_words(records: Iterable[Record], language: str) -> tuple[str, ...]:
    """Hours a week by area, then over all of them; what was not said is told so. Nothing where no task was entered."""
    found = carried(records)

    def hours(value: float | None) -> str:
        return say("cli.list.not_said", language) if value is None else number(value, language)

    lines = [
        say("page.load.area", language, area=say(f"area.{one.area}", language), mine=hours(one.mine),
            theirs=hours(one.theirs))
        for one in found.areas
    ]  # fmt: skip
    if lines:
        lines.append(say("page.load.total", language, mine=hours(found.mine), theirs=hours(found.theirs)))
    if found.unsaid:
        lines.append(say("page.load.unsaid", language, n=found.unsaid))
    return tuple(lines)


def if_then(limit: Boundary, language: str, short: Short = _whole) -> str:
    """A limit in its two parts, each in her words as she wrote them."""
    if_text, then_text = (short(part).rstrip(".") for part in (limit.if_, limit.then))
    return say("boundary.form", language, if_text=if_text, then_text=then_text)


def _check_in(
    record: CheckIn, language: str, said: Callable[..., str], plain: Callable[[Iterable[str]], str], short: Short
) -> list[str]:
    """The answers, 0 among them, and apart from these: left out, nothing happened, no entry, not asked."""
    missing = [item for item in record.items if record.answer(item) is Absence.MISSING]
    own_out = [one for one in record.own if one.skipped]
    own_missing = [one for one in record.own if one.rating is None and not one.skipped]

    def named(id: str, items: Iterable[str], own: Iterable[OwnAnswer] = ()) -> list[str]:
        labels = plain([*(said(f"item.{item}.label") for item in items), *(_quoted(one, short) for one in own)])
        return [said(id, items=labels)] if labels else []

    return [
        *_answers(record, language, said, plain, short),
        *named("cli.list.left_out", record.skipped, own_out),
        *named("cli.list.no_entry", missing, own_missing),
        *named("cli.list.not_asked", record.not_asked),
    ]


def _quoted(answer: OwnAnswer, short: Short) -> str:
    return f"“{short(answer.asked).rstrip('.')}”"


def _answers(
    record: CheckIn, language: str, said: Callable[..., str], plain: Callable[[Iterable[str]], str], short: Short
) -> list[str]:
    rated = [f"{said(f'item.{item}.label')} {number(value, language)}" for item, value in record.ratings.items()]
    own = [f"{_quoted(one, short)} {number(one.rating, language)}" for one in record.own if one.rating is not None]
    return [plain([*rated, *own]), *([said("absence.uneventful")] if record.uneventful else [])]
