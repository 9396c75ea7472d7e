"""What is known of the states at each observation from all observations so far, and whether the surprises look random.

The kernel (`kalman`) runs once over the nodes of the timeline; here its numbers are gathered per observation. Between
two observations lie one or more steps, events and changes of inputs, which are composed into one:

    Phi <- Phi_k Phi     Q <- Phi_k Q Phi_k' + Q_k     shift <- Phi_k shift + shift_k + M[:, kind] size
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from upright.engine.arrays import Floats, Panel
from upright.engine.observing import latent, value_moments
from upright.engine.statespace import Series, StateSpace
from upright.engine.timeline import lay_out_one

__all__ = ["Filtered", "InnovationCheck", "Passes", "filter", "passes_of", "is_finite"]


class Passes(NamedTuple):
    """What the filter did, observation by observation; n rows, d states, p channels.

    The state before row i is taken in is phi[i] x[i - 1] + shift[i] + noise with covariance q[i]; for row 0 phi is 0,
    shift the initial mean and q the initial covariance. Components that were not seen have gain, g1 and g2 0.
    """

    phi: Floats  # (n, d, d)
    q: Floats  # (n, d, d)
    shift: Floats  # (n, d)
    predicted_means: Floats  # (n, d)
    predicted_covs: Floats  # (n, d, d)
    means: Floats  # (n, d)
    covs: Floats  # (n, d, d)
    gains: Floats  # (n, p, d): k = P c, P as it was before this component
    g1: Floats  # (n, p): derivative of log Z with respect to h
    g2: Floats  # (n, p): the second one
    seen: NDArray[np.bool_]  # (n, p)
    loadings: Floats  # (p, d)
    log_likelihood: float


@dataclass(frozen=True, eq=False)
class InnovationCheck:
    """Each (p,): how many innovations a channel has, and their mean, variance and lag-1 autocorrelation.

    Under the model these are about 0, 1 and 0, with standard errors of about 1, sqrt(2) and 1 over sqrt(count).
    NaN where there are too few (none for the mean, fewer than 2 and 3 for the others).
    """

    count: NDArray[np.int64]
    mean: Floats
    variance: Floats
    lag1: Floats


@dataclass(frozen=True, eq=False)
class Filtered:
    """States at n observation times given everything up to and including each of them.

    | field | shape | |
    |---|---|---|
    | times | (n,) | days |
    | means, covs | (n, d), (n, d, d) | given this observation and all before |
    | predicted_means, predicted_covs | (n, d), (n, d, d) | given all before it |
    | value_means, value_variances | (n, p) | of the observed values given all rows before, also where missing |
    | innovations | (n, p) | standardised: independent N(0, 1) under the model; NaN where missing |
    | log_likelihood | | of all observed values |

    Components of one row are taken in one after the other, and an innovation is what was not expected given the
    components before it too. For channels that are not Gaussian it is the score over the root of the information,
    g1 / sqrt(-g2), with mean 0 and variance about 1. Where the observations cannot come from the model, or a number
    overflowed, the log-likelihood is -inf or NaN and the rest is NaN.
    """

    times: Floats
    means: Floats
    covs: Floats
    predicted_means: Floats
    predicted_covs: Floats
    value_means: Floats
    value_variances: Floats
    innovations: Floats
    log_likelihood: float

    def check(self) -> InnovationCheck:
        """Count, mean, variance and lag-1 autocorrelation of the innovations of each channel that were seen."""
        p = self.innovations.shape[1]
        found = InnovationCheck(np.zeros(p, dtype=np.int64), *(np.full(p, np.nan) for _ in range(3)))
        for o in range(p):
            column = self.innovations[:, o]
            column = column[~np.isnan(column)]
            found.count[o] = len(column)
            if not len(column):
                continue
            found.mean[o] = column.mean()
            if len(column) > 1:
                found.variance[o] = column.var(ddof=1)
            around = column - column.mean()
            spread = float(around @ around)
            if len(column) > 2 and spread > 0.0:
                found.lag1[o] = around[1:] @ around[:-1] / spread
        return found


def filter(ss: StateSpace, series: Series) -> Filtered:
    """Filter a series: what was known at each observation. Raises EngineFault when it does not fit the model."""
    passes = passes_of(ss, series)
    with np.errstate(invalid="ignore", divide="ignore"):
        innovations = np.where(passes.seen, passes.g1 / np.sqrt(-passes.g2), np.nan)
    h, s = latent(ss, passes.predicted_means, passes.predicted_covs, series.covariates)
    value_means, value_variances = value_moments(ss, h, s, series.exposure)
    return Filtered(
        times=series.times,
        means=passes.means,
        covs=passes.covs,
        predicted_means=passes.predicted_means,
        predicted_covs=passes.predicted_covs,
        value_means=value_means,
        value_variances=value_variances,
        innovations=innovations,
        log_likelihood=passes.log_likelihood,
    )


def passes_of(ss: StateSpace, series: Series) -> Passes:
    """Run the filter over one series and gather what it did at each observation."""
    from upright.engine.compiling import dims_of  # slow import: numba
    from upright.engine.kalman import fill_table, make_work, run_series  # slow import: numba

    sizes, entries, panel = lay_out_one(ss, series)
    d = sizes.d
    dims, work = dims_of(d), make_work(sizes, panel)
    at_rest = fill_table(dims, sizes, entries, panel, 0, work) >= 0
    value = float(run_series(dims, sizes, entries, panel, 0, 0, work, True)) if at_rest else np.nan
    triangle = d * (d + 1) // 2
    steps = len(panel.gaps) + 1
    table_phi = work.table[:steps, : d * d].reshape(steps, d, d)
    table_q = _full(work.table[:steps, d * d : d * d + triangle], d)
    table_shift = work.table[:steps, d * d + triangle :]
    phi, q, shift = _between(ss, panel, table_phi, table_q, table_shift)
    phi[0] = 0.0
    if ss.initial_mean is None or ss.initial_cov is None:
        q[0], shift[0] = table_q[steps - 1], table_shift[steps - 1]
    else:
        q[0], shift[0] = ss.initial_cov, ss.initial_mean

    node = np.flatnonzero(panel.row >= 0)
    seen = panel.seen.astype(np.bool_)
    means = np.array(work.nodes[node, :d])
    covs = _full(work.nodes[node, d:], d)
    steps_seen = np.where(seen[:, :, None], work.seen[node], 0.0)
    predicted_means, predicted_covs = np.array(shift), np.array(q)
    with np.errstate(invalid="ignore", over="ignore"):
        predicted_means[1:] += np.einsum("nij,nj->ni", phi[1:], means[:-1])
        predicted_covs[1:] += phi[1:] @ covs[:-1] @ phi[1:].transpose(0, 2, 1)
    found = Passes(
        phi, q, shift, predicted_means, predicted_covs, means, covs,
        steps_seen[:, :, :d], steps_seen[:, :, d], steps_seen[:, :, d + 1], seen, ss.loadings, value,
    )  # fmt: skip
    if np.isfinite(value):
        return found
    for part in (phi, q, shift, predicted_means, predicted_covs, means, covs, steps_seen):
        part[...] = np.nan  # `found` holds these arrays and views of them
    return found


def is_finite(passes: Passes) -> bool:
    """Whether there is a posterior: the observations can come from the model and no state overflowed."""
    return bool(np.isfinite(passes.log_likelihood) and np.isfinite(passes.covs).all() and np.isfinite(passes.q).all())


def _between(
    ss: StateSpace, panel: Panel, table_phi: Floats, table_q: Floats, table_shift: Floats
) -> tuple[Floats, Floats, Floats]:
    """Phi, Q and shift from each row to the next, composed of all nodes after the one and up to the other."""
    d = len(ss.drift)
    step = panel.step
    nodes = len(step)
    phi, q, shift = np.tile(np.eye(d), (nodes, 1, 1)), np.zeros((nodes, d, d)), np.zeros((nodes, d))
    moved = step >= 0
    phi[moved], q[moved], shift[moved] = table_phi[step[moved]], table_q[step[moved]], table_shift[step[moved]]
    acted = panel.kind >= 0
    if ss.impulses is not None:
        shift[acted] += ss.impulses[:, panel.kind[acted]].T * panel.size[acted, None]
    ends = np.flatnonzero(panel.row >= 0)
    if len(ends) == nodes:
        return phi, q, shift
    for first, last in zip(np.append(-1, ends[:-1]) + 1, ends, strict=True):
        for node in range(first + 1, last + 1):
            q[node] += phi[node] @ q[node - 1] @ phi[node].T
            shift[node] += phi[node] @ shift[node - 1]
            phi[node] = phi[node] @ phi[node - 1]
    return phi[ends], q[ends], shift[ends]


def _full(triangles: Floats, d: int) -> Floats:
    """Lower triangles by rows (n, d (d + 1) / 2) as symmetric matrices (n, d, d)."""
    full = np.zeros((len(triangles), d, d))
    i, j = np.tril_indices(d)
    full[:, i, j] = triangles
    full[:, j, i] = triangles
    return full
