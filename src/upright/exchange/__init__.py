"""Hand over: files of other programs, read within limits as records with their context and nothing guessed, and the
forms in which a diary leaves. A format is known by what stands in it. docs/formats.md says for each what comes in, as
what, and what does not.
"""

from upright.exchange.arrive import FORMATS, incoming
from upright.exchange.depart import FORMS, STUDY, Outgoing, form_named, outgoing
from upright.exchange.pieces import Choices, Incoming, choices_of
from upright.exchange.source import ENCODINGS
from upright.exchange.study_bundle import StudyBundle, StudyTerms, study_bundle_of

__all__ = [
    "ENCODINGS", "FORMATS", "FORMS", "STUDY", "Choices", "Incoming", "Outgoing", "StudyBundle", "StudyTerms",
    "choices_of", "form_named", "incoming", "outgoing", "study_bundle_of",
]  # fmt: skip
