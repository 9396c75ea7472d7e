"""The page of the terminal: a plumb line, a margin to its left for odds and short labels, sentences to its right.

       │ What 7 weeks say
       │
   81% ┤ On housework you tried 5 times: 1 brought a change, ...
       │   How sure      likely (about 8 in 10)
       ▾

72 columns: six of margin, the line, 62 of text; in a narrower window the text is as wide as fits, 30 at least. Nothing
needs colour. At a terminal that wants it the line and the
captions are drawn faint; into a file or a pipe, or under NO_COLOR, there is text alone.
"""

from __future__ import annotations

import sys

from upright.cli.lines import pad, plain, wrap
from upright.cli.session import Session

__all__ = ["Page"]

_MARGIN = 6
_LEFT = _MARGIN + 4  # the margin, the line, and the spaces beside it
_LABELLED = 24  # columns that a text beside its label needs; with fewer it stands below
_FAINT, _STRONG, _END = "\x1b[2m", "\x1b[1m", "\x1b[0m"


class Page:
    """Writes lines to standard output, hung from the plumb line."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.columns = session.columns(sys.stdout) - _LEFT
        self._styled = (
            sys.stdout.isatty()
            and not session.environment.get("NO_COLOR")
            and session.environment.get("TERM", "dumb") != "dumb"
        )
        self._drawn = _can_draw(sys.stdout.encoding)
        self._after_gap = True

    def line(self, text: str = "", *, margin: str = "", tick: bool = False, style: str = "") -> None:
        """One line that is short enough already."""
        rule = "┤" if tick else "│"
        if text and style and self._styled:
            text = f"{style}{text}{_END}"
        rule = f"{_FAINT}{rule}{_END}" if self._styled else rule
        whole = f"{pad(margin, _MARGIN, right=True)} {rule} {text}".rstrip()
        self._session.out(whole if self._drawn else plain_but_letters(whole))
        self._after_gap = not text

    def text(self, text: str, *, margin: str = "", indent: str = "", style: str = "", hanging: bool = False) -> None:
        """A paragraph, broken into lines; with a margin, the first line is ticked on the plumb line.

        `hanging` sets later lines in by two columns, as in a list.
        """
        for place, part in enumerate(wrap(text, self.columns - len(indent), "  " if hanging else "")):
            first = place == 0
            self.line(indent + part, margin=margin if first else "", tick=bool(margin) and first, style=style)

    def title(self, text: str) -> None:
        """The page's title."""
        self.text(text, style=_STRONG)

    def heading(self, text: str) -> None:
        """A heading within the page."""
        self.text(text, style=_STRONG)

    def note(self, text: str, indent: str = "") -> None:
        """A caption: as text, but fainter where that can be."""
        self.text(text, indent=indent, style=_FAINT)

    def labelled(self, label: str, text: str, left: int, indent: str = "  ") -> None:
        """A short label with its text beside it, and the rest of the text below the text."""
        room = self.columns - left - 2 - len(indent)
        if room < _LABELLED:
            self.text(label, indent=indent)
            self.text(text, indent=indent * 2)
            return
        for place, part in enumerate(wrap(text, room)):
            self.line(indent + pad(label if place == 0 else "", left) + "  " + part)

    def gap(self) -> None:
        """An empty line of the page; two in a row are one."""
        if not self._after_gap:
            self.line()

    def end(self) -> None:
        """The bob in which the plumb line ends."""
        bob = f"{' ' * _MARGIN} ▾"
        self._session.out(bob if self._drawn else plain(bob))


def _can_draw(encoding: str | None) -> bool:
    try:
        "│┤├─╌▾●○·".encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def plain_but_letters(text: str) -> str:
    """Lines and dots as signs of the keyboard; letters are left to the stream, which may know them."""
    return "".join(mark if mark.isalnum() else plain(mark) for mark in text)
