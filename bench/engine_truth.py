"""Whether the engine's intervals hold what they say: parameters from their priors, diaries from them, fits, counts.

    python -m bench.engine_truth            2,000 diaries for each length (a minute)
    python -m bench.engine_truth --diaries 200
    python -m bench.engine_truth --draws    300 diaries for each length, draws of `sample` beside Laplace (ten minutes)

For the two-state model of `engine_cases`: the share of true parameters inside the 50% and 90% intervals of MAP +
Laplace, by length of diary and parameter. An interval that says 90% should hold 90%; * marks a share that is off by
over 3 points, which 2,000 diaries tell from chance. With `--draws` the two states' parameters are counted together, all
fits whether trusted or not, and * marks a share that is off by over two standard errors.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict

import numpy as np

from bench.engine_cases import diaries_from_prior, spec_of
from upright.engine import Spec, fit, fit_each, sample

LENGTHS = (30, 60, 120, 365)
LEVELS = (0.5, 0.9)
CHAINS, WARMUP, DRAWS = 2, 400, 500


def drawn_beside(spec: Spec, count: int) -> None:
    """Intervals of draws beside those of Laplace, on the same diaries."""
    print(f"{count} diaries a length, {CHAINS} chains of {DRAWS} draws after {WARMUP}; in 50% and 90% intervals")
    for n in LENGTHS:
        started = time.perf_counter()
        truths, diaries = diaries_from_prior(spec, np.random.default_rng([1, n]), count, n)
        held: dict[str, list[list[bool]]] = defaultdict(list)
        trusted = 0
        for i, (truth, diary) in enumerate(zip(truths, diaries, strict=True)):
            top = fit(spec, diary, starts=3)
            drawn = sample(spec, diary, CHAINS, DRAWS, WARMUP, seed=i)
            trusted += bool(drawn.trust)
            for name in spec.names():
                ends = [top.intervals(level)[name] for level in LEVELS]
                ends += [drawn.interval(name, level) for level in LEVELS]
                kind = "pull" if " to " in name else name.split()[0]
                held[kind].append([a < truth[name] < b for a, b in ends])
        print(f"{n} days: draws {trusted / count:.0%} trusted ({time.perf_counter() - started:.0f} s)")
        for kind, rows in held.items():
            shares = np.mean(rows, axis=0)
            off = [abs(x - p) > 2 * np.sqrt(p * (1 - p) / len(rows)) for x, p in zip(shares, 2 * LEVELS, strict=True)]
            laplace, draws = (
                "  ".join(f"{shares[j]:6.1%}{'*' if off[j] else ' '}" for j in pair) for pair in ((0, 1), (2, 3))
            )
            print(f"  {kind:8s} Laplace {laplace}   draws {draws}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--diaries", type=int)
    parser.add_argument("--draws", action="store_true")
    given = parser.parse_args()
    spec = spec_of(2)
    if given.draws:
        drawn_beside(spec, given.diaries or 300)
        return 0
    count = given.diaries or 2000
    print(f"{count} diaries a length, seed 1; share of true parameters inside the intervals that say 50% and 90%")
    missed = 0
    for n in LENGTHS:
        started = time.perf_counter()
        truths, diaries = diaries_from_prior(spec, np.random.default_rng([1, n]), count, n)
        fits = fit_each(spec, diaries, starts=3)
        one = [fits[i] for i in range(count)]
        trusted = [i for i in range(count) if one[i].trust]
        print(f"{n} days: {len(trusted) / count:.1%} trusted ({time.perf_counter() - started:.0f} s)")
        for name in spec.names():
            shares = []
            for level in LEVELS:
                ends = [one[i].intervals(level)[name] for i in trusted]
                shares.append(np.mean([a < truths[i][name] < b for i, (a, b) in zip(trusted, ends, strict=True)]))
            marks = ["*" if abs(share - level) > 0.03 else " " for share, level in zip(shares, LEVELS, strict=True)]
            missed += "*" in marks
            print(f"  {name:12s} 50%: {shares[0]:6.1%}{marks[0]}   90%: {shares[1]:6.1%}{marks[1]}")
    print(f"{missed} of {len(LENGTHS) * len(spec.names())} rows are off by over 3 points")
    return 0


if __name__ == "__main__":
    sys.exit(main())
