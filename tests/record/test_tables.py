"""The wide table in and out: rows, mapped columns, times, and what a spreadsheet does to a file."""

from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.record.strategies import in_a_table, others
from upright.errors import DiaryFault, UsageFault
from upright.record import Absence, CheckIn, Diary, Left, Moment, record_to
from upright.record.cells import defused, restored


def table(*lines, mapping=None, **more):
    return Diary.from_csv_text("\n".join(lines) + "\n", mapping, **more)


def places(diary):
    return [(fault.id, fault.where, fault.number) for fault in diary.faults]


def exactly(record):
    """The record with everything that equality overlooks: offsets, whole numbers, the sign of zero."""
    return msgspec.json.encode(record_to(record), order="sorted")


def times_of(diary):
    return [record.at.isoformat() for record in diary.records]


# --- out and in again ---


@given(st.lists(in_a_table, max_size=5))
def test_check_ins_and_moments_survive_a_table(stated):
    diary = Diary(records=tuple(stated))
    text = diary.to_csv()
    again = Diary.from_csv_text(text)
    assert again.faults == ()
    assert again.records == diary.records
    assert [exactly(record) for record in again.records] == [exactly(record) for record in stated]
    assert again.to_csv() == text
    assert Diary.from_csv_text(text.encode("utf-8-sig")).records == diary.records


@given(st.lists(others, max_size=4))
def test_other_kinds_are_counted_as_left_out(stated):
    diary = Diary(records=tuple(stated))
    assert sum(diary.left_out_of_csv().values()) == len(stated)
    assert Diary.from_csv_text(diary.to_csv()).records == ()


def test_the_five_absences_survive_a_table():
    at = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
    stated = CheckIn(at=at, ratings={"worth": 0}, skipped=("drained",), not_asked=("uneasy",), uneventful=True)
    diary = Diary.from_csv_text(Diary(records=(stated,)).to_csv())
    (day,) = diary.of(CheckIn)
    answers = [day.answer(item) for item in ("worth", "drained", "uneasy", "effort")]
    assert answers == [0, Absence.SKIPPED, Absence.NOT_ASKED, Absence.MISSING]
    assert day.uneventful


def test_a_written_out_diary_is_a_plain_table():
    diary = table("time,worth,moments", "2026-03-02T20:30:00+07:00,7,", "2026-03-02T21:00:00+07:00,,belittled:3")
    assert diary.to_csv() == (
        "time,reliable,respected,unprompted,effort,worth,drained,uneasy,moments\r\n"
        "2026-03-02T20:30:00+07:00,,,,,7,,,\r\n"
        "2026-03-02T21:00:00+07:00,,,,,,,,belittled:3\r\n"
    )


# --- formulas ---


@given(st.text(alphabet="'=+-@\t\n ab1.|cmd!A0\uff1d", max_size=8) | st.text())
def test_defusing_is_undone_whatever_the_text(text):
    assert restored(defused(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
def test_no_cell_of_text_starts_as_a_formula(text):
    record = Moment(at=table("time,worth", "2026-03-02T20:30:00Z,1").records[0].at, sign="thanked", note=text, id="=1")
    row = Diary(records=(record,)).to_csv().splitlines()[1:]
    assert defused(text).startswith("'")
    assert ",=" not in "".join(row)
    assert Diary.from_csv_text(Diary(records=(record,)).to_csv()).records == (record,)


# --- rows ---


def test_a_row_is_a_check_in_with_the_moments_noted_then():
    diary = table("time,worth,moments,note", "2026-03-02T20:30:00+07:00,7,thanked|belittled:3,một điều")
    day, first, second = diary.records
    assert (day.ratings, day.note) == ({"worth": 7}, "một điều")
    assert [(moment.sign, moment.weight, moment.at) for moment in (first, second)] == [
        ("thanked", 1, day.at),
        ("belittled", 3, day.at),
    ]


def test_a_row_of_moments_alone_is_no_check_in():
    diary = table("time,worth,moments", "2026-03-02T20:30:00+07:00,,thanked")
    assert [type(record) for record in diary.records] == [Moment]


def test_blank_is_missing_and_nought_is_an_answer():
    (day,) = table("time,worth,effort,drained,uneasy", "2026-03-02T20:30:00Z,0,,NA, ").of(CheckIn)
    assert day.ratings == {"worth": 0}


def test_a_time_and_nothing_else_is_no_entry_and_is_told():
    diary = table("time,worth", "2026-03-02T20:30:00Z,", "2026-03-03T20:30:00Z,1", "2026-03-04T20:30:00Z,")
    assert len(diary) == 1
    assert [(remark.id, remark.values) for remark in diary.remarks] == [("fault.rows_left_out", {"n": 2})]


def test_unknown_columns_survive_when_no_mapping_chooses():
    diary = table("time,worth,weather,kind,", "2026-03-02T20:30:00Z,1,rain,x,0")
    assert diary.records[0].extra == {"columns": {"weather": "rain", "kind": "x", "column_5": "0"}}
    assert Diary.from_json(diary.to_json()).records == diary.records
    assert Diary.from_csv_text(diary.to_csv()).records == diary.records


def test_with_a_mapping_the_columns_not_named_are_left_out_and_counted():
    diary = table("t,mood,weather", "2026-03-02T20:30:00Z,4,rain", mapping=["t=time", "mood=worth:1-7"])
    assert diary.records[0].ratings == {"worth": 5}
    assert diary.records[0].extra == {}
    assert [(remark.id, remark.values) for remark in diary.remarks] == [("fault.columns_left_out", {"n": 1})]


def test_bad_lines_are_told_by_number_and_good_ones_stand():
    diary = table(
        "time,respected,moments",
        "2026-03-02T20:30:00+07:00,five,",
        "2026-03-02T20:30:00+07:00,-1,",
        "2026-02-31T20:30:00+07:00,5,",
        '2026-03-02T20:30:00+07:00,"5',
        "2026-03-02T20:30:00+07:00,5,sang",
        "2026-03-02T20:30:00+07:00,5,,,9",
        ",5,",
        "1066-03-02T20:30:00+07:00,5,",
        "2026-03-02T20:30:00+07:00,5,thanked:0",
        "",
        "2026-03-05T20:30:00+07:00,8,thanked",
    )
    assert places(diary) == [
        ("fault.not_number", "line", 2),
        ("fault.range", "line", 3),
        ("fault.time", "line", 4),
        ("fault.row", "line", 5),
        ("fault.choice", "line", 6),
        ("fault.cells", "line", 7),
        ("fault.missing", "line", 8),
        ("fault.year", "line", 9),
        ("fault.range", "line", 10),
    ]
    assert [record.kind for record in diary.records] == ["checkin", "moment"]


def test_a_note_over_several_lines_does_not_shift_the_numbers():
    diary = table(
        "time,worth,note", '2026-03-02T20:30:00Z,1,"a', "b", 'c"', "2026-03-03T20:30:00Z,x,", "2026-03-04T20:30:00Z,11,"
    )
    assert [fault.number for fault in diary.faults] == [5, 6]
    assert diary.records[0].note == "a\nb\nc"


def test_a_last_line_cut_short_is_told():
    diary = Diary.from_csv_text("time,worth,effort\n2026-03-02T20:30:00Z,1,10\n2026-03-03T20:30:00Z,1")
    assert places(diary) == [("fault.cells", "line", 3)]


# --- what spreadsheets make of a file ---


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_line_ends_and_encodings_do_not_matter(end, encoding):
    text = end.join(["time,worth,note", "2026-03-02T20:30:00Z,1,được", "2026-03-03T20:30:00Z,2,"]) + end
    diary = Diary.from_csv_text(text.encode(encoding))
    assert [record.ratings["worth"] for record in diary.of(CheckIn)] == [1, 2]
    assert diary.records[0].note == "được"


def test_semicolons_decimal_commas_and_capitals_are_read():
    diary = table("sep=;", "Time;Worth;Note", "2026-03-02T20:30:00Z;6,5;a,b")
    assert (diary.records[0].ratings, diary.records[0].note) == ({"worth": 6.5}, "a,b")
    assert table("time\tworth", "2026-03-02T20:30:00Z\t7").records[0].ratings == {"worth": 7}


# --- times ---


def test_days_are_counted_from_the_origin():
    diary = table("t,x", "0.5,1", "1.25,2", mapping=["t=time", "x=worth"], origin=date(2012, 8, 13))
    assert times_of(diary) == ["2012-08-13T12:00:00+00:00", "2012-08-14T06:00:00+00:00"]
    assert times_of(table("time,worth", "0.25,1")) == ["2001-01-01T06:00:00+00:00"]


def test_whole_days_and_bare_dates_stand_for_their_noon():
    assert times_of(table("time,worth", "0,1", "2.0,1")) == ["2001-01-01T12:00:00+00:00", "2001-01-03T12:00:00+00:00"]
    assert times_of(table("time,worth", "2026-03-02,1")) == ["2026-03-02T12:00:00+00:00"]


def test_a_time_without_an_offset_is_on_the_wall_clock_of_the_zone():
    lines = ("time,worth", "2026-03-29 02:30,1", "2026-10-25 02:30,1", "2026-07-01 12:00,1", "2026-07-01 12:00Z,1")
    diary = table(*lines, zone="Europe/Berlin")
    assert times_of(diary) == [
        "2026-03-29T03:30:00+02:00",
        "2026-10-25T02:30:00+02:00",
        "2026-07-01T12:00:00+02:00",
        "2026-07-01T12:00:00+00:00",
    ]
    # The last row was told by another clock than this one: where that stood is not known.
    assert [record.zone for record in diary.records] == [*["Europe/Berlin"] * 3, None]
    assert [(remark.id, remark.number, remark.values) for remark in diary.remarks] == [
        ("fault.moved", 2, {"minutes": 60}),
        ("fault.repeated", 3, {}),
    ]


@pytest.mark.parametrize("cell", ["soon", "02/03/2026", "1e9", "-1e300", "nan", "12:30", "2026-13-01", "99999999"])
def test_a_time_that_is_none_is_a_fault(cell):
    diary = table("time,worth", f"{cell},1")
    assert len(diary) == 0
    assert diary.faults[0].id in ("fault.time", "fault.year")


# --- the table as a whole ---


@pytest.mark.parametrize(
    ("lines", "id"),
    [
        (["worth", "1"], "error.csv.no_time"),
        (["just a letter", "to someone"], "error.csv.no_time"),
        (["time,mood", "2026-03-02,1"], "error.csv.no_items"),
        (["time,worth,worth", "2026-03-02,1,2"], "error.csv.twice"),
        (["time,worth", *['2026-03-02,"1'] * 205], "error.csv.quotes"),
    ],
)
def test_a_file_that_is_no_table_of_ours_is_one_clear_error(lines, id):
    with pytest.raises(DiaryFault) as caught:
        table(*lines)
    assert caught.value.id == id


def test_a_mapped_column_that_is_not_there_is_named():
    for mapping in (["when=time"], ["time=time", "mood=worth"]):
        with pytest.raises(UsageFault) as caught:
            table("time,x", "2026-03-02,1", mapping=mapping)
        assert caught.value.id == "error.map.column"
        assert caught.value.values["column"] in ("when", "mood")


def test_a_mapping_goes_before_a_column_of_the_same_name():
    (record,) = table("time,worth,mood", "2026-03-02,1,7", mapping="mood=worth:1-7").records
    assert record.ratings == {"worth": 10}


def test_only_check_ins_and_moments_go_into_a_table():
    diary = Diary(records=(Left(at=table("time,worth", "2026-03-02,1").records[0].at),))
    assert diary.left_out_of_csv() == {"left": 1}
