"""A vault in memory: as any other to write and read in, and nothing of it is ever anywhere else."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.store.keyring import NOW, checkin, day
from upright.errors import UsageFault
from upright.record import Moment
from upright.store import Vault, vault_in_memory


def test_it_keeps_changes_and_removes_as_any_other() -> None:
    vault = vault_in_memory([checkin(1)])
    (id,) = vault.add([Moment(at=day(2), sign="thanked")])
    vault.amend(id, Moment(at=day(2), sign="listened"), NOW)
    assert [one.kind for one in vault.diary().records] == ["checkin", "moment"]
    assert len(vault.revisions(id)) == 1
    vault.set_setting("theme", "dark")
    assert vault.settings() == {"theme": "dark"}
    assert vault.remove(id).copies == ()
    assert vault.revisions(id) == ()
    assert vault.count() == 1


def test_it_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    vault = vault_in_memory([checkin(1)])
    assert vault.backup_if_due(NOW) is None
    assert vault.backups() == ()
    vault.close()
    assert list(tmp_path.rglob("*")) == []


def test_what_needs_a_file_or_a_key_is_refused() -> None:
    vault = vault_in_memory()
    assert not vault.has_recovery_key
    for refused in (
        lambda: vault.backup(now=NOW),
        vault.add_recovery_key,
        vault.remove_recovery_key,
        lambda: vault.change_passphrase("x"),
        lambda: vault.delete(copies=True),
    ):
        with pytest.raises(UsageFault) as fault:
            refused()
        assert fault.value.id == "error.only_in_memory"


def test_once_closed_it_is_gone() -> None:
    vault = vault_in_memory([checkin(1)])
    vault.close()
    vault.close()
    assert vault.closed
    with pytest.raises(UsageFault):
        vault.count()


def test_two_in_memory_are_two() -> None:
    one, other = vault_in_memory([checkin(1)]), vault_in_memory()
    assert (one.count(), other.count()) == (1, 0)


def test_changes_made_together_are_one_or_none(vault: Vault) -> None:
    for kept in (vault, vault_in_memory()):
        with kept.together():
            (id,) = kept.add([checkin(1)])
            kept.set_setting("a", 1)
        with pytest.raises(UsageFault), kept.together():
            kept.add([checkin(2)])
            kept.remove(id)
            kept.remove("nothing")
        assert kept.count() == 1
        assert kept.get(id).id == id


def test_another_thread_waits_for_what_is_made_together(vault: Vault) -> None:
    seen = []
    with vault.together():
        vault.add([checkin(1)])
        other = threading.Thread(target=lambda: seen.append(vault.count()))
        other.start()
        other.join(0.2)
        assert seen == []
        vault.add([checkin(2)])
    other.join(5)
    assert seen == [2]
