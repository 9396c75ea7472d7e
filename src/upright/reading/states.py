"""Layer two, states: levels, trends, the last fortnight, and the balance of giving and receiving."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from upright.reading import rules
from upright.reading.levels import APPRECIATION, BALANCE, LATELY, Levels
from upright.reading.posterior import Posterior
from upright.reading.setting import Evidence, Setting
from upright.reading.types import Fact, NotYet, Part
from upright.reading.unusual import find_unusual
from upright.record.words import AFTER_ITEMS, FACETS

__all__ = ["states_part", "followed"]

LONGEST_WAIT = 120  # days
FELT = (APPRECIATION, "worth", "drained", "uneasy")


def followed(setting: Setting) -> tuple[str, ...]:
    """What is followed in this stretch: felt appreciation and her own states; after leaving, the after items too."""
    return FELT if setting.stretch.together else (*FELT[1:], *AFTER_ITEMS)


def states_part(setting: Setting, levels: Levels | None) -> Part:
    """Everything said of levels in one stretch."""
    part = Part()
    if setting.stretch.together:
        part += _lately(setting, levels) + _balance(setting, levels)
    unusual = find_unusual(setting, levels)
    for name in followed(setting):
        if name == APPRECIATION and unusual is not None and levels is not None:
            part += Part(not_yet=(unusual,)) + _trend(setting, levels, name)
            continue
        if levels is not None and name in levels.names():
            part += _level(setting, levels, name) + _trend(setting, levels, name)
        elif name == APPRECIATION:
            part += Part(not_yet=(_level_not_yet(setting, levels, name),))
    return part


def _answered(levels: Levels | None, name: str) -> int:
    return levels.series[levels.names().index(name)].days if levels is not None and name in levels.names() else 0


def _basis(name: str) -> tuple[str, ...]:
    return ("checkin", *(FACETS if name == APPRECIATION else ("effort", "unprompted") if name == BALANCE else (name,)))


def _level_not_yet(setting: Setting, levels: Levels | None, name: str) -> NotYet:
    seen = np.zeros(setting.stretch.days, dtype=bool)
    if levels is not None and name in levels.names():
        seen = ~np.isnan(levels.series[levels.names().index(name)].values)
    needs = setting.more_days(_wait_for_level(seen))
    if name == APPRECIATION:
        return setting.not_yet("level", needs)
    return setting.not_yet("level_item", needs, item=_running(setting, name))


def _wait_for_level(seen: NDArray[np.bool_]) -> int:
    """Days until a level can be said, if answers go on at the pace of the days so far (one in three at least)."""
    every = max(float(seen.mean()) if seen.size else 1.0, 1 / 3)
    for more in range(1, LONGEST_WAIT):
        days = np.concatenate([seen, np.diff(np.floor(np.arange(more + 1) * every)) > 0])
        third = np.minimum(np.arange(days.size) * 3 // days.size, 2)
        enough = days.sum() >= rules.LEVEL_DAYS and min(np.bincount(third[days], minlength=3)) >= rules.LEVEL_THIRD
        if enough and days.size >= rules.LEVEL_SPAN:
            return more
    return LONGEST_WAIT


def _level(setting: Setting, levels: Levels, name: str) -> Part:
    answered, span = _answered(levels, name), levels.span
    i = levels.names().index(name)
    enough = answered >= rules.LEVEL_DAYS and span >= rules.LEVEL_SPAN and min(levels.thirds[i]) >= rules.LEVEL_THIRD
    found = levels.level(name) if enough else None
    if found is None:
        shown = (_average(setting, levels, name),) if name == APPRECIATION or answered >= 3 else ()
        return Part(not_yet=(_level_not_yet(setting, levels, name),), facts=shown)
    above = found.above(rules.MIDDLE)
    if span < rules.SETTLED_SPAN and max(above, 1 - above) < rules.SURE_EARLY:
        needs = setting.more_days(rules.SETTLED_SPAN - span)
        unsettled = setting.not_yet("level_side", needs, item=_running(setting, name))
        return Part(not_yet=(unsettled,), facts=(_average(setting, levels, name, found),))
    weeks, near = _weeks_to_middle(found.mean, span)
    statement = setting.statement(
        f"level.{name}.{'above' if above >= 0.5 else 'below'}",
        max(above, 1 - above),
        Evidence(
            interval=found.interval(),
            estimate=found.mean,
            unit="points",
            n=answered,
            span_days=span,
            basis=_basis(name),
        ),
        {"weeks": setting.count("weeks", weeks), "level": setting.number(near, 0)},
        span=setting.span(span),
    )
    return Part((statement,))


def _average(setting: Setting, levels: Levels, name: str, found: Posterior | None = None) -> Fact:
    """The plain mean of what was answered: what can be shown while a level cannot be said; with its range if known."""
    series = levels.series[levels.names().index(name)]
    average = setting.number(float(np.nanmean(series.values)))
    days = setting.count("days", series.days)
    worded = {"item": _running(setting, name), "average": average, "days": days}
    if found is None:
        return setting.fact("average", series.days, levels.span, **worded)
    lo, hi = (setting.number(x) for x in found.interval())
    average = setting.number(found.mean)
    return setting.fact("average_range", series.days, levels.span, **(worded | {"average": average}), lo=lo, hi=hi)


def _running(setting: Setting, name: str) -> str:
    return setting.say(f"item.{name}.running")


def _weeks_to_middle(mean: float, span: int) -> tuple[int, float]:
    """How many weeks of answers two or more points past the middle would bring the mean of all days to the middle."""
    near = 3.0 if mean >= rules.MIDDLE else 7.0
    days = span * abs(mean - rules.MIDDLE) / abs(near - rules.MIDDLE)
    return max(1, ceil(days / 7)), near


def _trend(setting: Setting, levels: Levels, name: str) -> Part:
    i, span = levels.names().index(name), levels.span
    if span < rules.TREND_SPAN or min(levels.thirds[i]) < rules.TREND_THIRD:
        if name != APPRECIATION:
            return Part()
        pace = max(_answered(levels, name) / span, 0.3)
        wait = max(rules.TREND_SPAN - span, ceil((rules.TREND_THIRD - min(levels.thirds[i])) * 3 / pace))
        return Part(not_yet=(setting.not_yet("trend", setting.more_days(wait), item=_running(setting, name)),))
    found = levels.trend(name)
    if found is None:
        return Part()
    item = _running(setting, name)
    third = ceil(span / 3)
    start, end = setting.stretch.start, setting.stretch.end
    early, late = setting.dates(start, start + third - 1), setting.dates(end - third, end - 1)
    said = _directed(found, "risen", "fallen", rules.SURE_CHANGED)
    if said is None:
        if name == APPRECIATION:
            return Part(not_yet=(setting.not_yet("silent_trend", setting.needs("more_difference"), item=item),))
        if name in AFTER_ITEMS:
            return Part(not_yet=(setting.not_yet("silent_trend_item", setting.needs("more_difference"), item=item),))
        return Part()
    direction, probability, size = said
    lo, hi = _sizes(found)
    return Part(
        (
            setting.statement(
                f"trend.{name}.{direction}",
                probability,
                Evidence(
                    interval=found.interval(),
                    estimate=found.mean,
                    unit="points",
                    n=_answered(levels, name),
                    span_days=span,
                    basis=_basis(name),
                    pattern=True,
                ),
                {"days": setting.span(ceil(third * max(size - rules.POINT, 0.0)) + 1)},
                item=item,
                early=early,
                late=late,
                size=setting.number(size),
                lo=setting.number(lo),
                hi=setting.number(hi),
            ),
        )
    )


def _directed(found: Posterior, up: str, down: str, sure: float) -> tuple[str, float, float] | None:
    """The direction that may be claimed, its probability, and its size; None where neither is sure enough."""
    rise, fall = found.above(rules.POINT), found.below(-rules.POINT)
    if max(rise, fall) < sure:
        return None
    return (up, rise, abs(found.mean)) if rise >= fall else (down, fall, abs(found.mean))


def _sizes(found: Posterior) -> tuple[float, float]:
    """The interval of the size without its sign, smaller end first; an end on the other side counts as none."""
    lo, hi = found.interval()
    if found.mean < 0:
        lo, hi = -hi, -lo
    return max(lo, 0.0), hi


def _lately(setting: Setting, levels: Levels | None) -> Part:
    if levels is None or APPRECIATION not in levels.names():
        return Part()
    i, span = levels.names().index(APPRECIATION), levels.span
    before = _answered(levels, APPRECIATION) - levels.late[i]
    if setting.stretch.end < setting.days.span:
        return Part()  # nothing was written lately
    if span < rules.LATELY_SPAN or levels.late[i] < rules.LATELY_DAYS or before < rules.BEFORE_DAYS:
        wait = max(rules.LATELY_SPAN - span, (rules.LATELY_DAYS - levels.late[i]) * 2, 1)
        return Part(not_yet=(setting.not_yet("lately", setting.more_days(wait)),))
    found = levels.lately(APPRECIATION)
    if found is None:
        return Part()
    said = _directed(found, "higher", "lower", rules.SURE_CHANGED)
    if said is None:
        return Part(not_yet=(setting.not_yet("silent_lately", setting.needs("more_difference")),))
    direction, probability, size = said
    values = levels.series[i].values
    usual, now = float(np.nanmean(values[:-LATELY])), float(np.nanmean(values[-LATELY:]))
    lo, hi = _sizes(found)
    days = min(LATELY, max(1, ceil(LATELY * (1 - rules.POINT / max(size, rules.POINT))) + 1))
    return Part(
        (
            setting.statement(
                f"lately.appreciation.{direction}",
                probability,
                Evidence(
                    interval=found.interval(),
                    estimate=found.mean,
                    unit="points",
                    n=_answered(levels, APPRECIATION),
                    span_days=span,
                    basis=_basis(APPRECIATION),
                    pattern=True,
                ),
                {"days": setting.count("days", days), "usual": setting.number(usual)},
                size=setting.number(size),
                lo=setting.number(lo),
                hi=setting.number(hi),
                usual=setting.number(usual),
                estimate=setting.number(now),
            ),
        )
    )


def _balance(setting: Setting, levels: Levels | None) -> Part:
    answered = _answered(levels, BALANCE)
    if levels is None or answered < rules.BALANCE_DAYS or levels.span < rules.BALANCE_SPAN:
        pace = max(answered / setting.stretch.days, 0.2)
        wait = max(rules.BALANCE_SPAN - setting.stretch.days, ceil((rules.BALANCE_DAYS - answered) / pace), 1)
        return Part(not_yet=(setting.not_yet("balance", setting.more_days(wait)),))
    found = levels.difference(BALANCE)
    if found is None:
        return Part()
    values = levels.series[levels.names().index(BALANCE)].values
    more = int((values > 0).sum()) if found.mean > 0 else int((values < 0).sum())
    said = _directed(found, "effort_more", "received_more", rules.SURE)
    if said is None:
        return Part(not_yet=(setting.not_yet("silent_balance", setting.needs("more_difference")),))
    direction, probability, size = said
    lo, hi = _sizes(found)
    return Part(
        (
            setting.statement(
                f"balance.{direction}",
                probability,
                Evidence(
                    interval=found.interval(),
                    estimate=found.mean,
                    unit="points",
                    n=answered,
                    span_days=levels.span,
                    basis=_basis(BALANCE),
                    pattern=True,
                ),
                {"span": setting.span(max(levels.span * max(size - rules.POINT, 0.0), 7.0))},
                more=more,
                both=setting.count("days", answered),
                size=setting.number(size),
                lo=setting.number(lo),
                hi=setting.number(hi),
            ),
        )
    )
