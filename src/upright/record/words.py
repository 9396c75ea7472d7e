"""The words a record may use: every id that stands in a file, in the order in which it is shown."""

from __future__ import annotations

from enum import Enum

ITEMS = ("reliable", "respected", "unprompted", "effort", "worth", "drained", "uneasy")
AFTER_ITEMS = ("lonely", "doubt", "grief", "relief", "space")
ALL_ITEMS = ITEMS + AFTER_ITEMS
FACETS = ("reliable", "respected", "unprompted")
"""The three items that together make the level of felt appreciation."""

SIGNS_OF_REGARD = ("thanked", "kept_word", "unasked_help", "listened", "stood_by")
SIGNS_OF_DISREGARD = ("minimised", "tested", "taken_for_granted", "belittled", "broken_word")
SIGNS = SIGNS_OF_DISREGARD + SIGNS_OF_REGARD

WAYS = ("explained", "asked", "gave_more", "waited", "set_boundary", "sought_help")
OUTCOMES = ("changed", "heard", "dismissed", "backfired", "pending")
CLOSED_OUTCOMES = ("changed", "heard", "dismissed", "backfired")
"""Outcomes that are known; `pending` and a try without an outcome are both still open."""

BELIEFS = (
    "love_is_sacrifice",
    "give_it_time",
    "explain_better",
    "give_more",
    "for_the_children",
    "keep_the_peace",
    "keep_it_inside",
    "everyone_is_like_this",
)
"""The beliefs that have a name; a belief may also be in the person's own words."""

AREAS = ("emotional", "household", "children", "money", "care", "planning")
CHOICES = ("stay", "leave", "undecided")
SURENESS = ("yes", "no", "unsure")
"""Answers to the questions beside a decision; one without an answer was left open."""
SIDES = ("them", "me")
BOUNDARY_EVENTS = ("stated", "tested", "kept", "not_kept", "retired")
HEADINGS = (
    "danger",
    "places",
    "people",
    "papers",
    "children",
    "devices",
    "work",
    "law",
    "day",
    "after",
    "self",
)
SAFETY_TOPICS = ("fear", "hurt", "threatened", "coerced", "controlled", "watched", "neck", "weapon")
ANSWERS = ("yes", "no", "unsure", "skipped")


class Absence(Enum):
    """Why a check-in has no number for an item."""

    MISSING = "missing"
    SKIPPED = "skipped"
    NOT_ASKED = "not_asked"
