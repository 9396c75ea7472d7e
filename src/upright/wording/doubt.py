"""Doubt in everyday words, with the number beside it.

Five words and no sixth. They are chosen from the probability itself, not from its rounded form: 0.897 is "likely"
though it is shown as about 9 in 10, so that two readings of one diary never differ by how a number was printed.

    p >= .90         very likely
    .66 <= p < .90   likely
    .33 < p < .66    about as likely as not
    .10 < p <= .33   unlikely
    p <= .10         very unlikely
"""

from __future__ import annotations

import math

from upright.wording.catalogue import text
from upright.wording.numbers import number

__all__ = ["BANDS", "band", "doubt", "interval", "odds"]

# The tenths that may stand beside each word, so that .655 does not read "about as likely as not (about 7 in 10)".
_TENTHS = {"very_likely": (9, 9), "likely": (7, 9), "even": (4, 6), "unlikely": (1, 3), "very_unlikely": (1, 1)}
BANDS = ("very_likely", "likely", "even", "unlikely", "very_unlikely")


def band(p: float) -> str:
    """Which of the five words fits a probability, by its untranslated name (see `BANDS`)."""
    _check(p)
    if p >= 0.90:
        return "very_likely"
    if p >= 0.66:
        return "likely"
    if p > 0.33:
        return "even"
    if p > 0.10:
        return "unlikely"
    return "very_unlikely"


def doubt(p: float, language: str = "en") -> str:
    """The words for a probability: "very likely", "rất nhiều khả năng"; lower case, for the middle of a sentence."""
    return text(f"doubt.{band(p)}", language)


def odds(p: float, language: str = "en") -> str:
    """The number that stands beside the words: "about 8 in 10", over 95% "more than 19 in 20".

    Under 5% it is "fewer than 1 in 20". It is never 0 in 10 or 10 in 10: between these ends it runs from 1 to 9.
    """
    _check(p)
    if p > 0.95:
        return text("odds.high", language)
    if p < 0.05:
        return text("odds.low", language)
    # The hair keeps 0.85, stored a little under, from reading one lower than 0.8500001.
    least, most = _TENTHS[band(p)]
    k = min(most, max(least, math.floor(10 * p + 0.5 + 1e-9)))
    return text("odds.about", language).replace("{k}", number(k, language))


def interval(lo: float, hi: float, language: str = "en", digits: int = 1) -> str:
    """A range that probably holds the value: "probably between 6.6 and 7.6". Raises ValueError when lo is above hi."""
    if not lo <= hi:
        raise ValueError("interval() wants its lower end first")
    return text("interval", language).format_map(
        {"lo": number(lo, language, digits), "hi": number(hi, language, digits)}
    )


def _check(p: float) -> None:
    if not 0 <= p <= 1:
        raise ValueError("a probability lies between 0 and 1")
