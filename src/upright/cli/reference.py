"""`python -m upright.cli.reference` prints docs/cli.md: every command's help page, in English."""

from __future__ import annotations

import sys
from datetime import datetime

from upright.cli.commands import SECTIONS, load
from upright.cli.frame import Command
from upright.cli.listing import command_list
from upright.cli.session import Session

__all__ = ["reference"]

_HEAD = """\
# Commands

This page is made by `python -m upright.cli.reference` from what `upright --help` and each command's `--help` print; a
test compares.

A command ends with 0 when all went well (also when some lines of a file could not be read: they are told on standard
error), with 1 when something that was given cannot be used (one line on standard error, with what to do), with 2 when
the command line cannot be understood, and with 130 after Ctrl-C.

Prompts go to standard error and answers come from standard input, so every command works at a terminal and from a
pipe. In a check-in an empty line is *no answer*, `-` or `s` is *left out*, `n` marks that *nothing happened* and puts
the same question again, and 0 is an answer. From a pipe, what is not answered by the end of the input stays without an
answer, and an answer that cannot be understood ends the command before anything is saved. Notes and topics are never
arguments: what stands on a command line stays in a shell's history.

A page is 72 columns wide, narrower in a narrower window or with `COLUMNS`, down to 40. What takes over a second says so
at a terminal. `remove` takes nothing out where nobody is typing, unless with `--yes`.

`UPRIGHT_VAULT` names the file, `UPRIGHT_LANGUAGE` the language (`en`, `vi`); the options come first. `NO_COLOR` is
heeded. `-` in place of a file is standard input (`read`, `import`, `letter`) or standard output (`export`).
"""


def reference() -> str:
    """The page as Markdown."""
    session = Session("en", {"COLUMNS": "72"}, clock=_no_clock)  # a page has one width, whoever makes it
    parts = [_HEAD, "## upright\n", _block(command_list(session))]
    for section, commands in SECTIONS.items():
        parts.append(f"## {session.say('cli.heading.' + section)}\n")
        for name in commands:
            parts += _described(load(name), session)
    return "\n".join(parts)


def _described(command: Command, session: Session) -> list[str]:
    parts = [f"### {command.full_name}\n", _block([command.page(session)])]
    for one in getattr(command, "commands", {}).values():
        parts += _described(one, session)
    return parts


def _block(lines: list[str]) -> str:
    return "```text\n" + "\n".join(lines) + "\n```\n"


def _no_clock() -> datetime:
    raise LookupError("a page of reference has no time")


if __name__ == "__main__":
    sys.stdout.write(reference())
