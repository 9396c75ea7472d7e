"""A copy of a file, as a line that tells it from the others."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from upright.actions.vault import Backup
from upright.pages.page import Visit

__all__ = ["Copy", "shown_copy"]


@dataclass(frozen=True)
class Copy:
    """One copy: its handle, when or why it was made with its size, and its name."""

    handle: str
    told: str
    name: str


def shown_copy(visit: Visit, one: Backup) -> Copy:
    """When it was made, by the wall clock of then, and how large it is."""
    when = {"date": one.day, "time": one.made[11:16].replace(".", ":")} if one.day is not None else {}
    told = visit.say(f"page.copies.{one.why}", **when)
    with suppress(OSError):  # gone meanwhile
        told = visit.say("page.copies.size", told=told, kilobytes=max(1, round(one.path.stat().st_size / 1000)))
    return Copy(visit.session.handle(one.path.name), told, one.path.name)
