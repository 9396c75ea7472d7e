"""What went wrong, as a page: what happened and what to do, never her words back."""

from __future__ import annotations

from dataclasses import dataclass

from upright.errors import UprightError
from upright.pages.page import Visit

__all__ = ["Fault", "fault_page", "told"]


@dataclass(frozen=True)
class Fault:
    """The sentence of an error."""

    text: str


def fault_page(visit: Visit, error: UprightError) -> Fault:
    """The page of an error."""
    return Fault(told(visit, error))


def told(visit: Visit, error: UprightError) -> str:
    """The sentence of an error in the language of this visit; telling an error must not be one."""
    try:
        return visit.say(error.id, **error.values)
    except (LookupError, ValueError):
        return visit.say("page.error.unexpected", kind=error.id)
