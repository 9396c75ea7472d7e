"""Two things that a person rates, and how each follows the other from day to day: the model, its priors, what it shows.

    dx = (-a x + b y) dt + dW_x        y drives x by b, x drives y by d; their unrest may come together
    dy = (-c y + d x) dt + dW_y
    du = -s u dt + dW_u                slow courses of both, which may come together too: whatever moves over weeks,
    dv = -s v dt + dW_v                a common cause included, so that it is not taken for an arrow
    rating of item i on a day = usual_i + (x + u  or  y + v) + weekend + error

Priors, each in the person's units (points of the 0-10 scale, days), and why:

    a, c     half-lives of a day's departure around 1.1 days, nearly all between 8 hours and 4 days: daily diaries show
             carry-over from day to day of none to about 0.8 (docs/why.md)
    s        half-life of the slow course around 12 days, nearly all between 4 and 40
    b, d     absent with probability one half each; else normal, sd 0.5: a day two points higher is followed, two days
             later, by a change of mostly less than a point either way
    unrest   spread of a day's departure around a point, nearly all between a third and three; of the slow course around
             half a point
    usual    normal 5.5, sd 2.5: anywhere on the scale;   weekend: normal, sd 0.7
    error    around a point, nearly all between 0.3 and 3

`b` and `d` are there or not: four models, weighed by their evidence (`engine.weigh`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from upright.engine import Free, Series, Spec, Weighted, cholesky_of, weigh
from upright.engine.priors import LogNormal, NegativeLogNormal, Normal
from upright.engine.transforms import negative, positive

__all__ = [
    "ARROWS",
    "DRAWS",
    "FEWEST_DRAWS",
    "ROUNDS",
    "LAG",
    "STEP",
    "Pair",
    "learn_pair",
    "pair_spec",
    "prior_effects",
]

Array = NDArray[np.float64]

LAG = 2.0  # days after which an effect is told
STEP = 2.0  # points more on the day it is told of
HELD = 28.0  # days
ARROW = 0.5  # probability that an arrow is there, before anything is seen
ARROWS = ((True, True), (True, False), (False, True), (False, False))  # second drives first, first drives second
DRAWS, ROUNDS = 3000, 3
PRIOR_DRAWS = 100_000
FEWEST_DRAWS = 50  # effective ones, in each model


def pair_spec(first: Sequence[str], second: Sequence[str], arrows: tuple[bool, bool] = (True, True)) -> Spec:
    """The model of two states seen through the items of each; `arrows`: second drives first, first drives second."""
    decay = NegativeLogNormal(log(0.6), 0.6)
    slow = Free("slow", negative, NegativeLogNormal(log(0.06), 0.6))
    drives_first = Free("second to first", prior=Normal(0.0, 0.5)) if arrows[0] else 0.0
    drives_second = Free("first to second", prior=Normal(0.0, 0.5)) if arrows[1] else 0.0
    unrest, course = LogNormal(log(1.1), 0.5), LogNormal(log(0.2), 0.6)
    shares = [[1.0, 0.0, 1.0, 0.0]] * len(first) + [[0.0, 1.0, 0.0, 1.0]] * len(second)
    sides = ["first"] * len(first) + ["second"] * len(second)
    return Spec(
        states=("first", "second", "course of first", "course of second"),
        channels=(*first, *second),
        drift=[
            [Free("decay of first", negative, decay), drives_first, 0.0, 0.0],
            [drives_second, Free("decay of second", negative, decay), 0.0, 0.0],
            [0.0, 0.0, slow, 0.0],
            [0.0, 0.0, 0.0, slow],
        ],
        intercept=[0.0] * 4,
        diffusion=cholesky_of(
            [
                [Free("unrest.l11", positive, unrest)],
                [Free("unrest.l21", prior=Normal(0.0, 0.5)), Free("unrest.l22", positive, unrest)],
                [0.0, 0.0, Free("unrest.l33", positive, course)],
                [0.0, 0.0, Free("unrest.l43", prior=Normal(0.0, 0.2)), Free("unrest.l44", positive, course)],
            ]
        ),
        loadings=shares,
        offsets=[Free(f"usual {item}", prior=Normal(5.5, 2.5)) for item in (*first, *second)],
        noise=[Free(f"error of {side}", positive, LogNormal(0.0, 0.6)) for side in sides],
        covariates=[[Free(f"weekend of {side}", prior=Normal(0.0, 0.7))] for side in sides],
        covariate_names=("weekend",),
    )


@dataclass(frozen=True, eq=False)
class Pair:
    """What is believed of two things: n weighted draws, those of all four models together.

    after_first (n,): two days after a day on which the first was two points higher, the second is this much higher;
    after_second (n,): the other way round; together (n,): on days the first is two points higher, the second is
    this much higher on the same day; held (n,): after four weeks in which the second is held a point higher, the first
    is this much higher; both (n,): the draw has both arrows. Points.
    """

    weights: Array
    after_first: Array
    after_second: Array
    together: Array
    held: Array
    both: NDArray[np.bool_]
    ess: float  # the fewest effective draws of the four
    trusted: bool

    @property
    def usable(self) -> bool:
        """Whether there are draws enough to speak from."""
        return self.ess >= FEWEST_DRAWS and bool(np.isfinite(self.weights).all())


def learn_pair(series: Series, first: Sequence[str], second: Sequence[str], seed: int = 0) -> Pair:
    """Learn the pair from ratings (columns: items of the first, then of the second) with a weekend covariate."""
    found = [weigh(pair_spec(first, second, arrows), series, DRAWS, ROUNDS, seed) for arrows in ARROWS]
    evidence = np.array([one.log_evidence for one in found])
    prior = np.array([log(ARROW) * sum(arrows) + log(1 - ARROW) * (2 - sum(arrows)) for arrows in ARROWS])
    share = np.exp(evidence + prior - np.logaddexp.reduce(evidence + prior))
    after_first, after_second, together, held = np.concatenate([_quantities(one) for one in found], axis=1)
    return Pair(
        np.concatenate([p * one.weights for p, one in zip(share, found, strict=True)]),
        after_first,
        after_second,
        together,
        held,
        np.repeat([all(arrows) for arrows in ARROWS], [len(one.weights) for one in found]),
        min(one.ess for one in found),
        all(one.trust for one in found),
    )


@lru_cache(maxsize=1)
def prior_effects() -> tuple[Array, Array]:
    """Draws of after_first and after_second before anything is seen (n,), arrows absent in their share of them."""
    rng = np.random.default_rng(0)
    drawn = pair_spec(("x",), ("y",)).draw_prior(rng, PRIOR_DRAWS)
    a, c = drawn["decay of first"], drawn["decay of second"]
    b = drawn["second to first"] * (rng.random(PRIOR_DRAWS) < ARROW)
    d = drawn["first to second"] * (rng.random(PRIOR_DRAWS) < ARROW)
    stays = a * c > b * d
    share = _coupling(a[stays], c[stays], (b * d)[stays])
    return STEP * d[stays] * share, STEP * b[stays] * share


def _quantities(found: Weighted) -> Array:
    """after_first, after_second, together and held (4, n) of each draw."""
    of = found.draws
    nothing = np.zeros(len(found.weights))
    a, c = of["decay of first"], of["decay of second"]
    b, d = of.get("second to first", nothing), of.get("first to second", nothing)
    with np.errstate(all="ignore"):  # draws far out weigh next to nothing, and may overflow
        share = _coupling(a, c, b * d)
        fast = _rest(a, b, d, c, of["unrest.l11"], of["unrest.l21"], of["unrest.l22"])
        slow = [
            of["unrest.l33"] ** 2 / (-2 * of["slow"]),
            of["unrest.l33"] * of["unrest.l43"] / (-2 * of["slow"]),
        ]
        together = STEP * (fast[1] + slow[1]) / (fast[0] + slow[0])
        held = -np.expm1(a * HELD) * b / -a
    told = np.stack([STEP * d * share, STEP * b * share, together, held])
    return np.where(np.isfinite(told) & (found.weights > 0), told, 0.0)


def _coupling(a: Array, c: Array, product: Array) -> Array:
    """exp(A LAG) off its diagonal, over the entry of A that stands there: e^(m t) sinh(w t) / w."""
    middle, square = (a + c) / 2, (a - c) ** 2 / 4 + product
    w = np.sqrt(np.abs(square))
    turned = np.where(square >= 0, np.sinh(w * LAG), np.sin(w * LAG))
    return np.exp(middle * LAG) * np.where(w < 1e-6, LAG, turned / np.maximum(w, 1e-12))


def _rest(a: Array, b: Array, d: Array, c: Array, l11: Array, l21: Array, l22: Array) -> tuple[Array, Array]:
    """Variance of the first and covariance with the second at rest: A P + P A' = -L L'."""
    equations = np.zeros((len(a), 3, 3))
    equations[:, 0, 0], equations[:, 0, 1] = 2 * a, 2 * b
    equations[:, 1, 0], equations[:, 1, 1], equations[:, 1, 2] = d, a + c, b
    equations[:, 2, 1], equations[:, 2, 2] = 2 * d, 2 * c
    right = -np.stack([l11**2, l11 * l21, l21**2 + l22**2], axis=1)
    solved = np.linalg.solve(equations, right[:, :, None])[:, :, 0]
    return np.asarray(solved[:, 0]), np.asarray(solved[:, 1])
