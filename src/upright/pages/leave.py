"""Leave: the plan as a checklist by heading, the next three first. Each change is kept at once; nothing is ever due."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from upright.actions import steps as plan
from upright.actions.diary import mark_of
from upright.actions.settings import FOLDED, show_in_bar
from upright.actions.steps import Stated
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.form import EMPTY, Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.writing import day_given
from upright.plan.steps import by_heading, next_steps
from upright.record import PlanStep as Kept
from upright.record.words import HEADINGS
from upright.wording import date_text

__all__ = ["ROUTES"]

_HERE = "leave#here"  # back to the step that was touched; its name stands on the page alone


@dataclass(frozen=True)
class Step:
    """One step; `here` if it was touched last."""

    handle: str
    text: str
    note: str
    due: str
    done: bool
    here: bool


@dataclass(frozen=True)
class Heading:
    """One heading with its steps."""

    name: str
    progress: str
    steps: tuple[Step, ...]
    open: bool


@dataclass(frozen=True)
class Given:
    """What stands in the form of a step."""

    heading: str
    text: str
    due_on: str
    note: str


@dataclass(frozen=True)
class Leave:
    """The page. `refused`: what was entered is nothing that Upright helps with."""

    progress: str
    next: tuple[Step, ...]
    headings: tuple[Heading, ...]
    given: Given
    fault: str = ""
    refused: bool = False
    held: bool = False
    names: tuple[str, ...] = HEADINGS


@dataclass(frozen=True)
class PlanStep:
    """One step with its form, among those under its heading."""

    handle: str
    seen: str
    done: bool
    under: tuple[Step, ...]
    given: Given
    fault: str = ""
    refused: bool = False
    held: bool = False
    names: tuple[str, ...] = HEADINGS


def leave(visit: Visit) -> Leave:
    """Show the plan."""
    held = visit.session.sent_to("add_step", "change_step")  # the latter of a step that is gone meanwhile
    return _leave(visit, held or EMPTY, held=held is not None)


def add_step(visit: Visit) -> Go | Shown:
    """Put a step of her own in the plan."""
    session = visit.session
    try:
        with session.turn:
            stated = _stated(visit.form)
            session.here = plan.add_step(visit.vault, stated, now=visit.now, zone=visit.house.zone)
    except UprightError as error:
        return Shown("leave", _leave(visit, visit.form, fault=error), 422)
    session.copy_due, session.held = True, None
    return Go(_HERE)


def mark_step(visit: Visit) -> Go:
    """Mark a step as done or not done."""
    step = _found(visit, visit.form)
    with visit.session.turn:
        plan.mark_step(visit.vault, step.id or "", visit.form.ticked("done"), now=visit.now)
    visit.session.here, visit.session.copy_due = step.id or "", True
    return Go(_HERE)


def plan_step(visit: Visit) -> PlanStep | Go:
    """Show one step."""
    with suppress(UsageFault):
        step, held = _found(visit, visit.asked), visit.session.sent_to("change_step")
        if held is not None and held.one("r") != visit.asked.one("r"):
            held = None
        return _plan_step(visit, step, held, held=held is not None)
    return Go("leave")


def change_step(visit: Visit) -> Go | Shown:
    """Let a step say something else."""
    session, form = visit.session, visit.form
    try:
        step = _found(visit, form)
    except UsageFault as error:  # taken out meanwhile: what she typed is shown as a step that can be put in anew
        return Shown("leave", _leave(visit, form, fault=error), 410)
    try:
        with session.turn:
            plan.change_step(visit.vault, step.id or "", form.one("seen"), _stated(form), now=visit.now)
    except UprightError as error:
        return Shown("plan_step", _plan_step(visit, step, form, fault=error), 422)
    session.here, session.copy_due, session.held = step.id or "", True, None
    return Go(_HERE)


def move_step(visit: Visit) -> Go:
    """Move a step up or down among those of its heading."""
    step, by = _found(visit, visit.form), {"up": -1, "down": 1}.get(visit.form.one("way"), 0)
    with visit.session.turn:
        plan.move_step(visit.vault, step.id or "", by, now=visit.now)
    visit.session.here, visit.session.copy_due = step.id or "", True
    return Go(f"plan_step?r={visit.session.handle(step.id or '')}")


def unfold(visit: Visit) -> Go:
    """Open a page that stood folded away under More: from then on it stands in the bar."""
    name = visit.form.word("page", FOLDED)
    if name is None:
        return Go("")
    session = visit.session
    with session.turn:
        session.settings = show_in_bar(visit.vault, name)
    return Go(name)


def _found(visit: Visit, asked: Form) -> Kept:
    """The step that a handle of this session stands for. Raises UsageFault where there is none."""
    handle, session = asked.one("r"), visit.session
    for step in plan.steps_of(visit.vault):
        if handle and session.handle(step.id or "") == handle:
            return step
    raise UsageFault("error.no_record")


def _stated(form: Form) -> Stated:
    """What a form says of a step. Raises UsageFault for what cannot stand."""
    due_on = day_given(form, "due_on")
    text = form.one("text").strip()
    if not text:
        raise UsageFault("page.leave.no_text")
    return Stated(form.word("heading", HEADINGS) or "self", text, due_on, form.one("note").strip() or None)


def _leave(visit: Visit, given: Form, *, fault: UprightError | None = None, held: bool = False) -> Leave:
    steps = plan.steps_of(visit.vault)
    here, headings = visit.session.here, by_heading(steps)
    opened = next((name for name, under in headings if any(one.id == here for one in under)), None) or next(
        (name for name, under in headings if any(one.done_at is None for one in under)), ""
    )
    return Leave(
        progress=_progress(visit, steps) if steps else "",
        next=tuple(_step(visit, one) for one in next_steps(steps)),
        headings=tuple(
            Heading(name, _progress(visit, under, "plan.of"), tuple(_step(visit, one) for one in under), name == opened)
            for name, under in headings
        ),
        given=Given(*(given.one(name) for name in ("heading", "text", "due_on", "note"))),
        fault=_told(visit, fault),
        refused=_refused(fault),
        held=held,
    )


def _plan_step(
    visit: Visit, step: Kept, given: Form | None, *, fault: UprightError | None = None, held: bool = False
) -> PlanStep:
    under = (one for one in plan.steps_of(visit.vault) if one.heading == step.heading)
    due = step.due_on.isoformat() if step.due_on else ""
    says = Given(step.heading, step.text, due, step.note or "")
    if given is not None:
        says = Given(*(given.one(name) for name in ("heading", "text", "due_on", "note")))
    return PlanStep(
        handle=visit.session.handle(step.id or ""),
        seen=mark_of(step),
        done=step.done_at is not None,
        under=tuple(_step(visit, one, here=step.id) for one in under),
        given=says,
        fault=_told(visit, fault),
        refused=_refused(fault),
        held=held,
    )


def _step(visit: Visit, step: Kept, here: str | None = None) -> Step:
    id = step.id or ""
    return Step(
        handle=visit.session.handle(id),
        text=step.text,
        note=step.note or "",
        due=date_text(step.due_on, visit.language) if step.due_on else "",
        done=step.done_at is not None,
        here=id == (visit.session.here if here is None else here),
    )


def _progress(visit: Visit, steps: Sequence[Kept], id: str = "plan.progress") -> str:
    return visit.say(id, done=sum(one.done_at is not None for one in steps), n=len(steps))


def _told(visit: Visit, fault: UprightError | None) -> str:
    return told(visit, fault) if fault is not None and not _refused(fault) else ""


def _refused(fault: UprightError | None) -> bool:
    return fault is not None and fault.id == "boundary.refused"


ROUTES = (
    page(leave, Needs.OPEN, gated=True),
    act(add_step, Needs.OPEN, held=True),
    act(mark_step, Needs.OPEN),
    page(plan_step, Needs.OPEN, tall=True),
    act(change_step, Needs.OPEN, held=True),
    act(move_step, Needs.OPEN),
    act(unfold, Needs.OPEN),
)
