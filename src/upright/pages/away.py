"""Going away: locking, leaving at once, and the plain page that is left behind."""

from __future__ import annotations

from upright.pages.page import Go, Needs, Visit, act, page

__all__ = ["ROUTES"]


def away(visit: Visit) -> None:
    """A page that says nothing: what stands after Exit, and what a browser gets that was not let in."""


def exit(visit: Visit) -> Go:
    """Lock, forget this browser, and leave the plain page."""
    if visit.visitor is not None:
        visit.house.sessions.end(visit.visitor, visit.now)
    return Go("away", leave=True)


def lock(visit: Visit) -> Go:
    """Close the file and ask for its passphrase."""
    visit.session.lock(visit.now)
    visit.house.sessions.renew(visit.session)
    return Go("", fresh=visit.session, clear=True)


def stay(visit: Visit) -> None:
    """A sign of her: she is writing. It keeps the file open as any request does."""


# No token for the way out: a page that has grown old must lead out too. That it came from here is checked all the same.
ROUTES = (
    page(away, Needs.NOTHING),
    act(exit, Needs.NOTHING, free=True),
    act(lock, Needs.LAUNCH),
    act(stay, Needs.OPEN),
)
