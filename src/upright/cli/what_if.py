"""`upright what-if`: three paths over four weeks, each with what it assumes and its doubt."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

from upright.actions import read as reads
from upright.cli.frame import Day, argument, command, option, vault_options
from upright.cli.lines import width
from upright.cli.page import Page
from upright.cli.progress import working
from upright.cli.read import source_of, write_utf8
from upright.cli.session import Session

if TYPE_CHECKING:
    from upright.plan.whatif import WhatIf

__all__ = ["COMMAND_WHAT_IF"]


@command("what_if", "upright what-if diary.json --as-of 2026-05-31")
@argument("file", metavar="[FILE]")
@vault_options
@option("--json", "as_json", is_flag=True, text="cli.option.what_if_json")
@option("--as-of", type=Day())
def what_if(session: Session, file: str | None, as_json: bool, as_of: date | None) -> None:
    started = time.monotonic()
    with source_of(session, file) as (diary, kept, starts):
        if diary is None:
            return
        waited = time.monotonic() - started if file else 0.0
        now = None if file else session.clock()
        with working(session, "cli.waiting.reading", waited) as progress:
            found = reads.what_if_of(
                diary, now=now, as_of=as_of, starts=starts, language=session.language, kept=kept, progress=progress
            )
    if as_json:
        write_utf8(found.to_json())
    else:
        _print(session, found)


def _print(session: Session, found: WhatIf) -> None:
    page = Page(session)
    if found.paths:
        page.title(session.say("whatif.title"))
        page.note(found.text)
    else:
        page.text(found.text)
    labels = session.say("whatif.assumes"), session.say("reading.how_sure")
    left = max(width(label) for label in labels)
    for path in found.paths:
        page.gap()
        page.heading(path.name[:1].upper() + path.name[1:])
        page.text(path.text)
        for label, told in zip(labels, (path.assumes, path.unsure), strict=True):
            for place, sentence in enumerate(told):
                page.labelled("" if place else label, sentence, left)
    page.gap()
    if found.caveat:
        page.text(found.caveat)
    page.note(session.say("cli.what_if.hint", command="upright help-now"))
    page.end()


COMMAND_WHAT_IF = what_if
