"""One run of a command: language, file, streams and clock, so that no command reaches for them by itself."""

from __future__ import annotations

import getpass
import os
import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TextIO

from upright.cli.lines import PLAIN, clean, width, wrap
from upright.errors import UprightError, UsageFault
from upright.wording import languages, say

__all__ = ["Closed", "Interrupted", "Session", "language_of", "set_streams", "vault_path", "zone_name"]

_NARROWEST, _WIDEST = 40, 72


class Closed(Exception):
    """The person left before the end: nothing is saved, and that is said."""


class Interrupted(Closed):
    """The person left with Ctrl-C at a question."""


@dataclass
class Session:
    """What a command works with. `say`, `out` and `err` write; `line` and `secret` read."""

    language: str
    environment: Mapping[str, str]
    clock: Callable[[], datetime]
    language_given: bool = False
    vault: str | None = None
    passphrase_file: str | None = None
    recovery: bool = False
    country: str = ""  # chosen in the file, once it is open
    _ended: bool = field(default=False, repr=False)

    def say(self, id: str, **values: object) -> str:
        """The text with this id in the language of this run."""
        return say(id, self.language, **values)

    def out(self, text: str = "") -> None:
        """Write one line to standard output."""
        sys.stdout.write(text + "\n")

    def flush(self) -> None:
        """Bring what was written to standard output to whoever reads it."""
        sys.stdout.flush()

    def err(self, text: str = "", end: str = "\n") -> None:
        """Write one line to standard error, where prompts and faults go: standard output stays clean for programs."""
        sys.stderr.write(text + end)
        sys.stderr.flush()

    def columns(self, stream: TextIO | None) -> int:
        """How many columns a line may take: 72, or what COLUMNS or the stream's window leaves, 40 at least."""
        given = self.environment.get("COLUMNS", "")
        window = int(given) if given.isdecimal() and len(given) < 6 else _window(stream)
        return max(_NARROWEST, min(_WIDEST, window))

    def tell(self, text: str) -> None:
        """Write a sentence to standard output: one line for programs, broken at its spaces in a window."""
        self.out(self._broken(text, sys.stdout))

    def remark(self, text: str) -> None:
        """Write a sentence to standard error, in the same way."""
        self.err(self._broken(text, sys.stderr))

    def prompt(self, text: str, indent: str = "") -> None:
        """Write a text to standard error, broken into lines that fit; an empty one is an empty line."""
        for line in wrap(text, self.columns(sys.stderr) - len(indent)):
            self.err((indent + line).rstrip())

    def fault(self, error: UprightError) -> None:
        """Tell an error in one line, in the language of this run; a window breaks it at its spaces."""
        try:
            told = say(error.id, self.language, **error.values)
        except (LookupError, ValueError):
            told = error.id  # telling an error must not be one
        self.remark(clean(told))

    def _broken(self, text: str, stream: TextIO) -> str:
        if not stream.isatty() or width(text) <= self.columns(stream):
            return text
        return "\n".join(wrap(text, self.columns(stream), whole=True))

    @property
    def path(self) -> Path:
        """The vault file: --vault, else UPRIGHT_VAULT, else the usual place."""
        return vault_path(self.vault, self.environment)

    @property
    def at_terminal(self) -> bool:
        """Whether a person types: standard input is a terminal."""
        return sys.stdin is not None and sys.stdin.isatty()

    @property
    def ended(self) -> bool:
        """Whether the input has come to its end."""
        return self._ended

    def line(self) -> str | None:
        """The next line of standard input without its end, None after the last. Raises UsageFault for no text."""
        if self._ended or sys.stdin is None:
            return None
        try:
            raw = sys.stdin.buffer.readline() if hasattr(sys.stdin, "buffer") else sys.stdin.readline().encode()
        except KeyboardInterrupt:
            raise Interrupted from None
        if not raw.endswith(b"\n"):
            self._ended = not raw or not self.at_terminal
        if not raw:
            return None
        try:
            return unicodedata.normalize("NFC", raw.decode(_encoding()).removeprefix("\ufeff").rstrip("\r\n"))
        except UnicodeDecodeError:
            raise UsageFault("error.not_text") from None

    def secret(self, prompt: str) -> str | None:
        """A line that is not shown while typed; from a pipe it is read like any other. None at the end of the input."""
        if not self.at_terminal:
            self.prompt(prompt)
            return self.line()
        *above, last = wrap(prompt, self.columns(sys.stderr) - 1)
        for line in above:
            self.err(line)
        try:
            return getpass.getpass(last + " ", stream=sys.stderr)
        except KeyboardInterrupt:
            raise Interrupted from None
        except EOFError:
            self.err()
            return None
        except UnicodeDecodeError:
            raise UsageFault("error.not_text") from None


def language_of(arguments: list[str], environment: Mapping[str, str]) -> tuple[str, bool]:
    """The language to speak, and whether it was chosen: --language, UPRIGHT_LANGUAGE, else the locale's.

    It is needed before the command line is read, since help and usage errors speak it too.
    """
    for place, argument in enumerate(arguments):
        following = arguments[place + 1] if place + 1 < len(arguments) else ""
        given = following if argument == "--language" else argument.removeprefix("--language=")
        if argument.startswith("--language") and given in languages():
            return given, True
    chosen = environment.get("UPRIGHT_LANGUAGE", "")
    if chosen in languages():
        return chosen, True
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return ("vi" if locale.startswith("vi") else "en"), False


def vault_path(given: str | None, environment: Mapping[str, str]) -> Path:
    """Where the vault is. The usual place has a name that says nothing to someone who looks over a folder."""
    chosen = given or environment.get("UPRIGHT_VAULT")
    if chosen:
        return Path(chosen).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "notes" / "notes.dat"


def zone_name(environment: Mapping[str, str]) -> str | None:
    """The IANA name of this machine's time zone, such as "Asia/Ho_Chi_Minh"; None where it cannot be told."""
    named = environment.get("TZ", "").removeprefix(":")
    if named:
        return named if "/" in named and not named.startswith("/") else None
    try:
        target = os.readlink("/etc/localtime")
    except OSError:
        return None
    _, found, name = target.partition("zoneinfo/")
    return name if found else None


def set_streams() -> None:
    """Let standard output and error carry any text: a letter the encoding lacks becomes its nearest ASCII."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=PLAIN)


def _window(stream: TextIO | None) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or _WIDEST if stream is not None else _WIDEST
    except (OSError, ValueError):  # a pipe or a file has no width
        return _WIDEST


def _encoding() -> str:
    encoding = getattr(sys.stdin, "encoding", None) or "utf-8"
    # A pipe under the C locale claims ASCII, though what comes through it is UTF-8.
    return "utf-8" if encoding.lower() in ("ascii", "ansi_x3.4-1968", "us-ascii") else encoding
