"""Levels over weeks: one strip, two strips on one scale, and what may lie ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.figures.marks import EMPTY, area, inner, joined, line, path, plot, rules, runs, today, word, y_axis
from upright.figures.table import Row, rows_of
from upright.wording import date_text, day_text, number, say

if TYPE_CHECKING:
    from upright.reading import Figure

__all__ = ["ahead", "balance", "dates_under", "strip"]

_TOP, _BOTTOM = 26, 178  # pixels: ten and nothing
_WEEK = 10.0  # units across


def _y(value: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * min(10.0, max(0.0, value)) / 10


def strip(figure: Figure, language: str, now: str) -> Markup:
    """One level, week by week: the band that probably holds it, and its likeliest value."""
    rows = rows_of(figure)
    received = figure.id == "baseline"  # her own states are ink
    shade, ink, tint = ("r", "r l", "tr") if received else ("k", "k l", "b")
    silent = "".join(f"M{_WEEK * k + 5:.0f} 182v5" for k, row in enumerate(rows) if row["level"] is None)
    drawn = inner(_WEEK * len(rows), 214, _band(rows, "", shade), path("k", silent), _course(rows, "level", ink))
    name = say("item.appreciation.label" if received else f"item.{figure.id}.label", language)
    label, last = EMPTY, _last(rows, "level")
    if last is not None:
        height = _beside(rows, "", above=last["level"] < 6)
        label = word(f"{tint} end halo", "98%", height, f"{name} {_one(last, 'level', language)}")
    body = _grid() + drawn + today(100, 187, now) + dates_under(rows, 207, language) + label
    return plot(figure.id, 214, figure.title, _told(rows, {"level": (name, "")}, language), _axis(language), body)


def balance(figure: Figure, language: str, now: str) -> Markup:
    """What is given and what is received on one scale."""
    rows = rows_of(figure)
    names = dict(zip(figure.keys, figure.columns, strict=True))
    drawn = inner(
        _WEEK * len(rows),
        204,
        _band(rows, "given_", "m"),
        _band(rows, "received_", "r"),
        _course(rows, "given", "m l"),
        _course(rows, "received", "r l dash"),
    )
    labels = EMPTY
    first = next((row for row in rows if row["given"] is not None and row["received"] is not None), None)
    if first is not None:
        upper, lower = ("given", "received") if first["given"] >= first["received"] else ("received", "given")
        colours = {"given": "tm halo", "received": "tr halo"}
        labels = word(colours[upper], "2%", _near(rows, f"{upper}_", above=True), names[upper])
        labels += word(colours[lower], "2%", _near(rows, f"{lower}_", above=False), names[lower])
    body = _grid() + drawn + today(100, 180, now) + dates_under(rows, 200, language) + labels
    sides = {"given": (names["given"], "given_"), "received": (names["received"], "received_")}
    return plot(figure.id, 206, figure.title, _told(rows, sides, language), _axis(language), body)


def ahead(figure: Figure, language: str, now: str) -> Markup:
    """What may lie ahead if nothing changes: the wide band, the narrow one where there is one, and the middle."""
    rows = [row for row in rows_of(figure) if isinstance(row["date"], date)]
    first = rows[0]["date"].toordinal()
    days = max(1, rows[-1]["date"].toordinal() - first)
    places = [float(row["date"].toordinal() - first) for row in rows]

    def fan(name: str, low: str, high: str) -> Markup:
        known = [(x, row) for x, row in zip(places, rows, strict=True) if row.get(low) is not None]
        edges = ([(x, _y(row[high])) for x, row in known], [(x, _y(row[low])) for x, row in known])
        return area(name, [edges])

    middle = [(x, _y(row["median"])) for x, row in zip(places, rows, strict=True) if row.get("median") is not None]
    drawn = inner(
        days,
        204,
        fan("br far", "low", "high"),
        fan("br near", "lower", "upper") if "lower" in figure.keys else EMPTY,
        line("r l dash", [middle]),
    )
    under = word("", "2%", 200, day_text(rows[0]["date"], language))
    under += word("end", "100%", 200, day_text(rows[-1]["date"], language))
    label = EMPTY
    if middle:
        label = word(
            "tr end halo",
            "98%",
            _beside(rows, "", above=middle[-1][1] > _y(6)),
            say("page.read.figure.ahead", language),
        )
    body = _grid() + drawn + today(0, 180, now, "") + under + label
    told = _told(rows, {"median": (say("page.read.figure.ahead", language), "")}, language, date_key="date")
    return plot(figure.id, 206, figure.title, told, _axis(language), body)


def dates_under(rows: Sequence[Row], y: float, language: str) -> Markup:
    """The last days of up to three weeks, each where its week ends; the last of all is at the line of today."""
    count = len(rows)
    if not count or not isinstance(rows[0]["week"], date):
        return EMPTY
    shown = sorted({0, count // 3, 2 * count // 3} if count > 4 else set(range(count - 1)))
    return joined(word("mid", f"{100 * (k + 1) / count:.1f}%", y, day_text(rows[k]["week"], language)) for k in shown)


def _values(rows: Sequence[Row], low: str, high: str) -> list[tuple[float, tuple[float, ...]] | None]:
    return [
        None if row.get(low) is None or row.get(high) is None else (_WEEK * k + 5, (_y(row[low]), _y(row[high])))
        for k, row in enumerate(rows)
    ]


def _band(rows: Sequence[Row], before: str, colour: str) -> Markup:
    found = runs(_values(rows, f"{before}low", f"{before}high"), _WEEK / 2)
    return area(f"b{colour} far", [([(p[0], p[2]) for p in run], [(p[0], p[1]) for p in run]) for run in found])


def _course(rows: Sequence[Row], key: str, name: str) -> Markup:
    return line(name, [[(p[0], p[1]) for p in run] for run in runs(_values(rows, key, key), _WEEK / 2)])


def _last(rows: Sequence[Row], key: str) -> Row | None:
    return next((row for row in reversed(rows) if row[key] is not None), None)


def _one(row: Row, key: str, language: str) -> str:
    return number(row[key], language, 1)


def _beside(rows: Sequence[Row], before: str, *, above: bool) -> float:
    """Where words over or under the right of a band do not touch it."""
    return _clear(rows[len(rows) // 4 :], before, above=above)


def _near(rows: Sequence[Row], before: str, *, above: bool) -> float:
    """The same for the left half."""
    return _clear(rows[: (len(rows) + 1) // 2], before, above=above)


def _clear(rows: Sequence[Row], before: str, *, above: bool) -> float:
    known = [row for row in rows if row.get(f"{before}low") is not None]
    if not known:
        return float(_TOP + 20)
    if above:
        return max(_TOP - 2.0, min(_y(row[f"{before}high"]) for row in known) - 7)
    return min(_BOTTOM - 5.0, max(_y(row[f"{before}low"]) for row in known) + 17)


def _grid() -> Markup:
    return rules((_y(10), _y(5), _y(0)), _y(0))


def _axis(language: str) -> Markup:
    return y_axis((_y(value), number(value, language)) for value in (10, 5, 0))


def _told(rows: Sequence[Row], sides: dict[str, tuple[str, str]], language: str, date_key: str = "week") -> str:
    """The last known values with their ranges, in words."""
    said = []
    for key, (name, before) in sides.items():
        row = _last(rows, key)
        if row is None or row.get(f"{before}low") is None:
            continue
        said.append(
            say(
                "page.read.figure.last",
                language,
                name=name,
                date=date_text(row[date_key], language) if isinstance(row[date_key], date) else str(row[date_key]),
                value=_one(row, key, language),
                lo=_one(row, f"{before}low", language),
                hi=_one(row, f"{before}high", language),
            )
        )
    return " ".join(said)
