"""What a person states, as small frozen types: the kinds of record, the five kinds of absence, days and time zones,
and the diary as a file, JSON or CSV. Everything is checked when it is made; a fault in a file is a value beside the
good records. No clock, no computed number and nothing that was not written down belongs here.
"""

from upright.record.checks import FieldFault
from upright.record.days import DAY_STARTS, LocalTime, at_local, day_of, zone_named
from upright.record.diary import Diary
from upright.record.kinds import (
    KINDS,
    Belief,
    Boundary,
    BoundaryEvent,
    CheckIn,
    Contact,
    Decision,
    Left,
    Load,
    Moment,
    OwnAnswer,
    PlanStep,
    Record,
    Safety,
    Try,
)
from upright.record.mapping import FIRST_DAY, parse_mapping
from upright.record.wire import record_from, record_to
from upright.record.words import Absence

__all__ = [
    "DAY_STARTS",
    "FIRST_DAY",
    "KINDS",
    "Absence",
    "Belief",
    "Boundary",
    "BoundaryEvent",
    "CheckIn",
    "Contact",
    "Decision",
    "Diary",
    "FieldFault",
    "Left",
    "Load",
    "LocalTime",
    "Moment",
    "OwnAnswer",
    "PlanStep",
    "Record",
    "Safety",
    "Try",
    "at_local",
    "day_of",
    "parse_mapping",
    "record_from",
    "record_to",
    "zone_named",
]
