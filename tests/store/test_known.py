"""The diary that is held while a vault is open: always what is on the disk, whoever wrote it."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec
import pytest

from tests.store.keyring import NOW
from upright.errors import UsageFault
from upright.record import CheckIn, Moment


def moment(hours, sign="thanked"):
    return Moment(at=NOW + timedelta(hours=hours), sign=sign)


def test_a_diary_in_which_nothing_changed_is_not_read_anew(vault):
    vault.add([moment(0)])
    assert vault.diary() is vault.diary()
    first = vault.diary()
    vault.add([moment(1)])
    later = vault.diary()
    assert len(later) == 2 and later.records[0] is first.records[0]


def test_what_another_connection_writes_changes_and_takes_out_is_seen(vault, keyring):
    one, two = vault.add([moment(0), moment(1)])
    vault.diary()
    with keyring.open(vault.path) as other:
        other.add([moment(2)])
        assert len(vault.diary()) == 3
        other.update(one, lambda record: msgspec.structs.replace(record, weight=3), NOW)
        assert [record.weight for record in vault.diary()] == [3, 1, 1]
        other.remove(two)
        assert len(vault.diary()) == 2


def test_what_was_read_within_changes_that_failed_is_not_kept(vault):
    vault.add([moment(0)])
    with pytest.raises(UsageFault), vault.together():
        vault.add([moment(1)])
        assert len(vault.diary()) == 2
        vault.get("nobody")
    assert len(vault.diary()) == 1


def test_after_any_changes_it_is_what_a_new_reading_gives(vault, keyring):
    chance = random.Random(4)
    with keyring.open(vault.path) as other:
        for turn in range(120):
            one = chance.choice((vault, other))
            ids = [record.id for record in other.diary()]
            match chance.randrange(4) if ids else 0:
                case 0 | 1:
                    one.add([moment(turn), CheckIn(at=NOW, ratings={"effort": turn % 11})][: chance.randint(1, 2)])
                case 2:
                    one.update(chance.choice(ids), lambda _, turn=turn: moment(turn, "listened"), NOW)
                case 3:
                    one.remove(chance.choice(ids))
            if chance.random() < 0.6:
                vault._known.forget()
                new = vault.diary()
                assert other.diary() == new
                assert vault.diary() == new


def test_nothing_is_held_once_it_is_closed(vault):
    vault.add([moment(0)])
    vault.diary()
    vault.close()
    assert vault._known._diary is None
