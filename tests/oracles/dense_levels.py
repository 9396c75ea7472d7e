"""Dense, obvious twins of the reading's arithmetic: whole covariance matrices, plain sums, no recursion."""

import math

import numpy as np


def covariance(places, answers, phi, share):
    """Covariance of the answered days divided by s²."""
    apart = np.abs(np.subtract.outer(places, places))
    return share * phi**apart + np.diag((1 - share) / answers)


def gls(values, columns, answers, phi, share, prior_spread, prior_days):
    """beta, s², and the restricted log likelihood (up to a constant) of one grid point, by dense linear algebra."""
    seen = ~np.isnan(values)
    places, y, x = np.flatnonzero(seen), values[seen], columns[:, seen].T
    v = covariance(places, answers[seen], phi, share)
    inverse = np.linalg.inv(v)
    normal = x.T @ inverse @ x
    beta = np.linalg.solve(normal, x.T @ inverse @ y)
    left = y - x @ beta
    freedom = len(y) - x.shape[1] + prior_days
    variance = (left @ inverse @ left + prior_days * prior_spread**2) / freedom
    log = -0.5 * np.linalg.slogdet(v)[1] - 0.5 * np.linalg.slogdet(normal)[1] - 0.5 * freedom * math.log(variance)
    return beta, variance, log, np.linalg.inv(normal)


def negative_binomial(n, mean, size):
    """log P(n) of a negative binomial with this mean and size."""
    return (
        math.lgamma(size + n) - math.lgamma(size) - math.lgamma(n + 1)
        + size * math.log(size / (size + mean)) + n * math.log(mean / (size + mean))
    )  # fmt: skip
