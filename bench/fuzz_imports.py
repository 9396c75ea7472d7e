"""Importers under files that are cut, changed, joined and repeated, for as long as one likes.

    python -m bench.fuzz_imports [MINUTES] [SEED]

Every file begins as one that the tests hold to be good. Only records or a fault of ours may come of it, with none of
the file's words in the fault, within ten seconds and 300 MB. A file that fails is written to dist/fuzz; exit status 1.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path

from tests.exchange.test_hostile import GOOD, SECRET
from upright.errors import UprightError
from upright.exchange import choices_of, incoming

LONGEST, MOST = 10.0, 300_000
MARKS = (
    b"\0",
    b'"',
    b"\n",
    b"[",
    b"{",
    b"}",
    b"]",
    b",",
    b";",
    b"\xff",
    b"\\u0000",
    b"1e999",
    b"=",
    b"-",
    b"\xef\xbb\xbf",
)
CHOICES = choices_of([], zone="Asia/Ho_Chi_Minh")


def changed(data: bytes, chance: random.Random) -> bytes:
    """The file with a few things done to it."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at, end = chance.randrange(len(made) + 1), chance.randrange(len(made) + 1)
        match chance.randrange(6):
            case 0:
                del made[at : at + chance.randrange(40)]
            case 1:
                made[at:at] = chance.choice(MARKS) * chance.choice((1, 1, 1, 50, 2000))
            case 2:
                made[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                made[at:at] = made[min(at, end) : max(at, end)][:4000]
            case 4:
                other = chance.choice(list(GOOD.values()))
                made[at:at] = other[chance.randrange(len(other)) :][:500]
            case 5:
                made = made[:at] or made
    return bytes(made)


def wrong(data: bytes) -> str:
    """What is wrong with how a file was read; "" for nothing."""
    started = time.perf_counter()
    try:
        found = incoming(data, CHOICES)
        said = "".join(str(fault) for fault in (*found.diary.faults, *found.diary.remarks))
    except UprightError as error:
        said = f"{error} {error.values!r}"
    except Exception as error:  # whatever it is, it is what is looked for
        return type(error).__name__
    if SECRET in said:
        return "a fault says a word of the file"
    if time.perf_counter() - started > LONGEST:
        return "too slow"
    return "too much memory" if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > MOST else ""


def main() -> int:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    until, files, failed = time.monotonic() + 60 * minutes, 0, 0
    while time.monotonic() < until:
        name = chance.choice(list(GOOD))
        data = changed(GOOD[name], chance)
        files += 1
        if fault := wrong(data):
            failed += 1
            place = Path("dist/fuzz")
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{files}.bin").write_bytes(data)
            print(f"  {name}, file {files}: {fault}", flush=True)
    print(f"{files} files in {minutes:g} minutes, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
