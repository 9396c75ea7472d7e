"""Which questions are asked on which day: four of seven unless she chose otherwise, told by the date alone.

A check-in should take twenty seconds, so four items are asked a day and the gaps are planned. The rotation has ten
days, which shares no factor with the week: over seventy days every item meets every weekday equally often.

    0  reliable  respected  unprompted  effort      1  reliable   worth    drained  uneasy
    2  respected unprompted effort      worth       3  reliable   respected drained uneasy
    4  unprompted effort    worth       drained     5  reliable   respected worth   uneasy
    6  unprompted effort    drained     uneasy      7  reliable   respected worth   drained
    8  reliable  unprompted effort      uneasy      9  respected  worth    drained  uneasy

`effort` and `unprompted` come together, every second day, because the balance is their difference on one day. Every
other item comes six days in ten and each of the ten pairs of them three or four times. No item is left unasked for two
days in a row. On day 0 the three facets of felt appreciation (`reliable`, `respected`, `unprompted`) stand together.

Who has chosen other items, or another number a day, is asked a stretch of them that moves on from day to day and begins
one item later each week, so that here too every item meets every weekday equally often.

From the day she left, the five questions of that time are asked instead, all of them every day, until she writes down a
decision to stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from upright.actions.settings import Settings
from upright.record.turns import apart_since
from upright.record.words import AFTER_ITEMS
from upright.store import Vault

__all__ = ["ROTATION", "asked_on", "left_at", "questions_of"]

_LOOKED_BACK = 1000  # days on which she left, and decisions

# The order in which they are shown: what they did, what I did, how I am.
_SHOWN = ("reliable", "respected", "unprompted", "effort", "worth", "drained", "uneasy")
_A_DAY = 4
_TOGETHER = ("unprompted", "effort")
_RING = ("reliable", "respected", "worth", "drained", "uneasy")


def _asked(turn: int, odd: int) -> tuple[str, ...]:
    left_out = _RING[(turn + 1) % 5]
    chosen = [item for item in _RING if item != left_out] if odd else [_RING[turn], left_out, *_TOGETHER]
    return tuple(item for item in _SHOWN if item in chosen)


ROTATION = tuple(_asked(*divmod(day, 2)) for day in range(10))


def questions_of(day: date, items: Iterable[str] = _SHOWN, most: int = _A_DAY) -> tuple[str, ...]:
    """The items asked on this day, at most so many of these, in the order in which they are shown."""
    chosen, number = set(items), day.toordinal()
    ring = [item for item in _SHOWN if item in chosen]
    if len(ring) == len(_SHOWN) and most == _A_DAY:
        return ROTATION[number % 10]
    if most >= len(ring):
        return tuple(ring)
    week, weekday = divmod(number, 7)
    first = week + weekday * most
    asked = {ring[(first + place) % len(ring)] for place in range(most)}
    return tuple(item for item in ring if item in asked)


def asked_on(vault: Vault, day: date, chosen: Settings) -> tuple[str, ...]:
    """The items asked on this day: as she chose, or from the day she left those of that time."""
    if left_at(vault, day, chosen) is not None:
        return AFTER_ITEMS
    return questions_of(day, chosen.items, chosen.asked)


def left_at(vault: Vault, day: date, chosen: Settings) -> datetime | None:
    """When she left, if on this day she lives apart."""
    turning = (*vault.latest("left", _LOOKED_BACK), *vault.latest("decision", _LOOKED_BACK))
    return apart_since(turning, day, starts=chosen.day_begins)
