"""`upright list` and `upright remove`: what she wrote, and taking a record out."""

from __future__ import annotations

from collections.abc import Iterable

from upright.actions import write
from upright.cli.faults import tell_faults
from upright.cli.frame import Number, argument, command, option, vault_options
from upright.cli.lines import clean, pad, width
from upright.cli.opening import open_file
from upright.cli.page import Page
from upright.cli.prompts import ask_yes
from upright.cli.session import Closed, Session
from upright.errors import UsageFault
from upright.record import Belief, Boundary, CheckIn, Contact, Decision, Load, Moment, PlanStep, Record, Try
from upright.record.days import day_of
from upright.record.words import AFTER_ITEMS, BELIEFS, ITEMS, Absence
from upright.wording import date_text, list_of, number

__all__ = ["COMMAND_LIST", "COMMAND_REMOVE", "if_then", "told"]

_SHOWN = 30
_NEEDED = {True: "cli.list.needed", False: "cli.list.not_needed", None: "cli.list.needed_not_said"}


@command("list", "upright list --count 10")
@vault_options
@option("--count", type=Number(1, 1_000_000, whole=True), default=_SHOWN)
def list_(session: Session, count: float) -> None:
    with open_file(session) as vault:
        diary = vault.diary()
    records = write.newest_first(diary)
    tell_faults(session, diary)
    if not records:
        session.tell(session.say("cli.no_records"))
        return
    page = Page(session)
    page.title(session.say("cli.list.title"))
    page.gap()
    day = None
    for place, record in enumerate(records[: int(count)], start=1):
        if day != day_of(record.at):
            day = day_of(record.at)
            page.gap()
            page.note(date_text(day, session.language))
        page.text(told(session, record), margin=str(place), hanging=True)
    if len(records) > count:
        page.gap()
        more = len(records) - int(count)
        page.note(session.say("cli.list.more", n=more, command=f"upright list --count {len(records)}"))
    page.gap()
    page.note(session.say("cli.help_now_hint", command="upright help-now"))
    page.end()


@command("remove", "upright remove 1")
@vault_options
@argument("place", required=True, type=Number(1, 1_000_000, whole=True), metavar="NUMBER")
@option("--yes", is_flag=True)
def remove(session: Session, place: float, yes: bool) -> None:
    with open_file(session) as vault:
        records = write.latest(vault)
        if not records:
            session.tell(session.say("cli.no_records"))
            return
        if place > len(records):
            raise UsageFault("error.no_record_number", number=int(place), n=len(records))
        record = records[int(place) - 1]
        session.prompt(f"{date_text(day_of(record.at), session.language)} · {told(session, record)}")
        if not yes and not session.at_terminal:
            raise UsageFault("error.needs_yes")  # a slip in a script must not cost a record
        if not yes and not ask_yes(session, "cli.prompt.remove_go_on"):
            raise Closed
        removed = write.remove(vault, record)
    session.tell(session.say("cli.removed"))
    if removed.copies:
        session.tell(session.say("cli.removed_remains", n=len(removed.copies), folder=clean(str(removed.folder))))
    else:
        session.tell(session.say("cli.removed_remains_none"))


def told(session: Session, record: Record) -> str:
    """A record in one line, as she stated it."""
    parts = [session.say(f"kind.{record.kind}"), *_content(session, record)]
    if record.note:
        parts.append(f"“{_short(record.note)}”")
    return clean(" · ".join(part for part in parts if part))


def _content(session: Session, record: Record) -> list[str]:
    say = session.say
    match record:
        case CheckIn():
            return _check_in(session, record)
        case Moment():
            return [say(f"sign.{record.sign}.shown"), say(f"weight.{record.weight}")]
        case Try():
            return [say(f"way.{record.way}.label"), _short(record.topic), say(f"outcome.{record.outcome or 'pending'}")]
        case Boundary():
            need = [say("cli.list.need", text=_short(record.need))] if record.need.strip() else []
            review = [say("cli.list.review_on", date=record.review_on)] if record.review_on else []
            events = [say(f"boundary.{event.what}") for event in record.events]
            return [if_then(session, record), *need, list_of(events, session.language, plain=True), *review]
        case Belief():
            known = record.belief in BELIEFS
            return [say(f"belief.{record.belief}") if known else _short(record.belief), _short(record.topic)]
        case Load():
            return [_short(record.task), say(f"area.{record.area}.label"), _hours(session, record)]
        case Decision():
            stay, leave = (_said(session, wish) for wish in (record.stay, record.leave))
            wish = say("cli.list.wish", stay=stay, leave=leave)
            return [say(f"choice.{record.choice}"), wish, _short(" ".join(record.reason_lines))]
        case Contact():
            return [say(f"contact.by.{record.by}"), say(_NEEDED[record.needed])]
        case PlanStep():
            return [say(f"heading.{record.heading}"), _short(record.text)]
    return []


def _check_in(session: Session, record: CheckIn) -> list[str]:
    """The answers, 0 among them, and apart from these: left out, nothing happened, no entry, not asked."""
    stated = {*record.ratings, *record.skipped, *record.not_asked}
    put = [group for group in (ITEMS, AFTER_ITEMS) if stated.intersection(group)] or [ITEMS]
    missing = [item for group in put for item in group if record.answer(item) is Absence.MISSING]

    def named(id: str, items: Iterable[str]) -> list[str]:
        labels = list_of([session.say(f"item.{item}.label") for item in items], session.language, plain=True)
        return [session.say(id, items=labels)] if labels else []

    answers = [f"{session.say(f'item.{i}.label')} {number(x, session.language)}" for i, x in record.ratings.items()]
    return [
        list_of(answers, session.language, plain=True),
        *([session.say("absence.uneventful")] if record.uneventful else []),
        *named("cli.list.left_out", record.skipped),
        *named("cli.list.no_entry", missing),
        *named("cli.list.not_asked", record.not_asked),
    ]


def if_then(session: Session, limit: Boundary) -> str:
    """A limit in its two parts, each in her words as she wrote them."""
    if_text, then_text = (_short(part).rstrip(".") for part in (limit.if_, limit.then))
    return session.say("boundary.form", if_text=if_text, then_text=then_text)


def _hours(session: Session, load: Load) -> str:
    mine, theirs = (_said(session, hours) for hours in (load.hours_week_mine, load.hours_week_theirs))
    return session.say("cli.list.hours", mine=mine, theirs=theirs)


def _said(session: Session, value: float | None) -> str:
    return session.say("cli.list.not_said") if value is None else number(value, session.language)


def _short(text: str) -> str:
    text = clean(" ".join(text.split()))
    return text if width(text) <= 120 else pad(text, 120)


COMMAND_LIST = list_
COMMAND_REMOVE = remove
