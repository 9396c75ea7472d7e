"""`upright report`."""

from __future__ import annotations

import io
import stat
from datetime import timedelta

import pytest
from pypdf import PdfReader

from tests.cli.running import NOW
from upright.record import CheckIn, Diary, Moment
from upright.wording import say


@pytest.fixture
def lived(begun):
    """A vault in which something was written on forty days."""
    records = [
        CheckIn(at=NOW - timedelta(days=k), ratings={"respected": 3, "effort": 8}, note=f"note {k}") for k in range(40)
    ]
    records += [Moment(at=NOW - timedelta(days=k), sign="belittled") for k in range(10)]
    file = begun.folder / "in.json"
    file.write_text(Diary(records=tuple(records)).to_json(), encoding="utf-8")
    assert begun.keyed("import", str(file)).status == 0
    return begun


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_page_is_written_for_its_owner_alone_and_the_file_is_said_to_be_readable(lived, language):
    place = lived.folder / "notes.pdf"
    ran = lived.keyed("report", str(place), language=language)
    assert ran.status == 0
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert say("cli.export.warning", language) in ran.err
    found = PdfReader(io.BytesIO(place.read_bytes()))
    assert len(found.pages) == 1 and found.metadata.title == say("title.notes", language)
    assert sorted(path.name for path in lived.folder.iterdir()) == ["file", "in.json", "notes.pdf", "passphrase"]


def test_days_and_sections_are_those_that_were_named(lived):
    place = lived.folder / "notes.html"
    assert (
        lived.keyed("report", str(place), "--from", "2026-11-10", "--to", "2026-11-12", "--sections", "notes").status
        == 0
    )
    text = place.read_text(encoding="utf-8")
    assert "10 Nov 2026 to 12 Nov 2026" in text
    assert [k for k in range(40) if f"note {k}<" in text] == [11, 12, 13]
    assert say("report.statements") not in text


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("notes.txt",), 1, "report.error.ending"),
        (("notes.pdf", "--from", "2026-11-20", "--to", "2026-11-10"), 1, "report.error.dates"),
        (("notes.pdf", "--sections", "what-if"), 2, None),
        (("notes.pdf", "--sections", ","), 2, None),
    ],
)
def test_what_cannot_be_is_one_line_and_writes_nothing(lived, arguments, status, told):
    name, *rest = arguments
    ran = lived.keyed("report", str(lived.folder / name), *rest)
    assert ran.status == status
    assert told is None or say(told) in ran.err
    assert not (lived.folder / name).exists()


def test_a_file_that_is_there_stays_unless_force_is_said(lived):
    place = lived.folder / "notes.html"
    place.write_text("mine", encoding="utf-8")
    assert lived.keyed("report", str(place)).status == 1
    assert place.read_text(encoding="utf-8") == "mine"
    assert lived.keyed("report", str(place), "--force").status == 0
    assert place.read_text(encoding="utf-8").startswith("<!doctype html>")
