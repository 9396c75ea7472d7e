"""Decide: limits, what she was told, what she carries, decisions; what stands beside them, and what is kept quiet."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.pages.visiting import EVENING, PASSPHRASE, Town, Visitor
from upright.actions.safety import keep_answers
from upright.pages.book import ROUTES
from upright.pages.page import Page
from upright.record import Belief, Boundary, BoundaryEvent, CheckIn, Decision, Load, Try
from upright.record.words import BELIEFS, BOUNDARY_EVENTS, SAFETY_TOPICS
from upright.wording import date_text, say

ALL_NO = dict.fromkeys(SAFETY_TOPICS, "no")
PAGES = ("decide", "boundary", "belief", "load", "decision")


def opened(town, answers=ALL_NO) -> Visitor:
    """A file in which the questions are answered, with the gate passed."""
    visitor = Visitor(town.with_file()).unlock()
    if answers is not None:
        keep_answers(visitor.session.vault, answers, at=EVENING - timedelta(days=30))
    if visitor.get("decide").status != 200:
        visitor.post("go_on", {"to": "decide"})
    visitor.get("decide")
    return visitor


@pytest.fixture
def her(town) -> Visitor:
    return opened(town)


def only(visitor, kind):
    (record,) = visitor.session.vault.diary().of(kind)
    return record


def add(visitor, *records):
    visitor.session.vault.add(records)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_of_its_pages_stands_in_the_made_up_diary_in_both_languages(tmp_path, name, language):
    her = Visitor(Town(tmp_path, language=language)).look_round()
    assert her.get(name).to == f"safety?to={name}"
    her.post("answer", {"to": name})
    page = her.get(name)
    assert page.status == 200
    assert '<html lang="' + language in page.text
    ids = re.findall(r'\bid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


def test_they_stand_behind_one_gate_together(her):
    assert {route.name for route in ROUTES if isinstance(route, Page) and route.gated == "decide"} == set(PAGES)
    her.post("lock")
    her.unlock()
    her.post("answer", ALL_NO | {"fear": "yes"})
    assert her.get("load").to == "help_after?to=load"
    assert her.post("go_on", {"to": "load"}).to == "load"
    assert [her.get(name).status for name in PAGES] == [200] * 5


def test_it_is_in_the_bar_and_an_empty_file_has_ways_to_write_everything(her):
    page = her.get("decide").text
    assert 'href="decide" aria-current="page"' in page
    assert say("page.decide.lead") in page
    for name in ("boundary", "belief", "load", "decision"):
        assert f'href="{name}"' in page
    assert "<svg" not in page


# Limits


def test_a_limit_is_written_and_shown_in_its_two_parts(her):
    sent = {"if": "there is shouting", "then": "I leave the room", "need": "quiet", "review_on": "2026-12-01"}
    assert her.post("save_limit", sent).to == "decide"
    limit = only(her, Boundary)
    assert (limit.if_, limit.then, limit.need, limit.review_on) == (
        "there is shouting", "I leave the room", "quiet", date(2026, 12, 1),
    )  # fmt: skip
    page = her.get("decide").text
    for text in ("there is shouting", "I leave the room", "quiet", date_text(date(2026, 12, 1))):
        assert text in page
    assert say("nav.undo") in page
    assert her.post("undo", {"back": "decide"}).to == "decide"
    assert not her.session.vault.diary().of(Boundary)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_limit_about_their_act_is_asked_about_and_may_stay_as_it_is(tmp_path, language):
    her = opened(Town(tmp_path, language=language))
    sent = {"if": "it is late", "then": {"en": "they apologise to me", "vi": "anh ấy phải xin lỗi tôi"}[language]}
    answer = her.post("save_limit", sent)
    assert answer.status == 422
    assert say("boundary.their_act", language) in answer.text
    assert sent["then"] in answer.text
    assert not her.session.vault.diary().of(Boundary)
    assert her.post("save_limit", sent | {"as_it_is": "yes"}).to == "decide"
    assert only(her, Boundary).then == sent["then"]


def test_a_limit_that_watches_someone_is_not_kept_and_the_help_for_it_is_named(her):
    sent = {"if": "they go out", "then": "I will follow them and read their phone"}
    for extra in ({}, {"as_it_is": "yes"}):
        answer = her.post("save_limit", sent | extra)
        assert answer.status == 422
        assert say("boundary.refused") in answer.text
        assert 'href="help_now#h-own_acts"' in answer.text
    assert 'id="h-own_acts"' in her.get("help_now").text
    assert not her.session.vault.diary().of(Boundary)


def test_a_limit_cannot_be_changed_into_one_that_watches_someone(her):
    her.post("save_limit", {"if": "they go out", "then": "I go to bed"})
    limit = only(her, Boundary)
    page = her.get(f"record?r={her.session.handle(limit.id)}").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    sent = {"id": limit.id, "seen": seen, "if": "they go out", "then": "I will follow them", "day": "", "time": ""}
    answer = her.post("change", sent)
    assert answer.status == 422
    assert 'href="help_now#h-own_acts"' in answer.text
    assert only(her, Boundary).then == "I go to bed"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_limit_changed_into_one_about_their_act_is_asked_about_on_its_own_page_too(tmp_path, language):
    her = opened(Town(tmp_path, language=language))
    her.post("save_limit", {"if": "it is late", "then": "I go to bed"})
    limit = only(her, Boundary)
    page = her.get(f"record?r={her.session.handle(limit.id)}").text
    theirs = {"en": "they apologise to me", "vi": "anh ấy phải xin lỗi tôi"}[language]
    sent = {"id": limit.id, "seen": re.search(r'name="seen" value="([^"]+)"', page)[1], "if": "it is late"}
    answer = her.post("change", sent | {"then": theirs, "note": "mine"})
    assert answer.status == 422
    assert say("boundary.their_act", language) in answer.text and say("page.boundary.as_it_is", language) in answer.text
    assert theirs in answer.text and "mine" in answer.text
    assert only(her, Boundary).then == "I go to bed"
    assert her.post("change", sent | {"then": theirs, "as_it_is": "yes"}).status == 303
    assert only(her, Boundary).then == theirs
    page = her.get(f"record?r={her.session.handle(limit.id)}").text
    again = sent | {"then": theirs, "seen": re.search(r'name="seen" value="([^"]+)"', page)[1], "note": "only a note"}
    assert her.post("change", again).status == 303  # words that were kept as they are, are not asked about again


@pytest.mark.parametrize("then", ["I will follow them and read their phone", "I go to bed"])
def test_one_that_watches_someone_and_stands_in_the_file_is_asked_nothing_and_has_its_help_beside_it(her, then):
    old = EVENING - timedelta(days=40)
    add(her, Boundary(at=old, if_="they go out", then=then, review_on=date(2026, 11, 1)))
    page, refused = her.get("decide").text, then != "I go to bed"
    assert then in page
    for id in ("prompt.limit.due", "prompt.limit.happened"):
        assert (say(id) in page) != refused
    assert (say("boundary.refused") in page) == ('href="help_now#h-own_acts"' in page) == refused


@pytest.mark.parametrize("missing", ["if", "then"])
def test_half_a_limit_comes_back_with_what_was_typed(her, missing):
    sent = {"if": "aaa", "then": "I bbb", "need": "ccc", "review_on": "soon"} | {missing: " "}
    answer = her.post("save_limit", sent)
    assert answer.status == 422
    assert "ccc" in answer.text
    assert not her.session.vault.diary().of(Boundary)


@pytest.mark.parametrize("what", BOUNDARY_EVENTS)
def test_what_happened_with_a_limit_is_noted_for_a_day_and_can_be_undone(her, what):
    her.post("save_limit", {"if": "a", "then": "I b"})
    id = only(her, Boundary).id
    assert her.post("note_limit", {"id": id, "what": what, "day": "2026-11-20"}).to == "decide"
    (event,) = only(her, Boundary).events
    assert (event.what, event.at.date()) == (what, date(2026, 11, 20))
    page = her.get("decide").text
    assert f"<b>{say(f'boundary.{what}')}</b> {date_text(date(2026, 11, 20))}" in page
    assert her.post("undo", {"back": "decide"}).to == "decide"
    assert only(her, Boundary).events == ()


@pytest.mark.parametrize("sent", [{"what": "won"}, {"what": "kept", "day": "2027-01-01"}, {"what": "kept", "day": "x"}])
def test_what_cannot_have_happened_is_not_noted(her, sent):
    her.post("save_limit", {"if": "a", "then": "I b"})
    id = only(her, Boundary).id
    assert her.post("note_limit", {"id": id, "day": ""} | sent).status == 422
    assert her.post("note_limit", {"id": "other", "what": "kept"}).status == 422
    assert only(her, Boundary).events == ()


def course(change):
    days = [(n, 3 + n % 2) for n in range(70, 35, -1)] + [(n, change + n % 2) for n in range(35, 0, -1)]
    return [
        CheckIn(at=EVENING - timedelta(days=n), ratings=dict.fromkeys(("reliable", "respected", "unprompted"), value))
        for n, value in days
    ]


@pytest.mark.parametrize("said", [35, 3])
def test_what_changed_after_a_limit_stands_with_its_doubt_or_with_what_it_would_take(her, said):
    stated = BoundaryEvent(at=EVENING - timedelta(days=said), what="stated")
    add(her, *course(8), Boundary(at=stated.at, if_="a", then="I b", events=(stated,)))
    page = her.get("decide").text
    if said == 35:
        assert re.search(r"\(.*(in 10|in 20)", page)
        assert say("reading.would_change") in page
    else:
        assert say("reading.not_yet.change_boundary.text", date=stated.at.date()) in page


# Beliefs, load


@pytest.mark.parametrize("belief", BELIEFS)
def test_a_belief_is_picked_and_stands_beside_its_ledger(her, belief):
    assert her.post("save_belief", {"known": belief, "topic": "housework"}).to == "decide"
    found = only(her, Belief)
    assert (found.belief, found.topic) == (belief, "housework")
    page = her.get("decide").text
    own = "reading.fact.belief_for_the_children" if belief == "for_the_children" else "reading.fact.belief_nothing"
    assert say(f"belief.{belief}") in page
    assert say(own) in page


def test_her_own_words_count_before_what_is_picked_and_nothing_is_no_belief(her):
    her.post("save_belief", {"known": "give_it_time", "own": "thuyền theo lái"})
    assert only(her, Belief).belief == "thuyền theo lái"
    assert her.post("save_belief", {"topic": "x"}).status == 422


def test_the_ledger_is_said_as_readily_when_it_supports_the_belief(her):
    asked = Try(at=EVENING - timedelta(days=9), way="explained", topic="t", outcome="changed", outcome_at=EVENING)
    add(her, asked, Belief(at=EVENING - timedelta(days=2), belief="explain_better"))
    assert say("count.changes", n=1) in her.get("decide").text


def test_hours_are_summed_by_area_and_what_is_empty_is_not_said(her):
    for sent in (
        {"task": "cooking", "area": "household", "mine": "9", "theirs": "0"},
        {"task": "Cooking", "area": "household", "mine": "7,5", "theirs": "1"},
        {"task": "trips", "area": "planning", "mine": "2", "theirs": ""},
    ):
        her.session.saved_forms.clear()
        assert her.post("save_load", sent).to == "load"
    assert [one.hours_week_theirs for one in her.session.vault.diary().of(Load)] == [0, 1, None]
    page = her.get("load").text
    unsaid = say("cli.list.not_said")
    assert say("page.load.area", area=say("area.household"), mine="7.5", theirs="1") in page
    assert say("page.load.area", area=say("area.planning"), mine="2", theirs=unsaid) in page
    assert say("page.load.total", mine="9.5", theirs="1") in page
    assert say("page.load.unsaid", n=1) in page
    assert say("load.sum") in page
    assert say("load.would_stop") in page
    assert say("page.load.back", hours=say("page.load.hours", hours="9.5")) in page
    assert say("page.load.total", mine="9.5", theirs="1") in her.get("decide").text


@pytest.mark.parametrize("sent", [{"task": ""}, {"area": "space"}, {"mine": "169"}, {"theirs": "many"}])
def test_what_cannot_be_carried_comes_back(her, sent):
    answer = her.post("save_load", {"task": "cooking", "area": "money", "mine": "3", "theirs": "2"} | sent)
    assert answer.status == 422
    assert 'value="3"' in answer.text or "mine" in sent
    assert not her.session.vault.diary().of(Load)


# Decisions


FULL = {
    "choice": "undecided", "stay": "7", "leave": "5", "reasons": "one\ntwo", "values": "quiet", "support": "my sister",
    "unnoticed": "yes", "come_back": "unsure", "came_about": "no", "review_on": "2027-01-02",
}  # fmt: skip


def test_a_decision_holds_all_she_said(her):
    assert her.post("save_decision", FULL).to == "decide"
    found = only(her, Decision)
    assert (found.choice, found.stay, found.leave, found.reasons) == ("undecided", 7, 5, ("one", "two"))
    assert (found.values, found.support) == ("quiet", "my sister")
    assert (found.unnoticed, found.come_back, found.came_about) == ("yes", "unsure", "no")
    assert found.review_on == date(2027, 1, 2)
    for name in ("decide", "decision"):
        page = her.get(name).text
        for text in ("quiet", "my sister", "one two", date_text(date(2027, 1, 2))):
            assert text in page


@pytest.mark.parametrize("choice", ["stay", "leave", "undecided"])
@pytest.mark.parametrize("come_back", ["yes", "no", ""])
def test_no_answer_stands_in_the_way_of_a_decision(her, choice, come_back):
    her.post("save_decision", {"choice": choice, "unnoticed": "no", "come_back": come_back, "came_about": "yes"})
    found = only(her, Decision)
    assert (found.choice, found.stay, found.leave, found.come_back) == (choice, None, None, come_back or None)


def test_without_a_choice_it_comes_back_with_all_that_was_given(her):
    answer = her.post("save_decision", FULL | {"choice": ""})
    assert answer.status == 422
    assert say("page.decision.no_choice") in answer.text
    for text in ("quiet", "my sister", "one\ntwo", "2027-01-02"):
        assert text in answer.text
    assert answer.text.count(" checked") == 5
    assert not her.session.vault.diary().of(Decision)


def test_every_part_of_a_decision_can_be_changed_and_what_is_not_touched_stays(her):
    her.post("save_decision", FULL)
    found = only(her, Decision)
    page = her.get(f"record?r={her.session.handle(found.id)}").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    sent = FULL | {"id": found.id, "seen": seen, "come_back": "no", "support": "", "day": "", "time": "", "note": ""}
    assert her.post("change", sent).status == 303
    after = only(her, Decision)
    assert (after.come_back, after.support, after.values, after.review_on) == ("no", "", "quiet", date(2027, 1, 2))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_stay_and_leave_are_drawn_over_time_with_a_table(tmp_path, language):
    her = opened(Town(tmp_path, language=language))
    one = Decision(at=EVENING - timedelta(days=20), choice="undecided", stay=8, leave=3)
    add(her, one)
    assert "<svg" not in her.get("decide").text
    add(her, Decision(at=EVENING - timedelta(days=9), choice="undecided", stay=6.5))
    add(her, Decision(at=EVENING - timedelta(days=1), choice="leave", stay=4, leave=7))
    page = her.get("decide").text
    assert page.count('<svg class="plot" role="img"') == 1
    last = {"date": EVENING.date() - timedelta(days=1), "stay": 4, "leave": 7}
    assert say("reading.figure.weighing.title", language, **last) in page
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>", page)
    assert len(rows) == 3
    assert rows[1][2] == "–"
    assert rows[2][1:] == ("4", "7")


# What the gate keeps quiet


def written(visitor):
    old = EVENING - timedelta(days=40)
    add(
        visitor,
        Boundary(at=old, if_="aaa", then="I bbb", review_on=date(2026, 11, 1)),
        Decision(at=old, choice="stay", reasons="ccc", review_on=date(2026, 11, 1)),
    )


@pytest.mark.parametrize("answers", [None, ALL_NO | {"neck": "skipped"}, ALL_NO | {"fear": "yes"}])
def test_what_suggests_something_is_off_unless_all_was_answered_with_no_and_her_own_words_stay(town, answers):
    her = opened(town, answers)
    if her.get("decide").status != 200:
        her.post("answer", {"to": "decide"})
    begun = her.get("decide").text
    written(her)
    page = her.get("decide").text
    assert begun.count(say("prompt.limit.begin")) == 0
    for id in ("prompt.limit.due", "prompt.limit.happened", "prompt.decision.due"):
        assert say(id) not in page
    for own in ("aaa", "I bbb", "ccc", date_text(date(2026, 11, 1))):
        assert own in page
    assert 'action="note_limit"' in page
    assert (say("safety.kept_quiet") in page) == (answers is not None and "yes" in answers.values())
    assert her.post("save_limit", {"if": "x", "then": "I y"}).to == "decide"


def test_where_all_was_answered_with_no_they_are_there(her):
    assert say("prompt.limit.begin") in her.get("decide").text
    written(her)
    page = her.get("decide").text
    for id in ("prompt.limit.due", "prompt.limit.happened", "prompt.decision.due"):
        assert say(id) in page
    assert say("prompt.limit.begin") not in page


# Safe ground for what she typed


@pytest.mark.parametrize(
    ("act", "name", "sent"),
    [
        ("save_limit", "boundary", {"if": "aaa bbb", "then": "I ccc"}),
        ("save_belief", "belief", {"own": "aaa bbb"}),
        ("save_load", "load", {"task": "aaa bbb", "area": "money"}),
        ("save_decision", "decision", {"choice": "stay", "reasons": "aaa bbb"}),
    ],
)
def test_what_was_sent_to_a_locked_file_is_shown_again_unsaved(her, act, name, sent):
    before = len(her.session.vault.diary())
    her.town.pass_by(hours=2)
    assert her.post(act, sent).to == "unlock"
    assert her.post("open_file", {"passphrase": PASSPHRASE}).to == name
    page = her.get(name).text
    assert "aaa bbb" in page
    assert say("page.write.held") in page
    assert len(her.session.vault.diary()) == before


def test_the_same_form_sent_twice_is_kept_once(her):
    for _ in range(2):
        assert her.post("save_limit", {"if": "a", "then": "I b", "form_id": "f1"}).to == "decide"
    only(her, Boundary)


def test_hostile_words_are_shown_as_words(her):
    evil = "<script>alert(1)</script>"
    her.post("save_limit", {"if": evil, "then": f"I {evil}"})
    her.post("save_belief", {"own": evil})
    her.post("save_load", {"task": evil, "area": "money", "mine": "1"})
    her.post("save_decision", {"choice": "stay", "reasons": evil, "values": evil})
    for name in PAGES:
        body = her.get(name).body.decode()
        assert evil not in body
    assert "&lt;script&gt;" in body


def test_what_stands_beside_is_worked_out_anew_when_something_is_written(her):
    session = her.session
    add(her, Belief(at=EVENING, belief="give_it_time", topic="việc nhà"))
    first = her.get("decide").text
    kept = session.beside
    assert kept is not None and her.get("decide").status == 200 and session.beside is kept
    add(her, Try(at=EVENING, way="asked", topic="việc nhà", outcome="changed"))
    assert her.get("decide").text != first and session.beside is not kept
    her.post("lock")
    assert session.beside is None
