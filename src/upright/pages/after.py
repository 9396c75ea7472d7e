"""After: contacts by exception, her reasons one tap away, what that time reads like. It tells nobody what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from upright.actions import after as afters
from upright.actions.questions import left_at
from upright.actions.told import content_of
from upright.actions.when import time_on
from upright.actions.write import save
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.form import Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.read import Read, context_of
from upright.pages.readings import Made
from upright.pages.saving import given_of
from upright.pages.session import Notice
from upright.pages.writing import day_in
from upright.record import CheckIn, Decision, Moment
from upright.record import Contact as Kept
from upright.record.days import day_of
from upright.record.words import AFTER_ITEMS, SIDES
from upright.wording import date_text

if TYPE_CHECKING:
    from upright.reading import Reading

__all__ = ["ROUTES"]

_NEEDED = {"yes": True, "no": False}
_CONTACTS, _OWN, _THEN, _DECISIONS = 5, 3, 6, 3


@dataclass(frozen=True)
class Told:
    """A record in a line: its day, what it says, her note; `handle` leads to it."""

    handle: str
    day: str
    text: str
    note: str


@dataclass(frozen=True)
class Picked:
    """Moments of both kinds, as many of the one as of the other, and how many there are."""

    counts: str
    regard: tuple[Told, ...]
    disregard: tuple[Told, ...]


@dataclass(frozen=True)
class Reasons:
    """The reasons of one decision."""

    handle: str
    day: str
    choice: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class After:
    """The page. `since` "": the day she left is not written down; `days` is there only if she asked for it."""

    since: str
    days: str
    answered: bool
    reasons: Reasons | None
    own: Picked | None
    contacts: tuple[Told, ...]
    by: str
    needed: str
    day: str
    today: str
    note: str
    reading: Read | None
    fault: str = ""
    sides: tuple[str, ...] = SIDES


@dataclass(frozen=True)
class WroteThen:
    """What she wrote until she left: her decisions, the ledger of her tries, and moments of both kinds."""

    decisions: tuple[Reasons, ...]
    ledger: Read | None
    picked: Picked | None


def after(visit: Visit) -> After:
    """Show the page."""
    return _page(visit, given_of(visit, "save_contact"))


def save_contact(visit: Visit) -> Go | Shown:
    """Keep one contact."""
    session, form, zone = visit.session, visit.form, visit.house.zone
    try:
        by, day = form.word("by", SIDES), day_in(form) or visit.today
        if by is None:
            raise UsageFault("page.after.by_whom")
        at = time_on(day, None, now=visit.now, zone=zone, starts=visit.starts)
        needed, note = _NEEDED.get(form.one("needed")), form.one("note").strip() or None
        with session.turn:
            save(visit.vault, Kept(at=at, zone=zone, by=by, needed=needed, note=note), now=visit.now)
    except UprightError as error:
        return Shown("after", _page(visit, form, told(visit, error)), 422)
    session.copy_due, session.held = True, None
    session.notice = Notice("nav.saved", visit.now, on="after")
    return Go("after")


def wrote_then(visit: Visit) -> WroteThen:
    """Show what she wrote, without a word added."""
    vault, left = visit.vault, left_at(visit.vault, visit.today, visit.session.settings)
    reading = afters.ledger_part(_made(visit))
    return WroteThen(
        decisions=tuple(_reasons(visit, one) for one in afters.decisions(vault)[:_DECISIONS]),
        ledger=_read(visit, reading) if reading.figures else None,
        picked=_picked(visit, afters.moments_until(vault, left), _THEN),
    )


def _page(visit: Visit, given: Form, fault: str = "") -> After:
    session, vault = visit.session, visit.vault
    left = left_at(vault, visit.today, session.settings)
    since = day_of(left, visit.starts) if left is not None else None
    decision = afters.reasons(vault)
    noted = [one for one in afters.moments_until(vault, left) if (one.note or "").strip()]
    today = visit.today.isoformat()
    return After(
        since=date_text(since, visit.language) if since is not None else "",
        days=visit.say("page.after.days", n=(visit.today - since).days)
        if since is not None and session.settings.count_days
        else "",
        answered=any(isinstance(one, CheckIn) and _is_today(visit, one) for one in vault.latest("checkin", 20)),
        reasons=_reasons(visit, decision) if decision is not None else None,
        own=_picked(visit, noted, _OWN),
        contacts=tuple(_told(visit, one) for one in afters.contacts_since(vault, left)[:_CONTACTS]),
        by=given.one("by"),
        needed=given.one("needed"),
        day=given.one("day") or today,
        today=today,
        note=given.one("note"),
        reading=_read(visit, afters.after_part(_made(visit))) if since is not None else None,
        fault=fault,
    )


def _made(visit: Visit) -> Reading:
    readings = visit.session.readings
    if readings is None:
        raise UsageFault("error.vault_closed")
    return readings.quick(visit.vault.diary(), now=visit.now, starts=visit.starts, language=visit.language)


def _read(visit: Visit, reading: Reading) -> Read:
    return context_of(Made(reading, False, False, 0, 0), visit.language, today=visit.today)


def _is_today(visit: Visit, record: CheckIn) -> bool:
    return day_of(record.at, visit.starts) == visit.today and not record.ratings.keys().isdisjoint(AFTER_ITEMS)


def _picked(visit: Visit, moments: list[Moment] | tuple[Moment, ...], most: int) -> Picked | None:
    if not moments:
        return None
    pick = afters.fair_pick(moments, most)
    noted = {"regard": pick.all_regard, "disregard": pick.all_disregard}
    counts = visit.say("page.after.counts", **{kind: visit.say(f"count.{kind}", n=n) for kind, n in noted.items()})
    return Picked(counts, *(tuple(_told(visit, one) for one in of) for of in (pick.regard, pick.disregard)))


def _reasons(visit: Visit, decision: Decision) -> Reasons:
    return Reasons(
        visit.session.handle(decision.id or ""), _day(visit, decision), visit.say(f"choice.{decision.choice}"),
        decision.reason_lines,
    )  # fmt: skip


def _told(visit: Visit, record: Kept | Moment) -> Told:
    if isinstance(record, Moment):
        text = visit.say(f"sign.{record.sign}.shown")
    else:
        text = " · ".join(content_of(record, visit.language))
    return Told(visit.session.handle(record.id or ""), _day(visit, record), text, (record.note or "").strip())


def _day(visit: Visit, record: Kept | Moment | Decision) -> str:
    return date_text(day_of(record.at, visit.starts), visit.language)


ROUTES = (
    page(after, Needs.OPEN, tall=True),
    act(save_contact, Needs.OPEN, held=True),
    page(wrote_then, Needs.OPEN),
)
