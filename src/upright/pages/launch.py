"""Letting a browser in: a long token in the address that opens it, or a short code that the terminal shows.

Either is used once and dies after a minute. The token stands behind the `#` of the address, where no server, log or
referrer sees it; the page sends it once and takes it out of the address. The code is for a browser without scripts and
for coming back later: the page can ask for a new one, but only the terminal shows it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["Launch"]

_LIVES = timedelta(seconds=60)
_PAUSE = timedelta(seconds=5)  # between two codes: a terminal that scrolls shows none
_TRIES = 3  # wrong ones; then what is out is dead
_DIGITS = 8


@dataclass
class _Key:
    secret: str
    until: datetime


class Launch:
    """The token and the code that are out. `show` puts a code where only who started the program sees it."""

    def __init__(self, clock: Callable[[], datetime], show: Callable[[str], None]) -> None:
        self._clock = clock
        self._show = show
        self._out: list[_Key] = []
        self._wrong = 0
        self._last_code: datetime | None = None

    def token(self) -> str:
        """A new token; one that was out before is dead."""
        return self._made(secrets.token_urlsafe(32))

    def show_code(self) -> bool:
        """Show a new code in the terminal; not twice within five seconds. One that was out before is dead."""
        now = self._clock()
        if self._last_code is not None and abs(now - self._last_code) < _PAUSE:
            return False
        self._last_code = now
        code = self._made("".join(secrets.choice("0123456789") for _ in range(_DIGITS)))
        self._show(f"{code[:4]} {code[4:]}")
        return True

    def spend(self, given: str) -> bool:
        """Whether this lets a browser in; what did so once never does again."""
        now = self._clock()
        given = "".join(given.split())
        found = None
        for key in self._out:
            fits = secrets.compare_digest(key.secret.encode(), given.encode("utf-8", "replace"))
            if fits and timedelta(0) <= key.until - now <= _LIVES:
                found = key
        if found is not None:
            self._out.remove(found)
            return True
        self._wrong += 1
        if self._wrong >= _TRIES:
            self._out.clear()
        return False

    def _made(self, secret: str) -> str:
        self._out = [_Key(secret, self._clock() + _LIVES)]
        self._wrong = 0
        return secret
