"""A derivation done once, as for the commands and the pages."""

from __future__ import annotations

import pytest

from tests.derived import derived_once

once = pytest.fixture(derived_once, autouse=True, scope="module")
