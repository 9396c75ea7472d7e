"""A file that is damaged or gone: the page that asks for the passphrase leads to its copies, and one is put back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages.visiting import PASSPHRASE, Town, Visitor
from upright.wording import say

HEAD = 8192


def flip(path: Path, at: int) -> None:
    found = bytearray(path.read_bytes())
    found[at] ^= 1
    path.write_bytes(found)


def flip_head(path: Path) -> None:
    for slot in (0, 4096):
        flip(path, slot + 100)


# What befalls the file, and what is said when it is opened with the right passphrase; None: it is not even asked for.
BEFALLS: dict[str, tuple[Callable[[Path], object], str | None]] = {
    "a bit of its head": (flip_head, "error.wrong_key"),
    "a bit of its first page": (lambda path: flip(path, HEAD + 200), "error.vault_damaged"),
    "its end": (lambda path: path.write_bytes(path.read_bytes()[: HEAD + 6000]), "error.vault_damaged"),
    "all but a part of its head": (lambda path: path.write_bytes(path.read_bytes()[:2000]), "error.wrong_key"),
    "all it held": (lambda path: path.write_bytes(b""), "error.vault_empty"),
    "its beginning": (lambda path: path.write_bytes(b"x" * 9000), "error.vault_not_ours"),
    "all of it": (lambda path: path.unlink(), None),
}


@pytest.fixture
def locked(town: Town) -> Visitor:
    """A browser whose file has a copy beside it, and is locked."""
    visitor = Visitor(town.with_file()).unlock()
    visitor.save(note="trước")
    visitor.post("copy_now")
    town.pass_by(minutes=1)
    visitor.save(note="sau")
    visitor.session.copy_due = False
    visitor.post("lock")
    visitor.get("unlock")
    return visitor


def handles(page: str) -> list[str]:
    return re.findall(r"restore\?c=([0-9a-f]+)", page)


def notes(visitor: Visitor) -> list[str]:
    return [record.note for record in visitor.session.vault.diary()]


@pytest.mark.parametrize("what", BEFALLS)
def test_a_copy_is_put_back_and_what_was_there_is_kept(locked, what):
    befall, said = BEFALLS[what]
    path = locked.town.vault
    befall(path)
    before = path.read_bytes() if path.exists() else None
    if said is None:
        assert locked.get("").to == "unlock"
        page = locked.get("unlock").text
        assert say("page.unlock.gone", "en") in page and 'href="welcome"' in page
    else:
        answer = locked.post("open_file", {"passphrase": PASSPHRASE})
        page = answer.text
        assert answer.status in (403, 422) and say(said, "en") in page
    (handle,) = handles(page)
    shown = re.search(r"<span>([^<]*)</span> <a href=\"restore", page)[1]
    assert re.fullmatch(r"\d+ Nov 2026, 21:30 · \d+ kB", shown)
    question = locked.get(f"restore?c={handle}")
    assert question.status == 200 and (say("page.restore.kept", "en") in question.text) == (before is not None)
    assert locked.post("put_copy_back", {"c": handle, "passphrase": "wrong words here"}).status == 422
    assert (path.read_bytes() if path.exists() else None) == before
    answer = locked.post("put_copy_back", {"c": handle, "passphrase": PASSPHRASE})
    assert answer.to == "write"
    assert notes(locked) == ["trước"]
    page = locked.get("write").text
    assert say("cli.restore.done", "en", path=str(path)) in page
    kept = list((path.parent / "notes backups").glob("notes before restore *.dat"))
    assert [one.read_bytes() for one in kept] == ([] if before is None else [before])
    assert all(str(one) in page for one in kept)
    locked.save(note="later on")
    assert notes(locked) == ["trước", "later on"]


def test_a_file_that_is_gone_is_asked_for_where_it_was_open_and_elsewhere_the_first_page_comes_first(locked, tmp_path):
    locked.town.vault.unlink()
    assert locked.get("").to == "unlock"
    stranger = Visitor(Town(tmp_path)).come_in()
    assert stranger.get("").to == "welcome"
    stranger.post("look_round")
    stranger.post("lock")
    assert stranger.get("").to == "welcome"
    assert handles(stranger.get("unlock").text) == handles(stranger.get("unlock").text) != []


def test_a_wrong_passphrase_and_a_damaged_head_show_the_same_page_with_copies_folded(locked):
    wrong = locked.post("open_file", {"passphrase": "something else entirely"})
    flip_head(locked.town.vault)
    damaged = locked.post("open_file", {"passphrase": PASSPHRASE})
    assert wrong.text == damaged.text and wrong.status == damaged.status == 403
    assert handles(wrong.text) and f'<details class="head2"><summary>{say("page.unlock.copies", "en")}' in wrong.text


def test_a_damaged_file_unfolds_its_copies(locked):
    locked.town.vault.write_bytes(b"")
    page = locked.post("open_file", {"passphrase": PASSPHRASE}).text
    assert f'<details class="head2" open><summary>{say("page.unlock.copies", "en")}' in page


def test_damage_that_shows_once_the_file_is_open_leads_to_the_copies(locked):
    locked.post("open_file", {"passphrase": PASSPHRASE})
    for _ in range(9):
        locked.save(note="long " * 400)
    locked.session.copy_due = False
    locked.post("lock")
    locked.get("unlock")
    flip(locked.town.vault, locked.town.vault.stat().st_size - 4000)  # in the last page, where records lie
    assert locked.post("open_file", {"passphrase": PASSPHRASE}).to == "write"
    answer = locked.get("diary")
    assert answer.status == 503
    assert say("error.vault_damaged", "en") in answer.text and 'href="copies"' in answer.text
    assert locked.get("copies").status == 200


def test_damage_where_her_choices_lie_leaves_nothing_open(locked):
    for at in range(HEAD + 4096 + 50, locked.town.vault.stat().st_size, 4096):
        flip(locked.town.vault, at)  # all but the first page
    answer = locked.post("open_file", {"passphrase": PASSPHRASE})
    assert answer.status == 422 and handles(answer.text)
    assert not locked.session.open


def test_without_a_copy_it_says_so_and_one_from_elsewhere_can_be_named(locked, tmp_path):
    folder = locked.town.vault.parent / "notes backups"
    (copy,) = folder.glob("*.dat")
    copy.rename(tmp_path / "far.dat")
    locked.town.vault.write_bytes(b"")
    page = locked.post("open_file", {"passphrase": PASSPHRASE}).text
    assert say("page.unlock.no_copies", "en") in page and not handles(page)
    locked.get("restore")
    assert locked.post("put_copy_back", {"path": str(tmp_path / "far.dat"), "passphrase": PASSPHRASE}).to == "write"
    assert notes(locked) == ["trước"]


def test_what_was_being_saved_when_it_locked_is_shown_again_once_a_copy_is_there(locked):
    form = {"day": "2026-11-23", "form_id": "f1", "note": "half a page"}
    assert locked.post("save", form).status == 303
    locked.town.vault.write_bytes(b"")
    (handle,) = handles(locked.get("unlock").text)
    locked.post("put_copy_back", {"c": handle, "passphrase": PASSPHRASE})
    assert "half a page" in locked.get("write").text


def test_the_copies_are_those_of_a_file_that_was_named_and_is_damaged(locked, tmp_path):
    (tmp_path / "b").mkdir()
    other = Town(tmp_path / "b").with_file()
    other.vault.write_bytes(b"")
    page = locked.post("open_file", {"passphrase": PASSPHRASE, "path": str(other.vault)}).text
    assert str(other.vault) in page and not handles(page)


def test_it_is_said_in_vietnamese_too(locked):
    locked.session.language = "vi"
    locked.town.vault.unlink()
    page = locked.get("unlock").text
    assert say("page.unlock.gone", "vi") in page and say("page.unlock.copies", "vi") in page


def test_too_many_wrong_passphrases_for_a_copy_take_longer(locked, monkeypatch):
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    (handle,) = handles(locked.get("unlock").text)
    for _ in range(6):
        locked.post("put_copy_back", {"c": handle, "passphrase": "x y z"})
    assert waited == [2.0]
