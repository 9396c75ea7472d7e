"""Export: everything, as a file that anyone can read, at a place she names.

It is a file and not a download: a browser lists what it loaded down, and keeps that list when this is closed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from upright.actions import handover, study
from upright.actions.told import counts_in_words
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Notice
from upright.pages.unlock import place_of

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class Export:
    """The form. `path` is what was typed; `there`: a file has this name, and may be replaced if she says so.

    `files`: everything that would go to a study, which waits for her yes; `shown` says in the form which it was.
    """

    path: str = ""
    fault: str = ""
    there: bool = False
    form: str = ""
    exact_times: bool = False
    files: tuple[tuple[str, str], ...] = ()
    shown: str = ""
    forms: tuple[str, ...] = handover.FORMS


def export(visit: Visit) -> Export:
    """Ask where to."""
    return Export()


def write_out(visit: Visit) -> Go | Shown:
    """Write everything to the file, whole or not at all; what goes to a study is shown first and waits for a yes."""
    typed, exact = visit.form.one("path").strip(), visit.form.ticked("exact_times")
    place, form = place_of(typed), visit.form.word("form", handover.FORMS)
    try:
        if place is None or not place.is_absolute():
            raise UsageFault("page.export.whole_place")
        diary = visit.vault.diary()
        form = form or handover.form_named(place.name)
        terms = study.terms_marked(visit.form.one("shown"), exact) if form == handover.STUDY else None
        made = handover.outgoing(diary, form, visit.language, terms)
        if terms is not None and (shown := study.mark_of(made, terms)) != visit.form.one("shown"):
            files = tuple(made.folder.items())
            return Shown("export", Export(typed, form=form, exact_times=exact, files=files, shown=shown))
        handover.put_out(made, place, replace=visit.form.ticked("replace"))
        left = made.left
    except UprightError as error:
        there = error.id == "error.file_exists"
        fault = visit.say("page.export.there") if there else told(visit, error)
        return Shown("export", Export(typed, fault, there, form or "", exact), 422)
    written = Counter(record.kind for record in diary.records)
    written.subtract(left)
    said = [visit.say("cli.export.done", counts=counts_in_words(dict(written), visit.language) or "0")]
    if left:
        said.append(visit.say("cli.export.csv_left", counts=counts_in_words(dict(left), visit.language)))
    visit.session.notice = Notice("page.said", visit.now, {"text": " ".join(said)}, "export")
    return Go("export")


ROUTES = (
    page(export, Needs.OPEN, tall=True),
    act(write_out, Needs.OPEN),
)
