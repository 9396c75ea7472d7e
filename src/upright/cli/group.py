"""A command with commands of its own: alone it does something, and its help page names them."""

from __future__ import annotations

import sys
from typing import Any

import click

from upright.cli.commands import unknown_command
from upright.cli.frame import Command
from upright.cli.lines import two_columns
from upright.cli.session import Session

__all__ = ["Group"]


class Group(click.Group, Command):
    """A command whose page ends with the list of its own commands."""

    def page(self, session: Session) -> str:
        """The help page, with the commands and what each does."""
        lines = [super().page(session), "", session.say("cli.heading.commands")]
        rows = [(name, session.say(f"cli.{self.id}_{name.replace('-', '_')}.short")) for name in self.commands]
        return "\n".join([*lines, *two_columns(rows, session.columns(sys.stdout))])

    def resolve_command(self, context: click.Context, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that is named; one that there is not is a misuse."""
        if args[0] not in self.commands:
            raise unknown_command(args[0], list(self.commands), f"{self.full_name} --help")
        return args[0], self.commands[args[0]], args[1:]
