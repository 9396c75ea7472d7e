"""Files of other programs, made up here in their layouts; nothing in them is anybody's."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping

CLASSIC = "full_date,date,weekday,time,mood,activities,note_title,note"
NEWEST = "full_date,date,weekday,time,mood,activities,scales,note_title,note"
OLDEST = "year,date,weekday,time,mood,activities,note"


def archive(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file with these files in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def daylio_backup(entries: list[dict], **others: object) -> bytes:
    """A backup with these entries, three moods (one renamed) and two activities."""
    whole = {
        "version": 15,
        "dayEntries": entries,
        "customMoods": [
            {"id": 1, "custom_name": "", "mood_group_id": 1, "predefined_name_id": 1, "state": 0},
            {"id": 4, "custom_name": "", "mood_group_id": 4, "predefined_name_id": 4, "state": 0},
            {"id": 9, "custom_name": "mây mù", "mood_group_id": 3, "predefined_name_id": -1, "state": 0},
        ],
        "tags": [{"id": 1, "name": "đi bộ", "order": 1}, {"id": 2, "name": "work", "order": 2}],
        "metadata": {"number_of_entries": len(entries)},
        **others,
    }
    packed = base64.encodebytes(json.dumps(whole).encode())
    return archive({"backup.daylio": packed, "assets/photos/1": b"\xff\xd8"})


def daylio_entry(id: int, when: int, mood: int = 9, **others: object) -> dict:
    """One entry of a backup, at so many milliseconds since 1970, seven hours east."""
    usual = {"id": id, "datetime": when, "timeZoneOffset": 25_200_000, "mood": mood, "note": "", "note_title": ""}
    return {**usual, "tags": [], "assets": [], "minute": 0, "hour": 0, "day": 1, "month": 0, "year": 2026, **others}


def day_one(entries: list[dict]) -> str:
    """A journal as JSON."""
    return json.dumps({"metadata": {"version": "1.0"}, "entries": entries}, ensure_ascii=False)


def day_one_entry(number: int, **others: object) -> dict:
    """One entry, at eight in the evening in Hanoi."""
    usual = {"uuid": f"{number:032X}", "creationDate": "2026-03-02T13:00:00Z", "timeZone": "Asia/Ho_Chi_Minh"}
    return {**usual, "text": f"entry {number}", "richText": '{"contents":[]}', "duration": 0, **others}


def jrnl(entries: list[dict]) -> str:
    """A jrnl export."""
    return json.dumps({"tags": {}, "entries": entries})


def jrnl_entry(**others: object) -> dict:
    return {"title": "A day.", "body": "It rained.", "date": "2026-03-02", "time": "20:30", "tags": [], **others}


def loop(habits: Mapping[str, str]) -> bytes:
    """A Loop export: the folders of habits by their names, each with the rows of its table."""
    names = "\n".join(f"{number:03},{name},YES_NO" for number, name in enumerate(habits, 1))
    files = {"Habits.csv": f"Position,Name,Type\n{names}\n", "Checkmarks.csv": "Date,a, b,\n2026-03-02,2,0,\n"}
    for number, (name, rows) in enumerate(habits.items(), 1):
        files[f"{number:03} {name.replace('/', '')}/Checkmarks.csv"] = f"Date,Value,Notes\n{rows}"
    return archive(files)


def nomie_five(*logs: dict) -> str:
    return json.dumps({"nomie": {"number": "5.0"}, "trackers": {}, "boards": [], "events": logs})


def nomie_six(*logs: dict) -> str:
    files = {"data/books/2026-9": logs, "storage/settings": {"lock": "secret"}}
    return json.dumps({"version": "6.1", "created": 1, "files": files})


def journiv(*entries: dict) -> bytes:
    whole = {"export_version": "1.0", "journals": [{"title": "Nhà", "entries": entries}]}
    return archive({"data.json": json.dumps(whole), "media/a.png": b"\x89"})


BEARABLE = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes"
MPATH = (
    "connectionId;legacyCode;questionListName;timeStampScheduled;timeStampSent;timeStampStart;timeStampStop;"
    "timeZoneOffset;deltaUTC;respect_sliderNegPos;open_open"
)
ESMIRA = "entryId;userId;studyId;questionnaireName;eventType;timezone;responseTime;responseTime_formatted;respect;text"
BEIWE = "question id,question type,question text,question answer options,answer"
