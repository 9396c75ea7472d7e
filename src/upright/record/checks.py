"""What a single value may be: the checks every record passes when it is made, whatever it is made from.

A check returns the value as it is kept, or raises `FieldFault`, which names the field, what was found when that is a
number, the limit, and through its catalogue text what to do. Words that a person wrote are never part of it.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timezone
from functools import lru_cache
from typing import Any, cast

from upright.errors import UsageFault

TEXT_LIMIT = 20_000
SHORT_LIMIT = 200
DEPTH_LIMIT = 64
FIRST_YEAR, LAST_YEAR = 1900, 2200

# Characters that cannot be shown or that turn the order of what is shown: C0 (but tab and newline), DEL and C1, and the
# marks that override, embed or isolate a direction. Letters of every script, joiners and direction *hints* stay.
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+){0,3}")


class FieldFault(UsageFault):
    """A value that a record cannot hold; `id` and `values` are those of a `Fault`."""


def clean_text(text: str) -> str:
    """The text as it is kept: line ends are newlines, characters that cannot be shown are gone."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _LONE_SURROGATE.sub("\ufffd", _UNSHOWN.sub("", text))


def check_text(field: str, value: Any, limit: int = TEXT_LIMIT) -> str:
    """A text of at most `limit` characters, cleaned."""
    if not isinstance(value, str):
        raise FieldFault("fault.not_text", field=field)
    if len(value) > limit:
        raise FieldFault("fault.too_long", field=field, length=len(value), limit=limit)
    return clean_text(value)


def check_filled(field: str, value: Any, limit: int = TEXT_LIMIT) -> str:
    """A text that is not blank."""
    text = check_text(field, value, limit)
    if not text.strip():
        raise FieldFault("fault.empty", field=field)
    return text


def check_number(field: str, value: Any, low: float, high: float) -> float:
    """A finite number from `low` to `high`; 0 is a number like any other, true and false are none."""
    kind = type(value)
    if kind is not int and kind is not float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise FieldFault("fault.not_number", field=field, low=low, high=high)
        value = float(value)
    if low <= value <= high:
        return cast(float, value)
    try:
        shown = value if abs(value) < 1e9 else float(value)
    except OverflowError:
        shown = math.inf
    if not math.isfinite(shown):
        raise FieldFault("fault.not_number", field=field, low=low, high=high)
    raise FieldFault("fault.range", field=field, value=shown, low=low, high=high)


def check_choice(field: str, value: Any, allowed: tuple[str, ...]) -> str:
    """One of the words allowed."""
    if type(value) is not str or value not in allowed:
        raise FieldFault("fault.choice", field=field, allowed=", ".join(allowed))
    return value


def check_flag(field: str, value: Any) -> bool:
    """True or false, and nothing that would pass for them."""
    if value is True or value is False:
        return bool(value)
    raise FieldFault("fault.not_flag", field=field)


def check_words(field: str, value: Any, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Distinct words out of those allowed, in the order given."""
    if not isinstance(value, (tuple, list)):
        raise FieldFault("fault.not_list", field=field)
    if not value:
        return ()
    for word in value:
        if type(word) is not str or word not in allowed:
            raise FieldFault("fault.choice", field=field, allowed=", ".join(allowed))
    if type(value) is tuple and len(value) == len(set(value)):
        return value
    return tuple(dict.fromkeys(value))


def check_time(field: str, value: Any) -> datetime:
    """A time with its offset from UTC, in a year from 1900 to 2200; the offset is kept, a zone's rules are not."""
    if type(value) is not datetime:
        raise FieldFault("fault.time", field=field)
    if value.tzinfo is None:
        raise FieldFault("fault.no_offset", field=field)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise FieldFault("fault.year", field=field, value=value.year, low=FIRST_YEAR, high=LAST_YEAR)
    if type(value.tzinfo) is not timezone:
        offset = value.utcoffset()
        if offset is None:
            raise FieldFault("fault.no_offset", field=field)
        return value.replace(tzinfo=timezone(offset), fold=0)
    return value


def check_date(field: str, value: Any) -> date:
    """A date without a time, in a year from 1900 to 2200."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise FieldFault("fault.date", field=field)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise FieldFault("fault.year", field=field, value=value.year, low=FIRST_YEAR, high=LAST_YEAR)
    return value


def check_zone(field: str, value: Any) -> str:
    """The name of a time zone in its usual form; whether this machine knows the zone does not matter."""
    if type(value) is not str or not _is_zone(value):
        raise FieldFault("fault.zone", field=field)
    return value


@lru_cache(maxsize=64)
def _is_zone(value: str) -> bool:
    return len(value) <= 64 and _ZONE.fullmatch(value) is not None


def check_extra(extra: Any) -> dict[str, Any]:
    """Fields this version does not know: kept as they are if a file could hold them, at most 64 levels deep."""
    if not isinstance(extra, dict):
        raise FieldFault("fault.not_object", field="extra")
    return _kept(extra, DEPTH_LIMIT)  # type: ignore[no-any-return]


def _kept(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value if value.isprintable() else _LONE_SURROGATE.sub("\ufffd", value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        raise FieldFault("fault.extra")
    if depth == 0:
        raise FieldFault("fault.too_deep", limit=DEPTH_LIMIT)
    if type(value) is list and all(type(one) is str and one.isprintable() for one in value):
        return value.copy()  # for speed, as most lists are
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {_kept(key, depth - 1): _kept(item, depth - 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_kept(item, depth - 1) for item in value]
    raise FieldFault("fault.extra")
