"""What a power cut may leave: every write that no sync has followed may be there, missing, or there in part.

The acts on a disk are recorded once; any number of cuts is then made from the record. A file is what its last sync made
sure of, with a chance selection of the writes since; a deleted name may come back until its folder has been synced.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from upright.store.files import Act, Disk

SECTOR = 512


@dataclass
class Recorder:
    """A disk that records its acts, and what was acknowledged between them."""

    acts: list[Act] = field(default_factory=list)

    @property
    def disk(self) -> Disk:
        return Disk(self.acts.append)

    def acknowledge(self, what: str) -> None:
        self.acts.append(Act("acknowledged", what))


@dataclass
class _File:
    sure: bytearray = field(default_factory=bytearray)
    pending: list[Act] = field(default_factory=list)
    named: bool = False  # a name made is sure with the first sync of the file, as SQLite syncs the folder then
    deleted: bool = False


def cut(before: dict[str, bytes], acts: list[Act], at: int, dice: random.Random) -> tuple[dict[str, bytes], list[str]]:
    """The files after a cut before act number `at`, and what had been acknowledged by then."""
    files = {path: _File(bytearray(data), named=True) for path, data in before.items()}
    acknowledged = []
    for act in acts[:at]:
        if act.what == "acknowledged":
            acknowledged.append(act.path)
            continue
        if act.what == "sync_folder":
            for path in [path for path, file in files.items() if file.deleted and Path(path).parent == Path(act.path)]:
                del files[path]
            continue
        file = files.setdefault(act.path, _File())
        if act.what == "delete":
            file.deleted = True
        elif act.what == "sync":
            for one in file.pending:
                _apply(file.sure, one, None)
            file.pending.clear()
            file.named = True
        else:
            if file.deleted:  # the name was taken again: what was there is gone
                files[act.path] = file = _File()
            file.pending.append(act)
    left = {}
    for path, file in files.items():
        if (file.deleted or not file.named) and dice.random() < 0.5:
            continue
        data = bytearray(file.sure)
        for one in file.pending:
            if dice.random() < 0.6:
                _apply(data, one, dice if dice.random() < 0.3 else None)
        left[path] = bytes(data)
    return left, acknowledged


def _apply(data: bytearray, act: Act, torn: random.Random | None) -> None:
    if act.what == "truncate":
        data[:] = data[: act.offset].ljust(act.offset, b"\0")
        return
    new = act.data
    if len(data) < act.offset + len(new):
        data.extend(bytes(act.offset + len(new) - len(data)))
    for start in range(0, len(new), SECTOR):
        if torn is None or torn.random() < 0.5:
            piece = new[start : start + SECTOR]
            data[act.offset + start : act.offset + start + len(piece)] = piece
