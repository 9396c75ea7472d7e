"""Count how often statements are true: simulated diaries, their readings, and the truth behind them.

    python -m bench.calibration                 all scenarios and lengths, 2,000 diaries each (about half an hour)
    python -m bench.calibration --diaries 100   a quick look

For every scenario and length: each statement said, with its probability, is held against its truth condition
(`upright.reading.claims`), and the share that is true is set beside the mean probability, by bins. Then flat diaries:
how many yield any trend, change or imbalance. Exit status 1 when a bin of 300 or more misses by over 3 points or a flat
cell exceeds 5%.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from upright.model.synthetic import World, simulate
from upright.reading import read
from upright.reading.claims import holds

LENGTHS = (7, 14, 28, 60, 120, 365)
SCENARIOS = {
    "assumed": World(),
    "skewed, floored": World(skewed=True),
    "weekends": World(weekends=True),
    "silent on bad days": World(silent_on_bad_days=True),
    "slow drift": World(course="drift"),
    "step half-way": World(course="step"),
    "bursts": World(bursts=1.0),
    "carry-over 0": World(carry_over=0.0),
    "carry-over 0.4": World(carry_over=0.4),
    "carry-over 0.8": World(carry_over=0.8),
}
BINS = np.array([0.0, 0.10, 0.33, 0.50, 0.66, 0.80, 0.90, 0.95, 1.0 + 1e-9])
UNTIL = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))
Cell = tuple[str, int, bool]


def run_cell(
    scenario: str, days: int, flat: bool, diaries: int, seed: int
) -> tuple[Cell, list[tuple[str, bool, float, bool]], int]:
    """Every statement said in so many diaries: (family, pattern, probability, true); and diaries with any pattern."""
    world = replace(SCENARIOS[scenario], flat=flat)
    said, with_pattern = [], 0
    for i in range(diaries):
        rng = np.random.default_rng([seed, list(SCENARIOS).index(scenario), days, flat, i])
        made = simulate(days, rng, UNTIL + timedelta(days=i % 7), world)
        reading = read(made.diary, UNTIL + timedelta(days=i % 7), figures=False, longer=False)
        for s in reading.statements:
            said.append((s.id.split(".")[0], s.pattern, s.probability, holds(s.id, s.about, made.truth)))
        with_pattern += any(s.pattern for s in reading.statements)
    return (scenario, days, flat), said, with_pattern


def kept_cell(
    folder: str | None, scenario: str, days: int, flat: bool, diaries: int, seed: int
) -> tuple[Cell, list[tuple[str, bool, float, bool]], int]:
    """`run_cell`, its result kept in `folder`: a stopped run goes on from there, with the same code."""
    if folder is None:
        return run_cell(scenario, days, flat, diaries, seed)
    name = "-".join([scenario.replace(" ", "_"), str(days), "flat" if flat else "all", str(diaries), str(seed)])
    path = Path(folder) / f"{name}.json"
    if not path.exists():
        _, said, with_pattern = run_cell(scenario, days, flat, diaries, seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".part").write_text(json.dumps([said, with_pattern]), encoding="utf-8")
        path.with_suffix(".part").replace(path)
    said, with_pattern = json.loads(path.read_text(encoding="utf-8"))
    return (scenario, days, flat), [tuple(s) for s in said], with_pattern


def by_bins(said: list[tuple[str, bool, float, bool]]) -> list[dict[str, float]]:
    """One row a bin: how many, mean probability, share true."""
    p, true = np.array([s[2] for s in said]), np.array([s[3] for s in said], dtype=float)
    place = np.digitize(p, BINS) - 1
    return [
        {
            "from": float(BINS[b]),
            "to": float(min(BINS[b + 1], 1.0)),
            "n": int(inside.sum()),
            "said": float(p[inside].mean()),
            "true": float(true[inside].mean()),
        }
        for b in range(len(BINS) - 1)
        if (inside := place == b).any()
    ]


def show(
    title: str, said: list[tuple[str, bool, float, bool]], misses: list[str], least: int = 300, fewest: int = 30
) -> None:
    """Print the bins of one group that hold `fewest` or more, and note those of `least` or more that miss."""
    cells = []
    for row in by_bins(said) if said else []:
        off = row["true"] - row["said"]
        mark = ""
        if row["n"] >= least and abs(off) > 0.03:
            mark = "*"
            misses.append(f"{title}: said {row['said']:.3f}, true {row['true']:.3f}, n {row['n']}")
        if row["n"] >= fewest:
            cells.append(f"{row['said']:.2f}→{row['true']:.2f}{mark} ({row['n']})")
    print(f"  {title:<46} {'  '.join(cells)}", flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--diaries", type=int, default=2000)
    arguments.add_argument("--flat-diaries", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--lengths", type=lambda x: [int(n) for n in x.split(",")], default=list(LENGTHS))
    arguments.add_argument("--scenarios", type=lambda x: x.split(","), default=list(SCENARIOS))
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--keep", metavar="FOLDER", help="keep each cell here and go on from what is there")
    arguments.add_argument("--json", help="also write every bin to this file")
    asked = arguments.parse_args()
    cells = [(s, n, flat) for flat in (False, True) for s in asked.scenarios for n in asked.lengths]
    started, groups, flat_share = time.perf_counter(), defaultdict(list), {}
    with ProcessPoolExecutor(asked.workers) as pool:
        jobs = [
            pool.submit(kept_cell, asked.keep, s, n, flat, asked.flat_diaries if flat else asked.diaries, asked.seed)
            for s, n, flat in cells
        ]
        for done, job in enumerate(jobs, 1):
            (scenario, days, flat), said, with_pattern = job.result()
            if flat:
                flat_share[scenario, days] = with_pattern / asked.flat_diaries
            else:
                groups[scenario, days] = said
            print(
                f"\r  {done} of {len(jobs)} cells, {time.perf_counter() - started:.0f} s",
                end="",
                file=sys.stderr,
                flush=True,
            )
    print(file=sys.stderr)
    misses: list[str] = []
    print(f"{asked.diaries} diaries a cell, flat {asked.flat_diaries}, seed {asked.seed}")
    print("said→true (n); * marks a bin of 300 or more that is off by over 3 points\n")
    print("By scenario, all lengths")
    for scenario in asked.scenarios:
        show(scenario, [s for (sc, _), said in groups.items() if sc == scenario for s in said], misses)
    print("By length, all scenarios")
    for days in asked.lengths:
        show(f"{days} days", [s for (_, n), said in groups.items() if n == days for s in said], misses)
    print("By kind of statement, all scenarios and lengths")
    for family in sorted({s[0] for said in groups.values() for s in said}):
        show(family, [s for said in groups.values() for s in said if s[0] == family], misses)
    print("By scenario and length")
    for (scenario, days), said in groups.items():
        show(f"{scenario}, {days} days", said, misses)
    print("By scenario and kind of statement")
    for scenario in asked.scenarios:
        for family in sorted({s[0] for said in groups.values() for s in said}):
            show(
                f"{scenario}, {family}",
                [s for (sc, _), said in groups.items() if sc == scenario for s in said if s[0] == family],
                misses,
            )
    print("\nFlat diaries that yield any trend, change or imbalance (at most 5%)")
    for scenario in asked.scenarios:
        shares = [(n, flat_share[scenario, n]) for n in asked.lengths]
        print(f"  {scenario:<24} " + "  ".join(f"{n}d {share:.1%}" for n, share in shares))
        misses += [f"flat {scenario} {n} days: {share:.1%}" for n, share in shares if share > 0.05]
    print(f"\n{len(misses)} misses")
    for miss in misses:
        print(f"  {miss}")
    if asked.json:
        with open(asked.json, "w", encoding="utf-8") as out:
            json.dump({f"{sc}, {n}": by_bins(said) for (sc, n), said in groups.items() if said}, out, indent=1)
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
