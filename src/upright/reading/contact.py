"""Days with contact beside days without, in the time after she left: counted, with no probability and no cause.

A day with contact is one on which a contact was noted that was not marked as needed (children, papers, money). Days on
which all contact was needed are in neither group, so that who has children's matters to settle is told nothing of them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from upright.reading import rules
from upright.reading.setting import Setting
from upright.reading.types import Fact, Figure, NotYet, Part
from upright.record import Contact
from upright.record.words import AFTER_ITEMS

__all__ = ["contact_figure", "contact_part"]

_ITEM = "doubt"  # the one of which a sentence is said; all stand in the table


def contact_part(setting: Setting) -> Part:
    """How many contacts there were, and doubt on days with and without, or what that would take."""
    contacts = setting.of(Contact)
    if not contacts:
        return Part()
    counted = (_counted(setting, contacts),)
    if setting.stretch.together:
        return Part(facts=counted)
    met, apart = _ratings(setting, _ITEM)
    if met.size < rules.CONTACT_DAYS or apart.size < rules.CONTACT_DAYS:
        return Part(facts=counted, not_yet=_not_yet(setting, met.size, apart.size))
    middle = float(np.median(apart))
    worded = {"days": int(met.size), "middle": setting.number(middle, 0 if middle == int(middle) else 1)}
    higher, lower = int((met > middle).sum()), int((met < middle).sum())
    beside = setting.fact("contact_days", int(met.size), setting.stretch.days, higher=higher, lower=lower, **worded)
    return Part(facts=(*counted, beside))


def contact_figure(setting: Setting) -> Figure | None:
    """Each item of the time after: its mean on days with contact and on days without, from enough of both."""
    if setting.stretch.together or not setting.of(Contact):
        return None
    rows = []
    for item in AFTER_ITEMS:
        met, apart = _ratings(setting, item)
        if min(met.size, apart.size) >= rules.CONTACT_DAYS:
            means = (round(float(found.mean()), 1) for found in (met, apart))
            with_, without = means
            rows.append((setting.say(f"item.{item}.label"), with_, int(met.size), without, int(apart.size)))
    if not rows:
        return None
    keys = ("item", "with_contact", "days_with", "without_contact", "days_without")
    return Figure(
        "contact",
        setting.say("reading.figure.contact.title_plain"),
        setting.say("reading.figure.contact.caption"),
        keys,
        tuple(setting.say(f"reading.column.{key}") for key in keys),
        tuple(rows),
    )


def _counted(setting: Setting, contacts: tuple[Contact, ...]) -> Fact:
    them = sum(c.by == "them" for c in contacts)
    return setting.fact(
        "contact",
        len(contacts),
        setting.days.span,
        contacts=setting.count("contacts", len(contacts)),
        needed=sum(c.needed is True for c in contacts),
        unneeded=sum(c.needed is False for c in contacts),
        them=them,
        me=len(contacts) - them,
    )


def _not_yet(setting: Setting, met: int, apart: int) -> tuple[NotYet, ...]:
    if not _places(setting)[0]:
        return ()
    if met < rules.CONTACT_DAYS:
        needs = setting.needs("contact_days", n=rules.CONTACT_DAYS - met)
    else:
        needs = setting.more_days(rules.CONTACT_DAYS - apart)
    return (setting.not_yet("contact", needs, n=met),)


def _ratings(setting: Setting, item: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What was rated on days with contact, and on days without any, in this stretch."""
    met, any_ = _places(setting)
    found = setting.days.ratings[item]
    places = [p for p in range(setting.stretch.start, setting.stretch.end) if not np.isnan(found[p])]
    return found[[p for p in places if p in met]], found[[p for p in places if p not in any_]]


def _places(setting: Setting) -> tuple[set[int], set[int]]:
    """Places of days with contact that was not marked as needed, and of days with any contact."""
    within = [
        (place, contact)
        for contact in setting.of(Contact)
        if setting.stretch.start <= (place := setting.days.place(contact.at, setting.starts)) < setting.stretch.end
    ]
    return {place for place, contact in within if contact.needed is not True}, {place for place, _ in within}
