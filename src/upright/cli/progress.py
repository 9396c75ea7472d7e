"""A word of progress for whatever takes more than a second, so that nobody wonders whether it hangs."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from upright.cli.session import Session

__all__ = ["working"]

_FIRST = 1.0  # seconds before anything is said
_NEXT = 1.0


@contextmanager
def working(session: Session, id: str, already: float = 0.0) -> Iterator[Callable[[int, int], None]]:
    """While the body runs for longer than a second, say what is being done, on standard error at a terminal.

    `already` is how many seconds were waited before, for what went with it. Each second a dot is added, or, once the
    body has called what it is given with (done, of), how much is done; the line is taken away in the end. Elsewhere
    nobody waits, and nothing is said.
    """
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    done = threading.Event()
    said = threading.Event()
    reached: list[tuple[int, int]] = []

    def tell() -> None:
        if done.wait(max(0.0, _FIRST - already)):
            return
        said.set()
        session.err(session.say(id), end="")
        while not done.wait(_NEXT):
            session.err(" {}/{}".format(*reached[-1]) if reached else " .", end="")

    teller = threading.Thread(target=tell, daemon=True)
    teller.start()
    try:
        yield lambda finished, of: reached.append((finished, of))
    finally:
        done.set()
        teller.join()
        if said.is_set():
            session.err("\r\x1b[K", end="")
