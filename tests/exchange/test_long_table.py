"""The tables that a diary leaves as: one row a value, one row an entry, each with its codebook."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.record.strategies import filled, own_answers, ratings, texts, times
from upright.errors import UsageFault
from upright.exchange import choices_of, form_named, incoming, outgoing
from upright.record import CheckIn, Diary, Load, Moment, Try, words
from upright.wording import say

NOW = datetime(2026, 3, 2, 20, 30, tzinfo=timezone(timedelta(hours=7)))
HARMFUL = ("=1+1", "+a", "-a", "@SUM(A1)", "\tx", "'=already", "＝1")


@st.composite
def checkins(draw):
    """Check-ins with each of the ways of having no number."""
    fate = {item: draw(st.sampled_from("rsn-")) for item in words.ITEMS}
    return CheckIn(
        at=draw(times), note=draw(st.none() | filled), uneventful=draw(st.booleans()),
        ratings={item: draw(ratings) for item in words.ITEMS if fate[item] == "r"},
        skipped=tuple(item for item in words.ITEMS if fate[item] == "s"),
        not_asked=tuple(item for item in words.ITEMS if fate[item] == "n"),
    )  # fmt: skip


notes = st.none() | filled
moments = st.builds(Moment, at=times, sign=st.sampled_from(words.SIGNS), weight=st.integers(1, 3), note=notes)
outcomes = st.none() | st.sampled_from(words.OUTCOMES)
tries = st.builds(Try, at=times, way=st.sampled_from(words.WAYS), topic=texts, outcome=outcomes, note=notes)
held = st.lists(checkins() | moments | tries, min_size=1, max_size=5)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def back(text: str):
    return incoming(text.encode(), choices_of([]))


@settings(max_examples=30, deadline=None)
@given(held, st.booleans())
def test_a_long_table_read_again_is_the_same_entries(records, named):
    if named:
        records = [type(one)(**{**_fields(one), "id": f"n{k}"}) for k, one in enumerate(records)]
    found = back(outgoing(Diary(tuple(records)), "long_csv").text)
    assert found.format == "upright_long"
    assert found.diary.faults == ()
    assert list(found.diary.records) == records


def _fields(record):
    return {name: getattr(record, name) for name in record.__struct_fields__}


def test_each_way_of_having_no_number_is_told_apart():
    record = CheckIn(at=NOW, ratings={"worth": 0}, skipped=("drained",), not_asked=("effort",), uneventful=True, id="a")
    rows = {row["item"]: row for row in rows_of(outgoing(Diary((record,)), "long_csv").text)}
    assert {item: (row["value"], row["absence"]) for item, row in rows.items()} == {
        "reliable": ("", "missing"), "respected": ("", "missing"), "unprompted": ("", "missing"),
        "effort": ("", "not_asked"), "worth": ("0", ""), "drained": ("", "skipped"), "uneasy": ("", "missing"),
        "uneventful": ("yes", ""),
    }  # fmt: skip
    assert rows["worth"]["day"] == "2026-03-02"


@pytest.mark.parametrize("form", ["csv", "long_csv"])
@pytest.mark.parametrize("text", HARMFUL)
def test_a_text_that_a_spreadsheet_would_run_is_defused_and_read_back(form, text):
    diary = Diary((CheckIn(at=NOW, ratings={"worth": 1}, note=text, id="=id"),))
    made = outgoing(diary, form).text
    cells = [cell for row in csv.reader(io.StringIO(made, newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝")] == []
    assert "'=id" in cells
    assert back(made).diary.records[0].note == diary.records[0].note


@settings(max_examples=25, deadline=None)
@given(own_answers())
def test_a_question_of_one_s_own_is_explained_in_the_codebook_and_counted_when_read(own):
    made = outgoing(Diary((CheckIn(at=NOW, ratings={"worth": 1}, own=own),)), "long_csv")
    table = [row for row in rows_of(made.text) if "own:" in row["item"]]
    assert len(table) == len(own)
    explained = {row["column"] for row in rows_of(made.beside[".codebook.csv"])}
    assert {row["item"] for row in table} <= explained
    assert back(made.text).left == ({"own": len(own)} if own else {})


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("form", ["csv", "long_csv"])
def test_the_codebook_explains_every_column_in_the_language(form, language):
    records = (CheckIn(at=NOW, ratings={"worth": 1}, note="n", id="a"), Moment(at=NOW, sign="thanked"))
    made = outgoing(Diary(records), form, language)
    book = {row["column"]: row for row in rows_of(made.beside[".codebook.csv"])}
    columns = next(csv.reader(io.StringIO(made.text, newline="")))
    assert set(columns) <= set(book)
    assert all(row["meaning"] for row in book.values())
    assert book["worth"]["meaning"] == say("item.worth.question", language)
    assert say("item.worth.high", language) in book["worth"]["scale"]
    assert all(book["worth"][fate] for fate in ("missing", "skipped", "not_asked", "nothing_happened"))


def test_a_column_of_another_program_is_in_the_codebook_of_the_wide_table():
    diary = Diary.from_csv_text("time,worth,Steps\n2026-03-02T20:30:00+07:00,4,900\n")
    book = {row["column"]: row["meaning"] for row in rows_of(outgoing(diary, "csv").beside[".codebook.csv"])}
    assert book["Steps"] == say("codebook.other")


def test_what_a_table_cannot_hold_is_counted():
    diary = Diary((Try(at=NOW, way="asked"), Load(at=NOW, task="x", area="money")))
    assert outgoing(diary, "csv").left == {"try": 1, "load": 1}
    assert outgoing(diary, "long_csv").left == {"load": 1}


@pytest.mark.parametrize(
    ("item", "value", "absence"),
    [("worth", "11", ""), ("worth", "much", ""), ("worth", "", "lost"), ("mood", "3", ""), ("sign", "thanked", "")],
)
def test_an_entry_with_a_row_that_cannot_stand_is_one_fault_and_the_others_are_read(item, value, absence):
    head = "id,time,day,kind,item,value,absence\n"
    at = NOW.isoformat()
    found = back(f"{head}a,{at},,checkin,{item},{value},{absence}\nb,{at},,checkin,worth,3,\n")
    good = found.diary.records[-1]
    assert (good.id, good.ratings) == ("b", {"worth": 3})
    if item != "sign":  # a field of another kind is kept as one that is not known
        assert [fault.number for fault in found.diary.faults] == [2]
        assert len(found.diary) == 1


@pytest.mark.parametrize(("name", "form"), [("a.JSON", "json"), ("a.csv", "csv"), ("b.long.csv", "long_csv")])
def test_the_form_is_told_by_the_ending(name, form):
    assert form_named(name) == form


def test_another_ending_is_refused():
    with pytest.raises(UsageFault):
        form_named("notes.doc")
