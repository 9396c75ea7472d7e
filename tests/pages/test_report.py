"""The page for a counsellor in the app: chosen, looked at, written to a file."""

from __future__ import annotations

import html
import re

import pytest
from pypdf import PdfReader

from upright.report.sections import SECTIONS, USUAL
from upright.wording import say


def seen(markup: str) -> str:
    """The words of a piece of a page, without spaces; what stands for who does not see an image is left out."""
    bare = re.sub(r"<(title|desc|style)[^>]*>.*?</\1>", "", markup, flags=re.DOTALL)
    return "".join(html.unescape(re.sub(r"<[^>]*>", " ", bare)).split())


def sheet(page: str) -> str:
    return page[page.index('<div class="sheet"') : page.index('<form class="wide"')]


def test_the_usual_sections_are_ticked_and_the_file_is_said_to_be_readable(reader):
    page = reader.get("report").text
    assert re.findall(r'name="s" value="(\w+)"', page) == list(SECTIONS)
    assert re.findall(r'name="s" value="(\w+)" checked', page) == list(USUAL)
    assert say("page.report.leaves") in page


@pytest.mark.parametrize("spoken", ["en", "vi"])
def test_the_preview_holds_all_that_is_in_the_file_and_nothing_else(reader, tmp_path, spoken):
    asked = "&".join(["asked=yes", f"spoken={spoken}", *(f"s={one}" for one in SECTIONS)])
    shown = sheet(reader.get(f"report_preview?{asked}").text)
    place = tmp_path / "out.html"
    fields = {"asked": "yes", "spoken": spoken, "s": SECTIONS, "path": str(place)}
    answer = reader.post("write_report", fields)
    assert answer.to == "report"
    assert place.stat().st_mode & 0o077 == 0
    written = place.read_text(encoding="utf-8")
    assert sorted(seen(shown).replace("·", "")) == sorted(seen(written[written.index("<main>") :]).replace("·", ""))
    assert say("page.report.written") in reader.get("report").text


def test_a_pdf_is_written_and_one_that_is_there_is_asked_about(reader, tmp_path):
    place = tmp_path / "out.pdf"
    assert reader.get("report_preview").status == 200
    assert reader.post("write_report", {"path": str(place)}).to == "report"
    assert len(PdfReader(place).pages) == 1
    again = reader.post("write_report", {"path": str(place)})
    assert again.status == 422
    assert say("page.export.there") in again.text and str(place) in again.text
    assert reader.post("write_report", {"path": str(place), "replace": "yes"}).to == "report"


def test_her_own_words_are_named_before_they_are_written(reader):
    warned = say("page.report.own_words")
    assert warned not in reader.get("report_preview").text
    assert warned in reader.get("report_preview?asked=yes&s=statements&s=plan").text


def test_what_cannot_be_made_is_said_and_the_choice_stays(reader, tmp_path):
    none = reader.get("report_preview?asked=yes")
    assert none.status == 422 and say("report.error.none") in none.text
    turned = reader.get("report_preview?asked=yes&s=notes&first=2026-10-02&last=2026-10-01")
    assert turned.status == 422 and say("report.error.dates") in turned.text
    assert re.findall(r'name="s" value="(\w+)" checked', turned.text) == ["notes"]
    assert reader.get("report_preview?asked=yes&s=notes&first=soon").status == 422
    for path in ("", "relative.pdf", str(tmp_path / "out.txt"), str(tmp_path / "no" / "out.pdf")):
        assert reader.post("write_report", {"path": path}).status == 422
    assert [path.name for path in tmp_path.rglob("out*")] == []


def test_another_language_of_the_app_keeps_what_was_chosen(reader):
    page = reader.get("report_preview?asked=yes&s=notes&s=plan&spoken=vi").text
    assert "asked=yes&s=notes&s=plan&spoken=vi" in html.unescape(page)
    back = "&".join(["report_preview?asked=yes", *(f"s={one}" for one in SECTIONS), "spoken=en", "first=2026-10-01"])
    assert reader.post("language", {"language": "vi", "back": back}).to.endswith(back)
