"""What she wrote for deciding, as the Decide page shows it: limits, what she was told, hours, decisions."""

from __future__ import annotations

from upright.actions import limits, safety
from upright.actions.read import beside_of
from upright.actions.settings import settings_of
from upright.actions.told import content_of, hours_in_words, if_then
from upright.actions.vault import Vault
from upright.cli.gate import prompt
from upright.cli.lines import clean
from upright.cli.page import Page
from upright.cli.session import Session
from upright.record import Belief, Boundary, Decision
from upright.record.days import day_of
from upright.wording import date_text

__all__ = ["list_beliefs", "list_decisions", "list_hours", "list_limits", "tell_hours", "tell_ledger"]


def list_limits(session: Session, vault: Vault) -> None:
    """Each limit with its events and what changed after; what suggests something is there only if the gate is open."""
    gate, diary = safety.gate(vault), vault.diary()
    found = [one for one in diary.of(Boundary) if not limits.retired(one)]
    if not found:
        session.tell(prompt(session, gate, "prompt.limit.begin") or session.say("cli.no_boundaries"))
        return
    starts = settings_of(vault).day_begins
    today = day_of(session.clock(), starts)
    beside = beside_of(diary, now=session.clock(), starts=starts, language=session.language)
    page = _begun(session, "page.decide.limits")
    for limit in reversed(found):
        page.gap()
        page.text(clean(if_then(limit, session.language)))
        for line in content_of(limit, session.language)[1:]:
            page.note(clean(line), indent="  ")
        refused = limits.refused(limit)
        if refused:
            page.text(session.say("boundary.refused"), indent="  ")
            page.note(f"{session.say('help.own_acts.title')}: upright help-now", indent="  ")
        elif limits.to_look_at(limit, today):
            _noted(page, prompt(session, gate, "prompt.limit.due"))
        part = beside.changes.get(limit.id or "")
        for statement in part.statements if part is not None else ():
            page.text(statement.text, indent="  ")
            page.note(f"{session.say('reading.would_change')}: {statement.changes_if}", indent="  ")
        for waiting in part.not_yet if part is not None else ():
            page.text(waiting.text, indent="  ")
            page.note(waiting.needs, indent="  ")
        if not refused:
            _noted(page, prompt(session, gate, "prompt.limit.happened"))
    page.end()


def list_beliefs(session: Session, vault: Vault) -> None:
    """Each belief beside its ledger."""
    diary = vault.diary()
    if not diary.of(Belief):
        session.tell(session.say("cli.no_records"))
        return
    starts = settings_of(vault).day_begins
    page = _begun(session, "page.decide.beliefs")
    for one in reversed(beside_of(diary, now=session.clock(), starts=starts, language=session.language).ledgers):
        page.gap()
        page.text(clean(one.words))
        page.text(clean(one.fact.text), indent="  ")
    page.gap()
    page.note(session.say("page.decide.counted"))
    page.end()


def tell_ledger(session: Session, vault: Vault, id: str) -> None:
    """The sentence that stands beside one belief."""
    starts = settings_of(vault).day_begins
    found = beside_of(vault.diary(), now=session.clock(), starts=starts, language=session.language)
    for one in found.ledgers:
        if one.belief.id == id:
            session.tell(clean(one.fact.text))


def list_hours(session: Session, vault: Vault) -> None:
    """Hours a week by area and together."""
    lines = hours_in_words(vault.diary(), session.language)
    if not lines:
        session.tell(session.say("cli.no_records"))
        return
    page = _begun(session, "load.title")
    page.gap()
    for line in lines:
        page.text(line)
    page.note(session.say("load.sum"))
    page.end()


def tell_hours(session: Session, vault: Vault) -> None:
    """The sums, after an entry."""
    for line in hours_in_words(vault.diary(), session.language):
        session.tell(line)
    session.tell(session.say("load.sum"))


def list_decisions(session: Session, vault: Vault) -> None:
    """Each decision as she wrote it, the latest first."""
    diary = vault.diary()
    found = sorted(diary.of(Decision), key=lambda one: one.at, reverse=True)
    if not found:
        session.tell(session.say("cli.no_records"))
        return
    starts = settings_of(vault).day_begins
    today, gate = day_of(session.clock(), starts), safety.gate(vault)
    page = _begun(session, "page.decide.record")
    for one in found:
        page.gap()
        page.text(date_text(day_of(one.at, starts), session.language))
        for line in content_of(one, session.language):
            page.text(clean(line), indent="  ")
        if one is found[0] and one.review_on is not None and one.review_on <= today:
            _noted(page, prompt(session, gate, "prompt.decision.due"))
    page.end()


def _begun(session: Session, title: str) -> Page:
    page = Page(session)
    page.title(session.say(title))
    return page


def _noted(page: Page, text: str) -> None:
    if text:
        page.note(text, indent="  ")
