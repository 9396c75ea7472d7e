"""What the model of a pair believes before it has seen anything: diaries from its priors, drawn for docs/loop.md.

    python -m bench.prior           prints the numbers and writes docs/prior.svg

If these looked unlike any diary (weeks at 0 or 10, days that never change, swings from end to end), the priors would be
wrong. Shown: how ratings spread, how much a day resembles the day before, how far what follows reaches, and six
diaries.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from upright.engine import EngineFault, Series, simulate
from upright.model.pair import ARROW, pair_spec, prior_effects

DAYS, DIARIES, SHOWN = 90, 400, 6
INK, MUTED, HAIR = "#1E2430", "#5B6470", "#D9D5CC"


def diaries(seed: int = 1) -> np.ndarray:
    """Ratings (diaries, days, 2) of one facet and of effort, rounded and clipped, arrows absent in their share."""
    rng = np.random.default_rng(seed)
    found: list[np.ndarray] = []
    while len(found) < DIARIES:
        arrows = (bool(rng.random() < ARROW), bool(rng.random() < ARROW))
        spec = pair_spec(("facet",), ("effort",), arrows)
        drawn = {name: float(values[0]) for name, values in spec.draw_prior(rng, 1).items()}
        times = np.arange(float(DAYS))
        weekend = ((times % 7 >= 5) - 2 / 7)[:, None]
        try:
            path = simulate(
                spec.statespace(drawn),
                Series(times, np.full((DAYS, 2), np.nan), covariates=weekend),
                seed=int(rng.integers(2**31)),
            )
        except EngineFault:
            continue  # not stable: outside the model
        found.append(np.clip(np.round(path.values[0]), 0, 10))
    return np.stack(found)


def shares(counts: np.ndarray) -> np.ndarray:
    return counts / counts.sum()


def bars(x: float, y: float, width: float, height: float, values: np.ndarray, labels: tuple[str, str, str]) -> str:
    """A histogram with a title and the words at both ends."""
    step = width / len(values)
    tall = values.max()
    marks = "".join(
        f'<rect x="{x + i * step:.1f}" y="{y + height * (1 - v / tall):.1f}" width="{step - 1:.1f}" '
        f'height="{height * v / tall:.1f}" fill="{MUTED}"/>'
        for i, v in enumerate(values)
    )
    title, low, high = labels
    return (
        f'<text x="{x}" y="{y - 8}">{title}</text>{marks}<line x1="{x}" y1="{y + height}" x2="{x + width}" '
        f'y2="{y + height}" stroke="{HAIR}"/><text x="{x}" y="{y + height + 15}" class="small">{low}</text>'
        f'<text x="{x + width}" y="{y + height + 15}" class="small" text-anchor="end">{high}</text>'
    )


def lines(x: float, y: float, width: float, height: float, diary: np.ndarray) -> str:
    """One diary: the facet solid, effort dotted."""
    drawn = []
    for k, dash in ((0, ""), (1, ' stroke-dasharray="2 2"')):
        points = " ".join(
            f"{x + width * t / (DAYS - 1):.1f},{y + height * (1 - v / 10):.1f}" for t, v in enumerate(diary[:, k])
        )
        drawn.append(f'<polyline points="{points}" fill="none" stroke="{INK if k == 0 else MUTED}"{dash}/>')
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="{HAIR}"/>' + "".join(drawn)


def main() -> int:
    made = diaries()
    flat = made.reshape(-1)
    used = shares(np.bincount(flat.astype(int), minlength=11)[:11].astype(float))
    spread = made.std(axis=1).reshape(-1)
    with np.errstate(invalid="ignore"):
        alike = np.array([np.corrcoef(d[1:, k], d[:-1, k])[0, 1] for d in made for k in (0, 1)])
    alike = alike[np.isfinite(alike)]
    effects = prior_effects()[1]
    there = effects[effects != 0.0]
    print(f"{DIARIES} diaries of {DAYS} days from the priors of `upright.model.pair`")
    print(f"  ratings at 0: {used[0]:.1%}, at 10: {used[10]:.1%}")
    print(
        "  spread of a diary's ratings, 5%, half, 95%: "
        + ", ".join(f"{q:.1f}" for q in np.quantile(spread, (0.05, 0.5, 0.95)))
    )
    print(
        "  a day and the day before, correlation, 5%, half, 95%: "
        + ", ".join(f"{q:.2f}" for q in np.quantile(alike, (0.05, 0.5, 0.95)))
    )
    print(
        "  size of what follows where an arrow is there, half, 95%: "
        + ", ".join(f"{q:.2f}" for q in np.quantile(abs(there), (0.5, 0.95)))
    )
    body = [
        bars(10, 40, 190, 90, used, ("Answers", "0", "10")),
        bars(
            225,
            40,
            190,
            90,
            np.histogram(alike, 20, (-0.5, 1.0))[0].astype(float),
            ("A day and the day before", "-0.5", "1"),
        ),
        bars(
            440,
            40,
            190,
            90,
            np.histogram(np.clip(effects, -2, 2), 41, (-2, 2))[0].astype(float),
            ("What follows two days later", "-2 points", "2 points"),
        ),
    ]
    for i in range(SHOWN):
        body.append(lines(10 + (i % 3) * 215, 175 + (i // 3) * 90, 190, 75, made[i]))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" font-family="Georgia, serif" font-size="13" '
        f'fill="{INK}" role="img"><title>Diaries from the priors</title><style>.small{{font-size:11px}}</style>'
        + "".join(body)
        + "</svg>\n"
    )
    Path("docs/prior.svg").write_text(svg, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
