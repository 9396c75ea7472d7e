"""Questions in her own words: counted, and nothing inferred, since no model was ever held against them."""

from __future__ import annotations

import numpy as np

from upright.reading.setting import Setting
from upright.reading.types import Fact
from upright.record import CheckIn, OwnAnswer

__all__ = ["own_facts"]

ENOUGH = 8  # days answered from which the middle half of them is told


def own_facts(setting: Setting) -> tuple[Fact, ...]:
    """For each question answered in this stretch: the mean of its days and how far they lie apart."""
    asked: dict[str, OwnAnswer] = {}
    answers: dict[str, dict[int, list[float]]] = {}
    for record in setting.of(CheckIn):
        place = setting.days.place(record.at, setting.starts)
        if setting.stretch.start <= place < setting.stretch.end:
            for one in record.own:
                asked[one.id] = one  # as it was worded last
                if one.rating is not None:
                    answers.setdefault(one.id, {}).setdefault(place, []).append(float(one.rating))
    return tuple(_fact(setting, asked[id], answers[id]) for id in asked if id in answers)


def _fact(setting: Setting, asked: OwnAnswer, by_day: dict[int, list[float]]) -> Fact:
    values = np.array([np.mean(of_day) for of_day in by_day.values()])
    words = {
        "asked": " ".join(asked.asked.split()).rstrip("."),
        "low": asked.low.strip() or setting.say("scale.low"),
        "high": asked.high.strip() or setting.say("scale.high"),
        "days": setting.count("days", len(values)),
        "mean": setting.number(values.mean()),
        "least": setting.number(values.min()),
        "most": setting.number(values.max()),
    }
    text = setting.say("reading.fact.own" if len(values) > 1 else "reading.fact.own_once", **words)
    if len(values) >= ENOUGH:
        lower, upper = (setting.number(value) for value in np.quantile(values, (0.25, 0.75)))
        text = f"{text} {setting.say('reading.fact.own_middle', lower=lower, upper=upper)}"
    return Fact("own", text, len(values), setting.stretch.days)
