"""Makes the kept vault of the schema's present version: `python tests/store/kept/make_kept.py` before a new step.

A kept file is made once, by the version whose number it carries, and never again: it stands for what is on people's
disks. The script refuses to replace one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.store.keyring import OLD, checkin, derive_keyring  # noqa: E402 (the path comes first)
from upright.record import record_to  # noqa: E402
from upright.store import schema  # noqa: E402
from upright.store.bodies import encode, microseconds  # noqa: E402
from upright.store.database import close, connect  # noqa: E402
from upright.store.files import DISK  # noqa: E402


def make_kept(number: int) -> None:
    """Make `version_<number>.dat`, which opens with `OLD` and holds three records, a setting and an artefact."""
    path = Path(__file__).with_name(f"version_{number}.dat")
    keyring = derive_keyring(OLD, OLD)
    keyring.make(path, upto=number)
    con = connect(path, keyring.key, DISK)
    for one in range(3):
        record = checkin(one, "Thứ hai: trời mưa.")
        raw = {**record_to(record), "id": f"kept-{one}"}
        row = (raw["id"], record.kind, microseconds(record.at), encode(raw))
        con.execute("INSERT INTO records (id, kind, at, body) VALUES (?, ?, ?, ?)", row)
    con.execute("INSERT INTO settings VALUES ('language', '\"vi\"')")
    con.execute("INSERT INTO artefacts VALUES ('fit', x'00ff')")
    close(con)


if __name__ == "__main__":
    os.umask(0o022)
    make_kept(int(sys.argv[1]) if len(sys.argv) > 1 else schema.LATEST)
