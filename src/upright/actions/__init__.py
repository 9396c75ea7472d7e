"""Do: one function for each thing a person can do with the diary; the only place that joins the file to the rest.

`vault` opens, makes, copies and checks the file; `write` keeps, amends and takes out records; `questions` tells which
items a day asks; `read` makes a reading of the file or of a diary file; `handover` takes diary files in and writes them
out; `report` writes a page for a counsellor. The terminal and the pages both call these and nothing below. What needs
numpy is imported where it is used: a command that only writes must start without it.
"""
