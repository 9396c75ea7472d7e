"""The figures' numbers: every mark that is drawn stands in a table here, with its doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import exp
from typing import Any

from upright.model.learn import Learnt
from upright.reading import rules
from upright.reading.contact import contact_figure
from upright.reading.counts import rate_likelihood, rate_posterior
from upright.reading.ledger import Rate, answer_rates, pooled_rate
from upright.reading.levels import APPRECIATION, Levels
from upright.reading.setting import Setting
from upright.reading.tries import enough, tried
from upright.reading.types import Figure, Statement
from upright.reading.weekly import WeekLevel, weekly_levels
from upright.record import Load, Try
from upright.record.latest import latest_loads, topic_key
from upright.record.words import AFTER_ITEMS

__all__ = ["figures_of", "forecast_of"]

LONGEST = 26  # weeks shown: half a year; what lies further back is in the statements
WEEK = 7
NOW = 56  # days
OUTCOMES = ("changed", "heard", "dismissed", "backfired")


def figures_of(
    setting: Setting, levels: Levels | None, statements: tuple[Statement, ...], learnt: Learnt | None = None
) -> tuple[Figure, ...]:
    """Every figure that has something to show."""
    said = {s.id: s for s in statements}
    drawn = (
        _baseline(setting, levels, said),
        _balance(setting, levels, said),
        _moments(setting, said),
        _tries(setting, said),
        _load(setting),
        _loop(setting, said, learnt),
        _carried(setting, said, learnt),
        _ahead(setting, learnt),
        *_after(setting, levels, said),
        contact_figure(setting),
    )
    return tuple(f for f in drawn if f is not None)


def _figure(
    setting: Setting,
    id: str,
    titles: dict[str, str],
    said: dict[str, Statement],
    keys: tuple[str, ...],
    rows: list[tuple[Any, ...]],
    columns: dict[str, str] | None = None,
) -> Figure:
    """A figure whose title is the first of `titles` (statement id -> variant) that was said, else the plain one."""
    title, worded = "plain", {}
    for statement, variant in titles.items():
        if statement in said:
            title, worded = variant, {"doubt": said[statement].words, "odds": said[statement].odds}
            break
    names = columns or {}
    return Figure(
        id,
        setting.say(f"reading.figure.{id}.title_{title}", **worded),
        setting.say(f"reading.figure.{id}.caption"),
        keys,
        tuple(setting.say(f"reading.column.{names.get(k, k)}") for k in keys),
        tuple(rows),
    )


def _week_ends(setting: Setting, weeks: int) -> list[date]:
    last = setting.stretch.end - 1
    return [setting.days.date(last - WEEK * (weeks - 1 - w)) for w in range(weeks)]


def _round(x: float | None) -> float | None:
    return None if x is None else round(x, 2)


def _level_cells(week: WeekLevel) -> tuple[float | None, ...]:
    return _round(week.level), _round(week.low), _round(week.high)


def _baseline(setting: Setting, levels: Levels | None, said: dict[str, Statement]) -> Figure | None:
    if levels is None or APPRECIATION not in levels.names():
        return None
    weeks = weekly_levels(levels, APPRECIATION, LONGEST)
    rows = [(end, w.answered, *_level_cells(w)) for end, w in zip(_week_ends(setting, len(weeks)), weeks, strict=True)]
    titles = {"trend.appreciation.risen": "risen", "trend.appreciation.fallen": "fallen"}
    if levels.span <= NOW:  # over more days than this the mean of all is no longer where it stands
        titles |= {"level.appreciation.above": "above", "level.appreciation.below": "below"}
    return _figure(setting, "baseline", titles, said, ("week", "answers", "level", "low", "high"), rows)


def _after(setting: Setting, levels: Levels | None, said: dict[str, Statement]) -> list[Figure]:
    """After leaving: each of her own states that was answered, week by week."""
    if levels is None or setting.stretch.together:
        return []
    figures = []
    for item in AFTER_ITEMS:
        if item in levels.names():
            weeks = weekly_levels(levels, item, LONGEST)
            rows = [
                (end, w.answered, *_level_cells(w))
                for end, w in zip(_week_ends(setting, len(weeks)), weeks, strict=True)
            ]
            keys = ("week", "answers", "level", "low", "high")
            title = setting.say("reading.figure.state.title_plain", item=setting.say(f"item.{item}.running"))
            caption = setting.say("reading.figure.baseline.caption")
            columns = tuple(setting.say(f"reading.column.{k}") for k in keys)
            figures.append(Figure(item, title, caption, keys, columns, tuple(rows)))
    return figures


def _balance(setting: Setting, levels: Levels | None, said: dict[str, Statement]) -> Figure | None:
    if levels is None or not {"effort", "unprompted"} <= set(levels.names()):
        return None
    given, received = (weekly_levels(levels, item, LONGEST) for item in ("effort", "unprompted"))
    rows = [
        (end, *_level_cells(g), *_level_cells(r))
        for end, g, r in zip(_week_ends(setting, len(given)), given, received, strict=True)
    ]
    keys = ("week", "given", "given_low", "given_high", "received", "received_low", "received_high")
    columns = {k: k.rsplit("_", 1)[-1] for k in keys}
    titles = {"balance.effort_more": "effort_more", "balance.received_more": "received_more"}
    return _figure(setting, "balance", titles, said, keys, rows, columns)


def _moments(setting: Setting, said: dict[str, Statement]) -> Figure | None:
    days, start, end = setting.days, setting.stretch.start, setting.stretch.end
    if not (days.regard[start:end].any() or days.disregard[start:end].any()):
        return None
    weeks = min(LONGEST, -(-(end - start) // WEEK))
    rows = []
    for w, last in enumerate(_week_ends(setting, weeks)):
        stop = end - WEEK * (weeks - 1 - w)
        cells: list[Any] = [last]
        for counts in (days.regard, days.disregard):
            # the rate is that of the week with its neighbours: one week alone says little
            near = slice(max(start, stop - 2 * WEEK), min(end, stop + WEEK))
            found = rate_posterior(rate_likelihood(counts[near], days.entered[near]))
            low, high = (round(WEEK * exp(x), 2) for x in found.interval())
            cells += [int(counts[max(start, stop - WEEK) : stop].sum()), low, high]
        rows.append(tuple(cells))
    keys = ("week", "regard", "regard_low", "regard_high", "disregard", "disregard_low", "disregard_high")
    columns = {k: k.rsplit("_", 1)[-1] for k in keys}
    titles = {
        "moments.more_disregard": "more_disregard",
        "moments.more_regard": "more_regard",
        "moments.mixed": "mixed",
    }
    return _figure(setting, "moments", titles, said, keys, rows, columns)


def _tries(setting: Setting, said: dict[str, Statement]) -> Figure | None:
    tries = setting.of(Try)
    if not tries:
        return None
    rates = sorted(answer_rates([tried(t, setting.now, topic_key(t.topic)) for t in tries]), key=lambda r: -r.tries)
    names = {
        topic_key(t.topic): " ".join(t.topic.split()) or setting.say("reading.topic.none") for t in reversed(tries)
    }
    rows = [_try_row(setting, names[r.group], r, [t for t in tries if topic_key(t.topic) == r.group]) for r in rates]
    overall = pooled_rate([tried(t, setting.now, topic_key(t.topic)) for t in tries])
    if len(rows) > 1 and overall is not None:
        rows.append(_try_row(setting, setting.say("reading.column.all"), overall, tries))
    titles = {"tries.all_under_half": "under_half", "tries.all_over_half": "over_half"}
    return _figure(setting, "tries", titles, said, ("topic", *OUTCOMES, "pending", "rate", "low", "high"), rows)


def _try_row(setting: Setting, name: str, rate: Rate, tries: Sequence[Try]) -> tuple[Any, ...]:
    known = [t for t in tries if tried(t, setting.now, "").changed is not None]
    counts = [sum(t.outcome == outcome for t in known) for outcome in OUTCOMES]
    counted = (name, *counts, len(tries) - len(known))
    if not enough(rate, rules.CLOSED_TRIES):
        return (*counted, None, None, None)
    low, high = rate.posterior.interval()
    return (*counted, round(rate.posterior.mean, 3), round(low, 3), round(high, 3))


def _loop(setting: Setting, said: dict[str, Statement], learnt: Learnt | None) -> Figure | None:
    """The two arrows: what is seen two days after a day two points higher."""
    form = next((s for s in said.values() if s.id.startswith("loop.")), None)
    if learnt is None or learnt.loop is None or form is None:
        return None
    arrows = (
        ("effort_appreciation", learnt.loop.appreciation_after_effort),
        ("appreciation_effort", learnt.loop.effort_after_appreciation),
    )
    rows = tuple(
        (setting.say(f"reading.figure.loop.{name}"), *(_round(x) for x in (e.estimate, e.low, e.high, e.more, e.less)))
        for name, e in arrows
    )
    keys = ("arrow", "change", "low", "high", "more", "less")
    title = "reading.figure.loop.title_none" if form.id == "loop.not_established" else "reading.figure.loop.title"
    return Figure(
        "loop",
        setting.say(title, form=setting.say(form.id), doubt=form.words, odds=form.odds),
        setting.say("reading.figure.loop.caption"),
        keys,
        tuple(setting.say(f"reading.column.{key}") for key in keys),
        rows,
    )


def _carried(setting: Setting, said: dict[str, Statement], learnt: Learnt | None) -> Figure | None:
    """What a moment of disregard leaves, by day: in being drained, or where only that is said, in appreciation."""
    name = "appreciation" if "carried.appreciation.lasts" in said and "carried.drained.lasts" not in said else "drained"
    if learnt is None or name not in learnt.loads:
        return None
    rows: list[tuple[Any, ...]] = [
        (day, *(_round(x) for x in points)) for day, points in enumerate(learnt.loads[name].curve, 1)
    ]
    titles = {f"carried.{name}.lasts": f"{name}_lasts", f"carried.{name}.passes": f"{name}_passes"}
    return _figure(setting, "carried", titles, said, ("days_after", "change", "low", "high"), rows)


def forecast_of(setting: Setting, learnt: Learnt | None) -> dict[str, Any] | None:
    """The next four weeks as they stand in the reading; None where past forecasts have not beaten the same as usual."""
    if learnt is None or learnt.ahead is None or learnt.ahead.fan is None or learnt.ahead.skill is None:
        return None
    fan, skill = learnt.ahead.fan, learnt.ahead.skill
    quantiles = {name: [round(x, 2) for x in getattr(fan, name)] for name in ("median", "q05", "q25", "q75", "q95")}
    days = [setting.days.date(fan.first + i) for i in range(fan.days)]
    errors = {"error": round(skill.model, 3), "usual_error": round(skill.usual, 3)}
    return {"days": days, "item": APPRECIATION, **quantiles, **errors}


def _ahead(setting: Setting, learnt: Learnt | None) -> Figure | None:
    """The next four weeks as a fan, with how far such forecasts were off on her own past days."""
    told = forecast_of(setting, learnt)
    if told is None:
        return None
    keys = ("date", "low", "lower", "median", "upper", "high")
    caption = setting.say(
        "reading.figure.ahead.caption",
        error=setting.number(told["error"], 2),
        usual=setting.number(told["usual_error"], 2),
    )
    return Figure(
        "ahead",
        setting.say("reading.figure.ahead.title_plain"),
        caption,
        keys,
        tuple(setting.say(f"reading.column.{key}") for key in keys),
        tuple(zip(*(told[key] for key in ("days", "q05", "q25", "median", "q75", "q95")), strict=True)),
    )


def _load(setting: Setting) -> Figure | None:
    loads = latest_loads(setting.of(Load))
    if not loads:
        return None
    rows = [
        (" ".join(r.task.split()), setting.say(f"area.{r.area}"), r.hours_week_mine, r.hours_week_theirs) for r in loads
    ]
    mine, theirs = (sum(getattr(r, f"hours_week_{who}") or 0 for r in loads) for who in ("mine", "theirs"))
    figure = _figure(setting, "load", {}, {}, ("task", "area", "mine", "theirs"), rows)
    unsaid = any(r.hours_week_theirs is None or r.hours_week_mine is None for r in loads)
    if unsaid or mine == theirs:
        return figure
    title = setting.say(f"reading.figure.load.title_{'mine' if mine > theirs else 'theirs'}_more")
    return Figure(figure.id, title, figure.caption, figure.keys, figure.columns, figure.rows)
