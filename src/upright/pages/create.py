"""A new file: a passphrase, typed twice, and if she wants a key to be written down."""

from __future__ import annotations

from dataclasses import dataclass, replace

from upright.actions import vault as vaults
from upright.errors import UprightError, UsageFault
from upright.pages.faults import told
from upright.pages.page import Go, Needs, Shown, Visit, act, page
from upright.pages.safety import keep_held_answers
from upright.pages.unlock import place_of

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class Create:
    """The form of a new file; `fault` says what is to be mended, `short` that the passphrase can be guessed.

    `path` is where the file will be unless she names another place, `elsewhere`.
    """

    path: str
    elsewhere: str = ""
    fault: str = ""
    short: bool = False
    wants_key: bool = False


@dataclass(frozen=True)
class RecoveryKey:
    """The key that was made, in its printed groups; None when there is none to be shown."""

    key: str | None


def create(visit: Visit) -> Create | Go:
    """Ask for a passphrase."""
    if visit.session.open:
        return Go("write")
    return Create(str(visit.session.path), visit.session.new_place)


def make_file(visit: Visit) -> Go | Shown:
    """Make the file and open it."""
    session, form = visit.session, visit.form
    first, again = form.one("passphrase"), form.one("again")
    elsewhere = form.one("path").strip()
    path = place_of(elsewhere) or session.path
    shown = Create(str(session.path), elsewhere, wants_key=form.ticked("with_key"))
    if not first:
        return _again(visit, shown, UsageFault("error.passphrase_empty"))
    if first != again:
        return _again(visit, shown, UsageFault("error.passphrases_differ"))
    if vaults.guessable(first) and not form.ticked("anyway"):
        return Shown("create", replace(shown, short=True), 422)
    key = None
    with visit.house.deriving:
        try:
            vault = vaults.make_vault(path, first, now=visit.now)
            if form.ticked("with_key"):
                key = vaults.make_recovery_key(vault)
        except UprightError as error:
            return _again(visit, shown, error)
    given, keep = session.given, session.keep_answers
    session.opened(vault, now=visit.now)
    session.path = path
    session.given, session.keep_answers = given, keep
    keep_held_answers(visit)
    visit.house.sessions.renew(session)
    session.recovery_key = key
    return Go("recovery_key" if key else "write", fresh=session)


def recovery_key(visit: Visit) -> RecoveryKey | Go:
    """Show the key that was made, until she says that she has it."""
    key = visit.session.recovery_key
    return RecoveryKey(key) if key is not None else Go("write")


def key_written_down(visit: Visit) -> Go:
    """Show the key no more."""
    visit.session.recovery_key = None
    return Go("write")


def _again(visit: Visit, shown: Create, error: UprightError) -> Shown:
    return Shown("create", replace(shown, fault=told(visit, error)), 422)


ROUTES = (
    page(create, Needs.LAUNCH),
    act(make_file, Needs.LAUNCH),
    page(recovery_key, Needs.OPEN),
    act(key_written_down, Needs.OPEN),
)
