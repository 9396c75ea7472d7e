"""From a spec and series to a panel, and whether a large one is cut into parts, for all cores (`parts`)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from upright.engine.arrays import Ints, Panel
from upright.engine.channels import family_table
from upright.engine.spec import Spec
from upright.engine.statespace import Series, check_sizes
from upright.engine.timeline import lay_out

__all__ = ["panel_of", "panel_of_units", "panel_in_parts", "edges_of", "PART"]

PART = 5_000  # nodes of a part, about: a third of a millisecond for two states
LARGE = 4 * PART  # nodes from which parts gain more than they cost
STEP = 3.0  # what working out a distinct gap costs, in nodes
DEARER = 1.5  # how much more all parts together may cost, because each works out its gaps for itself


def panel_of(spec: Spec, series: Series | Sequence[Series]) -> Panel:
    """The panel of series that share a spec: one unit, or one for each series where parameters are `each`."""
    many = [series] if isinstance(series, Series) else list(series)
    return panel_of_units(spec, [[one] for one in many] if spec.shared < len(spec.frees) else [many])


def panel_of_units(spec: Spec, units: Sequence[Sequence[Series]]) -> Panel:
    """The panel of some units, each a sequence of series; EngineFault when one does not fit the spec."""
    table = family_table(spec.families, spec.sizes.p)
    for unit in units:
        for one in unit:
            check_sizes(spec.sizes, *table, one)
    return lay_out(units, spec.sizes, *table)


def panel_in_parts(spec: Spec, series: Sequence[Series], whole: Panel) -> Panel | None:
    """A panel whose units are to be worked on in parts, or None where one core does as well. `whole` is `panel_of`.

    It depends on the series alone, not on the machine.
    """
    if len(series) < 2 or len(whole.step) < LARGE:
        return None
    if spec.shared < len(spec.frees):
        return whole
    edges = edges_of(np.diff(whole.node_start), PART)
    cut = panel_of_units(spec, [series[a:b] for a, b in zip(edges, edges[1:], strict=False)])
    cost, cost_in_parts = (len(panel.step) + STEP * len(panel.gaps) for panel in (whole, cut))
    return cut if len(edges) > 2 and cost_in_parts <= DEARER * cost else None


def edges_of(lengths: Ints, part: int) -> Ints:
    """Where to cut things of some lengths, in order, into even runs of about `part` in all; from 0 to their number."""
    total = int(lengths.sum())
    before = np.cumsum(lengths) - lengths
    which = before * max(1, total // part) // max(1, total)
    return np.append(np.unique(which, return_index=True)[1], len(lengths))
