"""One reading out of its parts, in one voice and one order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from upright.model.learn import PARTS, Learnt, learn
from upright.model.translate import days_of
from upright.reading import rules
from upright.reading.changes import changes_part
from upright.reading.counted import counted_part
from upright.reading.figures import figures_of, forecast_of
from upright.reading.followed import followed_part
from upright.reading.levels import BALANCE, levels_of
from upright.reading.moments import moments_part
from upright.reading.setting import Setting
from upright.reading.states import followed, states_part
from upright.reading.tries import tries_part
from upright.reading.types import NotYet, Reading, Statement
from upright.record import DAY_STARTS, Boundary, Diary, Record, Safety, Try, day_of
from upright.wording import list_of, say

__all__ = ["learn_from", "read", "time_of"]

# What was asked first stands first: how appreciated she feels, give and take, what came of asking, what happened.
ORDER = (
    "level.appreciation",
    "trend.appreciation",
    "lately",
    "balance",
    "change",
    "tries.all",
    "tries.under",
    "tries.over",
    "loop",
    "follows.effort",
    "follows.appreciation.effort",
    "carried",
    "together",
    "follows",
    "moments",
    "rate",
    "level",
    "trend",
    "tries.way",
)

EARLY = ("tries_topic", "contact")  # what is said to be missing in the first fortnight beside the one line about it


def read(
    diary: Diary,
    now: datetime | None = None,
    seed: int = 0,
    *,
    language: str = "en",
    day_starts: timedelta = DAY_STARTS,
    figures: bool = True,
    longer: bool = True,
    learnt: Learnt | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Read a diary as of `now` (an aware datetime; left out: the time of the last thing it tells of).

    The same diary, time, language and seed always give the same reading. `longer` False leaves out the third layer,
    which takes nearly all of the time and of which `progress(done, of)` tells; `learnt` is what `learn_from` found for
    the same diary, time and seed, so that it need not be found again. `figures` False leaves the figures out. Records
    later than `now` are not read. Raises TypeError for a `now` that is no datetime, ValueError for one without its
    offset and for a day that does not start within 24 hours of midnight.
    """
    now = time_of(diary, now, day_starts)
    known = [r for r in diary.records if r.at <= now]
    counts = dict(Counter(r.kind for r in known))
    setting = setting_of(diary, now, language=language, day_starts=day_starts)
    if setting is None:
        wrote = any(not isinstance(record, Safety) for record in known)
        text = say("reading.no_days_yet" if wrote else "reading.nothing_yet", language)
        empty = (NotYet("nothing", text, say("reading.not_yet.few_days.needs", language)),)
        return Reading(day_of(now, day_starts), None, 0, counts, (), empty, (), (), (), language)
    days = setting.days
    names = (*followed(setting), "effort", "unprompted", *((BALANCE,) if setting.stretch.together else ()))
    levels = levels_of(days, setting.stretch, names)
    part = (
        tries_part(setting)
        + states_part(setting, levels)
        + moments_part(setting)
        + changes_part(setting)
        + counted_part(setting)
    )
    if longer and learnt is None:
        learnt = learn(days, setting.stretch, rules.SIZES, seed, progress)
    part += followed_part(setting, learnt if longer else None)
    statements = tuple(sorted(part.statements, key=_rank))
    few = _few_days(setting, counts)
    not_yet = (*few, *(n for n in part.not_yet if not few or n.id in EARLY))
    return Reading(
        as_of=day_of(now, day_starts),
        first=days.first,
        span_days=days.span,
        counts=counts,
        statements=statements,
        not_yet=not_yet,
        facts=tuple(f for f in part.facts if f.id != "coverage" or any(s.id.startswith("level.") for s in statements)),
        figures=figures_of(setting, levels, statements, learnt if longer else None) if figures else (),
        caveats=_caveats(setting),
        language=language,
        forecast=forecast_of(setting, learnt if longer else None),
    )


def setting_of(diary: Diary, now: datetime, *, language: str, day_starts: timedelta) -> Setting | None:
    """The diary up to `now` as every part of a reading is given it; None where nothing is written."""
    days = days_of(diary, now, day_starts)
    if days is None:
        return None
    by_kind: dict[type, list[Record]] = {}
    for record in sorted((r for r in diary.records if r.at <= now), key=lambda r: r.at):
        by_kind.setdefault(type(record), []).append(record)
    known = {kind: tuple(of_kind) for kind, of_kind in by_kind.items()}
    return Setting(known, days, days.stretches[-1], now, day_starts, language)


def learn_from(
    diary: Diary,
    now: datetime | None = None,
    seed: int = 0,
    *,
    day_starts: timedelta = DAY_STARTS,
    progress: Callable[[int, int], None] | None = None,
    parts: Sequence[str] = PARTS,
) -> Learnt | None:
    """What the third layer of a reading rests on, to be kept and given to `read`; None where nothing is written.

    `parts` are those of `model.learn` that are wanted.
    """
    days = days_of(diary, time_of(diary, now, day_starts), day_starts)
    return None if days is None else learn(days, days.stretches[-1], rules.SIZES, seed, progress, parts)


def time_of(diary: Diary, now: datetime | None, day_starts: timedelta) -> datetime:
    """The time a reading is made as of, checked."""
    if now is None:
        now = max((_known_at(r) for r in diary.records), default=datetime(1970, 1, 1, tzinfo=UTC))
    if not isinstance(now, datetime):
        raise TypeError("now must be a datetime with its offset from UTC")
    if now.utcoffset() is None:
        raise ValueError("now must carry its offset from UTC")
    if not timedelta(0) <= day_starts < timedelta(days=1):
        raise ValueError("day_starts must lie between 0 and 24 hours")
    return now


def _known_at(record: Record) -> datetime:
    """The last time a record tells of: its own, or that of an outcome or an event."""
    if isinstance(record, Try) and record.outcome_at is not None:
        return max(record.at, record.outcome_at)
    if isinstance(record, Boundary):
        return max((record.at, *(event.at for event in record.events)))
    return record.at


def _rank(statement: Statement) -> int:
    return next(place for place, start in enumerate(ORDER) if statement.id.startswith(start))


def _few_days(setting: Setting, counts: dict[str, int]) -> tuple[NotYet, ...]:
    """In the first fortnight: what is there, and when more can be said. Never a blank page."""
    span = setting.days.span
    if span >= rules.LEVEL_SPAN:
        return ()
    names = {"checkin": "checkins", "moment": "moments", "try": "tries"}
    told = [setting.count(what, counts[kind]) for kind, what in names.items() if counts.get(kind)]
    return (
        setting.not_yet(
            "few_days",
            setting.say("reading.not_yet.few_days.needs"),
            days=setting.count("days", span),
            counts=list_of(told, setting.language, plain=True),
            level=setting.say("count.more_days", n=rules.LEVEL_SPAN - span),
            change=setting.say("count.more_weeks", n=-(-(rules.LATELY_SPAN - span) // 7)),
        ),
    )


def _caveats(setting: Setting) -> tuple[str, ...]:
    ids = ["one_reporter", "own_only", "decide_free"]
    if len(setting.days.stretches) > 1:
        ids.insert(1, "apart")
    return tuple(setting.say(f"reading.caveat.{id}") for id in ids)
