"""One question of a check-in as a form shows it: one of Upright's own, or one in her words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from upright.actions.settings import OwnQuestion
from upright.record import OwnAnswer

__all__ = ["OWN", "RATINGS", "SKIPPED", "Question", "item_question", "own_question"]

OWN = "own."  # before the id of a question of hers: its field in a form
RATINGS = {str(rating): rating for rating in range(11)}
SKIPPED = "skipped"

_SIDES = {  # whose doing an item is: what she receives, what she gives; the rest is how she is
    "reliable": "received", "respected": "received", "unprompted": "received", "effort": "mine",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A sentence with the words at both ends of its scale; `picked` is a number, "skipped" or nothing."""

    field: str
    text: str
    low: str
    high: str
    picked: str
    side: str = ""


def item_question(item: str, picked: str, say: Callable[..., str]) -> Question:
    """The question about an item."""
    text, low, high = (say(f"item.{item}.{part}") for part in ("question", "low", "high"))
    return Question(item, text, low, high, picked, _SIDES.get(item, ""))


def own_question(one: OwnQuestion | OwnAnswer, picked: str, say: Callable[..., str]) -> Question:
    """A question of hers, worded as it stands there."""
    low, high = one.low.strip() or say("scale.low"), one.high.strip() or say("scale.high")
    return Question(f"{OWN}{one.id}", one.asked, low, high, picked)
