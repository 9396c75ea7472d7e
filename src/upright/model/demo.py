"""The made-up diary of the demonstration: 120 days of nobody, with something in it for every part of a reading."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from upright.record import Belief, Boundary, BoundaryEvent, CheckIn, Decision, Diary, Load, Moment, Record, Try
from upright.record.words import ITEMS, SIGNS_OF_DISREGARD, SIGNS_OF_REGARD

__all__ = ["demo_diary", "DAYS"]

DAYS = 120
_FROM_TO = {  # item: level at the start, level at the end, spread of a day
    "reliable": (6.4, 4.6, 1.3), "respected": (6.6, 5.0, 1.2), "unprompted": (5.2, 3.8, 1.4), "effort": (6.6, 6.9, 1.2),
    "worth": (6.2, 5.2, 1.2), "drained": (4.2, 6.2, 1.4), "uneasy": (4.0, 5.0, 1.5),
}  # fmt: skip
_ASKED = (
    ("reliable", "respected", "unprompted", "effort"),
    ("worth", "drained", "uneasy", "respected"),
    ("reliable", "unprompted", "effort", "worth"),
    ("respected", "drained", "uneasy", "reliable"),
)
_WORDS = {
    "en": {
        "housework": "housework", "time": "time together", "money": "money",
        "need": "my evenings to be mine",
        "if": "plans are dropped on the day",
        "then": "go out as planned, on my own",
        "home": "cooking and washing", "planning": "birthdays, presents, doctor's visits",
    },
    "vi": {
        "housework": "việc nhà", "time": "thời gian bên nhau", "money": "tiền bạc",
        "need": "buổi tối của tôi là của tôi",
        "if": "hẹn rồi mà đến ngày lại bỏ",
        "then": "vẫn đi như đã định, đi một mình",
        "home": "nấu ăn, giặt giũ", "planning": "giỗ chạp, quà cáp, đưa đi khám",
    },
}  # fmt: skip
_TRIES: tuple[tuple[int, str, str, str, int | None], ...] = (  # day, way, topic, outcome, days until it was known
    (6, "explained", "housework", "heard", 1),
    (13, "asked", "housework", "dismissed", 0),
    (24, "asked", "housework", "changed", 5),
    (33, "waited", "housework", "dismissed", 20),
    (58, "asked", "housework", "dismissed", 1),
    (71, "gave_more", "housework", "heard", 9),
    (95, "asked", "housework", "dismissed", 2),
    (18, "asked", "time", "changed", 3),
    (40, "explained", "time", "heard", 0),
    (66, "asked", "time", "dismissed", 1),
    (101, "asked", "time", "changed", 6),
    (29, "explained", "money", "backfired", 0),
    (112, "asked", "money", "pending", None),
)
_LIMIT_SAID = 76


def demo_diary(seed: int, language: str, until: datetime) -> Diary:
    """The made-up diary, its last day that of `until` (aware). Topics are in `language`, "en" or "vi"."""
    rng = np.random.default_rng(seed)
    words = _WORDS[language]
    first = (until - timedelta(days=DAYS - 1)).replace(hour=20, minute=40, second=0, microsecond=0)
    mood = 0.0
    records: list[Record] = []
    slide = 1 / (1 + np.exp(-(np.arange(DAYS) - 62) / 9))  # from the first level to the second, around day 62
    for t in range(DAYS):
        mood = 0.45 * mood + np.sqrt(1 - 0.45**2) * rng.normal()
        at = first + timedelta(days=t, minutes=int(rng.integers(-40, 60)))
        if rng.random() < 0.16:
            continue
        ratings: dict[str, int | float] = {}
        for item in _ASKED[t % 4]:
            start, end, spread = _FROM_TO[item]
            sign = -1 if item in ("drained", "uneasy") else 1
            level = start + (end - start) * slide[t] + spread * (0.6 * sign * mood + 0.8 * rng.normal())
            ratings[item] = int(np.clip(np.round(level), 0, 10))
        skipped = tuple(i for i in ratings if i == "uneasy" and rng.random() < 0.1)
        ratings = {i: r for i, r in ratings.items() if i not in skipped}
        not_asked = tuple(i for i in ITEMS if i not in _ASKED[t % 4])
        good = rng.poisson(0.32 - 0.14 * slide[t])
        bad = rng.poisson((0.16 + 0.34 * slide[t]) * (0.6 if t >= _LIMIT_SAID else 1.0))
        quiet = bool(good + bad == 0 and rng.random() < 0.3)
        records.append(CheckIn(at=at, ratings=ratings, skipped=skipped, not_asked=not_asked, uneventful=quiet))
        for signs, n in ((SIGNS_OF_REGARD, good), (SIGNS_OF_DISREGARD, bad)):
            records += [Moment(at=at - timedelta(hours=2), sign=str(rng.choice(signs))) for _ in range(n)]
    for day, way, topic, outcome, wait in _TRIES:
        at = first + timedelta(days=day, hours=-1)
        known = None if wait is None else at + timedelta(days=wait, hours=1)
        records.append(Try(at=at, way=way, topic=words[topic], outcome=outcome, outcome_at=known))
    said, early = first + timedelta(days=_LIMIT_SAID), first + timedelta(days=10)
    events = ((0, "stated"), (9, "tested"), (9, "kept"), (27, "tested"), (28, "not_kept"), (36, "tested"), (36, "kept"))
    records += [
        Boundary(
            at=said, need=words["need"], if_=words["if"], then=words["then"],
            events=tuple(BoundaryEvent(at=said + timedelta(days=d), what=what) for d, what in events),
        ),
        Belief(at=first + timedelta(days=35), belief="give_it_time", topic=words["housework"]),
        Load(at=early, task=words["home"], area="household", hours_week_mine=11, hours_week_theirs=3),
        Load(at=early, task=words["planning"], area="planning", hours_week_mine=4, hours_week_theirs=0.5),
        Decision(at=first + timedelta(days=108), choice="undecided", stay=5, leave=6),
    ]  # fmt: skip
    return Diary(records=tuple(sorted((r for r in records if r.at <= until), key=lambda r: r.at)))
