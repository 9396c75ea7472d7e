"""Whether chains can be trusted: R-hat, effective sample sizes, Monte Carlo errors and the energy check.

Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), Rank-normalization, folding, and localization: an improved R-hat
for assessing convergence of MCMC, Bayesian Analysis 16(2), 667-718. Each chain is split in two halves, so that a drift
within a chain shows as two chains that disagree.

Draws are (chains, n, ...); results have the shape of what follows the second axis. A quantity that is not finite
somewhere has NaN; one that never changes has R-hat 1 and as many effective draws as there are draws.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from upright.engine.arrays import Floats
from upright.engine.faults import EngineFault

__all__ = ["rhat", "ess_bulk", "ess_tail", "ess_mean", "mcse_mean", "ebfmi", "rank_normalised"]

FEWEST = 4  # draws a chain, below which nothing can be said


def rhat(draws: Floats) -> Floats:
    """The larger of rank-normalised split R-hat of the draws and of their distances from the median; near 1 is good."""
    return _each(draws, lambda x: max(_rhat(rank_normalised(_split(x))), _rhat(rank_normalised(_folded(_split(x))))))


def ess_bulk(draws: Floats) -> Floats:
    """Effective draws for the bulk: of the rank-normalised split chains."""
    return _each(draws, lambda x: _ess(rank_normalised(_split(x))))


def ess_tail(draws: Floats) -> Floats:
    """Effective draws for the tails: the smaller of those for the 5% and the 95% quantile."""

    def smaller(x: Floats) -> float:
        low, high = np.quantile(x, [0.05, 0.95])
        return min(_ess(_split((x <= edge).astype(float))) for edge in (low, high))

    return _each(draws, smaller)


def ess_mean(draws: Floats) -> Floats:
    """Effective draws for the mean itself: of the split chains as they are."""
    return _each(draws, lambda x: _ess(_split(x)))


def mcse_mean(draws: Floats) -> Floats:
    """The Monte Carlo standard error of the mean over all draws, sd / sqrt(ess_mean)."""
    spread: Floats = np.asarray(draws, dtype=np.float64).std(axis=(0, 1), ddof=1)
    return spread / np.sqrt(ess_mean(draws))


def ebfmi(energies: Floats) -> Floats:
    """The energy's Bayesian fraction of missing information of each chain (chains,): below 0.3 is a warning.

    mean (E_i - E_(i-1))^2 / var E, of energies (chains, n): Betancourt (2016), Diagnosing suboptimal cotangent
    disintegrations in Hamiltonian Monte Carlo.
    """
    energies = np.asarray(energies, dtype=np.float64)
    if energies.ndim != 2 or energies.shape[1] < FEWEST:
        raise EngineFault(f"energies has shape {energies.shape}; it must be (chains, n) with n at least {FEWEST}")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.square(np.diff(energies, axis=1)).mean(axis=1) / energies.var(axis=1))


def _each(draws: Floats, of_one: Callable[[Floats], float]) -> Floats:
    """Apply a function of (chains, n) to each quantity."""
    draws = np.asarray(draws, dtype=np.float64)
    if draws.ndim < 2 or draws.shape[0] < 1 or draws.shape[1] < FEWEST:
        raise EngineFault(f"draws has shape {draws.shape}; it must be (chains, n, ...) with n at least {FEWEST}")
    flat = draws.reshape(*draws.shape[:2], -1)
    found = np.full(flat.shape[2], np.nan)
    for i in range(flat.shape[2]):
        if np.isfinite(flat[:, :, i]).all():
            found[i] = of_one(np.ascontiguousarray(flat[:, :, i]))
    return found.reshape(draws.shape[2:])


def _split(x: Floats) -> Floats:
    """Halves of chains as chains; the middle draw of an odd number is left out."""
    half = x.shape[1] // 2
    return np.concatenate([x[:, :half], x[:, x.shape[1] - half :]])


def _folded(x: Floats) -> Floats:
    return np.abs(x - np.median(x))


def rank_normalised(x: Floats) -> Floats:
    """Normal quantiles of ranks over all chains, Phi^-1((rank - 3/8) / (count + 1/4)); ties share their mean rank."""
    _, place, counts = np.unique(x, return_inverse=True, return_counts=True)
    after = np.cumsum(counts)
    rank = after - 0.5 * (counts - 1.0)
    return _normal_quantile((rank - 0.375) / (x.size + 0.25))[place.reshape(x.shape)]


def _normal_quantile(p: Floats) -> Floats:
    """The inverse of the normal distribution function for 0 < p < 1, to a relative 1e-15: Wichura (1988), AS 241."""
    q = p - 0.5
    central = np.abs(q) <= 0.425
    r = np.where(central, 0.180625 - q * q, 0.0)
    middle = q * np.polyval(MIDDLE_TOP, r) / np.polyval(MIDDLE_BOTTOM, r)
    r = np.sqrt(-np.log(np.minimum(p, 1.0 - p)))
    near = np.polyval(NEAR_TOP, r - 1.6) / np.polyval(NEAR_BOTTOM, r - 1.6)
    far = np.polyval(FAR_TOP, r - 5.0) / np.polyval(FAR_BOTTOM, r - 5.0)
    return np.where(central, middle, np.copysign(np.where(r <= 5.0, near, far), q))


def _rhat(x: Floats) -> float:
    """sqrt of the variance of all draws, pooled, over that within chains."""
    n = x.shape[1]
    within = x.var(axis=1, ddof=1).mean()
    between = x.mean(axis=1).var(ddof=1)
    if within == 0.0:
        return 1.0 if between == 0.0 else float("inf")
    return float(np.sqrt((n - 1) / n + between / within))


def _autocovariances(x: Floats) -> Floats:
    """Of each chain (chains, n) at every lag, divided by n."""
    n = x.shape[1]
    length = 1 << (2 * n - 1).bit_length()
    spectrum = np.fft.rfft(x - x.mean(axis=1, keepdims=True), length, axis=1)
    return np.asarray(np.fft.irfft(np.square(np.abs(spectrum)), length, axis=1)[:, :n] / n)


def _ess(x: Floats) -> float:
    """Effective draws of chains (chains, n): Geyer's initial monotone sequence over all chains together."""
    chains, n = x.shape
    if np.ptp(x) == 0.0:
        return float(x.size)
    auto = _autocovariances(x).mean(axis=0)
    within = auto[0] * n / (n - 1.0)
    pooled = auto[0] if chains == 1 else auto[0] + x.mean(axis=1).var(ddof=1)
    rho = 1.0 - (within - auto) / pooled
    rho[0] = 1.0
    # In truth, sums of neighbouring pairs are positive and fall; from where they do not, what is left is noise.
    count = max((n - 1) // 2, 1)
    pairs = rho[0 : 2 * count : 2] + rho[1 : 2 * count : 2]
    bad = np.flatnonzero(pairs < 0.0)
    stop = int(bad[0]) if len(bad) else count - 1
    # The next even lag alone makes the estimate less variable for antithetic chains.
    tau = -1.0 + 2.0 * np.minimum.accumulate(pairs[:stop]).sum() + max(float(rho[2 * stop]), 0.0)
    return float(x.size / max(tau, 1.0 / np.log10(x.size)))


MIDDLE_TOP = (
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
    1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
)  # fmt: skip
MIDDLE_BOTTOM = (
    5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
    687.1870074920579083, 42.313330701600911252, 1.0,
)  # fmt: skip
NEAR_TOP = (
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
)  # fmt: skip
NEAR_BOTTOM = (
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0,
)  # fmt: skip
FAR_TOP = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
)  # fmt: skip
FAR_BOTTOM = (
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0,
)  # fmt: skip
