"""Migrations: each version's kept vault opens, after a copy, and comes to exactly what a new vault is."""

from __future__ import annotations

import shutil
from pathlib import Path

import apsw
import pytest

from tests.store.keyring import OLD, Keyring, checkin
from upright.errors import VaultFault
from upright.store import open_vault, schema, verify_vault
from upright.store.database import close, connect
from upright.store.files import DISK
from upright.store.verify import verify_with_key

KEPT = Path(__file__).with_name("kept")


def tables(con: apsw.Connection) -> list[tuple[object, ...]]:
    return con.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").fetchall()


def test_there_is_a_kept_vault_of_every_version_before_this_one() -> None:
    assert sorted(path.name for path in KEPT.glob("*.dat")) == [f"version_{n}.dat" for n in range(1, schema.LATEST)]


@pytest.mark.parametrize("number", range(1, schema.LATEST))
def test_a_kept_vault_opens_after_a_copy_and_holds_what_it_held(number: int, tmp_path: Path) -> None:
    path = tmp_path / "notes.dat"
    shutil.copy(KEPT / f"version_{number}.dat", path)
    before = path.read_bytes()
    with open_vault(path, OLD) as vault:
        assert [(record.id, record.note) for record in vault.diary().records] == [
            (f"kept-{one}", "Thứ hai: trời mưa.") for one in range(3)
        ]
        assert vault.settings() == {"language": "vi"}
        assert vault.artefact("fit") == b"\x00\xff"
        vault.amend("kept-1", checkin(7), checkin(7).at)
        assert len(vault.revisions("kept-1")) == 1
        (copy,) = vault.backups()
    assert copy.path.name == f"notes before version {schema.LATEST}.dat"
    assert (copy.why, copy.made) == ("before_version", "")
    found = verify_vault(copy.path, OLD)
    assert (found.version, found.records, found.ok) == (number, 3, True)
    assert path.read_bytes() != before


def test_steps_one_by_one_come_to_what_a_new_vault_is(tmp_path: Path, keyring: Keyring) -> None:
    old = keyring.make(tmp_path / "old" / "notes.dat", upto=1)
    new = keyring.make(tmp_path / "new" / "notes.dat")
    keyring.open(old).close()
    found = []
    for path in (old, new):
        con = connect(path, keyring.key, DISK)
        found.append((schema.version(con), tables(con)))
        close(con)
    assert found[0] == found[1]
    assert found[0][0] == schema.LATEST


def test_a_step_that_fails_leaves_the_vault_as_it_was(
    tmp_path: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keyring.make(tmp_path / "notes.dat", upto=1)

    def fails(con: apsw.Connection) -> None:
        con.execute("CREATE TABLE half (x)")
        raise apsw.FullError("no space")

    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS[:1], fails))
    with pytest.raises(VaultFault) as fault:
        keyring.open(path)
    assert fault.value.id == "error.vault_full"
    found = verify_with_key(path, keyring.key)
    assert (found.version, found.ok, found.backups) == (1, True, 1)


def test_a_vault_of_a_later_version_is_not_touched(path: Path, keyring: Keyring) -> None:
    con = connect(path, keyring.key, DISK)
    con.execute(f"PRAGMA user_version = {schema.LATEST + 1}")
    close(con)
    before = path.read_bytes()
    with pytest.raises(VaultFault) as fault:
        keyring.open(path)
    assert fault.value.id == "error.vault_newer"
    assert path.read_bytes() == before


def test_without_a_copy_there_is_no_migration(tmp_path: Path, keyring: Keyring) -> None:
    path = keyring.make(tmp_path / "notes.dat", upto=1)
    (tmp_path / "notes backups").write_bytes(b"a file in the folder's place")
    with pytest.raises(VaultFault) as fault:
        keyring.open(path)
    assert fault.value.id == "error.vault_folder"
    assert verify_with_key(path, keyring.key).version == 1
