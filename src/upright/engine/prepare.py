"""Getting the kernels ready ahead of their first use, so that whoever waits can be told how long it still takes.

Compiled code is kept on disk (`compiling`): on a new machine, or after an update, the first use for each number of
states compiles for some ten to thirty seconds; later processes load it in well under one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from upright.engine.fit import room
from upright.engine.panels import panel_of
from upright.engine.parameters import Free
from upright.engine.priors import Normal
from upright.engine.spec import Spec
from upright.engine.statespace import Series

__all__ = ["prepare"]


def prepare(
    d: int, *, fit: bool = True, sample: bool = False, progress: Callable[[int, int], None] | None = None
) -> None:
    """Compile, or load, what models of d states need: always for their likelihood, and to `fit` and `sample` if asked.

    `sample` includes `fit`, because a sampler starts from one; `fit` includes what `weigh` needs. `progress(done, of)`
    is called at the start and after each step, a few seconds apart where it compiles. EngineFault where d is not 1 to
    8.
    """
    of = 3 + 5 * (fit or sample) + 2 * sample
    tell = progress or (lambda done, of: None)
    tell(0, of)
    spec = _smallest(d)  # its check needs the first kernel
    tell(1, of)
    for done, act in enumerate(_acts(spec)[: of - 1], 2):
        act()
        tell(done, of)


def _smallest(d: int) -> Spec:
    """A model of d states with one parameter."""
    return Spec(
        states=[f"x{i}" for i in range(d)],
        channels=["y"],
        drift=(-np.eye(d)).tolist(),
        intercept=[0.0] * d,
        diffusion=np.eye(d).tolist(),
        loadings=[[1.0] + [0.0] * (d - 1)],
        offsets=[Free("m", prior=Normal(0, 1))],
        noise=[1.0],
    )


def _acts(spec: Spec) -> list[Callable[[], Any]]:
    """One call of each kernel that others are built from, the innermost first, on two observations."""
    from upright.engine.backwards import gradient_of_unit  # slow import: numba
    from upright.engine.chains import run_chain  # slow import: numba
    from upright.engine.climbing import climb_each, make_tour, set_out  # slow import: numba
    from upright.engine.climbing import follow as follow_tour  # slow import: numba
    from upright.engine.compiling import dims_of  # slow import: numba
    from upright.engine.density import densities, density  # slow import: numba
    from upright.engine.kalman import make_work, run_series, value_of_unit  # slow import: numba
    from upright.engine.nuts import STATS, advance, begin, make_chain  # slow import: numba

    panel = panel_of(spec, Series(np.array([0.0, 1.0]), np.array([[0.0], [1.0]])))
    dims, sizes, program, work = dims_of(spec.sizes.d), spec.sizes, spec.program(), make_work(spec.sizes, panel)
    theta, gradient, starts = np.zeros(1), np.zeros(1), np.zeros((1, 1))
    tour, found, chain = make_tour(1), room(1, 1, 1), make_chain(1, 20, 0)
    draws, stats, watched = np.zeros((1, 1)), np.zeros((1, len(STATS))), np.zeros(3, dtype=np.int64)

    def one_step_of_a_tour() -> None:
        set_out(tour, starts, found, 0)
        follow_tour(tour, 0.0, starts, found, 0)

    def one_step_of_a_chain() -> None:
        begin(chain, theta)
        advance(chain, 0.0)

    return [
        partial(value_of_unit, dims, sizes, work.entries, panel, 0, work),
        partial(run_series, dims, sizes, work.entries, panel, 0, 0, work, True),
        partial(gradient_of_unit, dims, sizes, work.entries, panel, 0, work, work.entries_back),
        partial(density, dims, theta, program, sizes, panel, 0, 1, work, gradient),
        one_step_of_a_tour,
        partial(climb_each, dims, starts, 1, program, sizes, panel, work, tour, found),
        partial(densities, dims, starts, program, sizes, panel, 0, 1, work, gradient),
        one_step_of_a_chain,
        partial(run_chain, dims, theta, program, sizes, panel, 0, 1, work, chain, draws, stats, watched),
    ]
