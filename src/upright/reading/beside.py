"""What stands beside her own decisions: each belief's ledger, and what changed after a limit. No more of a reading is
made for it than that, since deciding waits for none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from upright.reading.beliefs import Ledger, ledgers
from upright.reading.changes import change_after
from upright.reading.compose import setting_of, time_of
from upright.reading.types import Part
from upright.record import DAY_STARTS, Boundary, CheckIn, Diary

__all__ = ["Beside", "beside"]


@dataclass(frozen=True)
class Beside:
    """The ledgers in order of writing; by the id of a limit what changed after she said it, or what it would take."""

    ledgers: tuple[Ledger, ...] = ()
    changes: Mapping[str, Part] = field(default_factory=dict)


def beside(
    diary: Diary, now: datetime | None = None, *, language: str = "en", day_starts: timedelta = DAY_STARTS
) -> Beside:
    """What stands beside the beliefs and limits of a diary as of `now`; arguments as of `read`."""
    now = time_of(diary, now, day_starts)
    setting = setting_of(diary, now, language=language, day_starts=day_starts)
    if setting is None:  # no day yet has anything to count: an entry that answers nothing makes today one
        begun = Diary(records=(*diary.records, CheckIn(at=now)))
        setting = setting_of(begun, now, language=language, day_starts=day_starts)
    if setting is None:
        return Beside()
    limits = (limit for limit in setting.of(Boundary) if limit.id is not None)
    return Beside(ledgers(setting), {limit.id or "": change_after(setting, limit) for limit in limits})
