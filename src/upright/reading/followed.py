"""Layer three: the loop, what follows felt appreciation, what goes together with it, and what moments leave behind.

Everything here rests on fitted models (`model.learn`); which numbers count, and from which probability on, is in
`rules`. Nothing said here is a cause.
"""

from __future__ import annotations

from math import ceil

from upright.model.ahead import Ahead
from upright.model.learn import Effect, Learnt, Link, Load, Loop
from upright.reading import rules
from upright.reading.setting import Evidence, Setting
from upright.reading.types import NotYet, Part, Statement
from upright.record.words import FACETS
from upright.wording import doubt, odds

__all__ = ["followed_part"]

LAYER = "loop"
LINKS = tuple(f"follows.appreciation.{item}" for item in ("worth", "drained", "uneasy"))
STRONG = 0.35  # spread of both arrows, in points, at which a strong form of the loop can mostly be told
LONGEST_WAIT = 24  # months
BURDEN = {"drained": 1.0, "appreciation": -1.0}


def followed_part(setting: Setting, learnt: Learnt | None) -> Part:
    """Everything said from fitted models; `learnt` is None where they were not asked for."""
    if learnt is None or not setting.stretch.together:
        return Part()
    part = _loop(setting, learnt.loop)
    for name, link in learnt.links.items():
        part += _link(setting, name, link)
    for name, load in learnt.loads.items():
        part += _load(setting, name, load)
    if "drained" not in learnt.loads:
        part += Part(not_yet=_load_not_yet(setting))
    return part + _ahead_not_yet(setting, learnt.ahead)


def _loop(setting: Setting, loop: Loop | None) -> Part:
    if loop is None:
        start, end = setting.stretch.start, setting.stretch.end
        answered = int((setting.days.answers["effort"][start:end] > 0).sum())
        pace = max(answered / setting.stretch.days, 0.2)
        wait = max(rules.LOOP_SPAN - setting.stretch.days, ceil((rules.LOOP_DAYS - answered) / pace), 7)
        return Part(not_yet=(setting.not_yet("loop", setting.more_days(wait)),))
    likeliest = max(loop.forms, key=lambda form: loop.forms[form])
    form = likeliest if loop.forms[likeliest] >= rules.SURE_FORM else "not_established"
    back = loop.forms["answered"]
    statement = setting.statement(
        f"loop.{form}",
        loop.forms[form],
        _evidence(None, loop.days, loop.span, ("checkin", *FACETS, "effort"), form != "not_established"),
        {},
        n=_months(loop),
        answered_doubt=doubt(back, setting.language),
        answered_odds=odds(back, setting.language),
    )
    basis = ("checkin", *FACETS, "effort")
    arrows = (
        _following(setting, "effort", "appreciation", loop.appreciation_after_effort, loop, basis),
        _following(setting, "appreciation", "effort", loop.effort_after_appreciation, loop, basis),
    )
    return Part((statement, *(arrow for arrow in arrows if arrow is not None)))


def _months(loop: Loop) -> int:
    """About how many more months of check-ins could show a strong form, as doubt falls with the root of the days; 0
    where it would have shown."""
    wider = max(loop.spreads) / STRONG
    days = loop.span * (min(wider, 10.0) ** 2 - 1.0)
    return min(max(0, ceil(days / 30.44)), LONGEST_WAIT)


def _evidence(effect: Effect | None, days: int, span: int, basis: tuple[str, ...], pattern: bool = True) -> Evidence:
    return Evidence(
        interval=None if effect is None else (effect.low, effect.high),
        estimate=None if effect is None else effect.estimate,
        unit="points",
        n=days,
        span_days=span,
        basis=basis,
        layer=LAYER,
        pattern=pattern,
    )


def _range(setting: Setting, low: float, high: float) -> str:
    """ "between 0.9 less and 0.1 more", or "between 0.2 and 0.6" where both ends lie on one side."""
    if low * high >= 0:
        ends = sorted((abs(low), abs(high)))
        return setting.say("reading.between", lo=setting.number(ends[0]), hi=setting.number(ends[1]))
    return setting.say("reading.between_sides", lower=setting.number(abs(low)), higher=setting.number(abs(high)))


def _following(
    setting: Setting, first: str, second: str, effect: Effect, fitted: Loop | Link, basis: tuple[str, ...]
) -> Statement | None:
    """What is seen two days after a day two points higher in the first."""
    return _directed(setting, f"follows.{first}.{second}", effect, fitted, basis)


def _directed(
    setting: Setting, stem: str, effect: Effect, fitted: Loop | Link, basis: tuple[str, ...]
) -> Statement | None:
    probability = max(effect.more, effect.less)
    if probability < (rules.SURE_LINK if stem in LINKS else rules.SURE_FOLLOWS):
        return None
    way = "higher" if effect.more >= effect.less else "lower"
    return setting.statement(
        f"{stem}.{way}",
        probability,
        _evidence(effect, fitted.days, fitted.span, basis),
        {"span": setting.span(max(14, fitted.span // 2))},
        size=setting.number(abs(effect.estimate)),
        range=_range(setting, effect.low, effect.high),
    )


def _link(setting: Setting, name: str, link: Link) -> Part:
    basis = ("checkin", *FACETS, name)
    said = (
        _directed(setting, f"together.{name}", link.together, link, basis),
        _following(setting, "appreciation", name, link.after, link, basis),
    )
    return Part(tuple(one for one in said if one is not None))


def _load(setting: Setting, name: str, load: Load) -> Part:
    carried = load.carried
    lasts = carried.more if BURDEN[name] > 0 else carried.less
    passes = 1.0 - carried.more - carried.less
    basis = ("checkin", *(FACETS if name == "appreciation" else (name,)), "moment")
    if lasts >= rules.SURE_FOLLOWS and load.gain > 0:
        middle, low, high = load.half_life
        statement = setting.statement(
            f"carried.{name}.lasts",
            lasts,
            _evidence(carried, load.days, load.span, basis),
            {"span": setting.span(max(14, load.span // 3))},
            size=setting.number(abs(carried.estimate)),
            range=_range(setting, carried.low, carried.high),
            half=_days(setting, middle),
            least=_days(setting, low),
            most=_days(setting, high),
            moments=setting.count("disregard_signs", load.moments),
        )
        return Part((statement,))
    if passes >= rules.SURE_FOLLOWS and load.gain < 0:
        statement = setting.statement(
            f"carried.{name}.passes",
            passes,
            _evidence(carried, load.days, load.span, basis, pattern=False),
            {"span": setting.span(max(14, load.span // 3))},
            moments=setting.count("disregard_signs", load.moments),
        )
        return Part((statement,))
    return Part()


def _ahead_not_yet(setting: Setting, ahead: Ahead | None) -> Part:
    """Why no forecast is shown, where none is."""
    if ahead is None or ahead.fan is not None:
        return Part()
    if ahead.missing is None:
        none = setting.say("reading.forecast.none")
        return Part(not_yet=(NotYet("forecast", none, setting.needs("more_difference")),))
    answered = int((setting.days.answers["respected"][setting.stretch.start : setting.stretch.end] > 0).sum())
    pace = min(1.0, max(2 * answered / setting.stretch.days, 0.3))
    wait = max(ahead.missing.days, ceil(ahead.missing.answered / pace), 7)
    return Part(not_yet=(setting.not_yet("forecast_days", setting.more_days(wait)),))


def _load_not_yet(setting: Setting) -> tuple[NotYet, ...]:
    """What it takes to tell what moments leave behind; nothing where hardly any was noted."""
    start, end = setting.stretch.start, setting.stretch.end
    moments = int(setting.days.disregard[start:end].sum())
    if moments < rules.LOAD_MOMENTS:
        few = moments >= rules.LOAD_MOMENTS // 2
        return (setting.not_yet("load", setting.needs("moments", n=rules.LOAD_MOMENTS - moments)),) if few else ()
    answered = int((setting.days.answers["drained"][start:end] > 0).sum())
    pace = max(answered / setting.stretch.days, 0.2)
    wait = max(rules.LOAD_SPAN - setting.stretch.days, ceil((rules.LOAD_DAYS - answered) / pace), 7)
    return (setting.not_yet("load", setting.more_days(wait)),)


def _days(setting: Setting, days: float) -> str:
    """A length in days with half days kept where it is short."""
    return setting.count("days", round(2 * days) / 2 if days < 5 else round(days))
