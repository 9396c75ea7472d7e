"""Opening the file, and making it the first time: the passphrase is confirmed before anything is composed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from upright.actions import vault as vaults
from upright.actions.settings import settings_of
from upright.cli.help_page import help_page
from upright.cli.lines import clean
from upright.cli.prompts import ask, meaning
from upright.cli.session import Closed, Session
from upright.errors import UsageFault, WrongKey

if TYPE_CHECKING:
    from upright.actions.vault import Vault

__all__ = ["key_of", "new_passphrase", "open_file", "open_or_make", "read_secret_file"]

_ATTEMPTS = 3  # at a terminal; a wrong passphrase must not cost what was about to be written
_HELP = ("h", "help", "help-now")
_FIRST_USE = ("first_use.1", "first_use.2", "first_use.3", "first_use.4")


def open_file(session: Session, path: Path | None = None) -> Vault:
    """Open the file with the passphrase, or with the recovery key. Raises UsageFault when there is no file."""
    path = session.path if path is None else path
    if not vaults.exists(path):
        raise UsageFault("error.no_vault")
    attempts = _ATTEMPTS if session.at_terminal and session.passphrase_file is None else 1
    for attempt in range(1, attempts + 1):
        try:
            vault = vaults.open_vault(path, **key_of(session))
        except WrongKey as error:
            if attempt == attempts:
                raise
            session.fault(error)
        else:
            _take_choices(session, vault)
            return vault
    raise WrongKey


def open_or_make(session: Session) -> Vault:
    """Open the file; where there is none, warn, ask for a new passphrase and make it."""
    if vaults.exists(session.path):
        return open_file(session)
    _warn(session)
    vault = vaults.make_vault(session.path, new_passphrase(session), now=session.clock())
    session.remark(session.say("cli.vault_made", path=clean(str(session.path))))
    session.prompt(session.say("cli.no_recovery", command="upright passphrase --new-recovery-key"))
    return vault


def key_of(session: Session) -> dict[str, str]:
    """What opens the file, by its name: the recovery key when that was asked for, else the passphrase.

    It comes from --passphrase-file, else it is asked for.
    """
    name = "recovery_key" if session.recovery else "passphrase"
    if session.passphrase_file is not None:
        return {name: read_secret_file(session, session.passphrase_file)}
    return {name: _secret(session, f"cli.prompt.{name}")}


def new_passphrase(session: Session, file: str | None = None) -> str:
    """A passphrase to be set: once from a file, twice from a prompt. One that can be guessed is named so, and taken."""
    found = _new(session, file)
    if vaults.guessable(found):
        session.prompt(session.say("cli.passphrase.guessable", command="upright passphrase"))
    return found


def _new(session: Session, file: str | None) -> str:
    file = session.passphrase_file if file is None else file
    if file is not None:
        return read_secret_file(session, file)
    while True:
        first = _secret(session, "cli.prompt.new_passphrase")
        if first == _secret(session, "cli.prompt.again"):
            return first
        if not session.at_terminal:
            raise UsageFault("error.passphrase_differs")
        session.remark(session.say("cli.again.passphrase_differs"))


def read_secret_file(session: Session, file: str) -> str:
    """The first line of a file, or of standard input for "-"."""
    if file == "-":
        found = session.line()
    else:
        try:
            with Path(file).open(encoding="utf-8-sig") as lines:
                found = lines.readline(10_000).rstrip("\r\n")
        except FileNotFoundError:
            raise UsageFault("error.no_such_file") from None
        except IsADirectoryError:
            raise UsageFault("error.file_is_folder") from None
        except UnicodeDecodeError:
            raise UsageFault("error.not_text") from None
        except (OSError, ValueError):
            raise UsageFault("error.file_unreadable") from None
    if not found:
        raise UsageFault("error.passphrase_file_empty")
    return found


def _take_choices(session: Session, vault: Vault) -> None:
    """The language set in the file counts where neither the command nor the environment chose one; and the country."""
    chosen = settings_of(vault)
    if not session.language_given and chosen.language is not None:
        session.language = chosen.language
    session.country = chosen.country


def _secret(session: Session, prompt: str) -> str:
    while True:
        found = session.secret(session.say(prompt))
        if found:
            return found
        if found is None and session.at_terminal:
            raise Closed
        if found is None or not session.at_terminal:
            raise UsageFault("error.no_passphrase")
        session.remark(session.say("cli.again.passphrase_empty"))


def _warn(session: Session) -> None:
    """The first-use warning, before anything is made. At a terminal it waits for a yes."""
    for place, id in enumerate(_FIRST_USE):
        lead = f"{session.say('first_use.title')} " if place == 0 else ""
        session.prompt(lead + session.say(id))
        session.err()
    session.prompt(session.say("cli.help_now_hint", command="upright help-now"))
    session.err()
    if session.at_terminal and sys.stdin is not None and not _goes_on(session):
        raise Closed


def _goes_on(session: Session) -> bool:
    """Whether the person goes on; the help page is a third answer, after which the question stands again."""
    words = {"yes": session.say("cli.prompt.yes"), "no": session.say("cli.prompt.no"), "help": _HELP[0]}

    def understood(answer: str) -> str | None:
        return "help" if answer.strip().lower() in _HELP else meaning(session, answer)

    question, again = (session.say(id, **words) for id in ("cli.prompt.go_on", "cli.again.go_on"))
    while (found := ask(session, question, understood, again)) == "help":
        help_page(session)
        sys.stdout.flush()
        session.err()
    return found == "yes"
