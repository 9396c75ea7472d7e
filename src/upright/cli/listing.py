"""The list of commands."""

from __future__ import annotations

import sys

from upright.cli.commands import SECTIONS
from upright.cli.lines import two_columns, wrap
from upright.cli.session import Session

__all__ = ["command_list"]

_LEAST = 11  # columns for the names, so that all lists of a page stand alike
_OPTIONS = ("--vault", "--passphrase-file", "--language", "--port", "--no-browser", "--version", "-h, --help")


def command_list(session: Session) -> list[str]:
    """What `upright --help` prints: each command with a short line, by the parts of the product."""
    columns = session.columns(sys.stdout)
    lines = [f"{session.say('cli.usage')}: upright COMMAND [...]", "", *wrap(session.say("cli.about.short"), columns)]
    lines += wrap(session.say("cli.more_app"), columns)
    for section, commands in SECTIONS.items():
        lines += ["", session.say(f"cli.heading.{section}")]
        lines += _listed(session, list(commands), "  ", columns)
    lines += ["", session.say("cli.heading.options")]
    options = [(name, session.say(f"cli.option.{name.rpartition('--')[2].replace('-', '_')}")) for name in _OPTIONS]
    lines += two_columns(options, columns, least=_LEAST)
    lines += ["", session.say("cli.heading.example"), "  upright demo", "  upright moment thanked"]
    return [*lines, "", *wrap(session.say("cli.more", command="upright moment --help"), columns)]


def _listed(session: Session, names: list[str], indent: str, columns: int) -> list[str]:
    rows = [(name, session.say(f"cli.{name.replace('-', '_')}.short")) for name in names]
    return two_columns(rows, columns, indent, _LEAST)
