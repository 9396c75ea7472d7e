"""Looking round: a made-up diary in memory, opened in a browser's session like any other."""

from __future__ import annotations

from upright.actions.read import demo_diary
from upright.actions.vault import made_up_vault
from upright.pages.page import Visit

__all__ = ["open_demo"]


def open_demo(visit: Visit) -> None:
    """Open a made-up diary in the session of this visit; what is written in it is gone when it is locked."""
    diary = demo_diary(until=visit.now, language=visit.language)
    visit.session.opened(made_up_vault(diary), now=visit.now, demo=True)
    visit.house.sessions.renew(visit.session)
