"""`upright after`: the day she left, contacts since, and the questions of that time."""

from __future__ import annotations

from datetime import datetime

import click

from upright.actions import after as afters
from upright.actions import vault as vaults
from upright.actions.questions import left_at
from upright.actions.read import reading_of
from upright.actions.settings import settings_of
from upright.cli.frame import Choice, When, command, option, vault_options
from upright.cli.gate import through_gate
from upright.cli.group import Group
from upright.cli.lines import clean
from upright.cli.opening import open_file, open_or_make
from upright.cli.page import Page
from upright.cli.prompts import ask_text, ask_yes, must_choose
from upright.cli.session import Session
from upright.cli.terminal import print_reading
from upright.cli.when import moment_of
from upright.cli.write import ask_items, item_options, said, save
from upright.record import CheckIn, Contact, Left
from upright.record.days import day_of
from upright.record.words import AFTER_ITEMS, SIDES
from upright.wording import date_text

__all__ = ["COMMAND_AFTER"]


@command("after_left", "upright after left --at 2026-05-31", parent="upright after")
@vault_options
@option("--at", type=When())
def left(session: Session, at: datetime | None) -> None:
    moment = moment_of(session, at)
    with open_or_make(session) as vault:
        through_gate(session, vault)
        note = ask_text(session, session.say("cli.prompt.note"))
        afters.save_left(vault, Left(note=note or None, **moment), now=session.clock())
        said(session, vault)


@command("after_contact", "upright after contact --by them --needed", parent="upright after")
@vault_options
@option("--by", type=Choice(SIDES))
@option("--needed/--not-needed", default=None)
@option("--at", type=When())
def contact(session: Session, by: str | None, needed: bool | None, at: datetime | None) -> None:
    moment = moment_of(session, at)
    with open_or_make(session) as vault:
        prompted = by is None
        if by is None:
            sides = [(side, session.say(f"contact.by.{side}")) for side in SIDES]
            by = must_choose(session, session.say("cli.prompt.by"), sides)
        if needed is None:
            needed = ask_yes(session, "cli.prompt.needed")
        note = ask_text(session, session.say("cli.prompt.note")) if prompted else ""
        save(session, vault, Contact(by=by, needed=needed, note=note or None, **moment))


@command("after_check_in", "upright after check-in", parent="upright after")
@vault_options
@option("--at", type=When())
@item_options(AFTER_ITEMS)
def check_in(session: Session, at: datetime | None, **given: float | None) -> None:
    moment = moment_of(session, at)
    ratings = {item: value for item, value in given.items() if value is not None}
    with open_or_make(session) as vault:
        if ratings:
            not_asked = tuple(item for item in AFTER_ITEMS if item not in ratings)
            record: CheckIn | None = CheckIn(ratings=ratings, not_asked=not_asked, **moment)
        else:
            session.prompt(date_text(day_of(moment["at"], settings_of(vault).day_begins), session.language))
            record = ask_items(session, moment, AFTER_ITEMS, AFTER_ITEMS, "cli.prompt.after_keys")
        save(session, vault, record)


@click.command("after", cls=Group, id="after", example="upright after contact", invoke_without_command=True)
@vault_options
@click.pass_context
def after(context: click.Context) -> None:
    """Show what the diary says of the time after when nothing else is named."""
    if context.invoked_subcommand is None:
        _show(context.obj)


def _show(session: Session) -> None:
    if not vaults.exists(session.path):
        session.tell(session.say("cli.no_vault_yet", command="upright after left", demo="upright demo"))
        return
    with open_file(session) as vault:
        chosen, now = settings_of(vault), session.clock()
        since = left_at(vault, day_of(now, chosen.day_begins), chosen)
        if since is None:
            session.tell(session.say("cli.after.not_left", command="upright after left"))
            return
        reading = reading_of(
            vault.diary(), now=now, starts=chosen.day_begins, language=session.language, longer=False
        )  # fmt: skip
        decided = afters.reasons(vault)
    print_reading(session, afters.after_part(reading))
    if decided is not None and decided.reason_lines:
        session.out()
        page = Page(session)
        page.heading(session.say("decision.reasons"))
        page.note(date_text(day_of(decided.at, chosen.day_begins), session.language))
        for line in decided.reason_lines:
            page.text(clean(line), hanging=True)
        page.end()


after.commands = {one.name or "": one for one in (left, contact, check_in)}

COMMAND_AFTER = after
