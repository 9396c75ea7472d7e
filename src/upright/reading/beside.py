"""What stands beside her own decisions: each belief's ledger, what changed after a limit, how stay and leave went.

No more of a reading is made for it than that, since deciding waits for none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from upright.reading.beliefs import Ledger, ledgers
from upright.reading.changes import change_after
from upright.reading.compose import setting_of, time_of
from upright.reading.setting import Setting
from upright.reading.types import Figure, Part
from upright.record import DAY_STARTS, Boundary, CheckIn, Decision, Diary, day_of

__all__ = ["Beside", "beside"]


@dataclass(frozen=True)
class Beside:
    """The ledgers in order of writing; by the id of a limit what changed after she said it, or what it would take.

    `weighing` draws stay and leave as she wrote them down, once there are two days to draw between.
    """

    ledgers: tuple[Ledger, ...] = ()
    changes: Mapping[str, Part] = field(default_factory=dict)
    weighing: Figure | None = None


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
    changes = {limit.id or "": change_after(setting, limit) for limit in limits}
    return Beside(ledgers(setting), changes, _weighing(setting))


def _weighing(setting: Setting) -> Figure | None:
    """Stay and leave on two scales, each decision a row; nothing of her reasons."""
    weighed = [one for one in setting.of(Decision) if one.stay is not None or one.leave is not None]
    days = [day_of(one.at, setting.starts) for one in weighed]
    if len(set(days)) < 2:
        return None
    keys = ("date", "stay", "leave")
    last = weighed[-1]
    values = {
        name: setting.say("cli.list.not_said") if value is None else value
        for name, value in (("stay", last.stay), ("leave", last.leave))
    }
    return Figure(
        "weighing",
        setting.say("reading.figure.weighing.title", date=days[-1], **values),
        setting.say("reading.figure.weighing.caption"),
        keys,
        tuple(setting.say(f"reading.column.{key}") for key in keys),
        tuple((day, one.stay, one.leave) for day, one in zip(days, weighed, strict=True)),
    )
