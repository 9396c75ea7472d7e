"""A run of days that differs sharply from the days around it, as a feast with relatives may: no usual level then.

For every run of 5 to 21 days with answered days on both sides, the mean inside is set against the mean outside, in
units of its standard error widened for days that resemble their neighbours. Nothing is claimed of the run: it only
holds back a level that would mix two kinds of days.
"""

from __future__ import annotations

import numpy as np

from upright.reading.levels import APPRECIATION, Levels
from upright.reading.setting import Setting
from upright.reading.types import NotYet

__all__ = ["find_unusual"]

SHORTEST, LONGEST = 5, 21  # days
DIARY = 84  # days: in a longer diary such a run no longer moves the level
SIDE, INSIDE = 3, 5  # answered days needed on each side, and inside
SIZE, CLEAR = 2.0, 5.0  # points, standard errors: so that a diary without such a run shows one in under 1 of 100


def find_unusual(setting: Setting, levels: Levels | None) -> NotYet | None:
    """What keeps a usual level from being told, or None."""
    if levels is None or APPRECIATION not in levels.names() or levels.span > DIARY:
        return None
    found = _run(levels.series[levels.names().index(APPRECIATION)].values)
    if found is None:
        return None
    first, last = found
    start = setting.stretch.start
    return setting.not_yet(
        "stretch",
        setting.needs("other_days", n=max(14 - (levels.span - (last - first + 1)), 7)),
        days=setting.count("days", last - first + 1),
        from_=setting.days.date(start + first),
        to=setting.days.date(start + last),
    )


def _run(values: np.ndarray) -> tuple[int, int] | None:
    """First and last place of the clearest run, or None."""
    seen = np.flatnonzero(~np.isnan(values))
    answered = values[seen]
    if seen.size < INSIDE + 2 * SIDE:
        return None
    sums, squares = (np.concatenate([[0.0], np.cumsum(x)]) for x in (answered, answered**2))
    n, best, clearest = seen.size, None, 0.0
    for a in range(SIDE, n - SIDE - INSIDE + 1):
        for b in range(a + INSIDE, n - SIDE + 1):
            length = seen[b - 1] - seen[a] + 1
            if not SHORTEST <= length <= LONGEST or length > len(values) / 2:
                continue
            inside, outside = b - a, n - (b - a)
            total = sums[b] - sums[a]
            difference = total / inside - (sums[-1] - total) / outside
            spread = squares[-1] - total**2 / inside - (sums[-1] - total) ** 2 / outside
            error = np.sqrt(max(spread / (n - 2), 0.05) * (1 / inside + 1 / outside))
            if abs(difference) >= SIZE and abs(difference) / error > clearest:
                best, clearest = (a, b), abs(difference) / error
    if best is None:
        return None
    a, b = best
    left = answered - np.where(
        (np.arange(n) >= a) & (np.arange(n) < b), answered[a:b].mean(), np.delete(answered, slice(a, b)).mean()
    )
    resemblance = float(np.clip((left[1:] * left[:-1]).sum() / max((left**2).sum(), 1e-9), 0.0, 0.8))
    if clearest / np.sqrt((1 + resemblance) / (1 - resemblance)) < CLEAR:
        return None
    return int(seen[a]), int(seen[b - 1])
