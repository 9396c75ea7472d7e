"""Whether the posterior of a pair of things is right: truths from the priors, diaries from them, and where truths fall.

    python -m bench.pair_sbc                 500 diaries of each length (about 15 minutes on one core)
    python -m bench.pair_sbc --diaries 50    a quick look

Simulation-based calibration (Talts, Betancourt, Simpson, Vehtari and Gelman 2018, arXiv 1804.06788). When parameters
come from the priors and a diary from them, the weight of the draws below the true value is uniform between 0 and 1, for
each quantity, if and only if the draws are of the posterior. Truths whose drift is not stable are drawn anew, arrows
included, because the posterior has none of these. Diaries: four of seven items a day in turn, no entry on every fifth
day. First the full model, then `learn_pair`, with each arrow there or not with probability one half; where an effect is
0 the rank is drawn at random within the weight that stands on 0.

A cell says how many of 100 truths lay inside the intervals that say 50% and 90%. `*` marks ranks that are not uniform
(Kolmogorov-Smirnov), Holm's procedure over all cells at 5%: when all is right, one run in twenty has any mark.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import exp, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upright.engine import EngineFault, Series, StateSpace, simulate, weigh
from upright.model.pair import ARROWS, DRAWS, LAG, ROUNDS, STEP, _quantities, learn_pair, pair_spec
from upright.record.words import FACETS, ITEMS

Array = NDArray[np.float64]

LENGTHS = (30, 60, 90, 180, 365)
FIRST, SECOND = FACETS, ("effort",)
EFFECTS = ("after_first", "after_second", "together")
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def diary_from_prior(
    rng: np.random.Generator, days: int, draw: Callable[[], tuple[bool, bool]]
) -> tuple[dict[str, float], Series, tuple[bool, bool]]:
    """True parameters and effects, a diary of them, and which arrows there are."""
    while True:
        arrows = draw()
        spec = pair_spec(FIRST, SECOND, arrows)
        truth = {name: float(drawn[0]) for name, drawn in spec.draw_prior(rng, 1).items()}
        try:
            ss = spec.statespace(truth)
        except EngineFault:
            continue  # not stable
        break
    turn = rng.permutation(len(ITEMS))
    asked = (turn[None, :] - 4 * np.arange(days)[:, None]) % len(ITEMS) < 4
    asked &= rng.random((days, 1)) >= 0.2
    places = [ITEMS.index(item) for item in (*FIRST, *SECOND)]
    rows = np.flatnonzero(asked[:, places].any(axis=1))
    weekend = ((rows + rng.integers(7)) % 7 >= 5) - 2 / 7
    pattern = Series(
        rows.astype(float), np.where(asked[rows][:, places], 0.0, np.nan), covariates=np.asarray(weekend[:, None])
    )
    return {**truth, **effects(ss)}, simulate(ss, pattern, seed=rng).series(), arrows


def effects(ss: StateSpace) -> dict[str, float]:
    """What `pair` tells of a model, written out."""
    d = len(ss.drift)
    both = np.kron(ss.drift, np.eye(d)) + np.kron(np.eye(d), ss.drift)
    rest = np.linalg.solve(both, -ss.diffusion.ravel()).reshape(d, d)
    short = ss.drift * LAG / 2**12
    later = np.eye(d) + short + short @ short / 2 + short @ short @ short / 6
    for _ in range(12):
        later = later @ later
    shown = rest[:2, :2] + rest[2:, 2:]
    return dict(zip(EFFECTS, (STEP * later[1, 0], STEP * later[0, 1], STEP * shown[1, 0] / shown[0, 0]), strict=True))


def rank(draws: Array, weights: Array, truth: float, rng: np.random.Generator) -> float:
    """The weight below the truth, and a random part of the weight on it."""
    on = weights @ (draws == truth)
    return float(weights @ (draws < truth) + rng.random() * on)


def full(days: int, i: int) -> dict[str, Any]:
    """Ranks of all parameters and effects in the posterior of the full model."""
    rng = np.random.default_rng([1, days, i])
    truth, series, _ = diary_from_prior(rng, days, lambda: (True, True))
    found = weigh(pair_spec(FIRST, SECOND), series, DRAWS, ROUNDS, seed=i)
    drawn = {**found.draws, **dict(zip(EFFECTS, _quantities(found), strict=True))}
    told: dict[str, Any] = {name: rank(drawn[name], found.weights, truth[name], rng) for name in drawn}
    return {"ranks": told, "trusted": bool(found.trust), "ess": found.ess}


def averaged(days: int, i: int) -> dict[str, Any]:
    """Ranks of the effects in the posterior of all four models, and how probable each arrow was thought."""
    rng = np.random.default_rng([2, days, i])
    truth, series, arrows = diary_from_prior(rng, days, lambda: ARROWS[rng.integers(4)])
    found = learn_pair(series, FIRST, SECOND, seed=i)
    told = {f"{name}, averaged": rank(getattr(found, name), found.weights, truth[name], rng) for name in EFFECTS}
    thought = [float(found.weights @ (getattr(found, name) != 0)) for name in EFFECTS[:2]]
    there = [arrows[1], arrows[0]]  # the first drives the second, the second the first
    return {"ranks": told, "trusted": found.trusted, "ess": found.ess, "arrows": list(zip(thought, there, strict=True))}


def chance(ranks: Array) -> float:
    """How probable a distance from uniform this large is by chance: Kolmogorov's limit, with Stephens' correction."""
    n, x = len(ranks), np.sort(ranks)
    far = max((np.arange(1, n + 1) / n - x).max(), (x - np.arange(n) / n).max())
    z = (sqrt(n) + 0.12 + 0.11 / sqrt(n)) * far
    return float(min(1.0, max(0.0, 2 * sum((-1) ** (k - 1) * exp(-2 * (k * z) ** 2) for k in range(1, 101)))))


def marked(chances: dict[tuple[str, int], float], level: float = 0.05) -> set[tuple[str, int]]:
    """The cells that Holm's procedure calls not uniform."""
    found = set()
    for i, cell in enumerate(sorted(chances, key=lambda cell: chances[cell])):
        if chances[cell] > level / (len(chances) - i):
            break
        found.add(cell)
    return found


def by_bins(arrows: Iterable[tuple[float, bool]]) -> str:
    """What was thought of arrows, and in how many of 100 cases they were there."""
    thought, there = (np.array(column, dtype=float) for column in zip(*arrows, strict=True))
    place = np.clip(np.digitize(thought, BINS) - 1, 0, len(BINS) - 2)
    cells = [(thought[place == b], there[place == b]) for b in range(len(BINS) - 1)]
    return "  ".join(f"{a.mean():.2f}→{b.mean():.2f} ({len(a)})" for a, b in cells if len(a))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--diaries", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    ranks: dict[tuple[str, int], Array] = {}
    arrows: list[tuple[float, bool]] = []
    print(f"{asked.diaries} diaries a length; inside 50% and 90% intervals, of 100; * not uniform")
    with ProcessPoolExecutor(asked.workers) as pool:
        for days in LENGTHS:
            started, told = time.perf_counter(), []
            for study in (full, averaged):
                found = list(pool.map(partial(study, days), range(asked.diaries), chunksize=10))
                for name in found[0]["ranks"]:
                    ranks[name, days] = np.array([one["ranks"][name] for one in found])
                trusted, ess = np.mean([one["trusted"] for one in found]), [one["ess"] for one in found]
                told.append(f"{study.__name__} {trusted:.1%}, {np.median(ess):.0f} effective draws")
                arrows += [pair for one in found for pair in one.get("arrows", ())]
            print(f"{days} days, trusted: {'; '.join(told)} ({time.perf_counter() - started:.0f} s)", flush=True)
    chances = {cell: chance(x) for cell, x in ranks.items()}
    bad = marked(chances)
    print(f"{'':24s}" + "".join(f"{f'{days} days':>10s}" for days in LENGTHS))
    for name in dict.fromkeys(name for name, _ in ranks):
        cells = []
        for days in LENGTHS:
            away = np.abs(ranks[name, days] - 0.5)
            inside = f"{100 * (away < 0.25).mean():.0f} {100 * (away < 0.45).mean():.0f}"
            cells.append(f"{inside:>9s}{'*' if (name, days) in bad else ' '}")
        print(f"{name:24s}{''.join(cells)}")
    print(f"an arrow thought probable → there: {by_bins(arrows)}")
    every = np.abs(np.concatenate(list(ranks.values())) - 0.5)
    print(f"all cells: {(every < 0.25).mean():.1%} inside 50%, {(every < 0.45).mean():.1%} inside 90%; ", end="")
    print(f"{len(bad)} of {len(chances)} not uniform, smallest chance {min(chances.values()):.2g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
