"""`upright report`: a page for a counsellor, as PDF or HTML."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from upright.actions import report as reports
from upright.actions.settings import settings_of
from upright.cli.faults import tell_faults
from upright.cli.frame import Day, Misuse, argument, command, option, vault_options
from upright.cli.opening import open_file
from upright.cli.progress import working
from upright.cli.session import Session
from upright.errors import UsageFault

__all__ = ["COMMAND_REPORT"]

_SECTIONS = reports.SECTIONS


@command("report", "upright report notes.pdf --from 2026-03-01 --sections statements,figures")
@argument("file", required=True)
@vault_options
@option("--sections", metavar="WORDS", choices=[(one, f"page.report.section.{one}") for one in _SECTIONS])
@option("--from", "first", type=Day())
@option("--to", "last", type=Day())
@option("--longer", is_flag=True)
@option("--force", is_flag=True)
def report(
    session: Session, file: str, sections: str | None, first: date | None, last: date | None, longer: bool, force: bool
) -> None:
    wish = reports.Wish(_chosen(session, sections), first, last)
    place = Path(file)
    if place.suffix.lower() not in reports.ENDINGS:
        raise UsageFault("report.error.ending")
    with open_file(session) as vault:
        diary = vault.diary()
        tell_faults(session, diary)
        with working(session, "cli.waiting.reading") as progress:
            made = reports.report_for(
                diary, wish, now=session.clock(), starts=settings_of(vault).day_begins, language=session.language,
                kept=vault, longer=longer, progress=progress,
            )  # fmt: skip
    session.remark(session.say("cli.export.warning"))
    with working(session, "cli.waiting.copying"):
        reports.write_report(made, place, replace=force)
    session.tell(session.say("page.report.written"))


def _chosen(session: Session, words: str | None) -> tuple[str, ...]:
    """The sections that are named, in the order in which they stand in a report; without a word the usual ones."""
    if words is None:
        return reports.USUAL
    named = {word.strip().lower() for word in words.split(",") if word.strip()}
    if not named or not named <= set(_SECTIONS):
        allowed = session.say("error.allowed.one_of", choices=", ".join(_SECTIONS))
        raise Misuse("error.usage.value", name="--sections", allowed=allowed, command="upright report --help")
    return tuple(section for section in _SECTIONS if section in named)


COMMAND_REPORT = report
