"""Say: every text a person reads, in English and Vietnamese, with its numbers, dates and doubt in words.

A text is asked for by its id (`say("item.respected.question", "vi")`); the texts stand in one gettext catalogue a
language, under `catalogues/`. A text that counts comes in plural forms (`say_n`). The rest words a value: `number`,
`percent`, `date_text`, `dates`, `span`, `doubt`, `odds`, `interval`, `list_of`. `helplines` reads the list of lines
that may be called. This package imports nothing of ours, and one language is read at its first use and no sooner.
"""

from upright.wording.catalogue import languages
from upright.wording.days import date_text, dates, day_text, span
from upright.wording.doubt import doubt, interval, odds
from upright.wording.helplines import Helpline, countries, country_name, country_note, emergency_number, helplines
from upright.wording.numbers import number, percent, spelled
from upright.wording.texts import list_of, say, say_n, sentence

__all__ = [
    "Helpline",
    "countries",
    "country_name",
    "country_note",
    "date_text",
    "dates",
    "day_text",
    "doubt",
    "emergency_number",
    "helplines",
    "interval",
    "languages",
    "list_of",
    "number",
    "odds",
    "percent",
    "say",
    "say_n",
    "sentence",
    "span",
    "spelled",
]
