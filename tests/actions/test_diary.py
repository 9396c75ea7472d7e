"""Searching with and without marks, changing with what was seen, taking out and putting back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from upright.actions import diary
from upright.actions.vault import made_up_vault
from upright.errors import UsageFault
from upright.record import Belief, Boundary, CheckIn, Decision, Diary, Load, Moment, PlanStep, Try

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def vault_of(*records):
    return made_up_vault(Diary(records=records))


@pytest.mark.parametrize(
    "record, words",
    [
        (CheckIn(at=NOW, note="Chuyện ĐÊM qua"), "dem chuyen"),
        (Try(at=NOW, way="asked", topic="việc nhà"), "viec"),
        (Belief(at=NOW, belief="Nhịn đi", topic="x"), "nhin di"),
        (Boundary(at=NOW, if_="la hét", then="ra ngoài", need="yên"), "het ngoai yen"),
        (Load(at=NOW, task="nấu ăn", area="household"), "nau"),
        (Decision(at=NOW, choice="stay", reasons=("vì con",)), "con"),
        (PlanStep(at=NOW, heading="papers", text="sổ hộ khẩu"), "ho khau"),
        (Moment(at=NOW, sign="thanked"), "cam on that"),
    ],
    ids=lambda one: getattr(one, "kind", None),
)
def test_words_are_found_in_everything_written_and_in_what_is_shown(record, words):
    assert diary.look_for([record], "vi", words=words) == (record,)
    assert diary.look_for([record], "vi", words=words.upper()) == (record,)
    assert diary.look_for([record], "vi", words=f"{words} zzz") == ()


def test_topics_are_told_once_whatever_their_letters():
    records = [Try(at=NOW, way="asked", topic=topic) for topic in ("Việc nhà", "viec nha", "Ăn", "", "b")]
    assert diary.topics_in(records) == ("Ăn", "b", "Việc nhà")
    assert len(diary.look_for(records, "en", topic="VIỆC NHÀ")) == 2


def test_a_record_is_changed_only_from_what_was_seen():
    vault = vault_of(Belief(at=NOW, belief="one", id="a"))
    seen = diary.mark_of(vault.get("a"))
    diary.change(vault, "a", seen, diary.with_fields(vault.get("a"), belief="two"), now=LATER)
    with pytest.raises(UsageFault) as raised:
        diary.change(vault, "a", seen, diary.with_fields(vault.get("a"), belief="three"), now=LATER)
    assert raised.value.id == "error.changed_meanwhile"
    assert vault.get("a").belief == "two"
    assert [before.belief for before in vault.revisions("a")] == ["one"]


def test_a_mark_tells_any_two_records_apart():
    base = Try(at=NOW, way="asked", topic="x", id="a")
    others = [
        base,
        diary.with_fields(base, topic="y"),
        diary.with_fields(base, note="n"),
        diary.with_fields(base, at=LATER),
    ]
    assert len({diary.mark_of(one) for one in others}) == 4


def test_what_was_taken_out_comes_back_with_what_it_said_before():
    vault = vault_of(Belief(at=NOW, belief="one", id="a"), Belief(at=NOW, belief="other", id="b"))
    for words in ("two", "three"):
        vault.amend("a", diary.with_fields(vault.get("a"), belief=words), LATER)
    taken = diary.take_out(vault, "a")
    assert [record.id for record in vault.diary()] == ["b"]
    assert vault.revisions("a") == ()
    diary.put_back(vault, taken, now=LATER)
    assert vault.get("a") == taken.record
    assert [before.belief for before in vault.revisions("a")] == ["one", "two"]
    with pytest.raises(UsageFault):
        diary.put_back(vault, taken, now=LATER)  # it is there, and says something else than at first


def test_a_failed_putting_back_leaves_nothing_half_done():
    vault = vault_of(Belief(at=NOW, belief="one", id="a"))
    vault.amend("a", diary.with_fields(vault.get("a"), belief="two"), LATER)
    taken = diary.take_out(vault, "a")
    vault.add([Belief(at=NOW, belief="another", id="a")])
    with pytest.raises(UsageFault):
        diary.put_back(vault, taken, now=LATER)
    assert vault.get("a").belief == "another"
    assert vault.revisions("a") == ()


def test_nothing_of_a_record_shows_where_it_is_held():
    vault = vault_of(Belief(at=NOW, belief="bimatlam", id="a"))
    assert "bimatlam" not in repr(diary.take_out(vault, "a"))
