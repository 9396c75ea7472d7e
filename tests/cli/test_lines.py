"""Text as a terminal shows it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upright.cli.lines import PLAIN, clean, pad, plain, width, wrap

VIETNAMESE = "Nhiều khả năng (khoảng 8 trên 10) là chưa tới một nửa số lần thử như vậy đem lại thay đổi."


def test_vietnamese_letters_are_one_column_wide_in_either_form():
    assert width(VIETNAMESE) == len(VIETNAMESE)
    assert width(unicodedata.normalize("NFD", VIETNAMESE)) == len(VIETNAMESE)


def test_wide_letters_take_two_columns_and_joiners_none():
    assert width("漢字") == 4
    assert width("a\u200db") == 2


def test_clean_composes_letters():
    assert clean(unicodedata.normalize("NFD", VIETNAMESE)) == VIETNAMESE


@pytest.mark.parametrize("mark", ["\x1b", "\x00", "\x07", "\x9b", "\u202e", "\u2066", "\u200f", "\ud800"])
def test_nothing_that_steers_a_terminal_passes(mark):
    assert clean(f"a{mark}b") == "ab"


def test_line_ends_become_spaces():
    assert clean("one\ntwo\tthree\u2028four") == "one two three four"


@given(st.text(), st.integers(1, 80))
def test_no_line_is_wider_than_asked(text, columns):
    assert all(width(line) <= max(2, columns) for line in wrap(text, columns))


@given(st.text(alphabet=st.characters(categories=["Ll", "Zs"]), max_size=200))
def test_wrapping_loses_no_word(text):
    assert " ".join(wrap(text, 30)).replace(" ", "") == "".join(clean(text).replace("\u00a0", " ").split())


def test_a_telephone_number_stays_in_one_piece():
    assert wrap("call 1900\u00a0969\u00a0680 now", 16) == ["call", "1900 969 680 now"]


def test_later_lines_begin_with_the_indent():
    assert wrap("one two three", 8, "  ") == ["one two", "  three"]


def test_pad_fills_and_cuts():
    assert pad("ab", 4) == "ab  "
    assert pad("ab", 4, right=True) == "  ab"
    assert pad("abcdef", 4) == "abc…"


def test_a_poor_encoding_gets_the_nearest_letters():
    assert "Nhiều ● │ 7–8".encode("ascii", PLAIN) == b"Nhieu * | 7-8"
    assert "Được trân trọng ệ".encode("ascii", PLAIN) == b"Duoc tran trong e"
    assert "漢".encode("ascii", PLAIN) == b"?"


@given(st.text())
def test_plain_is_ascii_whatever_comes(text):
    assert plain(text).isascii()
