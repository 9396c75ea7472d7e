"""Whose act the "then" of a limit is: a labelled set in both languages, and what must never be refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from upright.plan import BoundaryCheck, check_boundary
from upright.wording import say

FOLDER = Path(__file__).parent / "limits"
ACTS = {"own_act", "their_act", "refused"}


def limits(language):
    files = [FOLDER / f"{language}.txt", FOLDER / f"{language}.wild.txt"]
    lines = [line for file in files if file.exists() for line in file.read_text("utf-8").splitlines()]
    return [tuple(part.strip() for part in line.split("|")) for line in lines if line and not line.startswith("#")]


EVERY = [(language, *one) for language in ("en", "vi") for one in limits(language)] + [
    ("en", *one) for one in limits("en.wild")
]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_set_holds_enough_of_each(language):
    counts = Counter(act for act, _, _ in limits(language))
    assert set(counts) == ACTS and sum(counts.values()) >= 60 and min(counts.values()) >= 15


@pytest.mark.parametrize(("language", "act", "if_text", "then_text"), EVERY)
def test_each_limit_is_told_as_it_was_labelled(language, act, if_text, then_text):
    assert check_boundary(if_text, then_text).act == act
    assert check_boundary(if_text, then_text, language).act == act


@pytest.mark.parametrize(("language", "act", "if_text", "then_text"), EVERY)
def test_capitals_and_the_unicode_form_change_nothing(language, act, if_text, then_text):
    assert check_boundary(if_text, then_text.upper(), language).act == act
    assert check_boundary(normalize("NFD", if_text), normalize("NFD", then_text), language).act == act


def test_what_happens_in_the_if_is_not_hers():
    assert check_boundary("he checks my phone, follows me, hits me", "I leave").act == "own_act"
    assert check_boundary("anh ấy đánh tôi, theo dõi tôi", "tôi đi").act == "own_act"


def test_unclear_wording_is_her_own_act():
    for text in ("", "...", "banana", "12", "\x00\ud800", "không biết nữa", "hmm we will see", "🙂"):
        assert check_boundary("", text) == BoundaryCheck("own_act", "boundary.reason.unclear"), text


def test_a_reason_has_a_text_in_both_languages():
    reasons = {check_boundary(if_text, then_text).reason for _, _, if_text, then_text in EVERY}
    assert reasons == {f"boundary.reason.{one}" for one in ("own", "unclear", "theirs", "watches", "harms", "pursues")}
    for reason in reasons:
        assert say(reason, "en") != say(reason, "vi")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_raises(if_text, then_text):
    assert check_boundary(if_text, then_text).act in ACTS
