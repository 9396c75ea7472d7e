"""A file in which much is written: an example diary brought to today, with three limits and every answer no."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.journeys.driving import PASSPHRASE
from upright.actions.vault import make_vault
from upright.record import Boundary, BoundaryEvent, Diary, Safety
from upright.record.words import SAFETY_TOPICS

__all__ = ["written_file"]

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "diary-2.json"
_DAY = re.compile(r'"(\d{4}-\d\d-\d\d)(T[^"]*)?"')


def written_file(path: Path) -> Path:
    """Make it there, to be opened with PASSPHRASE; its last entry is of yesterday."""
    now = datetime.now().astimezone()
    with make_vault(path, PASSPHRASE, now=now) as vault:
        vault.add(_brought_to(EXAMPLE.read_text(encoding="utf-8"), now.date() - timedelta(days=1)).records)
        vault.add(_limits(now))
        vault.add([Safety(at=now, answers=dict.fromkeys(SAFETY_TOPICS, "no"))])
    return path


def _brought_to(text: str, last: date) -> Diary:
    """A diary with all its days moved so that its last record is of `last`."""
    days = last - max(record.at for record in Diary.from_json(text).records).date()

    def moved(found: re.Match[str]) -> str:
        return f'"{date.fromisoformat(found[1]) + days}{found[2] or ""}"'

    return Diary.from_json(_DAY.sub(moved, text))


def _limits(now: datetime) -> list[Boundary]:
    """One to look at again, one that is no longer hers to keep, and one with which nothing here helps."""
    at = now - timedelta(days=40)
    due, retired = now.date() - timedelta(days=1), BoundaryEvent(at=now - timedelta(days=3), what="retired")
    return [
        Boundary(at=at, if_="plans are dropped on the day", then="go out as planned", review_on=due),
        Boundary(at=at, if_="it is after ten", then="answer in the morning", events=(retired,)),
        Boundary(at=at, if_="they go out", then="I will follow them and read their phone", review_on=due),
    ]
