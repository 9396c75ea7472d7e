"""Count how often the third layer's statements are true: the loop, what follows and goes together, what is carried.

    python -m bench.followed                  all scenarios and lengths (an hour on two cores)
    python -m bench.followed --diaries 10     a quick look

Diaries come from `upright.model.coupled`: half of them have one of the four forms of the loop, half none of them (no
arrow, one arrow, or two that hold each other), at three strengths; then as many flat ones, in which nothing follows
anything. Every statement of the third layer is held against its truth condition (`upright.reading.claims`). Beside it
stands what a regression of each day on the day before finds in the same diaries.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from multiprocessing import Value
from pathlib import Path
from typing import Any

import numpy as np

from bench.calibration import show
from upright.model.coupled import Life, live
from upright.model.synthetic import World
from upright.model.translate import days_of, observed
from upright.reading import learn_from, read, rules
from upright.reading.claims import form_of, holds
from upright.record import Diary
from upright.record.words import FACETS

LENGTHS = (28, 60, 90, 180, 365)
DRIFTING = World(course="drift")
SCENARIOS = {
    "assumed": Life(),
    "skewed, floored": Life(world=World(course="drift", skewed=True)),
    "weekends": Life(world=World(course="drift", weekends=True)),
    "silent on bad days": Life(world=World(course="drift", silent_on_bad_days=True)),
    "trends": Life(world=World(course="trend")),
    "step half-way": Life(world=World(course="step")),
    "bursts": Life(world=World(course="drift", bursts=1.0)),
    "days hardly alike": Life(decays=(1.0, 2.5)),
    "days much alike": Life(decays=(0.15, 0.3)),
    "switches half-way": Life(switches=True),
    "common cause": Life(common_cause=True),
    "heavy tails": Life(heavy_tails=True),
    "reporting drifts": Life(reporting=True),
}
STRENGTHS = (0.3, 0.6, 0.9)
LOOPS = ("answered", "unanswered", "backfiring", "mutual_withdrawal")
OTHERS = ("uncoupled", "uncoupled", "only_returned", "only_lost", "only_withdrawing", "restoring")
UNTIL = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))
ARROWS = (("effort", "appreciation"), ("appreciation", "effort"))
Row = dict[str, Any]


def one_diary(scenario: str, days: int, flat: bool, i: int, seed: int, parts: tuple[str, ...]) -> Row:
    """What is said of one diary, what is true of it, and what a regression finds."""
    rng = np.random.default_rng([seed, list(SCENARIOS).index(scenario), days, flat, i])
    forms = LOOPS if i % 2 else OTHERS
    life = replace(
        SCENARIOS[scenario],
        form="uncoupled" if flat else forms[i // 2 % len(forms)],
        strength=STRENGTHS[int(rng.integers(len(STRENGTHS)))],
        links=not flat,
        load=not flat,
    )
    until = UNTIL + timedelta(days=i % 7)
    made = live(days, rng, until, life)
    learnt = learn_from(made.diary, until, i, parts=parts)
    reading = read(made.diary, until, i, figures=False, learnt=learnt)
    truth = made.truth
    said = [
        (s.id.split(".")[0], s.pattern, s.probability, bool(holds(s.id, s.about, truth)), s.id)
        for s in reading.statements
        if s.layer == "loop"
    ]
    effects = {}
    if learnt is not None and learnt.loop is not None:
        effects = {
            "effort": learnt.loop.appreciation_after_effort,
            "appreciation": learnt.loop.effort_after_appreciation,
        }
    arrows = []
    found = regression(made.diary, until)
    for first, second in ARROWS:
        effect = effects.get(first)
        sign = 0 if effect is None or max(effect.more, effect.less) < 0.8 else 1 if effect.more > effect.less else -1
        arrows.append((truth.follows[first, second], sign, found[first]))
    return {
        "said": said,
        "form": form_of(truth.follows["effort", "appreciation"], truth.follows["appreciation", "effort"]),
        "arrows": arrows,
    }


def regression(diary: Diary, until: datetime) -> dict[str, int]:
    """The sign of each arrow by least squares, both things today on both yesterday; 0 where |t| is under 1.96."""
    days = days_of(diary, until)
    found = {"effort": 0, "appreciation": 0}
    series = None if days is None else observed(days, days.stretches[-1], (*FACETS, "effort"), 10_000)
    if series is None:
        return found
    with np.errstate(invalid="ignore"):
        seen = ~np.isnan(series.values[:, :3])
        facets = np.where(
            seen.any(axis=1), np.nansum(series.values[:, :3], axis=1) / np.maximum(seen.sum(axis=1), 1), np.nan
        )
    effort = series.values[:, 3]
    next_day = np.flatnonzero(np.diff(series.times) == 1.0)
    for first, target in (("effort", facets), ("appreciation", effort)):
        before, after = (
            np.column_stack([np.ones(len(next_day)), facets[next_day], effort[next_day]]),
            target[next_day + 1],
        )
        whole = ~(np.isnan(before).any(axis=1) | np.isnan(after))
        x, y = before[whole], after[whole]
        if len(y) < 8:
            continue
        inverse = np.linalg.pinv(x.T @ x)
        weight = inverse @ x.T @ y
        spread = np.square(y - x @ weight).sum() / (len(y) - 3)
        place = 2 if first == "effort" else 1
        t = weight[place] / np.sqrt(spread * inverse[place, place])
        found[first] = int(np.sign(t)) if abs(t) > 1.96 else 0
    return found


def run_cell(
    scenario: str, days: int, flat: bool, diaries: int, seed: int, parts: tuple[str, ...], folder: str | None
) -> list[Row]:
    """All diaries of a cell; kept in `folder`, so that a stopped run goes on from there with the same code."""
    path = (
        None if folder is None else Path(folder) / f"{scenario}-{days}-{flat}-{diaries}-{seed}.json".replace(" ", "_")
    )
    if path is not None and path.exists():
        kept: list[Row] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    rows = [one_diary(scenario, days, flat, i, seed, parts) for i in range(diaries)]
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".part").write_text(json.dumps(rows), encoding="utf-8")
        path.with_suffix(".part").replace(path)
    return rows


def shares_of_arrows(rows: list[Row]) -> str:
    """By model and by regression: arrows that are there found with their sign, and arrows told wrongly."""
    cells = []
    for name, place in (("model at 0.8", 1), ("regression", 2)):
        there = [arrow for row in rows for arrow in row["arrows"] if abs(arrow[0]) >= rules.FOLLOWS]
        right = np.mean([np.sign(a[0]) == a[place] for a in there]) if there else np.nan
        every = [arrow for row in rows for arrow in row["arrows"]]
        wrong = np.mean([a[place] != 0 and np.sign(a[place]) != np.sign(a[0]) for a in every])
        cells.append(f"{name}: found {right:.0%}, wrong {wrong:.1%}")
    return "   ".join(cells)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--diaries", type=int, default=60)
    arguments.add_argument("--flat-diaries", type=int, default=60)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--lengths", type=lambda x: [int(n) for n in x.split(",")], default=list(LENGTHS))
    arguments.add_argument("--scenarios", type=lambda x: x.split(";"), default=list(SCENARIOS))
    arguments.add_argument("--parts", type=lambda x: tuple(x.split(",")), default=("loop", "links", "loads"))
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--keep", metavar="FOLDER", help="keep each cell here and go on from what is there")
    asked = arguments.parse_args()
    cells = [(s, n, flat) for n in sorted(asked.lengths) for flat in (False, True) for s in asked.scenarios]
    started, rows = time.perf_counter(), {}
    with ProcessPoolExecutor(asked.workers, initializer=_one_core, initargs=(Value("i", 0),)) as pool:
        jobs = {
            (s, n, flat): pool.submit(
                run_cell, s, n, flat, asked.flat_diaries if flat else asked.diaries, asked.seed, asked.parts, asked.keep
            )
            for s, n, flat in cells
        }
        for done, (cell, job) in enumerate(jobs.items(), 1):
            rows[cell] = job.result()
            print(
                f"\r  {done} of {len(jobs)} cells, {time.perf_counter() - started:.0f} s",
                end="",
                file=sys.stderr,
                flush=True,
            )
    print(file=sys.stderr)
    return report(rows, asked.scenarios, asked.lengths)


def report(rows: dict[tuple[str, int, bool], list[Row]], scenarios: list[str], lengths: list[int]) -> int:
    """Print everything; 1 when a bin or a share is off."""
    alive = {cell: of for cell, of in rows.items() if not cell[2]}
    said = {cell: [tuple(s[:4]) for row in of for s in row["said"]] for cell, of in alive.items()}
    misses: list[str] = []
    count = sum(map(len, alive.values()))
    print(f"{count} diaries, and {sum(map(len, rows.values())) - count} flat")
    print("said→true (n); * marks a bin of 300 or more that is off by over 3 points\n")
    print("By scenario, all lengths")
    for scenario in scenarios:
        show(scenario, [s for (sc, _, _), of in said.items() if sc == scenario for s in of], misses)
    print("By length, all scenarios")
    for days in lengths:
        show(f"{days} days", [s for (_, n, _), of in said.items() if n == days for s in of], misses)
    print("By statement, all scenarios and lengths")
    by_id = defaultdict(list)
    for of in alive.values():
        for row in of:
            for s in row["said"]:
                by_id[s[4].removesuffix(".higher").removesuffix(".lower")].append(tuple(s[:4]))
    for id, every in sorted(by_id.items()):
        show(id, every, misses, fewest=8)
    print("\nForms of the loop: of diaries that have one, how often it is named; how often a wrong one is named")
    for days in lengths:
        cell = [row for (_, n, _), of in alive.items() if n == days for row in of]
        there = [row for row in cell if row["form"] != "not_established"]
        named = [[s[4] for s in row["said"] if s[0] == "loop" and s[4] != "loop.not_established"] for row in there]
        right = np.mean([f"loop.{row['form']}" in ids for row, ids in zip(there, named, strict=True)])
        every = [[s for s in row["said"] if s[0] == "loop" and s[4] != "loop.not_established"] for row in cell]
        wrong = np.mean([any(not s[3] for s in of) for of in every])
        print(f"  {days:4d} days: named {right:.0%} of {len(there)}, wrongly {wrong:.1%} of {len(cell)}")
    print("\nArrows (of the size that counts) found with their sign; arrows told with a sign that is not theirs")
    for days in lengths:
        text = shares_of_arrows([row for (_, n, _), of in alive.items() if n == days for row in of])
        print(f"  {days:4d} days   {text}")
    for scenario in scenarios:
        text = shares_of_arrows([row for (sc, _, _), of in alive.items() if sc == scenario for row in of])
        print(f"  {scenario:<20} {text}")
    print("\nFlat diaries: a form of the loop named; any pattern of the third layer (at most 5%)")
    for days in lengths:
        flat = [row for (_, n, is_flat), of in rows.items() if is_flat and n == days for row in of]
        if flat:
            form = np.mean([any(s[1] and s[0] == "loop" for s in row["said"]) for row in flat])
            any_pattern = np.mean([any(s[1] and s[0] != "together" for s in row["said"]) for row in flat])
            print(f"  {days:4d} days: {form:.1%}, {any_pattern:.1%} of {len(flat)}")
            misses += [f"flat, {days} days: a form in {form:.1%}"] if form > 0.05 else []
            misses += [f"flat, {days} days: a pattern in {any_pattern:.1%}"] if any_pattern > 0.05 else []
    for scenario in scenarios:
        flat = [row for (sc, _, is_flat), of in rows.items() if is_flat and sc == scenario for row in of]
        if flat:
            form = np.mean([any(s[1] and s[0] == "loop" for s in row["said"]) for row in flat])
            any_pattern = np.mean([any(s[1] and s[0] != "together" for s in row["said"]) for row in flat])
            print(f"  {scenario:<20} {form:.1%}, {any_pattern:.1%} of {len(flat)}")
    print(f"\n{len(misses)} misses")
    for miss in misses:
        print(f"  {miss}")
    return 1 if misses else 0


def _one_core(taken: Any) -> None:
    """Keep a worker to one core, so that its own threads do not crowd the other's."""
    if hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        with taken.get_lock():
            os.sched_setaffinity(0, {cores[taken.value % len(cores)]})
            taken.value += 1


if __name__ == "__main__":
    sys.exit(main())
