"""The level week by week, for the figures: smoothed from all answers, with the band that holds it nine times in ten.

With phi, share and s² at their likeliest (`serial`), daily answers are jointly normal, and the mean of each week given
all answers is a linear map of them. The answers' own mean is unknown too; it enters as one very wide component.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from upright.reading.levels import Levels

__all__ = ["WeekLevel", "weekly_levels"]

WEEK = 7
WIDE = 25.0  # points², the variance of the unknown mean
Z90 = 1.645


@dataclass(frozen=True)
class WeekLevel:
    """One week: days answered, and the level with its band; None where the week has no answer."""

    answered: int
    level: float | None
    low: float | None
    high: float | None


def weekly_levels(levels: Levels, name: str, weeks: int) -> tuple[WeekLevel, ...]:
    """The last `weeks` weeks of a series, oldest first; the last week ends on the last day."""
    series = levels.series[levels.names().index(name)]
    days = min(weeks * WEEK, len(series.values))
    weeks = -(-days // WEEK)
    values, answers = series.values[-days:], series.answers[-days:]
    parts = series.parts[:, -days:]
    week = weeks - 1 - (days - 1 - np.arange(days)) // WEEK
    seen = np.flatnonzero(~np.isnan(values))
    counts = np.bincount(week[seen], minlength=weeks)
    found = levels.likeliest(name)
    if found is None or seen.size == 0:
        return tuple(WeekLevel(int(n), None, None, None) for n in counts)
    phi, share, variance = found
    values = values - _part_offsets(series.values, series.parts, series.used) @ parts
    apart = np.abs(np.subtract.outer(np.arange(days), seen))
    covariance = share * variance * phi**apart + WIDE
    noise = (1 - share) * variance / np.maximum(answers[seen], 1)
    to_week = (week == np.arange(weeks)[:, None]).astype(float)
    to_week /= to_week.sum(axis=1, keepdims=True)
    cross = to_week @ covariance  # (weeks, answers)
    middle = float(values[seen].mean())
    gain = np.linalg.solve(covariance[seen] + np.diag(noise), cross.T).T
    mean = middle + gain @ (values[seen] - middle)
    full = share * variance * phi ** np.abs(np.subtract.outer(np.arange(days), np.arange(days))) + WIDE
    spread = np.sqrt(
        np.maximum(np.einsum("wi,ij,wj->w", to_week, full, to_week) - np.einsum("wn,wn->w", gain, cross), 0.0)
    )
    return tuple(
        WeekLevel(int(n), float(m), float(max(m - Z90 * s, 0.0)), float(min(m + Z90 * s, 10.0)))
        if n
        else WeekLevel(0, None, None, None)
        for n, m, s in zip(counts, mean, spread, strict=True)
    )


def _part_offsets(
    values: NDArray[np.float64], parts: NDArray[np.float64], used: tuple[int, ...]
) -> NDArray[np.float64]:
    """How far each part lies from the mean of the parts, so that which was asked does not show as a change."""
    offsets = np.zeros(len(parts))
    if len(used) > 1:
        seen = ~np.isnan(values)
        design = parts[list(used)][:, seen].T
        means = np.linalg.lstsq(design, values[seen], rcond=None)[0]
        offsets[list(used)] = means - means.mean()
    return offsets
