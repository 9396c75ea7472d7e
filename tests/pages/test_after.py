"""After: the day she left, contacts, her own reasons, what she wrote then, and the reading of that time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.pages.visiting import EVENING, Town, Visitor
from upright.actions.after import fair_pick
from upright.actions.settings import choose, settings_of
from upright.actions.vault import made_up_vault
from upright.record import CheckIn, Contact, Decision, Diary, Left, Moment, Record, Try
from upright.record.words import AFTER_ITEMS
from upright.wording import languages, say


def ago(days: float):
    return EVENING - timedelta(days=days)


STORY: tuple[Record, ...] = (
    *(Moment(at=ago(90 - k), sign="belittled", note=f"bad day {k}") for k in range(8)),
    *(Moment(at=ago(70 - k), sign="listened", note=f"good day {k}") for k in range(4)),
    Try(at=ago(85), way="asked", topic="housework", outcome="dismissed", outcome_at=ago(80)),
    Decision(at=ago(65), choice="stay", reasons="the good days"),
    Decision(at=ago(61), choice="leave", reasons="I am tired\nI want to sleep"),
    Left(at=ago(60)),
    Moment(at=ago(3), sign="thanked", note="since then"),
)


def opened(town: Town, records: tuple[Record, ...], language: str) -> Visitor:
    visitor = Visitor(town).look_round()
    visitor.session.opened(made_up_vault(Diary(records=records)), now=town.now)
    visitor.session.language = language
    visitor.get("after")
    return visitor


@pytest.fixture(params=languages())
def gone(request: pytest.FixtureRequest, tmp_path) -> Visitor:
    """A browser with the diary of someone who left sixty days ago, in each language."""
    return opened(Town(tmp_path, language=request.param), STORY, request.param)


def said(visitor: Visitor, id: str, **values: object) -> str:
    return say(id, visitor.session.language, **values)


def kept(visitor: Visitor, kind: type) -> tuple:
    return tuple(one for one in visitor.session.vault.diary() if isinstance(one, kind))


@pytest.mark.parametrize("language", languages())
def test_the_day_she_left_is_written_down_and_brings_after_into_the_bar(tmp_path, language):
    visitor = opened(Town(tmp_path), (), language)
    assert said(visitor, "page.after.not_left") in visitor.get("after").text
    assert visitor.post("save_day", {"day": "2026-11-20", "note": "by bus"}).to == "after"
    (left,) = kept(visitor, Left)
    assert (left.at.date().isoformat(), left.note) == ("2026-11-20", "by bus")
    assert settings_of(visitor.session.vault).in_bar == ("after",)
    assert '<a href="after"' in visitor.get("write").text.partition("<details")[0]
    assert said(visitor, "page.after.since", date="").split("{")[0][:8] in visitor.get("after").text
    assert f'name="{AFTER_ITEMS[0]}"' in visitor.get("write").text


@pytest.mark.parametrize("day", ["", "yesterday", "2030-01-01"])
def test_a_day_that_cannot_be_is_refused(gone, day):
    answer = gone.post("save_day", {"day": day, "note": "kept"})
    assert answer.status == 422 and "kept" in answer.text
    assert len(kept(gone, Left)) == 1


def test_a_contact_is_kept_with_who_and_whether_it_was_needed(gone):
    assert gone.post("save_contact", {"by": "them", "needed": "yes", "day": "2026-11-22", "note": "keys"}).to == "after"
    gone.post("save_contact", {"by": "me", "needed": "", "day": ""})
    first, second = kept(gone, Contact)
    assert (first.by, first.needed, first.at.date().isoformat(), first.note) == ("them", True, "2026-11-22", "keys")
    assert (second.by, second.needed) == ("me", None)
    page = gone.get("after").text
    assert "keys" in page and said(gone, "contact.by.me") in page
    fault = gone.post("save_contact", {"by": "", "note": "typed"})
    assert fault.status == 422 and "typed" in fault.text


def test_her_reasons_stand_as_she_wrote_them_with_their_day(gone):
    page = gone.get("after").text
    assert "I am tired" in page and "I want to sleep" in page
    assert "the good days" not in page


def test_what_she_wrote_then_shows_both_decisions_the_ledger_and_as_many_good_moments_as_bad(gone):
    page = gone.get("wrote_then").text
    assert "I am tired" in page and "the good days" in page
    assert 'id="figure-tries"' in page and "housework" in page
    assert re.findall(r"good day \d", page) == [f"good day {k}" for k in (3, 2, 1, 0)]
    assert re.findall(r"bad day \d", page) == [f"bad day {k}" for k in (7, 6, 5, 4)]
    counts = {"regard": said(gone, "count.regard", n=4), "disregard": said(gone, "count.disregard", n=8)}
    assert said(gone, "page.after.counts", **counts) in page
    assert "since then" not in page


def test_a_pick_is_fair_whichever_kind_is_rarer():
    good = [Moment(at=ago(k), sign="thanked") for k in range(5)]
    bad = [Moment(at=ago(k), sign="tested") for k in range(2)]
    pick = fair_pick([*good, *bad], 3)
    assert (pick.regard, pick.disregard) == (tuple(good[:2]), tuple(bad))
    assert (pick.all_regard, pick.all_disregard) == (5, 2)
    none = fair_pick(good, 3)
    assert (none.regard, none.disregard, none.all_regard) == ((), (), 5)


def test_days_are_counted_only_if_she_asked_for_it(gone):
    counted = said(gone, "page.after.days", n=60)
    assert counted not in gone.get("after").text
    gone.session.settings = choose(gone.session.vault, "count_days", True)
    assert counted in gone.get("after").text
    gone.post("unfold", {"page": "after"})
    assert counted in gone.get("after").text


def test_the_setting_is_chosen_on_the_settings_page(gone):
    fields = {"language": gone.session.language, "theme": "system", "title": "notes", "lock_minutes": "10",
              "day_starts": "4", "asked": "4", "items": ["worth"]}  # fmt: skip
    assert settings_of(gone.session.vault).count_days is False
    gone.post("choose_settings", fields | {"count_days": "yes", "in_bar": ["after", "leave"]})
    settings = settings_of(gone.session.vault)
    assert (settings.count_days, settings.in_bar) == (True, ("leave", "after"))
    gone.post("choose_settings", fields)
    assert settings_of(gone.session.vault).in_bar == () and not settings_of(gone.session.vault).count_days


def test_before_anything_was_answered_it_says_what_it_takes(gone):
    assert said(gone, "page.after.nothing_yet") in gone.get("after").text


@pytest.mark.parametrize("language", languages())
def test_the_course_of_that_time_is_read_with_its_doubt_and_contact_beside_it(tmp_path, language):
    rated = tuple(
        CheckIn(at=ago(59 - k), ratings={"relief": min(9, 2 + k // 8), "doubt": 8 if k % 4 == 0 else 3})
        for k in range(59)
    )
    contacts = tuple(Contact(at=ago(59 - k), by="them", needed=False) for k in range(0, 59, 4))
    visitor = opened(Town(tmp_path, language=language), (*STORY, *rated, *contacts), language)
    page = visitor.get("after").text
    assert 'id="figure-relief"' in page and 'id="figure-doubt"' in page and 'id="figure-contact"' in page
    assert 'class="nums"' in page  # a statement opens to its interval and what would change it
    came_first = {"en": "does not say which came first", "vi": "chưa nói được điều nào đến trước"}[language]
    assert came_first in page
    assert 'id="figure-baseline"' not in page and 'id="figure-tries"' not in page
