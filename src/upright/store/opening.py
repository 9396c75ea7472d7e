"""Making a vault and opening one.

A new vault is made whole under an unfinished name and then takes its own, so no moment leaves half a vault in its
place; what a stop leaves is named `….making-` and says in its head that it is being made. Nothing is ever overwritten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import apsw

from upright.errors import UsageFault, VaultFault
from upright.store import database, schema
from upright.store.backup import backup_folder, copy_name, make_backup
from upright.store.dumps import keep_from_dumps
from upright.store.faults import faults
from upright.store.files import DISK, Disk
from upright.store.header import BEING_MADE, IN_USE, Header, open_head, read_head, write_head
from upright.store.keys import DEFAULT, KEY, Cost, Key, Wrapped, passphrase_bytes, recovery_bytes
from upright.store.places import is_unfinished, journal_of, look, place, unfinished_name, unfinished_names
from upright.store.vault import Vault

__all__ = ["create_vault", "open_vault"]

Random = Callable[[int], bytes]
_LONGEST_NAME, _LONGEST_PATH = 255, 511  # bytes: what file systems take, and what the driver does


def create_vault(
    path: Path | str,
    passphrase: str,
    *,
    now: datetime,
    random: Random = os.urandom,
    cost: Cost = DEFAULT,
) -> Vault:
    """Make a vault at `path`, in a folder that is made for this person only if it is missing, and open it.

    Raises VaultFault ("error.vault_exists") when anything stands there, UsageFault for a passphrase that cannot be one.
    """
    path = place(path)
    keep_from_dumps()
    _stands_free(path)  # before the derivation; that the name is still free is proved when it is taken
    secret = passphrase_bytes(passphrase)
    data_key = Key(random(KEY))
    vault_id = random(16)
    header = Header(BEING_MADE, 0, vault_id, None, None)
    wrapped = Wrapped.wrap(data_key, secret, header.bound(recovery=False), cost, random)
    header = Header(IN_USE, 0, vault_id, wrapped, None)
    try:
        make_with_key(path, header, data_key, DISK, random, settings={"made_at": now.isoformat()})
    except BaseException:
        data_key.wipe()
        raise
    return open_with_key(path, data_key, DISK, random=random, cost=cost)


def _stands_free(path: Path) -> None:
    # The longest name a file beside it will ever have: a kept file while it is being copied, with a journal.
    kept = backup_folder(path) / copy_name(path, "before restore 2026-11-23 21.45.00 (99)")
    longest = journal_of(unfinished_name(kept, bytes))
    if len(os.fsencode(longest.name)) > _LONGEST_NAME or len(os.fsencode(longest)) > _LONGEST_PATH:
        raise VaultFault("error.vault_name")
    if os.path.lexists(path):
        raise VaultFault("error.vault_exists")
    if os.path.lexists(journal_of(path)):
        # The database would take it for its own and undo, in the new vault, what was cut off in another.
        raise VaultFault("error.vault_journal")


def make_with_key(
    path: Path,
    header: Header,
    data_key: Key,
    disk: Disk,
    random: Random,
    *,
    settings: dict[str, str],
    upto: int = schema.LATEST,
) -> None:
    """Make the file of a vault whose keys are made already. For `create_vault`, and for tests that stop it half-way."""
    with faults():
        disk.make_folder(path.parent)
        _stands_free(path)
        unfinished = unfinished_name(path, random)
        disk.make(unfinished)
        try:
            being_made = Header(BEING_MADE, 0, header.vault_id, None, None)
            write_head(unfinished, being_made, data_key, disk)
            con = database.connect(unfinished, data_key, disk, new=True)
            try:
                schema.take_steps(con, upto)
                for name, value in settings.items():
                    con.execute("INSERT INTO settings VALUES (?, ?)", (name, json.dumps(value)))
            finally:
                database.close(con)
            write_head(unfinished, header, data_key, disk)  # its first act on the disk brings the database there too
            disk.publish(unfinished, path)
        except BaseException:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise


def open_vault(path: Path | str, passphrase: str | None = None, *, recovery_key: str | None = None) -> Vault:
    """Open a vault with its passphrase or with its recovery key.

    A vault of an earlier version is brought to this one, after a copy was made beside it. Raises WrongKey for the wrong
    key and for a changed head alike, VaultFault for a file that is none of ours, damaged, in use or not to be reached.
    """
    if (passphrase is None) == (recovery_key is None):
        raise UsageFault("error.no_passphrase")
    path = place(path)
    _, data_key = unlock(path, passphrase, recovery_key, DISK)
    return open_with_key(path, data_key, DISK)  # a key wrapped from here on costs what this version thinks right


def unlock(path: Path, passphrase: str | None, recovery_key: str | None, disk: Disk) -> tuple[Header, Key]:
    """The head of a vault and its data key, without touching its database."""
    keep_from_dumps()
    look(path)
    if is_unfinished(path):
        raise VaultFault("error.vault_half_made")
    with faults():
        head = read_head(path, disk)
    if recovery_key is not None:
        return open_head(head, recovery_bytes(recovery_key), recovery=True)
    return open_head(head, passphrase_bytes(passphrase or ""), recovery=False)


def open_with_key(path: Path, data_key: Key, disk: Disk, *, random: Random = os.urandom, cost: Cost = DEFAULT) -> Vault:
    """Open a vault whose data key is known. For `open_vault`, and for tests that cannot wait for derivations."""
    con = _connected(path, data_key, disk)
    try:
        with faults():
            database.tighten(path)
            _drop_second_name(path, disk)
            _settle_head(path, data_key, con, disk)
            _bring_up_to_date(path, data_key, con, disk, random)
        return Vault(path, data_key, con, disk, random=random, cost=cost)
    except BaseException:
        database.close(con)
        data_key.wipe()
        raise


def _connected(path: Path, data_key: Key, disk: Disk) -> apsw.Connection:
    try:
        with faults():
            con = database.connect(path, data_key, disk)
            if schema.version(con) > schema.LATEST:
                database.close(con)
                raise VaultFault("error.vault_newer")
            return con
    except BaseException:
        data_key.wipe()
        raise


def _drop_second_name(path: Path, disk: Disk) -> None:
    """Finish a making that was stopped between giving the vault its name and taking its unfinished one away."""
    if path.stat().st_nlink > 1:
        for left in unfinished_names(path):
            if left.samefile(path):
                with suppress(OSError):
                    disk.delete(left)


def _settle_head(path: Path, data_key: Key, con: apsw.Connection, disk: Disk) -> None:
    """Make both slots the same again after a change of the head that was stopped, or a slot that was damaged."""
    if con.readonly("main") or read_head(path, disk).at_rest:
        return
    with suppress(apsw.BusyError), database.change(con):
        head = read_head(path, disk)
        if head.newest is not None and not head.at_rest and head.newest.sealed_by(data_key):
            write_head(path, head.newest, data_key, disk)


def _bring_up_to_date(path: Path, data_key: Key, con: apsw.Connection, disk: Disk, random: Random) -> None:
    """Take the schema's missing steps, each whole or not at all, after a copy of the vault as it was."""
    found = schema.version(con)
    if found == schema.LATEST:
        return
    if found == 0:
        raise VaultFault("error.vault_damaged")
    if con.readonly("main"):
        raise VaultFault("error.vault_read_only")
    words = f"before version {schema.LATEST}"
    make_backup(con, path, data_key, disk, random, now=None, words=words)
    schema.take_steps(con)
