"""What she has chosen: kept in the file, and nothing that is not known counts."""

from __future__ import annotations

import pytest

from upright.actions.settings import CHOICES, Settings, choose, choose_all, settings_of
from upright.actions.vault import made_up_vault
from upright.errors import UsageFault
from upright.record import Diary


def test_without_a_choice_there_is_what_holds_for_everyone():
    assert settings_of(made_up_vault(Diary())) == Settings()


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_is_kept_and_every_default_is_one_of_them(name):
    vault = made_up_vault(Diary())
    for value in CHOICES[name]:
        assert getattr(choose(vault, name, value), name) == value
        assert getattr(settings_of(vault), name) == value
    assert getattr(Settings(), name) in (*CHOICES[name], None)


def test_what_is_no_choice_is_refused_and_what_is_not_known_is_passed_over():
    vault = made_up_vault(Diary())
    for name, value in (("theme", "pink"), ("nothing", 1), ("lock_minutes", 0)):
        with pytest.raises(UsageFault):
            choose(vault, name, value)
    vault.set_setting("theme", ["a", "newer", "kind"])
    vault.set_setting("lock_minutes", 100_000)
    assert settings_of(vault) == Settings()


def test_several_choices_are_kept_together_or_not_at_all():
    vault = made_up_vault(Diary())
    kept = choose_all(vault, {"theme": "dark", "items": ("worth", "drained"), "asked": 1})
    assert (kept.theme, kept.items, kept.asked) == ("dark", ("worth", "drained"), 1)
    assert settings_of(vault) == kept
    for wrong in ({"items": ()}, {"items": ("nothing",)}, {"items": "worth"}, {"asked": True}, {"lock_minutes": 10.0}):
        with pytest.raises(UsageFault):
            choose_all(vault, {"theme": "light"} | wrong)
    assert settings_of(vault) == kept


def test_items_of_another_version_count_as_no_choice():
    vault = made_up_vault(Diary())
    vault.set_setting("items", ["worth", "something newer"])
    assert settings_of(vault).items == Settings().items
