"""`upright letter`: what it prints of a message, from a file or a pipe, and one line for what cannot be read."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from upright.wording import say

TEXT = "I have decided to move out.\nPlease don't leave me, I beg you.\nYou idiot.\n"


def flat(out: str) -> str:
    """The page as one line of text."""
    return re.sub(r"\s+", " ", " ".join(line[9:] for line in out.splitlines()))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_mark_stands_with_its_line_kind_why_and_question(place, language):
    ran = place.run("letter", typed=TEXT, language=language)
    assert (ran.status, ran.err) == (0, "")
    text = flat(ran.out)
    assert say("cli.letter.place", language, line=2, kind=say("letter.kind.pleading", language)) in text
    assert say("cli.letter.place", language, line=3, kind=say("letter.kind.insult", language)) in text
    assert "Please don't leave me" in text and "You idiot" in text
    assert say("letter.ask.pleading", language) in text and say("letter.why.insult.name", language) in text
    assert max(len(line) for line in ran.out.splitlines()) <= 72


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_clean_message_says_so(place, language):
    text = flat(place.run("letter", typed="I am moving out on the 12th.", language=language).out)
    assert text.strip().startswith(say("letter.clean", language))


def test_no_vault_is_needed_and_none_is_made(place):
    assert place.run("letter", typed=TEXT).status == 0
    assert not place.vault.parent.exists()


def test_a_file_a_dash_and_a_pipe_are_read_alike(place):
    path = place.folder / "message.txt"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_bytes(TEXT.encode(encoding))
        assert place.run("letter", str(path)).out == place.run("letter", typed=TEXT).out
    assert place.run("letter", "-", typed=TEXT).out == place.run("letter", typed=TEXT).out


def test_json_is_the_check_of_the_library(place):
    ran = place.run("letter", "--json", typed="Anh đừng bỏ em. 👍🏽 Anh là đồ hèn.")
    found = json.loads(ran.out)
    assert found["language"] == "vi"
    assert [one["kind"] for one in found["findings"]] == ["pleading", "insult"]


@pytest.mark.parametrize(
    ("data", "id"),
    [
        (b"\x89PNG\r\n\x1a\n\xff\xfe\x00", "error.file.not_text"),
        (b"Please stay\xff", "error.file.not_text"),
        (b"Please\x00stay, Please stay", "error.file.not_text"),
        (b"", "error.file.empty"),
        (b"a " * 600_000, "error.file.too_large"),
    ],
)
def test_what_is_no_message_is_told_in_one_line(place, data, id):
    path = place.folder / "message.txt"
    path.write_bytes(data)
    ran = place.run("letter", str(path))
    assert (ran.status, ran.out) == (1, "")
    assert flat("         " + ran.err).strip() == say(id, "en", line=1, limit=1)


def test_a_file_that_is_not_there_and_a_folder_are_told_without_their_name(place):
    for path in (place.folder / "secretname.txt", place.folder):
        ran = place.run("letter", str(path))
        assert (ran.status, ran.out) == (1, "")
        assert "secretname" not in ran.err and str(place.folder) not in ran.err


def test_a_message_cannot_steer_the_terminal(place):
    ran = place.run("letter", typed="You idiot \x1b[31m\u202e you pathetic idiot\x07.")
    assert "\x1b" not in ran.out and "\u202e" not in ran.out and "\x07" not in ran.out


def test_numpy_is_not_loaded():
    code = (
        "import sys; from upright.cli.main import main; status = main(['letter']);"
        "print('numpy' in sys.modules, status, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input="Please stay.", capture_output=True, text=True, check=True
    )
    assert done.stderr.split() == ["False", "0"] and "Please stay" in done.stdout
