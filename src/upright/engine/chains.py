"""The compiled loop around density and sampler: one chain, from its start to its last draw."""

from __future__ import annotations

from typing import Any

from upright.engine.compiling import compiled
from upright.engine.density import density
from upright.engine.nuts import DRAWN, EVALUATE, FOUND, INVALID, PLACE, TRIAL, WARMUP, advance, begin

__all__ = ["run_chain", "DONE", "STOP", "DIVERGED"]

DONE, STOP, DIVERGED = 0, 1, 2  # of `progress` (3,): draws so far, warm-up included; set by others to end; divergences


@compiled
def run_chain(
    dims: Any, start: Any, program: Any, sizes: Any, panel: Any, first: int, last: int, work: Any,
    chain: Any, draws: Any, stats: Any, progress: Any,
) -> int:  # fmt: skip
    """Warm up and fill `draws` (n, q) and `stats` (n, 7, see `nuts.STATS`); returns how many, -1 where it cannot start.

    `progress` is read and written while this runs, so that other threads can watch and stop it.
    """
    begin(chain, start)
    done, taken = 0, 0
    while taken < len(draws) and progress[STOP] == 0:
        value = density(dims, chain.rows[TRIAL], program, sizes, panel, first, last, work, chain.rows[FOUND])
        code = advance(chain, value)
        if code == EVALUATE:
            continue
        if code == INVALID:
            return -1
        if code == DRAWN:
            done += 1
            progress[DONE] = done
            if done > chain.counts[WARMUP]:
                for i in range(draws.shape[1]):
                    draws[taken, i] = chain.rows[PLACE, i]
                for i in range(stats.shape[1]):
                    stats[taken, i] = chain.stats[i]
                progress[DIVERGED] += int(chain.stats[6])
                taken += 1
    return taken
