"""All that is learnt from one stretch of days by fitted models, as plain numbers that can be kept and read again.

Probabilities are those of the smallest sizes that count, which are given by whoever reads (`reading.rules`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from upright import engine
from upright.model.ahead import FIRST, Ahead, Fan, Missing, Skill, look_ahead
from upright.model.load import learn_load
from upright.model.pair import Pair, learn_pair, prior_effects
from upright.model.translate import Days, Stretch, observed
from upright.record.words import FACETS

__all__ = ["LOADED", "LONGEST", "Effect", "Learnt", "Link", "Load", "Loop", "PARTS", "Sizes", "edition", "learn"]

Array = NDArray[np.float64]

NEGLIGIBLE = 1e-9  # weight of which nothing can be told
LONGEST = 730  # days: what follows what two years ago need not be what follows what now
LINKED = ("worth", "drained", "uneasy")
LOADED = {"drained": ("drained",), "appreciation": FACETS}
STATES = 4  # of every model here
SHORTEST, FEWEST = 28, 14  # days of diary, and days answered of each of two things, from which a pair is fitted
LOAD_SHORTEST, LOAD_FEWEST, LOAD_MOMENTS = 42, 20, 8  # days of diary, days answered, moments, from which a load is
# Before anything is seen: as likely as not that the loop has none of the four forms. The four were alike at first; then
# *answered* was said at 0.73 and true 0.29 of the time: a good day that lifts both looks like it. The three others
# were true more often than said (docs/truth.md). Within a form everything is as `pair` has it.
PRIOR = {
    "answered": 0.05,
    "unanswered": 0.15,
    "backfiring": 0.15,
    "mutual_withdrawal": 0.15,
    "not_established": 0.5,
}
PARTS = ("loop", "links", "loads", "ahead")
STEPS = 1 + len(LINKED) + len(LOADED) + 1


@dataclass(frozen=True)
class Sizes:
    """The smallest sizes that count, in points: of what follows, of what goes together, of what is carried."""

    follows: float
    together: float
    carried: float


@dataclass(frozen=True)
class Effect:
    """A number and what is believed of it: its mean, its middle nine tenths, the probabilities that it is at least the
    size that counts, and at most minus that size, and its median."""

    estimate: float
    low: float
    high: float
    more: float
    less: float
    middle: float


@dataclass(frozen=True)
class Loop:
    """Effort and felt appreciation, each two days after a day two points higher in the other.

    forms: form -> probability, of docs/statements.md; held: points that appreciation is higher after four weeks of
    effort held a point higher; spreads: of the two effects where both are there; days: on which both were answered.
    """

    forms: Mapping[str, float]
    appreciation_after_effort: Effect
    effort_after_appreciation: Effect
    held: Effect
    spreads: tuple[float, float]
    days: int
    span: int


@dataclass(frozen=True)
class Link:
    """One of her own states beside felt appreciation: two days after, and on the same day."""

    after: Effect
    together: Effect
    days: int
    span: int


@dataclass(frozen=True)
class Load:
    """What moments of disregard of earlier days add: on an average day, on the last day, and one of them the day after.

    curve: (middle, low, high) of the points that one adds 1, 2, ... days after; half_life: days, with its middle nine
    tenths, if there is accumulation; gain: by how much the log score of
    predicting each day from all before is better with accumulation.
    """

    carried: Effect
    standing: Effect
    next_day: Effect
    curve: tuple[tuple[float, float, float], ...]
    half_life: tuple[float, float, float]
    gain: float
    moments: int
    days: int
    span: int


@dataclass(frozen=True)
class Learnt:
    """What one stretch of days teaches; a part is None or missing where too little was written or a fit is not to be
    trusted."""

    loop: Loop | None
    links: Mapping[str, Link]
    loads: Mapping[str, Load]
    ahead: Ahead | None = None

    def to_json(self) -> str:
        """As text, from which `from_json` makes the same again."""
        return json.dumps(asdict(self))

    @staticmethod
    def from_json(text: str) -> Learnt:
        """Read what `to_json` wrote."""
        body = json.loads(text)
        loop = body["loop"]
        return Learnt(
            None if loop is None else Loop(**_effects(loop) | {"spreads": tuple(loop["spreads"])}),
            {name: Link(**_effects(link)) for name, link in body["links"].items()},
            {
                name: Load(
                    **_effects(load)
                    | {"half_life": tuple(load["half_life"]), "curve": tuple(map(tuple, load["curve"]))}
                )
                for name, load in body["loads"].items()
            },
            _ahead(body["ahead"]),
        )


@lru_cache(maxsize=1)
def edition() -> str:
    """Which models these are: changes with every change of their code or the engine's."""
    source = hashlib.sha256()
    for folder in (Path(__file__).parent, Path(engine.__file__).parent):
        for module in sorted(folder.glob("*.py")):
            source.update(module.read_bytes())
    return source.hexdigest()[:16]


def learn(
    days: Days,
    stretch: Stretch,
    sizes: Sizes,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    parts: Sequence[str] = PARTS,
) -> Learnt:
    """Fit one stretch: everything, or some of PARTS; `progress(done, of)` is called after each part.

    The first parts get the engine's kernels ready, which takes long on a new machine and no time later. Where too
    little was answered for any fit, as in a diary of moments alone, nothing is got ready.
    """
    if stretch.days < SHORTEST or not stretch.together:
        return Learnt(None, {}, {}, None)
    done, ready = 0, 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(ready + done, ready + STEPS)

    def getting_ready(now: int, of: int) -> None:
        nonlocal ready
        ready = of
        if progress is not None:
            progress(now, of + STEPS)

    if _anything_fitted(days, stretch):
        engine.prepare(STATES, progress=getting_ready)
    loop = _loop(days, stretch, sizes, seed) if "loop" in parts else None
    step()
    links, loads = {}, {}
    for name in LINKED:
        link = _link(days, stretch, name, sizes, seed) if "links" in parts else None
        if link is not None:
            links[name] = link
        step()
    for name in LOADED:
        load = _load(days, stretch, name, sizes, seed) if "loads" in parts else None
        if load is not None:
            loads[name] = load
        step()
    wanted = "ahead" in parts and stretch.end == days.span  # from today on, or not at all
    ahead = look_ahead(days, stretch, seed) if wanted else None
    step()
    return Learnt(loop, links, loads, ahead)


def _anything_fitted(days: Days, stretch: Stretch) -> bool:
    """Whether a pair, a load or what is ahead has enough to begin with, told from counts alone."""
    cut = slice(stretch.start, stretch.end)
    answered = {item: int((days.answers[item][cut] > 0).sum()) for item in ("effort", *LINKED)}
    felt = int(np.any([days.answers[facet][cut] > 0 for facet in FACETS], axis=0).sum())
    pair = min(felt, max(answered.values())) >= FEWEST
    load = max(felt, answered["drained"]) >= LOAD_FEWEST and int(days.disregard[cut].sum()) >= LOAD_MOMENTS
    return pair or (stretch.days > FIRST and felt > 0) or (stretch.days >= LOAD_SHORTEST and load)


def _pair(days: Days, stretch: Stretch, other: str, seed: int) -> tuple[Pair, int, int] | None:
    """Felt appreciation and something else; with the days on which both were answered, and the span in days."""
    series = observed(days, stretch, (*FACETS, other), LONGEST)
    if series is None:
        return None
    seen = ~np.isnan(series.values)
    facets, second = seen[:, : len(FACETS)].any(axis=1), seen[:, len(FACETS)]
    if min(int(facets.sum()), int(second.sum())) < FEWEST:
        return None
    used = [facet for i, facet in enumerate(FACETS) if seen[:, i].any()]
    if len(used) < len(FACETS):  # a facet that she never answers tells nothing
        series = observed(days, stretch, (*used, other), LONGEST)
    pair = learn_pair(series, used, (other,), seed)  # type: ignore[arg-type]
    return (pair, int((facets & second).sum()), _span(stretch)) if pair.usable else None


def _span(stretch: Stretch) -> int:
    return min(stretch.days, LONGEST)


def _loop(days: Days, stretch: Stretch, sizes: Sizes, seed: int) -> Loop | None:
    found = _pair(days, stretch, "effort", seed)
    if found is None:
        return None
    pair, both, span = found
    before, after = _forms(*prior_effects(), sizes.follows), _forms(pair.after_first, pair.after_second, sizes.follows)
    weights = pair.weights.copy()
    for form, inside in after.items():
        weights[inside] *= PRIOR[form] / before[form].mean()
    weights /= weights.sum()
    shares = {form: float(weights[inside].sum()) for form, inside in after.items()}
    arrows = pair.both
    spreads = tuple(_spread(x[arrows], weights[arrows]) for x in (pair.after_second, pair.after_first))
    return Loop(
        shares,
        effect_of(pair.after_second, weights, sizes.follows),
        effect_of(pair.after_first, weights, sizes.follows),
        effect_of(pair.held, weights, sizes.follows),
        spreads,  # type: ignore[arg-type]
        both,
        span,
    )


def _forms(after_first: Array, after_second: Array, size: float) -> dict[str, NDArray[np.bool_]]:
    """Which draws (n,) have which form: the first is felt appreciation, the second effort."""
    tries_harder, withdraws = after_first <= -size, after_first >= size
    more, less = after_second >= size, after_second <= -size
    forms = {
        "answered": tries_harder & more,
        "unanswered": tries_harder & ~more & ~less,
        "backfiring": tries_harder & less,
        "mutual_withdrawal": withdraws & more,
    }
    return forms | {"not_established": ~np.any(list(forms.values()), axis=0)}


def _link(days: Days, stretch: Stretch, name: str, sizes: Sizes, seed: int) -> Link | None:
    found = _pair(days, stretch, name, seed)
    if found is None:
        return None
    pair, both, span = found
    return Link(
        effect_of(pair.after_first, pair.weights, sizes.follows),
        effect_of(pair.together, pair.weights, sizes.together),
        both,
        span,
    )


def _load(days: Days, stretch: Stretch, name: str, sizes: Sizes, seed: int) -> Load | None:
    items = [item for item in LOADED[name] if (days.answers[item][stretch.start : stretch.end] > 0).any()]
    series = observed(days, stretch, items, LONGEST) if items else None
    if series is None or len(series.times) < LOAD_FEWEST or stretch.days < LOAD_SHORTEST:
        return None
    first, last = int(series.times[0]), int(series.times[-1])
    moments = int(days.disregard[first:last].sum())
    if moments < LOAD_MOMENTS:
        return None
    found = learn_load(series, days.disregard.astype(float), days.regard.astype(float), items, seed)
    if not found.usable:
        return None
    there = ~np.isnan(found.half_life)
    half_life = tuple(quantiles(found.half_life[there], found.weights[there], (0.5, 0.05, 0.95)))
    return Load(
        effect_of(found.carried, found.weights, sizes.carried),
        effect_of(found.standing, found.weights, sizes.carried),
        effect_of(found.next_day, found.weights, sizes.carried),
        tuple(tuple(quantiles(one, found.weights, (0.5, 0.05, 0.95))) for one in found.left.T),  # type: ignore[misc]
        half_life,  # type: ignore[arg-type]
        found.gain,
        moments,
        len(series.times),
        _span(stretch),
    )


def effect_of(values: Array, weights: Array, size: float) -> Effect:
    """What weighted draws (n,) say of a number."""
    low, middle, high = quantiles(values, weights, (0.05, 0.5, 0.95))
    more, less = float(weights[values >= size].sum()), float(weights[values <= -size].sum())
    return Effect(float(weights @ values), low, high, more, less, middle)


def quantiles(values: Array, weights: Array, at: tuple[float, ...]) -> list[float]:
    """Quantiles of weighted draws."""
    order = np.argsort(values)
    share = np.cumsum(weights[order])
    places = np.searchsorted(share / share[-1], at)
    return [float(values[order[min(place, len(values) - 1)]]) for place in places]


def _spread(values: Array, weights: Array) -> float:
    total = weights.sum()
    if not total > NEGLIGIBLE:
        return float("inf")
    mean = weights @ values / total
    return float(np.sqrt(weights @ np.square(values - mean) / total))


def _ahead(body: dict[str, Any] | None) -> Ahead | None:
    if body is None:
        return None
    fan, skill, missing = body["fan"], body["skill"], body["missing"]
    rows: dict[str, Any] = (
        {} if fan is None else {key: tuple(v) if isinstance(v, list) else v for key, v in fan.items()}
    )
    return Ahead(
        Fan(**rows) if rows else None,
        None if skill is None else Skill(**skill),
        None if missing is None else Missing(**missing),
    )


def _effects(body: dict[str, Any]) -> dict[str, Any]:
    """Fields of a part, those that are effects made so."""
    return {
        key: Effect(**value) if isinstance(value, dict) and "more" in value else value for key, value in body.items()
    }
