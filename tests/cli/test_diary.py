"""`upright list` and `upright remove`."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.cli.running import NOW, PASSPHRASE
from upright.actions.vault import open_vault
from upright.actions.write import save
from upright.cli.diary import told
from upright.cli.lines import width
from upright.cli.session import Session
from upright.record import (
    Belief,
    Boundary,
    BoundaryEvent,
    CheckIn,
    Contact,
    Decision,
    Left,
    Load,
    Moment,
    PlanStep,
    Safety,
    Try,
)
from upright.wording import say

ONE_OF_EACH = (
    CheckIn(at=NOW, ratings={"respected": 0, "worth": 7.5}, skipped=("drained",), uneventful=True, note="a\nnote"),
    Moment(at=NOW, sign="thanked", weight=3),
    Try(at=NOW, way="asked", topic="việc nhà " * 20, outcome="heard", outcome_at=NOW),
    Boundary(at=NOW, if_="they shout", then="go", events=(BoundaryEvent(at=NOW, what="kept"),)),
    Belief(at=NOW, belief="give_it_time"),
    Load(at=NOW, task="cooking", area="household", hours_week_mine=0),
    Decision(at=NOW, choice="undecided", reasons=("one", "two")),
    Left(at=NOW),
    Contact(at=NOW, by="me", needed=False),
    PlanStep(at=NOW, heading="papers", text="copy \x1b[2J the book"),
    Safety(at=NOW, answers={"fear": "yes"}),
)


@pytest.fixture
def written(begun):
    """A vault with three moments on two days."""
    for days, sign in ((0, "thanked"), (1, "listened"), (1, "tested")):
        begun.now = NOW + timedelta(days=days)
        begun.keyed("moment", sign)
    return begun


def test_the_newest_comes_first_under_its_day(written):
    ran = written.keyed("list")
    rows = [line[9:] for line in ran.out.splitlines()]
    assert ran.status == 0
    places = [rows.index(day) for day in ("24 Nov 2026", "23 Nov 2026")]
    assert places == sorted(places)
    assert re.findall(r"(\d) ┤ moment · ([^·]+) ·", ran.out) == [
        ("1", "A limit I had named was pushed"),
        ("2", "I was listened to"),
        ("3", "I was thanked, and it was meant"),
    ]


def test_the_list_says_how_many_are_left(written):
    ran = written.keyed("list", "--count", "1")
    assert ran.out.count("┤") == 1
    assert "upright list --count 3" in ran.out


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_kind_can_be_listed(written, language):
    with open_vault(written.vault, PASSPHRASE) as vault:
        for record in ONE_OF_EACH:
            save(vault, record, now=NOW)
    ran = written.keyed("list", language=language)
    assert ran.status == 0
    assert ran.out.count("┤") == 3 + len(ONE_OF_EACH)
    assert "\x1b" not in ran.out
    assert max(width(line) for line in ran.out.splitlines()) <= 72


def test_answers_to_the_safety_questions_are_not_shown(written):
    with open_vault(written.vault, PASSPHRASE) as vault:
        save(vault, ONE_OF_EACH[-1], now=NOW + timedelta(days=5))
    assert not re.search(r"\b(yes|fear)\b", written.keyed("list").out)


def test_removing_takes_out_the_one_with_that_number_and_says_what_remains(written):
    ran = written.keyed("remove", "2", "--yes")
    assert ran.status == 0
    with open_vault(written.vault, PASSPHRASE) as vault:
        assert [record.sign for record in vault.diary().records] == ["thanked", "tested"]
    assert "notes backups" in ran.out


def test_answers_with_a_yes_stay_where_a_no_may_go(written):
    with open_vault(written.vault, PASSPHRASE) as vault:
        save(vault, ONE_OF_EACH[-1], now=NOW)
        save(vault, Safety(at=NOW + timedelta(days=5), answers={"fear": "no"}), now=NOW)
        save(vault, Safety(at=NOW + timedelta(days=6), answers={"fear": "yes"}), now=NOW)
        before = len(vault.diary())
    ran = written.keyed("remove", "1", "--yes")
    assert ran.status == 1
    assert say("error.answers_stay") in " ".join(ran.err.split())
    assert written.keyed("remove", "2", "--yes").status == 0
    with open_vault(written.vault, PASSPHRASE) as vault:
        assert len(vault.diary()) == before - 1


def test_a_number_that_is_not_in_the_list(written):
    ran = written.keyed("remove", "4")
    assert ran.status == 1
    assert "3" in ran.err
    assert written.keyed("remove", "0").status == 2
    assert written.keyed("remove").status == 2


@pytest.mark.parametrize("typed", ["", "y\n"])
def test_where_nobody_is_typing_nothing_is_taken_out_unless_asked_for(written, typed):
    ran = written.keyed("remove", "2", typed=typed)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.splitlines()[-1].endswith("without asking.")
    with open_vault(written.vault, PASSPHRASE) as vault:
        assert vault.count() == 3


@pytest.mark.parametrize("asked", [("remove",), ("remove", "x"), ("list", "--count", "x")], ids=" ".join)
def test_what_is_wrong_is_named_as_the_help_names_it(written, asked):
    err = written.keyed(*asked).err
    assert err.startswith("--count" if "--count" in asked else "NUMBER")
    assert err.split()[0] in written.run(asked[0], "-h").out


def test_the_five_ways_of_having_no_number_are_told_apart(written):
    record = CheckIn(
        at=NOW + timedelta(days=5),
        ratings={"respected": 0},
        skipped=("drained",),
        not_asked=("worth", "uneasy", "unprompted"),
        uneventful=True,
    )
    with open_vault(written.vault, PASSPHRASE) as vault:
        save(vault, record, now=NOW)
    row = told(Session("en", {}, lambda: NOW), record)
    assert row == (
        "check-in · Respect 0 · Nothing happened · Left out: Drained · No entry: Count on them, My effort"
        " · Not asked: How I see myself, Uneasy, Done unasked"
    )
    listed = " ".join(line[9:].strip() for line in written.keyed("list").out.splitlines())
    assert row in listed


def test_a_check_in_of_the_time_after_is_told_by_its_own_questions():
    record = CheckIn(at=NOW, ratings={"relief": 4}, not_asked=("grief",))
    assert told(Session("en", {}, lambda: NOW), record).endswith(
        "No entry: Lonely, Doubt, Room for myself · Not asked: Loss"
    )


@pytest.mark.parametrize(
    ("record", "parts"),
    [
        (Contact(at=NOW, by="me", needed=True), "contact · I reached out · needed"),
        (Contact(at=NOW, by="me", needed=False), "contact · I reached out · not needed"),
        (Contact(at=NOW, by="me"), "contact · I reached out · needed or not: not said"),
        (Decision(at=NOW, choice="stay", stay=7.5), "decision · Stay · wanting to stay: 7.5, to leave: not said"),
        (
            Boundary(at=NOW, if_="they shout.", then="I leave the room", need="calm", review_on=NOW.date()),
            "limit · If: they shout. I will: I leave the room. · what I need: calm · to look at again on 23 Nov 2026",
        ),
    ],
    ids=lambda value: value.kind if hasattr(value, "kind") else "",
)
def test_what_was_entered_is_listed(record, parts):
    assert told(Session("en", {}, lambda: NOW), record) == parts


def test_a_limit_is_told_in_two_parts_in_vietnamese_too():
    record = Boundary(at=NOW, if_="người ấy quát", then="tôi ra khỏi phòng")
    assert "Nếu: người ấy quát. Tôi sẽ: tôi ra khỏi phòng." in told(Session("vi", {}, lambda: NOW), record)


def test_an_empty_file_lists_nothing_and_says_so(written):
    for _ in range(3):
        written.keyed("remove", "1", "--yes")
    assert "┤" not in written.keyed("list").out


def test_there_is_no_file_yet(place):
    ran = place.run("list")
    assert (ran.status, len(ran.err.strip().splitlines())) == (1, 1)
