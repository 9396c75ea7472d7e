"""Layer two, moments: how often regard and disregard are noted, and which more often."""

from __future__ import annotations

from math import ceil, exp

from upright.reading import rules
from upright.reading.counts import rate_likelihood, rate_posterior, ratio_posterior
from upright.reading.setting import Evidence, Setting
from upright.reading.types import Part, Statement

__all__ = ["moments_part"]

# Days without an entry may hold other moments than the days written: the log rate is widened by this for each share.
UNSEEN_RATE = 0.4
WEEK = 7


def moments_part(setting: Setting) -> Part:
    """Statements on the rates of regard and disregard in the stretch, and on the two together."""
    days, cut = setting.days, slice(setting.stretch.start, setting.stretch.end)
    entered = days.entered[cut]
    counts = {"regard": days.regard[cut], "disregard": days.disregard[cut]}
    noted = {kind: int(c.sum()) for kind, c in counts.items()}
    total, written, span = sum(noted.values()), int(entered.sum()), setting.stretch.days
    if not setting.stretch.together or total == 0:
        return Part()
    likelihood = {kind: rate_likelihood(c, entered) for kind, c in counts.items()}
    unseen = 1.0 - written / span
    statements: list[Statement] = []
    checked = float(days.checked[cut].mean())
    if span >= rules.RATE_SPAN and written >= rules.RATE_DAYS and checked >= rules.RATE_SHARE:
        for kind in ("regard", "disregard"):
            found = rate_posterior(likelihood[kind], UNSEEN_RATE * unseen)
            often = found.above(rules.ONCE_A_WEEK)
            if max(often, 1 - often) < rules.SURE:
                continue
            lo, hi = (WEEK * exp(x) for x in found.interval())
            rate = WEEK * float(found.mass @ [exp(x) for x in found.grid])
            direction = "weekly" if often >= 0.5 else "rarer"
            statements.append(
                setting.statement(
                    f"rate.{kind}.{direction}",
                    max(often, 1 - often),
                    Evidence(
                        interval=(lo, hi),
                        estimate=rate,
                        unit="per_week",
                        n=noted[kind],
                        span_days=span,
                        basis=("moment",),
                    ),
                    _rate_changes(setting, direction, noted[kind], written),
                    count=setting.count("disregard_signs" if kind == "disregard" else kind, noted[kind]),
                    span=setting.span(span),
                )
            )
    if total < rules.MOMENTS or written < rules.RATE_DAYS:
        short = max(rules.MOMENTS - total, 1)
        needs = (
            setting.needs("moments", n=short) if total < rules.MOMENTS else setting.more_days(rules.RATE_DAYS - written)
        )
        return Part(tuple(statements), (setting.not_yet("moments", needs),))
    ratio = ratio_posterior(likelihood["regard"], likelihood["disregard"], same_size=False)
    more, fewer, first = ratio.above(rules.QUARTER), ratio.below(-rules.QUARTER), ratio.above(0.0)
    evidence = Evidence(
        n=total,
        span_days=span,
        basis=("moment",),
        unit="ratio",
        interval=(exp(ratio.quantile(0.05)), exp(ratio.quantile(0.95))),
        estimate=exp(ratio.quantile(0.5)),
        pattern=max(more, fewer) >= rules.SURE,
    )
    worded = {kind: setting.count(kind, noted[kind]) for kind in ("regard", "disregard")} | {"span": setting.span(span)}
    if evidence.pattern:
        id = "moments.more_disregard" if more >= fewer else "moments.more_regard"
        ahead, behind = sorted(noted.values(), reverse=True)
        changes = {"n": max(1, ceil(ahead / 1.25 - behind))}
        statements.append(setting.statement(id, max(more, fewer), evidence, changes, **worded))
        return Part(tuple(statements))
    if 0.33 < first < 0.66:
        weeks = setting.count("weeks", max(4, round(span / WEEK)))
        statements.append(setting.statement("moments.mixed", first, evidence, {"weeks": weeks}, **worded))
        return Part(tuple(statements))
    return Part(tuple(statements), (setting.not_yet("silent_moments", setting.needs("more_difference")),))


def _rate_changes(setting: Setting, direction: str, noted: int, written: int) -> dict[str, object]:
    """Weeks with none, or moments in the next two weeks, that would bring the rate to once a week."""
    weeks = written / WEEK
    if direction == "weekly":
        return {"weeks": setting.count("weeks", max(1, ceil(noted - weeks)))}
    return {"k": max(1, ceil(weeks + 2 - noted))}
