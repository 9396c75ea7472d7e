"""What the engine says when it was given something it cannot use: which argument, its value, and the limit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["EngineFault", "number_array", "whole_array", "refuse_where", "shaped", "ordered", "covariance"]

TOLERANCE = 1e-10  # how far a covariance may be from symmetric or from semidefinite, relative to its largest number


class EngineFault(ValueError):
    """Something given to the engine cannot be used; the message names the argument, its value and the limit."""


def number_array(name: str, given: Any) -> NDArray[np.float64]:
    """A copy of what was given as an array of float64; a fault when it is not made of numbers."""
    try:
        return np.array(given, dtype=np.float64, order="C")
    except (TypeError, ValueError):
        raise EngineFault(f"{name} is {_short(given)}; it must be an array of numbers") from None


def whole_array(name: str, given: Any) -> NDArray[np.int64]:
    """A copy of what was given as an array of int64; a fault when a number in it is not whole."""
    numbers = number_array(name, given)
    wrong = ~(np.abs(numbers) < 2.0**53) | (numbers != np.floor(numbers))
    refuse_where(name, numbers, wrong, "a whole number")
    return numbers.astype(np.int64)


def refuse_where(name: str, array: NDArray[Any], wrong: NDArray[np.bool_], limit: str) -> None:
    """A fault that names the first entry where `wrong` holds: `noise[2] is -0.1; it must be 0 or more`."""
    if wrong.any():
        place = np.argwhere(wrong)[0]
        value = array[tuple(place)]
        where = f"[{', '.join(str(i) for i in place)}]" if len(place) else ""
        raise EngineFault(f"{name}{where} is {_number(value)}; it must be {limit}")


def shaped(name: str, given: Any, shape: tuple[int | str, ...], *, missing: bool = False) -> NDArray[np.float64]:
    """A float64 copy with the given shape (a letter stands for any length) and only finite numbers.

    With `missing`, NaN is allowed too.
    """
    array = number_array(name, given)
    fits = array.ndim == len(shape) and all(
        isinstance(wanted, str) or wanted == length for wanted, length in zip(shape, array.shape, strict=True)
    )
    if not fits:
        raise EngineFault(f"{name} has shape {_shape(array.shape)}; it must have shape {_shape(shape)}")
    if missing:
        refuse_where(name, array, np.isinf(array), "finite, or NaN where nothing was observed")
    else:
        refuse_where(name, array, ~np.isfinite(array), "finite")
    return array


def ordered(name: str, given: Any) -> NDArray[np.float64]:
    """A vector of finite numbers none of which is smaller than the one before it."""
    times = shaped(name, given, ("n",))
    back = np.flatnonzero(times[1:] < times[:-1])
    if len(back):
        i = int(back[0]) + 1
        raise EngineFault(
            f"{name}[{i}] is {_number(times[i])}; it must be {_number(times[i - 1])} or later, as the one before it"
        )
    return times


def covariance(name: str, given: Any, d: int) -> NDArray[np.float64]:
    """A (d, d) matrix, symmetric and positive semidefinite within 1e-10 of its largest number; made symmetric."""
    matrix = shaped(name, given, (d, d))
    scale = float(np.abs(matrix).max())
    apart = np.abs(matrix - matrix.T)
    if apart.max() > TOLERANCE * scale:
        i, j = (int(k) for k in np.unravel_index(int(apart.argmax()), apart.shape))
        raise EngineFault(
            f"{name}[{i}, {j}] is {_number(matrix[i, j])} and {name}[{j}, {i}] is {_number(matrix[j, i])}; "
            "it must be symmetric"
        )
    matrix = 0.5 * (matrix + matrix.T)
    smallest = float(matrix[0, 0]) if d == 1 else float(np.linalg.eigvalsh(matrix)[0])
    if smallest < -TOLERANCE * scale:
        raise EngineFault(f"{name} has the eigenvalue {_number(smallest)}; all must be 0 or more")
    return matrix


def _number(value: Any) -> str:
    return f"{float(value):.12g}"


def _shape(shape: tuple[int | str, ...]) -> str:
    inside = ", ".join(str(length) for length in shape)
    return f"({inside},)" if len(shape) == 1 else f"({inside})"


def _short(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= 60 else text[:57] + "..."
