"""Layer two, change after an act of her own: a boundary she stated, a decision she wrote down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from math import ceil, exp

from upright.reading import rules
from upright.reading.counts import rate_likelihood, ratio_posterior
from upright.reading.levels import APPRECIATION, average_of, shift_between
from upright.reading.setting import Evidence, Setting
from upright.reading.types import NotYet, Part, Statement
from upright.record import Boundary, Decision

__all__ = ["change_after", "changes_part"]


def changes_part(setting: Setting) -> Part:
    """What differs between the weeks before and after the latest stated boundary and the latest decision."""
    if not setting.stretch.together:
        return Part()
    part = Part()
    for kind, at in (("boundary", _stated(setting, setting.of(Boundary))), ("decision", _last_decision(setting))):
        if at is not None:
            part += _change(setting, kind, at)
    return part


def change_after(setting: Setting, limit: Boundary) -> Part:
    """What differs between the weeks before and after she last said this limit; nothing where she did not say it."""
    at = _stated(setting, (limit,))
    return _change(setting, "boundary", at) if at is not None and setting.stretch.together else Part()


def _stated(setting: Setting, limits: Iterable[Boundary]) -> datetime | None:
    """When a limit was said last."""
    times = [
        event.at for record in limits for event in record.events if event.what == "stated" and event.at <= setting.now
    ]
    return max(times, default=None)


def _last_decision(setting: Setting) -> datetime | None:
    return max((r.at for r in setting.of(Decision) if r.choice != "undecided"), default=None)


def _change(setting: Setting, kind: str, at: datetime) -> Part:
    place = setting.days.place(at, setting.starts)
    start, end = setting.stretch.start, setting.stretch.end
    if not start < place < end:
        return Part()
    length = min(place - start, end - place, rules.CHANGE_LONGEST)
    on = setting.date(at)
    if length < rules.CHANGE_DAYS:
        if place - start < rules.CHANGE_DAYS:
            return Part()  # too little was written before it, and no waiting mends that
        needs = setting.more_days(rules.CHANGE_DAYS - (end - place))
        return Part(not_yet=(setting.not_yet(f"change_{kind}", needs, date=on),))
    before, after = slice(place - length, place), slice(place, place + length)
    statements, silent = [], []
    for found in (_appreciation(setting, kind, before, after, on), _disregard(setting, kind, before, after, on)):
        if isinstance(found, Statement):
            statements.append(found)
        elif found is not None:
            silent.append(found)
    return Part(tuple(statements), tuple(silent[:1]) if not statements else ())


def _appreciation(setting: Setting, kind: str, before: slice, after: slice, on: date) -> Statement | NotYet | None:
    shift = shift_between(setting.days, APPRECIATION, before, after)
    if shift is None or min(shift[1:]) < rules.CHANGE_ANSWERED:
        return None
    found, first, second = shift
    rise, fall = found.above(rules.POINT), found.below(-rules.POINT)
    if max(rise, fall) < rules.SURE_CHANGED:
        return setting.not_yet(f"silent_change_{kind}", setting.needs("more_difference"), date=on)
    means = average_of(setting.days, APPRECIATION, before), average_of(setting.days, APPRECIATION, after)
    length = before.stop - before.start
    return setting.statement(
        f"change.{kind}.appreciation.{'higher' if rise >= fall else 'lower'}",
        max(rise, fall),
        Evidence(
            interval=found.interval(),
            estimate=found.mean,
            unit="points",
            n=first + second,
            span_days=2 * length,
            basis=("checkin", kind),
            pattern=True,
        ),
        {"days": setting.span(ceil(length * max(abs(found.mean) - rules.POINT, 0.0)) + 1)},
        window=setting.span(length),
        date=on,
        before=setting.number(means[0]),
        since=setting.number(means[1]),
    )


def _disregard(setting: Setting, kind: str, before: slice, after: slice, on: date) -> Statement | NotYet | None:
    days = setting.days
    entered = [days.entered[cut] for cut in (before, after)]
    counts = [days.disregard[cut] for cut in (before, after)]
    noted = [int(c.sum()) for c in counts]
    if sum(noted) < rules.CHANGE_MOMENTS or min(int(e.sum()) for e in entered) < rules.CHANGE_ENTERED:
        return None
    first, second = (rate_likelihood(c, e) for c, e in zip(counts, entered, strict=True))
    ratio = ratio_posterior(first, second, same_size=True)
    more, fewer = ratio.above(rules.QUARTER), ratio.below(-rules.QUARTER)
    if max(more, fewer) < rules.SURE_CHANGED:
        return setting.not_yet(f"silent_change_{kind}", setting.needs("more_difference"), date=on)
    length = before.stop - before.start
    return setting.statement(
        f"change.{kind}.disregard.{'more' if more >= fewer else 'fewer'}",
        max(more, fewer),
        Evidence(
            interval=(exp(ratio.quantile(0.05)), exp(ratio.quantile(0.95))),
            estimate=exp(ratio.quantile(0.5)),
            unit="ratio",
            n=sum(noted),
            span_days=2 * length,
            basis=("moment", kind),
            pattern=True,
        ),
        _evening(setting, noted, length),
        window=setting.span(length),
        date=on,
        what=setting.say("reading.change.what"),
        before=setting.count("times", noted[0]),
        since=setting.count("times", noted[1]),
    )


def _evening(setting: Setting, noted: list[int], length: int) -> dict[str, object]:
    """What would bring the two rates within a quarter of each other: moments in so many weeks, or weeks with none."""
    if noted[1] < noted[0]:
        moments = ceil(1.5 * noted[0] / 1.25 - noted[1])
        return {"k": max(moments, 1), "weeks": setting.weeks(length / 2)}
    weeks = length * (noted[1] / (1.25 * max(noted[0], 1)) - 1)
    return {"weeks": setting.weeks(min(max(weeks, 1), 364))}
