"""What stands before `decide`, `boundary`, `belief` and `load`, and before each command of leaving, as before their
pages: the eight questions, or the help page after a yes. Lists, and noting what happened with a limit, go without.

A command calls `through_gate` once its file is open and before it asks anything:

    with open_or_make(session) as vault:
        gate = through_gate(session, vault)

and puts every text that suggests something in words by `prompt`. Where nobody is typing no question is put, since the
input holds answers to other questions; the help page after a yes is printed there too.
"""

from __future__ import annotations

from upright.actions import safety
from upright.actions.safety import Gate
from upright.actions.vault import Vault
from upright.cli.help_page import help_page
from upright.cli.prompts import ask, ask_yes, meaning
from upright.cli.session import Session
from upright.record import Safety
from upright.record.words import SAFETY_TOPICS

__all__ = ["answer_again", "prompt", "through_gate"]

_UNSURE = "?"


def through_gate(session: Session, vault: Vault) -> Gate:
    """Put the questions that have no answer yet, show the help page after a yes, and return what may be shown."""
    gate = safety.gate(vault)
    if gate == "quiet":
        _help(session)
        if session.at_terminal and _again(session):
            return answer_again(session, vault)
    elif gate == "unanswered" and session.at_terminal:
        return safety.gate_with(vault, (_questions(session, vault, taken_back=False),))
    return gate


def answer_again(session: Session, vault: Vault) -> Gate:
    """Put the eight questions to someone who came by way of the help page: these answers take earlier ones back."""
    return safety.gate_with(vault, (_questions(session, vault, taken_back=True),))


def prompt(session: Session, gate: Gate, id: str, **values: object) -> str:
    """A text that suggests something (its id begins with `prompt.`); "" unless every question was answered with no."""
    return session.say(id, **values) if gate == "open" else ""


def _questions(session: Session, vault: Vault, *, taken_back: bool) -> Safety:
    """Put the eight questions; the answers are kept only if she agrees. A yes leads to the help page."""
    session.prompt(session.say("safety.before"))
    yes, no = session.say("cli.prompt.yes"), session.say("cli.prompt.no")
    choice = session.say("cli.gate.answers", yes=yes, no=no, unsure=_UNSURE)
    given: dict[str, str] = {}
    for topic in SAFETY_TOPICS:
        session.err()
        session.prompt(session.say(f"safety.{topic}"))
        given[topic] = ask(session, f"  {choice}", lambda typed: _meant(session, typed), choice) or "skipped"
    session.err()
    at = session.clock()
    found = safety.answers_of(given, at=at, taken_back=taken_back)
    if ask_yes(session, "cli.gate.keep"):
        safety.keep_answers(vault, given, at=at, taken_back=taken_back)
    if safety.any_yes(given):
        session.tell(session.say("safety.after_yes"))
        _help(session)
    else:
        session.remark(session.say("safety.after_no"))
    session.err()
    return found


def _meant(session: Session, typed: str) -> str | None:
    return "unsure" if typed.strip() == _UNSURE else meaning(session, typed)


def _again(session: Session) -> bool:
    """Whether she wants to answer again, which is the one way in which a yes is taken back; anything else goes on."""
    word = session.say("cli.gate.again_word")
    told = session.say("cli.gate.again", word=word)
    return (
        ask(session, told, lambda typed: "again" if typed.strip().casefold() in (word, "again") else "on", told)
        == "again"
    )


def _help(session: Session) -> None:
    help_page(session)
    session.flush()
