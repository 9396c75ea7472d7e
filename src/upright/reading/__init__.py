"""What may be said now: `read(diary)` gives a `Reading` of statements with their doubt, what is too early to say, what
was counted, and the figures' numbers. Nothing here decides or advises, and nothing needs the numerical engine.
docs/statements.md lists every statement with its exact truth condition and evidence rule.
"""

from upright.reading.compose import read
from upright.reading.types import Fact, Figure, NotYet, Reading, Statement

__all__ = ["Fact", "Figure", "NotYet", "Reading", "Statement", "read"]
