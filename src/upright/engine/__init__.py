"""Linear stochastic differential equations seen at uneven times: exact, fast, and knowing no person, date or file.

    dx = (A x + b + B u) dt + dW,  cov(dW) = Q dt       y = C x + mu + D z + e,  e ~ N(0, diag(R))

with events that add to x at a moment. `StateSpace` is a model, `Series` what was observed. docs/model.md has the
equations and where each stands. Importing this loads no compiler; the first call that needs a kernel does.
"""

from upright.engine.faults import EngineFault
from upright.engine.filtering import Filtered, filter
from upright.engine.fit import Fit, Fits, Trust, fit, fit_each
from upright.engine.forecast import Forecast, forecast
from upright.engine.likelihood import Gradient, log_likelihood, log_likelihood_gradient, log_likelihoods
from upright.engine.parameters import Free, cholesky, cholesky_of, stable
from upright.engine.prepare import prepare
from upright.engine.sample import Posterior, sample
from upright.engine.simulate import Simulated, simulate
from upright.engine.smoothing import Smoothed, smooth
from upright.engine.spec import Spec
from upright.engine.statespace import Censored, Gaussian, Ordinal, Poisson, Series, StateSpace
from upright.engine.weighing import Weighted, weigh

__all__ = [
    "StateSpace",
    "Series",
    "Gaussian",
    "Ordinal",
    "Censored",
    "Poisson",
    "log_likelihood",
    "log_likelihood_gradient",
    "log_likelihoods",
    "Gradient",
    "filter",
    "Filtered",
    "smooth",
    "Smoothed",
    "forecast",
    "Forecast",
    "simulate",
    "Simulated",
    "Spec",
    "Free",
    "cholesky",
    "cholesky_of",
    "fit",
    "fit_each",
    "Fit",
    "Fits",
    "Trust",
    "sample",
    "prepare",
    "Posterior",
    "weigh",
    "Weighted",
    "stable",
    "EngineFault",
]
