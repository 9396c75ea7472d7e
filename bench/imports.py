"""A hundred thousand entries of another program taken in, beside the limit, each step with its time.

    python -m bench.imports

Exit status 1 when the limit is missed.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from upright.actions.handover import arrival_of, look_into, take_in
from upright.store import create_vault

ENTRIES, LIMIT = 100_000, 5.0
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def table() -> str:
    """A table of Daylio with so many entries."""
    rows = (
        f"20{10 + k % 17:02}-{1 + k % 12:02}-{1 + k % 28:02},x,y,{k % 24:02}:{k % 60:02},good,walk | work,,"
        f'"note {k}, and more"\n'
        for k in range(ENTRIES)
    )
    return "full_date,date,weekday,time,mood,activities,note_title,note\n" + "".join(rows)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "years.csv"
        file.write_text(table(), encoding="utf-8")
        told: list[int] = []
        with create_vault(Path(folder) / "bench.upr", "several words for a bench", now=NOW) as vault:
            started, before = time.perf_counter(), time.process_time()
            found = look_into(file, zone="Asia/Ho_Chi_Minh")
            read = time.perf_counter() - started
            taken = take_in(vault, arrival_of(found.diary, vault), lambda done, of: told.append(done))
            whole, spent = time.perf_counter() - started, time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    missed = "   MISSED" if whole > LIMIT else ""
    print(f"Taking in {taken:,} entries of a table, with progress told {len(told)} times")
    print(f"  read {read:.1f} s, all {whole:.1f} s (processor {spent:.1f} s)   limit {LIMIT:g} s{missed}")
    print(f"  largest memory {memory:.0f} MB")
    return int(whole > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
