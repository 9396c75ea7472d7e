"""The table of security checks: every check is held by a test, and every test it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from bench.guards_taken import MUTATIONS
from tests.layout.source import ROOT

TABLE = ROOT / "docs" / "security-checks.md"
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NODE = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
CHECKS = range(1, 26)
NOT_YET = {23}  # there is no hosted mode


def rows() -> dict[int, list[tuple[str, str]]]:
    """The tests that hold each check, by its number."""
    return {int(number): NODE.findall(nodes) for number, _, nodes in ROW.findall(TABLE.read_text("utf-8"))}


@cache
def named_in(path: str) -> set[str]:
    """The tests of a file that pytest, or `make journeys`, collects."""
    name = path.rpartition("/")[2]
    if not (ROOT / path).is_file() or not (name.startswith(("test_", "journey_")) and name.endswith(".py")):
        return set()
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_each_check_has_its_row_and_a_test_that_every_change_runs():
    found = rows()
    assert list(found) == list(CHECKS)
    without = {
        number for number, nodes in found.items() if not any("/test_" in path for path, _ in nodes)
    }  # a journey needs a browser, which not every machine has
    assert without == NOT_YET


@pytest.mark.parametrize("number", CHECKS)
def test_every_test_that_the_table_names_is_there(number):
    assert [f"{path}::{name}" for path, name in rows()[number] if name not in named_in(path)] == []


def test_a_test_that_says_which_check_it_holds_stands_in_its_row():
    found = rows()
    for path in sorted([*ROOT.glob("tests/*/test_*.py"), *ROOT.glob("tests/*/journey_*.py")]):
        place = path.relative_to(ROOT).as_posix()
        for name in named_in(place):
            if said := re.match(r"test_check_(\d+)_", name):
                assert (place, name) in found[int(said[1])], name


def test_a_name_that_is_no_test_is_found():
    assert "test_no_such_thing" not in named_in("tests/layout/test_security_checks.py")
    assert named_in("tests/layout/nowhere.py") == set()
    assert "named_in" not in named_in("tests/layout/test_security_checks.py")


def test_every_guard_that_make_guards_takes_away_stands_where_it_says():
    """So that a change of a guard is a change of what is taken away, in the same commit."""
    moved = [
        f"{one.check}: {one.name}"
        for one in MUTATIONS
        if (ROOT / one.file).read_text("utf-8").count(one.old) != 1 or one.new == one.old
    ]
    assert moved == []
    nodes = {node for one in MUTATIONS for node in one.nodes}
    assert [node for node in nodes if not (ROOT / node.partition("::")[0]).is_file()] == []
    # 23 is not there yet; each other check has a guard that can be taken away
    assert {one.check for one in MUTATIONS} == set(CHECKS) - NOT_YET
