"""A series with rows added at which nothing was observed: moments to forecast, or to draw states for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upright.engine.arrays import Floats, Ints
from upright.engine.faults import EngineFault
from upright.engine.statespace import Series, StateSpace, check_series

__all__ = ["pattern_of", "with_rows_of"]


def pattern_of(ss: StateSpace, times: Floats | Series, **more: Floats | Ints | None) -> Series:
    """Times and what goes with them as a series that fits the model; a Series is taken as it is.

    `more` are the other arguments of Series by name. A Series given together with any of them is an EngineFault.
    """
    if isinstance(times, Series):
        extra = [name for name, given in more.items() if given is not None]
        if extra:
            raise EngineFault(f"{extra[0]} is given beside a Series; put it into the Series, or give times as numbers")
        pattern = times
    else:
        count = np.shape(times)[0] if np.ndim(times) else 0
        pattern = Series(times, np.full((count, len(ss.loadings)), np.nan), **more)  # type: ignore[arg-type]
    check_series(ss, pattern)
    return pattern


def with_rows_of(series: Series, pattern: Series, *, strict: bool) -> tuple[Series, NDArray[np.int64]]:
    """`series` with a row of NaN for each row of `pattern`, and where those rows are.

    For the time after the last observation, events and inputs of `pattern`, when it has any, replace those of `series`;
    at or before it they are ignored, or an EngineFault when `strict`.
    """
    n, last = len(series.times), series.times[-1]
    times = np.concatenate([series.times, pattern.times])
    order = np.argsort(times, kind="stable")
    values = np.concatenate([series.values, np.full(pattern.values.shape, np.nan)])
    joined: dict[str, Any] = {
        "times": times[order],
        "values": values[order],
        "covariates": _both(series.covariates, pattern.covariates, order),
        "exposure": _exposures(series, pattern)[order],
    }
    if strict:
        _after("event_times", pattern.event_times, last, equal=False)
        _after("input_times", pattern.input_times, last, equal=True)
    new = _times_of(pattern.event_times) > last
    if new.any():
        old = _times_of(series.event_times) <= last
        for name in ("event_times", "event_kinds", "event_sizes"):
            joined[name] = np.concatenate([getattr(series, name)[old], getattr(pattern, name)[new]])
    if pattern.input_times is not None and pattern.inputs is not None:
        new = pattern.input_times >= last
        if series.input_times is None or series.inputs is None:
            joined["input_times"], joined["inputs"] = pattern.input_times[new], pattern.inputs[new]
        elif new.any():
            old = series.input_times <= last
            joined["input_times"] = np.concatenate([series.input_times[old], pattern.input_times[new]])
            joined["inputs"] = np.concatenate([series.inputs[old], pattern.inputs[new]])
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return replace(series, **joined), places[n:]


def _both(one: Floats | None, other: Floats | None, order: Ints) -> Floats | None:
    if one is None or other is None:
        return None
    return np.concatenate([one, other])[order]


def _exposures(series: Series, pattern: Series) -> Floats:
    parts = [np.ones(part.values.shape) if part.exposure is None else part.exposure for part in (series, pattern)]
    return np.concatenate(parts)


def _times_of(times: Floats | None) -> Floats:
    return np.zeros(0) if times is None else times


def _after(name: str, times: Floats | None, last: float, *, equal: bool) -> None:
    if times is not None and len(times) and (times[0] < last or (times[0] == last and not equal)):
        limit = "at or after" if equal else "after"
        raise EngineFault(f"{name}[0] is {times[0]:.12g}; it must be {limit} {last:.12g}, the last observation")
