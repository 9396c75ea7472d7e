"""Who may import whom: the table of docs/map.md, held against every import statement there is."""

from __future__ import annotations

import pytest

from tests.layout.source import ROOT, SRC, Module, own_modules, sample
from tests.layout.table import (
    Row,
    against_the_table,
    cycles,
    module_graph,
    package_graph,
    reachable,
    read_table,
)

ROWS = read_table((ROOT / "docs" / "map.md").read_text("utf-8"))
MODULES = own_modules()

# What a command that only writes must not load before the key is derived: half a second on an old machine.
SLOW = {"numpy", "rich", "scipy", "numba", "polars", "jinja2", "typst", "starlette", "uvicorn"}


def outside_at_start(modules: tuple[Module, ...], start: str) -> set[str]:
    """Outside packages that importing `start` loads, through all our modules it loads."""
    needed = {start} | reachable(module_graph(modules), start)
    # Importing upright.a.b runs upright.a too, so the packages on the way count.
    needed |= {name.rpartition(".")[0] for name in needed}
    needed |= {name for one in needed for name in reachable(module_graph(modules), one)}
    return {
        one.base.split(".")[0]
        for module in modules
        if module.name in needed
        for one in module.imports
        if not one.inline and not one.typing_only
    }


def test_every_import_is_allowed_by_the_table() -> None:
    assert list(against_the_table(MODULES, ROWS)) == []


def test_packages_on_disk_are_those_the_table_says_stand() -> None:
    on_disk = {module.package for module in MODULES} - {"upright"}
    assert on_disk == {row.package for row in ROWS.values() if row.stands}


def test_the_table_names_only_packages_it_has_a_row_for() -> None:
    named = {name for row in ROWS.values() for name in row.ours | row.ours_inside}
    assert named - set(ROWS) == set()


def test_no_package_depends_on_itself_through_others() -> None:
    assert cycles(package_graph(MODULES)) == []


def test_no_module_needs_itself_to_be_loaded() -> None:
    assert cycles(module_graph(MODULES)) == []


def test_the_table_itself_has_no_way_round() -> None:
    assert cycles({row.package: row.ours | row.ours_inside for row in ROWS.values()}) == []


@pytest.mark.parametrize("source", ["code", "table"])
def test_a_cohort_never_reaches_a_vault(source: str) -> None:
    graph = package_graph(MODULES) if source == "code" else _allowed(ROWS)
    assert "store" not in reachable(graph, "cohort")
    assert "actions" not in reachable(graph, "cohort")


@pytest.mark.parametrize("source", ["code", "table"])
def test_the_engine_knows_nothing_of_the_app(source: str) -> None:
    graph = package_graph(MODULES) if source == "code" else _allowed(ROWS)
    assert reachable(graph, "engine") == set()


@pytest.mark.parametrize("source", ["code", "table"])
def test_the_store_knows_no_model(source: str) -> None:
    graph = package_graph(MODULES) if source == "code" else _allowed(ROWS)
    assert reachable(graph, "store") & {"model", "reading", "plan", "engine"} == set()


def test_the_command_line_starts_without_what_is_slow() -> None:
    assert outside_at_start(MODULES, "upright.cli.main") & SLOW == set()


def _allowed(rows: dict[str, Row]) -> dict[str, frozenset[str]]:
    return {row.package: row.ours | row.ours_inside for row in rows.values()}


# Each check above, shown to fail on a small made-up source.

TABLE = """
## What may import what

| package | does | ours | outside |
|---|---|---|---|
| `errors` | faults | `wording` inside | - |
| `wording` | words | - | - |
| `record` | kinds | `errors` | `msgspec` |
| `store` | vault | `record`, `errors` | `apsw` |
| `engine` *(planned)* | numbers | - | `numpy` |
| `cli` | terminal | `record` | `click`, `rich` inside |

## Next
| `ghost` | not in the table | - | - |
"""
SMALL = read_table(TABLE)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("upright.record.kinds", "from upright.store import Vault", "record may not import store (ours)"),
        ("upright.record.kinds", "from upright import store", "record may not import store (ours)"),
        ("upright.record.kinds", "from ..store import Vault", "record may not import store (ours)"),
        ("upright.record.kinds", "from .. import store", "record may not import store (ours)"),
        ("upright.record", "from ..store import Vault", "record may not import store (ours)"),
        ("upright.record.kinds", "def f():\n    import upright.store.vault as v", "record may not import store (ours)"),
        (
            "upright.record.kinds",
            "try:\n    import numpy\nexcept ImportError: ...",
            "record may not import numpy (outside)",
        ),
        (
            "upright.errors",
            "from upright.wording import say",
            "errors may only inside a function import wording (ours)",
        ),
        ("upright.cli.main", "import rich", "cli may only inside a function import rich (outside)"),
        (
            "upright.cli.main",
            "import importlib\nimportlib.import_module('upright.store')",
            "cli may not import store (ours)",
        ),
        (
            "upright.cli.main",
            "import importlib as i\ni.import_module(f'upright.store.{x}')",
            "cli may not import store (ours)",
        ),
        ("upright", "from upright.record import Diary", "upright may not import record (ours)"),
    ],
)
def test_an_import_the_table_does_not_allow_is_found(name: str, text: str, expected: str) -> None:
    module = sample(text, f"{name}.__init__" if name in ("upright.record", "upright") else name)
    assert [line.split(": ", 1)[1] for line in against_the_table([module], SMALL)] == [expected]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "upright.record.kinds",
            "import msgspec, json\nfrom upright.record.days import day_of\nfrom .words import ITEMS",
        ),
        ("upright.errors", "def f():\n    from upright.wording import say"),
        ("upright.errors", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from upright.wording import say"),
        ("upright.store.vault", "import apsw\nfrom upright import errors"),
        ("upright.cli.main", "def f():\n    import rich.table"),
    ],
)
def test_an_import_the_table_allows_is_let_pass(name: str, text: str) -> None:
    assert list(against_the_table([sample(text, name)], SMALL)) == []


def test_a_package_without_a_row_and_a_planned_one_that_is_here_are_found() -> None:
    found = list(against_the_table([sample("", "upright.ghost.a"), sample("", "upright.engine.a")], SMALL))
    assert found == [
        "upright.ghost.a: package 'ghost' has no row in docs/map.md",
        "upright.engine.a: the row of 'engine' in docs/map.md says planned, but it is here",
    ]


def test_a_table_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(ValueError, match="no heading"):
        read_table("# Map")
    with pytest.raises(ValueError, match="cells"):
        read_table("## What may import what\n| `record` | kinds | - |")


def test_a_cycle_between_packages_is_found_also_when_it_hides_in_a_function() -> None:
    one = sample("from upright.store import Vault", "upright.record.a")
    other = sample("def f():\n    from upright.model import fit", "upright.store.b")
    third = sample("import upright.record", "upright.model.c")
    assert cycles(package_graph([one, other, third])) == [["model", "record", "store", "model"]]


def test_a_cycle_between_modules_is_found_and_a_late_import_breaks_it() -> None:
    one = sample("from upright.record import b", "upright.record.a")
    assert cycles(module_graph([one, sample("from .a import x", "upright.record.b")])) == [
        ["upright.record.a", "upright.record.b", "upright.record.a"]
    ]
    assert cycles(module_graph([one, sample("def f():\n    from .a import x", "upright.record.b")])) == []


def test_a_roundabout_way_from_a_cohort_to_a_vault_is_found() -> None:
    modules = [
        sample("from upright.model import fit", "upright.cohort.a"),
        sample("def f():\n    from upright.actions import save", "upright.model.b"),
        sample("from upright.store import Vault", "upright.actions.c"),
        sample("", "upright.store.d"),
    ]
    assert "store" in reachable(package_graph(modules), "cohort")


def test_a_slow_package_at_the_start_of_the_command_line_is_found() -> None:
    modules = (
        sample("from upright.actions.write import save", "upright.cli.main"),
        sample("", "upright.actions.write"),
        sample("from upright.actions.read import show", "upright.actions.__init__"),
        sample("import numpy", "upright.actions.read"),
    )
    assert outside_at_start(modules, "upright.cli.main") & SLOW == {"numpy"}


def test_the_source_folder_is_the_one_that_is_tested() -> None:
    assert SRC.is_dir()
    assert "upright.errors" in {module.name for module in MODULES}
