"""What may be said now: `read(diary)` gives a `Reading` of statements with their doubt, what is too early to say, what
was counted, and the figures' numbers. Nothing here decides or advises. The first two layers need no numerical engine;
the third rests on what `learn_from` fits.
docs/statements.md lists every statement with its exact truth condition and evidence rule.
"""

from upright.reading.compose import learn_from, read, time_of
from upright.reading.types import Fact, Figure, NotYet, Reading, Statement

__all__ = ["Fact", "Figure", "NotYet", "Reading", "Statement", "learn_from", "read", "time_of"]
