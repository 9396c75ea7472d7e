"""Leave: the plan as a checklist, the starting lists, the card of the day, the calendar file."""

from __future__ import annotations

import re

import pytest

from tests.pages.visiting import EVENING, PASSPHRASE, Town, Visitor, behind_the_gate
from upright.actions.safety import keep_answers
from upright.actions.settings import settings_of
from upright.actions.steps import steps_of
from upright.pages.frame import BAR
from upright.plan.starting import starting_lists
from upright.record.words import HEADINGS, SAFETY_TOPICS
from upright.wording import emergency_number, helplines, languages, say

TICKED = ["step.general.advocate", "step.general.word", "step.general.list", "step.general.hour"]


@pytest.fixture(params=languages())
def planner(request: pytest.FixtureRequest, tmp_path) -> Visitor:
    """A browser with an empty diary open, in each language."""
    visitor = behind_the_gate(tmp_path, request.param)
    visitor.get("leave")
    return visitor


def said(visitor: Visitor, id: str, **values: object) -> str:
    return say(id, visitor.session.language, **values)


def texts(visitor: Visitor) -> list[str]:
    return [step.text for step in steps_of(visitor.session.vault)]


def handle(visitor: Visitor, text: str) -> str:
    step = next(step for step in steps_of(visitor.session.vault) if step.text == text)
    return visitor.session.handle(step.id)


def add(visitor: Visitor, text: str, **fields: str):
    return visitor.post("add_step", {"text": text, "heading": "papers"} | fields)


def test_an_empty_plan_says_so_and_leads_to_the_lists(planner):
    page = planner.get("leave").text
    assert said(planner, "page.leave.empty") in page
    assert 'href="starting_list"' in page and 'href="help_now"' in page
    assert 'aria-checked="true"' not in page


def test_every_list_is_offered_and_nothing_in_it_is_ticked(planner):
    page = planner.get("starting_list").text
    every = [id for start in starting_lists() for _, id in start.steps]
    assert re.findall(r'name="step" value="([^"]+)"', page) == every
    assert all(said(planner, id) in page for id in every)
    assert " checked" not in page and '<details class="head2" open' not in page


def test_what_is_ticked_is_taken_over_and_nothing_else(planner):
    assert planner.post("take_over", {"step": TICKED}).to == "leave"
    assert sorted(texts(planner)) == sorted(said(planner, id) for id in TICKED)
    page = planner.get("leave").text
    assert said(planner, "plan.progress", done=0, n=4) in page
    assert all(said(planner, id) in page for id in TICKED)
    again = planner.get("starting_list").text
    assert again.count(said(planner, "page.starting_list.there")) == 4
    assert TICKED[0] not in re.findall(r'name="step" value="([^"]+)"', again)


def test_ticking_nothing_puts_nothing_in_and_says_so(planner):
    planner.post("take_over")
    assert texts(planner) == []
    assert said(planner, "page.starting_list.taken.zero") in planner.get("leave").text


def test_the_next_three_stand_first_then_everything_by_heading(planner):
    planner.post("take_over", {"step": TICKED})
    page = planner.get("leave").text
    first, _, rest = page.partition('id="a"')
    assert [said(planner, id) in first for id in TICKED] == [True, True, True, False]
    headings = [said(planner, f"heading.{name}") for name in HEADINGS]
    found = [name for name in headings if f"<summary>{name} <span" in rest]
    assert found == [said(planner, f"heading.{name}") for name in ("danger", "people", "papers", "day")]


def test_a_step_of_her_own_can_be_put_in_with_a_day_and_who_knows(planner):
    assert add(planner, "copies at Lan's", due_on="2026-12-01", note="Lan knows").to == "leave#here"
    page = planner.get("leave").text
    assert "copies at Lan's" in page and "Lan knows" in page and "2026" in page
    assert page.count('id="here"') == 1


@pytest.mark.parametrize(("fields", "fault"), [({}, "page.leave.no_text"), ({"due_on": "soon"}, "page.record.no_day")])
def test_a_step_that_cannot_stand_is_shown_again_with_what_was_typed(planner, fields, fault):
    text = "" if fault == "page.leave.no_text" else "my own words"
    answer = add(planner, text, note="kept here", **fields)
    assert answer.status == 422
    assert said(planner, fault) in answer.text
    assert "kept here" in answer.text and text in answer.text
    assert texts(planner) == []


def test_a_step_is_marked_done_and_not_done_by_one_tap_each(planner):
    add(planner, "a")
    add(planner, "b")
    assert planner.post("mark_step", {"r": handle(planner, "a"), "done": "yes"}).to == "leave#here"
    page = planner.get("leave").text
    assert said(planner, "plan.progress", done=1, n=2) in page
    assert page.count('aria-checked="true"') == 1
    assert "%" not in page.partition("<main")[2]
    planner.post("mark_step", {"r": handle(planner, "a"), "done": ""})
    assert 'aria-checked="true"' not in planner.get("leave").text


def test_a_step_is_moved_up_and_down(planner):
    for text in "abc":
        add(planner, text)
    assert planner.post("move_step", {"r": handle(planner, "c"), "way": "up"}).to.startswith("plan_step?r=")
    planner.post("move_step", {"r": handle(planner, "a"), "way": "down"})
    planner.post("move_step", {"r": handle(planner, "b"), "way": "down"})
    assert texts(planner) == ["c", "a", "b"]
    page = planner.get(f"plan_step?r={handle(planner, 'a')}").text
    assert [page.index(f">{text}</li>") for text in "cab"] == sorted(page.index(f">{text}</li>") for text in "cab")


def test_a_step_is_changed_on_its_page_and_put_under_another_heading(planner):
    add(planner, "a")
    page = planner.get(f"plan_step?r={handle(planner, 'a')}")
    seen = re.search(r'name="seen" value="([^"]+)"', page.text)[1]
    sent = {"r": handle(planner, "a"), "seen": seen, "text": "A", "heading": "law", "due_on": "2026-12-24", "note": "n"}
    assert planner.post("change_step", sent).to == "leave#here"
    (step,) = steps_of(planner.session.vault)
    assert (step.text, step.heading, step.due_on.isoformat(), step.note) == ("A", "law", "2026-12-24", "n")
    old = planner.post("change_step", sent | {"r": handle(planner, "A"), "text": "typed here"})
    assert old.status == 422 and "typed here" in old.text
    assert said(planner, "error.changed_meanwhile") in old.text
    assert texts(planner) == ["A"]


def test_words_typed_for_a_step_that_was_taken_out_meanwhile_are_shown(planner):
    add(planner, "a")
    gone = handle(planner, "a")
    planner.session.vault.remove(steps_of(planner.session.vault)[0].id)
    answer = planner.post("change_step", {"r": gone, "seen": "x", "text": "typed here", "heading": "law"})
    assert answer.status == 410 and "typed here" in answer.text
    assert planner.get(f"plan_step?r={gone}").to == "leave"


def test_a_step_that_there_is_not_changes_nothing(planner):
    add(planner, "a")
    for act in ("mark_step", "move_step"):
        assert planner.post(act, {"r": "0" * 18, "done": "yes", "way": "up"}).status == 422
    assert steps_of(planner.session.vault)[0].done_at is None


def test_the_card_of_the_day_holds_its_steps_who_knows_and_numbers(planner):
    add(planner, "leave at nine", heading="day", due_on="2026-12-01")
    add(planner, "Lan comes along", heading="people")
    add(planner, "not on the card", heading="papers")
    page = planner.get("day").text
    assert "leave at nine" in page and "Lan comes along" in page and "not on the card" not in page
    number = next(line.phone for line in helplines("VN") if line.phone)
    assert number in page
    assert (emergency_number("VN") or number) in page


@pytest.mark.parametrize("language", languages())
def test_where_no_number_is_known_none_is_guessed(tmp_path, language):
    town = Town(tmp_path, language=language)
    town.house.country = None
    visitor = Visitor(town).look_round()
    visitor.session.language = language
    visitor.session.passed.add("day")
    page = visitor.get("day").text
    assert "findahelpline.com" in page and 'class="tel"' not in page


def test_the_calendar_file_is_written_to_a_place_and_says_that_calendars_are_synchronised(planner, tmp_path):
    add(planner, "leave at nine", due_on="2026-12-01")
    page = planner.get("calendar").text
    assert said(planner, "plan.calendar.hint") in page and said(planner, "plan.calendar.title") in page
    file = tmp_path / "dates.ics"
    assert planner.post("write_days", {"path": str(file), "title": ""}).to == "leave"
    text = file.read_text()
    assert f"SUMMARY:{said(planner, 'plan.calendar.title')}" in text and "nine" not in text
    again = planner.post("write_days", {"path": str(file), "title": "x"})
    assert again.status == 422 and 'name="replace"' in again.text
    assert planner.post("write_days", {"path": str(file), "title": "x", "replace": "yes"}).status == 303
    telling = planner.post("write_days", {"path": str(tmp_path / "b.ics"), "title": "Leave at nine"})
    assert telling.status == 422 and not (tmp_path / "b.ics").exists()
    assert planner.post("write_days", {"path": "b.ics", "title": "x"}).status == 422


def test_leave_and_after_stand_under_more_until_they_were_opened_there_once(planner):
    def bar(page: str) -> list[str]:
        return re.findall(r'<a href="(\w+)"', page.partition("<nav")[2].partition("<details")[0])

    page = planner.get("write").text
    assert bar(page) == list(BAR)
    folded = page.partition("<summary>")[2].partition("</ul>")[0]
    assert re.findall(r'name="page" value="(\w+)"', folded) == ["leave", "after"]
    assert planner.post("unfold", {"page": "leave"}).to == "leave"
    page = planner.get("write").text
    assert bar(page) == [*BAR, "leave"] and 'class="bar many"' in page
    planner.post("unfold", {"page": "settings"})
    assert settings_of(planner.session.vault).in_bar == ("leave",)


def test_looking_at_leave_changes_nothing(planner):
    before = planner.session.vault.settings(), planner.session.vault.diary()
    for page in ("leave", "starting_list", "day", "calendar", "left", "after", "wrote_then", "begin_again"):
        assert planner.get(page).status == 200
    assert (planner.session.vault.settings(), planner.session.vault.diary()) == before


def test_nothing_outside_leave_speaks_of_its_steps(planner):
    add(planner, "leave at nine", due_on="2026-11-01")
    for page in ("write", "read", "after", "settings"):
        assert "leave at nine" not in planner.get(page).text


def test_her_words_are_escaped(planner):
    add(planner, "<b>x</b>", note="<i>y</i>")
    for page in ("leave", f"plan_step?r={handle(planner, '<b>x</b>')}", "day"):
        answer = planner.get(page)
        assert b"<b>x" not in answer.body and b"<i>y" not in answer.body


def test_a_step_sent_to_a_locked_file_is_kept_aside_and_shown_again(tmp_path):
    town = Town(tmp_path).with_file()
    visitor = Visitor(town).unlock()
    visitor.get("leave")
    add(visitor, "there")
    r = handle(visitor, "there")
    for act, fields, back in (
        ("add_step", {"text": "typed here", "heading": "law"}, "leave"),
        ("change_step", {"r": r, "seen": "x", "text": "typed here too", "heading": "law"}, f"plan_step?r={r}"),
        ("save_contact", {"by": "me", "note": "typed to him"}, "after"),
        ("save_day", {"day": "2026-11-01", "note": "typed of that day"}, "left"),
    ):
        town.pass_by(minutes=11)
        assert visitor.post(act, fields).status == 303
        visitor.get("unlock")
        assert visitor.post("open_file", {"passphrase": PASSPHRASE}).to == back
        visitor.session.passed.add(back)
        assert next(value for value in fields.values() if "typed" in value) in visitor.get(back).text
    assert texts(visitor) == ["there"]


REFUSED = {"en": "I will follow them and check their phone", "vi": "tôi sẽ theo dõi và lục điện thoại người ấy"}


def test_a_step_that_watches_or_follows_someone_gets_one_sentence_and_help_and_is_not_kept(planner):
    words = REFUSED[planner.session.language]
    answer = add(planner, words)
    assert answer.status == 422
    assert said(planner, "boundary.refused") in answer.text and 'href="help_now#h-own_acts"' in answer.text
    assert add(planner, "a", note=words).status == 422
    assert texts(planner) == []
    add(planner, "a")
    page = planner.get(f"plan_step?r={handle(planner, 'a')}").text
    seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
    sent = {"r": handle(planner, "a"), "seen": seen, "text": words, "heading": "law"}
    changed = planner.post("change_step", sent)
    assert changed.status == 422 and said(planner, "boundary.refused") in changed.text
    (step,) = steps_of(planner.session.vault)
    form = {"id": step.id, "seen": seen, "text": words, "heading": "law", "day": "2026-11-23"}
    by_record = planner.post("change", form)
    assert by_record.status == 422 and 'href="help_now#h-own_acts"' in by_record.text
    assert texts(planner) == ["a"]


def test_before_each_step_of_leave_the_eight_questions_stand(tmp_path):
    visitor = Visitor(Town(tmp_path).with_file()).unlock()
    for page in ("leave", "starting_list", "day", "calendar", "left"):
        assert visitor.get(page).to == f"safety?to={page}"
    assert visitor.get("after").status == 200


def test_after_a_yes_the_plan_can_be_read_by_way_of_the_help_page(tmp_path):
    visitor = Visitor(Town(tmp_path).with_file()).unlock()
    add(visitor, "written before")
    keep_answers(visitor.session.vault, dict.fromkeys(SAFETY_TOPICS, "yes"), at=EVENING)
    assert visitor.get("leave").to == "help_after?to=leave"
    visitor.get("help_after?to=leave")
    assert visitor.post("go_on", {"to": "leave"}).to == "leave"
    assert "written before" in visitor.get("leave").text
