"""A mapping names other people's columns and brings their scales to 0-10."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upright.errors import UsageFault
from upright.record import FieldFault, parse_mapping
from upright.record.mapping import Column


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("t=time", Column("time")),
        ("signs=moments", Column("moments")),
        ("x=worth", Column("worth")),
        ("x=worth:1-7", Column("worth", 1, 7)),
        ("x=worth:-3-3", Column("worth", -3, 3)),
        ("x=worth:-3--1", Column("worth", -3, -1)),
        ("x=worth:0.5-99.5", Column("worth", 0.5, 99.5)),
        ("x=drained:reverse", Column("drained", reverse=True)),
        (" x = drained : reverse : 1-5 ", Column("drained", 1, 5, reverse=True)),
    ],
)
def test_a_mapping_text_says_what_a_column_is(text, column):
    assert list(parse_mapping(text).values()) == [column]


def test_a_column_may_have_an_equals_sign_in_its_name():
    assert parse_mapping("a=b=worth") == {"a=b": Column("worth")}


def test_one_text_several_texts_and_a_table_of_them_are_all_mappings():
    both = {"t": Column("time"), "x": Column("worth", 1, 7)}
    assert parse_mapping(["t=time", "x=worth:1-7"]) == both
    assert parse_mapping({"t": "time", "x": "worth:1-7"}) == both
    assert parse_mapping(None) == {}


@pytest.mark.parametrize(
    ("given_", "id"),
    [
        ("worth", "error.map.form"),
        ("=worth", "error.map.form"),
        ("x=mood", "error.map.target"),
        ("x=", "error.map.target"),
        ("x=time:1-7", "error.map.target"),
        ("x=worth:1to7", "error.map.form"),
        ("x=worth:1-7:reverse", "error.map.form"),
        ("x=worth:7-1", "error.map.ends"),
        ("x=worth:3-3", "error.map.ends"),
        (["x=worth", "y=worth"], "error.map.twice"),
        (["x=worth", "x=effort"], "error.map.split"),
    ],
)
def test_a_text_that_is_no_mapping_is_refused(given_, id):
    with pytest.raises(UsageFault) as caught:
        parse_mapping(given_)
    assert caught.value.id == id


def test_two_columns_for_one_item_are_both_named():
    with pytest.raises(UsageFault) as caught:
        parse_mapping(["mood_a=worth:1-7", "mood_b=worth:1-7"])
    assert caught.value.values == {"first": "mood_a", "second": "mood_b", "target": "worth"}


def test_the_ends_of_a_scale_become_0_and_10():
    assert Column("worth", 1, 7).rating(1) == 0
    assert Column("worth", 1, 7).rating(7) == 10
    assert Column("worth", -3, 3).rating(0) == 5
    assert Column("drained", 1, 7, reverse=True).rating(7) == 0
    assert Column("drained", reverse=True).rating(4) == 6


def test_a_value_outside_their_scale_is_refused_with_their_ends():
    with pytest.raises(FieldFault) as caught:
        Column("worth", 1, 7).rating(8)
    assert caught.value.values == {"field": "worth", "value": 8, "low": 1, "high": 7}


@given(st.integers(-1000, 1000), st.integers(1, 1000), st.floats(0, 1), st.booleans())
def test_a_mapped_rating_is_from_0_to_10_and_reversing_mirrors_it(low, width, share, reverse):
    value = low + share * width
    value = min(max(value, low), low + width)
    straight = Column("worth", low, low + width).rating(value)
    mirrored = Column("worth", low, low + width, reverse=True).rating(value)
    assert 0 <= straight <= 10
    assert straight + mirrored == pytest.approx(10)


@given(st.text())
def test_any_text_is_a_mapping_or_refused(text):
    try:
        parse_mapping(text)
    except UsageFault as fault:
        assert fault.id.startswith("error.map.")
