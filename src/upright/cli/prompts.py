"""Questions in the terminal: each is asked until its answer can be kept, and an empty line is always an answer.

A person at a terminal who ends the input (Ctrl-D) leaves, and nothing is saved. Input from a pipe that ends has said
what it has to say: what was not answered stays unanswered. A wrong answer from a pipe ends the run instead of being
asked again, since nobody is there to read the question.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from upright.cli.frame import day_of_text, number_of
from upright.cli.lines import clean, pad, width, wrap
from upright.cli.session import Closed, Session
from upright.errors import UsageFault

__all__ = ["ask", "ask_date", "ask_number", "ask_text", "ask_yes", "choose", "meaning", "show", "words_of_rating"]

T = TypeVar("T")

_SHOWN_TOPICS = 9
_NUMBERED = 4  # columns before a row: its number and a space
TEXT_LIMIT = 20_000
TOPIC_LIMIT = 200


def ask(session: Session, prompt: str, understood: Callable[[str], T | None], again: str) -> T | None:
    """Ask once and again until `understood` makes something of the answer; None for an empty one.

    `again` is what to say when it makes nothing of it. Raises Closed when a person leaves, UsageFault when a pipe
    holds a wrong answer.
    """
    while True:
        answer = _answer(session, prompt)
        if not answer:
            return None
        found = understood(answer)
        if found is not None:
            return found
        if not session.at_terminal:
            raise UsageFault("error.answer", allowed=again)
        session.prompt(again, "  ")


def ask_number(session: Session, prompt: str, low: float, high: float, again: str) -> float | None:
    """A number within limits, None when not answered."""

    def understood(answer: str) -> float | None:
        number = number_of(answer)
        return number if number is not None and low <= number <= high else None

    return ask(session, prompt, understood, session.say(again))


def ask_date(session: Session, prompt: str) -> date | None:
    """A date, None when not answered."""
    return ask(session, prompt, day_of_text, session.say("cli.again.date"))


def ask_text(session: Session, prompt: str, limit: int = TEXT_LIMIT) -> str:
    """Her words, one line; empty when not answered."""
    again = session.say("cli.again.too_long", limit=limit)
    return ask(session, prompt, lambda answer: answer if len(answer) <= limit else None, again) or ""


def ask_filled(session: Session, prompt: str, limit: int = TEXT_LIMIT) -> str:
    """Her words, which may not be empty. Raises UsageFault when the input ends first."""
    while not (text := ask_text(session, prompt, limit).strip()):
        if session.ended:
            raise UsageFault("error.ended_early")
    return text


def meaning(session: Session, answer: str) -> str | None:
    """Whether an answer says "yes" or "no", in the language chosen or in English; None for neither."""
    word = answer.strip().casefold()
    if word in (session.say("cli.prompt.yes").casefold(), "y", "yes", "c", "có"):
        return "yes"
    return "no" if word in (session.say("cli.prompt.no").casefold(), "n", "no", "k", "không") else None


def ask_yes(session: Session, id: str) -> bool | None:
    """Yes or no, None when not answered. Both languages' letters are understood in either."""
    yes, no = session.say("cli.prompt.yes"), session.say("cli.prompt.no")

    again = session.say("cli.again.yes_no", yes=yes, no=no)
    found = ask(session, session.say(id, yes=yes, no=no), lambda answer: meaning(session, answer), again)
    return None if found is None else found == "yes"


def choose(session: Session, title: str, choices: Sequence[tuple[T, str]]) -> T | None:
    """One of some numbered choices; its id is as good as its number. None when not answered."""
    show(session, title, [label for _, label in choices])

    def understood(answer: str) -> T | None:
        word = answer.strip().lower()
        if word.isdigit() and len(word) < 4 and 1 <= int(word) <= len(choices):
            return choices[int(word) - 1][0]
        return next((value for value, _ in choices if isinstance(value, str) and value == word.replace("-", "_")), None)

    prompt = session.say("cli.prompt.choose")
    return ask(session, prompt, understood, session.say("cli.again.choice", n=len(choices)))


def must_choose(session: Session, title: str, choices: Sequence[tuple[T, str]]) -> T:
    """One of some choices, asked until one is taken. Raises UsageFault when the input ends first."""
    while (found := choose(session, title, choices)) is None:
        if session.ended:
            raise UsageFault("error.ended_early")
    return found


def ask_topic(session: Session, known: Sequence[str], title: str = "cli.prompt.topic", *, needed: bool = True) -> str:
    """A topic: one of those used before, by number, or a few words of her own."""
    shown = list(known[:_SHOWN_TOPICS])
    show(session, session.say(title), [clean(topic) for topic in shown])
    prompt = session.say("cli.prompt.topic_words") if shown else ">"
    while True:
        answer = ask_text(session, prompt, TOPIC_LIMIT).strip()
        if answer.isdigit() and len(answer) < 3 and 1 <= int(answer) <= len(shown):
            return shown[int(answer) - 1]
        if answer or not needed:
            return answer
        if session.ended:
            raise UsageFault("error.ended_early")


def show(session: Session, title: str, rows: Sequence[str]) -> None:
    """A title and numbered rows, on standard error like every prompt."""
    session.prompt(title)
    columns = session.columns(sys.stderr)
    for place, row in enumerate(rows, start=1):
        for first, line in enumerate(wrap(row, columns - _NUMBERED)):
            session.err(pad("" if first else str(place), _NUMBERED - 1, right=True) + " " + line)


def words_of_rating(answer: str) -> float | str | None:
    """An answer to a question of a check-in: its number, or "skip" or "nothing" for the keys that stand for these."""
    word = answer.strip().lower()
    if word in ("-", "s", "–"):
        return "skip"
    if word == "n":
        return "nothing"
    number = number_of(word)
    return number if number is not None and 0 <= number <= 10 else None


def _answer(session: Session, prompt: str) -> str:
    indent = prompt[: len(prompt) - len(prompt.lstrip())]
    room = session.columns(sys.stderr) - len(indent) - 1
    *above, last = [prompt.lstrip()] if width(prompt) < room else wrap(prompt, room)
    for line in above:
        session.err(indent + line)
    session.err(indent + last + " ", end="")
    typed = session.line()
    if typed is None:
        session.err()
        if session.at_terminal:
            raise Closed
        return ""
    if not session.at_terminal:
        session.err()
    return typed
