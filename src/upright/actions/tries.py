"""What came of a try, asked again quietly: after a few days, and a week after she said that there is no answer yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from upright.actions.write import open_tries
from upright.record import Try
from upright.record.days import DAY_STARTS, day_of
from upright.store import Vault

__all__ = ["put_off", "tries_due", "waiting"]

_FIRST_ASKED = 3  # days after the try
_ASKED_AGAIN = 7  # days after "no answer yet"
_LONGEST = 60  # days after the try; later it is in the diary, and nobody asks
_SETTING = "put_off"  # id of a try: the day on which she said that there is no answer yet


def tries_due(vault: Vault, today: date, *, starts: timedelta = DAY_STARTS) -> tuple[Try, ...]:
    """The open tries to ask about today, the oldest first."""
    return waiting(open_tries(vault), _put_off(vault), today, starts=starts)


def waiting(
    tries: Iterable[Try], put_off: Mapping[str, Any], today: date, *, starts: timedelta = DAY_STARTS
) -> tuple[Try, ...]:
    """Of these tries those to ask about today, the oldest first."""
    due = []
    for tried in tries:
        age = (today - day_of(tried.at, starts)).days
        asked = _day(put_off.get(tried.id or ""))
        if _FIRST_ASKED <= age <= _LONGEST and (asked is None or (today - asked).days >= _ASKED_AGAIN):
            due.append(tried)
    return tuple(sorted(due, key=lambda tried: tried.at))


def put_off(vault: Vault, ids: Iterable[str], today: date) -> None:
    """Note that there is no answer yet to these tries; those that are closed by now are forgotten."""
    still = {tried.id for tried in open_tries(vault)}
    kept = {id: day for id, day in _put_off(vault).items() if id in still}
    vault.set_setting(_SETTING, kept | dict.fromkeys(ids, today.isoformat()))


def _put_off(vault: Vault) -> dict[str, Any]:
    found = vault.settings().get(_SETTING)
    return found if isinstance(found, dict) else {}


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
