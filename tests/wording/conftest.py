"""The catalogues as their sources have them: every text by id, for the tests that read all of them."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest

import upright.wording

CATALOGUES = Path(upright.wording.__file__).parent / "catalogues"
PLACEHOLDER = re.compile(r"\{(\w+)(?::w)?\}")


@dataclass(frozen=True)
class Catalogue:
    """One language: all forms of each text, by id."""

    language: str
    forms: dict[str, tuple[str, ...]]
    counted: frozenset[str]

    def texts(self) -> list[tuple[str, str]]:
        """(id, text) for every form of every text."""
        return [(id, form) for id, forms in self.forms.items() for form in forms]

    def stray_braces(self) -> list[str]:
        """Ids whose text holds a brace that is no placeholder."""
        return [id for id, form in self.texts() if set("{}") & set(PLACEHOLDER.sub("", form))]

    def placeholders(self, id: str) -> set[str]:
        """What a text names, in lower case: `{Doubt}` and `{doubt}` are one value."""
        names = {name for form in self.forms[id] for name in PLACEHOLDER.findall(form)}
        return {name[0].lower() + name[1:] for name in names}


def read_catalogue(path: Path, language: str) -> Catalogue:
    """A .po or .mo file, read by babel rather than by the code under test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from babel.messages.mofile import read_mo
        from babel.messages.pofile import read_po
    with path.open("rb") as file:
        found = read_mo(file) if path.suffix == ".mo" else read_po(file, locale=language)
    forms, counted = {}, set()
    for message in found:
        if not message.id:
            continue
        if isinstance(message.id, (tuple, list)):
            counted.add(message.id[0])
            forms[message.id[0]] = tuple(message.string)
        else:
            forms[message.id] = (message.string,)
    return Catalogue(language, forms, frozenset(counted))


def catalogue_file(language: str, ending: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / f"upright.{ending}"


@pytest.fixture(scope="session")
def english() -> Catalogue:
    return read_catalogue(catalogue_file("en", "po"), "en")


@pytest.fixture(scope="session")
def vietnamese() -> Catalogue:
    return read_catalogue(catalogue_file("vi", "po"), "vi")


@pytest.fixture(scope="session")
def compiled() -> dict[str, Catalogue]:
    return {language: read_catalogue(catalogue_file(language, "mo"), language) for language in ("en", "vi")}
