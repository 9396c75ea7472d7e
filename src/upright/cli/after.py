"""`upright after`: the day she left, contacts since, and the questions of that time."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any

import click

from upright.actions.settings import settings_of
from upright.cli.commands import unknown_command
from upright.cli.frame import Choice, Command, When, command, option, vault_options
from upright.cli.lines import two_columns
from upright.cli.opening import open_or_make
from upright.cli.prompts import ask_text, ask_yes, must_choose
from upright.cli.session import Session
from upright.cli.when import moment_of
from upright.cli.write import ask_items, item_options, save
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
        note = ask_text(session, session.say("cli.prompt.note"))
        save(session, vault, Left(note=note or None, **moment))


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


class _After(click.Group, Command):
    """The three commands of this time; alone it says what they are."""

    def page(self, session: Session) -> str:
        lines = [super().page(session), "", session.say("cli.heading.commands")]
        rows = [(name, session.say(f"cli.after_{name.replace('-', '_')}.short")) for name in self.commands]
        return "\n".join([*lines, *two_columns(rows, session.columns(sys.stdout))])

    def resolve_command(self, context: click.Context, args: list[str]) -> tuple[str | None, Any, list[str]]:
        if args[0] not in self.commands:
            raise unknown_command(args[0], list(self.commands), "upright after --help")
        return args[0], self.commands[args[0]], args[1:]


@click.command("after", cls=_After, id="after", example="upright after contact", invoke_without_command=True)
@click.pass_context
def after(context: click.Context) -> None:
    """Say what there is when nothing is named."""
    if context.invoked_subcommand is None and isinstance(context.command, _After):
        context.obj.out(context.command.page(context.obj))


after.commands = {one.name or "": one for one in (left, contact, check_in)}

COMMAND_AFTER = after
