"""What follows if something is done: what-ifs, and the gate that keeps them quiet where there may be danger.

A reading describes, a plan assumes an act; so a reading cannot see this package. Nothing here advises. What needs numpy
(`upright.plan.whatif`) is not loaded with the package: Write asks the gate and must start without it.
"""

from upright.plan.gate import Gate, any_yes, gate_of

__all__ = ["Gate", "any_yes", "gate_of"]
