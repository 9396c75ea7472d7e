"""What is counted from what was entered, with no doubt about it: load, limits, decisions, contacts, stretches, gaps."""

from __future__ import annotations

from upright.reading.beliefs import belief_facts
from upright.reading.contact import contact_part
from upright.reading.own import own_facts
from upright.reading.setting import Setting
from upright.reading.types import Fact, Part
from upright.record import Boundary, CheckIn, Decision, Load
from upright.record.latest import latest_loads
from upright.record.words import AREAS

__all__ = ["counted_part"]

MANY_MISSING = 0.25  # share of days without an entry from which the reading speaks of it


def counted_part(setting: Setting) -> Part:
    """Every fact of the reading, in the order in which it is shown."""
    facts = (
        *_coverage(setting),
        *_moments(setting),
        *own_facts(setting),
        *_absences(setting),
        *_pause(setting),
        *_stretches(setting),
        *belief_facts(setting),
        *_load(setting),
        *_boundaries(setting),
        *_decision(setting),
    )
    return Part(facts=facts) + contact_part(setting)


def _coverage(setting: Setting) -> tuple[Fact, ...]:
    cut = slice(setting.stretch.start, setting.stretch.end)
    span, empty = setting.stretch.days, int((~setting.days.entered[cut]).sum())
    if span < 14 or empty < MANY_MISSING * span:
        return ()
    return (setting.fact("coverage", empty, span, days=setting.count("days", span), n=empty),)


def _moments(setting: Setting) -> tuple[Fact, ...]:
    """How many moments of each kind were noted in this stretch."""
    cut = slice(setting.stretch.start, setting.stretch.end)
    noted = {"regard": int(setting.days.regard[cut].sum()), "disregard": int(setting.days.disregard[cut].sum())}
    if not any(noted.values()):
        return ()
    worded = {kind: setting.count(kind, n) for kind, n in noted.items()}
    return (
        setting.fact(
            "moments", sum(noted.values()), setting.stretch.days, span=setting.span(setting.stretch.days), **worded
        ),
    )


def _absences(setting: Setting) -> tuple[Fact, ...]:
    """The five facts that look alike, each counted by itself."""
    days = setting.days
    counts = {
        "missing": int((~days.noted).sum()),
        "unanswered": sum(_unanswered(r) for r in setting.of(CheckIn)),
        "skipped": sum(days.left_out.values()),
        "not_asked": sum(days.not_asked.values()),
        "uneventful": int(days.eventless.sum()),
        "zero": int(sum((values == 0).sum() for values in days.ratings.values())),
    }
    told = [setting.count(what, n) for what, n in counts.items() if n]
    if not told:
        return ()
    return (setting.fact("absences", sum(counts.values()), days.span, list=told),)


def _unanswered(record: CheckIn) -> int:
    """Questions that were asked and passed; known only where it was noted which were not asked."""
    if not record.not_asked:
        return 0
    return len(set(record.items) - set(record.ratings) - {*record.skipped, *record.not_asked})


def _pause(setting: Setting) -> tuple[Fact, ...]:
    """The last run of weeks in which nothing was written, which bounds what is read."""
    days = setting.days
    if not days.pauses:
        return ()
    start, end = days.pauses[-1]
    since = {"from_": days.date(start), "to": days.date(end - 1)}
    return (setting.fact("pause_now" if end == days.span else "pause", end - start, days.span, **since),)


def _stretches(setting: Setting) -> tuple[Fact, ...]:
    days = setting.days
    if all(s.together for s in days.stretches):
        return ()
    parts = [
        setting.say(
            f"reading.fact.stretch_{'together' if s.together else 'apart'}", dates=setting.dates(s.start, s.end - 1)
        )
        for s in days.stretches
    ]
    return (setting.fact("stretches", len(parts), days.span, list=parts),)


def _load(setting: Setting) -> tuple[Fact, ...]:
    loads = latest_loads(setting.of(Load))
    if not loads:
        return ()
    span, facts = setting.days.span, []
    for area in AREAS:
        of_area = [r for r in loads if r.area == area]
        if of_area:
            facts.append(_load_area(setting, area, of_area, span))
    if len(loads) > 1:
        mine, theirs = (sum(getattr(r, f"hours_week_{who}") or 0 for r in loads) for who in ("mine", "theirs"))
        facts.append(setting.fact("load_total", len(loads), span, mine=mine, theirs=theirs))
        unsaid = sum(r.hours_week_theirs is None for r in loads)
        if unsaid:
            facts.append(setting.fact("load_unsaid", unsaid, span, n=unsaid))
    return tuple(facts)


def _load_area(setting: Setting, area: str, loads: list[Load], span: int) -> Fact:
    """Hours a week of both in one area; what was not said is left unsaid, never taken as none."""
    name = setting.say(f"area.{area}")
    mine = sum(r.hours_week_mine or 0 for r in loads)
    said = [r.hours_week_theirs for r in loads if r.hours_week_theirs is not None]
    if not said:
        return setting.fact("load_area_unsaid", len(loads), span, area=name, mine=mine)
    fact = setting.fact("load_area", len(loads), span, area=name, mine=mine, theirs=sum(said))
    if sum(said) == mine or len(said) < len(loads):
        return fact
    more = setting.say(f"reading.fact.load_more_{'theirs' if sum(said) > mine else 'mine'}")
    return Fact(fact.id, f"{fact.text} {more}", fact.n, fact.span_days)


def _boundaries(setting: Setting) -> tuple[Fact, ...]:
    facts = []
    for record in setting.of(Boundary):
        tested, kept = (
            sum(e.what == what and e.at <= setting.now for e in record.events) for what in ("tested", "kept")
        )
        id, on = ("boundary" if tested or kept else "boundary_quiet"), setting.date(record.at)
        words = {"if_": _phrase(record.if_), "then": _phrase(record.then)}
        times = {"tested": setting.count("times", tested), "kept": setting.count("times", kept)}
        facts.append(setting.fact(id, tested, setting.days.span, date=on, **words, **times))
    return tuple(facts)


def _phrase(text: str) -> str:
    """Her words as part of a line: spaces joined, no full stop at the end."""
    return " ".join(text.split()).rstrip(".")


def _decision(setting: Setting) -> tuple[Fact, ...]:
    decisions = setting.of(Decision)
    if not decisions:
        return ()
    last = decisions[-1]
    values = {"date": setting.date(last.at), "choice": setting.say(f"choice.{last.choice}.running")}
    span = setting.days.span
    if last.choice == "undecided":
        id = "decision_undecided_reasons" if last.reason_lines else "decision_undecided"
    else:
        id = "decision" if last.reason_lines else "decision_bare"
    facts = [setting.fact(id, len(decisions), span, **values)]
    if last.stay is not None and last.leave is not None:
        scales = setting.fact("decision_scales", 1, span, stay=last.stay, leave=last.leave)
        both = setting.say("reading.fact.decision_both") if last.stay >= 5 and last.leave >= 5 else ""
        facts.append(Fact(scales.id, f"{scales.text} {both}".strip(), 1, span))
    return tuple(facts)
