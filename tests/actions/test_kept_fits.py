"""Fits are kept in the vault and found again, and deleting them loses nothing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from upright.actions.read import LEARNT, reading_of
from upright.model.coupled import live
from upright.record import CheckIn
from upright.store import create_vault

UNTIL = datetime(2026, 6, 30, 21, 30, tzinfo=timezone(timedelta(hours=7)))


@pytest.fixture
def vault(tmp_path):
    with create_vault(tmp_path / "one.upr", "several words", now=UNTIL) as opened:
        opened.add(live(45, np.random.default_rng(1), UNTIL).diary.records)
        yield opened


def test_a_reading_is_the_same_worked_out_and_found_again(vault):
    calls = []
    first = reading_of(vault.diary(), now=UNTIL, kept=vault, progress=lambda done, of: calls.append((done, of)))
    assert calls and calls[-1][0] == calls[-1][1]
    assert any(s.layer == "loop" for s in first.statements)
    calls.clear()
    again = reading_of(vault.diary(), now=UNTIL, kept=vault, progress=lambda done, of: calls.append((done, of)))
    assert again.to_json() == first.to_json() and calls == []


def test_a_new_record_or_another_day_works_it_out_anew(vault):
    reading_of(vault.diary(), now=UNTIL, kept=vault)
    before = vault.artefact(LEARNT)
    reading_of(vault.diary(), now=UNTIL + timedelta(days=1), kept=vault)
    next_day = vault.artefact(LEARNT)
    vault.add([CheckIn(at=UNTIL, ratings={"effort": 9, "respected": 1})])
    reading_of(vault.diary(), now=UNTIL + timedelta(days=1), kept=vault)
    assert len({before, next_day, vault.artefact(LEARNT)}) == 3


def test_another_start_of_the_day_works_it_out_anew(vault):
    reading_of(vault.diary(), now=UNTIL, kept=vault)
    before = vault.artefact(LEARNT)
    reading_of(vault.diary(), now=UNTIL, starts=timedelta(0), kept=vault)
    assert vault.artefact(LEARNT) != before


def test_deleting_what_was_worked_out_loses_nothing(vault):
    told = reading_of(vault.diary(), now=UNTIL, kept=vault).to_json()
    assert vault.drop_artefacts() >= 1
    assert reading_of(vault.diary(), now=UNTIL, kept=vault).to_json() == told


def test_the_quick_layers_keep_and_need_nothing(vault):
    quick = reading_of(vault.diary(), now=UNTIL, kept=vault, longer=False)
    assert vault.artefact(LEARNT) is None
    assert quick.statements == tuple(
        s for s in reading_of(vault.diary(), now=UNTIL, kept=vault).statements if s.layer != "loop"
    )
