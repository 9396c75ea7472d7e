"""`upright import` and `upright export`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from upright.actions import handover
from upright.actions import vault as vaults
from upright.actions.study import agreed_terms
from upright.cli.faults import tell_faults
from upright.cli.frame import Choice, Day, argument, command, option, vault_options
from upright.cli.lines import clean
from upright.cli.opening import open_file, open_or_make
from upright.cli.progress import working
from upright.cli.prompts import ask_yes
from upright.cli.read import standard_input, write_utf8
from upright.cli.session import Closed, Session, zone_name
from upright.cli.terminal import counts_in_words
from upright.cli.write import said
from upright.errors import UsageFault

__all__ = ["COMMAND_EXPORT", "COMMAND_IMPORT"]

_WORDS_SHOWN = 60


@command("import", "upright import diary.csv --map tired=drained:0-4 --dry-run")
@argument("file", required=True)
@vault_options
@option("--dry-run", is_flag=True)
@option("--map", "mapping", multiple=True, metavar="COLUMN=ITEM", text="cli.option.map_import")
@option("--encoding", type=Choice(handover.ENCODINGS))
@option("--origin", type=Day())
@option("--yes", is_flag=True)
def import_(
    session: Session,
    file: str,
    dry_run: bool,
    mapping: tuple[str, ...],
    encoding: str | None,
    origin: date | None,
    yes: bool,
) -> None:
    with working(session, "cli.waiting.importing"):
        source = standard_input() if file == "-" else Path(file)
        found = handover.look_into(
            source, mapping=mapping, origin=origin or handover.ORIGIN, zone=zone_name(session.environment),
            encoding=encoding or "",
        )  # fmt: skip
    diary = found.diary
    tell_faults(session, diary)
    if diary.faults and not diary.records:
        raise UsageFault("error.nothing_readable")
    for line in handover.in_words(found, session.language):
        session.tell(line)
    _unknown(session, found.unknown)
    if found.unknown and not dry_run:
        raise UsageFault("error.import.labels")
    if dry_run and not vaults.exists(session.path):
        _compared(session, handover.arrival_of(diary, None))
        session.tell(session.say("cli.import.dry"))
        return
    with open_file(session) if dry_run else open_or_make(session) as vault:
        arrival = handover.arrival_of(diary, vault)
        _compared(session, arrival)
        if dry_run:
            session.tell(session.say("cli.import.dry"))
        elif not arrival.new:
            session.tell(session.say("cli.import.none_new"))
        else:
            if session.at_terminal and not yes and not ask_yes(session, "cli.prompt.import_go_on"):
                raise Closed
            with working(session, "cli.waiting.importing") as progress:
                taken = handover.take_in(vault, arrival, progress)
            said(session, vault, "cli.import.done", n=taken)


@command("export", "upright export diary.json")
@argument("file", required=True)
@vault_options
@option("--format", "form", type=Choice(handover.FORMS))
@option("--exact-times", is_flag=True)
@option("--dry-run", is_flag=True, text="cli.option.dry_run_export")
@option("--yes", is_flag=True)
@option("--force", is_flag=True)
def export(
    session: Session, file: str, form: str | None, exact_times: bool, dry_run: bool, yes: bool, force: bool
) -> None:
    form = form or ("json" if file == "-" else handover.form_named(Path(file).name))
    with open_file(session) as vault:
        diary = vault.diary()
    session.remark(session.say("cli.export.warning"))
    terms = agreed_terms(exact_times) if form == handover.STUDY else None
    made = handover.outgoing(diary, form, session.language, terms)
    if file == "-":
        if made.folder:
            raise UsageFault("error.export_folder")
        write_utf8(made.text)
        return
    tell_faults(session, diary)
    if terms is not None:
        _shown(session, made)
        if not dry_run and not yes:
            if not session.at_terminal:
                raise UsageFault("error.study_agree")
            if not ask_yes(session, "cli.prompt.study_go_on"):
                raise Closed
    if not dry_run:
        with working(session, "cli.waiting.copying"):
            handover.put_out(made, Path(file), replace=force)
    written = Counter(record.kind for record in diary.records)
    written.subtract(made.left)
    counts = counts_in_words(session, dict(written)) or "0"
    session.tell(session.say("cli.export.would" if dry_run else "cli.export.done", counts=counts))
    if made.left:
        session.tell(session.say("cli.export.csv_left", counts=counts_in_words(session, dict(made.left))))


def _shown(session: Session, made: handover.Outgoing) -> None:
    """Everything that would leave, as it would leave, and what never does."""
    session.tell(session.say("study.shown"))
    for name, text in made.folder.items():
        session.out(f"{name}\n{text}")
    session.tell(session.say("study.never"))
    session.tell(session.say("study.doubt"))


def _unknown(session: Session, unknown: Mapping[str, int]) -> None:
    """The words that nobody has explained yet, each with what to add to the command."""
    if unknown:
        session.tell(session.say("exchange.unknown", n=len(unknown)))
    for word, n in list(unknown.items())[:_WORDS_SHOWN]:
        session.tell("  " + clean(session.say("exchange.unknown_word", word=word, n=n)))


def _compared(session: Session, arrival: handover.Arrival) -> None:
    session.tell(session.say("cli.import.new", n=len(arrival.new), known=arrival.known))
    if arrival.differing:
        session.tell(session.say("cli.import.differs", n=arrival.differing))


COMMAND_IMPORT = import_
COMMAND_EXPORT = export
