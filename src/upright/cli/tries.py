"""`upright try`: something that was tried, or what came of an earlier try."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from upright.actions import write
from upright.actions.settings import settings_of
from upright.cli.frame import Choice, When, argument, command, option, vault_options
from upright.cli.lines import clean
from upright.cli.opening import open_or_make
from upright.cli.prompts import ask_text, ask_topic, choose, must_choose
from upright.cli.session import Session
from upright.cli.when import moment_of
from upright.cli.write import said, save
from upright.record import Try
from upright.record.days import day_of
from upright.record.words import CLOSED_OUTCOMES, OUTCOMES, WAYS
from upright.wording import date_text

__all__ = ["COMMAND_TRY"]

_ASK = "ask"


@command("try", "upright try asked")
@vault_options
@argument("way", choices=[(way, f"way.{way}.shown") for way in WAYS], type=Choice(WAYS))
@option("--outcome", is_flag=False, flag_value=_ASK, type=Choice((*OUTCOMES, _ASK)), metavar="[OUTCOME]")
@option("--at", type=When())
def try_(session: Session, way: str | None, outcome: str | None, at: datetime | None) -> None:
    moment = moment_of(session, at)
    with open_or_make(session) as vault:
        if outcome is not None and way is None:
            fill_in(session, vault, outcome, moment["at"])
            return
        if way is None:
            ways = [(way, session.say(f"way.{way}.shown")) for way in WAYS]
            way = must_choose(session, session.say("way.question"), ways)
            outcome = outcome or _ASK
        topic = ask_topic(session, write.topics(vault))
        if outcome == _ASK:
            outcome = choose(session, session.say("cli.prompt.outcome"), _outcomes(session, OUTCOMES))
        note = ask_text(session, session.say("cli.prompt.note"))
        outcome_at = session.clock() if outcome in CLOSED_OUTCOMES else None
        fields: dict[str, Any] = {"way": way, "topic": topic, "outcome": outcome or "pending", "outcome_at": outcome_at}
        save(session, vault, Try(note=note or None, **fields, **moment))


def fill_in(session: Session, vault: write.Vault, outcome: str, at: datetime) -> None:
    """Let a person pick an earlier try that waits for its outcome, and keep what came of it."""
    waiting = write.open_tries(vault)
    if not waiting:
        session.tell(session.say("cli.no_pending"))
        return
    starts = settings_of(vault).day_begins
    rows = [(tried, _told(session, tried, starts)) for tried in waiting]
    tried = must_choose(session, session.say("cli.prompt.which_try"), rows)
    if outcome == _ASK:
        outcome = must_choose(session, session.say("outcome.question"), _outcomes(session, CLOSED_OUTCOMES))
    write.set_outcome(vault, tried, outcome, at=at, now=session.clock())
    said(session, vault)


def _told(session: Session, tried: Try, starts: timedelta) -> str:
    on = date_text(day_of(tried.at, starts), session.language)
    parts = (on, session.say(f"way.{tried.way}.label"), clean(tried.topic))
    return " · ".join(part for part in parts if part)


def _outcomes(session: Session, outcomes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(outcome, session.say(f"outcome.{outcome}")) for outcome in outcomes]


COMMAND_TRY = try_
