"""What every test stands on: a home of its own, the same random examples each run, and no way out of this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# The same examples every time: a pass means the same thing on every machine, and a slow machine fails nothing.
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.load_profile("same")

HOME_VARIABLES = (
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "XDG_DATA_HOME",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
)
SRC = Path(__file__).resolve().parents[1] / "src"
LOOPBACK = ("127.0.0.1", "::1")


@pytest.fixture(autouse=True, scope="session")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, and no program a test starts, sees the person's own files, settings or language."""
    home = str(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        for name in HOME_VARIABLES:
            patch.setenv(name, home)
        for name in [name for name in os.environ if name.startswith(("UPRIGHT_", "LC_", "LANGUAGE"))]:
            patch.delenv(name)
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("PYTHONPATH", str(SRC))  # a program that a test starts runs this tree, not an installed copy
        patch.delenv("COLUMNS", raising=False)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_way_out() -> Iterator[None]:
    """A connection to anything but this machine fails at once, in every test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError("a test tried to leave this machine")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
