"""Locked: what opens the file, and what is said when nothing does."""

from __future__ import annotations

import time

from tests.pages.visiting import PASSPHRASE, Town, Visitor
from upright.wording import say


def test_check_13_a_wrong_passphrase_and_a_changed_head_say_the_same(town):
    visitor = Visitor(town.with_file()).come_in()
    wrong = visitor.post("open_file", {"passphrase": "something else entirely"})
    changed = bytearray(town.vault.read_bytes())
    for slot in (0, 4096):
        changed[slot + 100] ^= 1
    town.vault.write_bytes(changed)
    damaged = visitor.post("open_file", {"passphrase": PASSPHRASE})
    assert wrong.status == damaged.status == 403
    assert say("error.wrong_key") in wrong.text
    assert wrong.text == damaged.text


def test_the_passphrase_is_never_given_back(town):
    visitor = Visitor(town.with_file()).come_in()
    assert "entirely" not in visitor.post("open_file", {"passphrase": "something else entirely"}).text


def test_after_five_wrong_ones_each_takes_longer(town, monkeypatch):
    waited = []
    monkeypatch.setattr(time, "sleep", waited.append)
    visitor = Visitor(town.with_file()).come_in()
    for _ in range(7):
        assert visitor.post("open_file", {"passphrase": "x"}).status == 403
    assert waited == [2.0, 2.0]


def test_another_file_can_be_opened_by_its_place(town, tmp_path):
    other = Town(tmp_path / "b").with_file() if (tmp_path / "b").mkdir() is None else town
    visitor = Visitor(town.with_file()).come_in()
    assert visitor.post("open_file", {"passphrase": PASSPHRASE, "path": str(other.vault)}).to == "write"
    visitor.save(note="x")
    assert visitor.session.vault.path == other.vault
    visitor.post("lock")
    assert str(other.vault) in visitor.get("unlock").text


def test_a_place_where_there_is_no_file_is_told(town):
    visitor = Visitor(town.with_file()).come_in()
    for path in ("/nowhere/at/all.dat", "x" * 5000, "\0"):
        answer = visitor.post("open_file", {"passphrase": "wrong words here", "path": path})
        assert answer.status in (403, 422)


def test_what_is_open_is_not_asked_for_again(reader):
    assert reader.get("unlock").to == "write"
