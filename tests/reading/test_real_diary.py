"""Other people's diaries with other people's items: a made-up one of the real file's layout, and the real one if there.

The real diary (docs/real-diary.md) is not part of the project; the test reads it where it lies beside the repository.
"""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from upright.reading import read
from upright.record import Diary

REAL = Path(__file__).parents[3] / "shared" / "data" / "kossakowski2017_single_person_ema.csv"
MAPPING = ("t_days=time", "se_selflike=worth:1-7", "phy_tired=drained:1-7", "pat_worry=uneasy:1-7")
ORIGIN = date(2012, 8, 13)


@pytest.fixture
def made_up(tmp_path):
    """Sixty days, five prompts a day at uneven times, a fifth left out; worth about 4.7 of 1..7, tired 2, worry 1.3."""
    rng, path = np.random.default_rng(1), tmp_path / "made_up.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["t_days", "date", "se_selflike", "phy_tired", "pat_worry", "act_what1"])
        for day in range(60):
            for prompt in np.sort(rng.uniform(0.35, 0.95, 5)):
                answers = [int(np.clip(round(m + rng.normal(0, 0.7)), 1, 7)) for m in (4.7, 2.0, 1.3)]
                rows.writerow([day + prompt, "", *("" if rng.random() < 0.2 else a for a in answers), "88"])
    return path


def levels(path):
    diary = Diary.from_csv(path, MAPPING, origin=ORIGIN)
    reading = read(diary)
    assert not any("appreciation" in s.id for s in reading.statements)
    assert any(n.id == "level" for n in reading.not_yet)
    return reading, {s.id.split(".")[1]: s for s in reading.statements if s.id.startswith("level.")}


def test_a_diary_of_other_items_is_read_as_what_it_was_mapped_to(made_up):
    reading, found = levels(made_up)
    assert reading.span_days == 60
    assert set(found) == {"worth", "drained", "uneasy"}
    assert found["worth"].estimate == pytest.approx(6.2, abs=0.3)  # 4.7 of 1..7
    assert found["drained"].estimate == pytest.approx(1.8, abs=0.4)
    assert not any(s.pattern for s in reading.statements)


def test_the_real_diary_gives_a_sane_reading_where_it_is_there():
    for path in (REAL,) if REAL.exists() else ():
        reading, found = levels(path)
        assert reading.counts == {"checkin": 1473} and reading.span_days == 239
        assert found["worth"].estimate == pytest.approx(6.1, abs=0.3)
        assert found["drained"].estimate == pytest.approx(1.6, abs=0.3)
        for level in found.values():
            lo, hi = level.interval
            assert 0.05 < hi - lo < 2.0
