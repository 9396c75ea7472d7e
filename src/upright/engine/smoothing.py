"""What is known of the states from all observations, those that came later included.

The modified Bryson-Frazier recursion (Bierman 1973, Automatica 9:179) goes backwards once and inverts nothing, so that
covariances may be singular. With r and N summing up what comes after a moment, and m, P what came before it,

    smoothed mean m + P r          smoothed covariance P - P N P          r = 0, N = 0 after the last row

    back over one component    r <- r + c (g1 + g2 k'r)      N <- (I + g2 c k') N (I + g2 k c') - g2 c c'
    back over a step           r <- Phi' r                   N <- Phi' N Phi
    neighbours                 Cov(x_i, x_i+1) = P_i Phi' (I - N P)    with N, P of i + 1 before its row is taken in
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upright.engine.arrays import Floats
from upright.engine.filtering import Passes, is_finite, passes_of
from upright.engine.statespace import Series, StateSpace

__all__ = ["Smoothed", "smooth", "sum_of_later", "roots_of"]


@dataclass(frozen=True, eq=False)
class Smoothed:
    """States at n observation times given all observations.

    | field | shape | |
    |---|---|---|
    | times | (n,) | days |
    | means, covs | (n, d), (n, d, d) | |
    | lag_covs | (n - 1, d, d) | Cov(x[i], x[i + 1]) |
    | log_likelihood | | of all observed values |

    All NaN where the observations cannot come from the model or a number overflowed. A covariance is exact to about
    1e-15 of the one the filter had before the later observations, and never indefinite.
    """

    times: Floats
    means: Floats
    covs: Floats
    lag_covs: Floats
    log_likelihood: float


def smooth(ss: StateSpace, series: Series) -> Smoothed:
    """Smooth a series: what is known of each moment afterwards. Raises EngineFault when it does not fit the model.

    For a state at other times give a row of NaN there. Channels that are not Gaussian are smoothed as the filter saw
    them (assumed-density filtering).
    """
    passes = passes_of(ss, series)
    n, d = passes.means.shape
    if not is_finite(passes):
        nothing = np.full((n, d, d), np.nan)
        return Smoothed(series.times, np.full((n, d), np.nan), nothing, nothing[1:], passes.log_likelihood)
    after, later, before = sum_of_later(passes)
    means = passes.means + np.einsum("nij,nj->ni", passes.covs, after)
    roots = roots_of(passes.covs)
    left = np.eye(d) - roots.transpose(0, 2, 1) @ later @ roots
    covs = roots @ _not_negative(left) @ roots.transpose(0, 2, 1)
    forward = passes.covs[:-1] @ passes.phi[1:].transpose(0, 2, 1)
    lag_covs = forward - forward @ before[1:] @ passes.predicted_covs[1:]
    return Smoothed(series.times, means, 0.5 * (covs + covs.transpose(0, 2, 1)), lag_covs, passes.log_likelihood)


def sum_of_later(passes: Passes) -> tuple[Floats, Floats, Floats]:
    """r (n, d) and N (n, d, d) after each row, and N (n, d, d) before each row is taken in."""
    n, d = passes.means.shape
    r, big = np.zeros(d), np.zeros((d, d))
    after, later, before = np.zeros((n, d)), np.zeros((n, d, d)), np.zeros((n, d, d))
    for i in range(n - 1, -1, -1):
        after[i], later[i] = r, big
        for o in np.flatnonzero(passes.seen[i])[::-1]:
            c, k, g1, g2 = passes.loadings[o], passes.gains[i, o], passes.g1[i, o], passes.g2[i, o]
            r = r + c * (g1 + g2 * (k @ r))
            pulled = big @ k
            # (I + g2 c k') N (I + g2 k c') - g2 c c', with N k = pulled
            across = np.outer(c, pulled)
            big = big + g2 * (across + across.T) + (g2 * g2 * (k @ pulled) - g2) * np.outer(c, c)
        before[i] = big
        r = passes.phi[i].T @ r
        big = passes.phi[i].T @ big @ passes.phi[i]
    return after, later, before


def roots_of(covs: Floats) -> Floats:
    """L with L L' = cov for each of (n, d, d) positive semidefinite matrices, singular ones too."""
    # By way of correlations, so that a state of small variance keeps its digits beside one of large variance.
    spread = np.sqrt(np.maximum(np.einsum("nii->ni", covs), 0.0))
    divisor = np.where(spread > 0.0, spread, 1.0)
    scale, vectors = np.linalg.eigh(covs / divisor[:, :, None] / divisor[:, None, :])
    return np.asarray(spread[:, :, None] * vectors * np.sqrt(np.maximum(scale, 0.0))[:, None, :])


def _not_negative(matrices: Floats) -> Floats:
    """The nearest positive semidefinite matrix to each: rounding may leave one slightly indefinite."""
    scale, vectors = np.linalg.eigh(0.5 * (matrices + matrices.transpose(0, 2, 1)))
    return np.asarray((vectors * np.maximum(scale, 0.0)[:, None, :]) @ vectors.transpose(0, 2, 1))
