"""Published fits: the same models on the same data, -2 log-likelihood beside the value that ctsem asserts.

    python -m bench.engine_published FOLDER     the folder holds AnomAuth.rda and Oscillating.rda, from ctsem's `data`

The data are not ours and are not kept here: they come with ctsem (Driver, Oud and Voelkle 2017, Journal of Statistical
Software 77(5)), the values from its tests/testthat/test-knownFits.R (today within 0.01 and 1%; in November 2016, commit
3cd210c, within 1.5e-8 and 0.1%, relative). Reading them needs the package `rdata`.

AnomAuth: 2,722 persons, anomia and authoritarianism at 0, 1, 2, 4 and 6 years (Voelkle and others 2012, Psychological
Methods 17:176): two states seen without error, everything free, 14 parameters.

Oscillating: 200 persons, 11 uneven occasions of a damped oscillator (Voelkle and Oud 2013, British Journal of
Mathematical and Statistical Psychology 66:103): position and speed, only the position seen, without error.

Trait variance (a person's own usual level) would be one more state each, with drift and diffusion 0 and a free initial
covariance; the last lines fit that to AnomAuth, where no published value is at hand.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from upright.engine import Free, Series, Spec, cholesky, fit
from upright.engine.transforms import negative, positive


def wide(path: Path, channels: int, occasions: int) -> list[Series]:
    """One series a person: columns are occasions by channels, then the gaps between occasions."""
    import rdata

    (table,) = rdata.read_rda(str(path)).values()
    numbers = np.asarray(table, dtype=np.float64)
    found = []
    for row in numbers:
        values = row[: channels * occasions].reshape(occasions, channels)
        gaps = row[channels * occasions : channels * occasions + occasions - 1]
        found.append(Series(np.concatenate([[0.0], np.cumsum(gaps)]), values))
    return found


def anomauth() -> Spec:
    """Two states that pull at each other, seen without error; the first occasion has its own mean and covariance."""
    return Spec(
        states=("anomia", "authority"),
        channels=("Y1", "Y2"),
        drift=[
            [Free("decay 0", negative, start=-0.4), Free("1 to 0", start=0.05)],
            [Free("0 to 1", start=0.05), Free("decay 1", negative, start=-0.4)],
        ],
        intercept=[0.0, 0.0],
        diffusion=cholesky("diffusion", 2),
        loadings=[[1.0, 0.0], [0.0, 1.0]],
        offsets=[Free("usual 0", start=2.5), Free("usual 1", start=2.8)],
        noise=[0.0, 0.0],
        initial_mean=[Free("first 0", start=0.0), Free("first 1", start=0.0)],
        initial_cov=cholesky("initial", 2),
    )


def with_traits() -> Spec:
    """As `anomauth`, and each person has a level of their own beneath either channel: two states that never move."""
    return Spec(
        states=("anomia", "authority", "own anomia", "own authority"),
        channels=("Y1", "Y2"),
        drift=[
            [Free("decay 0", negative, start=-1.0), Free("1 to 0", start=0.05), 0.0, 0.0],
            [Free("0 to 1", start=0.05), Free("decay 1", negative, start=-1.0), 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0],
        ],
        intercept=[0.0] * 4,
        diffusion=[
            [Free("unrest 0", positive, start=0.5), None, 0.0, 0.0],
            [Free("unrest both", start=0.0), Free("unrest 1", positive, start=0.5), 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0],
        ],
        loadings=[[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]],
        offsets=[Free("usual 0", start=2.5), Free("usual 1", start=2.8)],
        noise=[0.0, 0.0],
        initial_mean=[Free("first 0", start=0.0), Free("first 1", start=0.0), 0.0, 0.0],
        initial_cov=cholesky("initial", 4),
    )


def oscillating(offset: Any = 0.0) -> Spec:
    """A position that is driven back and a speed that is braked."""
    return Spec(
        states=("position", "speed"),
        channels=("Y1",),
        drift=[[1e-5, 1.0], [Free("back", negative, start=-39.5), Free("brake", negative, start=-0.5)]],
        intercept=[0.0, 0.0],
        diffusion=[[0.0, 0.0], [0.0, Free("push", positive, start=1.0)]],
        loadings=[[1.0, 0.0]],
        offsets=[offset],
        noise=[0.0],
        initial_mean=[Free("first position", start=0.05), Free("first speed", start=0.9)],
        initial_cov=cholesky("initial", 2),
    )


def told(name: str, make: Callable[[], Spec], people: list[Series], published: float | None) -> bool:
    """Fit without priors and print -2 log-likelihood beside the published one; whether they agree to 0.01."""
    spec = make()
    fit(spec, people[:5], prior=False, starts=1)  # compile
    started = time.perf_counter()
    found = fit(spec, people, prior=False)
    took = time.perf_counter() - started
    deviance = -2.0 * found.log_density
    print(f"{name}: {len(people)} persons, {spec.size()} parameters, {took:.2f} s, {found.evaluations} evaluations")
    against = ", ".join(found.trust.reasons) or "nothing"
    print(f"  {found.agreement[0]} of {found.agreement[1]} starts end at this top; against it: {against}")
    beside = "no published value" if published is None else f"published {published:.3f}"
    agrees = published is None or abs(deviance - published) <= 0.01
    print(f"  -2 log-likelihood {deviance:.3f}   {beside}{'' if agrees else '   DIFFERS'}")
    print("  " + ", ".join(f"{key} {value:.4f}" for key, value in found.values.items()))
    return agrees


def main() -> int:
    if importlib.util.find_spec("rdata") is None:
        print("rdata is not installed: the published fits are left out")
        return 0
    folder = Path(sys.argv[1])
    agrees = True
    people = wide(folder / "AnomAuth.rda", 2, 5)
    agrees &= told("AnomAuth", anomauth, people, 23415.929)
    osc = wide(folder / "Oscillating.rda", 1, 11)
    agrees &= told("Oscillating", oscillating, osc, -3461.936)
    told("Oscillating, mean of the channel free", lambda: oscillating(Free("usual")), osc, None)
    told("AnomAuth with traits", with_traits, people, None)
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main())
