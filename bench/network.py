"""A whole session where there is no network, and one under a watch that notes every connection: `make network`.

The session is that of `tests.pages.scripted`: the app from its address to Exit, then the commands, then a reading with
fits. First in a network namespace with nothing but its own loopback; then under strace, whose lines are counted by what
was connected to. Linux alone has both; what is not here is said and leaves the status at 2.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

SESSION = [sys.executable, "-m", "tests.pages.scripted"]
CALLS = "connect,sendto,sendmsg,sendmmsg,bind,listen"
CALL = re.compile(r"\b(connect|sendto|sendmsg|sendmmsg|bind|listen)\((.*?)\)\s+= (-?\d+|\?)")


def alone() -> int:
    """In a namespace without a route."""
    if not shutil.which("unshare") or subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode:
        print("no network namespace can be made here (it needs Linux, unshare, and leave to use it): not run")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        ran = subprocess.run(
            ["unshare", "-rn", *SESSION, folder, "--alone", "--engine"], capture_output=True, text=True
        )
        took = time.perf_counter() - start
    if ran.returncode:
        print(f"without a network it does not work:\n{ran.stderr[-2000:]}")
        return 1
    print(f"without a network: {ran.stdout.strip()}, all as they should be, {took:.0f} s")
    return 0


def watched() -> int:
    """Under strace, which follows every program that is started."""
    if not shutil.which("strace"):
        print("no strace here (on Debian or Ubuntu: apt install strace): not run")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "calls"
        inside = Path(folder) / "session"
        inside.mkdir()
        start = time.perf_counter()
        watch = ["strace", "-f", "-qq", "-s", "64", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log)]
        ran = subprocess.run([*watch, *SESSION, str(inside), "--engine"], capture_output=True, text=True)
        took = time.perf_counter() - start
        lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    if ran.returncode or not lines:
        print(f"under strace it does not work:\n{ran.stderr[-2000:]}")
        return 2 if "ptrace" in ran.stderr else 1
    kinds: Counter[str] = Counter()
    outside = []
    for line in lines:
        kind = kind_of(line)
        kinds[kind] += 1
        if kind.startswith("outside"):
            outside.append(line)
    print(f"under strace: {ran.stdout.strip()}, {len(lines)} calls, {took:.0f} s")
    for kind, number in sorted(kinds.items()):
        print(f"  {number:6,}  {kind}")
    for line in outside[:20]:
        print(f"  outside: {line}")
    return 1 if outside else 0


def kind_of(line: str) -> str:
    """What a line of strace tells: which call, and to where."""
    found = CALL.search(line)
    if found is None:
        return "a call in two parts" if "resumed" in line else "something else"
    call, arguments = found[1], found[2]
    address = re.search(r'inet_addr\("([\d.]+)"\)', arguments)
    address6 = re.search(r'inet_pton\(AF_INET6, "([^"]+)"', arguments)
    place = address or address6
    if place is not None:
        inside = place[1].startswith("127.") or place[1] == "::1"
        return f"{call}, this machine" if inside else f"outside: {call} to {place[1]}"
    if "AF_UNIX" in arguments or "AF_LOCAL" in arguments:
        named = re.search(r'sun_path=@?"([^"]*)"', arguments)
        return f"{call}, a socket in the file system {named[1] if named else ''}".strip()
    if "AF_NETLINK" in arguments:
        return f"{call}, the kernel's own (netlink)"
    return f"{call}, on a connection that stands" if call.startswith("send") else call


def main() -> int:
    """Both; the worse of the two statuses."""
    print(f"{os.uname().sysname} {os.uname().release}, Python {sys.version.split()[0]}" if hasattr(os, "uname") else "")
    return max(alone(), watched(), key=lambda status: (status == 1, status))


if __name__ == "__main__":
    sys.exit(main())
