"""From when on a thing is said: evidence rules, smallest sizes that matter, and how sure one must be.

The smallest sizes are a choice made for the person, by the makers of this program: a point of ten is about the least
that people call a difference between one month and another; a quarter more often is the least that shows in a diary of
weeks. They stand in every statement's truth condition (docs/statements.md).
"""

from __future__ import annotations

from math import log

from upright.model import learn
from upright.model.learn import Sizes

POINT = 1.0  # points: the smallest trend, change or gap that is called one
QUARTER = log(1.25)  # log ratio: the smallest difference between two rates that is called one
MIDDLE = 5.0  # the middle of the 0-10 scale
ONCE_A_WEEK = log(1 / 7)  # log of moments a day

SURE = 0.90  # an imbalance or a rate is claimed from this probability on, else nothing is claimed
SURE_CHANGED = 0.95  # a trend, a change, a last fortnight unlike the rest: said from this probability on
SURE_EARLY = 0.90  # a level in the first four weeks is said from this probability on; after that at any

CLOSED_TRIES = 3  # closed tries on a topic before its answer rate is said
CLOSED_TRIES_WAY = 4
CLOSED_TRIES_ALL = 4

LEVEL_SPAN, LEVEL_DAYS, LEVEL_THIRD = 14, 8, 2  # days of diary, days answered, days answered in each third
SETTLED_SPAN = 28
TREND_SPAN, TREND_THIRD = 42, 4  # days of diary, days answered in each third
LATELY_SPAN, LATELY_DAYS, BEFORE_DAYS = 42, 6, 14
BALANCE_SPAN, BALANCE_DAYS = 14, 10  # days both were answered
RATE_SPAN, RATE_DAYS = 28, 14  # days of diary, days with an entry
RATE_SHARE = 0.5  # share of days with a check-in: who writes only when something happens tells no rate
MOMENTS = 8  # moments before regard and disregard are compared
FOLLOWS = 0.2  # points two days after a day two points different: the smallest that counts as following
TOGETHER = 0.4  # points on a day two points different: the smallest that counts as going together
CARRIED = 0.2  # points on an average day: the smallest load of earlier days that counts
SIZES = Sizes(FOLLOWS, TOGETHER, CARRIED)
SURE_FORM = 0.70  # a form of the loop is named from this probability on, else no pattern has shown itself
SURE_FOLLOWS = 0.90  # the loop's arrows, what goes together, and what is carried: said from this probability on
SURE_LINK = 0.95  # what follows felt appreciation in her own states
LOOP_SPAN, LOOP_DAYS = learn.SHORTEST, learn.FEWEST  # days of diary; days answered of each of two things
LOAD_SPAN, LOAD_DAYS, LOAD_MOMENTS = learn.LOAD_SHORTEST, learn.LOAD_FEWEST, learn.LOAD_MOMENTS

CHANGE_DAYS, CHANGE_LONGEST, CHANGE_ANSWERED, CHANGE_ENTERED, CHANGE_MOMENTS = 21, 56, 6, 14, 4
CONTACT_DAYS = 5  # days with contact, and days without, before the two are counted side by side
