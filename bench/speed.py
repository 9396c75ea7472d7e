"""Time and memory of what has a limit, each beside its limit.

    python -m bench.speed

Whole processes are started anew, five times after one that is not counted, and their median is given; memory is the
largest of the process as the system counts it. The key derivation is taken off where the line says so: for opening, as
measured inside that very call; for whole processes, as timed by itself here, with the vault's own parameters. Exit
status 1 when a limit is missed.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from upright.model.coupled import live
from upright.reading import read
from upright.record import CheckIn, Diary, Moment, Record, Try
from upright.record.words import ITEMS, SIGNS
from upright.store import create_vault, keys, open_vault
from upright.store.keys import DEFAULT, Key, Wrapped

START = datetime(2016, 1, 1, 20, tzinfo=UTC)
PASSPHRASE = "several words for a bench"
RUNS = 5


def ten_years() -> Diary:
    """3,650 check-ins, 10,000 moments and 500 tries."""
    records: list[Record] = [
        CheckIn(at=START + timedelta(days=d), ratings={ITEMS[(d + k) % 7]: (7 * d + 3 * k) % 11 for k in range(4)})
        for d in range(3650)
    ]
    records += [Moment(at=START + timedelta(hours=8.7 * k), sign=SIGNS[(7 * k) % 10]) for k in range(10_000)]
    outcomes = ("changed", "dismissed", "heard")
    records += [
        Try(at=START + timedelta(days=7 * k), way="asked", topic=f"topic {k % 9}", outcome=outcomes[k % 3])
        for k in range(500)
    ]
    return Diary(records=tuple(records))


def median_ms(act: Callable[[], object]) -> float:
    act()
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def opening_ms(path: Path) -> float:
    """Median milliseconds of opening and closing a vault, less the time spent inside Argon2id during that very call."""
    derive, derived = keys.hash_secret_raw, [0.0]

    def timed(*args: Any, **kwargs: Any) -> bytes:
        started = time.perf_counter()
        try:
            return derive(*args, **kwargs)
        finally:
            derived[0] += time.perf_counter() - started

    keys.hash_secret_raw = timed
    try:
        times = []
        for _ in range(RUNS + 1):
            derived[0], started = 0.0, time.perf_counter()
            open_vault(path, PASSPHRASE).close()
            times.append(1000 * (time.perf_counter() - started - derived[0]))
    finally:
        keys.hash_secret_raw = derive
    return statistics.median(times[1:])


# A process that only starts others and waits: what the system counts as a child's memory includes that of whoever
# started it, so the one that starts has to be small.
STARTER = """
import json, os, sys, time
runs, command, out = int(sys.argv[1]), sys.argv[2:], []
for _ in range(runs + 1):
    started = time.perf_counter()
    quiet = [(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_WRONLY, 0) for n in (1, 2)]
    child = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    out.append((1000 * (time.perf_counter() - started), usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)))
print(json.dumps(out))
"""


def process(*arguments: str) -> tuple[float, float]:
    """Median milliseconds and largest memory (MB) of `upright ARGUMENTS` as a whole process."""
    starter = [sys.executable, "-S", "-E", "-c", STARTER, str(RUNS)]
    command = [*starter, sys.executable, "-m", "upright.cli.main", *arguments]
    runs = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    if any(status for *_, status in runs):
        raise SystemExit(f"upright {arguments[0]} failed")
    return statistics.median(took for took, *_ in runs[1:]), max(memory for _, memory, _ in runs)


def main() -> int:
    missed = 0

    def line(what: str, value: float, limit: float, unit: str) -> None:
        nonlocal missed
        missed += value > limit
        print(
            f"  {what:<72} {value:8.1f} {unit}   limit {limit:g} {unit}{'   MISSED' if value > limit else ''}",
            flush=True,
        )

    diary = ten_years()
    print("Reading and loading ten years (3,650 check-ins, 10,000 moments, 500 tries)")
    line("read(longer=False): the two quick layers", median_ms(lambda: read(diary, longer=False)), 300, "ms")
    line("read(): all layers", median_ms(lambda: read(diary)), 10_000, "ms")
    quarter = live(90, np.random.default_rng(1), START).diary
    line("read(): all layers, of 90 days", median_ms(lambda: read(quarter)), 3_000, "ms")
    text = diary.to_json()
    line("Diary.from_json", median_ms(lambda: Diary.from_json(text)), 150, "ms")
    cost, secret = DEFAULT, PASSPHRASE.encode()
    derivation = median_ms(lambda: Wrapped.wrap(Key(os.urandom(32)), secret, b"", cost, os.urandom))
    print(f"  one key derivation at {cost}: {derivation:.0f} ms")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.upr"
        with create_vault(path, PASSPHRASE, now=START) as vault:
            vault.add(diary.records)
        line("opening a vault of ten years, apart from the key derivation", opening_ms(path), 5, "ms")
        with open_vault(path, PASSPHRASE) as vault:
            line("loading all its records", median_ms(vault.diary), 150, "ms")
        word = Path(folder) / "word"
        word.write_text(PASSPHRASE + "\n", encoding="utf-8")
        print("Whole processes on that vault")
        for name, *arguments in (
            ("upright moment thanked", "moment", "thanked"),
            (
                "upright check-in with four answers",
                "check-in",
                "--respected",
                "7",
                "--effort",
                "6",
                "--worth",
                "5",
                "--uneasy",
                "2",
            ),
        ):
            took, memory = process(*arguments, "--vault", str(path), "--passphrase-file", str(word))
            line(f"{name}, apart from the key derivation", took - derivation, 400, "ms")
            line(f"{name}, memory", memory, 150, "MB")
        took, memory = process("read", "--vault", str(path), "--passphrase-file", str(word))
        print(f"  upright read, whole process with its key derivation: {took:.0f} ms, {memory:.0f} MB")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
