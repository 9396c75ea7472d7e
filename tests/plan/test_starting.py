"""The starting lists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import upright.wording
from upright.plan import check_boundary
from upright.plan.starting import starting_lists
from upright.record.words import HEADINGS
from upright.wording import languages, say


def test_there_are_six_lists_the_general_one_first():
    names = [start.name for start in starting_lists()]
    assert names == ["general", "children", "renting", "business", "no_shared_home", "visa"]


@pytest.mark.parametrize("start", starting_lists(), ids=lambda start: start.name)
def test_a_list_has_six_to_twenty_steps_under_headings_in_their_order(start):
    assert 6 <= len(start.steps) <= 20
    headings = [heading for heading, _ in start.headings]
    assert headings == [heading for heading in HEADINGS if heading in headings]


@pytest.mark.parametrize("language", languages())
def test_every_step_has_a_text_and_no_text_stands_in_two_lists(language):
    texts = [say(id, language) for start in starting_lists() for _, id in start.steps]
    assert len(set(texts)) == len(texts)
    assert all(say(f"start.{start.name}", language) for start in starting_lists())


def test_every_text_of_a_step_stands_in_a_list():
    known = {id for start in starting_lists() for _, id in start.steps}
    catalogue = Path(upright.wording.__file__).parent / "catalogues" / "en" / "LC_MESSAGES" / "upright.po"
    assert set(re.findall(r'msgid "(step\.[^"]+)"', catalogue.read_text(encoding="utf-8"))) == known


@pytest.mark.parametrize("language", languages())
def test_nothing_is_switched_off_packed_or_moved_without_asking_first(language):
    """What could be noticed, or has rules of its own, is a question to someone who knows."""
    asks = {"en": ("ask",), "vi": ("hỏi",)}[language]
    must_ask = ("step.general.order", "step.children.custody", "step.children.devices", "step.business.access",
                "step.no_shared_home.location", "step.visa.right_to_stay", "step.visa.held")  # fmt: skip
    for id in must_ask:
        assert any(word in say(id, language).lower() for word in asks), id
    never = {
        "en": ("switch off", "turn off", "delete", "uninstall", "bag", "secretly", "record them", "follow"),
        "vi": ("tắt", "xóa", "gỡ", "túi", "lén", "bí mật", "ghi âm"),
    }
    for start in starting_lists():
        for _, id in start.steps:
            assert [word for word in never[language] if word in say(id, language).lower()] == [], id


@pytest.mark.parametrize("language", languages())
def test_no_step_is_one_that_nothing_here_helps_with(language):
    for start in starting_lists():
        for _, id in start.steps:
            assert check_boundary("", say(id, language)).act != "refused", id
