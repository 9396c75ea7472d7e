"""`upright help-now`: the help page, without a file. Answering the eight questions again goes by way of it."""

from __future__ import annotations

from upright.cli.frame import Country, command, option, vault_options
from upright.cli.gate import answer_again
from upright.cli.help_page import help_page
from upright.cli.opening import open_file
from upright.cli.session import Session

__all__ = ["COMMAND_HELP_NOW"]


@command("help_now", "upright help-now --country VN")
@option("--country", type=Country())
@option("--again", is_flag=True)
@vault_options
def help_now(session: Session, country: str | None, again: bool) -> None:
    help_page(session, country)
    if not again:
        return
    session.flush()
    with open_file(session) as vault:
        answer_again(session, vault)


COMMAND_HELP_NOW = help_now
