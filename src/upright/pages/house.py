"""What the app was started with: the file, the language, the clock; and who has been let in. One for each server."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from upright.pages.launch import Launch
from upright.pages.session import Sessions

__all__ = ["HOST", "House"]

HOST = "127.0.0.1"


@dataclass
class House:
    """`port` is known once the server listens; `demo` starts every browser in the made-up diary.

    `clock` gives the time with its offset; `show` shows a code to who started the program; `country` is that of the
    locale, for the help page.
    """

    path: Path
    language: str
    clock: Callable[[], datetime]
    show: Callable[[str], None]
    zone: str | None = None
    country: str | None = None
    demo: bool = False
    port: int = 0
    # Browsers keep cookies by host and path and not by port: under a path that nobody can guess, no other program on
    # this machine is ever sent ours. A browser that was let in sees every page under it.
    room: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    sessions: Sessions = field(default_factory=Sessions)
    launch: Launch = field(init=False)
    # One derivation of a key at a time: each takes some hundred megabytes.
    deriving: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.launch = Launch(self.clock, self.show)

    @property
    def authority(self) -> str:
        """The one name this app answers to, as it stands in Host."""
        return f"{HOST}:{self.port}"

    @property
    def origin(self) -> str:
        """The one origin whose forms it takes."""
        return f"http://{self.authority}"

    @property
    def cookie(self) -> str:
        """The cookie's name; two apps in one browser have two."""
        return f"n{self.port}"
