"""Felt appreciation that comes and goes at four paces: the model behind the next four weeks, and what it says of a day.

    dx_k = -a_k x_k dt + dW_k           k = 1..4, a_k = log 2 / half-life: 0.3, 3, 20 and 150 days
    answer of facet i on a day = usual_i + x_1 + x_2 + x_3 + x_4 + weekend + error

A day of its own, a few days, weeks, months: what is common to the facets is a sum of parts that fade at fixed paces,
and how large each part is, is learnt. Such a sum follows a level that wanders, stays, or turns, and knows how far a
level that it has seen may have gone in four weeks. Priors, in points: a part that fades in hours or days around a half,
one of weeks or months around a fifth, each anywhere from almost nothing to several times that; an error around one; the
weekend within a point; usual anywhere on the scale.

The law of a day's answer is a mixture over draws of the parameters. Where a person's days lean to one side, their
forecast leans: part of the draws are her own past errors one day ahead, standardised, and all are widened or narrowed
by how large these were. The ends of the scale are taken as in a diary that is answered at its ends: the draws are
moved and stretched before they are cut at 0 and 10, so that cutting leaves the expected answer and its spread as
forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from upright.engine import Free, Series, Spec, cholesky_of, filter, weigh
from upright.engine.priors import LogNormal, Normal
from upright.engine.transforms import positive
from upright.record.words import FACETS

__all__ = ["Felt", "Learnt", "draw_days", "learn", "paces_spec"]

Array = NDArray[np.float64]

HALF_LIVES = (0.3, 3.0, 20.0, 150.0)  # days
SIZES = (0.6, 0.3, 0.2, 0.2)  # points: medians of the spread of each part
DOUBTS = (1.0, 1.2, 1.2, 1.2)  # of the logarithm of each spread
DECAYS = np.log(2) / np.array(HALF_LIVES)
WEIGHED, ROUNDS = 300, 2  # draws from the posterior
PATHS = 25  # of them kept, each as likely as the others
EACH = 32  # draws of a day for each of them
OWN = 20.0  # days after which her own errors count as much as the normal law
LATE = 14  # days: errors so far ahead tell how far the level goes
PLACING = 5  # parameters that place the level: usual of each facet, weekend, one for where it stood at first
JITTER = 0.3  # of a standard deviation, added to an own error: none is met twice exactly
FITTING = 6  # rounds in which draws are moved and stretched before they are cut
MOST_STRETCHED = 4.0
NORMAL = np.array([NormalDist().inv_cdf((i + 0.5) / (PATHS * EACH)) for i in range(PATHS * EACH)])


@dataclass(frozen=True, eq=False)
class Felt:
    """The facets of one stretch by day: `values` (days, 3), NaN where not answered; `weekend` (days + ahead,)."""

    values: Array
    weekend: Array

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which facets were answered (days, 3)."""
        return ~np.isnan(self.values)

    @property
    def mean(self) -> Array:
        """Felt appreciation (days,): the mean of the facets answered that day, NaN where none was."""
        count = self.seen.sum(axis=1)
        total = np.where(self.seen, self.values, 0.0).sum(axis=1)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)


@cache
def paces_spec() -> Spec:
    """The model: 4 states, the facets as channels, 9 parameters."""
    n, spreads = len(DECAYS), []
    for life, a, size, doubt in zip(HALF_LIVES, DECAYS, SIZES, DOUBTS, strict=True):
        spreads.append(Free(f"unrest of {life:g} days", positive, LogNormal(log(size * sqrt(2 * a)), doubt)))
    return Spec(
        states=tuple(f"fades by half in {life:g} days" for life in HALF_LIVES),
        channels=FACETS,
        drift=np.diag(-DECAYS).tolist(),
        intercept=[0.0] * n,
        diffusion=cholesky_of([[spreads[i] if i == j else 0.0 for j in range(i + 1)] for i in range(n)]),
        loadings=[[1.0] * n for _ in FACETS],
        offsets=[Free(f"usual {facet}", prior=Normal(5.5, 2.5)) for facet in FACETS],
        noise=[Free("error", positive, LogNormal(0.0, 0.6)) for _ in FACETS],
        covariates=[[Free("weekend", prior=Normal(0.0, 0.7))] for _ in FACETS],
        covariate_names=("weekend",),
    )


@dataclass(frozen=True, eq=False)
class Learnt:
    """K equally likely parameters, and for each what was known after each of n answered days (`places`).

    means (K, n, 4), covs (K, n, 4, 4): of the parts, given all answers up to that day; rest (K, 4): their variances
    when nothing is known; usual (K, 3); error (K,): variance; weekend (K,); errors, late (K, n): felt appreciation less
    what was expected of it by the answered day before, and by one two weeks before (NaN where there is none), over the
    spread that was expected of it.
    """

    places: NDArray[np.int64]
    means: Array
    covs: Array
    rest: Array
    usual: Array
    error: Array
    weekend: Array
    errors: Array
    late: Array


def learn(felt: Felt, first: int, known: int, until: int, seed: int) -> Learnt | None:
    """Parameters from the days `first` up to, not including, `known`; with them, what was known after each day before
    `until`. None where nothing can be learnt."""
    answered = np.flatnonzero(felt.seen.any(axis=1))
    places = answered[(answered >= first) & (answered < until)]
    before = int((places < known).sum())
    if not before:
        return None
    spec = paces_spec()
    found = weigh(spec, _series(felt, places[:before]), WEIGHED, ROUNDS, seed, starts=1)
    if not np.isfinite(found.log_evidence):
        return None
    rng = np.random.default_rng([seed, known])
    evenly = (np.arange(PATHS) + rng.random()) / PATHS
    chosen = np.searchsorted(np.cumsum(found.weights), evenly).clip(0, len(found.weights) - 1)
    models = [spec.statespace(found.theta[i]) for i in chosen]
    series = _series(felt, places)
    passed = [filter(model, series) for model in models]
    usual, error = np.stack([m.offsets for m in models]), np.array([m.noise[0] for m in models])
    weekend = np.array([0.0 if m.covariates is None else m.covariates[0, 0] for m in models])
    seen = felt.seen[places]
    shift, noise = _of_facets(seen, usual, error)
    expected = np.stack([p.predicted_means.sum(axis=1) for p in passed]) + shift
    expected += weekend[:, None] * felt.weekend[places]
    variance = np.stack([p.predicted_covs.sum(axis=(1, 2)) for p in passed]) + noise
    means, covs = np.stack([p.means for p in passed]), np.stack([p.covs for p in passed])
    rest = np.stack([np.diag(m.diffusion) / (2 * DECAYS) for m in models])
    late = np.full(variance.shape, np.nan)
    of = np.searchsorted(places, places - LATE, side="right") - 1
    rows = np.flatnonzero(of >= 0)
    level, unsure = _level(means[:, of[rows]], covs[:, of[rows]], rest, places[rows] - places[of[rows]])
    later = level + weekend[:, None] * felt.weekend[places[rows]] + shift[:, rows]
    late[:, rows] = (felt.mean[places[rows]] - later) / np.sqrt(unsure + noise[:, rows])
    errors = (felt.mean[places] - expected) / np.sqrt(variance)
    return Learnt(places, means, covs, rest, usual, error, weekend, errors, late)


def _level(means: Array, covs: Array, rest: Array, gaps: NDArray[np.int64]) -> tuple[Array, Array]:
    """Mean and variance (K, m) of the sum of the parts, `gaps` (m,) days after means and covs (K, m or 1, ...)."""
    fades = np.exp(-np.outer(gaps, DECAYS))
    carried = np.matmul(np.matmul(covs, fades[:, :, None])[..., 0][..., None, :], fades[:, :, None])[..., 0, 0]
    return (means * fades).sum(axis=2), carried + rest @ (1 - fades**2).T


def _series(felt: Felt, places: NDArray[np.int64]) -> Series:
    return Series(places.astype(float), felt.values[places], covariates=felt.weekend[places, None])


def _of_facets(seen: NDArray[np.bool_], usual: Array, error: Array) -> tuple[Array, Array]:
    """What the facets answered (n, 3) add to a day's mean (K, n): their usual, and the variance of their errors."""
    count = seen.sum(axis=1)
    return usual @ seen.T / count, error[:, None] / count


def draw_days(felt: Felt, learnt: Learnt, known: int, ahead: NDArray[np.int64], recent: int, seed: int) -> Array:
    """Felt appreciation as it would be answered on the days `ahead` (m,), from the days before `known`: draws (m, n).

    Which facets are answered on a day is drawn from the answered days from `recent` on.
    """
    rng = np.random.default_rng([seed, known, 1])
    row = int(np.searchsorted(learnt.places, known)) - 1
    gaps = ahead - learnt.places[row]
    level, variance = _level(learnt.means[:, [row]], learnt.covs[:, [row]], learnt.rest, gaps)
    level = level + learnt.weekend[:, None] * felt.weekend[ahead]
    mixed = learnt.places[(learnt.places >= recent) & (learnt.places < known)]
    answered = felt.seen[mixed[rng.permutation(np.arange(NORMAL.size) * len(mixed) // NORMAL.size)]]
    shift, noise = _of_facets(answered, learnt.usual, learnt.error)
    which = np.arange(NORMAL.size) % PATHS
    each = np.arange(NORMAL.size)
    means = level[which].T + shift[which, each]
    spreads = np.sqrt(variance[which].T + noise[which, each])
    width = max(_width(learnt.errors[:, : row + 1]), _width(learnt.late[:, : row + 1]))
    departures = spreads * width * _departures(learnt.errors[:, : row + 1], len(ahead), rng)
    before = felt.values[:known]
    whole = bool((before[felt.seen[:known]] % 1 == 0).all())
    return _cut(means, departures, answered.sum(axis=1) if whole else None)


def _width(errors: Array) -> float:
    """How much wider than expected: from standardised errors (K, n), NaN where there is none.

    The parameters were learnt from the same days, which makes errors smaller than they will be: a day's worth for each
    of the parameters that place the level.
    """
    squares = np.square(errors[:, ~np.isnan(errors).any(axis=0)]).mean(axis=0)
    n = len(squares)
    return sqrt((OWN + float(squares.sum()) * n / max(n - PLACING, 1)) / (OWN + n))


def _departures(errors: Array, days: int, rng: np.random.Generator) -> Array:
    """Standardised departures (days, draws): normal ones, and her own errors (K, n) brought to unit variance."""
    n = errors.shape[1]
    normal = rng.permuted(np.tile(NORMAL, (days, 1)), axis=1)
    own = errors.ravel() - errors.mean()
    own = own[rng.integers(own.size, size=normal.shape)] / max(float(errors.std()), 1e-6)
    own = (own + JITTER * rng.normal(size=normal.shape)) / sqrt(1 + JITTER**2)
    return np.asarray(np.where(rng.random(normal.shape) < n / (n + OWN), own, normal))


def _cut(means: Array, departures: Array, count: NDArray[np.int64] | None) -> Array:
    """Draws (days, draws) cut at 0 and 10, their mean and spread as they were; in steps of 1 / `count` where given."""
    whole = means + departures
    centre = np.clip(whole.mean(axis=1, keepdims=True), 0.0, 10.0)
    spread = np.minimum(whole.std(axis=1, keepdims=True), np.sqrt(centre * (10.0 - centre)) * 0.95 + 1e-9)
    around = whole - whole.mean(axis=1, keepdims=True)
    move, stretch = centre, np.ones_like(centre)
    cut = np.clip(move + around, 0.0, 10.0)
    for _ in range(FITTING):
        stretch = np.minimum(stretch * spread / np.maximum(cut.std(axis=1, keepdims=True), 1e-6), MOST_STRETCHED)
        move = move + centre - cut.mean(axis=1, keepdims=True)
        cut = np.clip(move + stretch * around, 0.0, 10.0)
    return cut if count is None else np.asarray(np.clip(np.round(cut * count) / count, 0.0, 10.0))
