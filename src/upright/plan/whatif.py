"""What-ifs: what the fitted models expect of the next four weeks on three paths. It is no advice and no forecast.

    as it is          felt appreciation stays at its mean of the last eight weeks; the range is how far weeks differed
    effort at parity  effort is held at the mean of what was done unasked. Felt appreciation then changes by
                      -gap * held, gap = mean effort - mean unprompted (points), held = points that it is higher after
                      four weeks of effort held a point higher (`model.learn.Loop`)
    apart             no new moments of disregard; what earlier ones still add to `drained` wears off by its half-life:
                      after t days 1 - 2^(-t / half-life) of it is gone. Of felt appreciation nothing is claimed

Said only where the gate is open and where the reading has told a form of the loop. Parity carries the doubt of `held`,
apart that of what stands and of its half-life, each the middle nine tenths.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from upright.model.learn import Learnt, Load, Loop
from upright.model.translate import Days, Stretch, days_of
from upright.plan.gate import gate_with
from upright.reading import Reading, Statement, learn_from, read, rules, time_of
from upright.record import DAY_STARTS, Diary, Safety, day_of
from upright.record.words import FACETS
from upright.wording import number, say

__all__ = ["Path", "WhatIf", "what_if"]

Array = NDArray[np.float64]
Point = tuple[int, float, float, float]

SCHEMA = "upright.what_if/1"
AHEAD = 28  # days
LATELY = 56  # days whose means are "as it is"
ANSWERS = rules.BALANCE_DAYS  # days of these on which a thing must have been answered
WEEK_ANSWERS = 2  # days of a week on which felt appreciation must have been answered for the week to count
COURSE = (0, 2, 4, 7, 10, 14, 21, AHEAD)  # days at which what wears off is told
NOTHING = 0.05  # points: what is shown as 0.0
# How many spreads wide nine tenths are, where a spread is known from that many weeks.
WIDTHS = {4: 2.353, 5: 2.132, 6: 2.015, 7: 1.943, 8: 1.895}
FAULTY = "answers"  # the field whose fault may hide an answer to the questions about danger


@dataclass(frozen=True)
class Path:
    """What is expected on one path: `estimate` points of `item` with its middle nine tenths, None where nothing is.

    `item` is "appreciation" or "drained". On the first path the numbers are a level, on the others a difference from
    it. `probability` is that of the statement it rests on, None on the first path. `assumes` and `unsure` are
    sentences: what is taken for granted, and how far it can be relied on. `course` holds (day, value, low, high) from
    today, day 0, to day 28: on the second path its two ends, since the way there is not worked out.
    """

    id: str
    name: str
    text: str
    item: str
    estimate: float | None
    interval: tuple[float, float] | None
    probability: float | None
    assumes: tuple[str, ...]
    unsure: tuple[str, ...]
    course: tuple[Point, ...] = ()


@dataclass(frozen=True)
class WhatIf:
    """Three paths; or none, and then `text` is all there is to say.

    state: "shown"; "quiet" and "off" where the gate is not open; "not_yet" where no form of the loop was told; "apart"
    where the days are days apart.
    """

    as_of: date
    language: str
    state: str
    text: str
    paths: tuple[Path, ...] = ()
    caveat: str = ""

    def to_json(self) -> str:
        """As `upright.what_if/1`: the fields of these types by their names."""
        body = {"schema": SCHEMA, "days": AHEAD, **asdict(self), "as_of": self.as_of.isoformat()}
        return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def what_if(
    diary: Diary,
    now: datetime | None = None,
    seed: int = 0,
    *,
    language: str = "en",
    day_starts: timedelta = DAY_STARTS,
    given: Sequence[Safety] = (),
    learnt: Learnt | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> WhatIf:
    """The three paths from `now` on; arguments as of `reading.read`.

    Answers about danger count whenever they were given, later than `now` too, and `given` beside those of the diary.
    Where they keep what-ifs off, nothing is worked out.
    """
    now = time_of(diary, now, day_starts)
    as_of = day_of(now, day_starts)
    gate = gate_with(diary.records, given)
    if gate == "quiet":
        return WhatIf(as_of, language, "quiet", say("safety.kept_quiet", language))
    if gate == "unanswered" or any(str(f.values.get("field", "")).startswith(FAULTY) for f in diary.faults):
        return WhatIf(as_of, language, "off", say("whatif.off", language))
    days = days_of(diary, now, day_starts)
    if days is None:
        return WhatIf(as_of, language, "not_yet", say("whatif.not_yet", language))
    if not days.stretches[-1].together:
        return WhatIf(as_of, language, "apart", say("whatif.not_together", language))
    learnt = learnt or learn_from(diary, now, seed, day_starts=day_starts, progress=progress)
    reading = read(diary, now, seed, language=language, day_starts=day_starts, figures=False, learnt=learnt)
    form = next((s for s in reading.statements if s.id.startswith("loop.") and s.id != "loop.not_established"), None)
    if form is None or learnt is None or learnt.loop is None:
        return WhatIf(as_of, language, "not_yet", _not_yet(reading, language))
    lately = _Lately(days, days.stretches[-1], language)
    level, spread = lately.appreciation()
    paths = (
        _as_it_is(lately, level, spread),
        _parity(lately, learnt.loop, form, level),
        _apart(lately, reading, learnt.loads.get("drained")),
    )
    intro = say("whatif.intro", language, date=as_of)
    return WhatIf(as_of, language, "shown", intro, paths, say("whatif.caveat", language))


def _not_yet(reading: Reading, language: str) -> str:
    """That it is too early, with what the reading itself says of how much longer it would take."""
    waits = [n.needs for n in reading.not_yet if n.id == "loop"]
    said = [s.text for s in reading.statements if s.id == "loop.not_established"]
    return " ".join([say("whatif.not_yet", language), *(waits or said)])


@dataclass(frozen=True)
class _Lately:
    """The last weeks of the stretch that is read, and the language they are told in."""

    days: Days
    stretch: Stretch
    language: str

    @property
    def start(self) -> int:
        return max(self.stretch.start, self.stretch.end - LATELY)

    @property
    def weeks(self) -> str:
        return self.count("weeks", max(1, (self.stretch.end - self.start) // 7))

    def say(self, id: str, **values: object) -> str:
        return say(f"whatif.{id}", self.language, **values)

    def count(self, what: str, n: float) -> str:
        return say(f"count.{what}", self.language, n=n)

    def number(self, x: float) -> str:
        return number(x, self.language, 1)

    def range(self, low: float, high: float) -> str:
        """ "between 0.9 less and 0.1 more", or "between 0.2 and 0.6" where both ends lie on one side."""
        near, far = sorted((abs(low), abs(high)))
        if low * high >= 0:
            return say("reading.between", self.language, lo=self.number(near), hi=self.number(far))
        lower, higher = self.number(abs(low)), self.number(abs(high))
        return say("reading.between_sides", self.language, lower=lower, higher=higher)

    def mean(self, item: str) -> float | None:
        """The mean answer, None where there were few."""
        answers = self._answers(item)
        seen = answers[~np.isnan(answers)]
        return float(seen.mean()) if len(seen) >= ANSWERS else None

    def appreciation(self) -> tuple[float | None, float | None]:
        """The mean of the facets that were answered, and how wide nine tenths of four weeks are to each side."""
        answers = np.stack([self._answers(facet) for facet in FACETS])
        used = answers[(~np.isnan(answers)).sum(axis=1) > 0]
        if used.size == 0 or (~np.isnan(used)).any(axis=0).sum() < ANSWERS:
            return None, None
        usual = np.nanmean(used, axis=1, keepdims=True)
        level = float(usual.mean())
        weeks = _weekly(_mean_of_any(used - usual))
        if len(weeks) not in WIDTHS:
            return level, None
        spread = float(np.std(weeks, ddof=1)) * (7 / AHEAD + 1 / len(weeks)) ** 0.5
        return level, WIDTHS[len(weeks)] * spread

    def efforts(self) -> Array:
        """The weekly means of effort over the whole stretch."""
        return _weekly(self.days.ratings["effort"][self.stretch.start : self.stretch.end])

    def _answers(self, item: str) -> Array:
        return self.days.ratings[item][self.start : self.stretch.end]


def _as_it_is(lately: _Lately, level: float | None, spread: float | None) -> Path:
    interval, text = None, lately.say("as_it_is.few")
    if level is not None and spread is not None:
        interval = (max(0.0, level - spread), min(10.0, level + spread))
        ends = {"lo": lately.number(interval[0]), "hi": lately.number(interval[1])}
        text = lately.say("as_it_is.text", estimate=lately.number(level), **ends)
    assumes = (lately.say("as_it_is.assumes", weeks=lately.weeks),)
    unsure = () if interval is None else (lately.say("as_it_is.range"),)
    course = () if level is None or interval is None else tuple((day, level, *interval) for day in (0, AHEAD))
    return Path(
        "as_it_is", lately.say("as_it_is"), text, "appreciation", level, interval, None, assumes, unsure, course
    )  # fmt: skip


def _parity(lately: _Lately, loop: Loop, form: Statement, level: float | None) -> Path:
    effort, received = lately.mean("effort"), lately.mean("unprompted")

    def path(
        text: str,
        estimate: float | None = None,
        interval: tuple[float, float] | None = None,
        assumes: tuple[str, ...] = (),
        unsure: tuple[str, ...] = (),
    ) -> Path:
        name = lately.say("parity")
        course: tuple[Point, ...] = ()
        if estimate is not None and interval is not None:
            course = ((0, 0.0, 0.0, 0.0), (AHEAD, estimate, *interval))
        return Path("parity", name, text, "appreciation", estimate, interval, form.probability, assumes, unsure, course)

    if effort is None or received is None:
        return path(lately.say("parity.few", weeks=lately.weeks))
    levels = lately.say("parity.levels", weeks=lately.weeks)
    gap = effort - received
    if abs(gap) < rules.POINT:
        return path(lately.say("parity.level"), 0.0, assumes=(levels,))
    ends = sorted((-gap * loop.held.low, -gap * loop.held.high))
    change, low, high = (_within(x, level) for x in (-gap * loop.held.middle, *ends))
    way = "same" if abs(change) < NOTHING else "higher" if change > 0 else "lower"
    text = " ".join(
        (
            lately.say(
                "parity.down" if gap > 0 else "parity.up",
                effort=lately.number(effort),
                received=lately.number(received),
            ),
            lately.say(f"parity.{way}", size=lately.number(abs(change)), range=lately.range(low, high)),
        )
    )
    weeks = lately.efforts()
    strange = weeks.size == 0 or not weeks.min() <= received <= weeks.max()
    rests = lately.say("parity.rests", doubt=form.words, odds=form.odds)
    unsure = (rests, lately.say("parity.beyond")) if strange else (rests,)
    return path(text, change, (low, high), (lately.say("parity.assumes"), levels), unsure)


def _apart(lately: _Lately, reading: Reading, load: Load | None) -> Path:
    said = {s.id: s for s in reading.statements}
    lasts = said.get("carried.drained.lasts")
    assumes, unsure = (lately.say("apart.assumes"),), [lately.say("apart.own")]
    name, estimate, interval = lately.say("apart"), None, None
    course: tuple[Point, ...] = ()
    if lasts is not None and load is not None and all(isfinite(x) for x in load.half_life):
        middle, least, most = load.half_life
        ways = ((load.standing.middle, middle), (load.standing.high, least), (load.standing.low, most))
        course = tuple(
            (day, *(-max(0.0, stands) * (1 - 0.5 ** (day / half)) for stands, half in ways)) for day in COURSE
        )
        _, estimate, *ends = course[-1]
        gone, interval = -estimate, (ends[0], ends[1])
        size = max(0.0, load.standing.middle)
        text = lately.say("apart.nothing")
        if size >= NOTHING:
            half = lately.count("days", round(2 * middle) / 2 if middle < 5 else round(middle))
            between = lately.range(max(0.0, load.standing.low), load.standing.high)
            text = lately.say(
                "apart.text", size=lately.number(size), range=between, half=half, gone=lately.number(gone)
            )
        unsure.insert(0, lately.say("apart.rests", doubt=lasts.words, odds=lasts.odds))
    else:
        text = lately.say("apart.passes" if "carried.drained.passes" in said else "apart.untold")
    sure = None if lasts is None else lasts.probability
    text = f"{text} {lately.say('apart.nobody')}"
    return Path("apart", name, text, "drained", estimate, interval, sure, assumes, tuple(unsure), course)


def _within(change: float, level: float | None) -> float:
    """A change that does not lead off the scale."""
    return change if level is None else min(max(change, -level), 10.0 - level)


def _mean_of_any(values: Array) -> Array:
    """The mean by day of what was answered (facets, days), NaN where nothing was."""
    seen = ~np.isnan(values)
    total = np.where(seen, values, 0.0).sum(axis=0)
    return np.asarray(np.where(seen.any(axis=0), total / np.maximum(seen.sum(axis=0), 1), np.nan))


def _weekly(values: Array) -> Array:
    """The means of whole weeks, counted back from the last day; weeks with few answers are left out."""
    weeks = values[len(values) % 7 :].reshape(-1, 7)
    seen = ~np.isnan(weeks)
    enough = seen.sum(axis=1) >= WEEK_ANSWERS
    return np.asarray(np.where(seen, weeks, 0.0)[enough].sum(axis=1) / seen[enough].sum(axis=1))
