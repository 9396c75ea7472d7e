"""`upright read` and `upright demo`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from upright.actions import read as reads
from upright.actions import vault as vaults
from upright.actions.handover import ORIGIN, diary_of_file
from upright.actions.settings import settings_of
from upright.cli.app import open_app
from upright.cli.faults import tell_faults
from upright.cli.frame import Day, Number, argument, command, language_option, option, vault_options
from upright.cli.opening import open_file
from upright.cli.progress import working
from upright.cli.session import Session, zone_name
from upright.cli.terminal import print_reading
from upright.errors import UsageFault
from upright.record import Diary
from upright.record.days import DAY_STARTS
from upright.record.files import SIZE_LIMIT

__all__ = ["COMMAND_DEMO", "COMMAND_READ", "source_of", "write_utf8"]


@command("read", "upright read diary.json --as-of 2026-05-31")
@argument("file", metavar="[FILE]")
@vault_options
@option("--json", "as_json", is_flag=True)
@option("--as-of", type=Day())
@option("--tables", is_flag=True)
@option("--short", is_flag=True)
@option("--map", "mapping", multiple=True, metavar="COLUMN=ITEM")
@option("--origin", type=Day())
def read(
    session: Session,
    file: str | None,
    as_json: bool,
    as_of: date | None,
    tables: bool,
    short: bool,
    mapping: tuple[str, ...],
    origin: date | None,
) -> None:
    started = time.monotonic()
    with source_of(session, file, mapping, origin) as (diary, kept, starts):
        if diary is None:
            return
        waited = time.monotonic() - started if file else 0.0  # a vault is opened by typing, which is no waiting
        now = None if file else session.clock()
        with working(session, "cli.waiting.reading", waited) as progress:
            reading = reads.reading_of(
                diary, now=now, as_of=as_of, starts=starts, language=session.language, kept=kept, progress=progress
            )
    if as_json:
        write_utf8(reading.to_json())
    else:
        print_reading(session, reading, tables=tables, short=short)


@command("demo", "upright demo --language vi")
@language_option
@option("--print", "printed", is_flag=True)
@option("--json", "as_json", is_flag=True)
@option("--tables", is_flag=True)
@option("--short", is_flag=True)
@option("--port", type=Number(1024, 65535, whole=True))
@option("--no-browser", is_flag=True)
def demo(
    session: Session, printed: bool, as_json: bool, tables: bool, short: bool, port: int | None, no_browser: bool
) -> None:
    if not (printed or as_json or tables or short):
        open_app(session, port=port, browser=not no_browser, demo=True)
        return
    now = session.clock()
    with working(session, "cli.waiting.reading") as progress:
        diary = reads.demo_diary(until=now, language=session.language)
        reading = reads.reading_of(diary, now=now, language=session.language, progress=progress)
    if as_json:
        session.remark(session.say("cli.demo.first"))
        write_utf8(reading.to_json())
    else:
        frame = (session.say("cli.demo.first"), session.say("cli.demo.last"))
        print_reading(session, reading, tables=tables, short=short, frame=frame)


def standard_input() -> bytes:
    """All of standard input, as it came."""
    # one byte more than a file may have, so that what is too large is told as such and not read to the end
    if hasattr(sys.stdin, "buffer"):
        return sys.stdin.buffer.read(SIZE_LIMIT + 1)
    return sys.stdin.read(SIZE_LIMIT + 1).encode()


def write_utf8(text: str) -> None:
    """Write a file's text to standard output as UTF-8, whatever the terminal's encoding is."""
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(text)


@contextmanager
def source_of(
    session: Session, file: str | None, mapping: tuple[str, ...] = (), origin: date | None = None
) -> Iterator[tuple[Diary | None, reads.Kept | None, timedelta]]:
    """The diary, where what is worked out from it may be kept, and how long after midnight its days begin.

    There is no diary where there is no vault yet; days are those chosen in the vault, else they start at 04:00.
    """
    if file is not None:
        yield _diary(session, file, mapping, origin), None, DAY_STARTS
    elif not vaults.exists(session.path):
        session.tell(session.say("cli.no_vault_yet", command="upright check-in", demo="upright demo"))
        yield None, None, DAY_STARTS
    else:
        with open_file(session) as vault:
            diary = vault.diary()
            tell_faults(session, diary)
            yield diary, vault, settings_of(vault).day_begins


def _diary(session: Session, file: str, mapping: tuple[str, ...], origin: date | None) -> Diary:
    with working(session, "cli.waiting.opening"):
        source = standard_input() if file == "-" else Path(file)
        diary = diary_of_file(source, mapping=mapping, origin=origin or ORIGIN, zone=zone_name(session.environment))
    tell_faults(session, diary)
    if diary.faults and not diary.records:
        raise UsageFault("error.nothing_readable")
    return diary


COMMAND_READ = read
COMMAND_DEMO = demo
