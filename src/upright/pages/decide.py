"""Decide: what I will do, what I was told, what I carry, what I want. It waits for no reading and decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upright.actions import limits
from upright.actions.read import beside_of
from upright.actions.told import content_of, hours_in_words
from upright.figures import cells_of, draw
from upright.pages.gate import gate_of_visit, prompt
from upright.pages.page import Needs, Visit, page
from upright.pages.read import Drawn
from upright.pages.saving import Saved, saved_of
from upright.record import Belief, Boundary, Decision, Diary, Load, Record
from upright.record.days import day_of
from upright.record.words import BOUNDARY_EVENTS
from upright.wording import date_text

if TYPE_CHECKING:
    from upright.reading.beside import Beside
    from upright.reading.types import Part

__all__ = ["ROUTES", "Told", "told_decisions"]

_DECISIONS = 3  # the latest; the others stand on their own page

_SHOWN = (Boundary, Belief, Load, Decision)


@dataclass(frozen=True)
class Card:
    """One limit. `asks`: whether the "if" happened, where that may be asked; `due`: that the day to look again came.

    `refused`: it watches, harms or pursues someone; then nothing is asked, and the help for that stands beside it.
    """

    id: str
    handle: str
    if_: str
    then: str
    need: str
    dates: str
    due: str
    asks: str
    refused: bool
    events: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Told:
    """One thing with what stands beside it; `due` as in a card."""

    handle: str
    words: str
    beside: tuple[str, ...]
    own: str = ""
    due: str = ""


@dataclass(frozen=True)
class Decide:
    """The page. `quiet`: a sentence where parts are kept quiet; `begin`: what a limit is, where there is none yet."""

    quiet: str
    begin: str
    cards: tuple[Card, ...]
    retired: tuple[Card, ...]
    events: tuple[str, ...]
    today: str
    beliefs: tuple[Told, ...]
    hours: tuple[str, ...]
    weighing: Drawn | None
    decisions: tuple[Told, ...]
    what_if: bool
    saved: Saved


def decide(visit: Visit) -> Decide:
    """Everything she wrote for it, each beside what she wrote elsewhere."""
    diary = visit.vault.diary()
    written = sorted((one for one in diary if isinstance(one, _SHOWN) and one.at <= visit.now), key=lambda one: one.at)
    beside = _beside(visit, diary, written)
    cards = [(one, _card(visit, one, beside)) for one in reversed(written) if isinstance(one, Boundary)]
    kept = tuple(card for one, card in cards if not limits.retired(one))
    return Decide(
        quiet=visit.say("safety.kept_quiet") if gate_of_visit(visit) == "quiet" else "",
        begin="" if cards else prompt(visit, "prompt.limit.begin"),
        cards=kept,
        retired=tuple(card for one, card in cards if limits.retired(one)),
        events=BOUNDARY_EVENTS,
        today=visit.today.isoformat(),
        beliefs=_beliefs(visit, beside),
        hours=hours_in_words(written, visit.language),
        weighing=_weighing(visit, beside),
        decisions=told_decisions(visit, written)[:_DECISIONS],
        what_if=gate_of_visit(visit) == "open",
        saved=saved_of(visit),
    )


def _beside(visit: Visit, diary: Diary, written: Sequence[Record]) -> Beside | None:
    """What stands beside it, kept in the session while nothing changes; None where it would stand beside nothing."""
    if not any(isinstance(one, (Belief, Boundary, Decision)) for one in written):
        return None
    session, asked = visit.session, (visit.today, visit.starts, visit.language)
    kept = session.beside
    if kept is None or kept[0] is not diary or kept[1] != asked:
        found = beside_of(diary, now=visit.now, starts=visit.starts, language=visit.language)
        session.beside = kept = (diary, asked, found)
    return kept[2]


def _card(visit: Visit, limit: Boundary, beside: Beside | None) -> Card:
    id = limit.id or ""
    dates = [visit.say("page.decide.written", date=day_of(limit.at, visit.starts))]
    if limit.review_on is not None:
        dates.append(visit.say("page.decide.look_again", date=limit.review_on))
    refused = limits.refused(limit)
    due = limits.to_look_at(limit, visit.today) and not refused
    return Card(
        id=id,
        handle=visit.session.handle(id),
        if_=limit.if_.strip(),
        then=limit.then.strip(),
        need=limit.need.strip(),
        dates=" ".join(dates),
        due=prompt(visit, "prompt.limit.due") if due else "",
        asks="" if refused or limits.retired(limit) else prompt(visit, "prompt.limit.happened"),
        refused=refused,
        events=tuple(
            (visit.say(f"boundary.{event.what}"), date_text(day_of(event.at, visit.starts), visit.language))
            for event in sorted(limit.events, key=lambda event: event.at)
        ),
        after=_after(beside.changes.get(id) if beside is not None else None, visit),
    )


def _after(part: Part | None, visit: Visit) -> tuple[tuple[str, str], ...]:
    """What changed after it was said, each with what would change that; or what it would take to say."""
    if part is None:
        return ()
    would = visit.say("reading.would_change")
    said = [(one.text, f"{would}: {one.changes_if}") for one in part.statements]
    return tuple(said + [(one.text, one.needs) for one in part.not_yet])


def _beliefs(visit: Visit, beside: Beside | None) -> tuple[Told, ...]:
    """Each belief with the sentence of its ledger, the latest first."""
    return tuple(
        Told(
            visit.session.handle(one.belief.id or ""),
            one.words,
            (one.fact.text,),
            own=(one.belief.note or "").strip(),
        )
        for one in reversed(beside.ledgers if beside is not None else ())
    )


def told_decisions(visit: Visit, written: Sequence[Record]) -> tuple[Told, ...]:
    """Every decision as she wrote it, the latest first; for the latest, that the day to look again is here."""
    found: list[Told] = []
    for one in reversed(written):
        if isinstance(one, Decision):
            due = not found and one.review_on is not None and one.review_on <= visit.today
            found.append(
                Told(
                    visit.session.handle(one.id or ""),
                    date_text(day_of(one.at, visit.starts), visit.language),
                    content_of(one, visit.language),
                    own=(one.note or "").strip(),
                    due=prompt(visit, "prompt.decision.due") if due else "",
                )
            )
    return tuple(found)


def _weighing(visit: Visit, beside: Beside | None) -> Drawn | None:
    figure = beside.weighing if beside is not None else None
    image = draw(figure, visit.language, "") if figure is not None else None
    if figure is None or image is None:
        return None
    rows = cells_of(figure, visit.language)
    return Drawn(figure.id, "", figure.title, image, figure.caption, figure.columns, rows)


ROUTES = (page(decide, Needs.OPEN, gated=True),)
