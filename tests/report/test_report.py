"""A page for a counsellor: what stands in it is what the reading says, and nothing that must not leave the diary."""

from __future__ import annotations

import html
import io
import json
import os
import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from upright.actions.read import made_up, reading_of
from upright.record import (
    Boundary,
    CheckIn,
    Decision,
    Diary,
    Load,
    Moment,
    PlanStep,
    Safety,
    Try,
)
from upright.record.kinds import BoundaryEvent
from upright.record.words import SAFETY_TOPICS
from upright.report import SECTIONS, USUAL, Report, html_of, pdf_of, report_of
from upright.wording import languages, say
from upright.wording.statements import short_odds

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))
END = datetime(2026, 10, 31, 20, tzinfo=UTC)
HOSTILE = r'#panic() $x^2$ @label \ *bold* _it_ `raw` <here> "q" [x] {y} // no /* ~ -- = head + </script><b>&amp;'
VIETNAMESE = "".join(
    letter + letter.upper() for letter in "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"
)


def made(diary: Diary, sections=USUAL, language: str = "en") -> Report:
    return report_of(reading_of(diary, now=None, longer=False, language=language), diary, sections)


def pages_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def seen(markup: str) -> str:
    """The words of an HTML file, as they are read."""
    body = markup[markup.index("<body>") :]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r"<(title|desc)[^>]*>.*?</\1>", "", body))).split())


def plain(text: str) -> str:
    return "".join(text.split())


def lived(*more, days: int = 60, topic: str = "housework") -> Diary:
    """Two months in which something is written every day."""
    records = []
    for day in range(days):
        at = END - timedelta(days=days - day)
        records.append(CheckIn(at=at, ratings={"respected": 3, "reliable": 4, "unprompted": 2, "effort": 8}))
        records.append(Moment(at=at, sign="belittled" if day % 2 else "thanked"))
        if day % 6 == 0:
            records.append(Try(at=at, way="asked", topic=topic, outcome="dismissed" if day % 4 else "changed"))
    return Diary(records=(*records, *more))


def limit(if_: str = "plans are dropped", then: str = "go alone", days: int = 20) -> Boundary:
    at = END - timedelta(days=days)
    events = (BoundaryEvent(at=at, what="tested"), BoundaryEvent(at=at, what="kept"))
    return Boundary(at=at, if_=if_, then=then, events=events)


@pytest.fixture(scope="module")
def ten_years() -> Diary:
    return made_up(days=3650, seed=1, until=END)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_sentences_and_numbers_are_those_of_the_reading(path, language):
    diary = Diary.from_file(path)
    reading = reading_of(diary, now=None, longer=False, language=language)
    report = report_of(reading, diary, (*USUAL, "more"))
    said = [one for block in report.blocks for one in block.said]
    assert [one.text for one in said] == [one.text for one in reading.statements]
    printed, marked = plain(text_of(pdf_of(report))), plain(seen(html_of(report)))
    for one, statement in zip(said, reading.statements, strict=True):
        assert one.odds == short_odds(statement.probability)
        for text in (one.text, one.odds, *one.lines):
            assert plain(text) in printed
            assert plain(text) in marked
    for fact in reading.facts:
        if fact.id.startswith(("boundary", "load_")):
            assert plain(fact.text) in printed


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_usual_sections_fill_one_page_of_a4(path, language):
    found = PdfReader(io.BytesIO(pdf_of(made(Diary.from_file(path), language=language))))
    assert len(found.pages) == 1
    assert [round(float(side)) for side in found.pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.parametrize("language", languages())
def test_ten_years_are_one_page_and_all_of_it_some(ten_years, language):
    assert len(pages_of(pdf_of(made(ten_years, language=language)))) == 1
    assert 1 < len(pages_of(pdf_of(made(ten_years, SECTIONS, language)))) <= 4


@pytest.mark.parametrize("language", languages())
def test_long_words_of_hers_are_cut_so_that_one_page_stays_one(language):
    long = "Nghiêng ngả khuỷu tay đường xa "
    diary = lived(
        *(limit(long * 20, long * 20, days) for days in range(1, 9)),
        *(Load(at=END, task=f"{k} {long}", area="household", hours_week_mine=9) for k in range(9)),
        *(Try(at=END, way="explained", topic=f"{k} {long * 3}", outcome="heard") for k in range(12) for _ in range(5)),
    )
    report = made(diary, language=language)
    assert len(pages_of(pdf_of(report))) == 1
    kept = say("boundary.kept", language)
    limits = next(block.lines for block in report.blocks if block.id == "limits")
    assert kept and all("…" in line and line.rstrip(".").endswith(say("count.times", language, n=1)) for line in limits)
    assert say("report.more_lines", language, n=5) in [block.left_out for block in report.blocks]


def test_an_empty_diary_has_a_page_that_says_so():
    for language in languages():
        report = made(Diary(), SECTIONS, language)
        assert [block.id for block in report.blocks if block.id != "method"] == ["statements"]
        assert say("reading.nothing_yet", language) in report.about
        assert plain(say("report.no_statement", language)) in plain(text_of(pdf_of(report)))


def test_the_pdf_is_tagged_has_one_family_and_says_nothing_about_anybody():
    for language in languages():
        found = PdfReader(io.BytesIO(pdf_of(made(lived(limit()), SECTIONS, language))))
        root = found.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert "/StructTreeRoot" in root
        assert root["/Lang"] == language
        assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
        fonts = {
            str(font.get_object()["/BaseFont"])
            for page in found.pages
            for font in page["/Resources"]["/Font"].get_object().values()
        }
        assert {re.sub(r"^/[A-Z]{6}\+|-.*$", "", name) for name in fonts} == {"LibertinusSerif"}
        assert found.metadata.title == say("title.notes", language)
        assert set(found.metadata) <= {"/Title", "/Creator", "/Producer"}
        assert found.metadata.creator.startswith("Typst")


def test_the_same_report_gives_the_same_bytes():
    report = made(lived(limit()))
    assert pdf_of(report) == pdf_of(report)


def test_every_vietnamese_letter_is_read_back():
    diary = lived(CheckIn(at=END, note=f"{VIETNAMESE} ₫"))
    printed = plain(text_of(pdf_of(made(diary, (*USUAL, "notes"), "vi"))))
    assert len(VIETNAMESE) == 2 * 73
    assert [letter for letter in VIETNAMESE + "₫" if letter not in printed] == []
    assert VIETNAMESE in printed


def test_what_she_wrote_is_text_and_never_markup():
    diary = lived(
        limit(HOSTILE, HOSTILE),
        CheckIn(at=END, note=HOSTILE),
        Decision(at=END, choice="undecided", reasons=HOSTILE, values=HOSTILE, support=HOSTILE),
        PlanStep(at=END, heading="papers", text=HOSTILE),
        topic=HOSTILE[:60],
    )
    report = made(diary, SECTIONS)
    printed, marked = text_of(pdf_of(report)), html_of(report)
    assert plain(printed).count(plain(HOSTILE)) >= 5
    assert plain(seen(marked)).count(plain(HOSTILE)) >= 5
    assert "<script" not in marked and "</script>" not in marked and "<b>" not in marked


@pytest.mark.parametrize("strange", ["😀", "中文字", "שלום", "\ufffe", "\ue000"])
def test_letters_that_no_font_has_stop_nothing(strange):
    diary = lived(limit(f"before {strange} after"), CheckIn(at=END, note=strange), topic=strange)
    report = made(diary, SECTIONS)
    printed = text_of(pdf_of(report))
    assert "before" in printed and "after" in printed
    assert strange in html.unescape(html_of(report))


def test_the_sections_are_those_that_were_chosen():
    diary = lived(
        limit(),
        Load(at=END, task="cooking", area="household", hours_week_mine=7, hours_week_theirs=1),
        CheckIn(at=END, note="a word of her own"),
        Decision(at=END, choice="leave", stay=2, leave=8, reasons=("rent", "sleep")),
        PlanStep(at=END, heading="papers", text="copy the lease", due_on=date(2026, 12, 1)),
        PlanStep(at=END, heading="people", text="tell Lan", done_at=END),
    )
    for section in SECTIONS:
        assert [block.id for block in made(diary, (section,)).blocks if block.id != "bounds"] == [section]
    usual = text_of(pdf_of(made(diary)))
    whole = text_of(pdf_of(made(diary, SECTIONS)))
    for own in ("a word of her own", "copy the lease", "tell Lan, done", "rent; sleep"):
        assert own in whole
        assert own not in usual and own not in html_of(made(diary))
    with pytest.raises(KeyError):
        made(diary, ("what_if",))


def test_no_answer_about_danger_and_no_what_if_is_ever_in_it():
    answers = Safety(at=END, answers=dict.fromkeys(SAFETY_TOPICS, "no"), note="a note beside the eight")
    reports = []
    for diary in (lived(limit()), lived(answers, limit())):
        reading = reading_of(diary, now=END, longer=False)
        reports.append(report_of(reading, diary, SECTIONS))
    assert reports[0] == reports[1]
    for language in languages():
        text = html_of(made(lived(answers), SECTIONS, language))
        for id in ("whatif.title", "whatif.as_it_is"):
            assert say(id, language) not in text
    assert "a note beside the eight" not in text


def test_what_does_not_follow_stands_in_every_report_with_something_in_it():
    for language in languages():
        printed = plain(text_of(pdf_of(made(lived(), ("tries",), language))))
        for id in ("association", "one_side", "no_name_for_it", "danger"):
            assert plain(say(f"report.bound.{id}", language)) in printed
        assert plain(say("report.self_reported", language)) in printed


def test_the_html_is_one_file_that_loads_nothing_and_runs_nothing():
    found = html_of(made(lived(limit()), SECTIONS))
    assert not re.search(r"<script|<link|<img|\bsrc=|\bhref=|url\(|@import|\bon\w+=|https?://", found)
    assert "@media print" in found
    assert f"<title>{say('title.notes')}</title>" in found


def test_nothing_is_on_the_disk_before_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    report = made(lived(limit()), SECTIONS)
    assert len(pdf_of(report)) > 10_000 and len(html_of(report)) > 10_000
    assert os.listdir(tmp_path) == []


def test_it_takes_less_than_a_second_once_the_reading_is_made(ten_years):
    reading = reading_of(ten_years, now=None, longer=False, language="vi")
    begun = time.perf_counter()
    pdf_of(report_of(reading, ten_years, USUAL))
    assert time.perf_counter() - begun < 1


def test_the_ledger_holds_the_numbers_of_the_figure():
    diary = lived(*(Try(at=END, way="asked", topic="time", outcome="changed") for _ in range(4)))
    reading = reading_of(diary, now=None, longer=False)
    figure = next(one for one in reading.figures if one.id == "tries")
    table = next(block.table for block in made(diary).blocks if block.id == "tries")
    assert [row[:6] for row in table.rows] == [tuple(map(str, row[:6])) for row in figure.rows]
    assert table.title == figure.title
    assert json.dumps(table.rows)  # words alone
