"""The list of commands: what there is, in which part of the product, in which module.

A command's module is imported when that command runs and no sooner, so that writing something down needs neither
numpy nor the reading.
"""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module

import click

from upright.cli.frame import Command, Misuse

__all__ = ["COMMANDS", "SECTIONS", "Commands", "load", "unknown_command"]

# Name of a command: the module that holds it, as COMMAND_<NAME>.
SECTIONS: dict[str, dict[str, str]] = {
    "write": {"check-in": "write", "moment": "write", "try": "tries", "list": "diary", "remove": "diary"},
    "read": {"read": "read", "demo": "read"},
    "decide": {
        "boundary": "boundary",
        "belief": "decide",
        "load": "decide",
        "what-if": "what_if",
        "decide": "decide",
    },
    "leave": {"plan": "plan", "letter": "letter"},
    "after": {"after": "after"},
    "file": {
        "import": "handover",
        "export": "handover",
        "report": "report",
        "backup": "care",
        "restore": "care",
        "verify": "care",
        "passphrase": "care",
    },
    "help": {"help-now": "help_now"},
    "research": {"simulate": "simulate"},
}
COMMANDS = {name: module for section in SECTIONS.values() for name, module in section.items()}


def load(name: str) -> Command:
    """The command of this name, from its module."""
    module = import_module(f"upright.cli.{COMMANDS[name]}")
    found: Command = getattr(module, "COMMAND_" + name.replace("-", "_").upper())
    return found


def unknown_command(name: str, known: list[str], asked: str) -> Misuse:
    """The fault of a command that there is not, with the nearest that there is; what was typed is not repeated."""
    near = get_close_matches(name[:40], known, n=1)
    if near:
        return Misuse("error.usage.did_you_mean", near=near[0])
    return Misuse("error.usage.no_command", command=asked)


class Commands(click.Group):
    """The commands by name, each imported when it is asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        return load(name) if name in COMMANDS else None

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        command = self.get_command(context, args[0])
        if command is None:
            raise unknown_command(args[0], list(COMMANDS), "upright --help")
        return args[0], command, args[1:]
