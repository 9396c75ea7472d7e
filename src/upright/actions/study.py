"""Agree to what goes to a study: the terms are drawn once, and only what was shown is written."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress

from upright.exchange import Outgoing, StudyTerms

__all__ = ["agreed_terms", "mark_of", "terms_marked"]

_SHIFT = 1825  # days, five years either way


def agreed_terms(exact_times: bool) -> StudyTerms:
    """Terms for one bundle: dates shifted by a number of days that is drawn here and kept nowhere."""
    return StudyTerms(secrets.randbelow(2 * _SHIFT + 1) - _SHIFT, exact_times)


def mark_of(made: Outgoing, terms: StudyTerms) -> str:
    """A mark of exactly these files: it comes back with the yes, and another diary by then has another mark."""
    digest = hashlib.blake2b(repr(sorted(made.folder.items())).encode(), digest_size=16).hexdigest()
    return f"{terms.shift}.{digest}"


def terms_marked(mark: str, exact_times: bool) -> StudyTerms:
    """The terms that were shown under this mark; new ones for a mark that is none."""
    shift = None
    with suppress(ValueError):
        shift = int(mark[:5].partition(".")[0])
    if shift is None or abs(shift) > _SHIFT:
        return agreed_terms(exact_times)
    return StudyTerms(shift, exact_times)
