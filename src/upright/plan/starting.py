"""The lists that a plan can start from. Which steps, under which heading, in which order: `starting.json`.

Their texts stand in the catalogues as `step.<list>.<name>`. What each of them rests on is told in docs/leaving.md.
"""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from functools import cache

__all__ = ["Start", "starting_lists"]

_FILE = os.path.join(os.path.dirname(__file__), "starting.json")


@dataclass(frozen=True)
class Start:
    """One list: its name, and for each heading the names of its steps."""

    name: str
    headings: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """Every step as its heading and the id of its text."""
        return tuple((heading, self.text_id(name)) for heading, names in self.headings for name in names)

    def text_id(self, name: str) -> str:
        """The id of a step's text."""
        return f"step.{self.name}.{name}"


@cache
def starting_lists() -> tuple[Start, ...]:
    """Every list there is, the general one first."""
    import json  # slow import: only who starts a plan reads the lists

    with open(_FILE, encoding="utf-8") as file:
        found = json.load(file)["lists"]
    return tuple(
        Start(name, tuple((heading, tuple(steps)) for heading, steps in headings.items()))
        for name, headings in found.items()
    )
