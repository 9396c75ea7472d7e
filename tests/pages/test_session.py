"""The open file belongs to a session: it locks by the wall clock, and what is locked is closed."""

from __future__ import annotations

import gc
from datetime import timedelta

import pytest

from tests.pages.visiting import EVENING, PASSPHRASE, Town, Visitor
from upright.actions.settings import choose
from upright.actions.vault import open_vault
from upright.errors import UsageFault
from upright.record import Safety


def test_check_14_a_clock_that_jumped_an_hour_finds_the_file_closed_and_the_key_wiped(town):
    visitor = Visitor(town.with_file()).unlock()
    vault = visitor.session.vault
    key = vault._key
    assert not key.wiped
    town.pass_by(hours=1)
    answer = visitor.get("write")
    assert (answer.status, answer.to) == (303, "unlock")
    assert vault.closed
    assert key.wiped
    with pytest.raises(UsageFault):
        vault.count()


def test_check_14_without_a_request_the_sweep_locks(town):
    vault = Visitor(town).look_round().session.vault
    town.house.sessions.sweep(town.now + timedelta(minutes=9))
    assert not vault.closed
    town.house.sessions.sweep(town.now + timedelta(minutes=10))
    assert vault.closed


def test_check_14_a_clock_put_back_locks_too(reader):
    vault = reader.session.vault
    reader.town.pass_by(minutes=-10)
    assert reader.get("write").status == 303
    assert vault.closed


def test_each_request_and_each_sign_of_writing_keeps_it_open(reader):
    for _ in range(5):
        reader.town.pass_by(minutes=9)
        assert reader.post("stay").status == 204
    reader.town.pass_by(minutes=9)
    assert reader.get("write").status == 200
    reader.town.pass_by(minutes=9, seconds=59)
    assert reader.get("write").status == 200


def test_what_needs_no_file_does_not_keep_it_open(reader):
    for _ in range(4):
        reader.town.pass_by(minutes=3)
        reader.get("help_now")
        reader.get("/static/page.css")
    assert reader.get("write").status == 303


def test_the_time_until_it_locks_is_hers(reader):
    reader.session.settings = choose(reader.session.vault, "lock_minutes", 2)
    assert 'data-lock="120"' in reader.get("write").text
    reader.town.pass_by(minutes=2)
    assert reader.get("write").status == 303


def test_check_15_locking_and_leaving_clear_what_the_browser_keeps(town):
    visitor = Visitor(town.with_file()).unlock()
    locked = visitor.post("lock")
    assert locked.headers["clear-site-data"] == '"cache", "storage"'
    assert locked.to == ""
    assert visitor.get("").to == "unlock"
    left = visitor.post("exit")
    assert left.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert (left.status, left.headers["location"]) == (303, "/away")
    assert visitor.cookies == {}
    assert len(town.house.sessions) == 0


def test_check_16_leaving_works_without_a_token_and_closes_the_file_at_once(reader):
    vault = reader.session.vault
    cookies = dict(reader.cookies)
    assert reader.post("exit", token=False).status == 303
    assert vault.closed
    reader.cookies = cookies
    assert reader.get("write").status == 401


def test_leaving_without_a_session_leads_to_the_plain_page(town):
    stranger = Visitor(town)
    assert stranger.post("/exit", token=False).headers["location"] == "/away"
    assert stranger.get("/away").status == 200


def test_nobody_holds_an_open_file_but_its_session(town):
    from upright.store import Vault

    visitor = Visitor(town.with_file()).unlock()
    vault = visitor.session.vault
    assert type(vault) is Vault
    visitor.post("exit")
    gc.collect()
    assert [one for one in gc.get_objects() if isinstance(one, Vault) and not one.closed] == []


def test_two_browsers_have_two_sessions_and_one_s_lock_is_not_the_other_s(town):
    one, other = Visitor(town).look_round(), Visitor(town).look_round()
    one.save(sign="thanked")
    assert one.session.vault.count() == other.session.vault.count() + 1
    one.post("lock")
    assert other.get("write").status == 200
    assert one.get("write").status == 303


def test_the_end_of_the_program_locks_every_session(town):
    vaults = [Visitor(town).look_round().session.vault for _ in range(3)]
    town.house.sessions.end_all(town.now)
    assert all(vault.closed for vault in vaults)


def test_many_sessions_make_room_for_new_ones(town):
    first = Visitor(town).look_round()
    vault = first.session.vault
    for _ in range(30):
        town.pass_by(seconds=1)
        Visitor(town).come_in()
    assert len(town.house.sessions) == 24
    assert vault.closed


def test_what_was_sent_to_a_locked_file_is_shown_again_and_not_saved(town):
    visitor = Visitor(town.with_file()).unlock()
    form = visitor.get("write")
    town.pass_by(hours=1)
    answer = visitor.post("save", {"day": form.field("day"), "form_id": form.field("form_id"), "note": "dài <b>"})
    assert answer.to == "unlock"
    assert "dài" not in visitor.get("unlock").text
    visitor.post("open_file", {"passphrase": PASSPHRASE})
    shown = visitor.get("write")
    assert "dài <b></textarea>" in shown.text
    assert b"<b>" not in shown.body
    with open_vault(town.vault, PASSPHRASE) as vault:
        assert vault.count() == 0
    visitor.post("save", {"day": shown.field("day"), "form_id": shown.field("form_id"), "note": "dài <b>"})
    with open_vault(town.vault, PASSPHRASE) as vault:
        assert vault.count() == 1
    assert "dài" not in visitor.get("write").text


def test_what_was_sent_to_a_locked_file_is_gone_after_leaving(town):
    visitor = Visitor(town.with_file()).unlock()
    session = visitor.session
    town.pass_by(hours=1)
    visitor.post("save", {"note": "dài"})
    assert session.held is not None
    visitor.post("exit")
    assert session.held is None


def test_nothing_of_hers_is_in_what_an_error_might_show(reader):
    reader.session.given = (Safety(at=EVENING, answers={"fear": "yes"}),)
    assert repr(reader.session) == "<Session open>"


def test_the_copy_of_the_day_waits_until_nothing_can_be_undone(town):
    visitor = Visitor(town.with_file()).unlock()
    visitor.save(sign="thanked")
    vault = visitor.session.vault
    town.house.sessions.sweep(town.now + timedelta(seconds=5))
    assert vault.backups() == ()
    town.house.sessions.sweep(town.now + timedelta(seconds=14))
    assert len(vault.backups()) == 1


def test_a_lock_makes_the_copy_that_is_due(town):
    visitor = Visitor(town.with_file()).unlock()
    visitor.save(sign="thanked")
    visitor.post("exit")
    with open_vault(town.vault, PASSPHRASE) as vault:
        assert len(vault.backups()) == 1


def test_a_town_without_a_file_shows_the_first_page(town: Town):
    assert Visitor(town).come_in().get("").to == "welcome"
