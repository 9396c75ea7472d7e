"""The safety questions: keep the answers if she agrees, and tell which parts of Upright stay quiet.

The rule itself stands in `upright.plan.gate`. A yes is taken back by way of the help page alone (`taken_back`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from upright.actions.write import save
from upright.plan.gate import TAKEN_BACK, Gate, any_yes, gate_of
from upright.record import Safety
from upright.record.words import SAFETY_TOPICS
from upright.store import Vault

__all__ = ["any_yes", "gate", "keep_answers", "quiet"]

_LOOKED_BACK = 10_000


def keep_answers(
    vault: Vault, answers: Mapping[str, str], *, at: datetime, zone: str | None = None, taken_back: bool = False
) -> str:
    """Keep answers, to be called only if she agreed to it; `taken_back` if she came by way of the help page."""
    given = {topic: answers.get(topic, "skipped") for topic in SAFETY_TOPICS}
    extra = {TAKEN_BACK: True} if taken_back else {}
    return save(vault, Safety(at=at, zone=zone, answers=given, extra=extra), now=at)


def gate(vault: Vault) -> Gate:
    """What the answers let be shown: "open", "quiet" after a yes, "unanswered" until each topic has its no."""
    return gate_of(vault.latest("safety", _LOOKED_BACK))


def quiet(vault: Vault) -> bool:
    """Whether what-ifs, prompts about limits and nudges to leave stay away: after a yes, and until all are a no."""
    return gate(vault) != "open"
