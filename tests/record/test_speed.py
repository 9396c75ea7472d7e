"""Ten years of records are read in a fraction of a second (limits are three times the target, for slow machines)."""

import time

import msgspec
import pytest

from upright.record import Diary, record_from, record_to, words

TARGET_JSON, TARGET_BODIES = 0.150, 0.080
SLACK = 3


@pytest.fixture(scope="module")
def ten_years():
    """14,000 plain records: check-ins with their absences, moments with a note, tries."""
    made = []
    for n in range(14_000):
        at = f"{2010 + n // 1400:04d}-{1 + n // 28 % 12:02d}-{1 + n % 28:02d}T20:30:00+07:00"
        shared = {"at": at, "zone": "Asia/Ho_Chi_Minh", "written_at": at, "id": f"{n:032x}"}
        asked = [words.ITEMS[(n + step) % 7] for step in range(4)]
        rest = [item for item in words.ITEMS if item not in asked]
        ratings = {item: (n + step) % 11 for step, item in enumerate(asked)}
        made.append(
            [
                {"kind": "checkin", **shared, "ratings": ratings, "not_asked": rest},
                {"kind": "checkin", **shared, "ratings": ratings, "not_asked": rest},
                {"kind": "moment", **shared, "sign": words.SIGNS[n % 10], "weight": 2, "note": "một điều nhỏ"},
                {"kind": "try", **shared, "way": "asked", "topic": "việc nhà", "outcome": "dismissed"},
            ][n % 4]
        )
    return made


def best_of(times, work):
    """The shortest of several runs, in seconds of this process: what the work costs, whatever else the machine does."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def test_ten_years_are_read_from_json_in_time(ten_years):
    text = msgspec.json.encode({"schema": "upright.diary/1", "records": ten_years})
    assert len(Diary.from_json(text)) == 14_000
    assert best_of(5, lambda: Diary.from_json(text)) < TARGET_JSON * SLACK


def test_ten_years_are_made_from_plain_records_in_time(ten_years):
    assert [record_to(record_from(raw)) for raw in ten_years] == ten_years
    assert best_of(5, lambda: [record_from(raw) for raw in ten_years]) < TARGET_BODIES * SLACK


def test_ten_years_of_a_table_are_read_in_time(ten_years):
    text = Diary.from_json(msgspec.json.encode({"schema": "upright.diary/1", "records": ten_years})).to_csv()
    assert len(Diary.from_csv_text(text)) == 10_500
    assert best_of(3, lambda: Diary.from_csv_text(text)) < 2


def test_a_table_of_many_names_and_short_rows_costs_by_its_size_and_not_by_names_times_rows():
    names = ",".join(f"c{number}" for number in range(50_000))
    text = f"time,worth,{names}\n" + "2026-01-01,3\n" * 20_000
    start = time.process_time()
    assert len(Diary.from_csv_text(text)) == 20_000
    assert time.process_time() - start < 5
