"""docs/cli.md is what the commands say of themselves."""

from __future__ import annotations

from pathlib import Path

from upright.cli.commands import COMMANDS
from upright.cli.reference import reference

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def test_the_page_is_made_from_the_help_pages():
    assert PAGE.read_text(encoding="utf-8") == reference()


def test_every_command_stands_in_it():
    text = reference()
    assert all(f"### upright {name}\n" in text for name in COMMANDS)
    assert all(f"### upright after {name}\n" in text for name in ("left", "contact", "check-in"))
    steps = ("add", "done", "edit", "move", "start", "print", "calendar")
    assert all(f"### upright plan {name}\n" in text for name in steps)
