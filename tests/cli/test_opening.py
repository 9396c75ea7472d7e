"""Making the file the first time and opening it later; the passphrase comes before anything is composed."""

from __future__ import annotations

import stat

import pytest

from tests.cli.running import PASSPHRASE, at_terminal
from upright.actions.vault import open_vault
from upright.cli.lines import width


def count(place) -> int:
    """How many records the vault holds."""
    with open_vault(place.vault, PASSPHRASE) as vault:
        return vault.count()


def test_the_warning_comes_before_the_file_is_made_and_only_then(place):
    first, second = place.keyed("moment", "thanked"), place.keyed("moment", "thanked")
    assert "If someone checks this device" in first.err
    assert "If someone checks this device" not in second.err
    assert (first.out, second.out) == ("Saved.\n", "Saved.\n")


def test_the_warning_speaks_the_language_chosen(place):
    err = place.keyed("moment", "thanked", language="vi").err
    assert "Nếu có người hay xem máy này" in err
    assert "device" not in err


def test_the_file_is_for_its_owner_alone(place):
    place.keyed("moment", "thanked")
    assert stat.S_IMODE(place.vault.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.vault.parent.stat().st_mode) == 0o700


def test_from_a_pipe_a_new_passphrase_is_given_twice(place):
    assert place.run("moment", "thanked", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n").status == 0
    assert count(place) == 1


def test_two_that_differ_make_nothing(place):
    ran = place.run("moment", "thanked", typed=f"{PASSPHRASE}\nanother\n")
    assert ran.status == 1
    assert not place.vault.exists()


@pytest.mark.parametrize("typed", ["", "\n", f"{PASSPHRASE}\n"])
def test_without_a_passphrase_nothing_is_made(place, typed):
    assert place.run("moment", "thanked", typed=typed).status == 1
    assert not place.vault.exists()


def test_the_passphrase_may_come_first_on_standard_input(place):
    ran = place.run("check-in", "--passphrase-file", "-", typed=f"{PASSPHRASE}\n7\n")
    assert ran.status == 0
    assert count(place) == 1


@pytest.mark.parametrize("wrong", ["no such file", "folder", "empty", "bytes", "nul\0name"])
def test_a_passphrase_file_that_is_none_is_one_line(place, wrong):
    (place.folder / "folder").mkdir()
    (place.folder / "empty").write_text("\nsecond line")
    (place.folder / "bytes").write_bytes(b"\xff\xfe\xfa")
    ran = place.run("moment", "thanked", "--passphrase-file", str(place.folder / wrong))
    assert (ran.status, len(ran.err.splitlines()[-1:])) == (1, 1)
    assert not place.vault.exists()


def test_a_wrong_passphrase_from_a_pipe_ends_it_before_any_question(begun):
    ran = begun.run("check-in", typed="wrong\n7\n7\n")
    assert ran.status == 1
    assert "today" not in ran.err
    assert ran.err.splitlines()[-1] == "Wrong passphrase, or not this file."
    assert count(begun) == 0


def test_the_recovery_key_opens_it_too(begun):
    key = begun.keyed("passphrase", "--new-recovery-key").out.strip()
    ran = begun.run("moment", "listened", "--recovery-key", typed=f"{key}\n")
    assert ran.status == 0
    assert count(begun) == 1


def test_a_file_that_is_no_vault_is_never_written_over(place):
    place.vault.parent.mkdir()
    place.vault.write_text("a shopping list")
    ran = place.keyed("moment", "thanked")
    assert ran.status == 1
    assert place.vault.read_text() == "a shopping list"


def test_at_a_terminal_the_passphrase_is_not_shown_and_the_file_is_made_after_a_yes(place):
    status, screen = at_terminal(
        place,
        ["moment"],
        [
            ("Go on", "y\n"),
            ("New passphrase", "one\n"),
            ("Once more", "two\n"),
            ("New passphrase", PASSPHRASE + "\n"),
            ("Once more", PASSPHRASE + "\n"),
            ("Number", "77\n"),
            ("Number", "1\n"),
            ("strongly", "\n"),
            ("note", "một ghi chú\n"),
        ],
    )
    assert status == 0
    assert PASSPHRASE not in screen
    assert "Saved." in screen
    assert count(place) == 1


def test_at_a_terminal_a_no_makes_nothing(place):
    status, screen = at_terminal(place, ["moment", "thanked"], [("Go on", "n\n")])
    assert status == 1
    assert "nothing was saved" in screen
    assert not place.vault.exists()


def test_at_a_terminal_a_slip_of_the_passphrase_is_asked_again(begun):
    status, screen = at_terminal(
        begun, ["moment", "listened"], [("Passphrase:", "slip\n"), ("Passphrase:", PASSPHRASE + "\n")]
    )
    assert status == 0
    assert screen.count("Wrong passphrase") == 1
    assert count(begun) == 1


def test_at_a_terminal_three_slips_end_it(begun):
    status, screen = at_terminal(begun, ["moment", "listened"], [("Passphrase:", "slip\n")] * 3)
    assert status == 1
    assert screen.count("Wrong passphrase") == 3


def test_at_a_terminal_leaving_half_way_saves_nothing(begun):
    status, screen = at_terminal(
        begun,
        ["check-in", "--all"],
        [("Passphrase:", PASSPHRASE + "\n"), ("fully", "12\n"), ("fully", "7\n"), ("all day", "\x04")],
    )
    assert status == 1
    assert "Closed; nothing was saved." in screen
    assert count(begun) == 0


def test_at_a_terminal_a_check_in_takes_vietnamese_notes(begun):
    status, screen = at_terminal(
        begun,
        ["check-in", "--all", "--language", "vi"],
        [("Cụm mật khẩu:", PASSPHRASE + "\n"), *[("  >", "5\n")] * 7, ("Ghi chú", "mệt quá, nhưng ổn\n")],
    )
    assert status == 0
    assert "Đã lưu." in screen
    with open_vault(begun.vault, PASSPHRASE) as vault:
        assert vault.diary().records[-1].note == "mệt quá, nhưng ổn"


@pytest.mark.parametrize(
    ("passphrase", "told"), [("short", True), ("elevenchars", True), ("twelve chars", False), ("a b", False)]
)
def test_a_passphrase_that_can_be_guessed_is_taken_and_named_so(place, passphrase, told):
    place.passphrase_file.write_text(passphrase + "\n", encoding="utf-8")
    ran = place.keyed("moment", "thanked")
    assert (ran.status, ran.out) == (0, "Saved.\n")
    assert ("can be guessed" in ran.err) is told
    assert "guessed" not in place.keyed("moment", "thanked").err


def test_at_a_terminal_the_help_page_is_a_third_answer_to_the_warning(place):
    status, screen = at_terminal(place, ["moment", "thanked"], [("Help now]", "h\n"), ("Help now]", "n\n")])
    assert status == 1
    assert "The time around leaving can be the most dangerous" in screen
    assert "Closed; nothing was saved." in screen
    assert not place.vault.exists()


@pytest.mark.parametrize("question", ["Passphrase:", "fully"])
def test_at_a_terminal_ctrl_c_at_a_question_says_that_nothing_was_saved(begun, question):
    answers = [("Passphrase:", PASSPHRASE + "\n"), ("fully", "\x03")]
    status, screen = at_terminal(begun, ["check-in", "--all"], answers if question == "fully" else [(question, "\x03")])
    assert status == 130
    assert screen.rstrip().endswith("Closed; nothing was saved.")
    assert count(begun) == 0


def test_at_a_terminal_a_record_is_taken_out_after_a_yes(begun):
    begun.keyed("moment", "thanked")
    for answer, left in (("n\n", 1), ("\x03", 1), ("y\n", 0)):
        at_terminal(begun, ["remove", "1"], [("Passphrase:", PASSPHRASE + "\n"), ("Take this out?", answer)])
        assert count(begun) == left


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("asked", ["moment", "check-in --all", "decide", "after left", "load", "try"])
def test_in_a_narrow_window_no_question_is_overrun(place, asked, language):
    place.environment["COLUMNS"] = "40"
    ran = place.run(*asked.split(), typed=f"{PASSPHRASE}\n{PASSPHRASE}\n1\n1\n\n\n\n", language=language)
    assert ran.status == 0
    shown = [line for line in ran.err.splitlines() if str(place.vault) not in line]
    assert max(width(line) for line in shown) <= 40
