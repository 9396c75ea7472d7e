"""A model and a series of observations: what a person of numbers hands to the engine, checked once, then trusted.

    dx = (A x + b + B u) dt + dW,  cov(dW) = Q dt        time in days
    x <- x + M[:, kind] * size                           at an event
    y = C x + mu + D z + e,  e ~ N(0, diag(R))           at an observation; `channels` says what else may lie between

`pack` writes a model as the flat vector that kernels work on (`arrays`), `unpack` names its blocks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from upright.engine.arrays import (
    BLOCKS,
    Floats,
    Ints,
    Sizes,
    block_shapes,
    block_starts,
    count_entries,
)
from upright.engine.channels import (
    Censored,
    Channel,
    Gaussian,
    Ordinal,
    Poisson,
    family_table,
    refuse_values,
)
from upright.engine.faults import EngineFault, covariance, number_array, ordered, refuse_where, shaped, whole_array

__all__ = [
    "StateSpace",
    "Series",
    "Gaussian",
    "Ordinal",
    "Censored",
    "Poisson",
    "Channel",
    "EngineFault",
    "sizes_of",
    "pack",
    "unpack",
    "family_table",
    "check_series",
    "check_sizes",
]

MOST_STATES = 8


@dataclass(frozen=True, eq=False)
class StateSpace:
    """A linear stochastic differential equation seen through noise: d states, p channels.

    | argument | symbol | shape | unit |
    |---|---|---|---|
    | drift | A | (d, d) | per day; any square matrix |
    | intercept | b | (d,) | states per day |
    | diffusion | Q | (d, d) | states squared per day; symmetric, positive semidefinite |
    | loadings | C | (p, d) | |
    | offsets | mu | (p,) | |
    | noise | R | (p,) | variances, 0 or more |
    | initial_mean, initial_cov | m0, P0 | (d,), (d, d) | the state at the first observation; both None: stationary |
    | impulses | M | (d, k) | an event of kind j adds M[:, j] * size |
    | inputs | B | (d, u) | per day |
    | covariates | D | (p, z) | |
    | channels | | p of Gaussian, Ordinal, Censored, Poisson | None: all Gaussian |

    The arrays are copies and cannot be written to. Raises EngineFault, which names argument, value and limit.
    """

    drift: Floats
    intercept: Floats
    diffusion: Floats
    loadings: Floats
    offsets: Floats
    noise: Floats
    initial_mean: Floats | None = None
    initial_cov: Floats | None = None
    impulses: Floats | None = None
    inputs: Floats | None = None
    covariates: Floats | None = None
    channels: tuple[Channel, ...] | None = None

    def __post_init__(self) -> None:
        drift = shaped("drift", self.drift, ("d", "d"))
        d = len(drift)
        if drift.shape != (d, d):
            raise EngineFault(f"drift has shape ({d}, {drift.shape[1]}); it must be square")
        if not 1 <= d <= MOST_STATES:
            raise EngineFault(f"drift has {d} rows; it must have 1 to {MOST_STATES}")
        loadings = shaped("loadings", self.loadings, ("p", d))
        p = len(loadings)
        if p < 1:
            raise EngineFault("loadings has 0 rows; it must have 1 or more")
        noise = shaped("noise", self.noise, (p,))
        refuse_where("noise", noise, noise < 0, "0 or more")
        checked: dict[str, Floats] = {
            "drift": drift,
            "intercept": shaped("intercept", self.intercept, (d,)),
            "diffusion": covariance("diffusion", self.diffusion, d),
            "loadings": loadings,
            "offsets": shaped("offsets", self.offsets, (p,)),
            "noise": noise,
        }
        if (self.initial_mean is None) != (self.initial_cov is None):
            absent = "initial_mean" if self.initial_mean is None else "initial_cov"
            given = "initial_cov" if self.initial_mean is None else "initial_mean"
            raise EngineFault(f"{absent} is None but {given} is not; give both, or neither for a stationary start")
        if self.initial_mean is None:
            fastest = float(np.linalg.eigvals(drift).real.max())
            if fastest >= 0:
                raise EngineFault(
                    f"drift has an eigenvalue with real part {fastest:.12g}; all must be below 0 for a stationary "
                    "start, or give initial_mean and initial_cov"
                )
        else:
            checked["initial_mean"] = shaped("initial_mean", self.initial_mean, (d,))
            checked["initial_cov"] = covariance("initial_cov", self.initial_cov, d)
        if self.impulses is not None:
            checked["impulses"] = shaped("impulses", self.impulses, (d, "k"))
        if self.inputs is not None:
            checked["inputs"] = shaped("inputs", self.inputs, (d, "u"))
        if self.covariates is not None:
            checked["covariates"] = shaped("covariates", self.covariates, (p, "z"))
        _freeze(self, checked)
        if self.channels is not None:
            if isinstance(self.channels, Channel) or not isinstance(self.channels, Sequence):
                raise EngineFault(f"channels is {self.channels!r}; it must be None or a tuple of {p} channels")
            object.__setattr__(self, "channels", tuple(self.channels))
        family_table(self.channels, p)


@dataclass(frozen=True, eq=False)
class Series:
    """Observations of one system in order of time, with the events and inputs that acted on it.

    | argument | shape | |
    |---|---|---|
    | times | (n,) | days, none before the one above it; equal times are allowed |
    | values | (n, p), or (n,) for one channel | NaN where nothing was observed |
    | event_times | (m,) | days, in order |
    | event_kinds | (m,) | column of `impulses`, 0 when not given |
    | event_sizes | (m,) | 1 when not given |
    | input_times, inputs | (m,), (m, u) or (m,) | inputs[j] holds from input_times[j] on; before the first: 0 |
    | covariates | (n, z) or (n,) | z at each observation |
    | exposure | (n, p) or (n,) | length of the window of a count, above 0; 1 when not given; counts only |

    The first observation is where the initial state holds, with events at or before it already in it, even when its row
    is all NaN. An event at an observation's very time acts before it. Events after the last observation change nothing.
    The arrays are copies and cannot be written to; all optional ones but `covariates` and those of inputs are filled in
    (an absent list of events has length 0). Raises EngineFault, which names argument, value and limit.
    """

    times: Floats
    values: Floats
    event_times: Floats | None = None
    event_kinds: Ints | None = None
    event_sizes: Floats | None = None
    input_times: Floats | None = None
    inputs: Floats | None = None
    covariates: Floats | None = None
    exposure: Floats | None = None

    def __post_init__(self) -> None:
        times = ordered("times", self.times)
        n = len(times)
        if n < 1:
            raise EngineFault("times has 0 entries; it must have 1 or more")
        values = shaped("values", _column("values", self.values), (n, "p"), missing=True)
        checked: dict[str, Any] = {"times": times, "values": values}
        if self.event_times is None:
            for name in ("event_kinds", "event_sizes"):
                if getattr(self, name) is not None:
                    raise EngineFault(f"event_times is None but {name} is not; give event_times too")
            checked["event_times"] = np.zeros(0)
            checked["event_kinds"] = np.zeros(0, dtype=np.int64)
            checked["event_sizes"] = np.zeros(0)
        else:
            event_times = checked["event_times"] = ordered("event_times", self.event_times)
            m = len(event_times)
            kinds = np.zeros(m) if self.event_kinds is None else shaped("event_kinds", self.event_kinds, (m,))
            checked["event_kinds"] = whole_array("event_kinds", kinds)
            refuse_where("event_kinds", kinds, kinds < 0, "0 or more")
            sizes = np.ones(m) if self.event_sizes is None else self.event_sizes
            checked["event_sizes"] = shaped("event_sizes", sizes, (m,))
        if (self.input_times is None) != (self.inputs is None):
            absent = "inputs" if self.inputs is None else "input_times"
            given = "input_times" if self.inputs is None else "inputs"
            raise EngineFault(f"{absent} is None but {given} is not; give both or neither")
        if self.input_times is not None:
            checked["input_times"] = ordered("input_times", self.input_times)
            checked["inputs"] = shaped("inputs", _column("inputs", self.inputs), (len(checked["input_times"]), "u"))
        if self.covariates is not None:
            checked["covariates"] = shaped("covariates", _column("covariates", self.covariates), (n, "z"))
        if self.exposure is not None:
            exposure = shaped("exposure", _column("exposure", self.exposure), (n, "p"))
            if exposure.shape[1] not in (1, values.shape[1]):
                raise EngineFault(
                    f"exposure has shape {exposure.shape}; it must have shape ({n},) or {values.shape}, as values"
                )
            refuse_where("exposure", exposure, exposure <= 0, "above 0")
            checked["exposure"] = np.array(np.broadcast_to(exposure, values.shape))
        _freeze(self, checked)


def sizes_of(ss: StateSpace) -> Sizes:
    """The lengths of the axes of a model."""
    p, d = ss.loadings.shape
    k, u, z = (0 if block is None else block.shape[1] for block in (ss.impulses, ss.inputs, ss.covariates))
    return Sizes(d, p, k, u, z, int(ss.initial_mean is None))


def pack(ss: StateSpace) -> tuple[Sizes, Floats]:
    """A model as sizes and one flat vector, as `arrays` lays it out; blocks that are None have no width.

    With a stationary start the initial mean and covariance are zeros and `stationary` is 1.
    """
    sizes = sizes_of(ss)
    entries = np.zeros(count_entries(sizes))
    at = 0
    for name, shape in block_shapes(sizes).items():
        length = int(np.prod(shape))
        block = getattr(ss, name)
        if block is not None:
            entries[at : at + length] = block.ravel()
        at += length
    return sizes, entries


def unpack(sizes: Sizes, entries: Floats) -> dict[str, Floats]:
    """The blocks of a flat vector by name, as copies; those that a model has not have width 0."""
    expected = count_entries(sizes)
    if np.shape(entries) != (expected,):
        raise EngineFault(f"entries has shape {np.shape(entries)}; it must have shape ({expected},)")
    starts, shapes = block_starts(sizes), block_shapes(sizes)
    return {
        name: np.array(entries[starts[name] : starts[name] + int(np.prod(shapes[name]))]).reshape(shapes[name])
        for name in BLOCKS
    }


def check_series(ss: StateSpace, series: Series) -> None:
    """Raises EngineFault when a series does not fit a model: channels, kinds of events, inputs, covariates, values."""
    family, bounds = family_table(ss.channels, len(ss.loadings))
    check_sizes(sizes_of(ss), family, bounds, series)


def check_sizes(sizes: Sizes, family: Ints, bounds: Floats, series: Series) -> None:
    """As `check_series`, for a model known by its sizes and its table of channels only."""
    if not isinstance(series, Series):
        raise EngineFault(f"series is a {type(series).__name__}; it must be a Series")
    if series.values.shape[1] != sizes.p:
        raise EngineFault(f"values has {series.values.shape[1]} columns; it must have {sizes.p}, one a channel")
    kinds = series.event_kinds
    if kinds is not None and len(kinds):
        if sizes.k == 0:
            raise EngineFault(f"event_times has {len(kinds)} entries; it must have 0: the model has no impulses")
        refuse_where("event_kinds", kinds, kinds >= sizes.k, f"below {sizes.k}, the number of columns of impulses")
    _same_width("inputs", series.inputs, sizes.u, needed=False)
    _same_width("covariates", series.covariates, sizes.z, needed=True)
    if (family != 0).any():
        refuse_values(series.values, family, bounds)


def _same_width(name: str, given: Floats | None, width: int, *, needed: bool) -> None:
    if given is None:
        if needed and width:
            raise EngineFault(f"{name} is None; it must have {width} columns, as {name} of the model")
    elif given.shape[1] != width:
        raise EngineFault(f"{name} has {given.shape[1]} columns; it must have {width}, as {name} of the model")


def _column(name: str, given: Any) -> Floats:
    """A vector as the only column of a matrix; anything else as it is."""
    array = number_array(name, given)
    return array.reshape(-1, 1) if array.ndim == 1 else array


def _freeze(thing: object, checked: dict[str, Any]) -> None:
    for name, array in checked.items():
        array.setflags(write=False)
        object.__setattr__(thing, name, array)
