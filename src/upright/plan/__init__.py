"""What follows if something is done: what-ifs, the gate that keeps them quiet where there may be danger, whose act a
limit names, and the plan to leave.

A reading describes, a plan assumes an act; so a reading cannot see this package. Nothing here advises. What needs numpy
(`upright.plan.whatif`) is not loaded with the package: Write asks the gate and must start without it.
"""

from upright.plan.boundary import BoundaryCheck, check_boundary
from upright.plan.gate import Gate, any_yes, gate_of
from upright.plan.letter import Finding, LetterCheck, check_letter

__all__ = [
    "BoundaryCheck",
    "Finding",
    "Gate",
    "LetterCheck",
    "any_yes",
    "check_boundary",
    "check_letter",
    "gate_of",
]
