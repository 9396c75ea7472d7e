"""What the store's tests stand on: a keyring derived once, and vaults made with it at once."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.keyring import NEW, OLD, Keyring, derive_keyring
from upright.store import Vault


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return derive_keyring(OLD, NEW)


@pytest.fixture
def in_memory() -> Iterator[Path]:
    """A folder in memory where there is such: what a kill leaves is the same there, and syncs cost nothing."""
    fast = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=fast if os.access(fast, os.W_OK) else None) as folder:
        yield Path(folder).resolve()


@pytest.fixture
def path(in_memory: Path, keyring: Keyring) -> Path:
    """A vault that opens with `OLD`, closed and empty."""
    return keyring.make(in_memory / "own" / "notes.dat")


@pytest.fixture
def vault(path: Path, keyring: Keyring) -> Iterator[Vault]:
    """The same vault, open."""
    with keyring.open(path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """The widest umask, so that permissions are the store's own doing."""
    before = os.umask(0)
    yield
    os.umask(before)
