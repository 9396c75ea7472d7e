"""Take each guard away and see that a test misses it: `make guards`.

The source and its tests are copied; in the copy one small piece of one file is replaced, and the tests that
`docs/security-checks.md` names for the check are run. At least one has to fail. A piece that is no longer in its file
stops the run: the mutation has to be written anew. Nothing is changed in the checkout itself.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from bench.guards_taken import MUTATIONS, Mutation

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
NODE = re.compile(r"`(tests/[\w/]+\.py::\w+)`")
COPIED = ("src", "tests", "bench", "docs", "examples", ".ci")
FILES = ("pyproject.toml", "Makefile", "README.md", "CHANGELOG.md", "VISION.md", "CONTRIBUTING.md")


@dataclass(frozen=True)
class Outcome:
    """What became of one mutation."""

    mutation: Mutation
    killed_by: str  # "" where every test passed
    seconds: float
    failed: str = ""  # what went wrong with the run itself


def nodes_of(number: int, *, browser: bool) -> list[str]:
    """The tests that hold a check; those in a browser or the others."""
    table = (ROOT / "docs" / "security-checks.md").read_text("utf-8")
    rows = {int(row): NODE.findall(nodes) for row, nodes in ROW.findall(table)}
    return [node for node in rows[number] if ("/journey_" in node) == browser]


def copy_tree(folder: Path) -> Path:
    """A copy in which things may be broken."""
    place = folder / "copy"
    leave = shutil.ignore_patterns("__pycache__", ".*_cache", "*.pyc")
    for name in COPIED:
        shutil.copytree(ROOT / name, place / name, ignore=leave)
    for path in [*(ROOT / name for name in FILES), *ROOT.glob("requirements*.lock")]:
        if path.is_file():
            shutil.copy(path, place / path.name)
    return place


def run_tests(place: Path, nodes: list[str]) -> tuple[int, str]:
    """Run tests in a copy until one fails: the status, and the test that failed."""
    environment = {**os.environ, "PYTHONPATH": str(place / "src"), "NUMBA_CACHE_DIR": str(place / "numba")}
    how = ["-q", "-x", "-p", "no:cacheprovider", "-o", "python_files=test_*.py journey_*.py"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *how, *nodes],
        cwd=place, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", ran.stdout, re.MULTILINE)
    last = (ran.stdout or ran.stderr).strip().splitlines()[-1:]
    return ran.returncode, failed[1] if failed else "".join(last)


def take_away(place: Path, mutation: Mutation, stamp: int) -> Outcome:
    """Make one replacement, run the tests of its check, and put the file back."""
    path, start = place / mutation.file, time.perf_counter()
    whole = path.read_text("utf-8")
    if whole.count(mutation.old) != 1:
        return Outcome(
            mutation, "", 0.0, f"{mutation.old!r} stands {whole.count(mutation.old)} times in {mutation.file}"
        )
    path.write_text(whole.replace(mutation.old, mutation.new), "utf-8")
    os.utime(path, (stamp, stamp))  # so that no compiled file of before passes for this one
    try:
        nodes = list(mutation.nodes) or nodes_of(mutation.check, browser=mutation.browser)
        status, told = run_tests(place, nodes)
    finally:
        path.write_text(whole, "utf-8")
        os.utime(path, (stamp + 1, stamp + 1))
    took = time.perf_counter() - start
    if status == 0:
        return Outcome(mutation, "", took)
    if status != 1:
        return Outcome(mutation, "", took, f"status {status}: {told}")
    return Outcome(mutation, told.partition("::")[2], took)


def browser_here() -> bool:
    """Whether the journeys can be run."""
    import importlib.util

    return importlib.util.find_spec("playwright") is not None and any(map(shutil.which, ("chromium", "google-chrome")))


def main() -> int:
    """Run every mutation, or those of some checks; print the table. Status 1 when one was missed by all tests."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("checks", type=int, nargs="*", help="only these checks")
    asked.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    given = asked.parse_args()
    chosen = [one for one in MUTATIONS if not given.checks or one.check in given.checks]
    left_out = [one for one in chosen if one.browser and not browser_here()]
    chosen = [one for one in chosen if one not in left_out]
    for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGQUIT, signal.SIG_DFL)):
        signal.signal(number, usual)  # a shell's background work ignores them, and the tests send them
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        places: Queue[Path] = Queue()
        for number in range(given.jobs):
            places.put(copy_tree(Path(folder) / str(number)))
        place = places.get()
        for browser in (False, True):  # apart: some tests fork, and what drives a browser has threads
            wanted = [one for one in chosen if one.browser == browser]
            nodes = sorted({node for one in wanted for node in one.nodes or nodes_of(one.check, browser=browser)})
            status, told = run_tests(place, nodes) if nodes else (0, "")
            if status != 0:
                print(f"the tests do not pass as they are: {told}")
                return 2
            print(f"{len(nodes)} tests pass as things are ({time.perf_counter() - start:.0f} s)", flush=True)
        places.put(place)

        def one_of(pair: tuple[int, Mutation]) -> Outcome:
            number, mutation = pair
            place = places.get()
            try:
                found = take_away(place, mutation, 1_700_000_000 + 10 * number)
            finally:
                places.put(place)
            missed_by = found.failed or found.killed_by or "NOBODY"
            print(f"| {mutation.check} | {mutation.name} | {missed_by} | {found.seconds:.1f} |", flush=True)
            return found

        print("\n| check | taken away | missed by | s |\n|---|---|---|---|", flush=True)
        with ThreadPoolExecutor(given.jobs) as pool:
            outcomes = list(pool.map(one_of, enumerate(chosen)))
    killed = sum(1 for one in outcomes if one.killed_by)
    print(f"\n{killed} of {len(outcomes)} were missed by a test of their check, in {time.perf_counter() - start:.0f} s")
    if left_out:
        print(f"{len(left_out)} need a browser and were not tried")
    return 0 if killed == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
