"""Reasons to stay that she was taught, each beside her own ledger: one sentence, counted, in either direction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from upright.reading.setting import Setting
from upright.reading.tries import topic_key
from upright.reading.types import Fact
from upright.record import Belief, Load, Moment, Try
from upright.record.words import BELIEFS, FACETS

__all__ = ["belief_facts", "latest_loads", "waited_days"]


def belief_facts(setting: Setting) -> tuple[Fact, ...]:
    """One fact for each belief and topic she wrote down, in order of writing."""
    written: dict[tuple[str, str], Belief] = {}
    for record in setting.of(Belief):
        written[(record.belief, topic_key(record.topic))] = record
    return tuple(_shown(setting, record, _fact(setting, record)) for record in written.values())


def waited_days(setting: Setting, tries: Sequence[Try]) -> int:
    """Days of waiting on one topic: from each `waited` to its outcome, the next try, or now; none twice."""
    waited: set[int] = set()
    for i, record in enumerate(tries):
        if record.way != "waited":
            continue
        end = setting.now
        if record.outcome_at is not None and record.closed:
            end = min(end, record.outcome_at)
        elif i + 1 < len(tries):
            end = min(end, tries[i + 1].at)
        first = setting.days.place(record.at, setting.starts)
        waited.update(range(first, max(setting.days.place(end, setting.starts), first)))
    return len(waited)


def _fact(setting: Setting, belief: Belief) -> Fact:
    name = belief.belief if belief.belief in BELIEFS else "free"
    span = setting.days.span
    tries = [t for t in setting.of(Try) if not belief.topic or topic_key(t.topic) == topic_key(belief.topic)]
    topic = " ".join(belief.topic.split()) or setting.say("reading.topic.every")
    values: dict[str, object] = {"topic": topic}
    n = len(tries)
    if name == "give_it_time":
        values |= {
            "days": setting.count("days", waited_days(setting, tries)),
            "asked": setting.count("asked", sum(t.way == "asked" for t in tries)),
            "changes": setting.count("changes", sum(t.outcome == "changed" for t in tries)),
        }
    elif name in ("explain_better", "keep_it_inside"):
        way = "explained" if name == "explain_better" else "sought_help"
        mine = [t for t in tries if t.way == way]
        n = len(mine)
        values |= {
            way: setting.count(way, n),
            "changes": setting.count("changes", sum(t.outcome == "changed" for t in mine)),
        }
    elif name == "give_more":
        effort, unasked = (setting.days.ratings[item] for item in ("effort", "unprompted"))
        if np.isnan(effort).all() or np.isnan(unasked).all():
            return setting.fact("belief_free", 0, span)
        values |= {
            "effort": setting.number(float(np.nanmean(effort))),
            "unasked": setting.number(float(np.nanmean(unasked))),
        }
        n = int((~np.isnan(effort) | ~np.isnan(unasked)).sum())
        values["days"] = setting.count("days", n)
    elif name == "love_is_sacrifice":
        mine_hours, their_hours = _hours(setting)
        values |= {"mine": mine_hours, "theirs": their_hours}
        n = len(setting.of(Load))
    elif name == "keep_the_peace":
        after = _moments_after_waiting(setting)
        if after is None:
            return setting.fact("belief_free", 0, span)
        n, regard, disregard = after
        values |= {
            "regard": setting.count("regard", regard),
            "disregard": setting.count("disregard", disregard),
            "span": setting.span(14),
        }
    elif name == "everyone_is_like_this":
        weeks = _weeks(setting)
        if len(weeks) < 4:
            return setting.fact("belief_free", 0, span)
        quarter = max(1, len(weeks) // 4)
        values |= {
            "hi": setting.number(float(np.mean(weeks[-quarter:]))),
            "lo": setting.number(float(np.mean(weeks[:-quarter]))),
        }
        n = len(weeks)
    return setting.fact(f"belief_{name}", n, span, **values)


def _shown(setting: Setting, belief: Belief, fact: Fact) -> Fact:
    """The belief in its own words, then the ledger's sentence; no word follows it."""
    words = setting.say(f"belief.{belief.belief}") if belief.belief in BELIEFS else belief.belief
    shown = setting.say("reading.fact.belief_shown", belief=words)
    return Fact(fact.id, f"{shown} {fact.text}", fact.n, fact.span_days)


def _hours(setting: Setting) -> tuple[float, float]:
    """Hours a week of both, the latest entry of each task."""
    loads = latest_loads(setting)
    return sum(r.hours_week_mine or 0 for r in loads), sum(r.hours_week_theirs or 0 for r in loads)


def latest_loads(setting: Setting) -> list[Load]:
    """The latest entry of each task."""
    return list({topic_key(record.task): record for record in setting.of(Load)}.values())


def _moments_after_waiting(setting: Setting) -> tuple[int, int, int] | None:
    """Times she let it go (`waited`), and the moments noted in the two weeks after each, none counted twice."""
    times = [t.at for t in setting.of(Try) if t.way == "waited"]
    if not times:
        return None
    moments = [r for r in setting.of(Moment) if any(at < r.at <= at + timedelta(days=14) for at in times)]
    regard = sum(m.regard for m in moments)
    return len(times), regard, len(moments) - regard


def _weeks(setting: Setting) -> list[float]:
    """Her own weeks by mean felt appreciation, lowest first; weeks with three answered days or more."""
    days = setting.days
    facets = np.stack([days.ratings[f] for f in FACETS])
    seen = ~np.isnan(facets)
    felt = np.where(seen.any(axis=0), np.where(seen, facets, 0).sum(axis=0) / np.maximum(seen.sum(axis=0), 1), np.nan)
    out = []
    for start in range(0, days.span, 7):
        week = felt[start : start + 7]
        if (~np.isnan(week)).sum() >= 3:
            out.append(float(np.nanmean(week)))
    return sorted(out)
