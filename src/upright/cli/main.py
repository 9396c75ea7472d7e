"""The command `upright`, and the only place where a run ends.

An error a person may meet is one line; anything else is one neutral line without its message, since a message could
hold something she wrote.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import datetime

import click

from upright import __version__
from upright.cli.app import open_app
from upright.cli.commands import Commands
from upright.cli.frame import Command, Misuse, Number, keep, language_option, option, shown_name
from upright.cli.listing import command_list
from upright.cli.session import Closed, Interrupted, Session, language_of, set_streams
from upright.errors import UprightError

__all__ = ["main"]

_FINE = 0
_WRONG = 1
_MISUSED = 2
_INTERRUPTED = 130


def _version(context: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        context.obj.out(f"upright {__version__}")
        context.exit()


def _help(context: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        context.obj.out("\n".join(command_list(context.obj)))
        context.exit()


@click.command("upright", cls=Commands, invoke_without_command=True, add_help_option=False)
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
@option("-h", "--help", is_flag=True, is_eager=True, expose_value=False, callback=_help)
@option("--passphrase-file", metavar="FILE", expose_value=False, callback=keep)
@option("--vault", metavar="FILE", expose_value=False, callback=keep)
@language_option
@option("--port", type=Number(1024, 65535, whole=True))
@option("--no-browser", is_flag=True)
@click.pass_context
def upright(context: click.Context, port: int | None, no_browser: bool) -> None:
    """Open the app when no command is named."""
    if context.invoked_subcommand is None:
        open_app(context.obj, port=port, browser=not no_browser)


def main(
    arguments: list[str] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    clock: Callable[[], datetime] | None = None,
) -> int:
    """Run one command and return its exit status: 0 fine, 1 a fault in what was given, 2 a fault in the asking."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if environment is None:
        environment = os.environ
        _end_in_order()
    set_streams()
    # Small matrices: a second thread of the linear algebra only waits for the first, and takes memory.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    language, given = language_of(arguments, environment)
    session = Session(language, environment, clock or _now, language_given=given)
    try:
        # Not click's own `main`: that one ends the process by itself, and in words of its own.
        with upright.make_context("upright", list(arguments), obj=session) as context:
            upright.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except Interrupted:
        session.err()
        session.prompt(session.say("cli.nothing_saved"))
        return _INTERRUPTED
    except Closed:
        session.prompt(session.say("cli.nothing_saved"))
        return _WRONG
    except Misuse as error:
        session.fault(error)
        return _MISUSED
    except UprightError as error:
        session.fault(error)
        return _WRONG
    except click.UsageError as error:
        session.fault(_misuse(error))
        return _MISUSED
    except KeyboardInterrupt:
        session.err()
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Python would complain once more at its end: nothing is left to write.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _FINE
    except Exception as error:
        # The message of an unforeseen error may hold a line of the diary; its class never does.
        session.fault(UprightError("error.unexpected", kind=type(error).__name__))
        return _WRONG
    return _FINE


def _end_in_order() -> None:
    """Let a request to end unwind what is open, so that a passphrase prompt gives the terminal its echo back."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, _: sys.exit(128 + number))


def _misuse(error: click.UsageError) -> Misuse:
    """What click found wrong, as one of our lines: it names what is ours and repeats nothing that was typed."""
    command = error.ctx.command if error.ctx is not None else None
    asked = f"{command.full_name} --help" if isinstance(command, Command) else "upright --help"
    param = getattr(error, "param", None)
    name = shown_name(param)
    if isinstance(error, click.NoSuchOption):
        return Misuse("error.usage.no_option", command=asked)
    if isinstance(error, click.MissingParameter):
        return Misuse("error.usage.missing", name=name, command=asked)
    if isinstance(error, click.BadOptionUsage):
        return Misuse("error.usage.option_argument", name=error.option_name, command=asked)
    return Misuse("error.usage.general", command=asked)


def _now() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)


if __name__ == "__main__":
    sys.exit(main())
