"""Read: what stands in the reading stands on the page, opened to its numbers, and nothing of it outlives a lock."""

from __future__ import annotations

import re
import threading
import time
from datetime import timedelta

import pytest

from tests.pages.conftest import some_learnt
from tests.pages.visiting import Town, Visitor
from tests.people import DAY_0, EVERYONE, diary
from upright.actions.read import reading_of
from upright.actions.vault import made_up_vault
from upright.errors import UsageFault
from upright.figures import cells_of
from upright.pages import readings
from upright.pages.read import context_of
from upright.pages.readings import Made
from upright.record import Diary
from upright.record.days import DAY_STARTS, day_of
from upright.wording import say, statements

HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}\u202edlrow"
SHOUTED = diary(
    *(("try", (day,), {"way": "asked", "topic": HOSTILE, "outcome": "dismissed"}) for day in range(1, 20, 3)),
    ("try", (2,), {"way": "asked", "topic": "all", "outcome": "changed"}),
    ("load", (0,), {"task": HOSTILE, "area": "care", "hours_week_mine": 3}),
    ("checkin", range(20), {"ratings": {"respected": [3, 5]}}),
)


def end_of(found: Diary):
    return max((record.at for record in found.records), default=DAY_0) + timedelta(hours=1)


def opened(visitor: Visitor, found: Diary) -> Visitor:
    """The same browser with this diary open, just after its last entry."""
    visitor.town.now = end_of(found)
    visitor.session.opened(made_up_vault(found), now=visitor.town.now)
    return visitor


def told_of(found: Diary, language: str):
    return reading_of(found, now=end_of(found), language=language, longer=False)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("name", EVERYONE)
def test_everything_that_is_said_of_named_people_stands_on_the_page(reader, name, language):
    reading = told_of(EVERYONE[name], language)
    page = opened(reader, EVERYONE[name])
    page.session.language = language
    text = plain(page.get("read").text)
    assert reading.statements or reading.not_yet
    for statement in reading.statements:
        assert plain(statement.text) in text
        assert statements.short_odds(statement.probability) in text
        for part in (statements.how_sure, statements.how_much, statements.from_what):
            assert plain(part(statement, language)) in text
        assert plain(statement.changes_if) in text
    for figure in reading.figures:
        assert plain(figure.title) in text and plain(figure.caption) in text
        for row in cells_of(figure, language):
            for cell in row:
                assert f">{plain(cell)}</" in text
    for one in (*reading.not_yet, *reading.facts):
        assert plain(one.text) in text
    for one in reading.not_yet:
        assert plain(one.needs) in text
    assert all(plain(caveat) in text for caveat in reading.caveats)


def test_the_numbers_of_a_statement_stand_in_a_fixed_order(reader):
    page = opened(reader, EVERYONE["an"]).get("read").text
    labels = [say(f"reading.{one}", "en") for one in ("how_sure", "how_much", "from", "would_change")]
    found = re.findall(r"<details class=\"st\">.*?</details>", page, re.DOTALL)
    assert found
    for one in found:
        shown = re.findall(r"<dt>(.*?)</dt>", one)
        assert shown == [label for label in labels if label in shown]
        assert one.index("<svg") < one.index("<dl")


def test_three_to_six_sentences_stand_first_and_the_rest_is_folded():
    made = Made(told_of(EVERYONE["giang"], "en"), False, False, 0, 0)
    context = context_of(made, "en", today=made.reading.as_of)
    assert [*context.sentences, *context.rest] and 3 <= len(context.sentences) <= 6
    assert [one.text for one in (*context.sentences, *context.rest)] == [s.text for s in made.reading.statements]


def test_what_rests_on_a_fitted_model_says_so(long_reading):
    context = context_of(Made(long_reading, False, False, 6, 6), "en", today=long_reading.as_of)
    sources = {
        statement.layer: next(line.text for line in sentence.lines if line.label == "From")
        for statement, sentence in zip(long_reading.statements, (*context.sentences, *context.rest), strict=True)
    }
    assert sources["loop"].endswith("by a model fitted to them")
    assert not any("model" in text for layer, text in sources.items() if layer != "loop")


def test_at_three_days_the_page_is_never_blank_and_with_nothing_it_says_so(reader):
    few = Diary(records=tuple(r for r in EVERYONE["binh"].records if r.at < DAY_0 + timedelta(days=3)))
    assert "3 check-ins" in opened(reader, few).get("read").text
    empty = opened(reader, Diary(records=())).get("read")
    assert empty.status == 200
    assert say("reading.nothing_yet", "en") in empty.text and "<figure" not in empty.text


def test_hostile_words_of_hers_are_shown_as_text(reader):
    raw = opened(reader, SHOUTED).get("read").body.decode()
    assert "<script>alert" not in raw and "{{ 7*7 }}" in raw and "49" not in re.findall(r"alert\(1\).{0,60}", raw)[0]
    drawn = "".join(re.findall(r"<svg.*?</svg>", raw, re.DOTALL))
    assert "\u202e" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_form_of_a_day_changes_nothing_and_reads_back_to_it(reader):
    page = opened(reader, EVERYONE["an"])
    before = page.session.vault.diary()
    day = (DAY_0 + timedelta(days=20)).date()
    answer = page.get(f"read?day={day}")
    assert answer.status == 200 and "22 Mar 2026" in answer.text and say("page.read.back_to_today", "en") in answer.text
    assert f'value="{day}"' in answer.text
    assert page.session.vault.diary() == before
    today = page.get(f"read?day={day_of(page.town.now, timedelta(hours=4))}").text
    assert say("page.read.back_to_today", "en") not in today


@pytest.mark.parametrize("day", ["2031-01-01", "1999-01-01", "x", "2026-02-30", "%3Cscript%3E"])
def test_a_day_that_cannot_be_read_back_to_is_told_and_today_is_shown(reader, day):
    answer = opened(reader, EVERYONE["an"]).get(f"read?day={day}")
    assert answer.status == 422
    assert 'role="alert"' in answer.text and "Felt appreciation" in answer.text
    assert "<script>" not in answer.body.decode()


def test_a_locked_session_gets_nothing(town):
    visitor = Visitor(town.with_file()).unlock()
    visitor.save(sign="thanked")
    assert visitor.get("read").status == 200
    visitor.post("lock")
    for address in ("read", "read?waiting=yes", "read?day=2026-11-01"):
        answer = visitor.get(address)
        assert (answer.status, answer.to, answer.body) == (303, "unlock", b"")
    assert Visitor(town).get("/read").status == 401


def test_the_page_weighs_little_without_its_figures(reader):
    body = reader.get("read").body.decode()
    assert len(re.sub(r"<figure.*?</figure>", "", body, flags=re.DOTALL).encode()) < 60_000
    assert len(body.encode()) < 120_000


# The longer layer


class Slow:
    """A longer layer that goes on as far as it is let."""

    def __init__(self) -> None:
        self.go, self.begun, self.ended = threading.Event(), threading.Event(), threading.Event()
        self.stopped = False
        self.kept: list[object] = []

    def __call__(self, diary, *, longer=True, kept=None, progress=None, **how):
        if not longer:
            return reading_of(diary, longer=False, **how)
        progress(1, 3)
        self.begun.set()
        self.go.wait(20)
        try:
            progress(2, 3)
            kept.keep_artefact("learnt", b"found")
            self.kept.append(kept)
            return reading_of(diary, longer=False, **how)
        except Exception:
            self.stopped = True
            raise
        finally:
            self.ended.set()


@pytest.fixture
def slow(monkeypatch):
    made = Slow()
    monkeypatch.setattr(readings, "reading_of", made)
    monkeypatch.setattr(readings, "_SOON", 0.02)
    yield made
    made.go.set()


def until(true, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_quick_layers_are_there_at_once_and_the_page_asks_again_until_the_rest_is(reader, slow):
    answer = opened(reader, EVERYONE["an"]).get("read")
    assert "<figure" in answer.text and "data-waiting" in answer.text
    assert '<noscript><p><a class="button" href="read">' in answer.text  # without a script she asks again herself
    assert not re.search(r'http-equiv="refresh" content="\d+;url=read', answer.text)
    assert slow.begun.wait(10)
    assert say("page.read.waiting_step", "en", done=1, of=3) in reader.get("read?waiting=yes").text
    slow.go.set()
    until(lambda: "data-waiting" not in reader.get("read?waiting=yes").text)
    assert say("page.read.look_again") not in reader.get("read").text
    assert reader.session.vault.artefact("learnt") == b"found"


def test_the_page_that_asks_by_itself_is_no_sign_of_her(reader, slow):
    opened(reader, EVERYONE["an"]).get("read")
    for _ in range(9):
        reader.town.pass_by(minutes=1)
        assert reader.get("read?waiting=yes").status == 200
    reader.town.pass_by(minutes=1)
    assert reader.get("read?waiting=yes").status == 303


@pytest.mark.parametrize("how", ["lock", "exit", "sweep"])
def test_work_is_dropped_on_lock_and_nothing_of_it_is_kept_or_shown(reader, slow, how):
    page = opened(reader, EVERYONE["an"])
    page.get("read")
    assert slow.begun.wait(10)
    session, vault = page.session, page.session.vault
    held = session.readings
    if how == "sweep":
        page.town.house.sessions.sweep(page.town.now + timedelta(minutes=11))
    else:
        page.post(how)
    assert vault.closed and session.readings is None
    assert not held._entries and held._wanted is None
    slow.go.set()
    assert slow.ended.wait(10)
    assert slow.stopped and slow.kept == []
    until(lambda: not held._working)
    assert not held._entries


def test_a_file_that_locks_while_the_last_part_is_kept_takes_nothing(reader, slow, monkeypatch):
    """The worst moment: the work is done, and the file is closed before it is kept."""
    page = opened(reader, EVERYONE["an"])
    found = made_up_vault(EVERYONE["an"])
    made = readings.Readings(found)
    made.of(found.diary(), now=page.town.now, as_of=None, starts=DAY_STARTS, language="en")
    assert slow.begun.wait(10)
    found.close()
    slow.go.set()
    assert slow.ended.wait(10)
    until(lambda: not made._working)
    with pytest.raises(UsageFault):
        found.artefact("learnt")
    (entry,) = made._entries.values()
    assert entry.failed and not entry.longer


def test_a_wish_for_another_day_comes_before_the_one_under_way(reader, slow):
    page = opened(reader, EVERYONE["an"])
    page.get("read")
    assert slow.begun.wait(10)
    day = (DAY_0 + timedelta(days=20)).date()
    page.get(f"read?day={day}")
    slow.go.set()
    until(lambda: "data-waiting" not in page.get(f"read?waiting=yes&day={day}").text)
    assert slow.stopped
    assert page.session.vault.artefact("learnt") is None  # of another day than today's nothing is kept in the file


def test_what_is_written_meanwhile_is_read_anew(town):
    visitor = Visitor(town.with_file()).unlock()
    visitor.save(sign="thanked")
    first = visitor.get("read").text
    visitor.save(sign="listened")
    assert visitor.get("read").text != first


def test_what_fails_leaves_the_quick_layers(reader, monkeypatch):
    def broken(found, *, longer=True, **how):
        if longer:
            raise ZeroDivisionError
        return reading_of(found, longer=False, **{k: v for k, v in how.items() if k not in ("kept", "progress")})

    monkeypatch.setattr(readings, "reading_of", broken)
    text = opened(reader, EVERYONE["an"]).get("read").text
    assert say("page.read.failed", "en") in text and "<figure" in text and "data-waiting" not in text


def test_a_session_tells_nothing_of_what_it_has_read(reader):
    reader.get("read")
    assert repr(reader.session.readings) == "<Readings>"


def test_the_made_up_diary_has_the_same_page_with_its_label(tmp_path):
    town = Town(tmp_path, demo=True)
    page = Visitor(town).look_round().get("read").text
    assert say("page.demo.label", "en") in page
    assert {"figure-baseline", "figure-tries", "figure-load"} <= set(
        re.findall(r'<figure class="fig" id="([\w-]+)"', page)
    )


def test_a_long_diary_is_read_ahead_once_it_is_open_and_after_each_save(town, monkeypatch):
    monkeypatch.setattr(readings, "_LONG", 2)
    visitor = Visitor(town.with_file()).unlock()
    visitor.save(sign=["thanked", "listened"])
    held = visitor.session.readings
    until(lambda: [entry.reading.counts["moment"] for entry in held._entries.values()] == [2])
    visitor.save(sign="stood_by")
    until(lambda: [entry.reading.counts["moment"] for entry in held._entries.values()] == [3])
    (entry,) = held._entries.values()
    assert not entry.longer and not held._working  # what takes seconds is made when she asks


def test_what_was_fitted_and_kept_is_there_at_once_when_the_file_is_opened_again(reader, monkeypatch):
    """The fits are given, so that nothing is fitted here; that they are found again is not."""
    monkeypatch.setattr(readings, "reading_of", reading_of)
    monkeypatch.setattr("upright.reading.learn_from", lambda *_, **__: some_learnt())
    diary, now = EVERYONE["an"], end_of(EVERYONE["an"])
    vault = made_up_vault(diary)
    first = readings.Readings(vault)
    first.of(vault.diary(), now=now, as_of=None, starts=DAY_STARTS, language="en")
    until(lambda: not first._working)
    again = readings.Readings(vault)
    monkeypatch.setattr(again, "_work", pytest.fail)
    assert not again.of(vault.diary(), now=now, as_of=None, starts=DAY_STARTS, language="en").waiting
