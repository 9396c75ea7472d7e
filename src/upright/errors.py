"""What can go wrong, as a person meets it: one base, few classes, no content of hers in any of them.

An error carries the id of a catalogue text and the values that text names (numbers, dates, field names). It never
carries anything a person wrote, so it can be shown, logged or sent to standard error as it stands.

    UprightError
    ├── DiaryFault      a diary file cannot be read at all
    ├── UsageFault      what was asked for cannot be done
    └── VaultFault      the vault file
        └── WrongKey    wrong passphrase, or not this file: never said which

A fault in *part* of a person's data is not an exception: it is a `Fault`, a value that is collected and shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["UprightError", "DiaryFault", "UsageFault", "VaultFault", "WrongKey", "Fault"]


class UprightError(Exception):
    """Something that stops what was asked for; `str()` is one English line from the catalogue."""

    def __init__(self, id: str, **values: Any) -> None:
        super().__init__(id)
        self.id = id
        self.values = values

    def __str__(self) -> str:
        from upright.wording import say  # slow import: the catalogue is read only when a person sees the text

        return say(self.id, "en", **self.values)


class DiaryFault(UprightError):
    """A diary file cannot be read at all."""


class UsageFault(UprightError):
    """What was asked for cannot be done as asked."""


class VaultFault(UprightError):
    """The vault file cannot be made, opened, read or written."""


class WrongKey(VaultFault):
    """Wrong passphrase, or not this file. Which of the two is never told."""

    def __init__(self) -> None:
        super().__init__("error.wrong_key")


@dataclass(frozen=True)
class Fault:
    """One fault in a person's data: kept beside the good records and shown, never raised.

    `where` is "line" (of a text file, 1-based physical line) or "record" (1-based place in the list); `values` names
    field, limit and what is allowed. Free text from the file is never among them.
    """

    id: str
    where: str
    number: int
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text("en")

    def text(self, language: str) -> str:
        """The fault as one line in `language`, with its place."""
        from upright.wording import say  # slow import: the catalogue is read only when a person sees the text

        return say(f"fault.at_{self.where}", language, number=self.number, fault=say(self.id, language, **self.values))
