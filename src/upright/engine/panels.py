"""From a spec and series to a panel."""

from __future__ import annotations

from collections.abc import Sequence

from upright.engine.arrays import Panel
from upright.engine.channels import family_table
from upright.engine.spec import Spec
from upright.engine.statespace import Series, check_sizes
from upright.engine.timeline import lay_out

__all__ = ["panel_of", "panel_of_units"]


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
