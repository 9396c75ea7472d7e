"""What went wrong, as a page: what happened and what to do, never her words back."""

from __future__ import annotations

from dataclasses import dataclass

from upright.errors import UprightError
from upright.pages.page import Visit

__all__ = ["Fault", "fault_page", "told"]


@dataclass(frozen=True)
class Fault:
    """The sentence of an error; `copies`: the open file is damaged, and a copy can take its place."""

    text: str
    copies: bool


def fault_page(visit: Visit, error: UprightError) -> Fault:
    """The page of an error."""
    is_open = visit.visitor is not None and visit.visitor.open
    return Fault(told(visit, error), is_open and error.id == "error.vault_damaged")


def told(visit: Visit, error: UprightError) -> str:
    """The sentence of an error in the language of this visit; telling an error must not be one."""
    try:
        return visit.say(error.id, **error.values)
    except (LookupError, ValueError):
        return visit.say("page.error.unexpected", kind=error.id)
