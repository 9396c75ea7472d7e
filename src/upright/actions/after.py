"""After leaving: the day she left, her reasons, what she wrote then, and the reading of that time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from upright.actions.settings import show_in_bar
from upright.actions.write import save
from upright.record import Contact, Decision, Left, Moment
from upright.store import Vault

if TYPE_CHECKING:
    from upright.reading import Reading

__all__ = [
    "Pick", "after_part", "contacts_since", "decisions", "fair_pick", "ledger_part", "moments_until", "reasons",
    "save_left",
]  # fmt: skip

Kind = TypeVar("Kind", Contact, Decision, Moment)

_SAID = ("level.", "trend.")  # the statements of her own states; those of the two together end with the day she left
_WAITING = ("level_", "trend_", "silent_trend", "contact")
_FACTS = ("average", "contact", "pause")
_STATE = {"week", "answers", "level", "low", "high"}  # the columns of a state week by week


@dataclass(frozen=True, repr=False)
class Pick:
    """Moments of both kinds, the same number of each, the newest first; and how many there are of each."""

    regard: tuple[Moment, ...]
    disregard: tuple[Moment, ...]
    all_regard: int
    all_disregard: int


def save_left(vault: Vault, left: Left, *, now: datetime) -> str:
    """Keep the day she left; from then on After stands in the bar."""
    with vault.together():
        show_in_bar(vault, "after")
        return save(vault, left, now=now)


def reasons(vault: Vault) -> Decision | None:
    """The last decision to leave."""
    return next((one for one in decisions(vault) if one.choice == "leave"), None)


def decisions(vault: Vault) -> tuple[Decision, ...]:
    """Every decision, whatever it was, newest first."""
    return _newest_first(vault, Decision)


def contacts_since(vault: Vault, since: datetime | None) -> tuple[Contact, ...]:
    """The contacts since she left, newest first."""
    return tuple(one for one in _newest_first(vault, Contact) if since is None or one.at >= since)


def moments_until(vault: Vault, left: datetime | None) -> tuple[Moment, ...]:
    """What happened until she left, newest first."""
    return tuple(one for one in _newest_first(vault, Moment) if left is None or one.at <= left)


def fair_pick(moments: Sequence[Moment], most: int) -> Pick:
    """At most so many of each kind, as many of the one as of the other; `moments` come newest first."""
    of = {regard: tuple(one for one in moments if one.regard is regard) for regard in (True, False)}
    n = min(most, len(of[True]), len(of[False]))
    return Pick(of[True][:n], of[False][:n], len(of[True]), len(of[False]))


def after_part(reading: Reading) -> Reading:
    """Of a reading what belongs to the time after: her own states, their course, and days with and without contact."""
    if reading.first is None:
        return reading
    return replace(
        reading,
        statements=tuple(one for one in reading.statements if one.id.startswith(_SAID)),
        not_yet=tuple(one for one in reading.not_yet if one.id.startswith(_WAITING)),
        facts=tuple(one for one in reading.facts if one.id.startswith(_FACTS)),
        figures=tuple(one for one in reading.figures if one.id == "contact" or set(one.keys) == _STATE),
    )


def ledger_part(reading: Reading) -> Reading:
    """Of a reading her tries and what came of them, as they are counted, and nothing else."""
    figures = tuple(one for one in reading.figures if one.id == "tries")
    return replace(reading, statements=(), not_yet=(), facts=(), figures=figures)


def _newest_first(vault: Vault, kind: type[Kind]) -> tuple[Kind, ...]:
    found = [one for one in vault.diary() if isinstance(one, kind)]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))
