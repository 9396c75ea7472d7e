"""A model with free parameters: each entry of each matrix is a number or has a name, and a person can read it.

    Spec(
        states=("mood",), channels=("rating",),
        drift=[[Free("decay", negative, ...)]], intercept=[0.0], diffusion=[[Free("unrest", positive)]],
        loadings=[[1.0]], offsets=[Free("usual")], noise=[Free("error", positive)],
    )

Several series may share one spec; a parameter with `each=True` is then one for every unit (person). What a spec becomes
for kernels is a `program.Program`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from upright.engine.arrays import BLOCKS, Floats, Sizes, block_shapes, block_starts, count_entries
from upright.engine.channels import Channel, family_table
from upright.engine.faults import EngineFault, number_array
from upright.engine.parameters import Free, Matrix
from upright.engine.priors import row_of
from upright.engine.statespace import StateSpace, unpack

__all__ = ["Spec"]

SYMMETRIC = ("diffusion", "initial_cov")
MOST_TRIES = 1000  # rounds of draws from a prior of which few are in range
OPTIONAL = ("initial_mean", "initial_cov", "impulses", "inputs", "covariates")


@dataclass(frozen=True, eq=False)
class Spec:
    """A state-space model with d states, p channels, k kinds of events, u inputs and z covariates, some entries free.

    Matrices are nested sequences as in `StateSpace`, with `Free` where a number is not known; `drift` may be
    `stable(...)`, `diffusion` and `initial_cov` may be `cholesky(...)`. A free entry off the diagonal of a covariance
    stands on both sides; above the diagonal None will do. Names: `states` (d), `channels` (p), `kinds` (k),
    `input_names` (u), `covariate_names` (z). `families` are the channel types of `StateSpace.channels`. Raises
    EngineFault, which names argument, value and limit.
    """

    states: Sequence[str]
    channels: Sequence[str]
    drift: Any
    intercept: Any
    diffusion: Any
    loadings: Any
    offsets: Any
    noise: Any
    initial_mean: Any = None
    initial_cov: Any = None
    impulses: Any = None
    inputs: Any = None
    covariates: Any = None
    kinds: Sequence[str] = ()
    input_names: Sequence[str] = ()
    covariate_names: Sequence[str] = ()
    families: Sequence[Channel] | None = None
    sizes: Sizes = field(init=False, repr=False)
    frees: tuple[Free, ...] = field(init=False, repr=False)
    places: dict[str, list[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("states", "channels", "kinds", "input_names", "covariate_names"):
            given = getattr(self, name)
            if isinstance(given, str) or len(set(given)) != len(given):
                raise EngineFault(f"{name} is {given!r}; it must be a tuple of different names")
            object.__setattr__(self, name, tuple(given))
        if not 1 <= len(self.states) <= 8:
            raise EngineFault(f"states has {len(self.states)} entries; it must have 1 to 8")
        if not self.channels:
            raise EngineFault("channels has 0 entries; it must have 1 or more")
        if (self.initial_mean is None) != (self.initial_cov is None):
            raise EngineFault("initial_mean and initial_cov: give both, or neither for a stationary start")
        sizes = Sizes(
            len(self.states), len(self.channels), len(self.kinds), len(self.input_names), len(self.covariate_names),
            int(self.initial_mean is None),
        )  # fmt: skip
        object.__setattr__(self, "sizes", sizes)
        family_table(self.families, sizes.p)
        found: dict[str, Free] = {}
        places: dict[str, list[str]] = {}
        for name, shape in block_shapes(sizes).items():
            for at, entry in self._block(name, shape).items():
                if isinstance(entry, Free):
                    before = found.setdefault(entry.name, entry)
                    if before == Free(entry.name):
                        found[entry.name] = entry
                    elif entry not in (before, Free(entry.name)):
                        raise EngineFault(f"{entry.name} in {name} differs from its other places; it must be the same")
                    places.setdefault(entry.name, []).append(f"{name}[{', '.join(str(i) for i in at)}]")
            group = getattr(self, name)
            if isinstance(group, Matrix):
                for free in filter(None, group.frees):
                    if free.name in found:
                        raise EngineFault(f"{free.name} of {name} has the name of another parameter; it must be new")
                    found[free.name] = free
                    places[free.name] = [name]
        for free in found.values():
            if free.transform.low < 0 and any(_is_variance(place) for place in places[free.name]):
                raise EngineFault(f"transform of {free.name} is {free.transform}; of a variance it must be positive")
        frees = sorted(found.values(), key=lambda free: free.each)
        object.__setattr__(self, "frees", tuple(frees))
        object.__setattr__(self, "places", places)
        start = self.start()
        try:
            self.statespace(start)
        except EngineFault as fault:
            raise EngineFault(f"at the start of its parameters: {fault}") from None

    def _block(self, name: str, shape: tuple[int, ...]) -> dict[tuple[int, ...], float | Free]:
        """The entries of one matrix by place; none for a whole-matrix group or one that is not there."""
        given = getattr(self, name)
        if isinstance(given, Matrix):
            wanted = "stable" if name == "drift" else "cholesky" if name in SYMMETRIC else None
            if given.kind != wanted or given.d != self.sizes.d:
                raise EngineFault(
                    f"{name} is {given.kind} of {given.d}; {wanted or 'no group'} of {shape[0]} may stand here"
                )
            return {}
        if given is None:
            if 0 not in shape and name not in ("initial_mean", "initial_cov"):
                raise EngineFault(f"{name} is None; it must have shape {shape}")
            return {}
        cells = np.empty(shape, dtype=object)
        rows = list(given) if isinstance(given, (Sequence, np.ndarray)) else None
        if rows is None or len(rows) != shape[0]:
            raise EngineFault(f"{name} has not {shape[0]} rows; it must have shape {shape}")
        for i, row in enumerate(rows):
            if len(shape) == 1:
                cells[i] = row
                continue
            if not isinstance(row, (Sequence, np.ndarray)) or len(row) != shape[1]:
                raise EngineFault(f"{name}[{i}] has not {shape[1]} entries; {name} must have shape {shape}")
            for j, cell in enumerate(row):
                cells[i, j] = cell
        entries: dict[tuple[int, ...], float | Free] = {}
        for at in np.ndindex(shape):
            entry: Any = cells[at]
            if name in SYMMETRIC and entry is None and at[1] > at[0]:
                entry = cells[at[::-1]]
            if name in SYMMETRIC and cells[at[::-1]] is not None and _same(entry) != _same(cells[at[::-1]]):
                raise EngineFault(
                    f"{name}[{at[0]}, {at[1]}] differs from {name}[{at[1]}, {at[0]}]; it must be symmetric"
                )
            if not isinstance(entry, (Free, int, float, np.number)):
                raise EngineFault(f"{name}[{', '.join(map(str, at))}] is {entry!r}; it must be a number or Free")
            entries[at] = entry if isinstance(entry, Free) else float(entry)
        return entries

    @property
    def shared(self) -> int:
        """How many parameters are the same for all units."""
        return sum(not free.each for free in self.frees)

    def size(self, units: int = 1) -> int:
        """The length of theta for so many units."""
        return self.shared + units * (len(self.frees) - self.shared)

    def names(self, units: int = 1) -> tuple[str, ...]:
        """The names of all parameters in the order of theta; those of units are name[0], name[1], ... where many."""
        own = [free.name for free in self.frees[self.shared :]]
        shared = [free.name for free in self.frees[: self.shared]]
        if units == 1:
            return (*shared, *own)
        return (*shared, *(f"{name}[{unit}]" for unit in range(units) for name in own))

    def of_theta(self, units: int = 1) -> tuple[Free, ...]:
        """The parameter of each number in theta."""
        return (*self.frees[: self.shared], *(units * self.frees[self.shared :]))

    def start(self, units: int = 1) -> Floats:
        """Where a search begins (q,): the middle of priors, on the unconstrained scale."""
        return np.array([float(free.transform.theta(free.middle, free.name)) for free in self.of_theta(units)])

    def constrain(self, theta: Floats, units: int = 1) -> dict[str, float]:
        """The parameters by name at a vector on the unconstrained scale (q,)."""
        if np.shape(theta) != (self.size(units),):
            raise EngineFault(f"theta has shape {np.shape(theta)}; it must have shape ({self.size(units)},)")
        pairs = zip(self.names(units), self.of_theta(units), theta, strict=True)
        return {name: float(free.transform.value(t)) for name, free, t in pairs}

    def unconstrain(self, values: Mapping[str, float], units: int = 1) -> Floats:
        """The vector (q,) of parameters given by name; EngineFault when one is missing, unknown or out of range."""
        names = self.names(units)
        for name in values:
            if name not in names:
                raise EngineFault(f"{name} is not a parameter; the parameters are {', '.join(names)}")
        for name in names:
            if name not in values:
                raise EngineFault(f"{name} is missing; each parameter must be given")
        pairs = zip(names, self.of_theta(units), strict=True)
        return np.array([float(free.transform.theta(values[name], name)) for name, free in pairs])

    def entries(self, theta: Floats, unit: int = 0, units: int = 1) -> Floats:
        """All numbers of the model of one unit, as `arrays` lays them out."""
        from upright.engine.program import spread  # slow import: numba

        point = number_array("theta", theta)  # kernels do not look whether they read past the end
        if point.shape != (self.size(units),):
            raise EngineFault(f"theta has shape {point.shape}; it must have shape ({self.size(units)},)")
        if not 0 <= unit < units:
            raise EngineFault(f"unit is {unit}; it must be 0 to {units - 1}, as units is {units}")
        entries = np.zeros(count_entries(self.sizes))
        spread(self.program(False), point, unit, entries)
        return entries

    def statespace(self, values: Mapping[str, float] | Floats, unit: int = 0, units: int = 1) -> StateSpace:
        """The model at parameters by name, or at a vector on the unconstrained scale."""
        theta = self.unconstrain(values, units) if isinstance(values, Mapping) else values
        blocks: dict[str, Any] = unpack(self.sizes, self.entries(theta, unit, units))
        for name in OPTIONAL:
            if getattr(self, name) is None:
                blocks[name] = None
        return StateSpace(**blocks, channels=None if self.families is None else tuple(self.families))

    def program(self, with_prior: bool = True) -> Any:
        """The arrays that kernels read this spec from (`program.Program`)."""
        from upright.engine.program import CHOLESKY, STABLE, Program  # slow import: numba

        starts, shapes = block_starts(self.sizes), block_shapes(self.sizes)
        slots = {free.name: i for i, free in enumerate(self.frees)}
        constants = np.zeros(count_entries(self.sizes))
        entry, slot, groups, cells = [], [], [], []
        for name in BLOCKS:
            block = getattr(self, name)
            if isinstance(block, Matrix):
                kind = STABLE if block.kind == "stable" else CHOLESKY
                groups.append((kind, starts[name], block.d))
                cells.append([-1 if free is None else slots[free.name] for free in block.frees])
            for at, given in self._block(name, shapes[name]).items():
                place = starts[name] + int(np.ravel_multi_index(at, shapes[name]))
                if isinstance(given, Free):
                    entry.append(place)
                    slot.append(slots[given.name])
                else:
                    constants[place] = given
        rows = [row_of(free.prior) for free in self.frees]
        table = np.array(groups, dtype=np.int64).reshape(-1, 3)
        width = max(map(len, cells), default=0)
        return Program(
            constants,
            np.array(entry, dtype=np.int64),
            np.array(slot, dtype=np.int64),
            np.array([free.transform.kind for free in self.frees], dtype=np.int64),
            np.array([free.transform.low for free in self.frees]),
            np.array([free.transform.high for free in self.frees]),
            np.array([kind for kind, _ in rows], dtype=np.int64),
            np.array([numbers for _, numbers in rows]).reshape(-1, 5),
            np.ascontiguousarray(table[:, 0]),
            np.ascontiguousarray(table[:, 1]),
            np.array([row + [-1] * (width - len(row)) for row in cells], dtype=np.int64).reshape(len(cells), width),
            np.ascontiguousarray(table[:, 2]),
            self.shared,
            int(with_prior),
        )

    def draw_prior(self, rng: np.random.Generator, n: int, units: int = 1) -> dict[str, Floats]:
        """n draws of each parameter from its prior within its range; EngineFault where a prior is flat."""
        drawn = {}
        for name, free in zip(self.names(units), self.of_theta(units), strict=True):
            if free.prior is None:
                raise EngineFault(f"prior of {free.name} is flat; it must be a density to be drawn from")
            kept = np.empty(0)
            for _ in range(MOST_TRIES):
                fresh = free.prior.draw(rng, n)
                kept = np.concatenate([kept, fresh[free.transform.holds(fresh)]])
                if len(kept) >= n:
                    break
            else:
                raise EngineFault(
                    f"prior of {free.name} is {free.prior}; it must give more numbers {free.transform.limit}"
                )
            drawn[name] = kept[:n]
        return drawn

    def __str__(self) -> str:
        from upright.engine.description import describe  # cycle-free message: the text is put together elsewhere

        return describe(self)


def _same(entry: Any) -> Any:
    """What two entries of a symmetric matrix must share."""
    return entry.name if isinstance(entry, Free) else entry


def _is_variance(place: str) -> bool:
    """Whether `block[i, j]` is a number that has to be 0 or more."""
    block, _, at = place.rstrip("]").partition("[")
    return block == "noise" or (block in SYMMETRIC and at != "" and len(set(at.split(", "))) == 1)
