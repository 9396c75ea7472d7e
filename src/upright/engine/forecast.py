"""What will be seen after the last observation, given all of them: the filter, run on with nothing observed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upright.engine.arrays import Floats, Ints
from upright.engine.faults import EngineFault
from upright.engine.filtering import passes_of
from upright.engine.joining import pattern_of, with_rows_of
from upright.engine.observing import latent, value_moments
from upright.engine.statespace import Series, StateSpace

__all__ = ["Forecast", "forecast"]


@dataclass(frozen=True, eq=False)
class Forecast:
    """States and observed values at m times after a series.

    | field | shape | |
    |---|---|---|
    | times | (m,) | days |
    | means, covs | (m, d), (m, d, d) | of the states |
    | value_means, value_variances | (m, p) | of what would be observed, measurement error included |

    Normal for Gaussian channels; the two moments only for the others. All NaN where the series cannot come from the
    model or a number overflowed.
    """

    times: Floats
    means: Floats
    covs: Floats
    value_means: Floats
    value_variances: Floats


def forecast(
    ss: StateSpace,
    series: Series,
    times: Floats | Series,
    *,
    event_times: Floats | None = None,
    event_kinds: Ints | None = None,
    event_sizes: Floats | None = None,
    input_times: Floats | None = None,
    inputs: Floats | None = None,
    covariates: Floats | None = None,
    exposure: Floats | None = None,
) -> Forecast:
    """Forecast states and observed values at `times` (m,), in order, none before the last observation of `series`.

    Events and inputs that `series` has after its last observation act; those given here replace them (events must be
    after the last observation, inputs at or after it; before them the last input holds on). `covariates` (m, z) must be
    given when the model has them, `exposure` (m, p) is 1 when not given. `times` may be a Series that carries all of
    these; its values are not looked at. Raises EngineFault when something does not fit.
    """
    pattern = pattern_of(
        ss, times, event_times=event_times, event_kinds=event_kinds, event_sizes=event_sizes,
        input_times=input_times, inputs=inputs, covariates=covariates, exposure=exposure,
    )  # fmt: skip
    if pattern.times[0] < series.times[-1]:
        raise EngineFault(
            f"times[0] is {pattern.times[0]:.12g}; it must be {series.times[-1]:.12g}, the last observation, or later"
        )
    longer, places = with_rows_of(series, pattern, strict=not isinstance(times, Series))
    passes = passes_of(ss, longer)
    means, covs = np.array(passes.means[places]), np.array(passes.covs[places])
    h, s = latent(ss, means, covs, pattern.covariates)
    value_means, value_variances = value_moments(ss, h, s, pattern.exposure)
    return Forecast(pattern.times, means, covs, value_means, value_variances)
