"""The flat arrays that kernels work on: entries of a model, and the timeline of many series.

`entries` is one vector with every number of one state-space model, in this order (C order within each):

    drift (d,d)  intercept (d)  diffusion (d,d)  loadings (p,d)  offsets (p)  noise (p)
    initial_mean (d)  initial_cov (d,d)  impulses (d,k)  inputs (d,u)  covariates (p,z)

A gradient with respect to the entries has the same layout. For the two symmetric matrices it is symmetric too: each of
an off-diagonal pair carries half of the derivative.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BLOCKS",
    "Sizes",
    "Panel",
    "block_shapes",
    "block_starts",
    "count_entries",
    "GAUSSIAN",
    "ORDINAL",
    "CENSORED",
    "POISSON",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCKS = ("drift", "intercept", "diffusion", "loadings", "offsets", "noise", "initial_mean", "initial_cov",
          "impulses", "inputs", "covariates")  # fmt: skip

GAUSSIAN, ORDINAL, CENSORED, POISSON = 0, 1, 2, 3


class Sizes(NamedTuple):
    """The lengths of the axes of a model; `stationary` is 1 where the initial state is the stationary one."""

    d: int
    p: int
    k: int
    u: int
    z: int
    stationary: int


class Panel(NamedTuple):
    """Series laid end to end. `*_start` arrays have one more entry than there are things, as usual.

    A *unit* is a run of series that share one `entries` vector (one person; a whole panel with shared parameters). A
    *step* is a distinct pair of gap and drive within a unit. A *node* is a moment at which something is seen or
    happens: first time passes (`step`, -1 for none), then an event (`kind`, -1 for none) adds impulses[:, kind] *
    size, then an observation (`row`, -1 for none) is taken in. The first node of a series is its first observation and
    has step -1 and kind -1.
    """

    series_start: Ints  # (units + 1,)
    step_start: Ints  # (units + 1,)
    gaps: Floats  # (steps,), days, > 0
    drive: Ints  # (steps,), row of `drives`
    drives: Floats  # (n, u): distinct input vectors
    node_start: Ints  # (series + 1,)
    step: Ints  # (nodes,), row in gaps/drive
    kind: Ints  # (nodes,)
    size: Floats  # (nodes,)
    row: Ints  # (nodes,)
    values: Floats  # (rows, p), 0 where missing
    seen: NDArray[np.uint8]  # (rows, p)
    covariates: Floats  # (rows, z)
    exposure: Floats  # (rows, p), 1 except for counts
    family: Ints  # (p,)
    bounds: Floats  # (p, 3): low, high, step of ordinal and censored channels


def block_shapes(sizes: Sizes) -> dict[str, tuple[int, ...]]:
    """The shape of each block of `entries`, in order."""
    d, p, k, u, z, _ = sizes
    shapes: tuple[tuple[int, ...], ...] = (
        (d, d), (d,), (d, d), (p, d), (p,), (p,), (d,), (d, d), (d, k), (d, u), (p, z),
    )  # fmt: skip
    return dict(zip(BLOCKS, shapes, strict=True))


def block_starts(sizes: Sizes) -> dict[str, int]:
    """Where each block begins in `entries`."""
    starts, at = {}, 0
    for name, shape in block_shapes(sizes).items():
        starts[name] = at
        at += int(np.prod(shape))
    return starts


def count_entries(sizes: Sizes) -> int:
    """The length of `entries`."""
    return sum(int(np.prod(shape)) for shape in block_shapes(sizes).values())
