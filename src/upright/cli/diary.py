"""`upright list` and `upright remove`: what she wrote, and taking a record out."""

from __future__ import annotations

from upright.actions import safety, write
from upright.actions import told as tellings
from upright.actions.settings import settings_of
from upright.cli.faults import tell_faults
from upright.cli.frame import Number, argument, command, option, vault_options
from upright.cli.lines import clean, pad, width
from upright.cli.opening import open_file
from upright.cli.page import Page
from upright.cli.prompts import ask_yes
from upright.cli.session import Closed, Session
from upright.errors import UsageFault
from upright.record import Boundary, Record
from upright.record.days import day_of
from upright.wording import date_text

__all__ = ["COMMAND_LIST", "COMMAND_REMOVE", "if_then", "told"]

_SHOWN = 30


@command("list", "upright list --count 10")
@vault_options
@option("--count", type=Number(1, 1_000_000, whole=True), default=_SHOWN)
def list_(session: Session, count: float) -> None:
    with open_file(session) as vault:
        diary, starts = vault.diary(), settings_of(vault).day_begins
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
        if day != day_of(record.at, starts):
            day = day_of(record.at, starts)
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
        safety.check_may_go(vault, record)
        day = day_of(record.at, settings_of(vault).day_begins)
        session.prompt(f"{date_text(day, session.language)} · {told(session, record)}")
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
    parts = [session.say(f"kind.{record.kind}"), *tellings.content_of(record, session.language, _short)]
    if record.note:
        parts.append(f"“{_short(record.note)}”")
    return clean(" · ".join(part for part in parts if part))


def if_then(session: Session, limit: Boundary) -> str:
    """A limit in its two parts, each in her words as she wrote them."""
    return tellings.if_then(limit, session.language, _short)


def _short(text: str) -> str:
    text = clean(" ".join(text.split()))
    return text if width(text) <= 120 else pad(text, 120)


COMMAND_LIST = list_
COMMAND_REMOVE = remove
