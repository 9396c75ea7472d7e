"""Upright: a private diary of a relationship that reads its own pattern back, with honest doubt.

What a diary goes through is the order of the packages: `record` (what a person states), `store` (the encrypted file
it is kept in), `model` (what can be learnt from it), `reading` (what may be said now), `wording` (how it is said, in
English and Vietnamese), `actions` (one function per thing a person can do) and `cli` (the terminal). Start from
`upright.record.Diary` and `upright.reading.read`; `docs/map.md` shows the rest.
"""

__all__ = ["__version__"]

__version__ = "0.1.0"
