"""No readable byte: not in the vault, its journal, its backups, the temp folder, on the streams, or in an error."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests.store.crash import count_acts, dying_at, run
from tests.store.keyring import NOW, OLD, Keyring, checkin, day
from upright.errors import UprightError
from upright.record import Try
from upright.store import Vault, restore_vault
from upright.store.files import Disk

MARKERS = ("MARKERascii", "buồn khổ ướt")
NOTE = " ".join(MARKERS) + " "
# What the database's own words would be, and what names her records: none may be read either.
FOREIGN = (b"SQLite format", b"CREATE TABLE", b"records", b"revisions", b"checkin", b"ratings", b"reliable", b"Asia/")


def readable(folder: Path) -> list[str]:
    """The marks found in any file under a folder, or in its name."""
    marks = [mark.encode() for mark in MARKERS] + [mark.encode("utf-16-le") for mark in MARKERS] + list(FOREIGN)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    found = [f"{path.name}: {mark!r}" for path in files for mark in marks if mark in path.read_bytes()]
    return found + [path.name for path in files for mark in MARKERS if mark in path.name]


def write_much(vault: Vault) -> None:
    """Everything that writes, with a cache so small that pages leave it before the commit."""
    assert vault._con is not None
    vault._con.execute("PRAGMA cache_size = 2")
    ids = vault.add([checkin(number, NOTE * 30) for number in range(200)])
    vault.add([Try(at=NOW, way="asked", topic=MARKERS[1], zone="Asia/Ho_Chi_Minh")])
    vault.set_setting(MARKERS[0], NOTE)
    vault.keep_artefact(MARKERS[0], NOTE.encode() * 2000)
    for id in ids[::3]:
        vault.amend(id, checkin(1, NOTE * 60), NOW)
    for id in ids[::7]:
        vault.remove(id)
    # A sort that does not fit the cache goes to a temporary file where the driver allows one.
    vault._con.execute("SELECT body FROM records ORDER BY body").fetchall()


def test_nothing_readable_is_in_any_file_at_rest_or_in_backups(
    path: Path, keyring: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temporary))
    tempfile.tempdir = None
    with keyring.open(path) as vault:
        write_much(vault)
        backup = vault.backup(now=NOW)
    restore_vault(backup, path, OLD, now=day(1))
    tempfile.tempdir = None
    assert readable(path.parent) == []
    assert list(temporary.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_nothing_readable_is_in_vault_or_journal_in_the_middle_of_a_transaction(
    in_memory: Path, keyring: Keyring
) -> None:
    path = keyring.make(in_memory / "own" / "notes.dat")
    with keyring.open(path) as vault:
        write_much(vault)

    def work(disk: Disk) -> None:
        with keyring.open(path, disk) as vault:
            write_much(vault)

    acts = len(count_acts(work))
    journals = 0
    for number in range(20, acts, acts // 12):
        run(lambda _, n=number: work(dying_at(n)))  # type: ignore[misc]
        journals += path.with_name("notes.dat-journal").exists()
        assert readable(path.parent) == []
        keyring.open(path).close()
    assert journals > 3


def test_the_check_above_finds_what_is_readable(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text(NOTE, "utf-8")
    assert len(readable(tmp_path)) == 2


def test_a_key_is_in_no_file(path: Path, keyring: Keyring) -> None:
    keys = [
        bytes.fromhex(one.raw()) for one in (keyring.key, keyring.key.child(b"database"), keyring.key.child(b"head"))
    ]
    data = path.read_bytes()
    assert not any(key in data or key.hex().encode() in data for key in keys)


def test_no_error_carries_what_was_written(vault: Vault, path: Path) -> None:
    from msgspec.structs import replace

    (id,) = vault.add([replace(checkin(1, NOTE), id=MARKERS[0])])
    acts = [
        lambda: vault.add([replace(checkin(2, NOTE), id=MARKERS[0])]),
        lambda: vault.get(MARKERS[1]),
        lambda: vault.remove(MARKERS[1]),
        lambda: vault.amend(MARKERS[1], checkin(1, NOTE), NOW),
        lambda: vault.change_passphrase(MARKERS[0] * 5000),
    ]
    for act in acts:
        with pytest.raises(UprightError) as fault:
            act()
        told = [repr(fault.value), repr(fault.value.values), repr(fault.value.args)]
        assert not [text for text in told if any(mark in text for mark in MARKERS)]
    vault.set_setting("a setting", MARKERS[0])
    assert MARKERS[0] not in repr(vault) + repr(vault.__dict__)
    assert os.path.lexists(path)
    assert vault.get(id).note == NOTE.rstrip() or vault.get(id).note == NOTE


def test_files_are_private_whatever_the_umask(path: Path, keyring: Keyring) -> None:
    seen: set[tuple[str, str]] = set()

    def watch(act: object) -> None:
        seen.update((one.suffix.split("-")[-1], oct(one.stat().st_mode & 0o777)) for one in path.parent.rglob("*"))

    with keyring.open(path, Disk(watch)) as vault:
        vault.add([checkin(1)])
        vault.backup(now=NOW)
    assert {mode for _, mode in seen} == {"0o600", "0o700"}
    assert "journal" in {name for name, _ in seen}
