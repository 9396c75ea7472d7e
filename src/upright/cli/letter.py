"""`upright letter`: a message that she has written, with the places that are worth a second look. It keeps nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from upright.cli.frame import argument, command, language_option, option
from upright.cli.lines import clean
from upright.cli.page import Page
from upright.cli.read import standard_input, write_utf8
from upright.cli.session import Session
from upright.errors import DiaryFault
from upright.record.files import read_text, text_of
from upright.wording import say_n

if TYPE_CHECKING:
    from upright.plan import LetterCheck

__all__ = ["COMMAND_LETTER"]

_MOST = 1_000_000  # code points: three seconds or so
_SHOWN = 300  # code points of a quotation


@command("letter", "upright letter letter.txt")
@argument("file", metavar="[FILE]")
@language_option
@option("--json", "as_json", is_flag=True, text="cli.option.letter_json")
def letter(session: Session, file: str | None, as_json: bool) -> None:
    from upright.plan import check_letter  # slow import: the phrases of two languages

    text = _text(session, file)
    found = check_letter(text)
    if as_json:
        write_utf8(found.to_json() + "\n")
    else:
        _print(session, text, found)


def _text(session: Session, file: str | None) -> str:
    """The message. Raises DiaryFault where there is none to be had."""
    if file is None or file == "-":
        if session.at_terminal:
            session.prompt(session.say("cli.letter.type", key="Ctrl-D"))
        text = text_of(standard_input())
    else:
        text = read_text(Path(file))
    if "\0" in text:
        raise DiaryFault("error.file.not_text", line=text.count("\n", 0, text.index("\0")) + 1)
    if len(text) > _MOST:
        raise DiaryFault("error.file.too_large", limit=_MOST // 1_000_000)
    return text


def _print(session: Session, text: str, found: LetterCheck) -> None:
    page = Page(session)
    if not found.findings:
        page.text(session.say("letter.clean"))
    for place, one in enumerate(found.findings):
        if place:
            page.gap()
        line = text.count("\n", 0, one.start) + 1
        page.heading(session.say("cli.letter.place", line=line, kind=session.say(f"letter.kind.{one.kind}")))
        quote = clean(one.quote)
        page.text(quote if len(quote) <= _SHOWN else quote[:_SHOWN] + "…", indent="  ")
        page.note(one.told(session.language), indent="  ")
    page.gap()
    marks = say_n("letter.marks", len(found.findings), session.language) + " " if found.findings else ""
    page.text(marks + _summary(session, found))
    page.note(session.say("letter.yours"))
    page.note(session.say("cli.what_if.hint", command="upright help-now"))
    page.end()


def _summary(session: Session, found: LetterCheck) -> str:
    """Calm, firm, final: each yes or not yet."""
    words = {name: session.say("letter.yes" if getattr(found, name) else "letter.not_yet") for name in _THREE}
    return session.say("letter.summary", **words)


_THREE = ("calm", "firm", "final")

COMMAND_LETTER = letter
