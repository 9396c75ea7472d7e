"""A figure as a document of its own, for print: its width in pixels, its style within it, its shapes in those pixels.

In a page a shape stretches and its stroke does not (`vector-effect`). What draws for print knows no such thing, so here
the shapes get their lengths across in pixels, and nothing is left to stretch.
"""

from __future__ import annotations

import html
import re

from markupsafe import Markup

from upright.figures.marks import WIDTH, num

__all__ = ["standing", "told_of"]

_STRETCHED = re.compile(
    r'<svg width="100%" height="(?P<height>[\d.]+)" viewBox="0 0 (?P<across>[\d.]+) [\d.]+"'
    r' preserveAspectRatio="none">(?P<shapes>.*?)</svg>',
    re.DOTALL,
)
_PATH = re.compile(r' d="([^"]*)"')
_PART = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_TOLD = re.compile(r"<desc[^>]*>(.*?)</desc>", re.DOTALL)
_HEAD = '<svg class="plot" role="img"'


def standing(image: Markup, width: int, style: str) -> str:
    """The SVG of `draw`, as wide as this, with a style sheet that names its classes. Raises ValueError for others."""
    if not image.startswith(_HEAD) or image.count(_HEAD) != 1:
        raise ValueError("standing() wants one figure, as draw() makes it")
    body = _STRETCHED.sub(lambda found: _fixed(found, WIDTH * width / 100), str(image))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_height(body)}" role="img"'
    body = body.replace(_HEAD, head, 1).replace('width="100%"', f'width="{width}"', 1)
    first = body.index(">") + 1
    return f"{body[:first]}<style>{style}</style>{body[first:]}"


def told_of(image: Markup) -> str:
    """What a figure shows, in the words that stand with it for who does not see it."""
    found = _TOLD.search(str(image))
    return html.unescape(found.group(1)) if found else ""


def _height(body: str) -> str:
    found = re.search(r'width="100%" height="([\d.]+)"', body)
    return found.group(1) if found else "0"


def _fixed(found: re.Match[str], width: float) -> str:
    factor = width / float(found["across"])
    shapes = _PATH.sub(lambda d: f' d="{_across(d.group(1), factor)}"', found["shapes"])
    return f'<svg width="{num(width)}" height="{found["height"]}" overflow="visible">{shapes}</svg>'


def _across(d: str, factor: float) -> str:
    """A path with its lengths across made longer by a factor; of lines alone, as figures stretch no other."""
    parts: list[str] = []
    way, place = "", 0
    for part in _PART.findall(d):
        if part.isalpha():
            way, place = part, 0
            parts.append(part)
            continue
        lies_across = way in "Hh" or (way not in "Vv" and place % 2 == 0)
        parts.append(f"{float(part) * factor:.2f}" if lies_across else part)
        place += 1
    return " ".join(parts)
