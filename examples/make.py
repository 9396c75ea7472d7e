"""Makes the demonstration diaries of this folder: nobody wrote them.

    python -m examples.make            from the repository's root

Each is drawn from the stated process (`upright.model.coupled`) with a seed of its own, so the files are always the
same. The levels of the answers are then moved to those of the story, and what the process does not know of is added:
tries on named topics, a limit, a decision, what is carried, the eight answers about danger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import numpy as np

from upright.model.coupled import Life, live
from upright.model.synthetic import World
from upright.record import (
    Belief,
    Boundary,
    BoundaryEvent,
    CheckIn,
    Decision,
    Diary,
    Load,
    Moment,
    Record,
    Safety,
    Try,
)
from upright.record.words import ITEMS, SAFETY_TOPICS, SIGNS_OF_REGARD

FOLDER = Path(__file__).parent
UNTIL = datetime(2026, 5, 31, 21, 0, tzinfo=timezone(timedelta(hours=2)))
ASKED = 4  # items a day, in rotation, effort and what was done unasked on the same days
TURNS = (("reliable", "unprompted", "effort", "worth"), ("respected", "unprompted", "effort", "drained"),
         ("reliable", "respected", "worth", "uneasy"), ("unprompted", "effort", "drained", "uneasy"))  # fmt: skip

Tried = tuple[int, str, str, str, int | None]  # days before the end, way, topic, outcome, days until it was known


@dataclass(frozen=True)
class Story:
    """One diary: the process it is drawn from, where its answers lie, how often regard comes, and what is added."""

    seed: int
    days: int
    life: Life
    levels: dict[str, float]
    regard: float  # a week
    tries: tuple[Tried, ...] = ()
    more: tuple[Record, ...] = ()
    quiet: float = 0.1  # share of days without a moment on which "nothing happened" is said


def before(days: float) -> datetime:
    """So many days before the end, in the evening."""
    return UNTIL - timedelta(days=days, minutes=40)


def safety(days: float) -> Safety:
    """All eight answered with no."""
    return Safety(at=before(days), answers=dict.fromkeys(SAFETY_TOPICS, "no"))


STEADY = World(course="drift", bursts=0.4)
STORIES = {
    # Going well: giving more is followed by more.
    "diary-1": Story(
        seed=4,
        days=240,
        life=Life("answered", 0.9, world=STEADY),
        levels={"reliable": 7.8, "respected": 8.0, "unprompted": 6.9, "effort": 6.6, "worth": 7.2, "drained": 3.2,
                "uneasy": 2.6},
        regard=4.0,
        tries=(
            (210, "asked", "housework", "changed", 2), (160, "explained", "time together", "changed", 4),
            (131, "asked", "housework", "changed", 1), (88, "asked", "money", "heard", 0),
            (60, "asked", "money", "changed", 9), (35, "asked", "time together", "changed", 1),
            (12, "asked", "housework", "changed", 3),
        ),
        more=(
            safety(228),
            Load(at=before(227), task="cooking", area="household", hours_week_mine=6, hours_week_theirs=7),
            Load(at=before(227), task="planning the week", area="planning", hours_week_mine=3, hours_week_theirs=2),
        ),
    ),
    # One-sided: much effort, little that is done unasked, and what happens stays on.
    "diary-2": Story(
        seed=16,
        days=240,
        life=Life("unanswered", 0.9, world=STEADY),
        levels={"reliable": 4.6, "respected": 5.0, "unprompted": 3.2, "effort": 7.2, "worth": 5.2, "drained": 5.8,
                "uneasy": 4.8},
        regard=1.0,
        tries=(
            (225, "explained", "housework", "heard", 1), (204, "asked", "housework", "dismissed", 0),
            (171, "asked", "housework", "changed", 6), (150, "asked", "housework", "dismissed", 0),
            (141, "gave_more", "housework", "heard", 12), (118, "waited", "housework", "dismissed", 41),
            (66, "asked", "housework", "dismissed", 1), (190, "explained", "time together", "heard", 0),
            (101, "asked", "time together", "dismissed", 2), (44, "asked", "time together", "changed", 5),
            (9, "asked", "time together", "pending", None),
        ),
        more=(
            safety(230),
            Belief(at=before(120), belief="give_it_time", topic="housework"),
            Load(at=before(226), task="cooking and washing", area="household", hours_week_mine=12, hours_week_theirs=2),
            Load(at=before(226), task="dates and presents", area="planning", hours_week_mine=4, hours_week_theirs=0.5),
            Boundary(
                at=before(70), need="my evenings", if_="plans are dropped on the day", then="go as planned, on my own",
                events=tuple(BoundaryEvent(at=before(days), what=what) for days, what in (
                    (70, "stated"), (58, "tested"), (58, "kept"), (31, "tested"), (30, "not_kept"), (14, "tested"),
                    (14, "kept"))),
            ),
            Decision(at=before(6), choice="undecided", stay=5, leave=6),
        ),
    ),
    # Backfiring: giving more is followed by less.
    "diary-3": Story(
        seed=2,
        days=240,
        life=Life("backfiring", 0.9, world=STEADY),
        levels={"reliable": 5.0, "respected": 4.8, "unprompted": 4.0, "effort": 6.4, "worth": 4.9, "drained": 5.9,
                "uneasy": 5.6},
        regard=1.2,
        tries=(
            (218, "asked", "money", "dismissed", 0), (186, "explained", "money", "backfired", 0),
            (158, "gave_more", "time together", "backfired", 6), (122, "asked", "money", "heard", 1),
            (97, "gave_more", "time together", "dismissed", 4), (71, "sought_help", "money", "changed", 10),
            (52, "asked", "time together", "backfired", 0), (20, "gave_more", "time together", "backfired", 3),
        ),
        more=(
            safety(222),
            Belief(at=before(150), belief="give_more"),
            Decision(at=before(15), choice="stay", stay=6, leave=4),
        ),
    ),
    # Uneventful: nothing moves much, and nothing follows anything.
    "diary-4": Story(
        seed=10,
        days=150,
        life=Life("uncoupled", links=False, load=False, world=World(flat=True, bursts=0.0)),
        levels={"reliable": 6.2, "respected": 6.4, "unprompted": 5.8, "effort": 6.0, "worth": 6.2, "drained": 4.4,
                "uneasy": 3.8},
        regard=1.2,
        tries=((120, "asked", "housework", "changed", 3), (63, "asked", "time together", "heard", 0)),
        quiet=0.7,
    ),
    # Too short: nine days.
    "diary-5": Story(
        seed=1,
        days=9,
        life=Life(world=STEADY),
        levels={"reliable": 5.0, "respected": 6.0, "unprompted": 4.0, "effort": 7.0, "worth": 5.0, "drained": 6.0,
                "uneasy": 5.0},
        regard=3.0,
        tries=((6, "asked", "housework", "heard", 1), (2, "explained", "housework", "pending", None)),
    ),
}  # fmt: skip


def diary_of(story: Story) -> Diary:
    """The diary of a story."""
    rng = np.random.default_rng([story.seed, story.days])
    drawn = live(story.days, rng, UNTIL, story.life).diary.records
    answers = [record for record in drawn if isinstance(record, CheckIn)]
    moments = [record for record in drawn if isinstance(record, Moment) and not record.regard]
    shifts = {item: _shift(answers, item, story.levels[item]) for item in ITEMS}
    records: list[Record] = list(moments)
    for turn, one in enumerate(answers):
        thanks = int(rng.poisson(story.regard / 7))
        at = one.at + timedelta(minutes=int(rng.integers(-70, 40)))
        records += [Moment(at=at, sign=str(rng.choice(SIGNS_OF_REGARD))) for _ in range(thanks)]
        happened = thanks or any(moment.at == one.at for moment in moments)
        records.append(_check_in(one, at, turn, shifts, not happened and rng.random() < story.quiet))
    for days, way, topic, outcome, wait in story.tries:
        known = None if wait is None else before(days) + timedelta(days=wait, minutes=30)
        records.append(Try(at=before(days), way=way, topic=topic, outcome=outcome, outcome_at=known))
    return Diary(records=tuple(sorted([*records, *story.more], key=lambda record: record.at)))


def _shift(answers: Sequence[CheckIn], item: str, level: float) -> int:
    """Whole points that bring the mean answer nearest to a level; what follows what stays as it was."""
    given = [one.ratings[item] for one in answers if item in one.ratings]
    return round(level - sum(given) / len(given)) if given else 0


def _check_in(one: CheckIn, at: datetime, turn: int, shifts: dict[str, int], uneventful: bool) -> CheckIn:
    """A check-in of the items whose turn it is, moved to the story's levels."""
    ratings: dict[str, int | float] = {
        item: int(np.clip(value + shifts[item], 0, 10)) for item, value in one.ratings.items()
    }
    asked = TURNS[turn % len(TURNS)]
    kept = {item: value for item, value in ratings.items() if item in asked} if len(ratings) > ASKED else ratings
    not_asked = tuple(item for item in ITEMS if item not in kept)
    return msgspec.structs.replace(one, at=at, ratings=kept, not_asked=not_asked, uneventful=uneventful)


def main() -> None:
    """Write all of them."""
    for name, story in STORIES.items():
        (FOLDER / f"{name}.json").write_text(diary_of(story).to_json(), encoding="utf-8")


if __name__ == "__main__":
    main()
