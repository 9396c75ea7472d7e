"""What is left on the machine after a whole session: the app and the commands as programs, with a home of their own."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.scripted import MARKS, Session
from tests.pages.test_templates import TELLING

UNITS = ("utf-8", "utf-16-le", "utf-16-be")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session that has ended, run under the umask that most machines have."""
    before = os.umask(0o022)
    try:
        found = Session(tmp_path_factory.mktemp("session"))
        found.app()
        found.commands()
    finally:
        os.umask(before)
    yield found


def marks_in(data: bytes) -> list[str]:
    return [mark for mark in MARKS for unit in UNITS if mark.encode(unit) in data]


def left(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_check_9_no_word_of_hers_is_in_any_file_or_name_after_a_whole_session(session):
    """Vault, copies, journals, home, temporary files, dumps: everything that is there but what she handed over."""
    files = [path for path in left(session.folder) if path.parent.name != "handed over"]
    assert session.vault in files
    assert [(path.name, marks_in(path.read_bytes())) for path in files if marks_in(path.read_bytes())] == []
    assert [path for path in session.folder.rglob("*") if marks_in(str(path).encode())] == []
    assert left(session.folder / "temporary") == []
    assert {path.suffix for path in files} == {".dat"}  # no log, no dump, no journal, nothing else


def test_check_9_the_search_finds_what_she_handed_over(session):
    handed = [path.read_bytes() for path in left(session.folder / "handed over")]
    assert len(handed) == 2
    assert all({"MARKnote buồn khổ", "MARKtopic việc nhà", "MARKchanged"} <= set(marks_in(data)) for data in handed)


def test_check_22_no_program_printed_a_word_of_hers_that_it_was_not_asked_for(session):
    assert len(session.said) > 10
    assert [said for said in session.said if marks_in(said)] == []


def test_check_5_no_word_of_hers_and_no_key_stands_in_an_address(session):
    assert len(session.seen) > 40
    assert [seen for seen in session.seen if marks_in(seen.encode()) or "key=" in seen or "#" in seen] == []


def test_check_12_under_an_ordinary_umask_every_file_is_for_its_owner_alone(session):
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (session.folder / "home").rglob("*")}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in left(session.folder / "handed over")} == {0o600}


def test_check_18_the_list_of_processes_and_the_names_of_files_say_nothing(session):
    """The program's own name stands there, as it must; nothing of what it is for."""
    assert session.cmdlines
    told = [line.decode("utf-8", "replace").lower() for line in session.cmdlines]
    told += [path.name.lower() for path in (session.folder / "home").rglob("*")]
    words = [word for word in TELLING.split() if len(word) > 3 and word != "upright"]
    assert [(word, one) for one in told for word in words if word in one] == []
    assert [one for one in told if marks_in(one.encode())] == []
