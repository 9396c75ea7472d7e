"""Where a plan can start from: every list there is, to be picked and ticked; nothing is put in the plan by itself."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions import steps as plan
from upright.pages.page import Go, Needs, Visit, act, page
from upright.pages.session import Notice
from upright.plan.starting import starting_lists
from upright.wording import say_n

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class Offer:
    """One step by the id of its text; `there` if it stands in the plan word for word."""

    id: str
    there: bool


@dataclass(frozen=True)
class Under:
    """The steps of a list under one heading."""

    heading: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Offered:
    """One list."""

    name: str
    under: tuple[Under, ...]


@dataclass(frozen=True)
class StartingList:
    """The page."""

    lists: tuple[Offered, ...]


def starting_list(visit: Visit) -> StartingList:
    """Show the lists."""
    there = plan.there_already(visit.vault)
    return StartingList(
        tuple(
            Offered(
                start.name,
                tuple(
                    Under(heading, tuple(Offer(id, id in there) for id in map(start.text_id, names)))
                    for heading, names in start.headings
                ),
            )
            for start in starting_lists()
        )
    )


def take_over(visit: Visit) -> Go:
    """Put what was ticked in the plan."""
    session = visit.session
    with session.turn:
        new = plan.take_over(
            visit.vault, visit.form.all("step"), visit.language, now=visit.now, zone=visit.house.zone
        )  # fmt: skip
    session.copy_due = session.copy_due or bool(new)
    said = say_n("page.starting_list.taken", len(new), visit.language)
    session.notice = Notice("page.said", visit.now, {"text": said}, "leave")
    return Go("leave")


ROUTES = (
    page(starting_list, Needs.OPEN, tall=True, gated=True),
    act(take_over, Needs.OPEN),
)
