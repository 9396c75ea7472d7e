"""A process that has opened a vault leaves no dump of its memory."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.crash import run
from tests.store.keyring import OLD
from upright.errors import WrongKey
from upright.store import open_vault
from upright.store.dumps import keep_from_dumps


def limits_after(soft: int, hard: int) -> list[str]:
    def work(tell: Callable[[str], None]) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
        keep_from_dumps()
        tell(" ".join(map(str, resource.getrlimit(resource.RLIMIT_CORE))))

    return list(run(work).acknowledged)


def test_the_limit_is_one_byte_where_it_may_be_set() -> None:
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    assert limits_after(most, most) == ["1" if most else "0", str(most)]
    assert limits_after(0, most) == ["1" if most else "0", str(most)]
    assert limits_after(0, 0) == ["0", "0"]


def test_opening_ends_the_writing_of_dumps_also_with_a_wrong_passphrase(path: Path, tmp_path: Path) -> None:
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]

    def work(_: Callable[[str], None]) -> None:
        os.chdir(tmp_path)
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))
        with pytest.raises(WrongKey):
            open_vault(path, OLD + "?")
        assert resource.getrlimit(resource.RLIMIT_CORE)[0] <= 1
        os.kill(os.getpid(), signal.SIGQUIT)

    with pytest.raises(AssertionError, match=f"failed by itself: {-signal.SIGQUIT}"):
        run(work)
    assert list(tmp_path.iterdir()) == []
