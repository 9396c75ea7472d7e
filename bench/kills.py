"""The running app killed a hundred times in the middle of saves, and what became of them: `make kills`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.pages.killing import kill_while_saving


def main() -> int:
    """Kill, look, and say what was found."""
    times, start = int(sys.argv[1]) if len(sys.argv) > 1 else 100, time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        try:
            told = kill_while_saving(Path(folder), times, seed=1)
        except AssertionError as lost:
            print(lost)
            return 1
    print(f"{told.kills} kills of the running app in the middle of saves ({time.perf_counter() - start:.0f} s)")
    print(f"{told.acknowledged:,} saves were acknowledged, and all are there")
    print(f"{told.unacknowledged} more are there whole although the answer did not come; none is there in part")
    print(f"{told.journals} kills came in the middle of a transaction, which the next opening undid")
    return 0


if __name__ == "__main__":
    sys.exit(main())
