"""The import table of docs/map.md: reading it, and holding a set of modules against it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tests.layout.source import Module

__all__ = ["Row", "against_the_table", "cycles", "module_graph", "package_graph", "reachable", "read_table"]

HEADING = "## What may import what"
NAME = re.compile(r"`([a-z0-9_]+)`( inside)?")


@dataclass(frozen=True)
class Row:
    """One package: what it may import from ours and from outside, at the top of a module or only inside a function."""

    package: str
    stands: bool
    ours: frozenset[str]
    ours_inside: frozenset[str]
    outside: frozenset[str]
    outside_inside: frozenset[str]


def read_table(text: str) -> dict[str, Row]:
    """The rows of the table under "What may import what"; a row that cannot be read is an error."""
    _, found, rest = text.partition(HEADING)
    if not found:
        raise ValueError(f"no heading {HEADING!r}")
    rows = {}
    for line in rest.splitlines():
        if line.startswith("## "):
            break
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("| `"):
            continue
        if len(cells) != 4:
            raise ValueError(f"a row of {len(cells)} cells, not 4: {line}")
        package = NAME.findall(cells[0])[0][0]
        ours, ours_inside = _names(cells[2])
        outside, outside_inside = _names(cells[3])
        rows[package] = Row(package, "planned" not in cells[0], ours, ours_inside, outside, outside_inside)
    return rows


def _names(cell: str) -> tuple[frozenset[str], frozenset[str]]:
    pairs = NAME.findall(cell)
    return (
        frozenset(name for name, inside in pairs if not inside),
        frozenset(name for name, inside in pairs if inside),
    )


def against_the_table(modules: Iterable[Module], rows: Mapping[str, Row]) -> Iterator[str]:
    """Each import that the table does not allow, and each package without a row, as one line."""
    for module in modules:
        row = rows.get(module.package)
        if module.package == "upright":
            row = Row("upright", True, *[frozenset[str]()] * 4)
        if row is None:
            yield f"{module.name}: package {module.package!r} has no row in docs/map.md"
            continue
        if not row.stands:
            yield f"{module.name}: the row of {module.package!r} in docs/map.md says planned, but it is here"
        for one in module.imports:
            top, *rest = one.base.split(".")
            if top == "upright":
                target = rest[0] if rest else (one.name or "upright")
                if target in (module.package, "__version__") or (one.typing_only and target in row.ours_inside):
                    continue
                free, inside, whose = row.ours, row.ours_inside, "ours"
            else:
                target = top
                if top in sys.stdlib_module_names:
                    continue
                free, inside, whose = row.outside, row.outside_inside, "outside"
            if target in free or (target in inside and (one.inline or one.typing_only)):
                continue
            how = "only inside a function" if target in inside else "not"
            yield f"{module.name}:{one.line}: {module.package} may {how} import {target} ({whose})"


def package_graph(modules: Iterable[Module]) -> dict[str, set[str]]:
    """Package -> the packages it imports anywhere, also inside functions; typing-only imports are left out."""
    graph: dict[str, set[str]] = {}
    for module in modules:
        edges = graph.setdefault(module.package, set())
        for one in module.imports:
            top, *rest = one.base.split(".")
            if top == "upright" and not one.typing_only:
                target = rest[0] if rest else (one.name or "upright")
                if target != module.package:
                    edges.add(target)
    return graph


def module_graph(modules: Iterable[Module]) -> dict[str, set[str]]:
    """Module -> the modules it needs in order to be loaded (imports at the top of the file only)."""
    modules = tuple(modules)
    known = frozenset(module.name for module in modules)
    return {
        module.name: {
            target
            for one in module.imports
            if not one.inline and not one.typing_only
            for target in [one.module(known)]
            if target in known and target != module.name
        }
        for module in modules
    }


def cycles(graph: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Every way round that the graph has, each once, by depth-first search."""
    found: list[list[str]] = []
    state: dict[str, int] = {}

    def visit(node: str, path: list[str]) -> None:
        state[node] = 1
        for target in sorted(graph.get(node, ())):
            if state.get(target) == 1:
                found.append([*path[path.index(target) :], target])
            elif target not in state:
                visit(target, [*path, target])
        state[node] = 2

    for node in sorted(graph):
        if node not in state:
            visit(node, [node])
    return found


def reachable(graph: Mapping[str, Iterable[str]], start: str) -> set[str]:
    """Everything that can be reached from `start`, also through others."""
    seen: set[str] = set()
    todo = list(graph.get(start, ()))
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo.extend(graph.get(node, ()))
    return seen
