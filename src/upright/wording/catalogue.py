"""The catalogues: one gettext file a language, looked up by symbolic id.

Ids are msgids, so a text never doubles as its own key and no language is the original of the other. A file is read
when its language is first asked for and kept for the life of the process.
"""

from __future__ import annotations

import gettext
import os.path
from functools import cache

__all__ = ["counted", "counts", "has", "languages", "plural_of", "text"]

_FOLDER = os.path.join(os.path.dirname(__file__), "catalogues")
_LANGUAGES = ("en", "vi")
_NONE = "\0"  # what gettext hands back for two of a text that does not exist


def languages() -> tuple[str, ...]:
    """The languages there are catalogues for, by their two-letter code."""
    return _LANGUAGES


def text(id: str, language: str) -> str:
    """The text with this id as it stands in the catalogue, placeholders unfilled.

    Raises KeyError when no text has this id, LookupError when there is no such language.
    """
    found = _catalogue(language).gettext(id)
    if found == id:
        raise KeyError(id)
    return found


def counted(id: str, n: int, language: str) -> str:
    """The plural form of a text that fits n things, placeholders unfilled. Raises KeyError when no text counts so."""
    found = _catalogue(language).ngettext(id, _NONE, n)
    if found in (id, _NONE):
        raise KeyError(id)
    return found


def has(id: str, language: str) -> bool:
    """Whether the catalogue of this language has a text with this id."""
    return _catalogue(language).gettext(id) != id


def counts(id: str, language: str) -> bool:
    """Whether the text with this id comes in plural forms."""
    return _catalogue(language).ngettext(id, _NONE, 2) != _NONE


def plural_of(n: float) -> int:
    """The whole number whose plural form fits n. A part takes the form of two ("0.5 hours", "2.5 hours")."""
    return abs(int(n)) if n == int(n) else 2


@cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    if language not in _LANGUAGES:
        raise LookupError(f"no catalogue for language {language!r}; there are {', '.join(_LANGUAGES)}")
    path = os.path.join(_FOLDER, language, "LC_MESSAGES", "upright.mo")
    with open(path, "rb") as file:
        return gettext.GNUTranslations(file)
