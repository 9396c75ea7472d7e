"""Files of any bytes, folders, big numbers: no trace, one line each."""

from __future__ import annotations

import json
import random

import pytest

from tests.cli.running import Place

MOMENT = b'{"kind":"moment","at":"2026-05-01T20:00:00+07:00","sign":"thanked"}'


def diary(records: bytes) -> bytes:
    """A diary file with these records."""
    return b'{"schema":"upright.diary/1","records":[' + records + b"]}"


GOOD = diary(MOMENT)
CSV = b"time,respected\n2026-05-01,7\n"

FILES = {
    "empty": b"",
    "a space": b" ",
    "one NUL": b"\x00",
    "NULs": b"\x00" * 5000,
    "a BOM": b"\xef\xbb\xbf",
    "a UTF-16 BOM": b"\xff\xfe",
    "a BOM before JSON": b"\xef\xbb\xbf" + GOOD,
    "UTF-16": GOOD.decode().encode("utf-16"),
    "UTF-16 CSV": CSV.decode().encode("utf-16"),
    "cp1258": "time,note\n2026-05-01,Ðýng".encode("cp1258", "replace"),
    "cut": GOOD[:-20],
    "cut CSV": CSV[:-4],
    "an open quote": b'time,note\n2026-05-01,"never closed',
    "an open bracket": b"[" * 100_000,
    "open objects": b'{"a":' * 100_000,
    "deep inside": diary(MOMENT[:-1] + b',"x":' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    "null": b"null",
    "a number": b"1",
    "a list": b"[]",
    "a list of lists": b"[[],[]]",
    "no records": b"{}",
    "records is a text": b'{"schema":"upright.diary/1","records":"x"}',
    "another schema": b'{"schema":"upright.diary/99","records":[]}',
    "records of all kinds of things": diary(b'null,1,"x",[],{},{"kind":1},{"kind":"moment"}'),
    "a lone surrogate": diary(MOMENT[:-1] + b',"note":"\\ud800"}'),
    "an infinite number": diary(b'{"kind":"checkin","at":"2026-05-01T20:00:00Z","ratings":{"worth":1e999}}'),
    "a long number": diary(b'{"kind":"checkin","at":"2026-05-01T20:00:00Z","ratings":{"worth":' + b"9" * 5000 + b"}}"),
    "the last year": diary(b'{"kind":"left","at":"9999-12-31T23:59:59Z"}'),
    "years off the clock": b"time,worth\n0001-01-01,5\n9999-12-31,5\n1899-12-31T23:00,5\n2200-12-31T23:59:59-23:59,5\n",
    "days off the clock": b"time,worth\n1e300,5\n-1e300,5\nnan,5\n99999999,5\n",
    "the ends of the years": b"time,worth\n1900-01-01T00:00:00+14:00,5\n2200-12-31T23:59:59-12:00,5\n",
    "the same column twice": b"time,worth,worth\n2026-05-01,5,6\n",
    "no known column": b"a,b\n1,2\n",
    "one long line": b"a" * 3_000_000,
    "a long heading": b"time," + b"x," * 50_000 + b"\n2026-05-01\n",
    "lone CRs": b"time,worth\r2026-05-01,5\r",
    "a picture": bytes.fromhex("89504e470d0a1a0a0000000d49484452"),
    "a vault's head": b"SQLite format 3\x00" + b"\x10\x00" * 100,
    "escapes": b"time,worth,note\n2026-05-01,5,\x1b[2J\x1b]0;title\x07\n",
}  # fmt: skip


def calm(ran) -> None:
    """No trace, a known status, and a line for whatever was wrong."""
    assert ran.status in (0, 1), ran.err
    assert "Traceback" not in ran.err
    assert "inside Upright" not in ran.err, ran.err
    assert "\x1b" not in ran.err + ran.out
    assert ran.status == 0 or ran.err.strip()


@pytest.mark.parametrize("name", FILES)
def test_no_file_gives_a_trace(tmp_path, name):
    place = Place(tmp_path)
    path = tmp_path / "file"
    path.write_bytes(FILES[name])
    calm(place.run("read", str(path)))
    calm(place.run("read", "-", "--json", typed=FILES[name]))
    calm(place.run("import", str(path), "--dry-run"))


def test_random_bytes_and_random_damage_give_no_trace(tmp_path):
    place = Place(tmp_path)
    draws = random.Random(7)
    path = tmp_path / "file"
    for _ in range(150):
        content = bytearray(draws.choice((GOOD, CSV, draws.randbytes(draws.randrange(300)))))
        for _ in range(draws.randrange(6)):
            if content:
                content[draws.randrange(len(content))] = draws.randrange(256)
        path.write_bytes(content[: draws.randrange(len(content) + 1)] if draws.random() < 0.3 else content)
        calm(place.run("read", str(path), language=draws.choice(("en", "vi"))))


@pytest.mark.parametrize("path", ["", ".", "/", "/dev/null", "no/such/file", "x" * 5000, "n\0l", "\udcff"])
def test_no_path_gives_a_trace(tmp_path, path):
    place = Place(tmp_path)
    ran = place.run("read", path)
    calm(ran)
    assert ran.status == 1
    assert place.run("import", path, "--dry-run").status == 1


def test_a_file_that_may_not_be_read_gives_no_trace(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(GOOD)
    path.chmod(0)
    calm(Place(tmp_path).run("read", str(path)))


def test_the_hostile_person_of_people_json(tmp_path):
    """s18: control characters, a topic of 5 MB, numbers as words, below the scale."""
    records = [
        {
            "kind": "try",
            "at": "2026-03-02T20:30:00-05:00",
            "way": "asked",
            "topic": "a" * 5_000_000,
            "outcome": "changed",
        },
        {"kind": "checkin", "at": "2026-03-02T20:30:00-05:00", "ratings": {"respected": "five"}},
        {"kind": "checkin", "at": "2026-03-03T20:30:00-05:00", "ratings": {"respected": -1}},
        {"kind": "checkin", "at": "2026-02-31T20:30:00-05:00", "ratings": {"respected": 4}},
        {"kind": "checkin", "at": "2026-03-03T20:30:00-05:00", "ratings": {"respected": 5}, "note": "\0\u202e<b>x</b>"},
    ]
    place = Place(tmp_path)
    path = tmp_path / "file.json"
    path.write_text(json.dumps({"schema": "upright.diary/1", "records": records}))
    ran = place.run("read", str(path))
    calm(ran)
    assert ran.status == 0
    told = [line for line in ran.err.splitlines() if line.strip()]
    assert [sum(f"ecord {k}" in line for line in told) for k in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert "1 check-in" in ran.out
    assert place.keyed("import", str(path)).status == 0
    listed = place.keyed("list").out
    assert "<b>x</b>" in listed
    assert "\u202e" not in listed


@pytest.mark.parametrize(
    "topic", ["\x1b[2J\x07bell", "a" * 5000, "\u202eabc", "'; DROP TABLE records; --", "%s{}{topic}"]
)
def test_no_topic_typed_gives_a_trace(tmp_path, topic):
    place = Place(tmp_path)
    ran = place.keyed("try", "asked", typed=topic + "\n\n")
    calm(ran)
    calm(place.keyed("list"))
    calm(place.keyed("read"))
