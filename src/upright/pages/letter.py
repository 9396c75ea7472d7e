"""A letter before it is sent: its marked places with a question each. It stays in memory until the file locks."""

from __future__ import annotations

from dataclasses import dataclass

from upright.pages.page import Go, Needs, Visit, act, page
from upright.plan import Finding, LetterCheck, check_letter
from upright.wording import say_n

__all__ = ["ROUTES"]

_LONGEST = 100_000  # code points that are taken; the field itself takes fewer
_HERE = "letter#marks"


@dataclass(frozen=True)
class Note:
    """What stands beside a mark: its number, its kind, why, and what "Keep it as it is" sends."""

    number: int
    kind: str
    why: str
    handle: str


@dataclass(frozen=True)
class Piece:
    """A piece of a line; `numbers` are those of the marks that end with it."""

    text: str
    marked: bool
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """One line of the letter, and the notes of the marks that begin in it."""

    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Letter:
    """The page. `told` says how many marks there are, and whether it is calm, firm and final; "" before a check."""

    text: str
    lines: tuple[Line, ...]
    told: str
    held: bool = False


def letter(visit: Visit) -> Letter:
    """Show the letter with its marks."""
    session = visit.session
    if (held := session.sent_to("mark_letter")) is not None:
        return Letter(_sent(held.one("text")), (), "", held=True)
    if not session.letter:
        return Letter("", (), "")
    found = check_letter(session.letter)
    shown = [one for one in found.findings if _handle(visit, one) not in session.letter_as_it_is]
    return Letter(session.letter, _lines(visit, session.letter, shown), _told(visit, found, len(shown)))


def mark_letter(visit: Visit) -> Go:
    """Check what she wrote."""
    session = visit.session
    with session.turn:
        session.letter, session.letter_as_it_is, session.held = _sent(visit.form.one("text")), frozenset(), None
    return Go(_HERE)


def keep_mark(visit: Visit) -> Go:
    """Take one mark away: it stays as she wrote it."""
    session = visit.session
    with session.turn:
        session.letter_as_it_is |= {visit.form.one("mark")}
    return Go(_HERE)


def clear_letter(visit: Visit) -> Go:
    """Forget the letter."""
    session = visit.session
    with session.turn:
        session.letter, session.letter_as_it_is, session.held = "", frozenset(), None
    return Go("letter")


def _sent(text: str) -> str:
    """What was written, with the line ends that a form puts in taken out."""
    return text.replace("\r\n", "\n").strip()[:_LONGEST]


def _handle(visit: Visit, one: Finding) -> str:
    return visit.session.handle(f"{one.kind} {one.start} {one.end} {one.quote}")


def _told(visit: Visit, found: LetterCheck, shown: int) -> str:
    marks = say_n("letter.marks", shown, visit.language) if shown else visit.say("letter.clean")
    three = {"calm": found.calm, "firm": found.firm, "final": found.final}
    words = {name: visit.say("letter.yes" if true else "letter.not_yet") for name, true in three.items()}
    return f"{marks} {visit.say('letter.summary', **words)} {visit.say('letter.yours')}"


def _lines(visit: Visit, text: str, shown: list[Finding]) -> tuple[Line, ...]:
    """The lines of the letter, each cut where a mark begins or ends."""
    lines, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        here = [(number, one) for number, one in enumerate(shown, 1) if one.start < end and start < one.end]
        cuts = sorted({start, end, *(min(max(place, start), end) for _, one in here for place in (one.start, one.end))})
        pieces = tuple(
            Piece(
                text[a:b],
                any(one.start <= a < one.end for _, one in here),
                tuple(number for number, one in here if one.end == b),
            )
            for a, b in zip(cuts, cuts[1:], strict=False)
        )
        notes = tuple(
            Note(number, visit.say(f"letter.kind.{one.kind}"), one.told(visit.language), _handle(visit, one))
            for number, one in here
            if one.start >= start
        )
        lines.append(Line(pieces, notes))
        start = end + 1
    return tuple(line for line in lines if line.pieces)


ROUTES = (
    page(letter, Needs.OPEN, tall=True, gated=True),
    act(mark_letter, Needs.OPEN, held=True),
    act(keep_mark, Needs.OPEN),
    act(clear_letter, Needs.OPEN),
)
