"""A whole session as a program among programs: the app over HTTP, then the commands, on a file in a folder of its own.

Tests look at what is left of it. `python -m tests.pages.scripted FOLDER` does the same alone, for `bench.network`,
which runs it where there is no network, and under a watch; `--engine` adds a reading with fits and `--alone` brings up
the loopback of a network namespace first.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

__all__ = ["MARKS", "PASSPHRASE", "Session"]

PASSPHRASE = "bốn từ MARKpass thôi"
# What she writes, and the passphrase: none of these may be found anywhere but where she handed it over.
MARKS = ("MARKnote buồn khổ", "MARKtopic việc nhà", "MARKsearch", "MARKchanged", "MARKcommand", "MARKpass")
NOTE, TOPIC, SEARCH, CHANGED, COMMAND, _ = MARKS
SOURCE = Path(__file__).resolve().parents[2] / "src"


@dataclass
class Session:
    """One run in `folder`: home, file, temporary files, and a place where things are handed over on purpose."""

    folder: Path
    said: list[bytes] = field(default_factory=list)  # what every program printed, apart from what it was asked to show
    seen: list[str] = field(default_factory=list)  # addresses that were asked for
    cmdlines: list[bytes] = field(default_factory=list)
    cookie: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        for name in ("home", "temporary", "handed over"):
            (self.folder / name).mkdir()
        self.vault = self.folder / "home" / "file" / "notes.dat"
        home = str(self.folder / "home")
        self.environment = {
            "PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "LANG": "C.UTF-8",
            "TZ": "Asia/Ho_Chi_Minh", "UPRIGHT_VAULT": str(self.vault),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP", "SQLITE_TMPDIR"), str(self.folder / "temporary")),
        }  # fmt: skip

    # The app

    def app(self) -> None:
        """From the printed address to Exit: a file is made, written in, searched, read, changed, copied, locked."""
        key = self.start()
        try:
            self.through_the_app(key)
            self._look_at_processes()
        finally:
            self.said += self.end(signal.SIGINT)

    def start(self) -> str:
        """Start the app; returns what its address lets a browser in with."""
        self.program = subprocess.Popen(
            [sys.executable, "-m", "upright.cli.main", "--no-browser"], env=self.environment, cwd=self.folder / "home",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        address = (self.program.stdout.readline() if self.program.stdout else b"").decode().strip()
        self.origin = address.rpartition("/")[0]
        self.where, self.cookie = self.origin + "/", ""
        return address.partition("#")[2]

    def end(self, number: int) -> list[bytes]:
        """End it with a signal; returns what it said."""
        self.program.send_signal(number)
        return list(self.program.communicate(timeout=20))

    def through_the_app(self, key: str) -> None:
        """Every step, each of which must come out as it should."""
        self.get("enter")
        self.post("come_in", key=key)
        self.get("safety")
        self.post("answer")
        self.get("create")
        self.post("make_file", passphrase=PASSPHRASE, again=PASSPHRASE, with_key="yes")
        self.get("recovery_key")
        self.post("key_written_down")
        form = self.get("write")
        kept = {name: _value(form, name) for name in ("day", "form_id")}
        self.post("save", **kept, note=NOTE, way="asked", new_topic=TOPIC, topic="new", sign="listened", reliable="3")
        self._look_at_processes()
        found = self.get("diary")
        if NOTE not in found or TOPIC not in found:
            raise AssertionError("what was saved is not shown")
        self.post("search", words=SEARCH)
        self.post("search", all="yes")
        handle = re.search(r'href="(record\?r=\w+)"', self.get("diary"))
        record = self.get(handle[1] if handle else "record")
        edit = re.search(r'<form[^>]*action="change".*?</form>', record, re.DOTALL)
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', edit[0] if edit else ""))
        self.post("change", **{**fields, "note": CHANGED, "day": kept["day"], "topic": TOPIC, "way": "asked"})
        self.get("read")
        self.get("settings")
        self.get("copies")
        self.post("copy_now")
        self.get("export")
        self.post("write_out", path=str(self.folder / "handed over" / "all.json"))
        self.post("lock")
        self.get("unlock")
        self.post("open_file", passphrase="wrong MARKpass", ok=403)
        self.post("open_file", passphrase=PASSPHRASE)
        self.get("help_now")
        self.get("nowhere", ok=404)
        self.post("exit")

    def get(self, page: str, *, ok: int = 200) -> str:
        """A page."""
        return self._ask("GET", page, "", ok)

    def post(self, act: str, *, ok: int = 303, **fields: str) -> str:
        """A form, with its token."""
        return self._ask("POST", act, urlencode({"t": self.token, **fields}), ok)

    def _ask(self, method: str, page: str, body: str, ok: int) -> str:
        address = urljoin(self.where, page)
        parts = urlsplit(address)
        self.seen.append(address)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if method == "POST":
            headers |= {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, address.removeprefix(self.origin), body or None, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        if answer.status != ok:
            raise AssertionError(f"{method} {page}: {answer.status}")
        if set_cookie := answer.getheader("set-cookie"):
            self.cookie = set_cookie.partition(";")[0]
        if answer.status == 303:
            self.where = urljoin(self.where, answer.getheader("location") or "")
            self.seen.append(self.where)
        if found := re.search(r'data-t="([^"]+)"', text):
            self.token = found[1]
        return unescape(text)

    def _look_at_processes(self) -> None:
        place = Path(f"/proc/{self.program.pid}")
        if place.exists():
            self.cmdlines += [(place / name).read_bytes() for name in ("cmdline", "comm")]

    # The commands

    def commands(self, *, engine: bool = False) -> None:
        """One of each kind: writes, lists, reads, checks, copies, hands over."""
        self.run("moment", "thanked", more=f"{COMMAND}\n")
        self.run("check-in", more="7\n6\n5\n4\n" + f"{COMMAND}\n" * 3)
        self.run("try", "asked", more=f"{COMMAND}\n\n", shows="err")  # it offers the topics there are
        self.run("list", shows="out")
        self.run("read", shows="out")
        self.run("verify")
        self.run("backup", str(self.folder / "home" / "elsewhere"))
        self.run("export", str(self.folder / "handed over" / "again.json"))
        self.run("moment", "nothing-like-this", ok=2)
        self.run("import", str(self.folder / "handed over" / "none.json"), ok=1)
        if engine:
            self.run("demo", "--print", shows="out", keyed=False)

    def run(self, *arguments: str, more: str = "", shows: str = "", ok: int = 0, keyed: bool = True) -> None:
        """One command, with the passphrase from a pipe. `shows`: the stream on which it is asked for what she wrote."""
        key = ("--passphrase-file", "-") if keyed else ()
        ran = subprocess.run(
            [sys.executable, "-m", "upright.cli.main", *arguments, *key], env=self.environment,
            cwd=self.folder / "home", input=(f"{PASSPHRASE}\n" if keyed else "").encode() + more.encode(),
            capture_output=True, timeout=300, check=False,
        )  # fmt: skip
        if ran.returncode != ok:
            raise AssertionError(f"upright {arguments[0]}: {ran.returncode} {ran.stderr.decode()}")
        self.said.append(
            b"".join({"out": ran.stdout, "err": ran.stderr}[one] for one in ("out", "err") if one != shows)
        )


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.partition('id="today"')[2])
    return found[1] if found else ""


def bring_up_loopback() -> None:
    """Let 127.0.0.1 answer in a network namespace that was just made."""
    import fcntl
    import socket
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up and running


if __name__ == "__main__":
    if "--alone" in sys.argv:
        bring_up_loopback()
    session = Session(Path(sys.argv[1]))
    session.app()
    session.commands(engine="--engine" in sys.argv)
    sys.stdout.write(f"{len(session.seen)} addresses, {len(session.said) - 1} programs\n")
