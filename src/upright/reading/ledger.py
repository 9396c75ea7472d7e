"""The tries ledger: what was tried, on what, how often, and what came of it.

A try on topic k brings a change with probability theta[k]. Topics borrow from each other as far as they agree:

    theta[k] ~ Beta(m c, (1 - m) c),   m uniform, c between 1 and 40 with equal weight on the log scale,

averaged over a grid of (m, c). A try still without an outcome is not a failure: it is *right-censored*, and enters by

    theta S1(t) + (1 - theta) S0(t),   S(t) = nu + (1 - nu) exp(-t / tau),

the probability that a try which will (1) or will not (0) bring a change is still open after t days: either what came of
it is never written down (nu), or it takes tau days on average. All are averaged over a grid, weighed by the delays of
her closed tries: with few of them, an old open try says little, and the rate stays wide.

Gelman et al. 2013, Bayesian Data Analysis, section 5.3 (pooled proportions); Kalbfleisch and Prentice 2002, chapter 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upright.reading.posterior import Posterior

__all__ = ["THETA", "Rate", "Tried", "answer_rates", "pooled_rate"]

Array = NDArray[np.float64]

THETA = (np.arange(120) + 0.5) / 120
_MEAN = np.linspace(0.05, 0.95, 13)
_CONCENTRATION = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 40.0])
_DELAYS = np.array([2.0, 5.0, 12.0, 30.0, 75.0])  # days
_DELAYS_WEIGHT = np.array([0.7, 1.0, 1.0, 0.8, 0.5])
_NEVER = np.array([0.0, 0.15, 0.4, 0.8])  # share of outcomes, of either kind, that are never written down
_NEVER_WEIGHT = np.array([1.0, 0.7, 0.4, 0.2])
SHORTEST = 0.5  # days: an outcome at once still took its evening


@dataclass(frozen=True)
class Tried:
    """One try as the ledger counts it. `changed` is None while open; `delay` is days to the outcome, or days open."""

    group: str
    changed: bool | None
    delay: float | None


@dataclass(frozen=True)
class Rate:
    """What may be believed of the answer rate of one group of tries."""

    group: str
    tries: int
    changed: int
    unchanged: int
    pending: int
    posterior: Posterior

    @property
    def closed(self) -> int:
        return self.changed + self.unchanged


def answer_rates(tries: Sequence[Tried]) -> tuple[Rate, ...]:
    """One rate for each group, partially pooled over the groups, in order of first appearance."""
    groups, pooled = _pooled(tries)
    if pooled is None:
        return ()
    return tuple(
        _rate([t for t in tries if t.group == group], group, _mix(pooled, likelihood, evidence))
        for group, likelihood, evidence in zip(groups, pooled.likelihood, pooled.evidence, strict=True)
    )


def pooled_rate(tries: Sequence[Tried]) -> Rate | None:
    """The mean answer rate of all tries, each at the rate of its group; None without tries.

    Mean and variance of the weighted mean of the groups' rates are exact at every point of the grid; its shape there is
    taken as a Beta of that mean and variance.
    """
    groups, pooled = _pooled(tries)
    if pooled is None:
        return None
    share = np.array([sum(t.group == group for t in tries) for group in groups]) / len(tries)
    mean = np.zeros_like(pooled.weight)
    variance = np.zeros_like(pooled.weight)
    for weight, likelihood, evidence in zip(share, pooled.likelihood, pooled.evidence, strict=True):
        first, second = (pooled.beta @ (likelihood * THETA**power).T / evidence for power in (1, 2))
        mean += weight * first
        variance += weight**2 * np.maximum(second - first**2, 1e-9)
    keep = pooled.weight > 1e-3 * pooled.weight.max()  # what is left out weighs less than a hundredth in all
    m, v, w = mean[keep], variance[keep], pooled.weight[keep]
    size = np.clip(m * (1 - m) / v - 1, 0.5, 1e5)
    log_density = (m * size - 1)[:, None] * np.log(THETA) + ((1 - m) * size - 1)[:, None] * np.log1p(-THETA)
    density = np.exp(log_density - log_density.max(axis=1, keepdims=True))
    mass = w @ (density / density.sum(axis=1, keepdims=True))
    return _rate(list(tries), "", mass)


@dataclass(frozen=True)
class _Pooled:
    """Arrays over the grid of hyper (m, c) and of delays.

    beta: (hyper, theta); likelihood: (groups, delays, theta)
    evidence: (groups, hyper, delays); weight: (hyper, delays)
    """

    beta: Array
    likelihood: Array
    evidence: Array
    weight: Array


def _pooled(tries: Sequence[Tried]) -> tuple[list[str], _Pooled | None]:
    groups = list(dict.fromkeys(t.group for t in tries))
    if not groups:
        return groups, None
    beta = _betas()
    tau1, tau0, never, log_weight = _delay_grid(tries)
    likelihood = np.stack([_likelihood([t for t in tries if t.group == g], tau1, tau0, never) for g in groups])
    evidence = np.maximum(beta @ likelihood.transpose(0, 2, 1), 1e-300)
    total = log_weight + np.log(evidence).sum(axis=0)
    weight = np.exp(total - total.max())
    return groups, _Pooled(beta, likelihood, evidence, weight / weight.sum())


def _mix(pooled: _Pooled, likelihood: Array, evidence: Array) -> Array:
    """The posterior of one group's rate, averaged over the grid."""
    mass: Array = ((pooled.beta.T @ (pooled.weight / evidence)) * likelihood.T).sum(axis=1)
    return mass


def _rate(mine: list[Tried], group: str, mass: Array) -> Rate:
    changed = sum(t.changed is True for t in mine)
    unchanged = sum(t.changed is False for t in mine)
    pending = len(mine) - changed - unchanged
    return Rate(group, len(mine), changed, unchanged, pending, Posterior(THETA, mass / mass.sum()))


def _betas() -> Array:
    """Beta(m c, (1 - m) c) on THETA for each (m, c): (hyper, theta), rows sum to one."""
    a = (_MEAN[:, None] * _CONCENTRATION).ravel()[:, None]
    b = ((1 - _MEAN)[:, None] * _CONCENTRATION).ravel()[:, None]
    log_density = (a - 1) * np.log(THETA) + (b - 1) * np.log1p(-THETA)
    density = np.exp(log_density - log_density.max(axis=1, keepdims=True))
    normal: Array = density / density.sum(axis=1, keepdims=True)
    return normal


def _delay_grid(tries: Sequence[Tried]) -> tuple[Array, Array, Array, Array]:
    """Delays of changes (1) and others (0), the share never written down, and their log weight given closed tries."""
    index = np.meshgrid(*(np.arange(n) for n in (_DELAYS.size, _DELAYS.size, _NEVER.size)), indexing="ij")
    d1, d0, n = (i.ravel() for i in index)
    log_weight = np.log(_DELAYS_WEIGHT[d1] * _DELAYS_WEIGHT[d0] * _NEVER_WEIGHT[n])
    if all(t.changed is not None for t in tries):  # nothing is open: what delays say is of no use
        return _DELAYS[d1[:1]], _DELAYS[d0[:1]], _NEVER[n[:1]], np.zeros(1)
    for changed, tau in ((True, _DELAYS[d1]), (False, _DELAYS[d0])):
        known = [max(t.delay, SHORTEST) for t in tries if t.changed is changed and t.delay is not None]
        log_weight = log_weight - len(known) * np.log(tau) - sum(known) / tau
    closed = sum(t.changed is not None for t in tries)
    return _DELAYS[d1], _DELAYS[d0], _NEVER[n], log_weight + closed * np.log1p(-_NEVER[n])


def _likelihood(tries: Sequence[Tried], tau1: Array, tau0: Array, never: Array) -> Array:
    """(delays, theta), the largest value one."""
    changed, unchanged = (sum(t.changed is c for t in tries) for c in (True, False))
    log = np.broadcast_to(changed * np.log(THETA) + unchanged * np.log1p(-THETA), (tau1.size, THETA.size))
    for t in tries:
        if t.changed is None and t.delay is not None:
            open1 = (never + (1 - never) * np.exp(-t.delay / tau1))[:, None]
            open0 = (never + (1 - never) * np.exp(-t.delay / tau0))[:, None]
            log = log + np.log(np.maximum(THETA * open1 + (1 - THETA) * open0, 1e-300))
    likelihood: Array = np.exp(log - log.max())
    return likelihood
