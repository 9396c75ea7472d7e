"""`upright check-in` and `upright moment`."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.cli.running import NOW, PASSPHRASE
from upright.actions.questions import questions_of
from upright.actions.settings import OwnQuestion, choose, choose_all
from upright.actions.vault import open_vault
from upright.record import Absence, CheckIn, Moment
from upright.record.words import ITEMS, SIGNS

ASKED = questions_of(NOW.date())


@pytest.fixture
def place(begun):
    """Here the file is there already."""
    return begun


def records(place):
    """What the vault holds."""
    with open_vault(place.vault, PASSPHRASE) as vault:
        return vault.diary().records


def test_a_named_moment_is_saved_at_once(place):
    assert place.keyed("moment", "thanked").status == 0
    assert place.keyed("moment", "broken-word", "--weight", "3").status == 0
    first, second = records(place)
    assert (first.sign, first.weight, first.at, first.zone) == ("thanked", 1, NOW, "Asia/Ho_Chi_Minh")
    assert (second.sign, second.weight, second.written_at) == ("broken_word", 3, NOW)


def test_a_moment_is_chosen_by_number_with_weight_and_note(place):
    ran = place.keyed("moment", typed="2\n3\nnói với mẹ\n")
    assert ran.status == 0
    (moment,) = records(place)
    assert (moment.sign, moment.weight, moment.note) == ("minimised", 3, "nói với mẹ")


def test_signs_of_regard_and_disregard_take_turns(place):
    ran = place.keyed("moment", typed="1\n")
    shown = [line for line in ran.err.splitlines() if line.strip()[:2].strip().isdigit()]
    assert len(shown) >= 10
    assert set(SIGNS) == {"thanked", "minimised", "kept_word", "broken_word", "listened", "taken_for_granted",
                          "unasked_help", "tested", "stood_by", "belittled"}  # fmt: skip


def test_a_moment_may_lie_in_the_past_on_the_local_clock(place):
    assert place.keyed("moment", "thanked", "--at", "2026-05-31T20:15").status == 0
    assert place.keyed("moment", "thanked", "--at", "2026-05-30").status == 0
    assert place.keyed("moment", "thanked", "--at", "2026-05-29T01:00-05:00").status == 0
    assert [one.at.isoformat() for one in records(place)] == [
        "2026-05-31T20:15:00+07:00",
        "2026-05-30T12:00:00+07:00",
        "2026-05-29T01:00:00-05:00",
    ]


def test_today_alone_before_noon_is_now(place):
    place.now = NOW.replace(hour=8)
    assert place.keyed("moment", "thanked", "--at", "2026-11-23").status == 0
    assert records(place)[0].at == place.now


def test_a_moment_in_the_future_is_refused_before_anything_is_opened(place):
    ran = place.keyed("moment", "thanked", "--at", "2026-12-31")
    assert (ran.status, len(ran.err.strip().splitlines())) == (1, 1)
    assert records(place) == ()


def test_a_check_in_asks_the_four_questions_of_the_day(place):
    ran = place.keyed("check-in", typed="7\n\n-\n0\n\n")
    assert (ran.status, ran.out) == (0, "Saved.\n")
    (check_in,) = records(place)
    answers = [check_in.answer(item) for item in ASKED]
    assert answers == [7, Absence.MISSING, Absence.SKIPPED, 0]
    assert {check_in.answer(item) for item in ITEMS if item not in ASKED} == {Absence.NOT_ASKED}
    assert (check_in.uneventful, check_in.note) == (False, None)


def test_nothing_happened_is_marked_and_the_question_is_put_again(place):
    assert place.keyed("check-in", typed="n\n3\n").status == 0
    (check_in,) = records(place)
    assert check_in.uneventful
    assert check_in.answer(ASKED[0]) == 3


def test_the_end_of_a_pipe_leaves_the_rest_without_an_answer(place):
    assert place.keyed("check-in", typed="4").status == 0
    (check_in,) = records(place)
    assert [check_in.answer(item) for item in ASKED] == [4, *[Absence.MISSING] * 3]


def test_all_seven_can_be_asked(place):
    assert place.keyed("check-in", "--all", typed="1\n2\n3\n4\n5\n6,5\n7.5\nghi chú\n").status == 0
    (check_in,) = records(place)
    assert check_in.ratings == dict(zip(ITEMS, [1, 2, 3, 4, 5, 6.5, 7.5], strict=True))
    assert check_in.not_asked == ()
    assert check_in.note == "ghi chú"


def test_after_midnight_the_questions_are_still_yesterday_s(place):
    place.now = NOW.replace(hour=1) + timedelta(days=1)
    place.keyed("check-in", typed="5\n")
    assert ASKED[0] in records(place)[0].ratings


def test_options_answer_without_prompts(place):
    ran = place.keyed("check-in", "--respected", "7", "--drained", "0", "--skip", "worth", "--nothing")
    assert ran.status == 0
    (check_in,) = records(place)
    assert check_in.ratings == {"respected": 7, "drained": 0}
    assert (check_in.skipped, check_in.uneventful) == (("worth",), True)
    assert set(check_in.not_asked) == {"reliable", "unprompted", "effort", "uneasy"}


def test_an_item_cannot_be_answered_and_left_out(place):
    ran = place.keyed("check-in", "--worth", "7", "--skip", "worth")
    assert ran.status == 1
    assert records(place) == ()


def test_a_check_in_without_any_answer_is_not_saved(place):
    ran = place.keyed("check-in", typed="\n\n\n\n\n")
    assert (ran.status, records(place)) == (0, ())


@pytest.mark.parametrize("wrong", ["11", "-1", "five", "nan", "1e3", "7 7"])
def test_a_wrong_answer_from_a_pipe_ends_it_and_saves_nothing(place, wrong):
    ran = place.keyed("check-in", typed=f"7\n{wrong}\n")
    assert ran.status == 1
    assert wrong not in ran.err.splitlines()[-1].split()
    assert records(place) == ()


def test_what_is_typed_must_be_text(place):
    ran = place.keyed("moment", "thanked", "--note", typed=b"\xff\xfe\xfa\n")
    assert ran.status == 1
    assert records(place) == ()


def test_a_copy_is_made_after_the_first_write_of_a_day(place):
    copies = place.vault.parent / "notes backups"
    place.keyed("moment", "thanked")
    place.keyed("moment", "listened")
    assert len(list(copies.iterdir())) == 1
    place.now = NOW + timedelta(days=1)
    place.keyed("moment", "thanked")
    assert len(list(copies.iterdir())) == 2


def test_a_failed_copy_does_not_take_back_what_was_saved(place):
    place.keyed("moment", "thanked")
    copies = place.vault.parent / "notes backups"
    for one in copies.iterdir():
        one.unlink()
    copies.rmdir()
    copies.write_text("a file in the way")
    ran = place.keyed("moment", "listened")
    assert ran.status == 0
    assert ran.out.startswith("Saved.")
    assert ran.err
    assert [type(one) for one in records(place)] == [Moment, Moment]


def test_the_questions_are_asked_in_the_language_chosen(place):
    place.keyed("moment", "thanked")
    ran = place.keyed("check-in", "--language", "vi", typed="7\n")
    assert "Hôm nay" in ran.err
    assert ran.out == "Đã lưu.\n"
    assert isinstance(records(place)[1], CheckIn)
    assert records(place)[1].at == datetime.fromisoformat("2026-11-23T21:30:00+07:00")


def test_the_questions_chosen_in_the_settings_are_asked_here_too(place):
    place.keyed("moment", "thanked")
    with open_vault(place.vault, PASSPHRASE) as vault:
        choose_all(vault, {"items": ("worth", "drained"), "asked": 4})
    assert place.keyed("check-in", typed="6\n2\n\n").status == 0
    assert records(place)[-1].ratings == {"worth": 6, "drained": 2}


def test_a_check_in_asks_questions_of_hers_after_the_others(begun):
    with open_vault(begun.vault, PASSPHRASE) as vault:
        choose(vault, "own", [OwnQuestion("a", "I slept.", "badly", "well"), OwnQuestion("b", "I \x1b[2Jate.")])
    ran = begun.keyed("check-in", typed="\n\n\n\n7.5\n-\n\n")
    assert ran.status == 0 and "\x1b" not in ran.err
    assert ran.err.index("I slept.") < ran.err.index("0 badly · 10 well")
    with open_vault(begun.vault, PASSPHRASE) as vault:
        (record,) = vault.diary().of(CheckIn)
    assert [(one.id, one.rating, one.skipped) for one in record.own] == [("a", 7.5, False), ("b", None, True)]
    assert "“I slept” 7.5" in begun.keyed("list").out


def test_a_check_in_by_options_puts_no_question_of_hers(begun):
    with open_vault(begun.vault, PASSPHRASE) as vault:
        choose(vault, "own", [OwnQuestion("a", "I slept.")])
    begun.keyed("check-in", "--worth", "4")
    with open_vault(begun.vault, PASSPHRASE) as vault:
        assert vault.diary().of(CheckIn)[0].own == ()
