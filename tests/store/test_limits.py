"""What a vault costs in time and memory, and what it does where it may not write or there is no space."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from tests.store.crash import count_acts, run
from tests.store.keyring import NOW, OLD, Keyring, checkin, day
from upright.errors import VaultFault
from upright.store import create_vault
from upright.store.files import Act, Disk
from upright.store.verify import verify_with_key

OPEN_SECONDS, LOAD_SECONDS, WRITER_MEGABYTES = 0.005, 0.150, 150
NOBODY = 65534


def best(act: Callable[[], object], times: int) -> float:
    """The shortest processor time of several: what the code takes, whatever else the machine is doing."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return min(taken)


def test_opening_with_a_derived_key_takes_less_than_five_milliseconds(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        vault.add([checkin(number) for number in range(2000)])
    assert best(lambda: keyring.open(path).close(), 20) < OPEN_SECONDS


def test_fourteen_thousand_records_load_in_less_than_150_milliseconds(path: Path, keyring: Keyring) -> None:
    with keyring.open(path) as vault:
        vault.add(
            [checkin(number, "Hôm nay trời mưa, không có gì." if number % 3 == 0 else None) for number in range(14_000)]
        )
    with keyring.open(path) as vault:
        assert len(vault.diary()) == 14_000
        assert best(vault.diary, 8) < LOAD_SECONDS


def test_a_process_that_writes_stays_under_150_megabytes(tmp_path: Path) -> None:
    """With the cost that a real vault has."""
    create_vault(tmp_path / "notes.dat", OLD, now=NOW).close()
    program = (
        "import resource, sys; from datetime import datetime, timezone\n"
        "from upright.record import CheckIn; from upright.store import open_vault\n"
        "now = datetime(2026, 11, 24, tzinfo=timezone.utc)\n"
        "with open_vault(sys.argv[1], sys.argv[2]) as vault:\n"
        "    vault.add([CheckIn(at=now, ratings={'effort': 3})])\n"
        "    vault.backup_if_due(now)\n"
        # The process's own peak: what getrusage tells on Linux also counts the process it was started from.
        "try: print(*[line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')])\n"
        "except OSError: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    source = str(Path(__file__).parents[2] / "src")
    told = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "notes.dat"), OLD],
        env={**os.environ, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=True,
    )
    unit = 1024**2 if sys.platform == "darwin" else 1024
    assert int(told.stdout) / unit < WRITER_MEGABYTES
    assert told.stderr == ""


@pytest.mark.parametrize("kind", [apsw.FullError, apsw.IOError])
def test_a_disk_that_fails_once_at_any_act_loses_nothing_acknowledged(
    kind: type[apsw.Error], in_memory: Path, keyring: Keyring, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each act fails once; then the same open vault goes on, and so does one opened anew."""
    path = keyring.make(in_memory / "own" / "notes.dat")
    state = {"left": 0}

    def failing(act: Act) -> None:
        state["left"] -= 1
        if state["left"] == 0:
            raise kind("the disk says no")

    disk = Disk(failing)

    def write(one: Disk) -> None:
        with keyring.open(path, one) as vault:
            vault.add([checkin(number, "dài " * 200) for number in range(12)])

    acts = len(count_acts(write))
    known: set[str | None] = {record.id for record in keyring.open(path).diary().records}
    failed = 0
    for number in range(1, acts + 1):
        with keyring.open(path, disk) as vault:
            vault._con.execute("PRAGMA cache_size = 4")  # type: ignore[union-attr]
            state["left"] = number
            try:
                known.update(vault.add([checkin(one, "dài " * 200) for one in range(12)]))
            except VaultFault as fault:
                failed += 1
                assert fault.id in ("error.vault_full", "error.vault_disk")
            state["left"] = 0
            known.update(vault.add([checkin(1)]))
            assert known <= {record.id for record in vault.diary().records}
        with keyring.open(path) as vault:
            assert known <= {record.id for record in vault.diary().records}
            for id in list(known)[:10]:
                vault.remove(str(id))
                known.discard(id)
    assert failed > acts // 2
    assert verify_with_key(path, keyring.key).ok
    assert capfd.readouterr() == ("", "")


def test_a_full_disk_gets_one_line_and_keeps_what_was_there(path: Path, keyring: Keyring) -> None:
    """A limit on file size stands for a full disk: the system refuses the write."""
    with keyring.open(path) as vault:
        vault.add([checkin(1)])

    def write(tell: Callable[[str], None]) -> None:
        with keyring.open(path) as vault:
            limit = path.stat().st_size + 10_000
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            for act in (
                lambda: vault.add([checkin(number, "dài " * 500) for number in range(50)]),
                lambda: vault.keep_artefact("big", bytes(10**6)),
            ):
                try:
                    act()
                    tell("kept")
                except VaultFault as fault:
                    tell(fault.id)
            tell(str(vault.count()))
            vault.add([checkin(2)])

    first, second, count = run(write).acknowledged
    assert {first, second} <= {"error.vault_full", "error.vault_disk"}
    assert count == "1"
    with keyring.open(path) as vault:
        assert vault.count() == 2


def as_someone_else(path: Path) -> None:
    """Become someone whom permissions bind, if this is the superuser, and own the file."""
    if os.getuid() == 0:
        for one in (path, path.parent):
            os.chown(one, NOBODY, NOBODY)
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def test_a_vault_that_may_only_be_read_is_read_and_says_so_when_written(in_memory: Path, keyring: Keyring) -> None:
    in_memory.chmod(0o711)
    path = keyring.make(in_memory / "own" / "notes.dat")
    with keyring.open(path) as vault:
        vault.add([checkin(1)])

    def look(tell: Callable[[str], None]) -> None:
        as_someone_else(path)
        path.chmod(0o400)
        path.parent.chmod(0o500)
        with keyring.open(path) as vault:
            tell(str(vault.count()))
            tell(str(vault.read_only))
            for act in (
                lambda: vault.add([checkin(2)]),
                lambda: vault.change_passphrase("another passphrase"),
                lambda: vault.backup(now=NOW),
                lambda: vault.remove(vault.diary().records[0].id),  # type: ignore[arg-type]
            ):
                try:
                    act()
                except VaultFault as fault:
                    tell(fault.id)
        path.chmod(0)
        try:
            keyring.open(path)
        except VaultFault as fault:
            tell(fault.id)
        path.parent.chmod(0o700)
        path.chmod(0o600)

    told = run(look).acknowledged
    assert told == (
        "1",
        "True",
        "error.vault_read_only",
        "error.vault_read_only",
        "error.vault_no_access",
        "error.vault_read_only",
        "error.vault_no_access",
    )


def test_a_folder_that_may_not_be_written_in_gets_one_line(in_memory: Path, keyring: Keyring) -> None:
    in_memory.chmod(0o711)
    (in_memory / "own").mkdir()

    def make(tell: Callable[[str], None]) -> None:
        as_someone_else(in_memory / "own")
        try:
            keyring.make(in_memory / "notes.dat")
        except VaultFault as fault:
            tell(fault.id)

    (in_memory).chmod(0o555)
    told = run(make).acknowledged
    in_memory.chmod(0o700)
    assert told == ("error.vault_no_access",)


def test_a_backup_where_nothing_can_be_written_does_not_hurt_the_vault(path: Path, keyring: Keyring) -> None:
    (path.parent / "notes backups").write_bytes(b"")
    with keyring.open(path) as vault:
        vault.add([checkin(1)])
        with pytest.raises(VaultFault) as fault:
            vault.backup_if_due(day(0))
        assert fault.value.id == "error.vault_folder"
        vault.add([checkin(2)])
