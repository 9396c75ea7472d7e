"""The compiled loop around density and sampler: one chain, from its start to its last draw."""

from __future__ import annotations

from typing import Any

from upright.engine.compiling import compiled
from upright.engine.density import density
from upright.engine.nuts import DRAWN, FOUND, INVALID, PLACE, TRIAL, WARMUP, advance, begin

__all__ = ["run_chain", "take_in", "count_taken", "DONE", "STOP", "DIVERGED"]

DONE, STOP, DIVERGED = 0, 1, 2  # of `progress` (3,): draws so far, warm-up included; set by others to end; divergences


@compiled
def count_taken(chain: Any, progress: Any) -> int:
    """How many draws were kept; negative in the warm-up."""
    return progress[DONE] - chain.counts[WARMUP]


@compiled
def take_in(chain: Any, value: float, draws: Any, stats: Any, progress: Any) -> int:
    """As `nuts.advance`, whose code it returns; where that made a draw, it is written down."""
    code = advance(chain, value)
    if code == DRAWN:
        progress[DONE] += 1
        row = count_taken(chain, progress) - 1
        if row >= 0:
            for i in range(draws.shape[1]):
                draws[row, i] = chain.rows[PLACE, i]
            for i in range(stats.shape[1]):
                stats[row, i] = chain.stats[i]
            progress[DIVERGED] += int(chain.stats[6])
    return code


@compiled
def run_chain(
    dims: Any, start: Any, program: Any, sizes: Any, panel: Any, first: int, last: int, work: Any,
    chain: Any, draws: Any, stats: Any, progress: Any,
) -> int:  # fmt: skip
    """Warm up and fill `draws` (n, q) and `stats` (n, 7, see `nuts.STATS`); returns how many, -1 where it cannot start.

    `progress` is read and written while this runs, so that other threads can watch and stop it.
    """
    begin(chain, start)
    progress[DONE] = 0
    while count_taken(chain, progress) < len(draws) and progress[STOP] == 0:
        value = density(dims, chain.rows[TRIAL], program, sizes, panel, first, last, work, chain.rows[FOUND])
        if take_in(chain, value, draws, stats, progress) == INVALID:
            return -1
    return max(0, count_taken(chain, progress))
