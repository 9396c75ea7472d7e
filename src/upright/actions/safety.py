"""The safety questions: keep the answers if she agrees, and tell which parts of Upright stay quiet.

The rule itself stands in `upright.plan.gate`. A yes is taken back by way of the help page alone (`taken_back`), and the
record that holds it is neither changed nor taken out while it stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from upright.errors import UsageFault
from upright.plan import gate as rule
from upright.plan.gate import TAKEN_BACK, Gate, any_yes, gate_of, stands
from upright.record import Diary, Record, Safety
from upright.record.words import SAFETY_TOPICS
from upright.store import Vault

__all__ = [
    "Gate",
    "any_yes",
    "answers_of",
    "carried",
    "check_may_go",
    "gate",
    "gate_with",
    "keep_answers",
    "quiet",
    "stays",
    "without_taking_back",
]

_LOOKED_BACK = 10_000


def answers_of(given: Mapping[str, str], *, at: datetime, zone: str | None = None, taken_back: bool = False) -> Safety:
    """The record of some answers; a question without one was left out.

    `taken_back` if she came by way of the help page: it counts once every question has an answer.
    """
    answers = {topic: given.get(topic, "skipped") for topic in SAFETY_TOPICS}
    extra = {TAKEN_BACK: True} if taken_back and "skipped" not in answers.values() else {}
    return Safety(at=at, zone=zone, written_at=at, answers=answers, extra=extra)


def keep_answers(
    vault: Vault, given: Mapping[str, str], *, at: datetime, zone: str | None = None, taken_back: bool = False
) -> str:
    """Keep answers, to be called only if she agreed to it."""
    return vault.add([answers_of(given, at=at, zone=zone, taken_back=taken_back)])[0]


def gate(vault: Vault) -> Gate:
    """What the answers let be shown: "open", "quiet" after a yes, "unanswered" until each topic has its no."""
    return gate_of(vault.latest("safety", _LOOKED_BACK))


def gate_with(vault: Vault, given: Sequence[Safety]) -> Gate:
    """The same with answers that were given and perhaps not kept."""
    return rule.gate_with(vault.latest("safety", _LOOKED_BACK), given)


def quiet(vault: Vault) -> bool:
    """Whether what-ifs, prompts about limits and nudges to leave stay away: after a yes, and until all are a no."""
    return gate(vault) != "open"


def stays(vault: Vault, record: Record) -> bool:
    """Whether a record holds a yes that was not taken back: answers are changed by way of Help now alone."""
    return isinstance(record, Safety) and stands(record, vault.latest("safety", _LOOKED_BACK))


def carried(replaced: Diary, copy: Diary) -> tuple[Record, ...]:
    """What a copy takes over from the file that it is put in place of: its answers, if there a yes still stands."""
    if gate_of(replaced.records) != "quiet":
        return ()
    taken = {record.id for record in copy.records}
    return tuple(
        replace(record, id=None) if record.id in taken else record
        for record in replaced.of(Safety)
        if record not in copy.records
    )


def without_taking_back(record: Record) -> Record:
    """A record as it comes in from a file: answers add to those that are there, and take none back."""
    if not isinstance(record, Safety) or TAKEN_BACK not in record.extra:
        return record
    return replace(record, extra={name: value for name, value in record.extra.items() if name != TAKEN_BACK})


def check_may_go(vault: Vault, record: Record) -> None:
    """Raise UsageFault for a record that stays."""
    if stays(vault, record):
        raise UsageFault("error.answers_stay")
