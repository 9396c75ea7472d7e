"""The app killed in the middle of saves. `make kills` does it a hundred times."""

from __future__ import annotations

from tests.pages.killing import kill_while_saving


def test_check_11_a_save_that_was_answered_is_there_after_the_app_was_killed(tmp_path):
    told = kill_while_saving(tmp_path, 3, seed=11)
    assert told.kills == 3
    assert told.acknowledged > 3
