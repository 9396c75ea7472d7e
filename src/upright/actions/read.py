"""Make a reading: of the vault, of a diary file, of the made-up diary; and what-ifs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from upright.errors import UsageFault
from upright.plan.gate import gate_with
from upright.record import Diary, Safety
from upright.record.days import DAY_STARTS, day_of

if TYPE_CHECKING:
    from upright.model.learn import Learnt
    from upright.plan.whatif import WhatIf
    from upright.reading import Reading
    from upright.reading.beside import Beside

__all__ = ["Kept", "beside_of", "demo_diary", "fits_kept", "made_up", "reading_of", "what_if_of"]

LEARNT = "learnt"  # under which name fits are kept
_DEMO_SEED = 3  # any would do; this one holds something of each figure


class Kept(Protocol):
    """Where a thing that was worked out can be kept and found again; an open vault is one."""

    def artefact(self, key: str) -> bytes | None: ...

    def keep_artefact(self, key: str, value: bytes) -> None: ...


def reading_of(
    diary: Diary,
    *,
    now: datetime | None,
    as_of: date | None = None,
    starts: timedelta = DAY_STARTS,
    language: str = "en",
    longer: bool = True,
    learnt: Learnt | None = None,
    kept: Kept | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """What the diary supports saying at `now`, or at the end of the day `as_of`.

    `now` None is the time of the last record; `starts` is how long after midnight a day begins. `longer` False leaves
    out the layer that takes seconds, of which `progress(done, of)` tells; with `kept` its fits are kept there and found
    again as long as records, days and models are the same; `learnt` is what `fits_kept` found. Raises UsageFault when
    nothing had happened by the end of `as_of`.
    """
    from upright.reading import read  # slow import: numpy

    now = _at(diary, now, as_of, starts)
    if longer and learnt is None:
        learnt = _learnt(diary, now, starts, kept, progress)
    return read(diary, now=now, language=language, day_starts=starts, longer=longer, learnt=learnt)


def fits_kept(diary: Diary, *, now: datetime, starts: timedelta, kept: Kept) -> Learnt | None:
    """What the longer layer rests on, if it was worked out and kept for these records on this day."""
    return _found(_mark(diary, now, starts), kept)


def _learnt(
    diary: Diary,
    now: datetime | None,
    starts: timedelta,
    kept: Kept | None,
    progress: Callable[[int, int], None] | None,
) -> Learnt | None:
    """What the longest layer rests on: as it was kept, or worked out and kept."""
    from upright.reading import learn_from  # slow import: numpy

    mark = "" if kept is None else _mark(diary, now, starts)
    if kept is not None and (found := _found(mark, kept)) is not None:
        return found
    learnt = learn_from(diary, now, day_starts=starts, progress=progress)
    if kept is not None and learnt is not None:
        kept.keep_artefact(LEARNT, f"{mark}\n{learnt.to_json()}".encode())
    return learnt


def _mark(diary: Diary, now: datetime | None, starts: timedelta) -> str:
    """What tells whether records, day, its beginning and models are those that something was worked out from."""
    from upright.model.learn import edition  # slow import: numpy

    day = "" if now is None else day_of(now, starts).isoformat()
    return hashlib.sha256("\n".join((edition(), str(starts), day, diary.to_json())).encode()).hexdigest()


def _found(mark: str, kept: Kept) -> Learnt | None:
    from upright.model.learn import Learnt  # slow import: numpy

    found = (kept.artefact(LEARNT) or b"").decode()
    return Learnt.from_json(found.removeprefix(mark + "\n")) if found.startswith(mark + "\n") else None


def beside_of(diary: Diary, *, now: datetime, starts: timedelta, language: str) -> Beside:
    """What stands beside her beliefs, limits and decisions at `now`, without the rest of a reading."""
    from upright.reading.beside import beside  # slow import: numpy

    return beside(diary, now, language=language, day_starts=starts)


def what_if_of(
    diary: Diary,
    *,
    now: datetime | None,
    as_of: date | None = None,
    starts: timedelta = DAY_STARTS,
    language: str = "en",
    given: Sequence[Safety] = (),
    learnt: Learnt | None = None,
    kept: Kept | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> WhatIf:
    """What the model expects from `now`, or from the end of the day `as_of`, on three paths; as for `reading_of`.

    Where the safety gate is not open nothing is worked out; `given` are answers that count beside the diary's.
    """
    from upright.plan.whatif import what_if  # slow import: numpy

    now = _at(diary, now, as_of, starts)
    if learnt is None and gate_with(diary.records, given) == "open":
        learnt = _learnt(diary, now, starts, kept, progress)
    return what_if(diary, now=now, language=language, day_starts=starts, given=given, learnt=learnt)


def demo_diary(*, until: datetime, language: str) -> Diary:
    """A made-up diary of 120 days that ends at `until`."""
    from upright.model.demo import demo_diary as made  # slow import: numpy

    return made(seed=_DEMO_SEED, language=language, until=until)


def made_up(*, days: int, seed: int, until: datetime) -> Diary:
    """A made-up diary of so many days that ends at `until`; the same seed gives the same diary."""
    from upright.model.synthetic import made_up as made  # slow import: numpy

    return made(days, seed, until)


def _at(diary: Diary, now: datetime | None, as_of: date | None, starts: timedelta) -> datetime | None:
    """`now`, or the end of the day `as_of` where one is named and there is something to read."""
    if as_of is None or not diary.records:
        return now
    ends = _end_of(as_of, diary, starts)
    if not any(record.at <= ends for record in diary.records):
        raise UsageFault("error.nothing_by_then", date=min(day_of(record.at, starts) for record in diary.records))
    return ends


def _end_of(day: date, diary: Diary, starts: timedelta) -> datetime:
    """The last second of a day, before the next begins, by the offset of the record nearest before its end."""
    ends = datetime.combine(day, time(), tzinfo=None) + timedelta(days=1) + starts - timedelta(seconds=1)
    earlier = [record for record in diary.records if record.at.replace(tzinfo=None) <= ends]
    nearest = max(earlier or diary.records, key=lambda record: record.at)
    return ends.replace(tzinfo=nearest.at.tzinfo)
