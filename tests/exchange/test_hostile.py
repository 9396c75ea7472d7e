"""Files made to break what reads them: one clear fault, in little time and memory, with none of their words in it."""

from __future__ import annotations

import random
import struct
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.files import (
    BEARABLE,
    BEIWE,
    CLASSIC,
    ESMIRA,
    MPATH,
    archive,
    day_one,
    day_one_entry,
    daylio_backup,
    daylio_entry,
    journiv,
    jrnl,
    jrnl_entry,
    loop,
    nomie_five,
    nomie_six,
)  # fmt: skip
from upright.errors import DiaryFault, UprightError, UsageFault
from upright.exchange import choices_of, incoming

CHOICES = choices_of([], zone="Asia/Ho_Chi_Minh")
SECRET = "verysecretword"
ROW = f"2026-03-02,x,y,20:30,good,{SECRET},,n"
GOOD = {
    "daylio": f"{CLASSIC}\n{ROW}\n{ROW}\n".encode(),
    "backup": daylio_backup([daylio_entry(1, 0, note=SECRET)]),
    "day one": day_one([day_one_entry(1, text=SECRET), day_one_entry(2)]).encode(),
    "day one zip": archive({"Journal.json": day_one([day_one_entry(1, text=SECRET)])}),
    "jrnl": jrnl([jrnl_entry(body=SECRET)]).encode(),
    "loop": loop({SECRET: "2026-03-02,YES_MANUAL,x\n2026-03-01,NO,\n"}),
    "nomie 5": nomie_five({"_id": "a", "note": f"#{SECRET}(8)", "end": 1.0, "offset": 0}).encode(),
    "nomie 6": nomie_six({"_id": "a", "note": f"#{SECRET}(8)", "end": 1.0, "offset": 0}).encode(),
    "nomie table": f"epoch,start,end,offset,note,lat,lng,location,score\n1,x,x,0,{SECRET},,,,1\n".encode(),
    "bearable": f"{BEARABLE}\nx,2026-03-02,Mon,am,Mood,7,{SECRET},\n".encode(),
    "journiv": journiv({"entry_date": "2026-03-02", "content": SECRET, "mood_log": {"mood_name": SECRET}}),
    "m-path": f"{MPATH}\n12;x;daily;1;1;1;1;0;0;6;{SECRET}\n".encode(),
    "esmira": f"{ESMIRA}\n1;u;7;e;questionnaire;UTC;1000;x;5;{SECRET}\n".encode(),
    "openesm": f"id,day,beep,text\n1,1,1,{SECRET}\n".encode(),
    "beiwe": archive({"2026-03-02 13_30_00.csv": f"{BEIWE}\na,b,{SECRET},d,1\n"}),
}


def bomb() -> bytes:
    """A file of an archive that unfolds to 120 MB."""
    return archive({"backup.daylio": b"A" * 120_000_000})


def lying() -> bytes:
    """An archive whose file says that it is small."""
    data = bytearray(archive({"backup.daylio": b"A" * 40_000_000}))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(data)


def locked() -> bytes:
    data = bytearray(archive({"backup.daylio": b"QQ=="}))
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.find(mark) + place] |= 1
    return bytes(data)


HOSTILE = {
    "a name that leads out": lambda: archive({"../../evil.json": "{}"}),
    "an absolute name": lambda: archive({"/etc/evil.json": "{}"}),
    "a name of another system": lambda: archive({"C:\\evil.json": "{}", "a\\..\\..\\b": ""}),
    "an archive that unfolds without end": bomb,
    "an archive that lies about its size": lying,
    "a locked archive": locked,
    "an unusual way of packing": lambda: archive({"backup.daylio": b"QQ=="}, zipfile.ZIP_BZIP2),
    "an empty archive": lambda: archive({}),
    "an archive of something else": lambda: archive({"a.txt": SECRET, "b.json": "{}"}),
    "an archive cut in the middle": lambda: GOOD["backup"][: len(GOOD["backup"]) // 2],
    "JSON a hundred thousand deep": lambda: b"[" * 100_000,
    "an object a hundred thousand deep": lambda: b'{"entries":' * 100_000 + b"1" + b"}" * 100_000,
    "deep JSON where nobody looks": lambda: b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b',"entries":[]}',
    "JSON of something else": lambda: b'{"a":1}',
    "NUL alone": lambda: b"\0" * 1000,
    "NUL in a head": lambda: b"\0\0PK\x03\x04" + b"\0" * 30,
    "nothing": lambda: b"",
    "a number without end": lambda: b'{"entries":[{"uuid":' + b"9" * 1_000_000 + b"}]}",
    "quotes that never end": lambda: f'{CLASSIC}\n"'.encode() + b"x" * 1_000_000,
    "letters of no kind": lambda: b"full_date,\xff\xfe\xfa\n",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_one_clear_fault_in_little_time_and_memory(what):
    data = HOSTILE[what]()
    tracemalloc.start()
    started = time.perf_counter()
    try:
        with pytest.raises(UprightError) as fault:
            found = incoming(data, CHOICES)
            raise UsageFault("error.nothing_readable") if not found.diary.records else AssertionError(what)
        spent, (_, most) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(str(fault.value).splitlines()) == 1
    assert SECRET not in str(fault.value)
    assert (spent < 10, most < 300_000_000) == (True, True)


def test_a_cell_of_a_million_letters_loses_its_row_alone():
    found = incoming(f'{CLASSIC}\n2026-03-02,x,y,20:30,good,,,"{"x" * 1_000_000}"\n{ROW}\n'.encode(), CHOICES)
    assert [fault.number for fault in found.diary.faults] == [2]
    assert len(found.diary) == 1


def test_a_nul_in_a_note_is_left_out():
    (record,) = incoming(f"{CLASSIC}\n2026-03-02,x,y,20:30,good,,,a\0b\n".encode(), CHOICES).diary.records
    assert record.note.startswith("ab")


def test_more_entries_than_can_be_held_are_too_many():
    row = b"2026-03-02,x,y,20:30,,,,\n"
    with pytest.raises(DiaryFault) as fault:
        incoming(CLASSIC.encode() + b"\n" + row * 150_001, CHOICES)
    assert fault.value.id == "error.import.too_many"


def test_more_bad_lines_than_anyone_reads_are_one_fault():
    with pytest.raises(DiaryFault) as fault:
        incoming(CLASSIC.encode() + b"\n" + b"x,y\n" * 5_000, CHOICES)
    assert fault.value.id == "error.import.too_many_bad"


@pytest.mark.parametrize("name", GOOD)
def test_a_file_cut_anywhere_is_read_in_part_or_refused_and_never_fails_otherwise(name):
    data = GOOD[name]
    for end in range(0, len(data), max(1, len(data) // 60)):
        calm(data[:end])


@pytest.mark.parametrize("name", GOOD)
def test_a_file_with_any_bytes_changed_is_read_or_refused_and_never_fails_otherwise(name):
    chance = random.Random(name)
    for _ in range(150):
        data = bytearray(GOOD[name])
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.choice((0, 34, 44, 10, 91, 125, 255, chance.randrange(256)))
        calm(bytes(data))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b'{"entries":[', CLASSIC.encode() + b"\n"]))
def test_any_bytes_at_all_are_read_or_refused(data, head):
    calm(head + data)


def calm(data: bytes) -> None:
    """Read a file; only a fault of ours may come of it, with nothing of the file in its words."""
    try:
        found = incoming(data, CHOICES)
    except UprightError as error:
        assert SECRET not in f"{error} {error.values!r}"
        assert len(str(error).splitlines()) == 1
    else:
        for fault in (*found.diary.faults, *found.diary.remarks):
            assert SECRET not in str(fault)
