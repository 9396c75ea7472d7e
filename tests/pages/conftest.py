"""Towns with an app, for the tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.visiting import Town, Visitor
from upright.actions.read import reading_of
from upright.pages import readings


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for models to be fitted: the longer layer is made as if too little were written for it."""
    monkeypatch.setattr(readings, "reading_of", lambda diary, **how: reading_of(diary, **how_quick(how)))


def how_quick(how: dict) -> dict:
    """The same wish without the longer layer."""
    return {name: value for name, value in how.items() if name not in ("kept", "progress")} | {"longer": False}


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
