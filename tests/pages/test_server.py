"""The app as a program: one listener on this machine, one address, no words, and an end in order."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import upright
from tests.pages.test_guard import SECRET

SOURCE = Path(upright.__file__).parents[1]
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/enter#([\w-]{40,})")


class Program:
    """The app as someone starts it."""

    def __init__(self, folder: Path, *arguments: str, code: str = "") -> None:
        start = ["-c", code] if code else ["-m", "upright.cli.main", *arguments]
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{SOURCE}{os.pathsep}{SOURCE.parent}",
            "HOME": str(folder),
            "UPRIGHT_VAULT": str(folder / "notes.dat"),
            "LANG": "C.UTF-8",
        }
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *start], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment, text=True,
        )  # fmt: skip
        self.line = self.process.stdout.readline().strip()  # type: ignore[union-attr]
        self.took = time.perf_counter() - self.started
        found = ADDRESS.fullmatch(self.line)
        self.port, self.token = (int(found[1]), found[2]) if found else (0, "")

    def get(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, self.line + out, err


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    found = Program(tmp_path, "--no-browser")
    yield found
    found.end()


def listeners(pid: int) -> set[str]:
    """The addresses on which a process listens, as Linux tells them."""
    inodes = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            inodes.add(os.readlink(entry).removeprefix("socket:[").removesuffix("]"))
        except OSError:
            continue
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        path = Path(f"/proc/{pid}/net/{table}")
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            parts = line.split()
            if parts[9] in inodes and (parts[3] == "0A" or table.startswith("udp")):
                found.add(f"{table} {parts[1]}")
    return found


def test_check_1_there_is_one_listener_and_it_is_on_this_machine_alone(program):
    assert program.port
    assert listeners(program.process.pid) == {f"tcp 0100007F:{program.port:04X}"}


def test_check_1_no_option_makes_it_listen_elsewhere(tmp_path):
    ran = Program(tmp_path, "--host", "0.0.0.0", "--no-browser")
    assert ran.end()[0] == 2


def test_check_5_the_token_is_in_no_argument_and_in_no_line_of_a_log(program):
    assert program.get("/enter") == 200
    assert program.get(f"/{program.token}") == 404
    arguments = Path(f"/proc/{program.process.pid}/cmdline").read_bytes().decode()
    assert program.token not in arguments
    status, out, err = program.end()
    assert status == 0
    assert out.count(program.token) == 1
    assert program.token not in err


def test_it_prints_one_address_and_ends_in_order_with_ctrl_c(program):
    status, out, err = program.end()
    assert status == 0
    assert len(re.findall("http", out + err)) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_ends_in_order_when_it_is_told_to_or_its_terminal_is_closed(program, number):
    status, _, err = program.end(number)
    assert status in (0, 128 + number, -number)
    assert "Traceback" not in err


def test_a_browser_that_holds_its_line_does_not_keep_it_from_ending(program):
    with socket.create_connection(("127.0.0.1", program.port)) as line:
        line.sendall(f"GET /enter HTTP/1.1\r\nHost: 127.0.0.1:{program.port}\r\n\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 200")
        start = time.perf_counter()
        assert program.end()[0] == 0
        assert time.perf_counter() - start < 5


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path, program):
    other = Program(tmp_path, "--port", str(program.port), "--no-browser")
    status, out, err = other.end()
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "--port" in err


def test_check_2_a_request_without_a_host_or_with_two_is_turned_away(program):
    for head in (
        "GET /enter HTTP/1.1\r\n",
        f"GET /enter HTTP/1.1\r\nHost: 127.0.0.1:{program.port}\r\nHost: evil.example\r\n",
        "GET /enter HTTP/1.0\r\n",
    ):
        with socket.create_connection(("127.0.0.1", program.port)) as line:
            line.sendall(f"{head}\r\n".encode())
            assert re.match(rb"HTTP/1\.1 4\d\d", line.recv(1000))


def test_check_22_the_program_says_nothing_of_an_error(tmp_path):
    code = f"""
import pathlib, datetime
from upright.pages import app, book, server
from upright.pages.house import House
from upright.pages.page import Needs, page
def fails(visit):
    raise RuntimeError({SECRET!r})
made = app.make_app
server.make_app = lambda house: made(house, (*book.ROUTES, page(fails, Needs.NOTHING)))
house = House(pathlib.Path("x"), "en", lambda: datetime.datetime.now().astimezone(), print)
server.serve(house, 0, lambda address: print(address, flush=True))
"""
    program = Program(tmp_path, code=code)
    assert program.get("/fails") == 500
    assert program.get("/nowhere?q=abc") == 404
    with socket.create_connection(("127.0.0.1", program.port)) as line:
        line.sendall(b"this is no request\r\n\r\n")
        line.recv(1000)
    status, out, err = program.end()
    assert (status, err) == (0, "")
    assert out == program.line


def test_check_20_the_app_calls_nobody(program):
    """Nothing but its own listener: no other socket is open after pages were served."""
    assert program.get("/enter") == program.get("/help_now") == 200
    assert len(listeners(program.process.pid)) == 1


def test_it_accepts_soon_after_it_is_started(tmp_path):
    best = 99.0
    for _ in range(3):
        program = Program(tmp_path, "--no-browser")
        assert program.get("/enter") == 200
        best = min(best, time.perf_counter() - program.started)
        program.end()
    assert best < 4.0  # seconds; about 0.6 on an idle machine, and test machines are shared
