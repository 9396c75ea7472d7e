"""`upright belief`, `load`, `decide` and `boundary`."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cli.running import NOW, PASSPHRASE, at_terminal
from upright.actions.safety import keep_answers
from upright.actions.vault import open_vault
from upright.record import Boundary
from upright.record.words import SAFETY_TOPICS
from upright.wording import say


@pytest.fixture
def place(begun):
    """Here the file is there already."""
    return begun


def only(place):
    """The one record in the vault."""
    with open_vault(place.vault, PASSPHRASE) as vault:
        (record,) = vault.diary().records
    return record


def test_a_belief_from_the_list_by_number_or_name(place):
    ran = place.keyed("belief", typed="2\nhousework\n")
    assert ran.status == 0
    assert say("reading.fact.belief_nothing") in ran.out
    assert (only(place).belief, only(place).topic) == ("give_it_time", "housework")


def test_a_belief_by_name_without_a_topic(place):
    place.keyed("belief", "keep_the_peace", typed="\n")
    assert (only(place).belief, only(place).topic) == ("keep_the_peace", "")


def test_a_belief_in_her_own_words(place):
    place.keyed("belief", typed="Thuyền theo lái\n\n")
    assert only(place).belief == "Thuyền theo lái"


def test_load_takes_hours_and_keeps_not_said_apart_from_none(place):
    ran = place.keyed("load", typed="cooking\n2\n11,5\n\n")
    assert ran.status == 0
    assert say("page.load.total", mine="11.5", theirs=say("cli.list.not_said")) in ran.out
    assert say("load.sum") in ran.out
    load = only(place)
    assert (load.task, load.area, load.hours_week_mine, load.hours_week_theirs) == ("cooking", "household", 11.5, None)


def test_load_by_options_asks_for_the_task_alone(place):
    place.keyed("load", "--area", "planning", "--hours-mine", "8", "--hours-theirs", "0", typed="trips\n")
    assert (only(place).hours_week_mine, only(place).hours_week_theirs) == (8, 0)


@pytest.mark.parametrize("hours", ["169", "-1", "many"])
def test_hours_have_limits(place, hours):
    assert place.keyed("load", typed=f"cooking\n2\n{hours}\n").status == 1
    assert place.keyed("load", "--hours-mine", hours, typed="cooking\n2\n").status == 2


def test_a_decision_with_both_scales_and_reasons(place):
    assert place.keyed("decide", typed="3\n7\n5\nthe papers are not ready\n").status == 0
    decision = only(place)
    assert (decision.choice, decision.stay, decision.leave) == ("undecided", 7, 5)
    assert decision.reason_lines == ("the papers are not ready",)


def test_a_decision_needs_neither_scales_nor_reasons(place):
    place.keyed("decide", "stay")
    assert (only(place).choice, only(place).stay, only(place).leave, only(place).reason_lines) == (
        "stay",
        None,
        None,
        (),
    )


def test_a_decision_holds_what_stands_beside_it(place):
    typed = "7\n5\nreasons\nquiet\nmy sister\ny\n?\n\n2027-01-02\n"
    assert place.keyed("decide", "undecided", typed=typed).status == 0
    found = only(place)
    assert (found.values, found.support, found.unnoticed, found.come_back, found.came_about, found.review_on) == (
        "quiet", "my sister", "yes", "unsure", None, date(2027, 1, 2),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "vi"])
def test_what_was_written_is_listed_as_on_the_page(place, language):
    place.keyed("boundary", typed="rest\nthey shout\nleave the room\n2026-12-31\n")
    place.keyed("belief", "explain_better", typed="\n")
    place.keyed("load", "--area", "planning", "--hours-mine", "8", typed="trips\n")
    place.keyed("decide", "stay", "--stay", "6", "--leave", "4", typed="mine\nquiet\n")
    shown = {
        name: " ".join(place.keyed(name, "--list", language=language).out.replace("│", " ").split())
        for name in ("boundary", "belief", "load", "decide")
    }
    assert "they shout" in shown["boundary"] and "rest" in shown["boundary"]
    assert say("reading.fact.belief_nothing", language) in shown["belief"]
    unsaid = say("cli.list.not_said", language)
    area = say("area.planning", language)
    assert say("page.load.area", language, area=area, mine="8", theirs=unsaid) in shown["load"]
    assert say("decision.values.told", language, text="quiet") in shown["decide"]


@pytest.mark.parametrize("name", ["boundary", "belief", "load", "decide"])
def test_an_empty_list_says_so(place, name):
    ran = place.keyed(name, "--list")
    assert ran.status == 0
    assert ran.out.strip()


def test_a_limit_about_their_act_is_asked_about_and_from_a_pipe_stays(place):
    ran = place.keyed("boundary", typed="\nit is late\nthey apologise to me\n\n")
    assert ran.status == 0
    assert say("boundary.their_act") in " ".join(ran.err.split())
    assert only(place).then == "they apologise to me"


def test_at_a_terminal_a_limit_about_their_act_can_be_put_in_other_words(place):
    answers = [
        ("Passphrase", f"{PASSPHRASE}\n"), *[("[y/n, ?", "\n")] * 8, ("Keep these", "n\n"),
        ("What do you need", "\n"), ("If:", "it is late\n"),
        ("I will:", "they apologise to me\n"), ("I will (Enter", "they say sorry to me\n"),
        ("I will (Enter", "go to bed\n"), ("Look at it again", "\n"),
    ]  # fmt: skip
    status, screen = at_terminal(place, ["boundary"], answers)
    assert status == 0, screen
    assert only(place).then == "go to bed"


def test_a_limit_that_watches_someone_is_not_kept_and_help_is_named(place):
    ran = place.keyed("boundary", typed="\nthey go out\nI will follow them and read their phone\n\n")
    assert ran.status == 1
    told = " ".join(ran.err.split())
    assert say("boundary.refused") in told
    assert say("help.own_acts.title") in told
    with open_vault(place.vault, PASSPHRASE) as vault:
        assert len(vault.diary()) == 0


@pytest.mark.parametrize("language", ["en", "vi"])
def test_one_that_stands_in_the_file_is_listed_with_its_help_and_nothing_is_asked_about_it(place, language):
    old = NOW - timedelta(days=40)
    then = {"en": "I will follow them", "vi": "tôi sẽ theo dõi điện thoại của họ"}[language]
    with open_vault(place.vault, PASSPHRASE) as vault:
        keep_answers(vault, dict.fromkeys(SAFETY_TOPICS, "no"), at=old)
        vault.add([Boundary(at=old, if_="a", then=words, review_on=old.date()) for words in (then, "I go to bed")])
    shown = " ".join(place.keyed("boundary", "--list", language=language).out.replace("│", " ").split())
    for id in ("boundary.refused", "help.own_acts.title", "prompt.limit.due", "prompt.limit.happened"):
        assert shown.count(say(id, language)) == 1, id
    asked, bed, refused = (shown.index(one) for one in (say("prompt.limit.happened", language), "I go to bed", then))
    assert (bed < asked) and (asked < refused or refused < bed)


def test_a_boundary_is_asked_for_part_by_part(place):
    assert place.keyed("boundary", typed="rest\nthey shout\nleave the room\n2026-12-31\n").status == 0
    limit = only(place)
    assert (limit.need, limit.if_, limit.then, limit.review_on) == (
        "rest",
        "they shout",
        "leave the room",
        date(2026, 12, 31),
    )


def test_a_boundary_needs_its_two_halves(place):
    assert place.keyed("boundary", typed="rest\n\n").status == 1


def test_what_happened_with_a_boundary_is_noted(place):
    place.keyed("boundary", typed="\nthey shout\nleave the room\n\n")
    place.now = NOW + timedelta(days=2)
    ran = place.keyed("boundary", "--event", typed="1\n2\n")
    assert ran.status == 0
    assert "they shout" in ran.err
    place.keyed("boundary", "--event", "not-kept", typed="1\n")
    assert [(event.what, event.at) for event in only(place).events] == [("tested", place.now), ("not_kept", place.now)]


def test_a_retired_boundary_is_no_longer_offered(place):
    place.keyed("boundary", typed="\nthey shout\nleave the room\n\n")
    place.keyed("boundary", "--event", "retired", typed="1\n")
    ran = place.keyed("boundary", "--event", "kept", typed="1\n")
    assert ran.status == 0
    assert len(only(place).events) == 1


def test_a_wrong_date_from_a_pipe_ends_it(place):
    assert place.keyed("boundary", typed="\na\nb\n31/02/2026\n").status == 1
