"""The shape of every command: options whose help stands in the catalogue, help pages, and faults in the asking.

The words that click itself would say are never shown: they exist in one language, and repeat what was typed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

import click

from upright.cli.lines import two_columns, wrap
from upright.cli.session import Session
from upright.errors import UprightError

__all__ = [
    "Choice",
    "Command",
    "Country",
    "Day",
    "Misuse",
    "Number",
    "When",
    "argument",
    "command",
    "keep",
    "option",
    "shown_name",
    "vault_options",
]

Made = TypeVar("Made", bound=Callable[..., Any])


class Misuse(UprightError):
    """The command line cannot be understood: exit status 2."""


class Option(click.Option):
    """An option; `text` is the id of its help, `values` fill it; `choices` as of an argument."""

    def __init__(
        self,
        *names: Any,
        text: str,
        values: dict[str, str] | None = None,
        choices: Sequence[tuple[str, str]] = (),
        **settings: Any,
    ) -> None:
        super().__init__(*names, **settings)
        self.text = text
        self.values = values or {}
        self.choices = choices


class Argument(click.Argument):
    """An argument; `choices` are its allowed words with the id of each label, for the help page."""

    def __init__(self, *names: Any, choices: Sequence[tuple[str, str]] = (), **settings: Any) -> None:
        super().__init__(*names, **settings)
        self.choices = choices


class Command(click.Command):
    """A command whose texts are `cli.<id>.short` and `cli.<id>.help`; `example` is a line to type."""

    def __init__(self, name: str | None, *, id: str, example: str, parent: str = "upright", **settings: Any) -> None:
        super().__init__(name, **settings | {"add_help_option": False})
        self.id = id
        self.example = example
        self.full_name = f"{parent} {self.name}"
        shown: dict[str, Any] = {"is_flag": True, "is_eager": True, "expose_value": False, "callback": _show_help}
        self.params.append(Option(["-h", "--help"], text="cli.option.help", **shown))

    def page(self, session: Session) -> str:
        """The help page of this command."""
        columns = session.columns(sys.stdout)
        arguments = [param.make_metavar(_context(self)) for param in self.params if isinstance(param, Argument)]
        usage = " ".join([self.full_name, *arguments, "[...]"])
        lines = [*wrap(f"{session.say('cli.usage')}: {usage}", columns, "  "), ""]
        lines += [*wrap(session.say(f"cli.{self.id}.help", command="upright help-now"), columns), ""]
        for param in self.params:
            if isinstance(param, (Argument, Option)) and param.choices:
                lines += [*two_columns([(word, session.say(id)) for word, id in param.choices], columns), ""]
        lines.append(session.say("cli.heading.options"))
        options = [_described(self, param, session) for param in self.params if isinstance(param, Option)]
        lines += two_columns(options, columns)
        return "\n".join([*lines, "", session.say("cli.heading.example"), f"  {self.example}"])


def command(id: str, example: str, parent: str = "upright") -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command. It is called with the session first, then with its options."""
    name = id.removeprefix(f"{parent.rpartition(' ')[2]}_").replace("_", "-")

    def made(function: Callable[..., Any]) -> Command:
        return click.command(name, cls=Command, id=id, example=example, parent=parent)(click.pass_obj(function))

    return made


def option(*names: str, text: str = "", **settings: Any) -> Callable[[Made], Made]:
    """An option whose help is `cli.option.<name>` unless `text` names another id."""
    long = next(name for name in names if name.startswith("--")).removeprefix("--").partition("/")[0]
    return click.option(*names, cls=Option, text=text or f"cli.option.{long.replace('-', '_')}", **settings)


def argument(name: str, choices: Sequence[tuple[str, str]] = (), **settings: Any) -> Callable[[Made], Made]:
    """An argument that may be left out, unless `required`."""
    return click.argument(name, cls=Argument, choices=choices, **{"required": False, **settings})


def vault_options(function: Made) -> Made:
    """--vault, --passphrase-file and --language, which every command that opens the file has."""
    kept: dict[str, Any] = {"expose_value": False, "callback": keep}
    for decorate in (
        language_option,
        option("--recovery-key", "recovery", is_flag=True, text="cli.option.use_recovery_key", **kept),
        option("--passphrase-file", metavar="FILE", **kept),
        option("--vault", metavar="FILE", **kept),
    ):
        function = decorate(function)
    return function


def language_option(function: Made) -> Made:
    """--language, which every command has. It is already heeded when the command line is read; here it is checked."""
    return option("--language", type=Choice(("en", "vi")), expose_value=False)(function)


class _Type(click.ParamType[Any]):
    """A value of the command line; `allowed` says what it may be, never what was typed."""

    name = "value"

    def wrong(self, param: click.Parameter | None, context: click.Context | None, **values: Any) -> Misuse:
        session = _session(context)
        allowed = session.say(f"error.allowed.{self.name}", **values)
        return Misuse("error.usage.value", name=shown_name(param), allowed=allowed, command=_help_command(context))


class Choice(_Type):
    """One of some words."""

    name = "one_of"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> str:
        word = str(value).strip().lower().replace("-", "_")
        if word not in self.words:
            raise self.wrong(param, context, choices=", ".join(self.words))
        return word

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        if isinstance(param, click.Argument):
            return None  # its own name says more
        return "|".join(self.words) if len(self.words) < 4 else "WORD"


class Number(_Type):
    """A number from `low` to `high`; with `whole`, without a fraction. A decimal comma is as good as a point."""

    def __init__(self, low: float, high: float, *, whole: bool = False, name: str = "count") -> None:
        self.low, self.high, self.whole, self.name = low, high, whole, name

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> float:
        number = value if isinstance(value, (int, float)) else number_of(str(value))
        if number is None or not self.low <= number <= self.high or (self.whole and number != int(number)):
            raise self.wrong(param, context, low=str(self.low), high=str(self.high))
        return number

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return "N"


class Country(_Type):
    """A country as two letters."""

    name = "country"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> str:
        code = str(value).strip().upper()
        if len(code) != 2 or not code.isascii() or not code.isalpha():
            raise self.wrong(param, context)
        return "GB" if code == "UK" else code

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return "XX"


class Day(_Type):
    """A date such as 2026-05-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> date:
        found = value if isinstance(value, date) else day_of_text(str(value))
        if found is None:
            raise self.wrong(param, context)
        return found

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return "DATE"


class When(_Type):
    """A moment: a date, or a date and a time of day, with or without an offset. A bare date is its noon."""

    name = "when"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        text = str(value).strip()
        if (day := day_of_text(text)) is not None:
            return datetime.combine(day, time(12))
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise self.wrong(param, context) from None
        if not 1900 <= moment.year <= 2200:
            raise self.wrong(param, context)
        return moment

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        return "WHEN"


def number_of(text: str) -> int | float | None:
    """A number as it is typed ("7", "7.5", "7,5"), None for anything else; also for infinity and the like."""
    text = text.strip().replace(",", ".", 1)
    if not text or len(text) > 12 or not text.isascii() or not text.lstrip("+-").replace(".", "", 1).isdigit():
        return None
    number = float(text)
    return int(number) if number == int(number) else number


def day_of_text(text: str) -> date | None:
    """A date as 2026-05-31, or as 31/05/2026 as it is written in Vietnamese; None for anything else."""
    text = text.strip()
    try:
        if "/" in text:
            day, month, year = (int(part) for part in text.split("/"))
            found = date(year, month, day)
        else:
            found = date.fromisoformat(text) if len(text) == 10 else date.min
    except ValueError:
        return None
    return found if date(1900, 1, 1) <= found <= date(2200, 1, 1) - timedelta(days=1) else None


def _described(command: click.Command, option: Option, session: Session) -> tuple[str, str]:
    names = ", ".join((*option.opts, *option.secondary_opts))
    metavar = "" if option.is_flag else " " + option.make_metavar(_context(command))
    return names + metavar, session.say(option.text, **option.values)


def _context(command: click.Command) -> click.Context:
    return click.Context(command)


def _session(context: click.Context | None) -> Session:
    session = context.find_object(Session) if context is not None else None
    if session is None:
        raise LookupError("a command runs with a session")
    return session


def shown_name(param: click.Parameter | None) -> str:
    """The name of an option or argument as it is typed."""
    if param is None:
        return ""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return (param.metavar or str(param.name).upper()).strip("[]")


def _help_command(context: click.Context | None) -> str:
    command = context.command if context is not None else None
    return f"{command.full_name} --help" if isinstance(command, Command) else "upright --help"


def _show_help(context: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        session, command = _session(context), context.command
        if isinstance(command, Command):
            session.out(command.page(session))
        context.exit()


def keep(context: click.Context, param: click.Parameter, value: Any) -> None:
    """Put an option that every command has where every command finds it."""
    if value:
        setattr(_session(context), str(param.name), value)
