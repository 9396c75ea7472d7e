"""The truth condition of every statement, as code: what must hold of the process for a claim to be true.

docs/statements.md says the same in words. `m` is the expected rating by day, the mean of what the person would answer
on that day over everything that comes and goes; `lambda` the expected number of moments by day. Days are those of the
stretch that is read. Whoever can simulate diaries can check every probability with this function.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from upright.reading import rules
from upright.reading.levels import LATELY
from upright.record.words import AFTER_ITEMS

__all__ = ["FORMS", "IDS", "PATTERNS", "Process", "form_of", "holds"]

Array = NDArray[np.float64]

_FOLLOWED = ("appreciation", "worth", "drained", "uneasy", *AFTER_ITEMS)
_TREND = tuple(f"trend.{item}.{way}" for item in _FOLLOWED for way in ("risen", "fallen"))
_CHANGE = tuple(
    f"change.{act}.{what}"
    for act in ("boundary", "decision")
    for what in ("appreciation.higher", "appreciation.lower", "disregard.fewer", "disregard.more")
)
_FOLLOWS = tuple(
    f"follows.{first}.{second}.{way}"
    for first, second in (
        ("effort", "appreciation"),
        ("appreciation", "effort"),
        ("appreciation", "worth"),
        ("appreciation", "drained"),
        ("appreciation", "uneasy"),
    )
    for way in ("higher", "lower")
)
_TOGETHER = tuple(f"together.{item}.{way}" for item in ("worth", "drained", "uneasy") for way in ("higher", "lower"))
_CARRIED = tuple(f"carried.{item}.{way}" for item in ("drained", "appreciation") for way in ("lasts", "passes"))
FORMS = ("answered", "unanswered", "backfiring", "mutual_withdrawal", "not_established")
"""The forms of the loop, the last of them: none of the others."""
PATTERNS = (
    *_TREND,
    "lately.appreciation.higher",
    "lately.appreciation.lower",
    "balance.effort_more",
    "balance.received_more",
    "moments.more_disregard",
    "moments.more_regard",
    *_CHANGE,
    *(f"loop.{form}" for form in FORMS[:-1]),
    *_FOLLOWS,
    *_TOGETHER,
    *(id for id in _CARRIED if id.endswith("lasts")),
)
"""The claims of a trend, a change, an imbalance, or of one thing with or after another."""

IDS = (
    *(f"tries.{group}{side}_half" for group in ("", "all_", "way_") for side in ("under", "over")),
    *(f"level.{item}.{side}" for item in _FOLLOWED for side in ("above", "below")),
    *(f"rate.{kind}.{often}" for kind in ("regard", "disregard") for often in ("weekly", "rarer")),
    "moments.mixed",
    "loop.not_established",
    *(id for id in _CARRIED if id.endswith("passes")),
    *PATTERNS,
)
"""Every statement this version can make."""


class Process(Protocol):
    """What must be known of a diary's process; `upright.model.synthetic.Truth` is one."""

    expected: Mapping[str, Array]
    moments: Mapping[str, Array]
    answer_rate: Mapping[str, float]
    tries: tuple[tuple[str, str], ...]
    stated: int | None
    follows: Mapping[tuple[str, str], float]
    together: Mapping[str, float]
    carried_load: Mapping[str, float]

    @property
    def appreciation(self) -> Array: ...


def holds(id: str, about: Mapping[str, str], truth: Process) -> bool:
    """Whether the claim `id` about this topic or way is true of the process. Raises KeyError for an unknown id."""
    kind, *rest = id.split(".")
    if kind == "tries":
        return _tries(rest[0], about, truth)
    if kind == "level":
        mean = float(_course(rest[0], truth).mean())
        return mean > rules.MIDDLE if rest[1] == "above" else mean < rules.MIDDLE
    if kind == "trend":
        m = _course(rest[0], truth)
        third = np.minimum(np.arange(len(m)) * 3 // len(m), 2)
        change = float(m[third == 2].mean() - m[third == 0].mean())
        return change >= rules.POINT if rest[1] == "risen" else change <= -rules.POINT
    if kind == "lately":
        m = truth.appreciation
        change = float(m[-LATELY:].mean() - m[:-LATELY].mean())
        return change >= rules.POINT if rest[1] == "higher" else change <= -rules.POINT
    if kind == "balance":
        gap = float((truth.expected["effort"] - truth.expected["unprompted"]).mean())
        return gap >= rules.POINT if rest[0] == "effort_more" else gap <= -rules.POINT
    if kind == "rate":
        often = 7 * float(truth.moments[rest[0]].mean())
        return often >= 1 if rest[1] == "weekly" else often < 1
    if kind == "moments":
        ratio = float(truth.moments["disregard"].mean() / truth.moments["regard"].mean())
        return {
            "mixed": ratio > 1,
            "more_disregard": ratio >= exp(rules.QUARTER),
            "more_regard": ratio <= exp(-rules.QUARTER),
        }[rest[0]]
    if kind == "change":
        return _change(rest[1], rest[2], truth)
    if kind == "loop":
        return form_of(truth.follows["effort", "appreciation"], truth.follows["appreciation", "effort"]) == rest[0]
    if kind == "follows":
        size = truth.follows[rest[0], rest[1]]
        return size >= rules.FOLLOWS if rest[2] == "higher" else size <= -rules.FOLLOWS
    if kind == "together":
        size = truth.together[rest[0]]
        return size >= rules.TOGETHER if rest[1] == "higher" else size <= -rules.TOGETHER
    if kind == "carried":
        burden = truth.carried_load[rest[0]] * (1.0 if rest[0] == "drained" else -1.0)
        return burden >= rules.CARRIED if rest[1] == "lasts" else abs(burden) < rules.CARRIED
    raise KeyError(id)


def form_of(returned: float, answer: float) -> str:
    """The form of the loop: `returned` is what two points more effort are followed by in appreciation, `answer` what
    two points more appreciation are followed by in effort."""
    if answer <= -rules.FOLLOWS:
        return "answered" if returned >= rules.FOLLOWS else "backfiring" if returned <= -rules.FOLLOWS else "unanswered"
    return "mutual_withdrawal" if answer >= rules.FOLLOWS and returned >= rules.FOLLOWS else "not_established"


def _course(item: str, truth: Process) -> Array:
    return truth.appreciation if item == "appreciation" else truth.expected[item]


def _tries(claim: str, about: Mapping[str, str], truth: Process) -> bool:
    """The mean answer rate of the tries in question, each with its topic's probability of bringing a change."""
    topics = [t for t, way in truth.tries if about.get("topic", t) == t and about.get("way", way) == way]
    rate = float(np.mean([truth.answer_rate[t] for t in topics]))
    return rate < 0.5 if "under_half" in claim else rate >= 0.5


def _change(what: str, direction: str, truth: Process) -> bool:
    """The weeks after the stated boundary against as many before it; a decision is judged in the same way."""
    if truth.stated is None:
        raise KeyError("stated")
    days = len(truth.appreciation)
    length = min(truth.stated, days - truth.stated, rules.CHANGE_LONGEST)
    before, after = slice(truth.stated - length, truth.stated), slice(truth.stated, truth.stated + length)
    if what == "appreciation":
        m = truth.appreciation
        change = float(m[after].mean() - m[before].mean())
        return change >= rules.POINT if direction == "higher" else change <= -rules.POINT
    ratio = float(truth.moments["disregard"][after].mean() / truth.moments["disregard"][before].mean())
    return ratio >= exp(rules.QUARTER) if direction == "more" else ratio <= exp(-rules.QUARTER)
