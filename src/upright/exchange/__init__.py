"""Hand over: files of other programs, read within limits as records with their context and nothing guessed, and the
forms in which a diary leaves. A format is known by what stands in it. docs/formats.md says for each what comes in, as
what, and what does not.
"""

from upright.exchange.arrive import FORMATS, incoming
from upright.exchange.depart import FORMS, Outgoing, form_named, outgoing
from upright.exchange.pieces import Choices, Incoming, choices_of
from upright.exchange.source import ENCODINGS

__all__ = [
    "ENCODINGS", "FORMATS", "FORMS", "Choices", "Incoming", "Outgoing", "choices_of", "form_named", "incoming",
    "outgoing",
]  # fmt: skip
