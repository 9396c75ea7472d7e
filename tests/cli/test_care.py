"""`upright backup`, `restore`, `verify` and `passphrase`."""

from __future__ import annotations

import pytest

from tests.cli.running import PASSPHRASE
from upright.actions.vault import open_vault

OTHER = "other words than before"


@pytest.fixture
def written(begun):
    """A vault with one moment."""
    begun.keyed("moment", "thanked")
    return begun


def count(place, passphrase=PASSPHRASE) -> int:
    """How many records the vault holds."""
    with open_vault(place.vault, passphrase) as vault:
        return vault.count()


def test_a_copy_goes_where_it_was_asked_to(written):
    folder = written.folder / "elsewhere"
    assert written.keyed("backup", str(folder)).status == 0
    (copy,) = folder.iterdir()
    assert copy.read_bytes()[:4] == written.vault.read_bytes()[:4]


def test_a_copy_is_put_back_and_what_was_there_is_kept(written):
    folder = written.folder / "elsewhere"
    written.keyed("backup", str(folder))
    written.keyed("moment", "listened")
    (copy,) = folder.iterdir()
    ran = written.keyed("restore", str(copy))
    assert ran.status == 0
    assert count(written) == 1
    kept = [one for one in (written.vault.parent / "notes backups").iterdir() if "before restore" in one.name]
    assert len(kept) == 1
    assert kept[0].name in ran.out


def test_a_copy_that_is_none_changes_nothing(written):
    wrong = written.folder / "list.txt"
    wrong.write_text("a shopping list")
    for path in (wrong, written.folder, written.folder / "nothing"):
        ran = written.keyed("restore", str(path))
        assert (ran.status, len(ran.err.splitlines())) == (1, 1)
    assert count(written) == 1


def test_a_whole_file_is_found_whole(written):
    ran = written.keyed("verify")
    assert ran.status == 0
    assert "1" in ran.out.splitlines()[0]


def test_a_damaged_file_is_a_fault_with_the_good_copy_named(written):
    content = bytearray(written.vault.read_bytes())
    content[len(content) // 2 + 512] ^= 0xFF
    written.vault.write_bytes(content)
    ran = written.keyed("verify")
    assert ran.status == 1
    assert "Traceback" not in ran.err


def test_a_changed_passphrase_opens_the_file_and_the_old_one_does_not(written):
    other = written.folder / "other"
    other.write_text(OTHER + "\n")
    assert written.keyed("passphrase", "--new-passphrase-file", str(other)).status == 0
    assert count(written, OTHER) == 1
    assert written.keyed("verify").status == 1


def test_a_new_passphrase_is_asked_for_twice(written):
    ran = written.keyed("passphrase", typed=f"{OTHER}\n{OTHER}\n")
    assert ran.status == 0
    assert count(written, OTHER) == 1


def test_two_new_ones_that_differ_change_nothing(written):
    assert written.keyed("passphrase", typed=f"{OTHER}\nanother\n").status == 1
    assert count(written) == 1


@pytest.mark.parametrize(
    "arguments", [["backup"], ["verify"], ["passphrase"], ["export", "x.json"], ["list"], ["remove", "1"]]
)
def test_without_a_file_nothing_is_made(place, arguments):
    ran = place.keyed(*arguments)
    assert (ran.status, len(ran.err.splitlines())) == (1, 1)
    assert not place.vault.exists()
