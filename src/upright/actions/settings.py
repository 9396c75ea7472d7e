"""What she has chosen for her diary: kept in its file, read as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from upright.errors import UsageFault
from upright.store import Vault

__all__ = ["CHOICES", "Settings", "choose", "settings_of"]

# Name of a setting in the file: the values it may have.
CHOICES: dict[str, tuple[Any, ...]] = {
    "language": ("en", "vi"),
    "theme": ("system", "light", "dark"),
    "title": ("notes", "list", "blank"),
    "lock_minutes": (2, 5, 10, 20, 40),
    "day_starts": (0, 3, 4, 5, 6),
}


@dataclass(frozen=True)
class Settings:
    """Every choice with what holds where none was made; `language` None follows the one the app was started in.

    `lock_minutes` is after how many minutes without a sign of her the file is closed; `title` is the word in the
    window's title; `day_starts` the hour at which a day begins.
    """

    language: str | None = None
    theme: str = "system"
    title: str = "notes"
    lock_minutes: int = 10
    day_starts: int = 4

    @property
    def lock_after(self) -> timedelta:
        """The same as a length of time."""
        return timedelta(minutes=self.lock_minutes)

    @property
    def day_begins(self) -> timedelta:
        """How long after midnight a day begins."""
        return timedelta(hours=self.day_starts)


def settings_of(vault: Vault) -> Settings:
    """The choices in a file. A value that this version does not know counts as none."""
    found = vault.settings()
    known = {name: found[name] for name, allowed in CHOICES.items() if name in found and found[name] in allowed}
    return replace(Settings(), **known)


def choose(vault: Vault, name: str, value: Any) -> Settings:
    """Keep one choice and return all. Raises UsageFault for a name or a value that there is not."""
    if value not in CHOICES.get(name, ()):
        raise UsageFault("error.no_such_choice")
    vault.set_setting(name, value)
    return settings_of(vault)
