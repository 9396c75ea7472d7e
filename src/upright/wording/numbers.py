"""Numbers as they are read: decimal mark, grouping, per cent, and small numbers in words.

English writes 7.1 and 14,000; Vietnamese 7,1 and 14.000. Four digits stay together in both (1440). The minus sign is
the plain hyphen, which every terminal and spreadsheet can carry.
"""

from __future__ import annotations

import math

from upright.wording.catalogue import text

__all__ = ["number", "percent", "spelled"]

_DECIMAL_MARK = {"en": ".", "vi": ","}
_GROUP_MARK = {"en": ",", "vi": "."}
_GROUPED_FROM = 10_000  # below it four digits read as one number, like a year
_SPELLED_UP_TO = 12


def number(x: float, language: str = "en", digits: int | None = None) -> str:
    """A number in figures: number(7.06, "vi", 1) is "7,1".

    `digits` is how many stand after the decimal mark, zeros kept. Without it a whole number has none and any other
    at most one, so 7.04 is "7". Halves round away from zero. Raises ValueError for NaN and infinity: what is missing
    has words of its own.
    """
    if not math.isfinite(x):
        raise ValueError("number() words finite numbers only")
    places = 1 if digits is None else digits
    # A hair upwards before rounding: 0.25 and 2.675 are stored a little off, and a reader expects 0.3 and 2.68.
    shift = 10**places
    rounded = math.floor(abs(x) * shift + 0.5 + 1e-9) / shift
    figures = f"{rounded:.{places}f}"
    if digits is None:
        figures = figures.removesuffix(".0")
    whole, _, part = figures.partition(".")
    if int(whole) >= _GROUPED_FROM:
        whole = f"{int(whole):,}".replace(",", _GROUP_MARK[language])
    sign = "-" if x < 0 and rounded != 0 else ""
    return sign + whole + (_DECIMAL_MARK[language] + part if part else "")


def percent(p: float, language: str = "en") -> str:
    """A share from 0 to 1 as a whole per cent: percent(0.81) is "81%".

    An estimate is never said as 0% or 100%: what rounds there reads "under 1%" or "over 99%". Exactly 0 and 1 are
    counted shares and stay "0%" and "100%".
    """
    if not 0 <= p <= 1:
        raise ValueError("percent() words a share between 0 and 1")
    whole = math.floor(p * 100 + 0.5)
    if whole == 0 and p > 0:
        return text("percent.under", language).replace("{percent}", "1%")
    if whole == 100 and p < 1:
        return text("percent.over", language).replace("{percent}", "99%")
    return f"{whole}%"


def spelled(n: int, language: str = "en") -> str:
    """A small whole number in words ("three", "ba"); above twelve, and below one, in figures."""
    if n == int(n) and 1 <= n <= _SPELLED_UP_TO:
        return text(f"number.{int(n)}", language)
    return number(n, language)
