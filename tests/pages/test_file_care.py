"""What is done with the file itself: copies, putting one back, passphrase, key, export, and deleting everything."""

from __future__ import annotations

import html
import re
import time

import pytest

from tests.pages.visiting import PASSPHRASE, Town, Visitor
from upright.actions.handover import FORMS
from upright.actions.vault import make_vault, open_vault, restore
from upright.actions.write import save
from upright.errors import WrongKey
from upright.pages import unlock
from upright.record import CheckIn, Diary
from upright.wording import say, say_n

NEW = "five other plain words here"


@pytest.fixture
def owner(town: Town) -> Visitor:
    """A browser with a file open in which something was written."""
    visitor = Visitor(town.with_file()).unlock()
    visitor.save(note="trước")
    return visitor


def notes(visitor: Visitor) -> list[str]:
    return [record.note for record in visitor.session.vault.diary()]


def copy_of(visitor: Visitor) -> str:
    """The handle of the newest copy."""
    return re.search(r"restore\?c=([0-9a-f]+)", visitor.get("copies").text)[1]


# Copies


def test_a_copy_is_made_read_back_and_named_with_the_last_good_one(owner):
    assert say("page.copies.none_good") in owner.get("copies").text
    assert owner.post("copy_now").to == "copies"
    page = owner.get("copies").text
    folder = owner.town.vault.parent / "notes backups"
    (path,) = folder.iterdir()
    assert say("cli.backup.done", path=str(path)) in page
    assert say("cli.verify.backup", date=owner.town.now.date(), path=str(path)) in page
    assert str(folder) in page
    with open_vault(path, PASSPHRASE) as copy:
        assert [record.note for record in copy.diary()] == ["trước"]
    path.write_bytes(path.read_bytes()[:9000])
    assert say("page.copies.none_good") in owner.get("copies").text


def test_a_copy_is_put_back_after_a_page_that_asks_and_what_was_there_is_kept(owner):
    owner.post("copy_now")
    owner.save(note="sau")
    page = owner.get(f"restore?c={copy_of(owner)}")
    assert say("page.restore.kept") in page.text
    assert notes(owner) == ["trước", "sau"]
    id_before = owner.session.id
    answer = owner.post("put_copy_back", {"c": copy_of(owner), "passphrase": PASSPHRASE})
    assert answer.to == "copies"
    assert owner.session.id != id_before
    assert notes(owner) == ["trước"]
    page = owner.get("copies").text
    (kept,) = (owner.town.vault.parent / "notes backups").glob("*before restore*")
    assert say("cli.restore.kept", path=str(kept)) in page
    with open_vault(kept, PASSPHRASE) as before:
        assert [record.note for record in before.diary()] == ["trước", "sau"]


def test_a_copy_from_elsewhere_can_be_put_back_and_a_wrong_one_changes_nothing(owner, tmp_path, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    elsewhere = tmp_path / "elsewhere.dat"
    with make_vault(elsewhere, NEW, now=owner.town.now) as other:
        save(other, CheckIn(at=owner.town.now, note="khác"), now=owner.town.now)
    owner.get("restore")
    for sent in (
        {"path": str(elsewhere), "passphrase": PASSPHRASE},
        {"path": str(tmp_path / "nothing.dat"), "passphrase": NEW},
        {"path": "", "passphrase": NEW},
        {"path": str(elsewhere), "passphrase": ""},
        {"path": str(owner.town.vault), "passphrase": PASSPHRASE},
        {"c": "0" * 18, "passphrase": PASSPHRASE},
    ):
        answer = owner.post("put_copy_back", sent)
        assert answer.status == 422, sent
        assert 'class="fault"' in answer.text
        assert notes(owner) == ["trước"]
    assert owner.post("put_copy_back", {"path": str(elsewhere), "passphrase": NEW}).to == "copies"
    assert notes(owner) == ["khác"]


def test_another_window_on_the_file_that_was_replaced_is_told_so(owner):
    other = Visitor(owner.town).unlock()
    owner.post("copy_now")
    owner.post("put_copy_back", {"c": copy_of(owner), "passphrase": PASSPHRASE})
    answer = other.save(note="too late") if other.get("write").status == 200 else other.get("write")
    assert answer.status == 503
    assert say("error.vault_moved") in answer.text
    assert notes(owner) == ["trước"]


# Passphrase and key


def test_the_passphrase_is_changed_with_the_old_once_and_the_new_twice(owner):
    owner.post("copy_now")
    owner.get("passphrase")
    assert owner.post("change_passphrase", {"passphrase": PASSPHRASE, "new": NEW, "again": NEW}).to == "passphrase"
    assert say("cli.passphrase.done") in owner.get("passphrase").text
    assert notes(owner) == ["trước"]
    (copy,) = (owner.town.vault.parent / "notes backups").iterdir()
    for path in (owner.town.vault, copy):
        open_vault(path, NEW).close()
        with pytest.raises(WrongKey):
            open_vault(path, PASSPHRASE)


def test_a_passphrase_is_not_changed_by_who_does_not_know_it(owner, monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr(unlock.time, "sleep", slept.append)
    owner.get("passphrase")
    for sent, told in (
        ({"passphrase": "wrong words", "new": NEW, "again": NEW}, "error.wrong_key"),
        ({"passphrase": "", "new": NEW, "again": NEW}, "error.passphrase_empty"),
        ({"passphrase": PASSPHRASE, "new": "", "again": ""}, "error.passphrase_empty"),
        ({"passphrase": PASSPHRASE, "new": NEW, "again": NEW + "x"}, "page.passphrase.differ"),
        ({"passphrase": PASSPHRASE, "new": "short", "again": "short"}, "page.passphrase.short"),
    ):
        answer = owner.post("change_passphrase", sent)
        assert answer.status == 422
        assert say(told) in answer.text
        assert PASSPHRASE not in answer.text and NEW not in answer.text
    owner.session.wrong = 5
    owner.post("change_passphrase", {"passphrase": "wrong words", "new": NEW, "again": NEW})
    assert slept == [2.0]
    open_vault(owner.town.vault, PASSPHRASE).close()


def test_a_new_recovery_key_asks_for_the_passphrase_and_is_shown_until_written_down(owner):
    owner.get("passphrase")
    assert say("page.passphrase.no_key") in owner.get("passphrase").text
    assert owner.post("new_recovery_key", {"passphrase": "wrong words"}).status == 422
    assert owner.session.recovery_key is None
    assert owner.post("new_recovery_key", {"passphrase": PASSPHRASE}).to == "recovery_key"
    key = owner.session.recovery_key
    assert key in owner.get("recovery_key").text
    owner.post("key_written_down")
    assert key not in owner.get("passphrase").text
    assert say("page.passphrase.has_key") in owner.get("passphrase").text
    open_vault(owner.town.vault, recovery_key=key).close()


# Export


def test_everything_is_written_to_a_file_that_can_be_read_and_is_no_download(owner, tmp_path):
    owner.save(way="asked", new_topic="việc nhà")
    owner.get("export")
    place = tmp_path / "out.json"
    answer = owner.post("write_out", {"path": f"  {place} "})
    assert answer.to == "export"
    assert "content-disposition" not in answer.headers
    assert [record.kind for record in Diary.from_file(place)] == ["checkin", "try"]
    assert place.stat().st_mode & 0o077 == 0
    page = owner.get("export").text
    assert say("cli.export.done", counts="1 check-in, 1 try") in page
    owner.post("write_out", {"path": str(tmp_path / "out.csv")})
    assert say("cli.export.csv_left", counts="1 try") in owner.get("export").text


def test_the_form_is_chosen_on_the_page_or_told_by_the_name(owner, tmp_path):
    page = owner.get("export").text
    assert page.count('name="form"') == 1 + len(FORMS)
    owner.post("write_out", {"path": str(tmp_path / "out.txt"), "form": "long_csv"})
    assert (tmp_path / "out.txt").read_text(encoding="utf-8").startswith("id,time,day")
    refused = owner.post("write_out", {"path": str(tmp_path / "two.csv"), "form": "word"})
    assert refused.to == "export"  # a form that is none is as if none was chosen: the name says it
    assert len(Diary.from_file(tmp_path / "two.csv")) == 1


def test_what_goes_to_a_study_is_shown_in_full_and_written_only_as_it_was_shown(owner, tmp_path):
    owner.save(way="asked", new_topic="việc nhà")
    owner.get("export")
    asked = {"path": str(tmp_path / "given"), "form": "study"}
    page = owner.post("write_out", asked)
    assert page.status == 200
    assert list(tmp_path.glob("given")) == []
    assert "upright.study/1" in page.text
    assert say("study.never") in page.text
    assert "việc nhà" not in page.text
    mark = re.search(r'name="shown" value="([^"]+)"', page.text)[1]
    owner.save(way="waited", new_topic="tiền")
    again = owner.post("write_out", asked | {"shown": mark})
    assert again.status == 200  # something was written since: what would leave is shown anew
    assert list(tmp_path.glob("given")) == []
    mark = re.search(r'name="shown" value="([^"]+)"', again.text)[1]
    assert owner.post("write_out", asked | {"shown": mark, "exact_times": "yes"}).status == 200
    assert owner.post("write_out", asked | {"shown": mark}).to == "export"
    for path in (tmp_path / "given").iterdir():
        assert html.unescape(again.text).count(path.read_text(encoding="utf-8").strip()) == 1


@pytest.mark.parametrize("mark", ["", "x", "99999.aa", "-.", "40.aa"])
def test_a_mark_that_was_never_shown_writes_nothing(owner, tmp_path, mark):
    owner.get("export")
    page = owner.post("write_out", {"path": str(tmp_path / "given"), "form": "study", "shown": mark})
    assert page.status == 200
    assert list(tmp_path.glob("given")) == []


def test_a_file_is_replaced_only_when_she_says_so(owner, tmp_path):
    place = tmp_path / "out.json"
    place.write_text("mine", encoding="utf-8")
    owner.get("export")
    answer = owner.post("write_out", {"path": str(place)})
    assert answer.status == 422
    assert say("page.export.there") in answer.text
    assert str(place) in answer.text
    assert place.read_text(encoding="utf-8") == "mine"
    assert owner.post("write_out", {"path": str(place), "replace": "yes"}).to == "export"
    assert len(Diary.from_file(place)) == 1


def test_what_cannot_be_written_says_so_and_writes_nothing(owner, tmp_path):
    owner.get("export")
    vault = owner.town.vault
    for path in (
        "",
        "relative.json",
        str(tmp_path / "out.txt"),
        str(tmp_path / "no" / "out.json"),
        str(vault),
        "x" * 2000,
    ):
        before = vault.read_bytes()
        answer = owner.post("write_out", {"path": path, "replace": "yes"})
        assert answer.status == 422, path
        assert vault.read_bytes() == before
    assert list(tmp_path.rglob("*.json")) == []


# Deleting everything


def test_deleting_everything_needs_the_word_and_removes_file_and_copies(owner):
    owner.post("copy_now")
    folder = owner.town.vault.parent
    answer = owner.get("delete_all")
    assert say("page.delete_all.remains") in answer.text
    assert say_n("page.delete_all.copies", 1, folder=str(folder / "notes backups")) in answer.text
    for word in ("", "yes", "DELETE everything"):
        answer = owner.post("delete_everything", {"word": word, "copies": "yes"})
        assert answer.status == 422
        assert say("page.delete_all.no_word") in answer.text
    assert notes(owner) == ["trước"]
    answer = owner.post("delete_everything", {"word": " Delete", "copies": "yes"})
    assert answer.to == "deleted"
    assert "cache" in answer.headers["clear-site-data"]
    assert list(folder.iterdir()) == []
    assert owner.session.vault is None
    page = owner.get("deleted").text
    assert say("page.deleted.no_copies") in page
    assert say("page.deleted.history") in page
    assert owner.get("diary").status == 303
    assert owner.get("").to == "welcome"


def test_copies_that_are_not_to_go_stay_and_are_named(owner):
    owner.post("copy_now")
    owner.get("delete_all")
    owner.post("delete_everything", {"word": "delete"})
    folder = owner.town.vault.parent / "notes backups"
    (copy,) = folder.iterdir()
    page = owner.get("deleted").text
    assert say_n("page.deleted.copies", 1, folder=str(folder)) in page
    assert copy.name in page
    assert not owner.town.vault.exists()
    restored = restore(copy, owner.town.vault, PASSPHRASE, now=owner.town.now)
    with open_vault(restored.path, PASSPHRASE) as vault:
        assert len(vault.diary()) == 1


def test_after_it_the_first_page_warns_as_on_the_first_day_and_copies_come_if_she_asks(owner, tmp_path):
    owner.post("copy_now")
    owner.get("delete_all")
    owner.post("delete_everything", {"word": "delete"})
    for visitor in (owner, Visitor(Town(tmp_path)).come_in()):
        assert visitor.get("").to == "welcome"
        page = visitor.get("welcome").text
        assert all(say(f"first_use.{k}") in page for k in (1, 2, 3, 4))
        assert 'href="unlock"' in page and "restore?c=" not in page
        assert visitor.get("unlock").text.count("restore?c=") == 1


def test_files_that_are_not_ours_stay_in_the_folder(owner):
    owner.post("copy_now")
    mine = owner.town.vault.parent / "notes backups" / "photo.png"
    mine.write_bytes(b"x")
    owner.get("delete_all")
    owner.post("delete_everything", {"word": "delete", "copies": "yes"})
    assert [path.name for path in owner.town.vault.parent.rglob("*")] == ["notes backups", "photo.png"]


def test_in_vietnamese_the_word_may_be_typed_without_its_mark(owner):
    owner.session.language = "vi"
    page = owner.get("delete_all").text
    assert say("page.delete_all.type", "vi", word="xóa") in page
    assert owner.post("delete_everything", {"word": "xoa"}).to == "deleted"


def test_another_program_with_the_file_open_meets_a_clear_line(owner, tmp_path):
    other = Visitor(Town(tmp_path)).unlock()
    owner.get("delete_all")
    owner.post("delete_everything", {"word": "delete"})
    answer = other.get("diary")
    assert answer.status == 503
    assert say("error.vault_moved") in answer.text
    other.post("exit")


def test_a_file_in_use_by_a_writer_is_not_deleted(owner):
    with open_vault(owner.town.vault, PASSPHRASE) as other, other.together():
        other.add([CheckIn(at=owner.town.now, note="sắp xong")])
        owner.get("delete_all")
        owner.session.vault._con.set_busy_timeout(100)  # it would wait ten seconds
        answer = owner.post("delete_everything", {"word": "delete"})
        assert answer.status == 422
        assert say("error.vault_busy") in answer.text
    assert notes(owner) == ["trước", "sắp xong"]


@pytest.mark.parametrize(
    "act", ["copy_now", "put_copy_back", "change_passphrase", "new_recovery_key", "write_out", "delete_everything"]
)
def test_nothing_is_done_without_the_token_by_asking_or_when_locked(owner, tmp_path, act):
    sent = {
        "passphrase": PASSPHRASE, "new": NEW, "again": NEW, "path": str(tmp_path / "out.json"), "word": "delete",
        "copies": "yes",
    }  # fmt: skip
    seen = owner.town.vault.read_bytes()
    assert owner.post(act, sent, token=False).status == 403
    assert owner.get(act).status in (404, 405)
    owner.session.copy_due = False
    owner.post("lock")
    owner.get("unlock")
    # a copy may be put back while the file is locked, by who has the copy and its passphrase: here is none
    assert owner.post(act, sent).status == (422 if act == "put_copy_back" else 303)
    assert owner.town.vault.read_bytes() == seen
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "notes.dat"]
