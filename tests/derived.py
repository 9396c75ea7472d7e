"""Each key derivation of the tests done once: it takes a quarter of a second on purpose, and most open the same file.

Only what is derived from the same secret, salt and cost is taken from memory, so that nothing opens that did not.
Tests of the store, where derivation itself is tested, do without.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from upright.store import keys

_once = cache(keys.hash_secret_raw)


def derived_once() -> Iterator[None]:
    """For an autouse fixture of scope "module"."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "hash_secret_raw", _once)
        yield
