"""A page for a counsellor: what is to stand in it, then all of it to be looked at, then a file at a place she names.

It is a file and no download, like Export. What was chosen stands in the address: names of sections, days, a language.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from upright.actions import report as reports
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.form import Form
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Notice
from upright.pages.unlock import place_of
from upright.report.sections import OWN, SECTIONS, USUAL
from upright.wording import languages

if TYPE_CHECKING:
    from upright.report import Report

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen, with its word and whether it is."""

    name: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class ReportPage:
    """The form: sections, days as they were typed, languages."""

    sections: tuple[Choice, ...]
    spoken: tuple[Choice, ...]
    first: str
    last: str
    today: str
    fault: str = ""


@dataclass(frozen=True)
class Preview:
    """All that will stand in the file; then where to. `own`: it holds her own words at length."""

    report: Report
    wish: tuple[tuple[str, str], ...]  # fields that the form sends along
    again: str
    own: bool
    path: str = ""
    fault: str = ""
    there: bool = False


def report(visit: Visit) -> ReportPage:
    """Ask what is to stand in it."""
    return _form(visit, visit.asked)


def report_preview(visit: Visit) -> Preview | Shown:
    """Show all of it."""
    try:
        return _preview(visit, visit.asked)
    except UprightError as error:
        return Shown("report", replace(_form(visit, visit.asked), fault=told(visit, error)), 422)


def write_report(visit: Visit) -> Go | Shown:
    """Write what was shown to a file, whole or not at all."""
    form = visit.form
    typed = form.one("path").strip()
    place = place_of(typed)
    shown: Preview | None = None
    try:
        shown = _preview(visit, form)
        if place is None or not place.is_absolute():
            raise UsageFault("page.export.whole_place")
        reports.write_report(shown.report, place, replace=form.ticked("replace"))
    except UprightError as error:
        there = error.id == "error.file_exists"
        fault = visit.say("page.export.there") if there else told(visit, error)
        if shown is None:
            return Shown("report", replace(_form(visit, form), fault=fault), 422)
        return Shown("report_preview", replace(shown, path=typed, fault=fault, there=there), 422)
    visit.session.notice = Notice("page.report.written", visit.now, on="report")
    return Go("report")


def _form(visit: Visit, given: Form) -> ReportPage:
    chosen = _chosen(given)
    spoken = _language(visit, given)
    return ReportPage(
        tuple(Choice(one, visit.say(f"page.report.section.{one}"), one in chosen) for one in SECTIONS),
        tuple(Choice(one, visit.say(f"language.{one}"), one == spoken) for one in languages()),
        _day_as_typed(given, "first"),
        _day_as_typed(given, "last"),
        visit.today.isoformat(),
    )


def _preview(visit: Visit, given: Form) -> Preview:
    wish = reports.Wish(_chosen(given), _day(given, "first"), _day(given, "last")).upto(visit.today)
    language, vault, readings = _language(visit, given), visit.vault, visit.session.readings
    if readings is None:
        raise UsageFault("error.vault_closed")
    diary = vault.diary()
    if wish.whole:
        reading = readings.quick(diary, now=visit.now, starts=visit.starts, language=language)
        made = reports.made_of(reading, diary, wish, visit.starts)
    else:
        made = reports.report_for(diary, wish, now=visit.now, starts=visit.starts, language=language, kept=vault)
    fields = [("asked", "yes"), *(("s", one) for one in wish.sections), ("spoken", language)]
    fields += [(name, day) for name in ("first", "last") if (day := _day_as_typed(given, name))]
    return Preview(
        made,
        tuple(fields),
        "report?" + "&".join(f"{name}={value}" for name, value in fields),
        any(one in OWN for one in wish.sections),
    )


def _chosen(given: Form) -> tuple[str, ...]:
    """The sections that were ticked; the usual ones where the form has not been sent."""
    return tuple(one for one in SECTIONS if one in given.all("s")) if given.ticked("asked") else USUAL


def _language(visit: Visit, given: Form) -> str:
    spoken = given.one("spoken")
    return spoken if spoken in languages() else visit.language


def _day_as_typed(given: Form, name: str) -> str:
    """The day in a field, as such; "" for what is none."""
    try:
        return date.fromisoformat(given.one(name)).isoformat()
    except ValueError:
        return ""


def _day(given: Form, name: str) -> date | None:
    if not given.one(name):
        return None
    try:
        return date.fromisoformat(given.one(name))
    except ValueError:
        raise UsageFault("page.read.no_day") from None


ROUTES = (
    page(report, Needs.OPEN, tall=True),
    page(report_preview, Needs.OPEN, tall=True),
    act(write_report, Needs.OPEN),
)
