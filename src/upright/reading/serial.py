"""Levels and contrasts of a daily series whose days resemble their neighbours.

The series of one item is taken as

    y[t] = z[t] · beta + u[t] + e[t],     u[t] = phi u[t-1] + w[t],
    var(u) = share s²,                     var(e[t]) = (1 - share) s² / k[t]

with t in days, `z` the columns of a design (intercepts, thirds of the diary, weekends), `u` the part that carries over
from day to day and `e` the part that does not; k[t] answers were averaged on day t. `phi` and `share` are not known:
every quantity is computed on a grid of both and averaged by its restricted likelihood, so that a diary whose days
resemble each other is given the wide interval it deserves. A regression that takes days as independent is the corner
phi = 0 of this grid.

Harville 1977, JASA 72:320-338 (restricted likelihood); Durbin and Koopman 2012, section 6.2 (columns of the design are
filtered like the data).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Filtered", "filter_columns", "Contrast", "contrast", "carry_over", "likeliest", "PHI", "SHARE"]

Array = NDArray[np.float64]

# The grid and its prior weights. Carry-over above 0.9 cannot be told from drift in a diary of weeks, and drift has its
# own columns. The weights lean to the middle, where daily diaries lie.
PHI = np.array([0.0, 0.2, 0.4, 0.6, 0.75, 0.88])
PHI_WEIGHT = np.array([1.0, 1.0, 1.0, 1.0, 0.8, 0.5])
SHARE = np.array([0.35, 0.65, 0.92])
CHUNK = 200  # days filtered as one run; longer diaries are cut into runs taken as independent

# The spread of daily answers around their level, before anything is seen: about 1.5 points, worth two days of answers.
PRIOR_SPREAD = 1.5
PRIOR_DAYS = 2.0
ROUNDING = 0.1  # points²: a rating is a whole number, so days that look alike still differ a little
BORROW = 0.9  # the power by which what other series show of the carry-over counts


@dataclass(frozen=True)
class Filtered:
    """What the filter leaves: cross products of whitened columns for every point of the grid.

    products: (series, grid, columns + 1, columns + 1); the last row and column belong to the data
    log_det: (series, grid), log determinant of the covariance of the data divided by s²
    days: (series,), number of days answered
    phi, share, log_prior: (grid,)
    """

    products: Array
    log_det: Array
    days: NDArray[np.int64]
    phi: Array
    share: Array
    log_prior: Array


def filter_columns(values: Array, answers: Array, columns: Array) -> Filtered:
    """Whiten data and design columns of several series at once, for every point of the grid.

    values: (series, days), NaN where nothing was answered
    answers: (series, days), how many answers stand behind a value (any number where there is none)
    columns: (series, columns, days)
    """
    phi, share = (a.ravel() for a in np.meshgrid(PHI, SHARE, indexing="ij"))
    weight = np.repeat(PHI_WEIGHT, SHARE.size)
    keep = (phi > 0) | (share == SHARE[0])  # without carry-over the share means nothing: one point stands for all
    weight = np.where(phi == 0, weight * SHARE.size, weight)[keep]
    phi, share = phi[keep], share[keep]

    series, days = values.shape
    runs = max(1, -(-days // CHUNK))
    length = -(-days // runs)
    pad = runs * length - days
    stacked = np.concatenate([columns, values[:, None, :]], axis=1)
    observed = ~np.isnan(values)
    stacked = np.where(observed[:, None, :], stacked, 0.0)
    if pad:
        stacked = np.pad(stacked, ((0, 0), (0, 0), (0, pad)))
        observed = np.pad(observed, ((0, 0), (0, pad)))
        answers = np.pad(answers, ((0, 0), (0, pad)), constant_values=1.0)
    width = stacked.shape[1]
    stacked = stacked.reshape(series, width, runs, length).transpose(3, 0, 2, 1)  # (length, series, runs, width)
    seen = observed.reshape(series, runs, length).transpose(2, 0, 1)[..., None]  # (length, series, runs, 1)
    count = np.where(observed, np.maximum(answers, 1.0), 1.0)
    count = count.reshape(series, runs, length).transpose(2, 0, 1)[..., None]

    noise = (1.0 - share) / count  # (length, series, runs, grid)
    fresh = share * (1.0 - phi**2)
    carried = np.broadcast_to(share, noise.shape[1:]).copy()
    mean = np.zeros((series, runs, phi.size, width))
    products = np.zeros((series, phi.size, width, width))
    log_det = np.zeros((series, phi.size))
    for t in range(length):  # summed as it goes: ten years of innovations would fill 150 MB
        total = carried + noise[t]
        gain = np.where(seen[t], carried / total, 0.0)
        gap = stacked[t][:, :, None, :] - mean
        weighted = gap * np.where(seen[t], 1.0 / total, 0.0)[..., None]
        products += np.matmul(weighted.transpose(0, 2, 3, 1), gap.transpose(0, 2, 1, 3))
        log_det += np.where(seen[t], np.log(total), 0.0).sum(axis=1)
        mean = phi[:, None] * (mean + gain[..., None] * gap)
        carried = phi**2 * carried * (1.0 - gain) + fresh
    return Filtered(products, log_det, observed.sum(axis=1), phi, share, np.log(weight / weight.sum()))


@dataclass(frozen=True)
class Contrast:
    """The likelihood of one contrast of the level, as a mixture of Student t over the grid.

    centre, scale, weight: (grid,); `freedom` is common. `spread` is the standard deviation of a day's answer around
    its level, averaged over the grid.
    """

    centre: Array
    scale: Array
    weight: Array
    freedom: float
    spread: float

    def density(self, x: Array) -> Array:
        """Likelihood at each x, up to a constant."""
        z = (x[:, None] - self.centre) / self.scale
        density: Array = ((1.0 + z**2 / self.freedom) ** (-(self.freedom + 1.0) / 2.0) / self.scale) @ self.weight
        return density

    @property
    def estimate(self) -> float:
        return float(self.centre @ self.weight)


def carry_over(filtered: Filtered, designs: list[NDArray[np.int64]]) -> Array:
    """What each series may learn of `phi` from the others of the same person: (series, grid), log scale.

    Things one person rates on the same days carry over alike, though not equally; as their days are not independent of
    each other either, the others count by the power `BORROW`.
    """
    values, place = np.unique(filtered.phi, return_inverse=True)
    about = np.zeros((len(designs), values.size))
    for i, design in enumerate(designs):
        fitted = _fit(filtered, i, design)
        if fitted is not None:
            likelihood = fitted[-1] + filtered.log_prior
            for k in range(values.size):
                inside = place == k
                about[i, k] = np.logaddexp.reduce(likelihood[inside]) - np.logaddexp.reduce(filtered.log_prior[inside])
    about -= about.max(axis=1, keepdims=True)
    borrowed: Array = (BORROW * (about.sum(axis=0) - about))[:, place]
    return borrowed


def contrast(
    filtered: Filtered, series: int, design: NDArray[np.int64], combination: Array, borrowed: Array | None = None
) -> Contrast | None:
    """The likelihood of `combination · beta` under the columns `design` of one series; None if not identified."""
    fitted = _fit(filtered, series, design)
    if fitted is None:
        return None
    beta, inverse, variance, freedom, log_likelihood = fitted
    normal = filtered.products[series][0][design[:, None], design[None, :]]
    if np.abs(inverse[0] @ normal @ combination - combination).max() > 1e-6:
        return None  # the days answered do not tell this combination
    log_weight = filtered.log_prior + log_likelihood
    if borrowed is not None:
        log_weight = log_weight + borrowed
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    sizes = np.einsum("i,gij,j->g", combination, inverse, combination)
    return Contrast(
        centre=beta @ combination,
        scale=np.sqrt(np.maximum(variance * sizes, 1e-12)),
        weight=weight,
        freedom=freedom,
        spread=float(np.sqrt(weight @ variance)),
    )


def likeliest(
    filtered: Filtered, series: int, design: NDArray[np.int64], borrowed: Array | None = None
) -> tuple[float, float, float] | None:
    """The likeliest point of the grid: phi, share and s² (points²); None when the design is not identified."""
    fitted = _fit(filtered, series, design)
    if fitted is None:
        return None
    best = int(np.argmax(filtered.log_prior + fitted[-1] + (0.0 if borrowed is None else borrowed)))
    return float(filtered.phi[best]), float(filtered.share[best]), float(fitted[2][best])


def _fit(filtered: Filtered, series: int, design: NDArray[np.int64]) -> tuple[Array, Array, Array, float, Array] | None:
    """Least squares at every point of the grid: beta, its inverse normal matrix, s², freedom, log likelihood."""
    index = np.append(design, filtered.products.shape[-1] - 1)
    block = filtered.products[series][:, index[:, None], index[None, :]]
    normal, cross, squares = block[:, :-1, :-1], block[:, :-1, -1], block[:, -1, -1]
    # columns that always go together (two facets asked on the same days) are told apart by nothing: the pseudo-inverse
    # leaves their difference at nought, and `contrast` refuses a combination that needs it
    roots, axes = np.linalg.eigh(normal)
    kept = roots > 1e-9 * roots[:, -1:]
    n, p = int(filtered.days[series]), int(kept[0].sum())
    if n - p < 2 or (kept.sum(axis=1) != p).any():
        return None
    safe = np.where(kept, roots, 1.0)
    inverse = np.einsum("gik,gk,gjk->gij", axes, kept / safe, axes)
    beta = np.einsum("gij,gj->gi", inverse, cross)
    residual = np.maximum(squares - np.einsum("gi,gi->g", beta, cross), 0.0)
    freedom = n - p + PRIOR_DAYS
    variance = np.maximum((residual + PRIOR_DAYS * PRIOR_SPREAD**2) / freedom, ROUNDING)
    log_likelihood = -0.5 * filtered.log_det[series] - 0.5 * np.log(safe).sum(axis=1) - 0.5 * freedom * np.log(variance)
    return beta, inverse, variance, freedom, log_likelihood
