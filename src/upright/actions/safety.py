"""The safety questions: keep the answers if she agrees, and tell which parts of Upright stay quiet.

They are no scale and make no score. *Not sure* counts as yes. A yes stays: a later no alone does not take it back, only
the way through the help page does (`taken_back`). A question left out is no no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from upright.actions.write import save
from upright.record import Record, Safety
from upright.record.words import SAFETY_TOPICS
from upright.store import Vault

__all__ = ["any_yes", "keep_answers", "quiet", "quiet_in"]

_YES = ("yes", "unsure")
_LOOKED_BACK = 1000
_TAKEN_BACK = "taken_back"  # a field of a later record: she went by the help page and said that it is so no more


def any_yes(answers: Mapping[str, str]) -> bool:
    """Whether one of the answers is a yes; not sure is one."""
    return any(answer in _YES for answer in answers.values())


def keep_answers(
    vault: Vault, answers: Mapping[str, str], *, at: datetime, zone: str | None = None, taken_back: bool = False
) -> str:
    """Keep answers, to be called only if she agreed to it; `taken_back` if she came by way of the help page."""
    given = {topic: answers.get(topic, "skipped") for topic in SAFETY_TOPICS}
    extra = {_TAKEN_BACK: True} if taken_back else {}
    return save(vault, Safety(at=at, zone=zone, answers=given, extra=extra), now=at)


def quiet(vault: Vault) -> bool:
    """Whether what-ifs, prompts about limits and nudges to leave stay away: after a yes, and until all are a no."""
    return quiet_in(vault.latest("safety", _LOOKED_BACK))


def quiet_in(records: Iterable[Record]) -> bool:
    """The same for records, the newest first. Where nothing was answered, nothing was answered with no."""
    last: Mapping[str, str] | None = None
    for record in records:
        if not isinstance(record, Safety):
            continue
        if last is None:
            last = record.answers
        if any_yes(record.answers):
            return True
        if record.extra.get(_TAKEN_BACK):
            break
    return last is None or any(last.get(topic, "skipped") != "no" for topic in SAFETY_TOPICS)
