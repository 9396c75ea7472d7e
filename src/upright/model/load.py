"""What moments of disregard leave behind: an impulse-and-recovery model, beside one in which nothing outlasts the day.

    dx = -a x dt + dW         a day's departure
    du = -s u dt + dW         the slow course
    dl = -r l dt              what is left of moments of disregard, m more after each
    dg = -q g dt              what is left of moments of regard, n more after each
    rating of item i on a day = usual_i + x + u + l + g + weekend + k (moments of the day) + error

A moment counts from half a day after the day on which it was written, so that what was rated that same evening (which
may have moved the writing rather than followed it) is taken by k and never by m. Without accumulation m = n = 0. The
two models are weighed by their evidence, which is their score for predicting each day from all days before (Dawid
1984, Journal of the Royal Statistical Society A 147:278).

Priors and why: a, s, usual, weekend and error as in `pair`; m, n, k normal, sd 0.5: a moment moves a rating by less
than a point; recovery with half-lives around 2.5 days, nearly all between 15 hours and 10 days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from upright.engine import Free, Series, Spec, weigh
from upright.engine.priors import LogNormal, NegativeLogNormal, Normal
from upright.engine.transforms import negative, positive
from upright.model.pair import DRAWS, FEWEST_DRAWS, ROUNDS

__all__ = ["Load", "learn_load", "load_spec"]

Array = NDArray[np.float64]

EVENING = 0.5  # days
CURVE = 14  # days
# Probability, before anything is seen, that moments act beyond their day, however little. It was one half; then what
# was said at 0.92 of nothing outlasting the day was true 0.80 of the time, and the opposite more often than said.
LASTING = 0.75


def load_spec(items: Sequence[str], lasting: bool) -> Spec:
    """The model of one thing seen through its items; `lasting`: moments act beyond their day."""
    decay, recovery = NegativeLogNormal(log(0.6), 0.6), NegativeLogNormal(log(log(2) / 2.5), 0.7)
    unrest, course = LogNormal(2 * log(1.1), 1.0), LogNormal(2 * log(0.2), 1.2)
    left = [Free("left by disregard", prior=Normal(0.0, 0.5)), Free("left by regard", prior=Normal(0.0, 0.5))]
    back = [Free("recovery of disregard", negative, recovery), Free("recovery of regard", negative, recovery)]
    day = [Free(name, prior=Normal(0.0, sd)) for name, sd in (("weekend", 0.7), ("disregard", 0.5), ("regard", 0.5))]
    return Spec(
        states=("departure", "course", "left of disregard", "left of regard"),
        channels=tuple(items),
        drift=[
            [Free("decay", negative, decay), 0.0, 0.0, 0.0],
            [0.0, Free("slow", negative, NegativeLogNormal(log(0.06), 0.6)), 0.0, 0.0],
            [0.0, 0.0, back[0] if lasting else -0.3, 0.0],
            [0.0, 0.0, 0.0, back[1] if lasting else -0.3],
        ],
        intercept=[0.0] * 4,
        diffusion=[
            [Free("unrest", positive, unrest), 0.0, 0.0, 0.0],
            [0.0, Free("unrest of course", positive, course), 0.0, 0.0],
            [0.0] * 4,
            [0.0] * 4,
        ],
        loadings=[[1.0] * 4] * len(items),
        offsets=[Free(f"usual {item}", prior=Normal(5.5, 2.5)) for item in items],
        noise=[Free("error", positive, LogNormal(0.0, 0.6))] * len(items),
        impulses=[
            [0.0, 0.0],
            [0.0, 0.0],
            [left[0] if lasting else 0.0, 0.0],
            [0.0, left[1] if lasting else 0.0],
        ],
        kinds=("disregard", "regard"),
        covariates=[day] * len(items),
        covariate_names=("weekend", "disregard", "regard"),
    )


@dataclass(frozen=True, eq=False)
class Load:
    """What is believed: n weighted draws, those of both models together; in the model without accumulation all are 0.

    carried (n,): points that moments of disregard of earlier days add to a day, mean over the days from the first
    answer to the last; standing (n,): points that stand on the last day; next_day (n,): points that one adds to the day
    after; half_life (n,): days, NaN without accumulation; left (n, CURVE): points that one adds 1, 2, ... days after.
    """

    weights: Array
    carried: Array
    standing: Array
    next_day: Array
    half_life: Array
    left: Array
    gain: float  # log evidence with accumulation less that without
    ess: float
    trusted: bool

    @property
    def usable(self) -> bool:
        """Whether there are draws enough to speak from."""
        return self.ess >= FEWEST_DRAWS and bool(np.isfinite(self.weights).all())


def learn_load(series: Series, disregard: Array, regard: Array, items: Sequence[str], seed: int = 0) -> Load:
    """Learn from ratings with a weekend covariate, and moments on each day; `disregard[t]` is that of day t."""
    first, last = int(series.times[0]), int(series.times[-1])
    times, kinds, sizes = [], [], []
    for kind, counts in enumerate((disregard, regard)):
        for day in np.flatnonzero(counts[first:last] > 0):
            times.append(first + day + EVENING)
            kinds.append(kind)
            sizes.append(float(counts[first + day]))
    order = np.argsort(times, kind="stable")
    rows = series.times.astype(int)
    given = replace(
        series,
        covariates=np.column_stack([series.covariates, disregard[rows], regard[rows]]),  # type: ignore[list-item]
        event_times=np.array(times, dtype=float)[order],
        event_kinds=np.array(kinds, dtype=np.int64)[order],
        event_sizes=np.array(sizes, dtype=float)[order],
    )
    found = [weigh(load_spec(items, lasting), given, DRAWS, ROUNDS, seed) for lasting in (True, False)]
    gain = found[0].log_evidence - found[1].log_evidence
    share = 1.0 / (1.0 + np.exp(-np.clip(gain, -500, 500)) * (1 - LASTING) / LASTING)
    draws = found[0].draws
    rate, size = -draws["recovery of disregard"], draws["left by disregard"]
    still = np.zeros(len(found[1].weights))
    after = np.arange(1, CURVE + 1) - EVENING
    mean, at_last = _standing(disregard[first : last + 1], rate)
    return Load(
        np.concatenate([share * found[0].weights, (1 - share) * found[1].weights]),
        np.concatenate([size * mean, still]),
        np.concatenate([size * at_last, still]),
        np.concatenate([size * np.exp(-rate * EVENING), still]),
        np.concatenate([log(2) / rate, np.full(len(still), np.nan)]),
        np.concatenate([size[:, None] * np.exp(-rate[:, None] * after), np.zeros((len(still), CURVE))]),
        float(gain),
        min(one.ess for one in found),
        all(one.trust for one in found),
    )


def _standing(moments: Array, rate: Array) -> tuple[Array, Array]:
    """What stands on a day of moments of size 1 on earlier days: mean over the days, and on the last; rates (n,)."""
    keeps, standing, total = np.exp(-rate), np.zeros(len(rate)), np.zeros(len(rate))
    half = np.exp(-rate * EVENING)
    for count in moments[:-1]:
        standing = keeps * standing + half * count
        total += standing
    return total / len(moments), standing
