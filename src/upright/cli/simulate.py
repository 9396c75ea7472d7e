"""`upright simulate`: a made-up diary as JSON, for trying the commands and for checking readings."""

from __future__ import annotations

from upright.actions import read as reads
from upright.cli.frame import Number, command, language_option, option
from upright.cli.progress import working
from upright.cli.read import write_utf8
from upright.cli.session import Session

__all__ = ["COMMAND_SIMULATE"]


@command("simulate", "upright simulate --days 60 --seed 7 > diary.json")
@language_option
@option("--days", type=Number(1, 3650, whole=True), default=120)
@option("--seed", type=Number(0, 2**31 - 1, whole=True), default=0)
def simulate(session: Session, days: float, seed: float) -> None:
    with working(session, "cli.waiting.making"):
        diary = reads.made_up(days=int(days), seed=int(seed), until=session.clock())
    write_utf8(diary.to_json())


COMMAND_SIMULATE = simulate
