"""`upright` alone and `upright demo`: the app is started, one address is printed, the browser is opened if wanted."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+/enter#[\w-]{43}")


@pytest.fixture
def browser(tmp_path: Path) -> tuple[Path, Path]:
    """A program that takes the place of the browser and writes down what it was given."""
    given, program = tmp_path / "given", tmp_path / "browse"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > "{given}.new" && mv "{given}.new" "{given}"\n')
    program.chmod(0o700)
    return program, given


def started(place, browser, *arguments: str) -> tuple[bytes, bytes, int, bool]:
    program, given = browser
    process = subprocess.Popen(
        [sys.executable, "-m", "upright.cli.main", *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=place.process_environment(BROWSER=f"{program} %s", DISPLAY=":0"),
    )  # fmt: skip
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    ends = time.monotonic() + (1 if "--no-browser" in arguments else 10)
    while not given.exists() and time.monotonic() < ends:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    return address, out + err, process.returncode, given.exists()


@pytest.mark.parametrize("arguments", [(), ("demo",), ("--language", "vi")], ids=" ".join)
def test_one_address_is_printed_and_given_to_the_browser(place, browser, arguments):
    address, rest, status, opened = started(place, browser, *arguments)
    assert ADDRESS.fullmatch(address)
    assert b"http" not in rest
    assert status == 0
    assert opened
    assert browser[1].read_bytes() == address
    assert not place.vault.exists()


@pytest.mark.parametrize("arguments", [("--no-browser",), ("demo", "--no-browser")], ids=" ".join)
def test_no_browser_is_opened_if_it_is_not_wanted(place, browser, arguments):
    address, _, status, opened = started(place, browser, *arguments)
    assert ADDRESS.fullmatch(address)
    assert (status, opened) == (0, False)


@pytest.mark.parametrize("port", ["0", "80", "70000", "x"])
def test_a_port_that_cannot_be_is_a_fault_in_the_asking(place, port):
    ran = place.run("--port", port)
    assert ran.status == 2
    assert "--port" in ran.err


def test_the_app_has_options_of_its_own_in_the_help(place):
    assert all(name in place.run("--help").out for name in ("--port", "--no-browser"))
    assert "--no-browser" in place.run("demo", "--help").out
