"""Crash dumps: a process that holds a key and a diary in its memory must not leave that memory on the disk."""

from __future__ import annotations

import sys
from contextlib import suppress

if sys.platform != "win32":
    import resource

__all__ = ["keep_from_dumps"]


def keep_from_dumps() -> None:
    """From now on let this process leave no dump when it is ended by a fault, or by Ctrl-\\ at a terminal.

    The limit is 1 byte and not 0: at 0 Linux still hands the memory to a crash reporter where one is set up, at 1 it
    does neither that nor write a file.
    """
    if sys.platform == "win32":  # there it is a setting of the system alone
        return
    with suppress(OSError, ValueError):  # a limit that may not be changed stays
        soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
        if soft != 1 and hard != 0:
            resource.setrlimit(resource.RLIMIT_CORE, (1, hard))
