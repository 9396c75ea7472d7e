"""Whether draws of `sample` are draws of the posterior: simulation-based calibration.

    python -m bench.engine_sbc                 500 fits for each model and length (a quarter of an hour)
    python -m bench.engine_sbc --fits 100      a quick look
    python -m bench.engine_sbc --broken        truths from priors 1.5 times as wide as the fit believes: has to fail

Parameters from their priors, where the drift is stable; a diary from them; draws of the posterior given the diary.
Among 99 such draws the true parameter has then a uniform rank, 0 to 99 (Talts and others 2018, arXiv 1804.06788; Cook,
Gelman and Rubin 2006). So has the log density at the truth, which sees what no single parameter does (Modrák and others
2023, Bayesian Analysis). Ranks are judged twice: by chi-square over 20 bins, and by the simultaneous band around their
distribution function (Säilynoja, Bürkner and Vehtari 2022, Statistics and Computing 32:32); p-values are shares of
uniform ranks that look worse. Over all rows the verdict is Holm's at 5%. Fits that are not trusted are counted too.
"""

from __future__ import annotations

import argparse
import math
import sys
import time

import numpy as np

from bench.engine_cases import density_of, diaries_from_prior, spec_of
from upright.engine import Ordinal, Spec, sample
from upright.engine.arrays import Floats, Ints

KEPT = 99  # draws that the truth is ranked among
LENGTHS = (30, 90)
BINS = 20
MOST_LINES = 6  # of refused rows
ALIKE = 10_000  # sets of uniform ranks that p-values come from
CHAINS, WARMUP, DRAWS = 4, 500, 500
MODELS = {"d = 1": (1, None), "d = 2": (2, None), "d = 1, ordinal 0 to 10": (1, (Ordinal(),))}


class Uniform:
    """What sets of so many uniform ranks look like, and how many of them look worse than a given one."""

    def __init__(self, fits: int, rng: np.random.Generator) -> None:
        self.fits = fits
        ranks = rng.multinomial(fits, np.full(KEPT + 1, 1 / (KEPT + 1)), size=ALIKE)
        shares = np.arange(1, KEPT + 1) / (KEPT + 1)
        self.rarity = np.stack([_rarities(fits, share) for share in shares])
        self.squares = np.sort(self._square(ranks))
        self.least = np.sort(self._rarest(ranks))

    def _square(self, counts: Ints) -> Floats:
        binned = counts.reshape(*counts.shape[:-1], BINS, -1).sum(axis=-1)
        expected = self.fits / BINS
        return np.asarray(((binned - expected) ** 2 / expected).sum(axis=-1))

    def _rarest(self, counts: Ints) -> Floats:
        """The smallest two-sided binomial probability along the distribution function of the ranks."""
        below = np.cumsum(counts, axis=-1)[..., :-1]
        return np.asarray(self.rarity[np.arange(KEPT), below].min(axis=-1))

    def p_values(self, ranks: Ints) -> tuple[float, float]:
        """Of the chi-square, and of the band."""
        counts = np.bincount(ranks, minlength=KEPT + 1)
        worse = len(self.squares) - np.searchsorted(self.squares, self._square(counts) - 1e-9)
        rarer = np.searchsorted(self.least, self._rarest(counts) * (1 + 1e-9), side="right")
        return (1 + int(worse)) / (1 + ALIKE), (1 + int(rarer)) / (1 + ALIKE)


def _rarities(n: int, share: float) -> Floats:
    """Twice the smaller tail of a binomial (n, share) at 0, ..., n."""
    k = np.arange(n + 1)
    factorial = np.array([math.lgamma(i + 1.0) for i in range(n + 1)])
    mass = np.exp(factorial[n] - factorial - factorial[::-1] + k * math.log(share) + (n - k) * math.log1p(-share))
    return np.asarray(2 * np.minimum(np.cumsum(mass), np.cumsum(mass[::-1])[::-1]))


def ranks_of(spec: Spec, believed: Spec, n: int, fits: int) -> tuple[Ints, dict[str, float]]:
    """Ranks (fits, q + 1) of each parameter and of the log density among thinned draws, and what the fits said."""
    names = spec.names()
    ranks = np.zeros((fits, len(names) + 1), dtype=np.int64)
    trusted, few, diverged, steps = 0, 0, 0, []
    truths, diaries = diaries_from_prior(spec, np.random.default_rng([2, n, spec.sizes.d]), fits, n)
    kept = np.linspace(0, CHAINS * DRAWS - 1, KEPT).round().astype(np.int64)
    for i, (truth, diary) in enumerate(zip(truths, diaries, strict=True)):
        drawn = sample(believed, diary, CHAINS, DRAWS, WARMUP, seed=i)
        for j, name in enumerate(names):
            ranks[i, j] = (drawn.draws[name].ravel()[kept] < truth[name]).sum()
        at_truth = density_of(believed, diary)(believed.unconstrain(truth))[0]
        ranks[i, -1] = (drawn.log_density.ravel()[kept] < at_truth).sum()
        trusted += bool(drawn.trust)
        few += min(drawn.ess.values()) < KEPT
        diverged += drawn.divergences > 0
        steps.append(max(drawn.rhat.values()))
    told = {"trusted": trusted, "few": few, "diverged": diverged, "rhat": float(np.quantile(steps, 0.9))}
    return ranks, {name: value / fits if name != "rhat" else value for name, value in told.items()}


def holm(p_values: list[float], level: float = 0.05) -> list[bool]:
    """Which of several hypotheses are refused (Holm 1979)."""
    order = np.argsort(p_values)
    refused = [False] * len(p_values)
    for step, i in enumerate(order):
        if p_values[i] > level / (len(p_values) - step):
            break
        refused[i] = True
    return refused


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fits", type=int, default=500)
    parser.add_argument("--broken", action="store_true")
    given = parser.parse_args()
    alike = Uniform(given.fits, np.random.default_rng(1))
    print(
        f"{given.fits} fits a model and length, {CHAINS} chains of {DRAWS} draws after {WARMUP}, thinned to {KEPT}; "
        f"p-values by chi-square and by band{', truths from priors 1.5 times as wide' if given.broken else ''}"
    )
    rows: list[tuple[str, float]] = []
    for model, (d, families) in MODELS.items():
        believed = spec_of(d, families=families)
        spec = spec_of(d, 1.5, families) if given.broken else believed
        for n in LENGTHS:
            started = time.perf_counter()
            ranks, told = ranks_of(spec, believed, n, given.fits)
            print(
                f"{model}, {n} days: {told['trusted']:.1%} trusted, {told['diverged']:.1%} with a divergence, "
                f"{told['few']:.1%} with under {KEPT} effective draws, R-hat {told['rhat']:.3f} at the 90% quantile "
                f"({time.perf_counter() - started:.0f} s)"
            )
            cells = []
            for j, name in enumerate((*spec.names(), "log density")):
                square, band = alike.p_values(ranks[:, j])
                cells.append(f"{name} {square:.3f} {band:.3f}")
                rows += [(f"{model}, {n} days, {name}, {way}", p) for way, p in (("bins", square), ("band", band))]
            for k in range(0, len(cells), 4):
                print("  " + "   ".join(f"{cell:24s}" for cell in cells[k : k + 4]).rstrip(), flush=True)
    refused = [row for row, no in zip(rows, holm([p for _, p in rows]), strict=True) if no]
    least = min(p for _, p in rows)
    print(f"{len(refused)} of {len(rows)} tests refuse uniform ranks at 5% over all; least p {least:.4f}")
    for name, p in sorted(refused, key=lambda row: row[1])[:MOST_LINES]:
        print(f"  {name}: {p:.4f}")
    if len(refused) > MOST_LINES:
        print(f"  and {len(refused) - MOST_LINES} more")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
