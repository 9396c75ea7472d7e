"""Limits: whose act one names is asked before it is kept, and when one is to be looked at again."""

from __future__ import annotations

from datetime import date

from upright.errors import UsageFault
from upright.plan import check_boundary
from upright.record import Boundary

__all__ = ["names_their_act", "refused", "retired", "to_look_at"]


def names_their_act(if_text: str, then_text: str) -> bool:
    """Whether the "then" says what somebody else will do. Raises UsageFault for what watches, harms or pursues."""
    found = check_boundary(if_text, then_text)
    if found.act == "refused":
        raise UsageFault("boundary.refused")
    return found.act == "their_act"


def refused(limit: Boundary) -> bool:
    """Whether one that stands in the file watches, harms or pursues someone: it may have come from elsewhere."""
    return check_boundary(limit.if_, limit.then).act == "refused"


def retired(limit: Boundary) -> bool:
    """Whether it is no longer hers to keep."""
    return any(event.what == "retired" for event in limit.events)


def to_look_at(limit: Boundary, today: date) -> bool:
    """Whether the day to look at it again has come."""
    return limit.review_on is not None and limit.review_on <= today and not retired(limit)
