"""Whatever a person wrote elsewhere comes in once, and is the same diary after an export."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.files import CLASSIC, day_one, day_one_entry
from upright.actions.handover import arrival_of, take_in
from upright.actions.vault import made_up_vault
from upright.exchange import choices_of, incoming
from upright.record import Diary

CHOICES = choices_of([], zone="Asia/Ho_Chi_Minh")
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
TIMES = st.datetimes(datetime(2016, 1, 1), datetime(2026, 12, 31)).map("{:%Y-%m-%d|%H:%M}".format)
ROWS = st.lists(st.tuples(TIMES, st.sampled_from(["good", "Super", "awful", ""]), TEXTS, TEXTS), min_size=1, max_size=6)


def table(rows: list[tuple[str, str, str, str]]) -> bytes:
    """A table with these rows, quoted as a program quotes them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(CLASSIC.split(","))
    for time, mood, title, note in rows:
        writer.writerow([*time.split("|")[:1], "x", "y", time.partition("|")[2], mood, "a | b", title, note])
    return out.getvalue().encode()


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_every_row_comes_in_and_an_export_gives_the_same_records(rows):
    found = incoming(table(rows), CHOICES)
    assert (len(found.diary), found.diary.faults, found.unknown) == (len(rows), (), {})
    assert Diary.from_json(found.diary.to_json()).records == found.diary.records


@settings(max_examples=30, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_a_second_import_in_any_order_adds_nothing(rows, chance):
    with made_up_vault(Diary()) as vault:
        assert take_in(vault, arrival_of(incoming(table(rows), CHOICES).diary, vault)) == len(rows)
        chance.shuffle(rows)
        again = arrival_of(incoming(table(rows), CHOICES).diary, vault)
        assert (again.new, again.known, again.differing) == ((), len(rows), 0)
        assert len(vault.diary()) == len(rows)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=3)), min_size=1, max_size=5))
def test_every_entry_of_day_one_keeps_its_own_id_and_tags(entries):
    made = [day_one_entry(number, text=text, tags=tags) for number, (text, tags) in enumerate(entries)]
    found = incoming(day_one(made).encode(), CHOICES)
    assert [record.extra["source"]["id"] for record in found.diary] == [entry["uuid"] for entry in made]
    assert Diary.from_json(found.diary.to_json()).records == found.diary.records
