"""An openESM folder: the check-ins as a series, with a description of each column that a program can read.

It holds numbers by day and no clock time, no note and no word of one's own.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from upright.record import CheckIn, Diary, day_of, words
from upright.wording import say

__all__ = ["METADATA", "SERIES", "folder_of"]

SERIES, METADATA = "0000_upright_ts.tsv", "0000_upright_metadata.json"
_MISSING = "NA"
_PLACE = ("id", "day", "beep")


def folder_of(diary: Diary, language: str) -> dict[str, str]:
    """The text of each file in the folder, by its name."""
    checkins = sorted(diary.of(CheckIn), key=lambda record: record.at)
    days = [day_of(record.at) for record in checkins]
    rated = {item for record in checkins for item in record.ratings}
    items = [item for item in words.ALL_ITEMS if item in rated or item in words.ITEMS]
    return {SERIES: _series(checkins, days, items), METADATA: _metadata(days, items, language)}


def _series(checkins: Sequence[CheckIn], days: Sequence[date], items: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow([*_PLACE, *items, "uneventful"])
    first, beeps = min(days, default=None), Counter[date]()
    for record, day in zip(checkins, days, strict=True):
        beeps[day] += 1
        answers = [repr(record.ratings[item]) if item in record.ratings else _MISSING for item in items]
        place = (1, (day - (first or day)).days + 1, beeps[day])
        writer.writerow([*place, *answers, int(record.uneventful)])
    return out.getvalue()


def _metadata(days: Sequence[date], items: Sequence[str], language: str) -> str:
    """The fields of openESM's description; what cannot be known of one diary is empty."""
    most = max(Counter(days).values(), default=0)
    span = (max(days) - min(days)).days + 1 if days else 0
    features = [
        _feature("id", "numeric", say("openesm.id", language)),
        _feature("day", "numeric", say("openesm.day", language)),
        _feature("beep", "numeric", say("openesm.beep", language)),
        *(_rating(item, language) for item in items),
        _feature("uneventful", "binary", say("openesm.uneventful", language), coding="0, 1"),
    ]
    told: dict[str, Any] = {
        "first_author": "", "dataset_id": "0000", "year": None, "reference_a": "", "reference_b": "", "paper_doi": "",
        "zenodo_doi": "", "dataset_version": "1.0.0", "changelog": [], "link_to_data": "", "license": "",
        "link_to_codebook": "", "link_to_code": "", "n_participants": 1, "n_time_points": len(days), "n_days": span,
        "n_beeps_per_day": most, "passive_data_available": False, "cross_sectional_available": False,
        "topics": "appreciation", "implicit_missingness": True, "raw_time_stamp": False, "sampling_scheme": "event",
        "participants": say("openesm.participants", language), "coding_file": "",
        "additional_comments": say("openesm.missing", language), "coder_data": "Upright", "coder_metadata": "Upright",
        "features": features,
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(told)).decode() + "\n"


def _rating(item: str, language: str) -> dict[str, str]:
    ends = {end: say(f"item.{item}.{end}", language) for end in ("low", "high")}
    labels = say("codebook.scale", language, **ends)
    asked = say(f"item.{item}.question", language)
    return _feature(item, "rating_scale", asked, labels=labels, coding="0-10", answer_categories="0-10", construct=item)


def _feature(name: str, kind: str, description: str, **more: str) -> dict[str, str]:
    empty = ("coding", "answer_categories", "details", "labels", "transformation", "construct", "comments")
    shown = {"name": name, "description": description, "variable_type": kind} | dict.fromkeys(empty, "")
    return shown | {"source": "self-report", "assessment_type": "ESM"} | more
