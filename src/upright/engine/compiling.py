"""How kernels are compiled: one decorator, one set of flags, one place for what was compiled before.

Kernels release the interpreter lock, so that Python threads run them side by side, and are kept on disk, so that only
the first use on a machine compiles. What is kept belongs to one state of this folder: a change in any module of it
starts a new place, because numba itself looks only at the module that holds the kernel.

The number of states d is known when a kernel is compiled: every kernel takes `dims`, a tuple of d zeros, first, and
reads d as `len(dims)`. Loops over states are thereby unrolled and small matrices live in registers (`stack`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np

__all__ = ["compiled", "dims_of"]

SETTINGS: Any = numba.config
HERE = Path(__file__).parent

# What may be assumed of floating point: that it does not matter which zero is meant, and nothing else. Not that numbers
# are finite: a missing value is carried by a mask, but an overflow has to stay visible. And nothing that lets the
# compiler choose in which order to add or where to round (reassoc, contract): numba optimises a kernel again inside
# each kernel that calls it, every copy may come out otherwise, and which copy runs depends on whether it was compiled
# in this process or found on disk. Sums are written in the order and with the rounding (`stack.add`) that is meant.
FLAGS = {"nsz"}

# Nobody calls a kernel from C: a door for that would take a twentieth of the time to compile.
HOW: dict[str, Any] = {
    "nogil": True,
    "cache": True,
    "error_model": "numpy",
    "fastmath": FLAGS,
    "no_cfunc_wrapper": True,
}


def _kept_in() -> str:
    """A folder beside this module that is named after the content of all modules here."""
    source = hashlib.sha256()
    for module in sorted(HERE.glob("*.py")):
        source.update(module.read_bytes())
    return str(HERE / "__pycache__" / f"kernels-{source.hexdigest()[:12]}")


KEPT_IN = _kept_in()


def compiled(kernel: Callable[..., Any]) -> Any:
    """Compile a kernel: no Python objects, no lock, IEEE division, kept on disk where that can be written."""
    before = SETTINGS.CACHE_DIR
    SETTINGS.CACHE_DIR = KEPT_IN
    try:
        return numba.njit(kernel, **HOW)
    finally:
        SETTINGS.CACHE_DIR = before


def dims_of(d: int) -> tuple[np.int64, ...]:
    """The number of states as a type: a tuple of d zeros."""
    return (np.int64(0),) * d
