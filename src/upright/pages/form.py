"""What a form sent: read with limits, so that nothing sent here can be large or strange."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

__all__ = ["BODY_LIMIT", "EMPTY", "FORM_TYPE", "Form", "form_of"]

FORM_TYPE = "application/x-www-form-urlencoded"
BODY_LIMIT = 512 * 1024  # a note of the longest kind, percent-encoded, several times over
_FIELDS = 400


@dataclass(frozen=True, repr=False)
class Form:
    """The fields of a form by name, each with its values in order. What it holds never shows in its `repr`."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Form: {len(self.fields)} fields>"

    def one(self, name: str) -> str:
        """The first value of a field; "" where it was not sent."""
        return self.fields.get(name, ("",))[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return self.fields.get(name, ())

    def word(self, name: str, allowed: tuple[str, ...]) -> str | None:
        """The value of a field that is one of some words; None for any other."""
        value = self.one(name)
        return value if value in allowed else None

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return self.one(name) != ""


EMPTY = Form()


def form_of(body: bytes) -> Form | None:
    """The form in a body, its texts composed (NFC); None for what is no form."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), errors="strict",
            max_num_fields=_FIELDS,
        )  # fmt: skip
    except ValueError:
        return None
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), unicodedata.normalize("NFC", value).replace("\r\n", "\n"))
    return Form(fields)
