"""What must not stand in any file here: a machine's paths, a registry's address, words about how it was made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layout.source import ROOT, tree_files

# Written in pieces, so that none of these patterns finds itself.
OUTSIDE = {
    "a path of some machine": re.compile(
        r"(?:^|[^\w.~-])/(?:"
        + "|".join(["wo" + "rk", "fa" + "rm", "ro" + "ot", "ho" + "me", "Us" + "ers", "o" + "pt", "t" + "mp"])
        + r")/\w"
        r"|[A-Z]:\\" + "Us" + "ers"
    ),
    "the address of a package registry": re.compile(
        "|".join(
            [
                "pypi" + r"\.org",
                "python" + "hosted",
                "registry" + r"\.npm",
                "--(?:extra-)?" + "index-url",
                "--find" + "-links",
            ]
        )
    ),
    "a word about how it was made": re.compile(
        r"\b(?:"
        + "|".join(
            [
                "cla" + "ude",
                "anthro" + "pic",
                "open" + "ai",
                "chat" + "gpt",
                "co" + "pilot",
                "language " + "model",
                "co-authored" + "-by",
            ]
        )
        + r")\b",
        re.IGNORECASE,
    ),
    "two capital letters for a machine that writes": re.compile(r"\b(?:" + "A" + "I|LL" + r"M)s?\b"),
    "a merge left half-way": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
}
EXAMPLES = {
    "a path of some machine": ["see /" + "home/x", '"/' + "work/y", "C:\\" + "Users\\x", "/" + "tmp/z"],
    "the address of a package registry": ["https://pypi" + ".org/simple", "--index" + "-url x", "--find" + "-links"],
    "a word about how it was made": ["Co-Authored" + "-By: x", "written by Chat" + "GPT"],
    "two capital letters for a machine that writes": ["made by A" + "I", "LL" + "Ms"],
    "a merge left half-way": ["a\n<<<<<<< HEAD\n", ">>>>>>> other\n"],
}
FINE = [
    "src/upright/home",
    "~/.local/share",
    "work/life",
    "a network",
    "Ai cũng đọc được",
    "notes/tmp",
    "in the home/ office",
]


def texts() -> Iterator[tuple[Path, str]]:
    """Every file of the repository that is text."""
    for path in tree_files():
        try:
            yield path.relative_to(ROOT), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


@pytest.mark.parametrize("what", OUTSIDE)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {match.group().strip()}"
        for path, text in texts()
        for match in OUTSIDE[what].finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize("what", OUTSIDE)
def test_the_pattern_finds_its_examples_and_nothing_harmless(what: str) -> None:
    assert [text for text in EXAMPLES[what] if not OUTSIDE[what].search(text)] == []
    assert [text for text in FINE if OUTSIDE[what].search(text)] == []


def test_every_kind_of_file_is_looked_at() -> None:
    seen = {str(path) for path, _ in texts()}
    assert {"Makefile", ".ci/run", ".gitignore", "pyproject.toml", "requirements.lock", "docs/map.md"} <= seen
    assert "src/upright/errors.py" in seen


def turned_off(text: str) -> list[str]:
    """Names of what keeps a test from running: marks that skip or excuse, and calls that do."""
    names = {"skip", "skipif", "xfail", "importorskip"}
    return sorted(
        {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute) and node.attr in names}
        | {
            alias.name
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ImportFrom) and node.module in ("pytest", "unittest")
            for alias in node.names
            if alias.name in names
        }
    )


def test_no_test_is_turned_off() -> None:
    found = {str(path): turned_off(text) for path, text in texts() if path.parts[0] == "tests" and path.suffix == ".py"}
    assert {path: names for path, names in found.items() if names} == {}


def test_a_test_that_is_turned_off_is_found() -> None:
    mark = "@pytest.mark."
    assert turned_off(f"import pytest\n{mark}" + "skip\ndef test_x(): ...") == ["skip"]
    assert turned_off(f"import pytest\n{mark}" + "xfail(reason='x')\ndef test_x(): ...") == ["xfail"]
    assert turned_off("from pytest import importorskip") == ["importorskip"]
    assert turned_off("def test_x(): ...") == []
