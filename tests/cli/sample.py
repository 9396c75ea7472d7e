"""A reading made by hand, with every part that the terminal sets: in both languages, wide words included."""

from __future__ import annotations

from datetime import date, timedelta

from upright.reading.types import Fact, Figure, NotYet, Reading, Statement

FIRST = date(2026, 10, 5)
WEEKS = [FIRST + timedelta(days=7 * k + 6) for k in range(7)]


def statement(**changed: object) -> Statement:
    """One statement on tries; any field may be another."""
    fields: dict[str, object] = {
        "id": "tries.under_half",
        "claim": "tries.under_half:housework",
        "text": "On housework you tried 5 times: 1 brought a change, 3 did not, 1 has no answer yet. Fewer than half of"
        " such tries likely bring a change (about 8 in 10).",
        "probability": 0.81,
        "words": "likely",
        "odds": "about 8 in 10",
        "interval": (0.05, 0.58),
        "estimate": 0.25,
        "unit": "share",
        "n": 4,
        "span_days": 12,
        "changes_if": "If the next two bring a change, this becomes 'about as likely as not'.",
        "basis": ("try",),
        "layer": "ledger",
        "about": {"topic": "housework"},
    }
    return Statement(**(fields | changed))  # type: ignore[arg-type]


def figures() -> tuple[Figure, ...]:
    """The five figures, small."""
    levels = [6.2, 6.0, 5.1, None, 4.4, 4.6, 4.1]
    return (
        Figure(
            "baseline",
            "Felt appreciation very likely stands below the middle of the scale (about 9 in 10).",
            "0 to 10. The level of each week, probably between the low and the high end.",
            ("week", "answers", "level", "low", "high"),
            ("week to", "answers", "level", "5%", "95%"),
            tuple(
                (
                    week,
                    0 if level is None else 9,
                    level,
                    None if level is None else level - 1,
                    None if level is None else level + 1.2,
                )
                for week, level in zip(WEEKS, levels, strict=True)
            ),
        ),
        Figure(
            "balance",
            "You likely put in more than is done unasked (about 8 in 10).",
            "0 to 10, the same scale for both, on days when both were answered.",
            ("week", "given", "received", "gap"),
            ("week to", "my effort", "done unasked", "gap"),
            tuple((week, 6.5 - k / 4, 3.0 + k / 2, 3.5 - k * 0.75) for k, week in enumerate(WEEKS)),
        ),
        Figure(
            "moments",
            "The moments you noted, week by week.",
            "Each mark is one moment you noted.",
            ("week", "regard", "disregard"),
            ("week to", "regard", "disregard"),
            tuple((week, (5 * k + 3) % 6, (3 * k + 1) % 5) for k, week in enumerate(WEEKS)),
        ),
        Figure(
            "tries",
            "What you tried, by topic, and what came of it.",
            "Each mark is one try, under what came of it. A hollow mark has no answer yet.",
            ("topic", "changed", "heard", "dismissed", "backfired", "pending", "rate", "low", "high"),
            ("topic", "changed", "listened", "waved away", "worse", "no answer yet", "rate", "5%", "95%"),
            (
                ("housework", 1, 2, 5, 0, 1, 0.125, 0.03, 0.4),
                ("việc nhà và tiền bạc", 0, 0, 1, 12, 0, None, None, None),
            ),
        ),
        Figure(
            "load",
            "By the hours you entered, you carry more.",
            "A sum of what you entered. Blank is not said; 0 is none.",
            ("area", "mine", "theirs"),
            ("area", "mine", "theirs"),
            (("Home", 11, 2), ("Planning", 6.5, None), ("Care", 0, 3)),
        ),
    )


def reading(language: str = "en", **changed: object) -> Reading:
    """A whole reading; any part may be another."""
    fields: dict[str, object] = {
        "as_of": date(2026, 11, 22),
        "first": FIRST,
        "span_days": 49,
        "counts": {"checkin": 40, "moment": 31, "try": 22, "boundary": 1},
        "statements": (
            statement(),
            statement(
                id="balance.effort_more", unit="points", estimate=1.9, interval=(0.4, 3.3), probability=0.98,
                words="very likely", odds="more than 19 in 20", basis=("checkin",), n=26,
                text="You have very likely been giving more than comes back.",
            ),
            statement(
                id="level.appreciation.below", unit="points", estimate=4.4, interval=(3.2, 5.6), probability=0.9,
                basis=("checkin",), text="Trong 7 tuần, bạn thấy được trân trọng ở mức khoảng 4,4 trên 10.",
            ),
        ),
        "not_yet": (NotYet("trend", "Whether felt appreciation rose or fell.", "About 3 more weeks of check-ins."),),
        "facts": (Fact("load_total", "A sum of what you entered: 17.5 hours a week yours, 5 theirs.", 3, 49),),
        "figures": figures(),
        "caveats": ("One diary cannot tell what the other person does from mood, illness and how things are seen.",),
        "language": language,
    }  # fmt: skip
    return Reading(**(fields | changed))  # type: ignore[arg-type]
