"""Whatever bytes a file holds, it is a diary with its faults told, or one clear error; never anything else."""

import codecs
import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upright.errors import DiaryFault, UprightError
from upright.record import Diary
from upright.record.files import SIZE_LIMIT, read_text

GOOD = {"kind": "checkin", "at": "2026-03-02T20:30:00+07:00", "ratings": {"respected": 5}, "note": "được"}
JSON = json.dumps({"schema": "upright.diary/1", "records": [GOOD, GOOD]}, ensure_ascii=False)
CSV = "time,respected,moments,note\n2026-03-02T20:30:00+07:00,5,thanked,được\n"
PLANTED = "plantedsecret"


def read_any(path):
    """The diary in a file, or the id of the error."""
    try:
        diary = Diary.from_file(path)
    except UprightError as error:
        assert error.id.startswith("error.")
        return error.id
    assert all(fault.id.startswith("fault.") for fault in (*diary.faults, *diary.remarks))
    return diary


def test_json_and_tables_are_told_apart_by_what_stands_in_them(tmp_path):
    for text in (JSON, CSV):
        path = tmp_path / "anything.txt"
        path.write_text(text, encoding="utf-8")
        assert Diary.from_file(path).records[0].note == "được"


@given(data=st.binary(max_size=400))
def test_any_bytes_are_a_diary_or_an_error(data, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "bytes"
    path.write_bytes(data)
    read_any(path)


@given(
    good=st.sampled_from([JSON.encode(), CSV.encode(), JSON.encode("utf-16"), CSV.encode("utf-16-be")]),
    change=st.lists(st.tuples(st.integers(0, 500), st.binary(max_size=6), st.integers(0, 6)), max_size=4),
)
def test_a_file_damaged_anywhere_is_a_diary_or_an_error(good, change, tmp_path_factory):
    for place, new, length in change:
        good = good[:place] + new + good[place + length :]
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(good)
    read_any(path)


@given(text=st.text(alphabet="{}[]\",:;\n\r\t\0'=|-019.eE \ufeff\ud800timeworthscha", max_size=200))
def test_any_text_is_a_diary_or_an_error(text):
    for read in (Diary.from_json, Diary.from_csv_text):
        try:
            read(text)
        except DiaryFault as fault:
            assert fault.id.startswith("error.")


@pytest.mark.parametrize("text", [JSON, CSV])
@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, b""])
def test_a_file_cut_off_at_any_byte_is_a_diary_or_an_error(text, mark, tmp_path):
    data = mark + text.encode()
    path = tmp_path / "cut"
    for end in range(len(data)):
        path.write_bytes(data[:end])
        read_any(path)


def test_old_vietnamese_encodings_are_an_error_that_names_the_line(tmp_path):
    path = tmp_path / "old"
    path.write_bytes("time,respected,note\n2026-03-02,5,điều này\n".encode("cp1258", "ignore"))
    with pytest.raises(DiaryFault) as caught:
        Diary.from_csv(path)
    assert (caught.value.id, caught.value.values) == ("error.file.not_text", {"line": 2})


def test_what_is_no_file_of_text_is_an_error(tmp_path):
    assert read_any(tmp_path / "missing") == "error.file.missing"
    assert read_any(tmp_path) == "error.file.unreadable"
    assert read_any("\0") == "error.file.unreadable"
    assert read_any(tmp_path / "missing" / "further") == "error.file.missing"
    (tmp_path / "empty").write_bytes(b"")
    assert read_any(tmp_path / "empty") == "error.file.empty"
    (tmp_path / "zeros").write_bytes(bytes(5000))
    assert read_any(tmp_path / "zeros") == "error.file.empty"
    sqlite3.connect(tmp_path / "database").executescript("create table a(b)").close()
    assert isinstance(read_any(tmp_path / "database"), str)


def test_a_file_past_the_limit_is_refused_before_it_is_read_whole(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    with pytest.raises(DiaryFault) as caught:
        read_text(path)
    assert (caught.value.id, caught.value.values) == ("error.file.too_large", {"limit": 200})


def words_in(error):
    """Everything an error could show of itself and of what led to it."""
    seen = []
    while error is not None:
        seen += [str(error.args), repr(error), str(vars(error))]
        error = error.__cause__ or error.__context__
    return " ".join(seen)


@pytest.mark.parametrize(
    "text",
    [
        '{"schema": "upright.diary/1", "records": [' + PLANTED,
        f'{{"{PLANTED}": 1}}',
        f"{PLANTED},{PLANTED}\n1,2\n",
        f"time,worth\n2026,{PLANTED}\n",
        JSON.replace("respected", PLANTED).replace('"checkin"', f'"{PLANTED}"'),
        JSON.replace("2026-03-02T20:30:00+07:00", PLANTED),
        JSON.replace("5", f'"{PLANTED}"'),
        CSV.replace("thanked", PLANTED),
        CSV.replace("2026-03-02T20:30:00+07:00", PLANTED),
        CSV.replace("5", PLANTED),
        CSV.replace("5", f'"{PLANTED}'),
        CSV + PLANTED + "\udcff",
    ],
)
def test_no_error_and_no_fault_carries_her_words(text, tmp_path):
    path = tmp_path / PLANTED
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert PLANTED in text
    try:
        diary = Diary.from_file(path)
    except UprightError as error:
        assert PLANTED not in words_in(error)
    else:
        assert diary.faults
        assert PLANTED not in repr(diary.faults) + repr(diary.remarks) + repr(diary)


def test_a_real_diary_of_other_items_is_read_through_a_mapping():
    path = Path(__file__).parents[3] / "shared" / "data" / "kossakowski2017_single_person_ema.csv"
    mapping = [
        "t_days=time",
        "mood_satisfi=respected:1-7",
        "se_selflike=worth:1-7",
        "phy_tired=drained:1-7",
        "mood_anxious=uneasy:-3-3",
    ]
    if path.exists():  # the file is not part of this repository
        diary = Diary.from_csv(path, mapping)
        assert diary.faults == ()
        assert len(diary) == 1473
        assert diary.records[0].ratings["respected"] == pytest.approx(20 / 3)
        assert Diary.from_csv_text(diary.to_csv()).records == diary.records
        assert Diary.from_json(diary.to_json()).records == diary.records
