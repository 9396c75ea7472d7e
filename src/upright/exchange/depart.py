"""The forms in which a diary leaves: each as texts by file name, and what of the diary the form cannot hold."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from upright.errors import UsageFault
from upright.exchange import fhir, long_table, open_esm, study_bundle
from upright.exchange.codebook import codebook_of_long, codebook_of_wide
from upright.exchange.study_bundle import StudyTerms
from upright.record import CheckIn, Diary, Moment, Try

__all__ = ["FORMS", "STUDY", "Outgoing", "form_named", "outgoing"]

CODEBOOK = ".codebook.csv"


@dataclass(frozen=True, repr=False)
class Outgoing:
    """The text of the file, those that go beside it by the ending of their name, and what is left out, by kind.

    A form of several files has its texts in `folder`, by name, and no other.
    """

    text: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    folder: Mapping[str, str] = field(default_factory=dict)


def _json(diary: Diary, language: str) -> Outgoing:
    return Outgoing(diary.to_json())


def _wide(diary: Diary, language: str) -> Outgoing:
    text = diary.to_csv()
    names = next(csv.reader(io.StringIO(text, newline="")))
    return Outgoing(text, {CODEBOOK: codebook_of_wide(names, language)}, diary.left_out_of_csv())


def _long(diary: Diary, language: str) -> Outgoing:
    beside = {CODEBOOK: codebook_of_long(diary, language)}
    return Outgoing(long_table.render(diary), beside, _others(diary, CheckIn, Moment, Try))


def _openesm(diary: Diary, language: str) -> Outgoing:
    return Outgoing(folder=open_esm.folder_of(diary, language), left=_others(diary, CheckIn))


def _fhir(diary: Diary, language: str) -> Outgoing:
    return Outgoing(fhir.bundle(diary, language), left=_others(diary, CheckIn))


_MADE: dict[str, Callable[[Diary, str], Outgoing]] = {
    "json": _json,
    "csv": _wide,
    "long_csv": _long,
    "openesm": _openesm,
    "fhir": _fhir,
}
STUDY = "study"
FORMS = (*_MADE, STUDY)
_ENDINGS = {".long.csv": "long_csv", ".csv": "csv", ".fhir.json": "fhir", ".json": "json"}


def outgoing(diary: Diary, form: str, language: str = "en", terms: StudyTerms | None = None) -> Outgoing:
    """A diary in one of `FORMS`; what is explained beside it is in this language.

    Raises UsageFault for a study bundle without the terms that were agreed.
    """
    if form != STUDY:
        return _MADE[form](diary, language)
    if terms is None:
        raise UsageFault("error.study_agree")
    return Outgoing(folder=study_bundle.folder_of(diary, terms), left=_others(diary, CheckIn, Moment, Try))


def form_named(name: str) -> str:
    """The form that the ending of a file's name says. Raises UsageFault for another ending."""
    for ending, form in _ENDINGS.items():
        if name.lower().endswith(ending):
            return form
    raise UsageFault("error.export_ending")


def _others(diary: Diary, *kinds: type) -> dict[str, int]:
    return dict(Counter(record.kind for record in diary.records if not isinstance(record, kinds)))
