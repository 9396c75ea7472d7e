"""Print: a reading, with what she chose beside it, as a document for someone who counsels her: PDF or HTML.

`report_of` places what stands in a reading and in the diary; nothing is worked out here. `pdf_of` and `html_of` print
the same report. There is no name in it, no answer about danger and no what-if; her own notes where she chose them.
docs/report.md says what stands in it and why.
"""

from upright.report.page import Block, Picture, Report, Said, Table, report_of
from upright.report.printing import html_of, pdf_of
from upright.report.sections import SECTIONS, USUAL

__all__ = ["SECTIONS", "USUAL", "Block", "Picture", "Report", "Said", "Table", "html_of", "pdf_of", "report_of"]
