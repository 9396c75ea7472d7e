"""What a report takes from the diary where she chose it: her decision, her plan, her notes.

An answer about danger is never taken, nor a note that stands with one.
"""

from __future__ import annotations

from upright.record import Decision, Diary, PlanStep, Safety
from upright.record.words import HEADINGS
from upright.wording import date_text, number, say

__all__ = ["decision_lines", "note_lines", "plan_lines"]

_CHECKS = ("unnoticed", "come_back", "came_about")


def decision_lines(diary: Diary, language: str) -> tuple[str, ...]:
    """The latest decision: day and choice, both scales, her reasons, and what she wrote beside them."""
    found = max(diary.of(Decision), key=lambda one: one.at, default=None)
    if found is None:
        return ()
    lines = [say("report.dated", language, date=found.at, text=say(f"choice.{found.choice}", language))]
    if found.stay is not None or found.leave is not None:
        unsaid = say("cli.list.not_said", language)
        scales = {
            name: unsaid if value is None else number(value, language)
            for name, value in (("stay", found.stay), ("leave", found.leave))
        }
        lines.append(_raised(say("cli.list.wish", language, **scales)))
    if found.reason_lines:
        reasons = "; ".join(_one_line(reason) for reason in found.reason_lines)
        lines.append(say("report.named", language, name=say("decision.reasons", language), text=reasons))
    for name in ("values", "support"):
        if text := _one_line(getattr(found, name)):
            lines.append(say("report.named", language, name=say(f"decision.{name}", language), text=text))
    for name in _CHECKS:
        if (answer := getattr(found, name)) is not None:
            told = say(f"answer.{answer}", language).lower()
            lines.append(_raised(say(f"decision.{name}.told", language, answer=told)))
    return tuple(lines)


def plan_lines(diary: Diary, language: str) -> tuple[str, ...]:
    """The steps, heading by heading in their order, each with its day or that it is done."""
    lines = []
    for heading in HEADINGS:
        steps = sorted(
            (one for one in diary.of(PlanStep) if one.heading == heading),
            key=lambda one: (one.order is None, one.order or 0, one.at),
        )
        for step in steps:
            when = [say("cli.list.due_on", language, date=step.due_on)] if step.due_on else []
            when = [say("cli.list.done", language)] if step.done_at else when
            text = ", ".join([_one_line(step.text), *when])
            lines.append(say("report.named", language, name=say(f"heading.{heading}", language), text=text))
    return tuple(lines)


def note_lines(diary: Diary, language: str) -> tuple[str, ...]:
    """Her notes by day, the oldest first."""
    noted = [one for one in diary.sorted() if one.note and one.note.strip() and not isinstance(one, Safety)]
    return tuple(
        say("report.dated", language, date=date_text(one.at, language), text=_one_line(one.note or "")) for one in noted
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
