"""Keeping, amending and taking out records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from upright.actions import write
from upright.actions.vault import Vault, make_vault
from upright.errors import UsageFault
from upright.record import Belief, Boundary, CheckIn, Moment, Try

NOW = datetime(2026, 11, 23, 21, 30, tzinfo=timezone(timedelta(hours=7)))
LATER = NOW + timedelta(days=3)


@pytest.fixture
def vault(tmp_path) -> Iterator[Vault]:
    """A new, open vault."""
    with make_vault(tmp_path / "folder" / "notes.dat", "several plain words", now=NOW) as made:
        yield made


def test_a_record_is_kept_with_the_time_it_was_written(vault):
    id = write.save(vault, Moment(at=NOW, sign="thanked"), now=LATER)
    assert vault.get(id).written_at == LATER


def test_a_time_of_writing_that_is_known_stays(vault):
    id = write.save(vault, Moment(at=NOW, sign="thanked", written_at=NOW), now=LATER)
    assert vault.get(id).written_at == NOW


def test_the_latest_comes_first_and_of_one_time_the_one_written_last(vault):
    for sign, at in (("thanked", LATER), ("tested", NOW), ("listened", NOW)):
        write.save(vault, Moment(at=at, sign=sign), now=LATER)
    assert [record.sign for record in write.latest(vault)] == ["thanked", "listened", "tested"]


def test_topics_come_once_the_last_used_first(vault):
    for hours, topic in enumerate(("việc nhà", "money", "Việc nhà", "")):
        write.save(vault, Try(at=NOW + timedelta(hours=hours), way="asked", topic=topic), now=LATER)
    write.save(vault, Belief(at=NOW - timedelta(days=1), belief="give_more", topic="rest"), now=LATER)
    assert write.topics(vault) == ("Việc nhà", "money", "rest")


def test_an_outcome_closes_a_try(vault):
    write.save(vault, Try(at=NOW, way="asked", topic="money"), now=NOW)
    write.save(vault, Try(at=NOW, way="waited", topic="money", outcome="pending"), now=NOW)
    write.save(vault, Try(at=NOW, way="waited", topic="money", outcome="heard"), now=NOW)
    assert [tried.way for tried in write.open_tries(vault)] == ["waited", "asked"]
    tried = write.open_tries(vault)[1]
    write.set_outcome(vault, tried, "changed", at=LATER, now=LATER)
    assert [one.way for one in write.open_tries(vault)] == ["waited"]
    assert vault.get(tried.id).outcome_at == LATER


def test_an_event_is_added_to_a_boundary_and_retiring_it_takes_it_off_the_list(vault):
    write.save(vault, Boundary(at=NOW, if_="a", then="b"), now=NOW)
    write.add_event(vault, write.boundaries(vault)[0], "kept", at=LATER, now=LATER)
    write.add_event(vault, write.boundaries(vault)[0], "retired", at=LATER, now=LATER)
    assert write.boundaries(vault) == ()
    assert [event.what for event in vault.diary().records[0].events] == ["kept", "retired"]


def test_a_removed_record_is_gone(vault):
    write.save(vault, CheckIn(at=NOW, ratings={"worth": 5}), now=NOW)
    record = write.latest(vault)[0]
    write.remove(vault, record)
    assert write.latest(vault) == ()
    with pytest.raises(UsageFault):
        write.remove(vault, record)


def test_a_record_that_is_not_from_the_vault_cannot_be_removed(vault):
    with pytest.raises(LookupError):
        write.remove(vault, Moment(at=NOW, sign="thanked"))


def test_an_event_noted_from_an_older_view_takes_out_no_other(vault):
    write.save(vault, Boundary(at=NOW, if_="plans are dropped", then="go alone"), now=NOW)
    (seen,) = write.boundaries(vault)
    write.add_event(vault, seen, "tested", at=NOW, now=NOW)
    write.add_event(vault, seen, "kept", at=LATER, now=LATER)
    assert [event.what for event in write.boundaries(vault)[0].events] == ["tested", "kept"]
