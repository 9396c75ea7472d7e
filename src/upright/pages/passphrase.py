"""The passphrase changed, old once and new twice; and a new recovery key. Both ask for the passphrase of now."""

from __future__ import annotations

from dataclasses import dataclass

from upright.actions import vault as vaults
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.session import Notice
from upright.pages.unlock import slow_down
from upright.wording import say_n

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class Passphrase:
    """The page. `short`: the new passphrase can be guessed; `key_fault` belongs to the second form."""

    has_key: bool
    fault: str = ""
    short: bool = False
    key_fault: str = ""


def passphrase(visit: Visit) -> Passphrase:
    """Ask for the passphrase of now, and for what is to be changed."""
    return Passphrase(visit.vault.has_recovery_key)


def change_passphrase(visit: Visit) -> Go | Shown:
    """Set another passphrase, also for the copies beside the file."""
    form, session = visit.form, visit.session
    new, has_key = form.one("new"), visit.vault.has_recovery_key
    try:
        if not new:
            raise UsageFault("error.passphrase_empty")
        if new != form.one("again"):
            raise UsageFault("page.passphrase.differ")
        if vaults.guessable(new) and not form.ticked("anyway"):
            return Shown("passphrase", Passphrase(has_key, short=True), 422)
        with session.turn, visit.house.deriving:
            _prove(visit)
            change = vaults.change_passphrase(visit.vault, new)
    except UprightError as error:
        return Shown("passphrase", Passphrase(has_key, fault=told(visit, error)), 422)
    said = [visit.say("cli.passphrase.done")]
    if change.unchanged:
        said.append(say_n("cli.passphrase.copies_left", len(change.unchanged), visit.language))
    session.notice = Notice("page.said", visit.now, {"text": " ".join(said)}, "passphrase")
    return Go("passphrase")


def new_recovery_key(visit: Visit) -> Go | Shown:
    """Make a recovery key, which takes the place of an earlier one; it is shown until she has written it down."""
    session = visit.session
    try:
        with session.turn, visit.house.deriving:
            _prove(visit)
            session.recovery_key = vaults.make_recovery_key(visit.vault)
    except UprightError as error:
        shown = Passphrase(visit.vault.has_recovery_key, key_fault=told(visit, error))
        return Shown("passphrase", shown, 422)
    return Go("recovery_key")


def _prove(visit: Visit) -> None:
    """Let on only who knows the passphrase of now: an open page alone must not be enough to take the file over."""
    if visit.session.demo:
        raise UsageFault("error.only_in_memory")
    if not visit.form.one("passphrase"):
        raise UsageFault("error.passphrase_empty")
    try:
        vaults.opens(visit.vault, visit.form.one("passphrase"))
    except UprightError as error:
        slow_down(visit.session, error)
        raise
    visit.session.wrong = 0


ROUTES = (
    page(passphrase, Needs.OPEN, tall=True),
    act(change_passphrase, Needs.OPEN),
    act(new_recovery_key, Needs.OPEN),
)
