"""The safety gate: what the answers to the eight questions about danger keep quiet. It makes no score.

It is asymmetric. A yes, once given, counts: a later no does not take it back; that is done by way of the help page
alone, which marks the answers given there (`TAKEN_BACK`). "Not sure" counts as yes. A topic that was left out, or never
asked, is no no: then what-ifs and boundary prompts are off as well, and nothing is said about it.

Answers that were given a moment ago and are perhaps not kept count beside those of the diary by one rule (`gate_with`):
a yes keeps quiet until it was taken back in the place where it stands; else the latest answer to each question counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from upright.record import Record, Safety
from upright.record.words import SAFETY_TOPICS

__all__ = ["TAKEN_BACK", "Gate", "any_yes", "gate_of", "gate_with", "stands"]

Gate = Literal["open", "quiet", "unanswered"]

TAKEN_BACK = "taken_back"  # a field of answers that were given by way of the help page
_COUNTS_AS_YES = frozenset({"yes", "unsure"})


def any_yes(answers: Mapping[str, str]) -> bool:
    """Whether one of the answers is a yes; not sure is one."""
    return not _COUNTS_AS_YES.isdisjoint(answers.values())


def gate_of(diary_records: Iterable[Record]) -> Gate:
    """What the answers of a whole diary, whenever they were given, let be shown.

    "quiet": a yes or a "not sure" was given and not taken back; "open": every topic was answered, the last time with a
    plain no; "unanswered": anything else. Of two answers of one time the more cautious counts.
    """
    last: dict[str, tuple[datetime, bool]] = {}  # topic: when it was last answered, and whether that was a plain no
    yes = False
    for record in sorted((r for r in diary_records if isinstance(r, Safety)), key=lambda r: r.at):
        yes = yes and not record.extra.get(TAKEN_BACK)
        for topic, answer in record.answers.items():
            yes = yes or answer in _COUNTS_AS_YES
            found = (record.at, answer == "no")
            known = last.get(topic)
            if known is None or record.at > known[0] or (record.at == known[0] and not found[1]):
                last[topic] = found
    if yes:
        return "quiet"
    return "open" if all(topic in last and last[topic][1] for topic in SAFETY_TOPICS) else "unanswered"


def gate_with(diary_records: Iterable[Record], given: Iterable[Safety]) -> Gate:
    """The same with answers beside the diary, which need not be kept: all no opens, a yes of the diary stays."""
    kept, now = tuple(diary_records), tuple(given)
    if "quiet" in (gate_of(kept), gate_of(now)):
        return "quiet"
    return gate_of((*kept, *now))


def stands(record: Record, diary_records: Iterable[Record]) -> bool:
    """Whether a record holds a yes, or a "not sure", that was not taken back later: it can neither go nor change."""
    if not isinstance(record, Safety) or not any_yes(record.answers):
        return False
    return not any(isinstance(r, Safety) and r.extra.get(TAKEN_BACK) and r.at > record.at for r in diary_records)
