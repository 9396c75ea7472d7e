"""`upright belief`, `load` and `decide`: what she was told, what she carries, what she decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from upright.actions import write
from upright.cli.decided import list_beliefs, list_decisions, list_hours, tell_hours, tell_ledger
from upright.cli.frame import Choice, Number, When, argument, command, option, vault_options
from upright.cli.gate import through_gate
from upright.cli.opening import open_file, open_or_make
from upright.cli.prompts import (
    TOPIC_LIMIT,
    ask,
    ask_date,
    ask_filled,
    ask_number,
    ask_text,
    ask_topic,
    meaning,
    must_choose,
    show,
)
from upright.cli.session import Session
from upright.cli.when import moment_of
from upright.cli.write import said, save
from upright.record import Belief, Decision, Load
from upright.record.words import AREAS, BELIEFS, CHOICES

__all__ = ["COMMAND_BELIEF", "COMMAND_DECIDE", "COMMAND_LOAD"]

_HOURS_A_WEEK = 168


@command("belief", "upright belief give_it_time")
@vault_options
@argument("belief", choices=[(belief, f"belief.{belief}") for belief in BELIEFS], type=Choice(BELIEFS))
@option("--list", "listed", is_flag=True, text="cli.option.list_beliefs")
@option("--at", type=When())
def belief(session: Session, listed: bool, belief: str | None, at: datetime | None) -> None:
    if listed:
        with open_file(session) as vault:
            list_beliefs(session, vault)
        return
    moment = moment_of(session, at)
    with open_or_make(session) as vault:
        through_gate(session, vault)
        if belief is None:
            show(session, session.say("belief.question"), [session.say(f"belief.{name}") for name in BELIEFS])
            answer = ask_filled(session, session.say("cli.prompt.choose_or_words"))
            numbered = answer.isdigit() and len(answer) < 3 and 1 <= int(answer) <= len(BELIEFS)
            belief = BELIEFS[int(answer) - 1] if numbered else answer
        topic = ask_topic(session, write.topics(vault), "cli.prompt.belief_topic", needed=False)
        id = write.save(vault, Belief(belief=belief, topic=topic, **moment), now=session.clock())
        said(session, vault)
        tell_ledger(session, vault, id)


@command("load", "upright load --area planning --hours-mine 8 --hours-theirs 1")
@vault_options
@option("--area", type=Choice(AREAS), metavar="AREA", values={"choices": ", ".join(AREAS)})
@option("--hours-mine", type=Number(0, _HOURS_A_WEEK, name="hours"))
@option("--hours-theirs", type=Number(0, _HOURS_A_WEEK, name="hours"))
@option("--list", "listed", is_flag=True, text="cli.option.list_load")
@option("--at", type=When())
def load(
    session: Session,
    listed: bool,
    area: str | None,
    hours_mine: float | None,
    hours_theirs: float | None,
    at: datetime | None,
) -> None:
    if listed:
        with open_file(session) as vault:
            list_hours(session, vault)
        return
    moment = moment_of(session, at)
    with open_or_make(session) as vault:
        through_gate(session, vault)
        task = ask_filled(session, session.say("cli.prompt.task"), TOPIC_LIMIT)
        if area is None:
            labels = [session.say(f"area.{name}.label") for name in AREAS]
            shown = [session.say(f"area.{name}.shown") for name in AREAS]
            areas = [(name, f"{a}: {b}") for name, a, b in zip(AREAS, labels, shown, strict=True)]
            area = must_choose(session, session.say("cli.prompt.area"), areas)
        if hours_mine is None:
            hours_mine = _hours(session, "cli.prompt.hours_mine")
        if hours_theirs is None:
            hours_theirs = _hours(session, "cli.prompt.hours_theirs")
        hours: dict[str, Any] = {"hours_week_mine": hours_mine, "hours_week_theirs": hours_theirs}
        save(session, vault, Load(task=task, area=area, **hours, **moment))
        tell_hours(session, vault)


@command("decide", "upright decide undecided --stay 7 --leave 5")
@vault_options
@argument("choice", choices=[(choice, f"choice.{choice}") for choice in CHOICES], type=Choice(CHOICES))
@option("--stay", type=Number(0, 10, name="rating"))
@option("--leave", type=Number(0, 10, name="rating"))
@option("--list", "listed", is_flag=True, text="cli.option.list_decisions")
@option("--at", type=When())
def decide(
    session: Session, listed: bool, choice: str | None, stay: float | None, leave: float | None, at: datetime | None
) -> None:
    if listed:
        with open_file(session) as vault:
            list_decisions(session, vault)
        return
    moment = moment_of(session, at)
    with open_or_make(session) as vault:
        through_gate(session, vault)
        if choice is None:
            choices = [(name, session.say(f"choice.{name}")) for name in CHOICES]
            choice = must_choose(session, session.say("cli.prompt.choice"), choices)
        if stay is None:
            stay = ask_number(session, session.say("cli.prompt.stay"), 0, 10, "cli.again.rating")
        if leave is None:
            leave = ask_number(session, session.say("cli.prompt.leave"), 0, 10, "cli.again.rating")
        reasons = ask_text(session, session.say("cli.prompt.reasons"))
        own: dict[str, Any] = {
            name: ask_text(session, session.say(f"cli.prompt.{name}")) for name in ("values", "support")
        }
        own |= {name: _sure(session, name) for name in ("unnoticed", "come_back", "came_about")}
        own["review_on"] = ask_date(session, session.say("cli.prompt.review_on"))
        save(session, vault, Decision(choice=choice, stay=stay, leave=leave, reasons=reasons, **own, **moment))


def _sure(session: Session, name: str) -> str | None:
    """An answer to a question beside a decision; none is as good as any."""
    session.prompt(session.say(f"decision.{name}"))
    yes, no = session.say("cli.prompt.yes"), session.say("cli.prompt.no")
    choice = session.say("cli.gate.answers", yes=yes, no=no, unsure="?")
    return ask(
        session, f"  {choice}", lambda typed: "unsure" if typed.strip() == "?" else meaning(session, typed), choice
    )


def _hours(session: Session, prompt: str) -> float | None:
    return ask_number(session, session.say(prompt), 0, _HOURS_A_WEEK, "cli.again.hours")


COMMAND_BELIEF = belief
COMMAND_LOAD = load
COMMAND_DECIDE = decide
