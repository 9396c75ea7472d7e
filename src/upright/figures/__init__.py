"""Figures as inline SVG: a figure's table in, markup out. Nothing here is worked out that does not stand in the table.

`draw` finds the way a figure is drawn; `range_of` draws one interval; `cells_of` gives the table's cells in words.
Lengths across are per cent and lengths down are pixels, so that words never stretch; shapes stand in an inner svg that
may stretch, with strokes that do not. Everything is drawn in one order: grid, doubt, what was entered, estimate, words.
`standing` makes a figure a document of its own, for print.
There are classes and no style, so that the strict policy of the pages holds; whatever she wrote is escaped.
"""

from upright.figures.choose import draw
from upright.figures.ranges import range_of
from upright.figures.standing import standing, told_of
from upright.figures.table import cells_of

__all__ = ["cells_of", "draw", "range_of", "standing", "told_of"]
