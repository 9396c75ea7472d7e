"""The Vietnamese words that were chosen, and those that were not: docs/words.md names both, the texts keep to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "words.md").read_text("utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in PAGE.partition("## Vietnamese")[2].splitlines()
    if line.startswith("|") and "---" not in line and not line.startswith("| English")
]
ALLOWED = {"em": "trẻ em"}  # a word that is no address


def words(cell: str) -> list[str]:
    return [word.strip() for word in cell.split(",")]


def texts_with(catalogue, word: str) -> list[str]:
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    within = ALLOWED.get(word)
    texts = ((id, form.replace(within, "") if within else form) for id, form in catalogue.texts())
    return [id for id, form in texts if pattern.search(form)]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_chosen_word_is_used_and_the_others_are_not(row, vietnamese):
    _, chosen, never, why = row
    assert why
    assert {word: texts_with(vietnamese, word) for word in words(never)} == {word: [] for word in words(never)}
    assert [word for word in words(chosen) if not texts_with(vietnamese, word)] == []


def test_the_table_is_read_and_a_word_that_is_there_is_found(vietnamese):
    assert len(ROWS) > 30
    assert texts_with(vietnamese, "cụm mật khẩu") and not texts_with(vietnamese, "em")
