"""Towns with an app, for the tests of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.derived import derived_once
from tests.pages.visiting import EVENING, Town, Visitor
from upright.actions.read import demo_diary, reading_of
from upright.model.ahead import Ahead, Fan, Skill
from upright.model.learn import Effect, Learnt, Link, Load, Loop
from upright.pages import readings
from upright.reading import Reading, read

once = pytest.fixture(derived_once, autouse=True, scope="module")


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


@pytest.fixture(scope="session")
def long_reading() -> Reading:
    """The made-up diary with a longer layer whose fits are given, so that nothing is fitted here."""
    return read(demo_diary(until=EVENING, language="en"), EVENING, learnt=some_learnt())


def some_learnt() -> Learnt:
    """Fits as they may come out."""
    some, none = Effect(0.4, 0.1, 0.9, 0.85, 0.01, 0.4), Effect(0.0, -0.3, 0.3, 0.1, 0.1, 0.0)
    forms = {"answered": 0.1, "unanswered": 0.05, "backfiring": 0.03, "mutual_withdrawal": 0.02, "not_established": 0.8}
    half = tuple((0.4 / day, 0.1 / day, 0.9 / day) for day in range(1, 15))
    loads = {"drained": Load(some, some, some, half, (3.0, 1.5, 6.0), 2.0, 33, 49, 120)}
    loop, links = Loop(forms, some, none, some, (0.3, 0.3), 52, 120), {"worth": Link(some, some, 49, 120)}
    return Learnt(loop, links, loads, some_ahead())


def some_ahead() -> Ahead:
    """Four weeks in which the doubt widens."""
    low, lower, upper, high = (tuple(5.0 + way * day**0.5 / 4 for day in range(28)) for way in (-2, -1, 1, 2))
    skill = Skill(12, 60, 200, 30, 120, 0.6, 0.8, 0.9, 0.85, 0.5, 0.9, -0.2, 0.05, beaten=True)
    return Ahead(Fan(120, (5.0,) * 28, low, lower, upper, high), skill, None)
