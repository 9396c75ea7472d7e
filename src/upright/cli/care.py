"""`upright backup`, `restore`, `verify` and `passphrase`: the care of the file."""

from __future__ import annotations

from pathlib import Path

from upright.actions import vault as vaults
from upright.cli.frame import argument, command, option, vault_options
from upright.cli.lines import clean
from upright.cli.opening import key_of, new_passphrase, open_file
from upright.cli.progress import working
from upright.cli.prompts import ask_yes
from upright.cli.session import Closed, Session
from upright.errors import UsageFault, VaultFault
from upright.wording import date_text, number

__all__ = ["COMMAND_BACKUP", "COMMAND_PASSPHRASE", "COMMAND_RESTORE", "COMMAND_VERIFY"]


@command("backup", "upright backup")
@argument("folder")
@vault_options
def backup(session: Session, folder: str | None) -> None:
    with open_file(session) as vault, working(session, "cli.waiting.copying"):
        copy = vaults.back_up(vault, Path(folder) if folder else None, now=session.clock())
    session.tell(session.say("cli.backup.done", path=clean(str(copy))))


@command("restore", "upright restore COPY")
@argument("copy", required=True)
@vault_options
@option("--yes", is_flag=True)
def restore(session: Session, copy: str, yes: bool) -> None:
    source = Path(copy)
    if not vaults.exists(source):
        raise UsageFault("error.no_such_file")
    key = key_of(session)
    if session.at_terminal and not yes and not ask_yes(session, "cli.prompt.restore_go_on"):
        raise Closed
    with working(session, "cli.waiting.copying"):
        restored = vaults.restore(source, session.path, now=session.clock(), **key)
    session.tell(session.say("cli.restore.done", path=clean(str(restored.path))))
    if restored.kept is not None:
        session.tell(session.say("cli.restore.kept", path=clean(str(restored.kept))))


@command("verify", "upright verify")
@vault_options
def verify(session: Session) -> None:
    if not vaults.exists(session.path):
        raise UsageFault("error.no_vault")
    key = key_of(session)
    with working(session, "cli.waiting.checking"):
        found = vaults.verify(session.path, **key)
    if found.ok:
        counts = {"records": number(found.records, session.language), "pages": number(found.pages, session.language)}
        session.tell(session.say("cli.verify.ok", **counts))
    copy = found.good_backup
    if copy is None:
        session.tell(session.say("cli.verify.no_backup", command="upright backup"))
    else:
        when = date_text(copy.day, session.language) if copy.day is not None else "–"
        session.tell(session.say("cli.verify.backup", date=when, path=clean(str(copy.path))))
    if not found.whole:
        raise VaultFault("error.vault_damaged")
    if found.faults:
        raise VaultFault("error.records_unreadable", n=len(found.faults))


@command("passphrase", "upright passphrase")
@vault_options
@option("--new-passphrase-file", "new_file", metavar="FILE")
@option("--new-recovery-key", "new_key", is_flag=True, text="cli.option.new_recovery_key")
def passphrase(session: Session, new_file: str | None, new_key: bool) -> None:
    with open_file(session) as vault:
        if new_key:
            key = vaults.make_recovery_key(vault)
            session.remark(session.say("cli.recovery.shown"))
            session.out(key)
            return
        # --passphrase-file holds the old one; the new one is asked for, or stands in a file of its own.
        session.passphrase_file = None
        change = vaults.change_passphrase(vault, new_passphrase(session, new_file))
    session.tell(session.say("cli.passphrase.done"))
    if change.unchanged:
        session.tell(session.say("cli.passphrase.copies_left", n=len(change.unchanged)))


COMMAND_BACKUP = backup
COMMAND_RESTORE = restore
COMMAND_VERIFY = verify
COMMAND_PASSPHRASE = passphrase
