"""One record: changed with what it said before beside it, taken out and put back; two windows lose nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.pages.visiting import EVENING, PASSPHRASE, Town, Visitor
from upright.actions.vault import made_up_vault, open_vault
from upright.record import (
    Belief,
    Boundary,
    BoundaryEvent,
    CheckIn,
    Contact,
    Decision,
    Diary,
    Left,
    Load,
    Moment,
    PlanStep,
    Record,
    Safety,
    Try,
)
from upright.record.words import ITEMS
from upright.wording import say

AT = EVENING - timedelta(days=1, seconds=7)
ONE_OF_EACH: tuple[Record, ...] = (
    CheckIn(
        at=AT, ratings={"reliable": 0, "worth": 7.5}, skipped=("drained",), not_asked=("effort",),
        note=" a\nb ", id="r0",
    ),
    Moment(at=AT, sign="thanked", weight=3, id="r1", extra={"from": "elsewhere"}),
    Try(at=AT, way="asked", topic="việc nhà", id="r2"),
    Try(at=AT, way="waited", topic="x", outcome="heard", outcome_at=AT, id="r3"),
    Boundary(at=AT, if_="they shout", then="go", need="calm", events=(BoundaryEvent(at=AT, what="kept"),), id="r4"),
    Belief(at=AT, belief="give_it_time", id="r5"),
    Belief(at=AT, belief="own words", topic="y", id="r6"),
    Load(at=AT, task="cooking", area="household", hours_week_mine=0, id="r7"),
    Decision(at=AT, choice="undecided", stay=2.5, reasons=("one", "two"), id="r8"),
    Left(at=AT, id="r9"),
    Contact(at=AT, by="me", needed=False, id="r10"),
    PlanStep(at=AT, heading="papers", text="copy the book", done_at=AT, id="r11"),
    Safety(at=AT, answers={"fear": "yes"}, id="r12"),
)  # fmt: skip


@pytest.fixture
def reader(town: Town) -> Visitor:
    """A browser with one record of each kind open."""
    visitor = Visitor(town).look_round()
    visitor.session.opened(made_up_vault(Diary(records=ONE_OF_EACH)), now=town.now)
    visitor.get("diary")
    return visitor


def form_of(visitor: Visitor, id: str) -> dict[str, str | list[str]]:
    """What the form of a record would send if it were sent as it is shown."""
    page = visitor.get(f"record?r={visitor.session.handle(id)}").text
    form = re.search(r'<form class="wide" id="edit".*?</form>', page, re.DOTALL)[0]  # type: ignore[index]
    sent: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value"))
        if ('type="radio"' in tag or 'type="checkbox"' in tag) and " checked" not in tag:
            continue
        sent[name[1]] = value[1] if value else ""  # type: ignore[index]
    del sent["t"]
    for name, inner in re.findall(r'<select name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        picked = re.search(r'value="([^"]*)" selected', inner) or re.search(r'value="([^"]*)"', inner)
        sent[name] = picked[1]  # type: ignore[index]
    for name, inner in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        sent[name] = inner
    return sent


def change(visitor: Visitor, id: str, **fields: str):
    return visitor.post("change", form_of(visitor, id) | fields)


def one(visitor: Visitor, id: str) -> Record:
    return visitor.session.vault.get(id)


@pytest.mark.parametrize("before", ONE_OF_EACH[:-1], ids=lambda record: f"{record.kind}-{record.id}")
def test_saving_what_is_shown_changes_nothing(reader, before):
    assert change(reader, before.id).status == 303
    assert one(reader, before.id) == before
    assert reader.session.vault.revisions(before.id) == ()


CHANGES = [
    ("r0", {"worth": "", "drained": "4", "effort": "skipped", "note": "mới"},
     {"ratings": {"reliable": 0, "drained": 4}, "skipped": ("effort",), "not_asked": (), "note": "mới"}),
    ("r0", {"worth": "8", "uneventful": "yes"}, {"ratings": {"reliable": 0, "worth": 8}, "uneventful": True}),
    ("r1", {"sign": "tested", "weight": "1"}, {"sign": "tested", "weight": 1, "extra": {"from": "elsewhere"}}),
    ("r2", {"outcome": "changed"}, {"outcome": "changed", "outcome_at": EVENING}),
    ("r2", {"outcome": "dismissed", "outcome_on": "2026-11-22"}, {"outcome": "dismissed"}),
    ("r3", {"outcome": "pending"}, {"outcome": "pending", "outcome_at": None}),
    ("r3", {"topic": "z"}, {"topic": "z", "outcome": "heard", "outcome_at": AT}),
    ("r4", {"if": "a", "review_on": "2027-01-02"}, {"if_": "a", "events": ONE_OF_EACH[4].events}),
    ("r5", {"belief": "mine"}, {"belief": "mine"}),
    ("r6", {"belief": "", "known": "give_more"}, {"belief": "give_more"}),
    ("r7", {"hours_mine": "", "hours_theirs": "2,5"}, {"hours_week_mine": None, "hours_week_theirs": 2.5}),
    ("r8", {"reasons": "one\n\nthree"}, {"reasons": ("one", "three"), "stay": 2.5}),
    ("r10", {"needed": ""}, {"needed": None}),
    ("r11", {"due_on": "2026-12-01"}, {"done_at": AT}),
]  # fmt: skip


@pytest.mark.parametrize("id, sent, told", CHANGES)
def test_a_change_says_what_was_entered_and_keeps_what_was_not(reader, id, sent, told):
    before = one(reader, id)
    answer = change(reader, id, **sent)
    assert answer.status == 303, answer.text
    after = one(reader, id)
    assert {name: getattr(after, name) for name in told} == told
    assert after.at == before.at
    assert reader.session.vault.revisions(id) == (before,)


def test_a_tick_can_be_taken_away(reader):
    sent = form_of(reader, "r11")
    del sent["done"]
    reader.post("change", sent)
    assert one(reader, "r11").done_at is None


@pytest.mark.parametrize(
    "id, sent",
    [
        ("r7", {"hours_mine": "169"}),
        ("r7", {"hours_mine": "-1"}),
        ("r8", {"stay": "a lot"}),
        ("r8", {"leave": "nan"}),
        ("r4", {"if": "  "}),
        ("r4", {"review_on": "soon"}),
        ("r2", {"topic": "x" * 201}),
        ("r1", {"day": "2027-01-01"}),
        ("r1", {"time": "25:00"}),
        ("r1", {"day": "1800-01-01"}),
    ],
)
def test_what_cannot_be_is_asked_about_and_nothing_typed_is_lost(reader, id, sent):
    before = one(reader, id)
    answer = change(reader, id, note="còn đây", **sent)
    assert answer.status == 422
    assert 'class="fault"' in answer.text
    assert "còn đây</textarea>" in answer.text
    assert one(reader, id) == before


def test_day_and_time_can_be_put_right(reader):
    change(reader, "r1", day="2026-11-03", time="08:15")
    assert one(reader, "r1").at == EVENING.replace(day=3, hour=8, minute=15)
    change(reader, "r1", day="2026-11-03", time="01:15")
    assert one(reader, "r1").at == EVENING.replace(day=4, hour=1, minute=15)
    assert form_of(reader, "r1")["day"] == "2026-11-03"


def test_what_it_said_before_is_shown_said_again_and_forgotten(reader):
    change(reader, "r6", belief="second")
    change(reader, "r6", belief="third")
    handle = reader.session.handle("r6")
    page = reader.get(f"record?r={handle}").text
    assert page.index("third") < page.index("second") < page.index("own words")
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    assert reader.post("say_again", {"id": "r6", "seen": seen, "number": "0"}).to == f"record?r={handle}"
    assert one(reader, "r6").belief == "own words"
    assert len(reader.session.vault.revisions("r6")) == 3
    assert reader.post("say_again", {"id": "r6", "seen": seen, "number": "0"}).status == 422  # an old page
    assert reader.post("say_again", {"id": "r6", "seen": seen, "number": "x"}).status == 422
    assert reader.post("forget_earlier", {"id": "r6"}).to == f"record?r={handle}"
    assert reader.session.vault.revisions("r6") == ()
    assert one(reader, "r6").belief == "own words"


def test_answers_to_the_eight_questions_are_not_changed_here(reader):
    page = reader.get(f"record?r={reader.session.handle('r12')}").text
    assert say("safety.fear") not in page
    assert say("page.record.eight") in page
    assert reader.post("change", {"id": "r12", "fear": "no", "answers": "no", "note": "x"}).status == 422
    assert one(reader, "r12").answers == {"fear": "yes"}


def test_taking_out_asks_once_and_can_be_undone_with_what_it_said_before(reader):
    change(reader, "r6", belief="second")
    handle = reader.session.handle("r6")
    page = reader.get(f"take_out?r={handle}").text
    assert "second" in page
    assert 'action="remove"' in page
    assert one(reader, "r6")
    assert reader.post("remove", {"id": "r6"}).to == "removed"
    assert len(reader.session.vault.diary()) == len(ONE_OF_EACH) - 1
    assert say("nav.undo") in reader.get("removed").text
    reader.town.pass_by(seconds=9)
    assert reader.post("undo", {"back": "diary"}).to == "diary"
    assert one(reader, "r6").belief == "second"
    assert [before.belief for before in reader.session.vault.revisions("r6")] == ["own words"]


def test_after_ten_seconds_it_is_gone_and_kept_nowhere(reader):
    reader.post("remove", {"id": "r6"})
    reader.town.pass_by(seconds=14)
    reader.town.house.sessions.sweep(reader.town.now)
    assert reader.session.undo is None
    assert say("nav.undo") not in reader.get("removed").text
    assert reader.post("undo", {"back": "diary"}).status == 422
    assert reader.get(f"record?r={reader.session.handle('r6')}").to == "diary"


def test_a_second_removal_or_an_unknown_record_is_told(reader):
    reader.post("remove", {"id": "r6"})
    for act in ("remove", "say_again", "forget_earlier"):
        answer = reader.post(act, {"id": "r6", "number": "0", "seen": ""})
        assert answer.status in (303, 422)
        assert len(reader.session.vault.diary()) == len(ONE_OF_EACH) - 1


def test_two_windows_on_one_record_lose_nothing(reader):
    first, second = form_of(reader, "r6"), form_of(reader, "r6")
    reader.post("change", first | {"belief": "from the first"})
    answer = reader.post("change", second | {"belief": "from the second"})
    assert answer.status == 422
    assert say("error.changed_meanwhile") in answer.text
    assert "from the second</textarea>" in answer.text
    assert one(reader, "r6").belief == "from the first"
    seen = re.search(r'name="seen" value="([^"]+)"', answer.text.partition('id="edit"')[2])[1]
    assert reader.post("change", second | {"belief": "from the second", "seen": seen}).status == 303
    assert one(reader, "r6").belief == "from the second"
    assert [before.belief for before in reader.session.vault.revisions("r6")] == ["own words", "from the first"]


def test_a_change_of_what_is_gone_shows_what_was_entered(reader):
    sent = form_of(reader, "r6")
    reader.post("remove", {"id": "r6"})
    answer = reader.post("change", sent | {"belief": "<b>giữ lấy</b>", "note": "và này"})
    assert answer.status == 410
    assert say("error.no_record") in answer.text
    assert "<b>giữ lấy</b>" in answer.text and "và này" in answer.text
    assert b"<b>" not in answer.body
    assert len(reader.session.vault.diary()) == len(ONE_OF_EACH) - 1


def test_what_was_entered_while_the_file_locked_comes_back_unsaved(town):
    visitor = Visitor(town.with_file()).unlock()
    visitor.save(note="first")
    (id,) = (record.id for record in visitor.session.vault.diary())
    sent = form_of(visitor, id)
    town.pass_by(minutes=11)
    assert visitor.post("change", sent | {"note": "written meanwhile"}).to == "unlock"
    visitor.get("unlock")
    back = visitor.post("open_file", {"passphrase": PASSPHRASE}).to
    assert back == f"record?r={visitor.session.handle(id)}"
    page = visitor.get(back).text
    assert "written meanwhile</textarea>" in page
    assert say("page.write.held") in page
    assert visitor.get("write").status == 200  # it is no form of that page
    assert visitor.session.vault.get(id).note == "first"
    assert visitor.post("change", form_of(visitor, id)).status == 303
    assert visitor.session.vault.get(id).note == "written meanwhile"
    assert visitor.session.held is None


def test_two_programs_one_changes_what_the_other_takes_out(town, tmp_path):
    mine = Visitor(town.with_file()).unlock()
    mine.save(note="kept")
    theirs = Visitor(Town(tmp_path)).unlock()
    (id,) = (record.id for record in mine.session.vault.diary())
    sent = form_of(mine, id)
    theirs.get("diary")
    assert theirs.post("remove", {"id": id}).to == "removed"
    answer = mine.post("change", sent | {"note": "still typed"})
    assert answer.status == 410
    assert "still typed" in answer.text
    assert len(mine.session.vault.diary()) == 0
    assert theirs.post("undo").to == "write"
    assert mine.post("change", form_of(mine, id) | {"note": "again"}).status == 303
    theirs.get("write")
    theirs.post("exit")
    mine.post("exit")
    with open_vault(town.vault, PASSPHRASE) as vault:
        assert [record.note for record in vault.diary()] == ["again"]


def test_the_copies_that_still_hold_it_are_named_as_in_the_terminal(town):
    visitor = Visitor(town.with_file()).unlock()
    visitor.save(note="x")
    (id,) = (record.id for record in visitor.session.vault.diary())
    visitor.session.vault.backup(now=town.now)
    visitor.post("remove", {"id": id})
    page = visitor.get("removed").text
    folder = visitor.session.left.folder
    assert say("cli.removed_remains", n=1, folder=str(folder)) in page
    assert "notes 2026-11-23 21.30.00.dat" in page


@pytest.mark.parametrize("act", ["change", "say_again", "forget_earlier", "remove", "undo"])
def test_nothing_is_changed_without_the_token_by_asking_or_when_locked(reader, act):
    sent = form_of(reader, "r6") | {"belief": "other", "number": "0"}
    before = reader.session.vault.diary().records
    assert reader.post(act, sent, token=False).status == 403
    assert reader.get(act).status in (404, 405)
    assert reader.session.vault.diary().records == before
    vault = reader.session.vault
    reader.session.vault = None
    assert reader.post(act, sent).to == "unlock"
    reader.session.vault = vault
    assert vault.diary().records == before


def test_no_word_of_hers_stands_in_a_header_or_a_title(reader):
    answers = [
        change(reader, "r6", belief="bimatlam", topic="bimatlam", note="bimatlam"),
        reader.get(f"record?r={reader.session.handle('r6')}"),
        reader.post("remove", {"id": "r6"}),
        reader.get("removed"),
    ]
    assert all("bimatlam" not in value for answer in answers for _, value in answer.raw)
    assert "bimatlam" in answers[1].text
    assert answers[1].title == say("title.notes")


def test_every_item_of_the_form_can_be_answered_left_out_and_taken_away(reader):
    page = reader.get(f"record?r={reader.session.handle('r0')}").text
    for item in ITEMS:
        assert page.count(f'name="{item}"') == 13
