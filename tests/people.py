"""Named people with known stories: each a diary of a few lines, read by many tests.

A story is a list of records: kind, the days it is made on, and its fields. Day 0 is 2 March 2026; everything is written
at 20:30. `[lo, hi]` as a rating walks up and down between the two, so that no two days are quite alike.
"""

from datetime import datetime, timedelta, timezone

from upright.record import Diary, record_from

DAY_0 = datetime(2026, 3, 2, 20, 30, tzinfo=timezone(timedelta(hours=7)))


def diary(*story):
    """The diary of a story told as (kind, days, fields) lines."""
    records = []
    for kind, days, fields in story:
        for day in days:
            at = DAY_0 + timedelta(days=day)
            made = {"kind": kind, "at": at.isoformat(), **fields}
            if "ratings" in made:
                made["ratings"] = {
                    item: value if isinstance(value, int) else value[0] + (7 * day + 3 * j) % (value[1] - value[0] + 1)
                    for j, (item, value) in enumerate(made["ratings"].items())
                }
            if "outcome_days_later" in made:
                made["outcome_at"] = (at + timedelta(days=made.pop("outcome_days_later"))).isoformat()
            records.append(record_from(made))
    return Diary(records=tuple(records))


# Going well: looked after, and says so.
AN = diary(
    (
        "checkin",
        range(36),
        {"ratings": {"reliable": [8, 10], "respected": [8, 10], "unprompted": [7, 9], "drained": [4, 7]}},
    ),
    ("moment", range(2, 36, 4), {"sign": "unasked_help"}),
    ("moment", (5, 16, 27), {"sign": "thanked"}),
)

# Asks, and nothing changes; writes for twelve days.
BINH = diary(
    ("checkin", range(12), {"ratings": {"respected": [3, 5], "uneasy": [5, 8]}}),
    ("try", (1, 3, 5), {"way": "asked", "topic": "housework", "outcome": "dismissed"}),
    ("try", (7,), {"way": "asked", "topic": "Housework ", "outcome": "changed", "outcome_days_later": 2}),
    ("try", (10,), {"way": "explained", "topic": "housework", "outcome": "pending"}),
)

# Ten days of a feast with relatives, between two ordinary weeks.
CHI = diary(
    ("checkin", range(6), {"ratings": {"respected": [6, 7], "effort": [4, 6]}}),
    ("checkin", range(6, 16), {"ratings": {"respected": [3, 5], "effort": [9, 10], "drained": [8, 10]}}),
    ("checkin", range(16, 23), {"ratings": {"respected": [6, 7], "effort": [4, 6]}}),
    ("load", (6,), {"task": "the feast", "area": "household", "hours_week_mine": 60, "hours_week_theirs": 2}),
)

# Parted, and came back.
DAO = diary(
    ("checkin", range(31), {"ratings": {"respected": [4, 6]}}),
    ("left", (31,), {}),
    ("checkin", range(32, 91, 3), {"ratings": {"lonely": [4, 7], "relief": [3, 5], "space": [5, 7]}}),
    ("decision", (92,), {"choice": "stay", "stay": 7, "leave": 3, "reasons": "One town now."}),
    ("checkin", range(93, 131), {"ratings": {"respected": [6, 8], "reliable": [6, 8]}}),
)

# After leaving; contacts for the child, and three that were not needed.
EM = diary(
    ("left", (0,), {}),
    ("contact", range(1, 40, 2), {"by": "them", "needed": True}),
    ("contact", (6, 18, 29), {"by": "them", "needed": False}),
    ("checkin", range(41), {"ratings": {"lonely": [2, 5], "doubt": [2, 4], "relief": [5, 7]}}),
)

# Carries much, is thanked much; the other carries more of the talking.
GIANG = diary(
    (
        "checkin",
        range(34),
        {"ratings": {"respected": [7, 9], "unprompted": [3, 5], "effort": [8, 10], "drained": [7, 9]}},
    ),
    ("moment", range(1, 30, 4), {"sign": "thanked"}),
    ("load", (0,), {"task": "care", "area": "care", "hours_week_mine": 40, "hours_week_theirs": 0}),
    ("load", (0,), {"task": "talking", "area": "emotional", "hours_week_mine": 6, "hours_week_theirs": 8}),
)

EVERYONE = {"an": AN, "binh": BINH, "chi": CHI, "dao": DAO, "em": EM, "giang": GIANG}
