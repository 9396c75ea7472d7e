"""A hundred thousand requests of every kind to every page and act: `make fuzz`. `tests.pages.fuzzing` asks and looks.

Each batch is a seed of its own, so what a batch finds is found again with `python -m bench.fuzz --only SEED`.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.pages.fuzzing import Broken, Tally, fuzz

BATCH = 500


def main() -> int:
    """Run, and say what was asked, what was answered and what did not hold."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("requests", type=int, nargs="?", default=100_000)
    asked.add_argument("--seed", type=int, default=1, help="where the seeds of the batches begin")
    asked.add_argument("--seconds", type=float, default=float("inf"), help="end after so long with what there is")
    asked.add_argument("--only", type=int, help="one batch with this seed")
    given = asked.parse_args()
    tally, broken, start = Tally(), [], time.perf_counter()
    if given.only is not None:
        seeds = iter([given.only])
    else:
        seeds = iter(range(given.seed * 10_000, given.seed * 10_000 + -(-given.requests // BATCH)))
    for seed in seeds:
        if time.perf_counter() - start > given.seconds:
            break
        try:
            fuzz(BATCH, seed=seed, tally=tally)
        except Broken as found:
            broken.append(str(found))
            print(found, flush=True)
            if len(broken) == 20:
                break
    took = time.perf_counter() - start
    rate = tally.requests / took
    print(f"{tally.requests:,} requests in {took:,.0f} s ({rate:,.0f} a second), {tally.batches} files")
    print("answers: " + ", ".join(f"{status} × {n:,}" for status, n in sorted(tally.statuses.items())))
    asked_least, asked_most = min(tally.routes.values()), max(tally.routes.values())
    print(f"{len(tally.routes)} routes, each asked {asked_least:,} to {asked_most:,} times")
    print(f"{tally.kept:,} changed what the file says; a hostile text stood, escaped, in {tally.escaped:,} answers")
    print(f"slowest answer: {tally.slowest:.2f} s ({tally.slowest_at})")
    print("everything held" if not broken else f"{len(broken)} did not hold")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
