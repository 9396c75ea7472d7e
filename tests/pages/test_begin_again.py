"""Beginning again: a new file beside the old one, which stays as it is and can be opened."""

from __future__ import annotations

import pytest

from tests.pages.visiting import PASSPHRASE, Town, Visitor
from upright.actions.vault import open_vault
from upright.record import Moment
from upright.wording import languages, say

OTHER = "some quite different words"


@pytest.mark.parametrize("language", languages())
def test_the_old_file_stays_as_it_was_and_the_new_one_is_empty_and_open(tmp_path, language):
    town = Town(tmp_path, language=language).with_file()
    visitor = Visitor(town).unlock()
    visitor.save(sign="thanked")
    page = visitor.get("begin_again").text
    new = town.vault.with_name("notes-2.dat")
    assert str(town.vault) in page and str(new) in page
    assert not new.exists()
    assert visitor.post("begin").to == "create"
    before = town.vault.read_bytes()
    form = visitor.get("create").text
    assert f'name="path" value="{new}"' in form
    made = visitor.post("make_file", {"passphrase": OTHER, "again": OTHER, "path": str(new)})
    assert made.to == "write"
    visitor.get("write")
    assert visitor.session.vault.path == new and visitor.session.vault.count() == 0
    visitor.save(sign="listened")
    assert town.vault.read_bytes() == before
    with open_vault(town.vault, PASSPHRASE) as old:
        assert [one.sign for one in old.diary() if isinstance(one, Moment)] == ["thanked"]
    visitor.post("lock")
    visitor.get("unlock")
    assert visitor.post("open_file", {"passphrase": PASSPHRASE, "path": str(town.vault)}).to == "write"


def test_who_turns_back_finds_the_old_file(tmp_path):
    town = Town(tmp_path).with_file()
    visitor = Visitor(town).unlock()
    visitor.get("begin_again")
    visitor.post("begin")
    assert visitor.get("").to == "unlock"
    assert str(town.vault) in visitor.get("unlock").text
    assert visitor.post("open_file", {"passphrase": PASSPHRASE}).to == "write"
    visitor.get("write")
    assert visitor.session.vault.path == town.vault and visitor.session.new_place == ""


def test_a_place_that_is_taken_is_left_alone(tmp_path):
    town = Town(tmp_path).with_file()
    taken = town.vault.with_name("notes-2.dat")
    taken.write_text("something else")
    visitor = Visitor(town).unlock()
    assert str(town.vault.with_name("notes-3.dat")) in visitor.get("begin_again").text
    assert taken.read_text() == "something else"


def test_the_made_up_diary_cannot_begin_again(tmp_path):
    visitor = Visitor(Town(tmp_path)).look_round()
    assert say("error.only_in_memory") in visitor.get("begin_again").text
    assert visitor.post("begin").status == 422
    assert visitor.session.open
