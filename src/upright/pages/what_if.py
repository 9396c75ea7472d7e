"""What if: three paths over four weeks, each with what it assumes and its doubt; away while the gate is not open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from upright.errors import UsageFault
from upright.figures import cells_of, draw
from upright.pages.gate import gate_of_visit
from upright.pages.page import Needs, Visit, page
from upright.pages.readings import Made
from upright.wording import sentence

if TYPE_CHECKING:
    from upright.plan.whatif import Path, WhatIf

__all__ = ["ROUTES"]


@dataclass(frozen=True)
class Told:
    """One path: what is expected, its figure with its table if it has a course, what it assumes and how sure it is."""

    id: str
    name: str
    text: str
    title: str
    image: Markup
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    assumes: tuple[str, ...]
    unsure: tuple[str, ...]


@dataclass(frozen=True)
class WhatIfPage:
    """The page. `text` is all there is to say where there are no paths; `waiting`: they are being worked out.

    `unanswered`: it says the way to the eight questions.
    """

    text: str
    paths: tuple[Told, ...] = ()
    caveat: str = ""
    waiting: bool = False
    progress: str = ""
    unanswered: bool = False


def what_if(visit: Visit) -> WhatIfPage:
    """Show the paths; after a yes one sentence, and where a question has no answer the way to the questions."""
    gate = gate_of_visit(visit)
    if gate != "open":
        said = "safety.kept_quiet" if gate == "quiet" else "whatif.off"
        return WhatIfPage(visit.say(said), unanswered=gate == "unanswered")
    readings, vault = visit.session.readings, visit.vault
    if readings is None:
        raise UsageFault("error.vault_closed")
    made, found = readings.what_if(
        vault.diary(), given=visit.session.given, now=visit.now, starts=visit.starts, language=visit.language
    )
    if not visit.session.open:
        raise UsageFault("error.vault_closed")
    if found is None:
        said = "page.what_if.waiting" if made.waiting else "page.what_if.failed"
        return WhatIfPage(visit.say(said), waiting=made.waiting, progress=_progress(visit, made))
    return WhatIfPage(found.text, tuple(_told(visit, found, path) for path in found.paths), found.caveat)


def _progress(visit: Visit, made: Made) -> str:
    return visit.say("page.what_if.step", done=made.step, of=made.steps) if made.waiting and made.steps else ""


def _told(visit: Visit, found: WhatIf, path: Path) -> Told:
    from upright.plan.whatif_figures import figure_of  # slow import: numpy

    figure = figure_of(path, found.as_of, visit.language)
    image = draw(figure, visit.language, visit.say("page.read.today")) if figure is not None else None
    return Told(
        id=path.id,
        name=sentence(path.name, visit.language),
        text=path.text,
        title=figure.title if figure is not None else "",
        image=image or Markup(""),
        caption=figure.caption if figure is not None else "",
        columns=figure.columns if figure is not None else (),
        rows=cells_of(figure, visit.language) if figure is not None else (),
        assumes=path.assumes,
        unsure=path.unsure,
    )


ROUTES = (page(what_if, Needs.OPEN, quiet="waiting"),)
