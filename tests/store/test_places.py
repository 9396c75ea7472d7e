"""Names of files: what is being made, and file systems that know no second names."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.store.keyring import Keyring, checkin
from upright.store.files import Disk
from upright.store.places import is_unfinished, journal_of, unfinished_name, unfinished_names


def test_an_unfinished_name_is_told_from_every_other() -> None:
    name = unfinished_name(Path("/a/notes.dat"), os.urandom)
    assert name.name.startswith("notes.dat.making-")
    assert is_unfinished(name)
    assert is_unfinished(journal_of(name))
    for other in ("notes.dat", "notes.dat.making-", "notes.dat.making-12345", "a.making-1234567g", ".making-12345678"):
        assert not is_unfinished(Path("/a") / other)


def test_only_the_vaults_own_unfinished_files_are_its_own(tmp_path: Path) -> None:
    for name in ("notes.dat.making-0123abcd", "other.dat.making-0123abcd", "notes.dat"):
        (tmp_path / name).touch()
    assert [one.name for one in unfinished_names(tmp_path / "notes.dat")] == ["notes.dat.making-0123abcd"]
    assert len(unfinished_names(tmp_path, folder=True)) == 2
    assert unfinished_names(tmp_path / "nowhere" / "notes.dat") == ()


def test_a_file_system_without_second_names_works_too(tmp_path: Path, keyring: Keyring) -> None:
    disk = NoLinks()
    path = keyring.make(tmp_path / "notes.dat", disk)
    assert [one.name for one in tmp_path.iterdir()] == ["notes.dat"]
    with keyring.open(path) as vault:
        vault.add([checkin(1)])
    with pytest.raises(FileExistsError):
        disk.publish(path, path)


class NoLinks(Disk):
    """A disk whose file system refuses links, as memory sticks do."""

    def _link(self, path: Path, second: Path) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))
