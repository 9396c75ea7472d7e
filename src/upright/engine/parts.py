"""The density of one large panel, part by part on all cores: for many series that share parameters.

A part is a run of the panel's units. Values and gradients of the parts are added up in their order, and neither the cut
(`panels`) nor the order depends on the number of cores, so that one core and sixteen come to the same bits. The loops
here are those of `climbing` and `chains` in Python, around the same kernels.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import numpy as np

from upright.engine.arrays import Floats, Panel
from upright.engine.chains import DONE, STOP, count_taken, take_in
from upright.engine.climbing import follow, set_out
from upright.engine.compiling import dims_of
from upright.engine.density import density
from upright.engine.kalman import make_work
from upright.engine.likelihood import cores
from upright.engine.nuts import FOUND, INVALID, TRIAL, begin
from upright.engine.panels import PART, edges_of
from upright.engine.spec import Spec

__all__ = ["Parts", "climb", "run_chain"]


class Parts:
    """A log density to be called with theta.

    To be used in a `with` statement, at the end of which its threads end. Several threads may call it at the same time.
    """

    def __init__(self, spec: Spec, panel: Panel, prior: bool) -> None:
        self.sizes, self.dims, self.panel = spec.sizes, dims_of(spec.sizes.d), panel
        self.program, self.plain = spec.program(prior), spec.program(False)
        self.shared, self.own = spec.shared, len(spec.frees) - spec.shared
        self.edges = edges_of(np.diff(panel.node_start[panel.series_start]), PART)
        self.rooms: SimpleQueue[Any] = SimpleQueue()

    def __enter__(self) -> Parts:
        side_by_side = max(1, min(cores(), len(self.edges) - 1))
        for _ in range(side_by_side + 1):
            self.rooms.put(make_work(self.sizes, self.panel))
        self.pool = ThreadPoolExecutor(side_by_side)
        return self

    def __exit__(self, *raised: object) -> None:
        self.pool.shutdown(cancel_futures=True)

    def __call__(self, theta: Floats, gradient: Floats) -> float:
        """As `density.density`: the value at `theta`, and its gradient in `gradient`."""
        running = [self.pool.submit(self._part, i, theta) for i in range(len(self.edges) - 1)]
        total = self._evaluate(theta, self.program, 0, 0, gradient)  # of no unit: the prior
        for i, future in enumerate(running):
            value, change = future.result()
            total += value
            gradient[: self.shared] += change[: self.shared]
            gradient[self._places(i)] += change[self.shared :]
        return total

    def _part(self, i: int, theta: Floats) -> tuple[float, Floats]:
        known = np.concatenate([theta[: self.shared], theta[self._places(i)]])
        gradient = np.zeros(len(known))
        return self._evaluate(known, self.plain, self.edges[i], self.edges[i + 1], gradient), gradient

    def _places(self, i: int) -> slice:
        """Where theta holds what the units of a part have for themselves."""
        return slice(self.shared + self.edges[i] * self.own, self.shared + self.edges[i + 1] * self.own)

    def _evaluate(self, theta: Floats, program: Any, first: int, last: int, gradient: Floats) -> float:
        work = self.rooms.get()
        try:
            return float(density(self.dims, theta, program, self.sizes, self.panel, first, last, work, gradient))
        finally:
            self.rooms.put(work)


def climb(evaluate: Parts, starts: Floats, tour: Any, found: Any) -> None:
    """As `climbing.climb_each` for one run of units."""
    set_out(tour, starts, found, 0)
    while follow(tour, evaluate(tour.trial, tour.gradient), starts, found, 0):
        pass


def run_chain(evaluate: Parts, start: Floats, chain: Any, draws: Any, stats: Any, progress: Any) -> int:
    """As `chains.run_chain`."""
    begin(chain, start)
    progress[DONE] = 0
    while count_taken(chain, progress) < len(draws) and progress[STOP] == 0:
        value = evaluate(chain.rows[TRIAL], chain.rows[FOUND])
        if take_in(chain, value, draws, stats, progress) == INVALID:
            return -1
    return max(0, int(count_taken(chain, progress)))
