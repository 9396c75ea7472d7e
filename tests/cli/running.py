"""Running commands in tests: in this process with a fixed clock, as a process of its own, and at a pseudo-terminal."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest.mock import patch

from upright.cli.main import main

SOURCE = Path(__file__).parents[2] / "src"
PASSPHRASE = "four plain words here"
NOW = datetime(2026, 11, 23, 21, 30, tzinfo=timezone(timedelta(hours=7)))


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str


class Place:
    """A folder with a vault of its own and the environment that names it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = folder / "file" / "notes.dat"
        self.passphrase_file = folder / "passphrase"
        self.passphrase_file.write_text(PASSPHRASE + "\n", encoding="utf-8")
        self.environment = {"UPRIGHT_VAULT": str(self.vault), "TZ": "Asia/Ho_Chi_Minh", "HOME": str(folder)}
        self.now = NOW

    def run(self, *arguments: str, typed: str | bytes = "", language: str | None = None) -> Ran:
        """Run a command in this process. `typed` is standard input, a pipe that ends."""
        environment = self.environment | ({"UPRIGHT_LANGUAGE": language} if language else {})
        given = typed.encode() if isinstance(typed, str) else typed
        stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with patch.object(sys, "stdin", stdin), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(list(arguments), environment=environment, clock=lambda: self.now)
            out.flush()
            err.flush()
        return Ran(status, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())  # type: ignore[attr-defined]

    def keyed(self, *arguments: str, typed: str | bytes = "", language: str | None = None) -> Ran:
        """The same with the passphrase from its file."""
        return self.run(*arguments, "--passphrase-file", str(self.passphrase_file), typed=typed, language=language)

    def process(self, *arguments: str, typed: bytes = b"", **changed: str) -> subprocess.CompletedProcess[bytes]:
        """Run a command as a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "upright.cli.main", *arguments],
            input=typed, capture_output=True, timeout=60, env=self.process_environment(**changed), check=False,
        )  # fmt: skip

    def process_environment(self, **changed: str) -> dict[str, str]:
        """The environment of such a process: nothing of this one's but what finds Python."""
        kept = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}
        return kept | self.environment | changed


def at_terminal(
    place: Place, arguments: Sequence[str], answers: Sequence[tuple[str, str]], **changed: str
) -> tuple[int, str]:
    """Run a command at a pseudo-terminal: wait for each prompt, then type its answer. Returns status and screen."""
    pid, terminal = pty.fork()
    if pid == 0:
        environment = place.process_environment(TERM="xterm", LANG="C.UTF-8", **changed)
        os.execve(sys.executable, [sys.executable, "-m", "upright.cli.main", *arguments], environment)
    seen = b""
    start = 0
    ends = time.monotonic() + 60
    waiting = list(answers)
    while time.monotonic() < ends:
        if waiting and waiting[0][0].encode() in seen[start:]:
            start = len(seen)
            time.sleep(0.05)  # a prompt for a passphrase turns the echo off before it reads
            os.write(terminal, waiting.pop(0)[1].encode())
        if not select.select([terminal], [], [], 0.05)[0]:
            continue
        try:
            read = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        if not read:
            break
        seen += read
    os.close(terminal)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), seen.decode(errors="replace").replace("\r\n", "\n")
