"""Reading our own source for the layout tests: modules, what they import and where, and dotted names spelt out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

__all__ = ["ROOT", "SRC", "Import", "Module", "own_modules", "sample", "tree_files"]

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "upright"


@dataclass(frozen=True)
class Import:
    """One imported name: `from upright.record import Diary` is base "upright.record", name "Diary"."""

    base: str
    name: str | None
    line: int
    inline: bool  # inside a function or class: runs when called, not when the module is loaded
    typing_only: bool  # under `if TYPE_CHECKING:`, so never run at all
    comment: str  # what stands after `#` on the statement's first or last line
    by_name: bool = False  # `import_module("...")`, which has a rule of its own

    def module(self, known: frozenset[str]) -> str:
        """The module meant: `from upright.record import kinds` may name a module or something inside one."""
        dotted = f"{self.base}.{self.name}" if self.name else self.base
        return dotted if dotted in known else self.base


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name, and its text."""

    name: str
    text: str
    is_init: bool = False

    @property
    def package(self) -> str:
        """The row of the table it belongs to: "record" for upright.record.kinds, "errors" for upright.errors."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else "upright"

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import statement of the file, also inside functions, and `import_module("...")` with a plain name."""
        return tuple(self._imports(self.tree, inline=False, typing_only=False))

    def _imports(self, node: ast.AST, inline: bool, typing_only: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(alias.name, None, child.lineno, inline, typing_only, self._comment(child))
            elif isinstance(child, ast.ImportFrom):
                base = self._absolute(child)
                for alias in child.names:
                    yield Import(base, alias.name, child.lineno, inline, typing_only, self._comment(child))
            elif isinstance(child, ast.Call) and self.dotted(child.func) in ("importlib.import_module", "__import__"):
                yield from self._dynamic(child, inline)
                yield from self._imports(child, inline, typing_only)
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                yield from self._imports(child, inline, True)
            else:
                deeper = inline or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
                yield from self._imports(child, deeper, typing_only)

    def _dynamic(self, call: ast.Call, inline: bool) -> Iterator[Import]:
        """What `import_module` is told; an f-string counts by the fixed part it starts with."""
        argument = call.args[0] if call.args else None
        if isinstance(argument, ast.JoinedStr) and argument.values:
            argument = argument.values[0]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield Import(argument.value.rstrip("."), None, call.lineno, inline, False, "", by_name=True)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.is_init else self.name.split(".")[:-1]
        package = package[: len(package) - (node.level - 1)]
        return ".".join([*package, *([node.module] if node.module else [])])

    def _comment(self, node: ast.stmt | ast.expr) -> str:
        for number in {node.lineno, node.end_lineno or node.lineno}:
            _, mark, comment = self.lines[number - 1].partition("#")
            if mark:
                return comment.strip()
        return ""

    @cached_property
    def _aliases(self) -> dict[str, str]:
        """Local name -> what it stands for: `from datetime import datetime as dt` gives dt -> datetime.datetime."""
        names: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.asname:
                        names[alias.asname] = alias.name
                    else:
                        names[alias.name.split(".")[0]] = alias.name.split(".")[0]
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    names[alias.asname or alias.name] = f"{self._absolute(node)}.{alias.name}"
        return names

    def dotted(self, node: ast.AST) -> str:
        """`dt.now` spelt out as "datetime.datetime.now"; an expression that is no plain name gives "?" as its root."""
        if isinstance(node, ast.Name):
            return self._aliases.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            return f"{self.dotted(node.value)}.{node.attr}"
        return "?"

    def references(self) -> Iterator[tuple[int, str]]:
        """Line and spelt-out name of each mention of something imported, called or not (`clock=datetime.now` counts).

        A variable or an argument that happens to be called like a module is none of these.
        """
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute | ast.Name):
                root = node
                while isinstance(root, ast.Attribute):
                    root = root.value  # type: ignore[assignment]
                if isinstance(root, ast.Name) and root.id in self._aliases:
                    yield node.lineno, self.dotted(node)

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, self.dotted(node.func)

    def strings(self) -> Iterator[tuple[int, str]]:
        """Line and text of every string that is used, docstrings left out."""
        plain = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in plain:
                yield node.lineno, node.value


def own_modules() -> tuple[Module, ...]:
    """Every module under src/upright, as it stands on disk."""
    found = []
    for path in sorted(SRC.rglob("*.py")):
        parts = list(path.relative_to(SRC.parent).with_suffix("").parts)
        is_init = parts[-1] == "__init__"
        found.append(Module(".".join(parts[:-1] if is_init else parts), path.read_text("utf-8"), is_init))
    return tuple(found)


def sample(text: str, name: str = "upright.reading.sample") -> Module:
    """A made-up module for showing that a rule can fail: `name` says where it would stand."""
    return Module(name.removesuffix(".__init__"), text, name.endswith(".__init__"))


def tree_files() -> tuple[Path, ...]:
    """Every file of the project: what is neither hidden nor made by a tool, plus .ci and .gitignore."""
    made = {"__pycache__", "dist", "build"}
    files = [path for path in (ROOT / ".gitignore", *(ROOT / ".ci").glob("*")) if path.is_file()]
    for top in sorted(ROOT.iterdir()):
        if top.name.startswith(".") or top.name in made:
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not any(part in made or part.startswith(".") for part in parts):
                files.append(path)
    return tuple(files)
