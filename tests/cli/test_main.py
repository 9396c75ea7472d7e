"""Where a run ends: exit statuses, one line for a fault, nothing of hers in it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from upright import __version__
from upright.actions import read as reads
from upright.cli.commands import COMMANDS, load

SECRET = "hehitmeonmonday"


def test_asked_for_help_it_shows_what_it_can_do(place):
    ran = place.run("--help")
    assert ran.status == 0
    assert all(name in ran.out for name in ("check-in", "moment", "read", "decide", "help-now"))
    assert not place.vault.exists()


def test_the_version(place):
    assert place.run("--version").out == f"upright {__version__}\n"


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_page_with_an_example(place, name, language):
    ran = place.run(name, "--help", language=language)
    assert ran.status == 0
    assert load(name).example in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 79
    assert not ran.err


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("name", [*COMMANDS, ""])
def test_a_help_page_fits_a_narrow_window_and_has_a_short_name(place, name, language):
    wide = place.run(*filter(None, [name]), "--help", language=language)
    assert place.run(*filter(None, [name]), "-h", language=language) == wide
    place.environment["COLUMNS"] = "40"
    narrow = place.run(*filter(None, [name]), "-h", language=language).out
    example = "" if not name else load(name).example
    assert max(len(line) for line in narrow.splitlines() if line.strip() != example) <= 40


def test_the_list_of_commands_names_every_one(place):
    out = place.run("--help").out
    assert all(f"  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        [SECRET],
        ["moment", SECRET],
        ["moment", f"--{SECRET}"],
        ["moment", "thanked", SECRET],
        ["moment", "thanked", "--weight", SECRET],
        ["moment", "thanked", "--weight", "4"],
        ["moment", "thanked", "--weight", "1.5"],
        ["moment", "thanked", "--weight"],
        ["moment", "thanked", "--at", SECRET],
        ["moment", "thanked", "--at", "2026-02-31"],
        ["moment", "--language", SECRET],
        ["check-in", "--worth", SECRET],
        ["check-in", "--worth", "nan"],
        ["check-in", "--worth", "inf"],
        ["check-in", "--skip", SECRET],
        ["try", "--outcome", SECRET],
        ["read", "--as-of", SECRET],
        ["read", "--as-of", "2026-02-31"],
        ["help-now", "--country", SECRET],
        ["remove"],
        ["remove", SECRET],
        ["import"],
        ["simulate", "--days", "0"],
        ["simulate", "--days", "1e9"],
        ["--vault"],
        ["after", SECRET],
        ["help-now", SECRET],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_misuse_is_one_line_with_status_2_and_repeats_nothing(place, arguments, language):
    ran = place.run(*arguments, language=language)
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert SECRET not in ran.err
    assert not place.vault.exists()


def test_a_near_miss_names_the_command_meant(place):
    assert "moment" in place.run("momnet").err


def test_options_before_the_command_count_too(place):
    ran = place.run(
        "--passphrase-file", str(place.passphrase_file), "--vault", str(place.folder / "other.dat"), "moment", "thanked"
    )
    assert ran.status == 0
    assert (place.folder / "other.dat").exists()


def test_an_unforeseen_error_tells_its_class_and_nothing_else(place, monkeypatch):
    def fails(*_, **__):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(reads, "demo_diary", fails)
    ran = place.run("demo", "--print")
    assert ran.status == 1
    assert len(ran.err.splitlines()) == 1
    assert "RuntimeError" in ran.err
    assert SECRET not in ran.err + ran.out


def test_an_interruption_is_quiet(place):
    process = subprocess.Popen(
        [sys.executable, "-m", "upright.cli.main", "moment", "thanked"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=place.process_environment(),
    )  # fmt: skip
    assert process.stderr is not None
    while b"help-now" not in process.stderr.readline():
        pass
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"Traceback" not in err
    assert out == b""
    assert not place.vault.exists()


def test_a_reader_that_goes_away_is_no_fault(place):
    process = subprocess.Popen(
        [sys.executable, "-m", "upright.cli.main", "help-now"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=place.process_environment(PYTHONUNBUFFERED="1"),
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=20) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def test_a_terminal_without_unicode_gets_plain_letters(place):
    ran = place.process("help-now", "--language", "vi", PYTHONIOENCODING="ascii")
    assert ran.returncode == 0
    assert ran.stdout.decode("ascii").startswith("       | ")
    assert b"Nguoi ho tro" in ran.stdout


def test_no_home_and_no_input_are_no_trace(place):
    ran = place.process("moment", "thanked", HOME="/nonexistent", UPRIGHT_VAULT="")
    assert ran.returncode == 1
    assert b"Traceback" not in ran.stderr
