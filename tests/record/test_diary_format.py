"""docs/diary-format.md is true: its examples load, and every kind, field, word, column and limit is in it."""

import re
from pathlib import Path

import pytest

from upright.record import KINDS, Diary, parse_mapping, words
from upright.record.table import OWN

PAGE = (Path(__file__).parents[2] / "docs" / "diary-format.md").read_text(encoding="utf-8")


def example(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[1]


def test_the_json_example_holds_every_kind_and_loads():
    diary = Diary.from_json(example("json"))
    assert (diary.faults, diary.remarks) == ((), ())
    assert {type(record) for record in diary.records} == set(KINDS)
    assert all(not record.extra for record in diary.records)
    assert Diary.from_json(diary.to_json()) == diary


def test_the_csv_example_loads():
    diary = Diary.from_csv_text(example("csv"))
    assert (diary.faults, diary.remarks) == ((), ())
    assert [record.kind for record in diary.records] == ["checkin", "moment", "moment", "checkin", "moment"]


def test_the_mappings_shown_are_mappings():
    mappings = re.findall(r"`([a-z_]+=[a-z]+(?::[a-z0-9:-]+)?)`", PAGE)
    assert len(parse_mapping(mappings)) == 6


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_field_of_a_kind_is_described(kind):
    fields = [name for name in kind.__struct_encode_fields__ if name != "(extra)"]
    assert [name for name in (kind.kind, *fields) if f"`{name}`" not in PAGE] == []


def test_every_word_and_column_is_listed():
    lists = [value for name, value in vars(words).items() if name.isupper()]
    named = {word for one in lists for word in one} | set(OWN)
    assert sorted(word for word in named if f"`{word}`" not in PAGE) == []
