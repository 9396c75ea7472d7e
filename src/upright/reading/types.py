"""What a reading is made of: statements with their doubt, what is too early to say, what was counted, and figures."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

__all__ = ["Statement", "NotYet", "Fact", "Figure", "Part", "Reading"]

SCHEMA = "upright.reading/1"


@dataclass(frozen=True)
class Statement:
    """One thing the diary supports saying, with how sure it is and what would change it.

    `claim` is the untranslated id of what is true or false (docs/statements.md), with the part it is about after a
    colon; `probability` is that of the claim. `interval` holds `estimate` nine times in ten; `unit` is "points" (of the
    0-10 scale), "per_week", "share" or "ratio". `pattern` marks the claims of a trend, a change or an imbalance.
    """

    id: str
    claim: str
    text: str
    probability: float
    words: str
    odds: str
    interval: tuple[float, float] | None
    estimate: float | None
    unit: str
    n: int
    span_days: int
    changes_if: str
    basis: tuple[str, ...]
    layer: str
    pattern: bool = False
    about: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NotYet:
    """What cannot be said yet, and what it would take."""

    id: str
    text: str
    needs: str


@dataclass(frozen=True)
class Fact:
    """Counted from what was entered: no doubt belongs to it and none is claimed."""

    id: str
    text: str
    n: int
    span_days: int


@dataclass(frozen=True)
class Figure:
    """A figure's numbers: a title that is one true sentence, a caption, and the table that holds every mark.

    `keys` names the columns untranslated, `columns` in words; rows hold dates, numbers, texts or None.
    """

    id: str
    title: str
    caption: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Part:
    """What one module of the reading contributes."""

    statements: tuple[Statement, ...] = ()
    not_yet: tuple[NotYet, ...] = ()
    facts: tuple[Fact, ...] = ()

    def __add__(self, other: Part) -> Part:
        return Part(self.statements + other.statements, self.not_yet + other.not_yet, self.facts + other.facts)


@dataclass(frozen=True)
class Reading:
    """What the diary supports saying on one day.

    `forecast` is None, or `days` (dates), `item`, `median`, `q05`, `q25`, `q75`, `q95` (points, one a day), and
    `error`, `usual_error`: mean CRPS of past forecasts, and of 'the same as usual', in points.
    """

    as_of: date
    first: date | None
    span_days: int
    counts: dict[str, int]
    statements: tuple[Statement, ...]
    not_yet: tuple[NotYet, ...]
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    caveats: tuple[str, ...]
    language: str
    forecast: dict[str, Any] | None = None

    def to_json(self) -> str:
        """The reading as `upright.reading/1` (docs/statements.md)."""
        body: dict[str, Any] = {
            "schema": SCHEMA,
            "as_of": self.as_of.isoformat(),
            "language": self.language,
            "span_days": self.span_days,
            "counts": self.counts,
            "statements": [asdict(s) for s in self.statements],
            "not_yet": [asdict(n) for n in self.not_yet],
            "facts": [asdict(f) for f in self.facts],
            "forecast": self.forecast,
            "figures": [
                {
                    "id": f.id,
                    "title": f.title,
                    "caption": f.caption,
                    "table": {"keys": f.keys, "columns": f.columns, "rows": f.rows},
                }
                for f in self.figures
            ],
            "caveats": self.caveats,
        }
        return json.dumps(body, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
