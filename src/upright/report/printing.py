"""A report as bytes: a PDF by typst, or one HTML file. Both in memory; nothing is on the disk until it is asked for.

What she wrote reaches typst as data and never as its markup, so no letter of it can mean anything there; in HTML it is
escaped. The one font is typst's own, which has every Vietnamese letter.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.errors import UsageFault
from upright.figures import standing
from upright.report.page import Picture, Report

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["html_of", "pdf_of"]

_FOLDER = Path(__file__).parent / "templates"
_WIDTH = 360  # pixels a figure is drawn at


@dataclass(frozen=True)
class _Way:
    """How a PDF is made: with typst's own font alone, and claiming the standard PDF/UA-1."""

    own_font_alone: bool
    claimed: bool


_WAYS = (_Way(True, True), _Way(False, True), _Way(False, False))  # the next where a letter cannot be shown


def pdf_of(report: Report) -> bytes:
    """The report as a tagged PDF (PDF/UA-1) on A4. It names no author and no day on which it was made.

    Letters that typst's own font lacks are looked for in the system's fonts; where none has them either, their places
    stay empty, and the PDF does not claim the standard that forbids that.
    """
    import typst  # slow import: 30 MB that nothing else needs

    body = asdict(report)
    for block, plain in zip(report.blocks, body["blocks"], strict=True):
        plain["pictures"] = [_drawn(picture) for picture in block.pictures]
    for way in _WAYS:
        given = {"report": json.dumps(body), "own_font_alone": json.dumps(way.own_font_alone)}
        with suppress(typst.TypstError):
            return typst.compile(
                _text("sheet.typ").encode(),
                format="pdf",
                sys_inputs=given,
                ignore_system_fonts=way.own_font_alone,
                pdf_standards=["ua-1"] if way.claimed else [],
            )
    raise UsageFault("report.error.unprinted")


def html_of(report: Report) -> str:
    """The report as one file of HTML: no script, nothing to be loaded, a style for the screen and for paper."""
    style = Markup(_text("sheet.css") + _text("figures.css"))  # noqa: S704 - our own files
    return _template().render(report=report, style=style)


def _drawn(picture: Picture) -> dict[str, str]:
    svg = standing(picture.image, _WIDTH, _text("figures.css"))
    return {"title": picture.title, "svg": svg, "told": picture.told or picture.title, "caption": picture.caption}


@cache
def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # slow import: whoever makes a PDF needs none

    found = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return found.get_template("sheet.html")
