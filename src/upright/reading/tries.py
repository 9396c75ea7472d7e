"""Layer one, the tries ledger: answer rates by topic, by way, and over all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil

from upright.reading import rules
from upright.reading.ledger import Rate, Tried, answer_rates, pooled_rate
from upright.reading.setting import Evidence, Setting
from upright.reading.types import Fact, NotYet, Part, Statement
from upright.record import Try
from upright.record.latest import topic_key
from upright.record.words import WAYS
from upright.wording import list_of

__all__ = ["tries_part", "tried"]

HALF, LIKELY = 0.5, 0.66


def tried(record: Try, now: datetime, group: str) -> Tried:
    """A try as the ledger counts it on the day of `now`: an outcome that lies later is still open."""
    closed = record.closed and (record.outcome_at is None or record.outcome_at <= now)
    if closed:
        delay = None if record.outcome_at is None else max((record.outcome_at - record.at).total_seconds() / 86400, 0.0)
        return Tried(group, record.outcome == "changed", delay)
    return Tried(group, None, max((now - record.at).total_seconds() / 86400, 0.0))


def tries_part(setting: Setting) -> Part:
    """Statements, facts and what is too early to say about tries."""
    tries = setting.of(Try)
    if not tries:
        return Part()
    names: dict[str, str] = {}
    for t in tries:
        names.setdefault(topic_key(t.topic), " ".join(t.topic.split()))
    by_topic = answer_rates([tried(t, setting.now, topic_key(t.topic)) for t in tries])
    by_way = answer_rates([tried(t, setting.now, t.way) for t in tries])
    statements: list[Statement] = []
    facts: list[Fact] = []
    not_yet: list[NotYet] = []
    span = (setting.date(setting.now) - setting.date(tries[0].at)).days + 1

    overall = pooled_rate([tried(t, setting.now, topic_key(t.topic)) for t in tries])
    if len(by_topic) > 1 and overall is not None and enough(overall, rules.CLOSED_TRIES_ALL):
        statements.append(_statement(setting, "tries.all", overall, span, {}))
    for rate in sorted(by_topic, key=lambda r: -r.tries):
        topic = names[rate.group] or setting.say("reading.topic.none")
        facts.append(_counted(setting, topic, [t for t in tries if topic_key(t.topic) == rate.group], span))
        if enough(rate, rules.CLOSED_TRIES) and not _against_itself(rate):
            statements.append(_statement(setting, "tries", rate, span, {"topic": topic}, pooled=len(by_topic) > 1))
        else:
            needs = setting.needs(
                "tries", n=max(rules.CLOSED_TRIES - rate.closed, ceil(rate.tries / 2) - rate.closed, 1)
            )
            not_yet.append(setting.not_yet("tries_topic", needs, topic=topic, n=rate.closed))
    if len(by_way) > 1:
        for rate in sorted(by_way, key=lambda r: -r.tries):
            if enough(rate, rules.CLOSED_TRIES_WAY):
                statements.append(_statement(setting, "tries.way", rate, span, {"way": rate.group}))
    return Part(tuple(statements), tuple(not_yet), tuple(facts))


def enough(rate: Rate, closed: int) -> bool:
    """Whether so many tries of a group have a known outcome, and at least half of them."""
    return rate.closed >= closed and 2 * rate.closed >= rate.tries


def _against_itself(rate: Rate) -> bool:
    """Whether other topics tip the claim to a side that her own outcomes on this topic do not lean to."""
    under = rate.posterior.below(HALF)
    return (under >= LIKELY and rate.changed >= rate.unchanged) or (
        under <= 1 - LIKELY and rate.changed <= rate.unchanged
    )


def _counted(setting: Setting, topic: str, tries: Sequence[Try], span: int) -> Fact:
    """The plain ledger line: "On housework: asked 3 times, waited once; 0 changes"."""
    known = [(t.way, tried(t, setting.now, "").changed) for t in tries]
    ways = []
    for way in WAYS:
        made, changed = (sum(w == way and (c is True or all_) for w, c in known) for all_ in (True, False))
        if made:
            alone = f" ({setting.count('changes', changed)})" if changed and len({w for w, _ in known}) > 1 else ""
            ways.append(setting.count(way, made) + alone)
    came = [setting.count("changes", sum(c is True for _, c in known))]
    pending = sum(c is None for _, c in known)
    if pending:
        came.append(setting.count("pending", pending))
    worded = {
        "ways": list_of(ways, setting.language, plain=True),
        "changes": list_of(came, setting.language, plain=True),
    }
    return setting.fact("tries_ways", len(tries), span, topic=topic, **worded)


def _outcomes(setting: Setting, rate: Rate) -> str:
    """ "1 brought a change, 3 did not, 1 has no answer yet"."""
    parts = [setting.count("changed", rate.changed)]
    if rate.unchanged and rate.changed:
        parts.append(setting.count("unchanged", rate.unchanged))
    if rate.pending:
        parts.append(setting.count("pending", rate.pending))
    return list_of(parts, setting.language, plain=True)


def _statement(
    setting: Setting, stem: str, rate: Rate, span: int, about: dict[str, str], *, pooled: bool = False
) -> Statement:
    under = rate.posterior.below(HALF)
    id = f"{stem}{'_' if stem != 'tries' else '.'}{'under' if under >= 0.5 else 'over'}_half"
    worded = dict(about)
    if "way" in worded:
        worded["way"] = setting.say(f"way.{worded['way']}.running")
    even = max(under, 1 - under) < LIKELY
    made = setting.statement(
        id,
        max(under, 1 - under),
        Evidence(
            interval=rate.posterior.interval(),
            estimate=rate.posterior.mean,
            unit="share",
            n=rate.tries,
            span_days=span,
            basis=("try",),
            layer="ledger",
            about=about,
        ),
        {"n": _next_tries(rate, under, even=even)},
        times=setting.count("times", rate.tries),
        outcomes=_outcomes(setting, rate),
        **worded,
    )
    if even:
        side = "under" if under >= HALF else "over"
        more = setting.say(f"reading.tries.{side}_half.more", n=_next_tries(rate, under, even=True))
        made = replace(made, changes_if=more)
    return replace(made, text=f"{made.text} {setting.say('reading.tries.pooled')}") if pooled else made


def _next_tries(rate: Rate, under: float, *, even: bool) -> int:
    """How many next tries, all going the other way, would bring a likely claim to the middle, or an even one beyond it
    (at most 20)."""
    enough = 1 - LIKELY if even else LIKELY
    grid, mass = rate.posterior.grid, rate.posterior.mass
    for k in range(1, 20):
        mass = mass * (grid if under >= 0.5 else 1 - grid)
        mass = mass / mass.sum()
        below = float(mass @ (grid < HALF))
        if (below if under >= HALF else 1 - below) < enough:
            return k
    return 20
