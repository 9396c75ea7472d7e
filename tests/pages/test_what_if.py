"""Three paths as a page: with figures and tables while the gate is open, one sentence after a yes, else nothing."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest

from tests.pages.visiting import Town, Visitor
from tests.plan.test_whatif import LEARNT, NOT_ESTABLISHED, NOW, diary
from upright.actions.read import LEARNT as KEPT_AS
from upright.actions.read import _mark
from upright.actions.safety import gate
from upright.actions.vault import made_up_vault
from upright.model.learn import Learnt
from upright.pages import readings
from upright.plan.whatif import what_if
from upright.record import Diary, Safety
from upright.record.days import DAY_STARTS
from upright.record.words import SAFETY_TOPICS
from upright.wording import say


def opened(town: Town, found: Diary, learnt: Learnt | None = LEARNT, language: str = "en") -> Visitor:
    """A browser with a diary open in which these fits are kept, as if they had been worked out before."""
    visitor = Visitor(town).look_round()
    town.now = NOW
    vault = made_up_vault(found)
    if learnt is not None:
        mark = _mark(vault.diary(), NOW, DAY_STARTS)
        vault.keep_artefact(KEPT_AS, f"{mark}\n{learnt.to_json()}".encode())
    visitor.session.opened(vault, now=NOW)
    visitor.session.language = language
    visitor.get("write")
    return visitor


@pytest.mark.parametrize("language", ["en", "vi"])
def test_three_paths_each_with_its_figure_its_table_what_it_assumes_and_its_doubt(town, language):
    visitor = opened(town, diary(), language=language)
    assert 'href="what_if"' in visitor.get("read").text
    page = visitor.get("what_if")
    found = what_if(diary(), NOW, language=language, learnt=LEARNT)
    assert page.status == 200 and len(found.paths) == 3
    for path in found.paths:
        for text in (path.text, *path.assumes, *path.unsure):
            assert text in page.text
    assert page.text.count('<svg class="plot" role="img"') == page.text.count("<table>") == 3
    assert found.text in page.text and found.caveat in page.text
    for id in re.findall(r'aria-labelledby="([^"]+)"', page.text):
        assert all(f'id="{one}"' in page.text for one in id.split())


def test_the_table_holds_the_course_and_the_drawing_lies_within_its_frame(town):
    page = opened(town, diary()).get("what_if").text
    tables = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = [
        [re.findall(r"<t[hd][^>]*>(.*?)</t", row) for row in table.split("</tr>") if "<t" in row] for table in tables
    ]
    assert [len(one) for one in rows] == [2, 2, 8]
    found = {path.id: path for path in what_if(diary(), NOW, learnt=LEARNT).paths}
    assert float(rows[1][1][2]) == pytest.approx(found["parity"].estimate, abs=0.006)
    assert float(rows[2][-1][2]) == pytest.approx(found["apart"].estimate, abs=0.006)
    for d in re.findall(r'class="(?:k l|bk far|br far|r l dash)" d="(M[^"]*)"', page):
        heights = [float(pair.split()[1]) for pair in re.split(r"[MLZ]", d) if len(pair.split()) == 2]
        assert all(0 <= height <= 204 for height in heights)


def test_courses_begin_today_and_widen_to_the_interval_after_four_weeks():
    for path in what_if(diary(), NOW, learnt=LEARNT).paths:
        (first, last) = path.course[0], path.course[-1]
        assert (first[0], last[0]) == (0, 28)
        assert last[1:] == (path.estimate, *path.interval)
        assert all(low <= value <= high for _, value, low, high in path.course)
        assert [day for day, *_ in path.course] == sorted(day for day, *_ in path.course)


def test_where_no_loop_was_told_it_says_what_it_waits_for_and_draws_nothing(town):
    page = opened(town, diary(), Learnt(NOT_ESTABLISHED, {}, {}, None)).get("what_if").text
    assert say("whatif.not_yet") in page and "<svg" not in page


@pytest.mark.parametrize("language", ["en", "vi"])
def test_after_a_yes_one_sentence_and_no_path(town, language):
    visitor = opened(town, diary(answers={"watched": "unsure"}), language=language)
    read, page = visitor.get("read").text, visitor.get("what_if").text
    for text in (read, page):
        assert say("safety.kept_quiet", language) in text
    assert 'href="what_if"' not in read
    assert "<figure" not in page and not any(say(f"whatif.{one}", language) in page for one in ("parity", "caveat"))


def test_unanswered_there_is_no_link_to_it_and_the_page_leads_to_the_questions(town):
    visitor = opened(town, diary(answers={}))
    assert "what_if" not in visitor.get("read").text and say("safety.kept_quiet") not in visitor.get("read").text
    page = visitor.get("what_if").text
    assert say("whatif.off") in page and f'<a href="safety">{say("page.safety.eight")}</a>' in page
    assert "<figure" not in page


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    ("answers", "id"), [(None, "whatif.title"), ({"fear": "yes"}, "page.what_if.title"), ({}, "page.what_if.title")]
)
def test_the_heading_names_three_paths_where_they_are_shown_alone(town, language, answers, id):
    page = opened(town, diary(answers=answers), language=language).get("what_if").text
    assert f"<h1>{say(id, language)}</h1>" in page


def test_the_paths_are_shown_after_eight_times_no_that_is_not_kept(town):
    visitor = opened(town, diary(answers={}))
    visitor.post("answer", dict.fromkeys(SAFETY_TOPICS, "no"))
    assert visitor.get("what_if").text.count("<figure") == 3


def test_the_made_up_diary_can_show_them(town):
    visitor = opened(town, diary(answers={}))
    visitor.session.demo = True
    visitor.post("answer", dict.fromkeys(SAFETY_TOPICS, "no") | {"keep": "yes"})
    assert gate(visitor.session.vault) == "open"


@pytest.mark.parametrize(("answers", "linked"), [(None, True), ({"fear": "yes"}, False), ({}, False)])
def test_decide_leads_there_while_the_gate_is_open_and_else_does_not(town, answers, linked):
    visitor = opened(town, diary(answers=answers))
    visitor.session.passed.add("decide")
    page = visitor.get("decide")
    assert page.status == 200 and ('href="what_if"' in page.text) == linked


def test_a_yes_of_this_session_counts_though_it_is_not_kept(town):
    visitor = opened(town, diary())
    visitor.post("answer", dict.fromkeys(SAFETY_TOPICS, "no") | {"fear": "yes"})
    page = visitor.get("what_if").text
    assert say("safety.kept_quiet") in page and "<figure" not in page


def test_a_yes_that_is_kept_takes_the_paths_away_at_once(town):
    visitor = opened(town, diary())
    assert "<figure" in visitor.get("what_if").text
    visitor.session.vault.add([Safety(at=NOW - timedelta(minutes=1), answers={"fear": "yes"})])
    assert "<figure" not in visitor.get("what_if").text


def test_while_it_is_worked_out_the_page_says_so_and_can_be_asked_again_without_a_script(town, monkeypatch):
    def slow(found, **how):
        if how.get("longer", True):
            time.sleep(0.4)
        return real(found, **how)

    real = readings.reading_of
    monkeypatch.setattr(readings, "reading_of", slow)
    visitor = opened(town, diary(), learnt=None)
    page = visitor.get("what_if").text
    assert say("page.what_if.waiting") in page and 'data-waiting="" data-page="what_if"' in page
    assert '<noscript><p><a class="button" href="what_if">' in page and "<figure" not in page
    ends = time.monotonic() + 20
    while say("page.what_if.waiting") in page and time.monotonic() < ends:
        page = visitor.get("what_if").text
    # nothing was fitted here, so what the paths rest on is not there: it is said, and no path is made up
    assert say("page.what_if.failed") in page


def test_an_empty_diary_waits_for_nothing(town):
    answers = Safety(at=NOW - timedelta(days=1), answers=dict.fromkeys(SAFETY_TOPICS, "no"))
    page = opened(town, Diary(records=(answers,)), learnt=None).get("what_if").text
    assert say("whatif.not_yet") in page


def test_another_language_or_day_start_makes_them_anew(town):
    visitor = opened(town, diary())
    english = visitor.get("what_if").text
    visitor.session.language = "vi"
    vietnamese = visitor.get("what_if").text
    assert say("whatif.caveat", "vi") in vietnamese and say("whatif.caveat", "en") in english
