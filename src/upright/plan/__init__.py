"""What follows from a reading if something is done: what-ifs, and the gate that keeps them quiet where there may be
danger. A reading describes, a plan assumes an act; so a reading cannot see this package. Nothing here advises.
"""

from upright.plan.gate import gate_of
from upright.plan.whatif import Path, WhatIf, what_if

__all__ = ["Path", "WhatIf", "gate_of", "what_if"]
