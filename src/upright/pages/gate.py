"""What stands before Decide and each step of Leave: the eight questions, or the help page after a yes.

A page says `page(fn, Needs.OPEN, gated=True)` and the app asks `way_to` first. After a yes the help page comes before
it; where a question has no answer the questions do; each once a session for each page, and never in place of it.
"""

from __future__ import annotations

from upright.actions.safety import gate_with
from upright.pages.page import Go, Visit
from upright.plan.gate import Gate

__all__ = ["gate_of_visit", "prompt", "wanted", "way_to"]


def gate_of_visit(visit: Visit) -> Gate:
    """What the answers let be shown: those in the file, with those of this session beside them.

    Anything but "open" turns off what-ifs, prompts about limits and nudges to leave.
    """
    return gate_with(visit.vault, visit.session.given)


def prompt(visit: Visit, id: str, **values: object) -> str:
    """A text that suggests something (its id begins with `prompt.`); "" unless every question was answered with no."""
    return visit.say(id, **values) if gate_of_visit(visit) == "open" else ""


def way_to(visit: Visit, name: str) -> Go | None:
    """Where to go before a gated page; None when nothing stands before it any more."""
    if visit.gated.get(name, name) in visit.session.passed:
        return None
    gate = gate_of_visit(visit)
    if gate == "open":
        return None
    return Go(f"{'help_after' if gate == 'quiet' else 'safety'}?to={name}")


def wanted(visit: Visit) -> str:
    """The gated page that she was on her way to, by its word; "" for none."""
    if visit.visitor is None or not visit.visitor.open:
        return ""
    return next((name for name in (visit.form.one("to"), visit.asked.one("to")) if name in visit.gated), "")
