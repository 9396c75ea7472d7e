"""Write: what is asked, what is kept and as what, and how it is taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.pages.visiting import EVENING, PASSPHRASE, Town, Visitor
from upright.actions.questions import questions_of
from upright.actions.tries import tries_due
from upright.actions.vault import made_up_vault, open_vault
from upright.record import CheckIn, Diary, Left, Moment, Record, Try
from upright.record.words import AFTER_ITEMS, ALL_ITEMS, ITEMS, SIGNS, SIGNS_OF_DISREGARD, SIGNS_OF_REGARD
from upright.wording import say

ASKED = questions_of(EVENING.date())
OTHERS = tuple(item for item in ITEMS if item not in ASKED)


@pytest.fixture
def writer(town: Town) -> Visitor:
    """A browser with an empty diary open."""
    visitor = Visitor(town).look_round()
    visitor.session.opened(made_up_vault(Diary()), now=town.now)
    return visitor


def kept(visitor: Visitor) -> tuple[Record, ...]:
    return visitor.session.vault.diary().records


def test_the_four_questions_of_the_day_are_asked_and_nothing_is_picked(writer):
    page = writer.get("write").text
    assert [item for item in ITEMS if say(f"item.{item}.question") in page.partition('class="head2 others"')[0]] == [
        item for item in ITEMS if item in ASKED
    ]
    assert " checked" not in page
    assert " selected" not in page
    for item in ITEMS:
        assert page.count(f'name="{item}"') == 12


def test_each_kind_of_nothing_is_kept_apart(writer):
    zero, left_out, missing, answered = ASKED
    writer.save(**{zero: "0", left_out: "skipped", answered: "7"})
    (record,) = kept(writer)
    assert isinstance(record, CheckIn)
    assert record.ratings == {zero: 0, answered: 7}
    assert record.skipped == (left_out,)
    assert record.not_asked == OTHERS
    assert missing not in record.not_asked
    assert not record.uneventful


def test_another_question_can_be_answered_and_is_then_no_longer_not_asked(writer):
    writer.save(**{OTHERS[0]: "10"})
    (record,) = kept(writer)
    assert record.ratings == {OTHERS[0]: 10}
    assert record.not_asked == OTHERS[1:]


def test_from_the_day_she_left_the_five_questions_of_that_time_are_asked_and_the_seven_are_at_hand(writer):
    writer.session.vault.add([Left(at=EVENING - timedelta(days=3))])
    page = writer.get("write").text
    first, _, others = page.partition('class="head2 others"')
    assert [item for item in ALL_ITEMS if f'name="{item}"' in first] == list(AFTER_ITEMS)
    assert [item for item in ALL_ITEMS if f'name="{item}"' in others] == list(ITEMS)
    writer.save(lonely="0", relief="skipped")
    writer.save(space="4", worth="6")
    _, alone, with_own = kept(writer)
    assert (alone.ratings, alone.skipped, alone.not_asked) == ({"lonely": 0}, ("relief",), ())
    assert set(with_own.not_asked) == set(ITEMS) - {"worth"}


def test_nothing_happened_is_an_answer_of_its_own(writer):
    writer.save(uneventful="yes")
    (record,) = kept(writer)
    assert record.uneventful
    assert record.ratings == {}


def test_a_form_without_anything_saves_nothing_and_says_so(writer):
    answer = writer.save()
    assert answer.status == 422
    assert say("page.write.nothing_entered") in answer.text
    assert kept(writer) == ()


def test_an_evening_is_saved_once_with_time_zone_and_hour_of_writing(writer):
    writer.save(
        **{ASKED[0]: "4"},
        sign=["thanked", "tested"],
        weight__tested="3",
        way="asked",
        new_topic="việc nhà",
        note="  lâu  ",
    )
    found = kept(writer)
    assert [one.kind for one in found] == ["checkin", "moment", "moment", "try"]
    check_in, tested, thanked, tried = found
    assert check_in.note == "lâu"
    assert (tested.sign, tested.weight, thanked.sign, thanked.weight) == ("tested", 3, "thanked", 1)
    assert (tried.way, tried.topic, tried.outcome) == ("asked", "việc nhà", "pending")
    assert {one.at for one in found} == {one.written_at for one in found} == {EVENING}
    assert {one.zone for one in found} == {"Asia/Ho_Chi_Minh"}


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_can_be_noted(writer, sign):
    writer.save(sign=sign)
    assert [one.sign for one in kept(writer)] == [sign]


def test_the_two_sides_have_the_same_number_of_signs_and_change_places_from_day_to_day(writer):
    first = writer.get("write").text
    writer.town.pass_by(days=1)
    second = Visitor(writer.town).look_round().get("write").text
    places = [page.index("s-thanked") < page.index("s-tested") for page in (first, second)]
    assert sorted(places) == [False, True]
    assert len(SIGNS_OF_REGARD) == len(SIGNS_OF_DISREGARD)


def test_nothing_happened_beside_something_is_asked_about_and_nothing_typed_is_lost(writer):
    answer = writer.save(
        uneventful="yes", sign="thanked", note="còn đây", **{ASKED[0]: "6"}, way="asked", new_topic="x y"
    )
    assert answer.status == 422
    assert say("page.write.nothing_and_something") in answer.text
    assert "còn đây</textarea>" in answer.text
    assert 'value="x y"' in answer.text
    assert answer.text.count(" checked") == 4
    assert kept(writer) == ()


def test_a_topic_without_a_way_is_asked_about(writer):
    assert say("page.write.topic_without_way") in writer.save(topic="money").text
    assert kept(writer) == ()


def test_the_same_form_sent_twice_is_kept_once(writer):
    form = writer.get("write")
    sent = {"day": form.field("day"), "form_id": form.field("form_id"), "sign": "thanked"}
    assert [writer.post("save", sent).to for _ in range(2)] == ["write", "write"]
    assert len(kept(writer)) == 1


def test_two_open_tabs_both_save(writer):
    one, other = writer.get("write"), writer.get("write")
    for form, sign in ((one, "thanked"), (other, "listened")):
        writer.post("save", {"day": form.field("day"), "form_id": form.field("form_id"), "sign": sign})
    assert [record.sign for record in kept(writer)] == ["thanked", "listened"]


def test_a_save_can_be_undone_for_ten_seconds(writer):
    writer.save(sign="thanked")
    writer.save(sign=["tested", "belittled"], note="x")
    page = writer.get("write").text
    assert say("page.write.saved_at", time="21:30") in page
    writer.town.pass_by(seconds=10)
    assert writer.post("undo").to == "write"
    assert [one.sign for one in kept(writer)] == ["thanked"]
    assert say("page.write.undone") in writer.get("write").text
    assert writer.post("undo").status == 422


def test_after_ten_seconds_it_stays(writer):
    writer.save(sign="thanked")
    writer.town.pass_by(seconds=14)
    assert say("nav.undo") not in writer.get("write").text
    answer = writer.post("undo")
    assert answer.status == 422
    assert say("page.write.too_late") in answer.text
    assert len(kept(writer)) == 1


def put(visitor: Visitor, *tries: tuple[int, str]) -> list[str]:
    return [
        visitor.session.vault.add(
            [Try(at=EVENING - timedelta(days=days), way="asked", topic=topic, outcome="pending")]
        )[0]
        for days, topic in tries
    ]


def test_what_came_of_a_try_is_asked_after_a_few_days_two_at_a_time(writer):
    put(writer, (1, "hai"), (3, "ba"), (20, "bốn"), (40, "năm"), (90, "sáu"))
    page = writer.get("write").text
    asked = [topic for topic in ("hai", "ba", "bốn", "năm", "sáu") if f"· {topic}<" in page]
    assert asked == ["bốn", "năm"]


def test_an_outcome_is_kept_with_the_evening_and_undone_with_it(writer):
    (id,) = put(writer, (5, "tiền"))
    writer.save(**{f"outcome__{id}": "dismissed"}, sign="thanked")
    tried = writer.session.vault.get(id)
    assert (tried.outcome, tried.outcome_at) == ("dismissed", EVENING)
    assert say("outcome.question") not in writer.get("write").text
    writer.post("undo")
    assert writer.session.vault.get(id).outcome == "pending"
    assert [one.kind for one in kept(writer)] == ["try"]


def test_no_answer_yet_is_asked_again_in_a_week(writer):
    (id,) = put(writer, (5, "tiền"))
    assert writer.save(**{f"outcome__{id}": "pending"}).to == "write"
    vault, today = writer.session.vault, EVENING.date()
    assert tries_due(vault, today + timedelta(days=6)) == ()
    assert [one.id for one in tries_due(vault, today + timedelta(days=7))] == [id]
    assert vault.get(id).outcome == "pending"


def test_an_outcome_for_what_is_no_try_changes_nothing(writer):
    assert writer.save(outcome__zzzz="changed", sign="thanked").status == 422
    assert kept(writer) == ()


def test_another_day_asks_its_own_questions_and_is_kept_at_noon(writer):
    day = date(2026, 11, 20)
    assert writer.post("other_day", {"day": "2026-11-20"}).to == "write"
    page = writer.get("write")
    assert say("page.write.lead_other", date=day) in page.text
    item = questions_of(day)[0]
    writer.save(**{item: "3"})
    (record,) = kept(writer)
    assert record.at.isoformat() == "2026-11-20T12:00:00+07:00"
    assert record.not_asked == tuple(one for one in ITEMS if one not in questions_of(day))
    writer.post("other_day", {"day": "2026-11-23"})
    assert say("page.write.lead", date=EVENING) in writer.get("write").text


@pytest.mark.parametrize(
    ("time", "kept_at"),
    [
        ("21:05", "2026-11-20T21:05:00+07:00"),
        ("01:15", "2026-11-21T01:15:00+07:00"),
        ("04:00", "2026-11-20T04:00:00+07:00"),
    ],
)
def test_a_time_can_be_said_and_the_night_belongs_to_the_evening_before(writer, time, kept_at):
    writer.post("other_day", {"day": "2026-11-20"})
    writer.save(sign="thanked", time=time)
    assert kept(writer)[0].at.isoformat() == kept_at


@pytest.mark.parametrize("day", ["2026-11-24", "1899-12-31", "9999-12-31"])
def test_a_day_that_cannot_be_is_refused(writer, day):
    assert writer.post("other_day", {"day": day}).status == 422
    form = writer.get("write")
    assert writer.post("save", {"day": day, "form_id": form.field("form_id"), "sign": "thanked"}).status == 422
    assert kept(writer) == ()


@pytest.mark.parametrize("time", ["25:00", "x", "12", "23:59"])
def test_a_time_that_cannot_be_is_refused(writer, time):
    assert writer.save(sign="thanked", time=time).status == 422


def test_after_midnight_it_is_still_the_evening_s_day(writer):
    writer.town.pass_by(hours=3, minutes=30)
    visitor = Visitor(writer.town).look_round()
    visitor.session.opened(made_up_vault(Diary()), now=writer.town.now)
    page = visitor.get("write")
    assert page.field("day") == "2026-11-23"
    assert "Monday night" in page.text


def test_her_words_are_escaped_wherever_they_stand(writer):
    writer.save(way="asked", new_topic='<script>alert("x")</script>', note="</textarea><img>")
    page = writer.get("write")
    assert b"<script>alert" not in page.body
    assert b"&lt;script&gt;" in page.body
    assert b"<img>" not in page.body


def test_nothing_she_wrote_stands_in_an_address_or_a_header(writer):
    answers = [
        writer.save(way="asked", new_topic="bimatlam", note="bimatlam"),
        writer.post("undo"),
        writer.get("write"),
    ]
    assert all("bimatlam" not in value for answer in answers for _, value in answer.raw)


def test_a_save_is_on_the_disk_before_the_answer(town):
    visitor = Visitor(town.with_file()).unlock()
    assert visitor.save(sign="thanked").to == "write"
    with open_vault(town.vault, PASSPHRASE) as other:
        assert [one.sign for one in other.diary().of(Moment)] == ["thanked"]


def test_two_programs_on_one_file_lose_nothing(town, tmp_path):
    one = Visitor(town.with_file()).unlock()
    other_town = Town(tmp_path)
    other = Visitor(other_town).unlock()
    for turn in range(5):
        one.save(note=f"a{turn}")
        other.save(note=f"b{turn}")
    assert sorted(record.note for record in kept(one)) == sorted(f"{who}{turn}" for who in "ab" for turn in range(5))
    other.post("exit")


def test_check_9_no_word_of_hers_is_on_the_disk_in_the_clear(town):
    marker = "dấu vết không ai thấy"
    visitor = Visitor(town).make_file()
    visitor.save(way="asked", new_topic=marker, note=marker, sign="tested")
    visitor.save(note=marker + " lần nữa")
    visitor.post("undo")
    town.house.sessions.sweep(town.now + timedelta(seconds=30))
    seen = b"".join(path.read_bytes() for path in town.folder.rglob("*") if path.is_file())
    assert len(seen) > 8192
    for form in (marker.encode(), marker.encode("utf-16-le"), b"d\\u1ea5u", b"SQLite format 3"):
        assert form not in seen
    visitor.post("exit")
    with open_vault(town.vault, PASSPHRASE) as vault:
        assert marker in vault.diary().to_json()  # there was something that could have been seen


@pytest.mark.parametrize("answer", ["five", "-1", "11", "7.5", "1e1"])
def test_an_answer_that_is_no_number_of_the_scale_is_asked_about_and_not_dropped(writer, answer):
    sent = writer.save(**{ASKED[0]: answer, ASKED[1]: "6"}, sign="thanked")
    assert sent.status == 422
    assert say("page.write.no_rating") in sent.text
    assert kept(writer) == ()


def test_a_day_that_is_no_date_is_asked_about_and_not_taken_for_today(writer):
    sent = writer.save(**{ASKED[0]: "5"}, day="2026-02-31")
    assert sent.status == 422 and say("page.record.no_day") in sent.text
    assert kept(writer) == ()
    assert writer.post("other_day", {"day": "31/02"}).status == 422
    assert writer.post("other_day", {"day": ""}).status == 303
