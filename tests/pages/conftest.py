"""Towns with an app, for the tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.visiting import Town, Visitor


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """An app before its first use."""
    found = Town(tmp_path)
    yield found
    found.house.sessions.end_all(found.now)


@pytest.fixture
def visitor(town: Town) -> Visitor:
    """A browser that nobody has let in."""
    return Visitor(town)


@pytest.fixture
def reader(town: Town) -> Visitor:
    """A browser in the made-up diary: a session with an open file, without a derivation."""
    return Visitor(town).look_round()
