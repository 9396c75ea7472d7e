"""The app killed in the middle of saves: what it had acknowledged is all there, and nothing is there by half."""

from __future__ import annotations

import http.client
import random
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

from tests.pages.scripted import PASSPHRASE, Session
from upright.actions.vault import open_vault
from upright.record import CheckIn, Moment
from upright.store.database import pages_are_whole

__all__ = ["Kills", "kill_while_saving"]


@dataclass
class Kills:
    """What became of so many kills."""

    kills: int = 0
    acknowledged: int = 0
    unacknowledged: int = 0  # saves that were kept although the answer did not come
    journals: int = 0  # kills that left a transaction half-way


def kill_while_saving(folder: Path, times: int, *, seed: int, longest: float = 0.25) -> Kills:
    """Start the app, save without a pause, kill it at a random moment, look at the file; so many times over.

    Raises AssertionError when a save is lost that was acknowledged, or one is there in part.
    """
    session, dice, told = Session(folder), random.Random(seed), Kills()
    known: set[str] = set()
    for number in range(times):
        key = session.start()
        session.post("come_in", key=key)
        session.get("safety")
        if number == 0:
            session.post("make_file", passphrase=PASSPHRASE, again=PASSPHRASE)
        else:
            session.post("open_file", passphrase=PASSPHRASE)
        session.get("write")
        killer = threading.Timer(dice.uniform(0, longest), session.program.send_signal, [signal.SIGKILL])
        saved: list[str] = []
        try:
            for save in range(100_000):
                name = f"{number} {save}"
                session.post("save", form_id=name, note=name, reliable="3", sign="listened")
                saved.append(name)
                if save == 0:
                    killer.start()
        except (OSError, http.client.HTTPException):
            pass  # it is gone
        killer.join()
        session.end(signal.SIGKILL)
        told.kills += 1
        told.journals += session.vault.with_name("notes.dat-journal").exists()
        with open_vault(session.vault, PASSPHRASE) as vault:
            diary = vault.diary()
            if diary.faults or vault._con is None or not pages_are_whole(vault._con):
                raise AssertionError(f"after kill {number} the file is not whole")
        found = {one.note or "" for one in diary.of(CheckIn)}
        if lost := (known | set(saved)) - found:
            raise AssertionError(f"after kill {number} these are lost: {sorted(lost)}")
        if len(diary.of(Moment)) != len(found):
            raise AssertionError(f"after kill {number} a save is there in part")
        told.acknowledged += len(saved)
        told.unacknowledged += len(found - known - set(saved))
        known = found
    return told
