"""Stopping a process dead: at a random moment, at a chosen act on the disk, or half-way through one."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

from upright.store.files import Act, Disk

Work = Callable[[Callable[[str], None]], None]


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it had acknowledged before."""

    acknowledged: tuple[str, ...]
    killed: bool


@dataclass(frozen=True)
class Running:
    """A process at work."""

    child: int
    reads: int

    def end(self, *, kill_after: float | None = None, once_told: bool = False) -> Ended:
        """Wait for its end, or kill it after seconds: from now, or `once_told` from its first acknowledgement.

        The kernel keeps what was written to a pipe, so an acknowledgement outlives the process.
        """
        told = os.read(self.reads, 1 << 16) if once_told else b""
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(self.child, signal.SIGKILL)
        with os.fdopen(self.reads, "rb") as pipe:
            told += pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
        assert status in (0, -signal.SIGKILL), f"the process failed by itself: {status}"
        return Ended(tuple(told.decode().split()), status != 0)


def start(work: Work) -> Running:
    """Run `work` in a process of its own, which acknowledges through the function it is given.

    No vault may be open in this process: the new one would take over the driver's memory of its locks.
    """
    reads, writes = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child touches no thread of this process
        child = os.fork()
    if child == 0:
        code = 70
        try:
            os.close(reads)
            work(lambda text: os.write(writes, text.encode() + b"\n") and None)
            code = 0
        finally:
            os._exit(code)
    os.close(writes)
    return Running(child, reads)


def run(work: Work, *, kill_after: float | None = None, once_told: bool = False) -> Ended:
    """Start `work` and wait for its end, or kill it."""
    return start(work).end(kill_after=kill_after, once_told=once_told)


def count_acts(work: Callable[[Disk], None]) -> list[str]:
    """What `work` does on a disk, act by act."""
    acts: list[str] = []
    work(Disk(lambda act: acts.append(act.what)))
    return acts


def dying_at(number: int, *, torn: bool = False) -> Disk:
    """A disk on which the process is killed before act `number` (from 1), or half-way through it when it is a write."""
    left = number

    def hook(act: Act) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            if torn and act.what == "write":
                file = os.open(act.path, os.O_WRONLY)
                os.pwrite(file, act.data[: len(act.data) // 2 + 1], act.offset)
            os.kill(os.getpid(), signal.SIGKILL)

    return Disk(hook)
