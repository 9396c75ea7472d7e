"""Random numbers inside kernels: xoshiro256++ (Blackman and Vigna, ACM Trans. Math. Software 47 (2021), article 36).

The state (4,) of unsigned integers belongs to whoever draws, so that what a chain draws depends on its seed alone and
not on the threads around it.
"""

from __future__ import annotations

from math import log, sqrt
from typing import Any

import numpy as np

from upright.engine.compiling import compiled

__all__ = ["make_chance", "uniform", "fill_normal"]


def make_chance(seed: int, stream: int) -> Any:
    """A state for one stream of one seed; different streams are independent."""
    return np.random.SeedSequence([seed, stream]).generate_state(4, np.uint64)


@compiled
def _turned(x: Any, by: int) -> Any:
    return (x << np.uint64(by)) | (x >> np.uint64(64 - by))


@compiled
def _next(state: Any) -> Any:
    result = _turned(state[0] + state[3], 23) + state[0]
    kept = state[1] << np.uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= kept
    state[3] = _turned(state[3], 45)
    return result


@compiled
def uniform(state: Any) -> float:
    """Between 0 and 1, never either."""
    return (float(_next(state) >> np.uint64(12)) + 0.5) * 2.0**-52


@compiled
def fill_normal(state: Any, out: Any) -> None:
    """Independent standard normal numbers in `out` (q,), by Marsaglia's polar method."""
    i = 0
    while i < len(out):
        a, b = 2.0 * uniform(state) - 1.0, 2.0 * uniform(state) - 1.0
        square = a * a + b * b
        if square < 1.0:
            scale = sqrt(-2.0 * log(square) / square)
            out[i] = a * scale
            if i + 1 < len(out):
                out[i + 1] = b * scale
            i += 2
