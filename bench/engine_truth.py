"""Whether the engine's intervals hold what they say: parameters from their priors, diaries from them, fits, counts.

    python -m bench.engine_truth            2,000 diaries for each length (a minute)
    python -m bench.engine_truth --diaries 200

For the two-state model of `engine_cases`: the share of true parameters inside the 50% and 90% intervals of MAP +
Laplace, by length of diary and parameter. An interval that says 90% should hold 90%; * marks a share that is off by
over 3 points, which 2,000 diaries tell from chance.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np

from bench.engine_cases import diaries_from_prior, spec_of
from upright.engine import fit_each

LENGTHS = (30, 60, 120, 365)
LEVELS = (0.5, 0.9)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--diaries", type=int, default=2000)
    count = parser.parse_args().diaries
    spec = spec_of(2)
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
