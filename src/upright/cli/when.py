"""When something happened: now, or the time that was given, on the clock of the place where she is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from upright.cli.session import Session, zone_name
from upright.errors import UsageFault
from upright.record.days import at_local

__all__ = ["moment_of"]

_AHEAD = timedelta(minutes=5)  # two clocks may differ; a plan for tomorrow is no record


def moment_of(session: Session, at: datetime | None) -> dict[str, Any]:
    """The fields `at` and `zone` of a new record. Raises UsageFault for a time that has not come yet."""
    now = session.clock()
    zone = zone_name(session.environment)
    if at is None:
        moment = now
    elif at.tzinfo is not None:
        moment = at
    elif at.date() == now.date() and at.hour == 12 and at.replace(tzinfo=now.tzinfo) > now:
        moment = now  # today's date alone, said before noon
    else:
        moment = at_local(at, zone).at if zone is not None else at.replace(tzinfo=now.tzinfo)
    if moment > now + _AHEAD:
        raise UsageFault("error.future")
    return {"at": moment, "zone": zone}
