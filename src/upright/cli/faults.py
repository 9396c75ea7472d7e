"""The lines and records of a file that could not be taken, told one by one on standard error."""

from __future__ import annotations

from upright.cli.lines import clean
from upright.cli.session import Session
from upright.record import Diary

__all__ = ["tell_faults"]

_SHOWN = 50  # a file that is bad throughout is told by its first lines; the rest is counted


def tell_faults(session: Session, diary: Diary) -> None:
    """Each fault with its number, what is allowed and what to do, then what was changed in records that were kept.

    Nothing of what a line held is among it.
    """
    faults = (*diary.faults, *diary.remarks)
    for fault in faults[:_SHOWN]:
        session.remark(clean(fault.text(session.language)))
    if len(faults) > _SHOWN:
        session.remark(session.say("cli.faults.more", n=len(faults) - _SHOWN))
