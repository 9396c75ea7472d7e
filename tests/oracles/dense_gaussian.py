"""The engine's slow, obvious twin: the joint Gaussian of every state and every observation of one series, written out.

No filter: means and covariances of the states at all observations are put into one long vector and one large matrix,
and what the engine answers by recursion is answered by conditioning that Gaussian.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import expm, solve_continuous_lyapunov

from upright.engine import Series, StateSpace


def one_gap(a, q, c, gap):
    """(Phi, Q, shift) of a gap: matrix exponentials of a short part of it, put together part by part."""
    d = len(a)
    halvings = max(0, int(np.ceil(np.log2(max(np.abs(a).sum(axis=0).max() * gap, 1e-300)))) + 1)
    part = gap / 2.0**halvings
    block = expm(np.block([[-a, q], [np.zeros((d, d)), a.T]]) * part)
    phi = block[d:, d:].T
    cov = phi @ block[:d, d:]
    cov = (cov + cov.T) / 2
    shift = expm(np.block([[a, c[:, None]], [np.zeros((1, d + 1))]]) * part)[:d, d]
    for _ in range(halvings):
        cov, shift, phi = cov + phi @ cov @ phi.T, shift + phi @ shift, phi @ phi
    return phi, cov, shift


def input_at(ss: StateSpace, series: Series, time: float):
    """b + B u at a moment (from it on)."""
    c = np.array(ss.intercept)
    if ss.inputs is not None and series.input_times is not None:
        begun = np.flatnonzero(series.input_times <= time)
        if len(begun):
            c = c + ss.inputs @ series.inputs[begun[-1]]
    return c


def between(ss: StateSpace, series: Series, t0: float, t1: float):
    """(Phi, Q, shift) from just after t0 to t1, events and changes of input on the way included."""
    d = len(ss.drift)
    phi, cov, shift = np.eye(d), np.zeros((d, d)), np.zeros(d)
    changes = [] if series.input_times is None else [t for t in series.input_times if t0 < t < t1]
    events = [t for t in series.event_times if t0 < t <= t1]
    now = t0
    for t in sorted({*changes, *events, t1}):
        if t > now:
            f, q, s = one_gap(ss.drift, ss.diffusion, input_at(ss, series, now), t - now)
            phi, cov, shift = f @ phi, f @ cov @ f.T + q, f @ shift + s
            now = t
        for when, kind, size in zip(series.event_times, series.event_kinds, series.event_sizes, strict=True):
            if when == t and t0 < when:
                shift = shift + ss.impulses[:, kind] * size
    return phi, cov, shift


def at_first(ss: StateSpace):
    """Mean and covariance of the state at the first observation."""
    if ss.initial_mean is not None:
        return ss.initial_mean, ss.initial_cov
    return -np.linalg.solve(ss.drift, ss.intercept), solve_continuous_lyapunov(ss.drift, -ss.diffusion)


def states(ss: StateSpace, series: Series):
    """Mean (n d,) and covariance (n d, n d) of the states at all observations."""
    d, n = len(ss.drift), len(series.times)
    mean, cov = at_first(ss)
    means, covs, steps = [mean], [cov], []
    for t0, t1 in zip(series.times, series.times[1:], strict=False):
        phi, q, shift = between(ss, series, t0, t1)
        steps.append(phi)
        means.append(phi @ means[-1] + shift)
        covs.append(phi @ covs[-1] @ phi.T + q)
    joint = np.zeros((n * d, n * d))
    for i in range(n):
        block = covs[i]
        joint[i * d : i * d + d, i * d : i * d + d] = block
        for j in range(i + 1, n):
            block = steps[j - 1] @ block
            joint[j * d : j * d + d, i * d : i * d + d] = block
            joint[i * d : i * d + d, j * d : j * d + d] = block.T
    return np.concatenate(means), joint


def observations(ss: StateSpace, series: Series):
    """(mean of states, cov of states, y, mean of y, cov of y, cov of y with states), observed values only."""
    mean, joint = states(ss, series)
    n = len(series.values)
    loadings = np.kron(np.eye(n), ss.loadings)
    offsets = np.tile(ss.offsets, (n, 1))
    if ss.covariates is not None:
        offsets = offsets + series.covariates @ ss.covariates.T
    y = series.values.ravel()
    seen = ~np.isnan(y)
    crossed = (loadings @ joint)[seen]
    cov = (loadings @ joint @ loadings.T + np.diag(np.tile(ss.noise, n)))[np.ix_(seen, seen)]
    return mean, joint, y[seen], (loadings @ mean + offsets.ravel())[seen], cov, crossed


def log_likelihood(ss: StateSpace, series: Series) -> float:
    """The log density of all observed values at once."""
    _, _, y, expected, cov, _ = observations(ss, series)
    if not len(y):
        return 0.0
    sign, logdet = np.linalg.slogdet(cov)
    assert sign > 0
    off = y - expected
    return float(-0.5 * (logdet + off @ np.linalg.solve(cov, off) + len(y) * np.log(2 * np.pi)))


def posterior(ss: StateSpace, series: Series):
    """Mean (n, d) and covariance (n d, n d) of all states given everything observed."""
    mean, joint, y, expected, cov, crossed = observations(ss, series)
    weight = np.linalg.solve(cov, crossed).T
    return (mean + weight @ (y - expected)).reshape(len(series.times), -1), joint - weight @ crossed
