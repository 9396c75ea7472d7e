"""`upright` alone: start the app, print one address, open the browser."""

from __future__ import annotations

import threading
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

from upright.cli.help_page import country_of
from upright.cli.lines import clean
from upright.cli.session import Session, zone_name

if TYPE_CHECKING:
    from upright.pages.house import House

__all__ = ["open_app"]


def open_app(session: Session, *, port: int | None, browser: bool, demo: bool = False) -> None:
    """Serve the app until Ctrl-C. The address is printed once; a code is printed when a page asks for one."""
    from upright.pages.server import serve  # slow import: the server and the templates

    def ready(address: str) -> None:
        session.prompt(session.say("cli.app.address"))
        session.out(address)
        session.flush()
        session.prompt(session.say("cli.app.ends"))
        if browser:
            # In a thread of its own: some browsers only come back when they are closed.
            threading.Thread(target=_browse, args=(address,), daemon=True).start()

    serve(_house(session, demo=demo), port or 0, ready)


def _browse(address: str) -> None:
    """Hand the address to the browser. It can be seen in the list of processes; it works once, and opens no file."""
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)


def _house(session: Session, *, demo: bool) -> House:
    from upright.pages.house import House  # slow import: as above

    def show(code: str) -> None:
        session.err()
        session.prompt(session.say("cli.app.code", code=clean(code)))

    return House(
        path=session.path, language=session.language, clock=session.clock, show=show,
        zone=zone_name(session.environment), country=country_of(session), demo=demo,
    )  # fmt: skip
