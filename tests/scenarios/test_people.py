"""Sixty-six people, each with a diary: what must and what must not appear to them, in both languages.

Everything a person meets is gathered once (`meeting.py`): every page of the book before and after there is a file, and
the main commands. What holds for everyone stands in `rules.py`, what one person's story asks for in that person's file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from tests.scenarios.expecting import missing, pattern_of, unwanted
from tests.scenarios.meeting import GATED, OWN, Met, meet
from tests.scenarios.people import PEOPLE
from tests.scenarios.rules import LANGUAGES, RULES, SAMPLES, found_in
from upright.plan import check_boundary, check_letter, gate_of
from upright.wording import helplines, say, statements
from upright.wording.catalogue import text

HELP_PAGES = ("help_now", "help_after")
WITHOUT_A_WAY_OUT = ("away",)  # it stands after the way out
WHAT_IFS = ("whatif.title", "whatif.intro", "whatif.parity", "whatif.apart.nobody", "whatif.as_it_is.text")
PROMPTS = ("prompt.limit.begin", "prompt.limit.due", "prompt.limit.happened", "prompt.decision.due")
LONG_ENOUGH = 4  # letters of a word of hers that is looked for in titles and addresses: "car" may stand there by itself


@pytest.fixture(scope="module", params=[(id, language) for id in PEOPLE for language in LANGUAGES], ids="-".join)
def met(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Met]:
    """One person in one language."""
    id, language = request.param
    yield meet(PEOPLE[id], language, tmp_path_factory.mktemp("person"))


def test_what_matters_for_this_person_stands_there(met: Met) -> None:
    assert [line for asked in met.person.must if (line := missing(met, asked))] == []


def test_what_must_never_stand_before_this_person_does_not(met: Met) -> None:
    assert [line for asked in met.person.never if (line := unwanted(met, asked))] == []


def test_what_holds_for_everyone_holds_at_every_place(met: Met) -> None:
    found = {place: broken for place, one in met.texts.items() if (broken := found_in(one, met.language))}
    assert found == {}


def test_help_now_and_exit_are_on_every_page(met: Met) -> None:
    for place, seen in {**met.before, **met.pages}.items():
        if place in WITHOUT_A_WAY_OUT:
            continue
        assert 'action="exit"' in seen.source, place
        assert place in HELP_PAGES or 'href="help_now"' in seen.source, place


def test_the_first_use_warning_stands_before_anything_is_saved(met: Met) -> None:
    for number in range(1, 5):
        assert text(f"first_use.{number}", met.language) in met.whole["before welcome"]


def test_every_statement_stands_with_its_probability_its_n_its_span_and_what_would_change_it(met: Met) -> None:
    assert met.reading is not None
    for one in met.reading.statements:
        parts = (
            one.text,
            statements.how_sure(one, met.language),
            statements.from_what(one, met.language),
            one.changes_if,
        )
        assert (
            0 < one.probability < 1
            and (one.n > 0 or one.id.startswith("rate."))
            and one.span_days > 0
            and one.changes_if.strip()
        )
        assert [part for part in parts if _plain(part) not in met.whole["read"]] == []
        assert _plain(one.text) in met.whole["$ read"]


def test_their_own_words_stand_in_no_title_no_address_and_no_error(met: Met) -> None:
    words = [word.casefold() for word in met.person.own_words if len(word) >= LONG_ENOUGH]
    titles = {text(f"title.{name}", met.language) for name in ("notes", "list", "tab")} | {met.pages["away"].title}
    for place, seen in {**met.before, **met.pages}.items():
        assert seen.title in titles, place
        shown = " ".join(unquote(link) for link in seen.links).casefold()
        assert [word for word in words if word in shown or word in seen.title.casefold()] == [], place
    for place, told in met.errors.items():
        assert [word for word in words if word in told.casefold()] == [], place


def test_everything_they_wrote_can_be_read_again(met: Met) -> None:
    assert [word for word in met.person.kept_words if _plain(word) not in met.whole["diary"]] == []
    assert len(met.person.diary.faults) == met.person.refused
    kept = sum(record.kind != "safety" for record in met.person.diary.records)
    assert kept == met.person.sent - met.person.refused


def test_the_answers_keep_quiet_what_the_file_says(met: Met) -> None:
    assert gate_of(met.person.diary.records) == met.person.gate


def test_a_yes_on_the_first_day_leads_to_the_help_page_and_nothing_else_does(met: Met) -> None:
    first = met.person.answers_first
    if first is None:
        assert met.led_to == ""
    else:
        assert met.led_to == ("help_after" if {"yes", "unsure"} & set(first.values()) else "noted")


def test_the_help_page_says_what_it_must_with_the_lines_of_their_country_first(met: Met) -> None:
    lines = helplines(met.person.listed or "")
    for place in ("help_now", "help_after", "$ help-now"):
        whole = met.whole[place]
        for part in ("leaving", "traces", "stopping", "yourself", "own_acts", "depend", "limits"):
            assert pattern_of({"text": f"help.{part}.text"}, met.language).search(whole), (place, part)
        for line in lines:
            for told in (line.name(met.language), *line.ways(met.language), *line.details(met.language)):
                assert _plain(told) in whole, (place, told)
            checked = line.checked is not None or line.as_of is not None or line.directory
            assert checked, line.service
    if met.person.listed:
        own = [line for line in lines if line.country]
        numbers = {way for line in own for way in line.ways(met.language)}
        others = ("1900 969 680", "1-800-799-7233", "0800 733 843")
        page = met.whole["help_now"]
        assert all(
            page.index(_plain(way)) < page.index(other) for way in numbers for other in others if other not in numbers
        )


def test_after_a_yes_and_while_one_is_unanswered_there_are_no_what_ifs_and_no_prompts(met: Met) -> None:
    if met.person.gate == "open":
        return
    sentence = {"quiet": "safety.kept_quiet", "unanswered": "whatif.off"}[met.person.gate]
    assert say(sentence, met.language) in met.whole["$ what-if"]
    assert all("what_if" not in link for seen in met.pages.values() for link in seen.links)
    for place, told in met.whole.items():
        assert [id for id in (*WHAT_IFS, *PROMPTS) if pattern_of({"text": id}, met.language).search(told)] == [], place


def test_before_decide_and_each_step_of_leave_stands_the_help_page_after_a_yes_and_then_the_page_itself(
    met: Met,
) -> None:
    before = {"open": None, "quiet": "help_after", "unanswered": "safety"}[met.person.gate]
    for name in GATED:
        assert met.ways.get(name) == (f"{before}?to={name}" if before else None), name
        assert name in met.pages, name


def test_in_the_terminal_too_the_help_page_stands_before_the_plan_and_a_decision_after_a_yes(met: Met) -> None:
    for place in ("$ plan", "$ decide"):
        if place in met.whole:
            shown = pattern_of({"text": "help.leaving.text"}, met.language).search(met.whole[place]) is not None
            assert shown is (met.person.gate == "quiet"), place


def test_each_limit_they_wrote_is_taken_for_what_it_is(met: Met) -> None:
    for line in met.person.records:
        if "expect" in line:
            for language in (None, met.person.language):
                assert check_boundary(line["if"], line["then"], language).act == line["expect"], line["then"]


def test_each_letter_is_marked_where_it_should_be_and_nowhere_else(met: Met) -> None:
    for number, letter in enumerate(met.person.letters):
        kinds = {one.kind for one in check_letter(letter["text"]).findings}
        assert kinds >= set(letter["must_mark"]) and not kinds & set(letter["must_not_mark"]), letter["text"]
        for place in (f"letter {number}", f"$ letter {number}"):
            for kind in kinds:
                assert text(f"letter.kind.{kind}", met.language) in met.whole[place]
            assert (text("letter.clean", met.language) in met.whole[place]) is not bool(kinds)


def test_no_page_shows_which_question_was_a_yes(met: Met) -> None:
    assert not re.search(r"\bchecked\b", met.pages["safety"].source)
    for place in ("write", "read", "help_now", "help_after", "settings"):
        shown = [topic for topic in _topics() if text(f"safety.{topic}", met.language) in met.whole[place]]
        assert shown == [], place


# The table itself


def test_the_table_holds_at_least_sixty_two_people_of_both_languages_and_the_three_gates() -> None:
    assert len(PEOPLE) >= 62
    own = [person for person in PEOPLE.values() if person.id.startswith("u")]
    assert len(own) >= 42 and sum(person.language == "vi" for person in own) * 2 >= len(own)
    assert {person.gate for person in PEOPLE.values()} == {"open", "quiet", "unanswered"}
    assert all(person.must and person.never and person.story.strip() for person in PEOPLE.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RULES)
def test_each_rule_finds_what_breaks_it_and_nothing_in_plain_words(name: str, language: str) -> None:
    for sample in SAMPLES[name][language]:
        assert RULES[name](sample, language), sample
    assert RULES[name](PLAIN[language], language) == []


PLAIN = {
    "en": "You noted 11 broken promises in 4 weeks. Likely (about 8 in 10), from 26 days.",
    "vi": "Trong 4 tuần, bạn ghi 11 lần thất hứa. Nhiều khả năng (khoảng 8 trên 10), tính từ 26 ngày.",
}


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Met:
    """Somebody to hold wrong expectations against."""
    return meet(PEOPLE["s01_fear_in_the_car"], "en", tmp_path_factory.mktemp("one"))


@pytest.mark.parametrize(
    "asked",
    [
        {"where": "read", "statement": "trend."},
        {"where": "read", "fact": "tries_ways", "has": ["7"]},
        {"where": "help_now", "said": "0800 733 84"},
        {"where": "read", "text": "reading.nothing_yet"},
        {"where": "nowhere", "said": "driving"},
    ],
)
def test_an_expectation_that_is_not_met_is_told(one: Met, asked: dict) -> None:
    assert missing(one, asked)


@pytest.mark.parametrize(
    "asked",
    [
        {"where": "read", "statement": "level."},
        {"where": "any", "text": "help.leaving.text"},
        {"where": "help_now", "like": {"en": "advocate", "vi": "người hỗ trợ"}},
        {"where": "raw", "like": {"en": "</html>", "vi": "</html>"}},
    ],
)
def test_what_should_not_stand_there_is_told(one: Met, asked: dict) -> None:
    assert unwanted(one, asked)


def test_a_person_s_own_words_are_judged_by_no_rule(one: Met) -> None:
    assert "driving" in one.whole["read"] and "driving" not in one.texts["read"] and OWN in one.texts["read"]


def _topics() -> tuple[str, ...]:
    return ("fear", "hurt", "threatened", "coerced", "controlled", "watched", "neck", "weapon")


def _plain(told: str) -> str:
    return re.sub(r"\s+", " ", told.replace("\u00a0", " ").replace("\u2060", "")).strip()
