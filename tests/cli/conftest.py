"""A place of its own for every test that asks for one: without a file yet, or with an empty one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import NOW, PASSPHRASE, Place
from tests.derived import derived_once
from upright.actions.vault import make_vault

once = pytest.fixture(derived_once, autouse=True, scope="module")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder without a vault yet."""
    return Place(tmp_path)


@pytest.fixture(scope="session")
def empty_vault(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of an empty vault; making one takes a third of a second, copying it none."""
    path = tmp_path_factory.mktemp("empty") / "folder" / "notes.dat"
    make_vault(path, PASSPHRASE, now=NOW).close()
    return path.read_bytes()


@pytest.fixture
def begun(tmp_path: Path, empty_vault: bytes) -> Place:
    """A folder with an empty vault."""
    place = Place(tmp_path)
    place.vault.parent.mkdir(mode=0o700)
    place.vault.write_bytes(empty_vault)
    place.vault.chmod(0o600)
    return place
