"""Import: a file of this program or another, at a place she names. First what it holds, then all of it or nothing.

It is read from its place and is no upload: a browser lists what was chosen in its dialogue. Nothing of it is held
between the two steps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from upright.actions import handover
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Notice
from upright.pages.unlock import place_of

__all__ = ["ROUTES"]

_LEVELS = ("5", "4", "3", "2", "1", "none")
_WORDS, _FAULTS = 60, 20
_LONGEST_WORD = 200


@dataclass(frozen=True)
class Word:
    """A word for a mood: the fields of its form, and what was picked."""

    name: str
    word: str
    picked: str


@dataclass(frozen=True)
class ImportFile:
    """The form. `lines` say what the file holds, `faults` what could not be read; `ready`: there is something new."""

    path: str = ""
    encoding: str = ""
    dates: str = ""
    fault: str = ""
    lines: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    ready: bool = False
    encodings: tuple[str, ...] = handover.ENCODINGS
    levels: tuple[str, ...] = _LEVELS


def import_file(visit: Visit) -> ImportFile:
    """Ask where it is."""
    return ImportFile()


def look_in(visit: Visit) -> Shown:
    """Say what it holds."""
    shown = _given(visit)
    try:
        found = _found(visit, shown)
        arrival = handover.arrival_of(found.diary, visit.vault)
    except UprightError as error:
        return _again(visit, shown, error)
    lines = [*handover.in_words(found, visit.language, visit.starts)]
    lines.append(visit.say("cli.import.new", n=len(arrival.new), known=arrival.known))
    chosen = {one.word: one.picked for one in shown.words}
    words = tuple(
        Word(f"level.{number}", word, chosen.get(word, ""))
        for number, word in enumerate([*chosen, *(word for word in found.unknown if word not in chosen)])
    )
    if len(words) > _WORDS:
        return _again(visit, shown, UsageFault("page.import_file.many", limit=_WORDS))
    faults = tuple(fault.text(visit.language) for fault in (*found.diary.faults, *found.diary.remarks)[:_FAULTS])
    return Shown("import_file", replace(shown, lines=tuple(lines), faults=faults, words=words, ready=bool(arrival.new)))


def take_in_file(visit: Visit) -> Go | Shown:
    """Take all of it in, or nothing."""
    shown = _given(visit)
    try:
        found = _found(visit, shown)
        if found.unknown:
            return look_in(visit)
        taken = handover.take_in(visit.vault, handover.arrival_of(found.diary, visit.vault))
    except UprightError as error:
        return _again(visit, shown, error)
    text = visit.say("cli.import.done", n=taken) if taken else visit.say("cli.import.none_new")
    visit.session.notice = Notice("page.said", visit.now, {"text": text}, "import_file")
    return Go("import_file")


def _given(visit: Visit) -> ImportFile:
    """The form as it was sent."""
    form = visit.form
    words = tuple(
        Word(f"level.{number}", word[:_LONGEST_WORD], form.word(f"level.{number}", _LEVELS) or "")
        for number, word in enumerate(form.all("word")[:_WORDS])
    )
    return ImportFile(
        form.one("path").strip(), form.word("encoding", handover.ENCODINGS) or "",
        form.word("dates", ("dmy", "mdy")) or "", words=words,
    )  # fmt: skip


def _found(visit: Visit, shown: ImportFile) -> handover.Incoming:
    place = place_of(shown.path)
    if place is None or not place.is_absolute():
        raise UsageFault("page.import_file.whole_place")
    mapping = [f"mood:{one.word}={one.picked}" for one in shown.words if one.picked]
    if shown.dates:
        mapping.append(f"date={shown.dates}")
    return handover.look_into(place, mapping=mapping, zone=visit.house.zone, encoding=shown.encoding)


def _again(visit: Visit, shown: ImportFile, error: UprightError) -> Shown:
    chosen = error.id == "error.import.dates"
    fault = visit.say("page.import_file.choose_dates") if chosen else told(visit, error)
    return Shown("import_file", replace(shown, fault=fault), 422)


ROUTES = (
    page(import_file, Needs.OPEN, tall=True),
    act(look_in, Needs.OPEN),
    act(take_in_file, Needs.OPEN),
)
