"""`upright plan`: the plan to leave: shown with its next three steps, and changed a step at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from upright.actions import steps as plan
from upright.actions.diary import mark_of
from upright.actions.steps import Start, Stated, by_heading, next_steps, starting_lists
from upright.actions.vault import Vault
from upright.cli.frame import Choice, Day, Number, argument, command, option, vault_options
from upright.cli.gate import through_gate
from upright.cli.group import Group
from upright.cli.lines import clean
from upright.cli.opening import open_file, open_or_make
from upright.cli.page import Page
from upright.cli.prompts import ask, ask_date, ask_filled, ask_text, must_choose, show
from upright.cli.session import Session, zone_name
from upright.cli.write import said
from upright.errors import UsageFault
from upright.record import PlanStep
from upright.record.words import HEADINGS
from upright.wording import date_text, say_n

__all__ = ["COMMAND_PLAN"]

_DONE, _OPEN = "[x]", "[ ]"
_NUMBER = Number(1, 10_000, whole=True)


@click.command("plan", cls=Group, id="plan", example="upright plan", invoke_without_command=True)
@vault_options
@click.pass_context
def plan_(context: click.Context) -> None:
    """Show the plan when nothing else is named."""
    if context.invoked_subcommand is None:
        with _opened(context.obj) as vault:
            _show(context.obj, plan.steps_of(vault))


@command("plan_add", "upright plan add --heading papers", parent="upright plan")
@vault_options
@option("--heading", type=Choice(HEADINGS), metavar="HEADING", values={"choices": ", ".join(HEADINGS)})
@option("--due", type=Day())
def add(session: Session, heading: str | None, due: date | None) -> None:
    with _opened(session, open_or_make) as vault:
        text = ask_filled(session, session.say("cli.prompt.step"))
        if heading is None:
            headings = [(name, session.say(f"heading.{name}")) for name in HEADINGS]
            heading = must_choose(session, session.say("cli.prompt.heading"), headings)
        due = due or ask_date(session, session.say("cli.prompt.due"))
        note = ask_text(session, session.say("cli.prompt.note"))
        stated = Stated(heading, text, due, note or None)
        with _refusal(session):
            plan.add_step(vault, stated, now=session.clock(), zone=zone_name(session.environment))
        said(session, vault)


@command("plan_done", "upright plan done 3", parent="upright plan")
@vault_options
@argument("place", required=True, type=_NUMBER, metavar="NUMBER")
@option("--not-yet", is_flag=True)
def done(session: Session, place: float, not_yet: bool) -> None:
    with _opened(session) as vault:
        plan.mark_step(vault, _at(vault, place).id or "", not not_yet, now=session.clock())
        said(session, vault)


@command("plan_edit", "upright plan edit 3", parent="upright plan")
@vault_options
@argument("place", required=True, type=_NUMBER, metavar="NUMBER")
@option("--heading", type=Choice(HEADINGS), metavar="HEADING", values={"choices": ", ".join(HEADINGS)})
@option("--due", type=Day())
def edit(session: Session, place: float, heading: str | None, due: date | None) -> None:
    with _opened(session) as vault:
        step = _at(vault, place)
        session.prompt(clean(step.text))
        text = ask_text(session, session.say("cli.prompt.step_again")).strip() or step.text
        note = ask_text(session, session.say("cli.prompt.note_again")).strip() or step.note
        stated = Stated(heading or step.heading, text, due or step.due_on, note)
        with _refusal(session):
            plan.change_step(vault, step.id or "", mark_of(step), stated, now=session.clock())
        said(session, vault)


@command("plan_move", "upright plan move 3 --up", parent="upright plan")
@vault_options
@argument("place", required=True, type=_NUMBER, metavar="NUMBER")
@option("--up/--down", "up", default=False)
def move(session: Session, place: float, up: bool) -> None:
    with _opened(session) as vault:
        plan.move_step(vault, _at(vault, place).id or "", -1 if up else 1, now=session.clock())
        said(session, vault)


@command("plan_start", "upright plan start renting", parent="upright plan")
@vault_options
@argument(
    "name",
    choices=[(start.name, f"start.{start.name}") for start in starting_lists()],
    type=Choice([start.name for start in starting_lists()]),
    metavar="[LIST]",
)
def start(session: Session, name: str | None) -> None:
    with _opened(session, open_or_make) as vault:
        if name is None:
            names = [(one.name, session.say(f"start.{one.name}")) for one in starting_lists()]
            name = must_choose(session, session.say("page.starting_list.title"), names)
        chosen = _ticked(session, vault, next(one for one in starting_lists() if one.name == name))
        now, zone = session.clock(), zone_name(session.environment)
        new = plan.take_over(vault, chosen, session.language, now=now, zone=zone)
        if new:
            said(session, vault, "page.said", text=say_n("page.starting_list.taken", len(new), session.language))
        else:
            session.tell(session.say("page.starting_list.taken.zero"))


@command("plan_print", "upright plan print", parent="upright plan")
@vault_options
@option("--day", is_flag=True, text="cli.option.day_card")
def print_(session: Session, day: bool) -> None:
    with open_file(session) as vault:
        if sys.stdout.isatty():  # on the way to a printer the help page would stand on the sheet
            through_gate(session, vault)
        steps = plan.steps_of(vault)
    if day:
        steps = tuple(step for step in steps if step.heading in ("day", "people"))
    for heading, under in by_heading(steps):
        session.out(session.say(f"heading.{heading}"))
        for step in under:
            session.out(f"  {_line(session, step)}")
            if step.note:
                session.out(f"      {clean(step.note)}")
        session.out()
    if not steps:
        session.tell(session.say("page.leave.empty"))


@command("plan_calendar", "upright plan calendar dates.ics", parent="upright plan")
@vault_options
@argument("file", required=True)
@option("--force", is_flag=True)
def calendar(session: Session, file: str, force: bool) -> None:
    with _opened(session) as vault:
        session.remark(session.say("plan.calendar.hint"))
        usual = session.say("plan.calendar.title")
        title = ask_text(session, session.say("cli.prompt.calendar_title", title=usual)).strip() or usual
        days = plan.write_calendar(vault, Path(file), title, now=session.clock(), replace=force)
    session.tell(say_n("plan.calendar.written", days, session.language))


@contextmanager
def _opened(session: Session, opening: Callable[[Session], Vault] = open_file) -> Iterator[Vault]:
    """The open file, with what stands before each step of leaving."""
    with opening(session) as vault:
        through_gate(session, vault)
        yield vault


def _show(session: Session, steps: tuple[PlanStep, ...]) -> None:
    page = Page(session)
    page.title(session.say("nav.leave"))
    page.note(session.say("page.leave.lead"))
    page.gap()
    if not steps:
        page.text(session.say("page.leave.empty"))
    numbers = {step.id: number for number, step in enumerate(steps, start=1)}
    if next_ := next_steps(steps):
        page.heading(session.say("page.leave.next"))
        for step in next_:
            page.text(_line(session, step), margin=str(numbers[step.id]), hanging=True)
    for heading, under in by_heading(steps):
        page.gap()
        ready = sum(step.done_at is not None for step in under)
        page.heading(f"{session.say(f'heading.{heading}')} · {session.say('plan.of', done=ready, n=len(under))}")
        for step in under:
            page.text(_line(session, step), margin=str(numbers[step.id]), hanging=True)
            if step.note:
                page.note(clean(step.note), indent="    ")
    page.gap()
    if steps:
        ready = sum(step.done_at is not None for step in steps)
        page.note(session.say("plan.progress", done=ready, n=len(steps)))
    page.note(session.say("cli.plan.hint", command="upright help-now"))
    page.end()


@contextmanager
def _refusal(session: Session) -> Iterator[None]:
    """Name Help now where a step is nothing that is helped with here."""
    try:
        yield
    except UsageFault as error:
        if error.id == "boundary.refused":
            session.remark(session.say("cli.help_now_hint", command="upright help-now"))
        raise


def _line(session: Session, step: PlanStep) -> str:
    due = f" ({date_text(step.due_on, session.language)})" if step.due_on else ""
    return f"{_OPEN if step.done_at is None else _DONE} {clean(step.text)}{due}"


def _at(vault: Vault, place: float) -> PlanStep:
    """The step with this number in the plan as it is shown."""
    steps = plan.steps_of(vault)
    if place > len(steps):
        raise UsageFault("error.no_step_number", number=int(place), n=len(steps))
    return steps[int(place) - 1]


def _ticked(session: Session, vault: Vault, start: Start) -> tuple[str, ...]:
    """Let her name the steps of a list that she wants, by their numbers; nothing is chosen for her."""
    there = plan.there_already(vault)
    offered = [(heading, id) for heading, id in start.steps if id not in there]
    rows = [f"{session.say(f'heading.{heading}')}: {session.say(id)}" for heading, id in offered]
    show(session, session.say(f"start.{start.name}"), rows)

    def understood(answer: str) -> tuple[int, ...] | None:
        words = answer.replace(",", " ").split()
        numbers = tuple(int(word) for word in words if word.isdecimal() and len(word) < 4)
        return numbers if len(numbers) == len(words) and all(1 <= one <= len(offered) for one in numbers) else None

    numbers = ask(session, session.say("cli.prompt.which_steps"), understood, session.say("cli.again.which_steps"))
    return tuple(offered[number - 1][1] for number in numbers or ())


plan_.commands = {one.name or "": one for one in (add, done, edit, move, start, print_, calendar)}

COMMAND_PLAN = plan_
