"""A power cut at any act, with unsynced writes lost or torn: what was acknowledged stands, and the file opens."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from tests.store.keyring import NEW, Keyring, checkin, day
from tests.store.power import Recorder, cut
from upright.store.database import pages_are_whole

CUTS = 400


def test_what_was_acknowledged_survives_a_power_cut_at_any_act(in_memory: Path, keyring: Keyring) -> None:
    path = keyring.make(in_memory / "own" / "notes.dat")
    with keyring.open(path) as vault:
        vault.add([checkin(0)])
    before = {str(path): path.read_bytes()}

    recorder = Recorder()
    with keyring.open(path, recorder.disk) as vault:
        vault._con.execute("PRAGMA cache_size = 4")  # type: ignore[union-attr]
        for number in range(1, 4):
            (id,) = vault.add([checkin(number)])
            recorder.acknowledge("+" + id)
        vault.amend(id, checkin(4, "khác"), day(0))
        recorder.acknowledge("~" + id)
        for id in vault.add([checkin(number, "buồn " * 99) for number in range(30)]):
            recorder.acknowledge("+" + id)
        vault._change_head(lambda _: keyring.new)
        recorder.acknowledge("new passphrase")
        vault.remove(id)
        recorder.acknowledge("-" + id)

    dice = random.Random(23)
    undone = 0
    for _ in range(CUTS):
        left, acknowledged = cut(before, recorder.acts, dice.randrange(len(recorder.acts) + 1), dice)
        shutil.rmtree(path.parent)
        path.parent.mkdir(0o700)
        for name, data in left.items():
            Path(name).write_bytes(data)
        undone += len(left) > 1
        if "new passphrase" in acknowledged:
            assert keyring.passphrase_of(path) == NEW
        with keyring.open(path) as vault:
            assert vault._con is not None
            assert pages_are_whole(vault._con)
            found = {record.id: record for record in vault.diary().records}
        gone = {word[1:] for word in acknowledged if word[0] == "-"}
        assert {word[1:] for word in acknowledged if word[0] == "+"} - {id} <= set(found)
        assert not gone & set(found)
        assert all(found[word[1:]].note == "khác" for word in acknowledged if word[0] == "~")
    assert undone > CUTS // 10  # many cuts left a transaction to undo, or this test shows nothing


def test_a_cut_loses_what_no_sync_has_followed() -> None:
    """The simulation itself: without a sync it does lose writes, and a name deleted may come back."""
    recorder = Recorder()
    disk = recorder.disk
    disk._tell("write", Path("/a/file"), 0, b"one")
    disk._tell("sync", Path("/a/file"))
    disk._tell("write", Path("/a/file"), 0, b"two")
    disk._tell("delete", Path("/a/other"))
    ends = {
        (left["/a/file"], "/a/other" in left)
        for seed in range(50)
        for left, _ in [cut({"/a/other": b"x"}, recorder.acts, 4, random.Random(seed))]
    }
    assert ends == {(b"one", True), (b"one", False), (b"two", True), (b"two", False)}
