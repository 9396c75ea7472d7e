"""`upright boundary`: a limit as a decision about her own act, and what happened with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from upright.actions import limits, write
from upright.actions.settings import settings_of
from upright.cli.decided import list_limits
from upright.cli.diary import if_then
from upright.cli.frame import Choice, When, command, option, vault_options
from upright.cli.gate import through_gate
from upright.cli.help_page import help_part
from upright.cli.opening import open_file, open_or_make
from upright.cli.prompts import ask_date, ask_filled, ask_text, must_choose
from upright.cli.session import Session
from upright.cli.when import moment_of
from upright.cli.write import said, save
from upright.errors import UsageFault
from upright.record import Boundary
from upright.record.days import day_of
from upright.record.words import BOUNDARY_EVENTS
from upright.wording import date_text

__all__ = ["COMMAND_BOUNDARY"]

_ASK = "ask"


@command("boundary", "upright boundary --event kept")
@vault_options
@option("--list", "listed", is_flag=True, text="cli.option.list_limits")
@option("--event", is_flag=False, flag_value=_ASK, type=Choice((*BOUNDARY_EVENTS, _ASK)), metavar="[EVENT]")
@option("--at", type=When())
def boundary(session: Session, listed: bool, event: str | None, at: datetime | None) -> None:
    moment = moment_of(session, at)
    if listed:
        with open_file(session) as vault:
            list_limits(session, vault)
        return
    with open_or_make(session) as vault:
        if event is not None:
            note_event(session, vault, event, moment["at"])
            return
        through_gate(session, vault)
        need = ask_text(session, session.say("cli.prompt.need"))
        if_text = ask_filled(session, session.say("cli.prompt.if"))
        then = _own_act(session, if_text, ask_filled(session, session.say("cli.prompt.then")))
        review_on = ask_date(session, session.say("cli.prompt.review_on"))
        save(session, vault, Boundary(if_=if_text, then=then, need=need, review_on=review_on, **moment))


def _own_act(session: Session, if_text: str, then: str) -> str:
    """The "then", asked for once more while it names somebody else's act; Enter keeps it as it is.

    Where nobody is typing the question is shown and the words stay. Raises UsageFault for what watches, harms or
    pursues someone, after showing the part of the help page for it.
    """
    while True:
        try:
            theirs = limits.names_their_act(if_text, then)
        except UsageFault:
            for text in help_part(session, "own_acts"):
                session.prompt(text)
            raise
        if not theirs:
            return then
        session.prompt(session.say("boundary.their_act"))
        if not session.at_terminal:
            return then
        other = ask_text(session, session.say("cli.prompt.then_again")).strip()
        if not other:
            return then
        then = other


def note_event(session: Session, vault: write.Vault, event: str, at: datetime) -> None:
    """Let a person pick a limit and say what happened with it."""
    limits = write.boundaries(vault)
    if not limits:
        session.tell(session.say("cli.no_boundaries"))
        return
    starts = settings_of(vault).day_begins
    rows = [(limit, _told(session, limit, starts)) for limit in limits]
    limit = must_choose(session, session.say("cli.prompt.which_boundary"), rows)
    if event == _ASK:
        events = [(name, session.say(f"boundary.{name}")) for name in BOUNDARY_EVENTS]
        event = must_choose(session, session.say("cli.prompt.event"), events)
    write.add_event(vault, limit, event, at=at, now=session.clock())
    said(session, vault)


def _told(session: Session, limit: Boundary, starts: timedelta) -> str:
    return f"{date_text(day_of(limit.at, starts), session.language)} · {if_then(session, limit)}"


COMMAND_BOUNDARY = boundary
