"""Several files, several windows, several programs: nothing is lost, nothing is mixed up, nothing is damaged."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.visiting import PASSPHRASE, Town, Visitor
from upright.actions.vault import open_vault, verify
from upright.record import CheckIn
from upright.wording import say

ROOT = Path(__file__).parents[2]
SAVES = 100


def notes(visitor: Visitor) -> list[str]:
    return [record.note for record in visitor.session.vault.diary()]


def save_many(visitor: Visitor, who: str) -> None:
    """Save one note after the other, each with a sign, and now and then take the last one back and save it again."""
    for number in range(SAVES):
        sent = {"day": "2026-11-23", "form_id": f"{who}{number}", "note": f"{who}{number}", "sign": "thanked"}
        assert visitor.post("save", sent).to == "write"
        if number % 10 == 0:
            assert visitor.post("undo").to == "write"
            assert visitor.post("save", sent | {"form_id": f"{who}{number} again"}).to == "write"


@pytest.fixture
def quick_town() -> Iterator[Town]:
    """A town in memory where there is such: locks and transactions are the same there, and syncs cost nothing."""
    fast = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=fast if os.access(fast, os.W_OK) else None) as folder:
        found = Town(Path(folder).resolve()).with_file()
        yield found
        found.house.sessions.end_all(found.now)


OTHER = """
import sys
from pathlib import Path
from tests.pages.test_several_files import save_many
from tests.pages.visiting import Town, Visitor
visitor = Visitor(Town(Path(sys.argv[1]))).unlock()
print("open", flush=True)
sys.stdin.readline()
save_many(visitor, "b")
visitor.session.copy_due = False
visitor.post("exit")
"""


def test_two_programs_save_a_hundred_times_each_and_nothing_is_lost_or_damaged(quick_town):
    mine = Visitor(quick_town).unlock()
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(quick_town.folder)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    assert other.stdout.readline() == b"open\n"
    other.stdin.write(b"go\n")
    other.stdin.flush()
    save_many(mine, "a")
    _, said = other.communicate(timeout=120)
    assert other.returncode == 0, said.decode()
    written = mine.session.vault.diary()
    assert written.faults == ()
    assert sorted(one.note for one in written.of(CheckIn)) == sorted(f"{who}{n}" for who in "ab" for n in range(SAVES))
    assert len(written) == 2 * 2 * SAVES
    mine.session.copy_due = False
    mine.post("exit")
    assert verify(quick_town.vault, PASSPHRASE).ok


def test_two_programs_change_one_record_and_the_second_sees_what_was_changed(town, tmp_path):
    def form(visitor: Visitor) -> dict[str, str]:
        page = visitor.get(f"record?r={visitor.session.handle(id)}").text
        return {"id": id, "seen": re.search(r'name="seen" value="([^"]+)"', page)[1], "day": "2026-11-23"}

    mine = Visitor(town.with_file()).unlock()
    mine.save(note="at first")
    theirs = Visitor(Town(tmp_path)).unlock()
    (id,) = (record.id for record in mine.session.vault.diary())
    sent, late = form(mine), form(theirs)
    assert mine.post("change", sent | {"note": "from mine"}).status == 303
    answer = theirs.post("change", late | {"note": "from theirs"})
    assert answer.status == 422 and say("error.changed_meanwhile") in answer.text
    assert "from mine" in answer.text and "from theirs</textarea>" in answer.text
    assert notes(theirs) == ["from mine"]
    assert theirs.post("change", form(theirs) | {"note": "from theirs"}).status == 303
    assert notes(mine) == ["from theirs"]
    theirs.post("exit")


@pytest.fixture
def two(town: Town, tmp_path: Path) -> tuple[Visitor, Path, Path]:
    """A browser, and two files it can open."""
    (tmp_path / "b").mkdir()
    return Visitor(town.with_file()).unlock(), town.vault, Town(tmp_path / "b").with_file().vault


def to(visitor: Visitor, path: Path) -> None:
    """Lock what is open and open another file by its place."""
    visitor.session.copy_due = False
    assert visitor.post("lock").status == 303
    visitor.get("unlock")
    assert visitor.post("open_file", {"passphrase": PASSPHRASE, "path": str(path)}).to == "write"
    visitor.get("write")


def test_going_from_one_file_to_the_other_and_back_mixes_nothing(two):
    visitor, first, second = two
    visitor.save(note="one", way="asked", new_topic="here alone")
    to(visitor, second)
    assert notes(visitor) == []
    assert "here alone" not in visitor.get("write").text and "one" not in visitor.get("diary").text
    visitor.save(note="two")
    to(visitor, first)
    assert [note for note in notes(visitor) if note] == ["one"]
    to(visitor, second)
    assert notes(visitor) == ["two"]
    visitor.post("exit")
    for path, note in ((first, "one"), (second, "two")):
        with open_vault(path, PASSPHRASE) as vault:
            assert [record.note for record in vault.diary() if record.note] == [note]


def test_what_belongs_to_one_file_is_forgotten_with_it(two):
    visitor, first, second = two
    usual = {"language": "en", "title": "notes", "lock_minutes": "10", "asked": "4", "items": ["worth"]}
    visitor.post("choose_settings", usual | {"theme": "dark", "day_starts": "0"})
    (id,) = re.findall(r'name="id" value="([^"]+)"', visitor.get("own_questions").text)
    visitor.post("keep_own_questions", {"id": id, f"asked.{id}": "Only here."})
    visitor.post("search", {"words": "here"})
    visitor.post("other_day", {"day": "2026-11-20"})
    visitor.save(note="here")
    to(visitor, second)
    settings = visitor.session.settings
    assert (settings.theme, settings.day_starts, settings.own) == ("system", 4, ())
    page = visitor.get("write")
    assert "Only here." not in page.text and page.field("day") == "2026-11-23"
    assert visitor.post("undo").status == 422  # the save of the other file
    assert not visitor.session.search
    to(visitor, first)
    assert [one.asked for one in visitor.session.settings.own] == ["Only here."]
    assert visitor.session.settings.theme == "dark"


def test_what_was_sent_to_one_file_is_never_shown_in_another(two):
    visitor, _, second = two
    visitor.town.pass_by(minutes=11)
    assert visitor.post("save", {"day": "2026-11-23", "form_id": "f", "note": "for the first"}).to == "unlock"
    visitor.get("unlock")
    visitor.post("open_file", {"passphrase": PASSPHRASE, "path": str(second)})
    assert "for the first" not in visitor.get("write").text
    assert visitor.session.held is None and notes(visitor) == []


def test_two_browsers_have_two_files_open_at_once(two, town):
    one, _, second = two
    other = Visitor(town).come_in()
    other.post("open_file", {"passphrase": PASSPHRASE, "path": str(second)})
    other.get("write")
    one.save(note="one")
    other.save(note="two")
    assert (notes(one), notes(other)) == (["one"], ["two"])
    one.session.copy_due = False
    one.post("lock")
    assert other.get("diary").status == 200 and "two" in other.get("diary").text
