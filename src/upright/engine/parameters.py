"""What may stand in a spec where a number could: a free parameter, or a whole matrix of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from upright.engine.arrays import Floats
from upright.engine.faults import EngineFault, covariance, shaped
from upright.engine.priors import Prior
from upright.engine.transforms import Transform, positive, real

__all__ = ["Free", "Matrix", "cholesky", "cholesky_of", "stable"]

ROUNDING = 1e-9  # of a cell of L beside the standard deviation of its row


@dataclass(frozen=True)
class Free:
    """A named parameter. The same name in several entries is one parameter; described once, `Free(name)` will do.

    `transform` says its range, `prior` what is thought of it before (None: flat), `each` that every unit (person) has
    one of its own, `start` where a search begins (None: the middle of the prior, or of the range).
    """

    name: str
    transform: Transform = real
    prior: Prior | None = None
    each: bool = False
    start: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise EngineFault(f"name is {self.name!r}; it must be a text that is not empty")
        if "[" in self.name or "]" in self.name:
            raise EngineFault(f"name is {self.name!r}; it must be without brackets, which say whose it is")
        if not isinstance(self.transform, Transform):
            raise EngineFault(
                f"transform of {self.name} is {self.transform!r}; it must be a Transform, such as positive"
            )
        if self.prior is not None and not isinstance(self.prior, Prior):
            raise EngineFault(
                f"prior of {self.name} is {self.prior!r}; it must be None or a Prior, such as Normal(0, 1)"
            )
        if self.prior is not None:
            low, high = self.prior.support
            if self.transform.low < low or self.transform.high > high:
                raise EngineFault(
                    f"transform of {self.name} is {self.transform}; it must keep within {low:.12g} to {high:.12g}, "
                    f"where {self.prior} has a density"
                )
        if not isinstance(self.each, bool):
            raise EngineFault(f"each of {self.name} is {self.each!r}; it must be True or False")
        if self.start is not None and not self.transform.holds(self.start):
            raise EngineFault(f"start of {self.name} is {self.start!r}; it must be {self.transform.limit}")

    @property
    def middle(self) -> float:
        """Where a search begins."""
        if self.start is not None:
            return float(self.start)
        low, high = self.transform.low, self.transform.high
        if self.prior is not None:
            return self.prior.start(low, high)
        return float(self.transform.value(0.0))


@dataclass(frozen=True)
class Matrix:
    """A whole d x d matrix of free parameters.

    `cholesky`: L L', every covariance and only covariances; fewer where cells of L are 0. `stable`: (J - I / 2) L L'
    with J = -J', every matrix whose eigenvalues have negative real parts and only these, because S = L L' solves
    A S^-1 + S^-1 A' = -I.
    """

    kind: str
    frees: tuple[Free | None, ...]  # of L by rows, then of J below its diagonal; None where the cell is 0
    d: int

    def values(self, matrix: Floats) -> tuple[float, ...]:
        """The parameters, in their order, at which this is a given matrix; EngineFault where there are none."""
        rows, columns = np.tril_indices(self.d)
        matrix = shaped("matrix", matrix, (self.d, self.d))
        if self.kind == "cholesky":
            cells = _root("matrix", covariance("matrix", matrix, self.d))[rows, columns]
            for free, cell, i, j in zip(self.frees, cells, rows, columns, strict=True):
                if free is None and abs(cell) > ROUNDING * np.sqrt(matrix[i, i]):
                    raise EngineFault(f"matrix has L[{i}, {j}] = {cell:.6g} in its Cholesky factor; it must be 0 there")
            return tuple(float(cell) for free, cell in zip(self.frees, cells, strict=True) if free is not None)
        d = self.d
        both = np.kron(matrix, np.eye(d)) + np.kron(np.eye(d), matrix)
        if np.linalg.eigvals(matrix).real.max() >= 0:
            raise EngineFault("matrix has an eigenvalue with real part 0 or more; all must be below 0")
        inverse = np.linalg.solve(both, -np.eye(d).ravel()).reshape(d, d)
        turn = matrix @ inverse + 0.5 * np.eye(d)
        root = _root("matrix", np.linalg.inv((inverse + inverse.T) / 2))
        below = np.tril_indices(d, -1)
        return (*root[rows, columns], *turn[below])


def _root(name: str, matrix: Any) -> Any:
    try:
        return np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        raise EngineFault(f"{name} is not positive definite; it must be, to have a Cholesky factor") from None


def _lower(name: str, d: int, diagonal: Prior | None, below: Prior | None, each: bool) -> list[Free]:
    return [
        Free(f"{name}.l{i + 1}{j + 1}", positive, diagonal, each, None if diagonal else 1.0)
        if i == j
        else Free(f"{name}.l{i + 1}{j + 1}", real, below, each, None if below else 0.0)
        for i in range(d)
        for j in range(i + 1)
    ]


def cholesky(
    name: str, d: int, diagonal: Prior | None = None, below: Prior | None = None, each: bool = False
) -> Matrix:
    """A free covariance: parameters name.l11, name.l21, name.l22, ... of its Cholesky factor, by rows."""
    return Matrix("cholesky", tuple(_lower(name, d, diagonal, below, each)), d)


def cholesky_of(rows: Sequence[Sequence[Free | float]]) -> Matrix:
    """A covariance L L' by the rows of L up to the diagonal: Free there, and below it Free or 0."""
    frees: list[Free | None] = []
    for i, row in enumerate(rows):
        if len(row) != i + 1:
            raise EngineFault(f"rows[{i}] has {len(row)} entries; it must have {i + 1}, up to the diagonal")
        for j, cell in enumerate(row):
            if isinstance(cell, Free):
                if i == j and not cell.transform.low >= 0:
                    limit = "on the diagonal it must be positive"
                    raise EngineFault(f"transform of {cell.name} is {cell.transform}; {limit}")
                frees.append(cell)
            elif i != j and cell == 0:
                frees.append(None)
            else:
                limit = "Free" if i == j else "Free or 0"
                raise EngineFault(f"rows[{i}][{j}] is {cell!r}; it must be {limit}")
    return Matrix("cholesky", tuple(frees), len(rows))


def stable(
    name: str,
    d: int,
    diagonal: Prior | None = None,
    below: Prior | None = None,
    turn: Prior | None = None,
    each: bool = False,
) -> Matrix:
    """A free stable drift: name.l11, ... of L and name.j21, ... of J below the diagonal."""
    turns = [
        Free(f"{name}.j{i + 1}{j + 1}", real, turn, each, None if turn else 0.0) for i in range(d) for j in range(i)
    ]
    return Matrix("stable", (*_lower(name, d, diagonal, below, each), *turns), d)
