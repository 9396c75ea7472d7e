"""The documents hold together: links lead somewhere, each page can be reached, decisions have one form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.layout.source import ROOT, own_modules

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")


def links(path: Path, text: str) -> list[Path]:
    """Files that a page links to; addresses on the web and places within the page are left out."""
    targets = [target.split("#")[0] for target in LINK.findall(text)]
    return [(path.parent / target).resolve() for target in targets if target and "://" not in target]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    missing = [str(target.relative_to(ROOT)) for target in links(page, page.read_text("utf-8")) if not target.exists()]
    assert missing == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    todo = [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page.is_dir():  # a link to a folder leads to every page in it
            todo.extend(page.glob("*.md"))
        elif page not in seen and page.suffix == ".md" and page.is_file():
            seen.add(page)
            todo.extend(links(page, page.read_text("utf-8")))
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in seen] == []


def test_a_link_that_leads_nowhere_is_found() -> None:
    found = links(ROOT / "docs" / "map.md", "[a](nowhere.md) [b](https://example.org) [c](#here) [d](words.md#day)")
    assert [path.name for path in found if not path.exists()] == ["nowhere.md"]


def test_decisions_are_numbered_and_have_the_four_parts() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:5] for path in decisions] == [f"{number:04}-" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text("utf-8")
        parts = [line.strip("#* ").split(".")[0] for line in text.splitlines() if line.startswith("## ")]
        assert parts == ["Context", "Decision", "Cost", "What would change it"], path.name


def test_every_module_name_in_the_map_exists() -> None:
    known = {module.name for module in own_modules()}
    named = re.findall(r"`(upright(?:\.[a-z_]+)+)`", (ROOT / "docs" / "map.md").read_text("utf-8"))
    assert [name for name in named if name not in known and name.rpartition(".")[0] not in known] == []
