"""Reasons to stay that she was taught, each beside her own ledger: one sentence, counted, in either direction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from upright.reading.setting import Setting
from upright.reading.types import Fact
from upright.record import Belief, Load, Moment, Try
from upright.record.latest import latest_loads, topic_key
from upright.record.words import BELIEFS, FACETS

__all__ = ["Ledger", "belief_facts", "ledgers", "waited_days"]

_PEACE_DAYS = 14
_FEWEST_WEEKS = 4

Told = tuple[str, int, Mapping[str, object]]  # which sentence, from how many entries, and its values


@dataclass(frozen=True)
class Ledger:
    """A belief as she wrote it last, in words, and the one sentence that is counted beside it."""

    belief: Belief
    words: str
    fact: Fact


def ledgers(setting: Setting) -> tuple[Ledger, ...]:
    """One for each belief and topic she wrote down, in order of writing."""
    written: dict[tuple[str, str], Belief] = {}
    for record in setting.of(Belief):
        written[(record.belief, topic_key(record.topic))] = record
    return tuple(Ledger(one, _words(setting, one), _fact(setting, one)) for one in written.values())


def belief_facts(setting: Setting) -> tuple[Fact, ...]:
    """The same as facts of the reading: the belief in its own words, then the sentence; no word follows it."""
    found = []
    for one in ledgers(setting):
        shown = setting.say("reading.fact.belief_shown", belief=one.words)
        found.append(Fact(one.fact.id, f"{shown} {one.fact.text}", one.fact.n, one.fact.span_days))
    return tuple(found)


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


def _words(setting: Setting, belief: Belief) -> str:
    return setting.say(f"belief.{belief.belief}") if belief.belief in BELIEFS else belief.belief


def _fact(setting: Setting, belief: Belief) -> Fact:
    """The sentence beside one belief; where nothing she wrote speaks to it, that is said."""
    name = belief.belief if belief.belief in BELIEFS else "free"
    if name in ("free", "for_the_children"):  # no ledger judges it
        return setting.fact(f"belief_{name}", 0, setting.days.span)
    told = _LEDGERS[name](setting, belief)
    if told is None:
        return setting.fact("belief_nothing", 0, setting.days.span)
    id, n, values = told
    return setting.fact(f"belief_{id}", n, setting.days.span, **values)


def _tries(setting: Setting, belief: Belief) -> list[Try]:
    """The tries on the belief's topic, or all of them where it has none."""
    return [t for t in setting.of(Try) if not belief.topic or topic_key(t.topic) == topic_key(belief.topic)]


def _changes(setting: Setting, tries: Sequence[Try]) -> str:
    return setting.count("changes", sum(t.outcome == "changed" for t in tries))


def _time(setting: Setting, belief: Belief) -> Told | None:
    """Days waited on the topic, how often she asked, and what came of it."""
    tries = _tries(setting, belief)
    if not tries:
        return None
    values = {
        "topic": " ".join(belief.topic.split()) or setting.say("reading.topic.every"),
        "days": setting.count("days", waited_days(setting, tries)),
        "asked": setting.count("asked", sum(t.way == "asked" for t in tries)),
        "changes": _changes(setting, tries),
    }
    return "give_it_time", len(tries), values


def _by_way(way: str, id: str) -> Callable[[Setting, Belief], Told | None]:
    """How often she tried in one way, and how often that brought a change."""

    def ledger(setting: Setting, belief: Belief) -> Told | None:
        tries = [t for t in _tries(setting, belief) if t.way == way]
        if not tries:
            return None
        return id, len(tries), {way: setting.count(way, len(tries)), "changes": _changes(setting, tries)}

    return ledger


def _effort(setting: Setting, belief: Belief) -> Told | None:
    """Her own effort beside what was done unasked."""
    effort, unasked = (setting.days.ratings[item] for item in ("effort", "unprompted"))
    if np.isnan(effort).all() or np.isnan(unasked).all():
        return None
    n = int((~np.isnan(effort) | ~np.isnan(unasked)).sum())
    values = {
        "effort": setting.number(float(np.nanmean(effort))),
        "unasked": setting.number(float(np.nanmean(unasked))),
        "days": setting.count("days", n),
    }
    return "give_more", n, values


def _hours(setting: Setting, belief: Belief) -> Told | None:
    """Hours a week of both, the latest entry of each task; what was not said is no 0."""
    loads = latest_loads(setting.of(Load))
    mine, theirs = (
        [hours for r in loads if (hours := getattr(r, f"hours_week_{who}")) is not None] for who in ("mine", "theirs")
    )
    if not mine:
        return None
    if not theirs:
        return "love_is_sacrifice_unsaid", len(loads), {"mine": sum(mine)}
    return "love_is_sacrifice", len(loads), {"mine": sum(mine), "theirs": sum(theirs)}


def _peace(setting: Setting, belief: Belief) -> Told | None:
    """The moments in the two weeks after each time she let it go (`waited`), none counted twice."""
    times = [t.at for t in setting.of(Try) if t.way == "waited"]
    if not times:
        return None
    within = timedelta(days=_PEACE_DAYS)
    moments = [r for r in setting.of(Moment) if any(at < r.at <= at + within for at in times)]
    regard = sum(m.regard for m in moments)
    values = {
        "regard": setting.count("regard", regard),
        "disregard": setting.count("disregard", len(moments) - regard),
        "span": setting.span(_PEACE_DAYS),
    }
    return "keep_the_peace", len(times), values


def _everyone(setting: Setting, belief: Belief) -> Told | None:
    """Her own best weeks beside her others."""
    weeks = _weeks(setting)
    if len(weeks) < _FEWEST_WEEKS:
        return None
    quarter = len(weeks) // 4
    values = {
        "hi": setting.number(float(np.mean(weeks[-quarter:]))),
        "lo": setting.number(float(np.mean(weeks[:-quarter]))),
    }
    return "everyone_is_like_this", len(weeks), values


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


# Each belief's own ledger; `for_the_children` and her own words have none.
_LEDGERS: dict[str, Callable[[Setting, Belief], Told | None]] = {
    "love_is_sacrifice": _hours,
    "give_it_time": _time,
    "explain_better": _by_way("explained", "explain_better"),
    "give_more": _effort,
    "keep_the_peace": _peace,
    "keep_it_inside": _by_way("sought_help", "keep_it_inside"),
    "everyone_is_like_this": _everyone,
}
